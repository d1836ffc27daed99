/* SPDX-License-Identifier: MIT
 * A record that is being read: fields go in one by one, then it is checked and made whole. */
#ifndef SVCCOMM_EXPORT_IMPORT_DRAFT_H
#define SVCCOMM_EXPORT_IMPORT_DRAFT_H

#include "export/record_fields.h"
#include "export/scalar.h"

/* What a file does not say. */
struct svccomm__import_defaults {
    int64_t now;
    int64_t interval;
    uint32_t keep;
    uint32_t points;
};

#define SVCCOMM__DRAFT_TEXTS 14 /* text fields, and the names of processes */

struct svccomm__draft {
    svccomm_record record; /* its strings are in `texts` */
    const struct svccomm__import_defaults *defaults;
    uint64_t seen[2];  /* bits of columns that were there */
    uint64_t given[2]; /* of these, the ones with a value */
    int64_t active_span;
    int64_t gap_span;
    uint64_t active_samples;
    uint64_t total_events;
    const char *fault;            /* what is wrong */
    struct svccomm__column where; /* with which field; the field or both may be NULL */
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    uint32_t text_count;
    char texts[SVCCOMM__DRAFT_TEXTS][SVCCOMM_STRING_MAX + 1];
};

void svccomm__draft_begin(struct svccomm__draft *draft,
                          const struct svccomm__import_defaults *defaults);

/* Notes that a column was there, before its value is set.
 * Returns 0 or SVCCOMM_E_FORMAT (it was there already). */
int svccomm__draft_column(struct svccomm__draft *draft, struct svccomm__column column);

/* Sets the value of the column that was noted last; what is derived is passed over. Not for lists.
 * Returns 0, SVCCOMM_E_FORMAT or SVCCOMM_E_RANGE with draft->fault. */
int svccomm__draft_set(struct svccomm__draft *draft, const struct svccomm__scalar *scalar);

/* The same for lists: that there is one, then its elements. */
void svccomm__draft_list(struct svccomm__draft *draft);
int svccomm__draft_add_origin(struct svccomm__draft *draft, const struct svccomm__scalar *scalar);
int svccomm__draft_add_process(struct svccomm__draft *draft);
int svccomm__draft_process_name(struct svccomm__draft *draft, const struct svccomm__scalar *scalar);
int svccomm__draft_process_seen(struct svccomm__draft *draft, const struct svccomm__scalar *scalar);

/* Whether a column had a value. */
int svccomm__draft_has(const struct svccomm__draft *draft, enum svccomm__group_index group,
                       const char *name);

/* Notes a fault with the column that was noted last; gives the code back. */
int svccomm__draft_fault(struct svccomm__draft *draft, int code, const char *fault);

/* Checks that everything is there and agrees, and fills in what follows from it (import_finish.c).
 * Returns 0, SVCCOMM_E_FORMAT or SVCCOMM_E_RANGE with draft->fault. */
int svccomm__draft_finish(struct svccomm__draft *draft);

#endif
