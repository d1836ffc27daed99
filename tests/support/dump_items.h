/* SPDX-License-Identifier: MIT
 * Dumps in memory: written, read in pieces, taken apart into their items. */
#ifndef DUMP_ITEMS_H
#define DUMP_ITEMS_H

#include "fault_items.h"

/* A dump that is read from, and callbacks that can fail. */
struct dump_file {
    struct fault_text text;
    size_t at;
    size_t piece;                                 /* of reading; 0: as much as is asked for */
    unsigned calls;                               /* since dump_file_rewind() */
    unsigned fail_at;                             /* the call that fails; 0: none */
    int value;                                    /* what that returns */
    svccomm_registry *registry;                   /* called back by each call, if not NULL */
    int (*call_back)(svccomm_registry *registry); /* what that does */
    int called_back;                              /* what it returned */
};

int dump_file_write(void *user, const void *data, size_t length);
int dump_file_read(void *user, void *data, size_t capacity, size_t *length);
void dump_file_rewind(struct dump_file *file);
void dump_file_free(struct dump_file *file);

/* What a registry dumps, after what is there. */
int dump_file_of(svccomm_registry *registry, struct dump_file *file);

/* The items of a sound dump, each list by its keys. 0, or what the library returned. */
int dump_items(const struct dump_file *file, struct fault_content *content);

/* The same of what a registry dumps. */
int dump_registry_items(svccomm_registry *registry, struct fault_content *content);

#endif
