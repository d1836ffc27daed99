/* SPDX-License-Identifier: MIT
 * Stored items that cannot be, as a table: which kind, and what is wrong with it. */
#ifndef FAULT_DAMAGE_H
#define FAULT_DAMAGE_H

#include "fault_storage.h"

struct damage {
    const char *name; /* a sentence */
    uint32_t kind;
    int code; /* what opening returns */
    /* Whether this item can be damaged so; NULL: any. */
    int (*fits)(const void *item);
    void (*spoil)(void *item); /* NULL: the item is there twice */
};

extern const struct damage damages[];
extern const size_t damage_count;

/* Damages the first item that fits. */
void damage_apply(const struct damage *damage, struct fault_storage *storage);

/* Where that item comes in a scan, from 0. */
size_t damage_place(const struct damage *damage, const struct fault_storage *storage);

/* The id that a message must hold; 0 where the kind has none that can be told in short. */
int damage_id(const struct damage *damage, const struct fault_storage *storage, char *text,
              size_t capacity);

#endif
