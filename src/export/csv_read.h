/* SPDX-License-Identifier: MIT
 * Cells of CSV (RFC 4180; a line may end in LF too), one by one. */
#ifndef SVCCOMM_EXPORT_CSV_READ_H
#define SVCCOMM_EXPORT_CSV_READ_H

#include "export/transfer_in.h"

/* Room for eight processes of 255 bytes, each byte an escape of JSON. */
#define SVCCOMM__CSV_CELL_SIZE 16384

enum svccomm__csv_end { SVCCOMM__CSV_COMMA, SVCCOMM__CSV_LINE, SVCCOMM__CSV_INPUT };

struct svccomm__csv {
    struct svccomm__in *in;
    const char *fault; /* what is wrong, with SVCCOMM_E_FORMAT */
    uint64_t line;     /* where the last cell begins */
    uint64_t offset;
    size_t length;
    int quoted;
    int too_long;              /* the cell was longer than `cell` takes */
    enum svccomm__csv_end end; /* what came after it */
    char cell[SVCCOMM__CSV_CELL_SIZE + 1];
};

void svccomm__csv_begin(struct svccomm__csv *csv, struct svccomm__in *in);

/* Reads a cell, its quotes undone, and what ends it. Returns 0 or a code. */
int svccomm__csv_cell(struct svccomm__csv *csv);

#endif
