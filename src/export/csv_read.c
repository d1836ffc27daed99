/* SPDX-License-Identifier: MIT
 * Cells of CSV (RFC 4180; a line may end in LF too), one by one. */
#include "export/csv_read.h"

#include <string.h>

#include "export/utf8.h"

void svccomm__csv_begin(struct svccomm__csv *csv, struct svccomm__in *in)
{
    memset(csv, 0, offsetof(struct svccomm__csv, cell));
    csv->in = in;
}

static int csv_fault(struct svccomm__csv *csv, const char *fault)
{
    csv->fault = fault;
    return SVCCOMM_E_FORMAT;
}

static void csv_add(struct svccomm__csv *csv, const char *bytes, size_t length)
{
    if (csv->too_long || length > SVCCOMM__CSV_CELL_SIZE - csv->length) {
        csv->too_long = 1;
        return;
    }
    memcpy(csv->cell + csv->length, bytes, length);
    csv->length += length;
}

/* A character of a cell, which was peeked. */
static int csv_character(struct svccomm__csv *csv, int c)
{
    char bytes[SVCCOMM__UTF8_MAX];
    int length;

    if (c == 0)
        return csv_fault(csv, "a NUL");
    length = svccomm__in_take_character(csv->in, bytes);
    if (length > 0)
        csv_add(csv, bytes, (size_t)length);
    if (length == 0)
        return csv_fault(csv, "text that is not UTF-8");
    return length < 0 ? length : 0;
}

static int csv_plain(struct svccomm__csv *csv)
{
    int c, rc = 0;

    while (rc == 0 && (c = svccomm__in_peek(csv->in)) >= 0 && c != ',' && c != '\r' && c != '\n')
        rc = c == '"' ? csv_fault(csv, "a quote within a cell that has none around it")
                      : csv_character(csv, c);
    return rc;
}

/* The first quote was taken. */
static int csv_quoted(struct svccomm__csv *csv)
{
    int c, rc = 0;

    while (rc == 0) {
        c = svccomm__in_peek(csv->in);
        if (c < 0)
            return svccomm__in_end(csv->in);
        if (svccomm__in_skip(csv->in, '"')) {
            if (!svccomm__in_skip(csv->in, '"'))
                return 0;
            csv_add(csv, "\"", 1);
        } else {
            rc = csv_character(csv, c);
        }
    }
    return rc;
}

static int csv_delimiter(struct svccomm__csv *csv)
{
    int c = svccomm__in_peek(csv->in);

    if (c < 0) {
        csv->end = SVCCOMM__CSV_INPUT;
        return csv->in->code;
    }
    csv->end = c == ',' ? SVCCOMM__CSV_COMMA : SVCCOMM__CSV_LINE;
    if (c == '\r') {
        svccomm__in_take(csv->in);
        c = svccomm__in_peek(csv->in);
        if (c < 0)
            return csv->in->code; /* a cut line end is one */
    }
    if (c != ',' && c != '\n')
        return csv_fault(csv, "neither a comma nor a line end after a cell");
    svccomm__in_take(csv->in);
    return 0;
}

int svccomm__csv_cell(struct svccomm__csv *csv)
{
    int rc;

    csv->line = csv->in->line;
    csv->offset = csv->in->offset;
    csv->length = 0;
    csv->too_long = 0;
    csv->quoted = svccomm__in_skip(csv->in, '"');
    rc = csv->quoted ? csv_quoted(csv) : csv_plain(csv);
    csv->cell[csv->length] = '\0';
    return rc < 0 ? rc : csv_delimiter(csv);
}
