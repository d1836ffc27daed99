/* SPDX-License-Identifier: MIT
 * What lsof's table and its field output share: protocols, states, ends and names of processes. */
#ifndef SVCCOMM_INGEST_LSOF_NAME_H
#define SVCCOMM_INGEST_LSOF_NAME_H

#include "ingest/dialect.h"

/* The protocol of a word of NODE or of a P field, or 0 for one that is not taken. */
uint8_t svccomm__lsof_protocol(const char *at, const char *end);

/* The families that a TYPE is of, in SVCCOMM__COVER_ bits, or 0 if it is no Internet socket. */
uint32_t svccomm__lsof_families(const char *at, const char *end);

/* SVCCOMM_STATE_UNKNOWN if nobody knows the word. */
uint8_t svccomm__lsof_state(const char *at, const char *end);

/* The ends `LOCAL` or `LOCAL->PEER` of [at, end), of the families of its TYPE; line->row.protocol
 * is known. ROW, DOUBTFUL, or OTHER for a socket that has no port yet. */
int svccomm__lsof_ends(struct svccomm__line *line, const char *at, const char *end,
                       uint32_t families);

/* Takes [at, end) as the name of the process, with what lsof escapes (\x20, \\) decoded. */
void svccomm__lsof_process(struct svccomm__line *line, const char *at, const char *end);

#endif
