/* SPDX-License-Identifier: MIT
 * Sections of a text source: from one header to the next. */
#ifndef SVCCOMM_INGEST_SECTIONS_H
#define SVCCOMM_INGEST_SECTIONS_H

#include "ingest/dialect.h"

/* The section that is open, or NULL. */
static inline struct svccomm__section *svccomm__section_open(struct svccomm_snapshot *snapshot)
{
    struct svccomm__source *source = &snapshot->source;

    return source->section_count == 0 ? NULL : &source->sections[source->section_count - 1];
}

/* Begins a section of a dialect with what a header (or its absence) says in `line`; `headed`: it is
 * one. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__section_begin(struct svccomm_snapshot *snapshot,
                           const struct svccomm__dialect *dialect, const struct svccomm__line *line,
                           int headed);

/* Ends all sections: decides about the marked rows, moves those that are taken together, and sums
 * up claims and counts in the source. The rows are still staged. Cannot fail. */
void svccomm__sections_finish(struct svccomm_snapshot *snapshot);

#endif
