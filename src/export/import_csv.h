/* SPDX-License-Identifier: MIT
 * From lines of CSV to drafts of records. */
#ifndef SVCCOMM_EXPORT_IMPORT_CSV_H
#define SVCCOMM_EXPORT_IMPORT_CSV_H

#include "export/csv_read.h"
#include "export/import_draft.h"

/* The most columns of a file; those that nobody knows are skipped. */
#define SVCCOMM__CSV_COLUMNS 1024

struct svccomm__csv_table {
    struct svccomm__csv csv;
    unsigned count;
    int8_t columns[SVCCOMM__CSV_COLUMNS]; /* column of an export, or -1 */
};

_Static_assert(SVCCOMM__COLUMN_COUNT <= INT8_MAX, "columns of an export fit int8_t");

/* Reads the line of column names. Returns 0 or a code, with csv.fault or draft->fault. */
int svccomm__import_csv_header(struct svccomm__csv_table *table, struct svccomm__draft *draft);

/* Reads a line into a draft that was begun: 1; 0 at the end of the input; or a code. */
int svccomm__import_csv_record(struct svccomm__csv_table *table, struct svccomm__draft *draft);

#endif
