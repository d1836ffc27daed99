/* SPDX-License-Identifier: MIT
 * One line of a text source. */
#ifndef SVCCOMM_INGEST_TEXT_LINE_H
#define SVCCOMM_INGEST_TEXT_LINE_H

#include "model/snapshot.h"

/* Takes the line [at, end): stages its row, begins a section, or counts it. *end can be read and is
 * LF, or the CR before it. `cut`: the line goes on behind `end`, or nobody knows.
 * Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__text_line(struct svccomm_snapshot *snapshot, const char *at, const char *end, int cut);

#endif
