/* SPDX-License-Identifier: MIT
 * Lists by a naive look at every record: what passes a filter, and in which order. */
#ifndef FUZZ_NAIVE_H
#define FUZZ_NAIVE_H

#include "svccomm/svccomm.h"

#define NAIVE_MOST 64

struct naive_list {
    const svccomm_record *records[NAIVE_MOST];
    size_t count;
};

/* How many records pass. */
size_t naive_passing(const svccomm_record *all, size_t count, const svccomm_filter *filter);

/* The list that a query gives. */
void naive_list(const svccomm_record *all, size_t count, const svccomm_query *query,
                struct naive_list *list);

#endif
