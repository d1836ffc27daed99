/* SPDX-License-Identifier: MIT
 * Whether a record passes a filter. */
#ifndef SVCCOMM_CORE_MATCH_H
#define SVCCOMM_CORE_MATCH_H

#include "core/state.h"

/* A filter with its own copies of the strings. */
struct svccomm__match {
    svccomm_filter filter;
    char device[SVCCOMM_STRING_MAX + 1];
    char process[SVCCOMM_STRING_MAX + 1];
};

/* Takes the caller's filter; NULL: normal records of realm 0. Returns 0 or a code. */
int svccomm__match_take(struct svccomm__match *match, const svccomm_filter *filter);

/* Whether the record passes. */
int svccomm__match_record(const svccomm_registry *registry, const struct svccomm__match *match,
                          uint32_t index);

#endif
