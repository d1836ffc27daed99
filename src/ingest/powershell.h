/* SPDX-License-Identifier: MIT
 * Columns of what PowerShell writes: as a table, or as CSV. */
#ifndef SVCCOMM_INGEST_POWERSHELL_H
#define SVCCOMM_INGEST_POWERSHELL_H

#include "ingest/dialect.h"

/* svccomm__section.columns */
#define SVCCOMM__POWERSHELL_TABLE 1u
#define SVCCOMM__POWERSHELL_CSV 2u
#define SVCCOMM__POWERSHELL_SEMICOLON 4u /* CSV: what stands between fields, else a comma */
#define SVCCOMM__POWERSHELL_TAB 8u
#define SVCCOMM__POWERSHELL_LAST \
    16u /* table: the process is the last column, and may hold blanks */

/* svccomm__section.places: 1 + the offset of its header (table), 1 + its number (CSV), 0 if it is
 * not there. */
#define SVCCOMM__POWERSHELL_LOCAL_ADDRESS 0
#define SVCCOMM__POWERSHELL_LOCAL_PORT 1
#define SVCCOMM__POWERSHELL_REMOTE_ADDRESS 2
#define SVCCOMM__POWERSHELL_REMOTE_PORT 3
#define SVCCOMM__POWERSHELL_STATE 4
#define SVCCOMM__POWERSHELL_PROCESS 5

/* Reads the names of columns: 1, with line->columns and line->places; 0 if there is no local end.
 * `view`: the protocol if the columns are those that the command gives unasked, else 0. */
int svccomm__powershell_header(struct svccomm__line *line, uint8_t *view);

/* The fields of a row, SVCCOMM__LINE_PLACES of them; empty where there is none. */
void svccomm__powershell_fields(const struct svccomm__line *line,
                                const struct svccomm__section *section,
                                struct svccomm__word *fields);

#endif
