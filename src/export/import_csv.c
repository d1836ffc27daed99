/* SPDX-License-Identifier: MIT
 * From lines of CSV to drafts of records: columns are known by their name, in any order. */
#include "export/import_csv.h"

#include "export/csv_text.h"
#include "export/import_json.h"

/* For faults that are of no field. */
static const struct svccomm__column import_csv_nowhere = {NULL, NULL};

static int import_csv_fault(struct svccomm__csv_table *table, int code, const char *fault)
{
    table->csv.fault = fault;
    return code;
}

/* ---- the header ---- */

static int import_csv_column(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    int index = svccomm__column_find(table->csv.cell);

    if (table->count == SVCCOMM__CSV_COLUMNS)
        return import_csv_fault(table, SVCCOMM_E_RANGE, "too many columns");
    table->columns[table->count++] = (int8_t)index;
    return index < 0 ? 0 : svccomm__draft_column(draft, svccomm__column_at((unsigned)index));
}

static int import_csv_has(const struct svccomm__csv_table *table, int index)
{
    for (unsigned i = 0; i < table->count; i++)
        if (table->columns[i] == index)
            return 1;
    return 0;
}

static int import_csv_check(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    static const char *const required[] = {"protocol", "client_ip", "listener_ip", "port"};

    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        int index = svccomm__column_find(required[i]);

        if (import_csv_has(table, index))
            continue;
        draft->where = svccomm__column_at((unsigned)index);
        return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, "no such column in the header");
    }
    return 0;
}

int svccomm__import_csv_header(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    int rc;

    table->count = 0;
    do {
        draft->where = import_csv_nowhere;
        rc = svccomm__csv_cell(&table->csv);
        if (rc == 0)
            rc = import_csv_column(table, draft);
    } while (rc == 0 && table->csv.end == SVCCOMM__CSV_COMMA);
    if (rc < 0)
        return rc;
    rc = import_csv_check(table, draft);
    if (rc < 0 || table->csv.end == SVCCOMM__CSV_LINE)
        return rc;
    draft->where = import_csv_nowhere;
    return import_csv_fault(table, SVCCOMM_E_TRUNCATED, "a header without a line end");
}

/* ---- lines ---- */

/* A cell that holds a list of JSON; what is wrong in it is placed at the cell. */
static int import_csv_list(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    struct svccomm__csv *csv = &table->csv;
    struct svccomm__json json;
    struct svccomm__in in;
    int rc;

    svccomm__in_memory(&in, csv->cell, csv->length);
    svccomm__json_begin(&json, &in);
    rc = svccomm__import_json_list(&json, draft);
    if (rc == 0 && svccomm__in_skip_space(&in) >= 0)
        rc = svccomm__json_fault(&json, "more than a list");
    if (rc == SVCCOMM_E_TRUNCATED)
        rc = svccomm__json_fault(&json, "a list without its end");
    if (rc < 0 && json.fault != NULL)
        draft->fault = json.fault;
    return rc;
}

static int import_csv_value(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    struct svccomm__csv *csv = &table->csv;
    struct svccomm__scalar scalar = {SVCCOMM__SCALAR_CELL, csv->cell, csv->length, csv->too_long};
    uint8_t kind = draft->where.field->kind;

    if (csv->length == 0 && !csv->quoted)
        scalar.type = SVCCOMM__SCALAR_NULL;
    else if (csv->too_long)
        return svccomm__draft_fault(draft, SVCCOMM_E_RANGE, "a cell that is too long");
    else if (kind == SVCCOMM__FIELD_PROCESSES || kind == SVCCOMM__FIELD_ORIGIN)
        return import_csv_list(table, draft);
    else if (kind == SVCCOMM__FIELD_TEXT)
        scalar.length = svccomm__csv_read_text(csv->cell, csv->length);
    csv->cell[scalar.length] = '\0';
    return svccomm__draft_set(draft, &scalar);
}

/* The cell before was the index-th of its line. */
static int import_csv_cell(struct svccomm__csv_table *table, struct svccomm__draft *draft,
                           unsigned index)
{
    int column, rc;

    if (index == table->count)
        return import_csv_fault(table, SVCCOMM_E_FORMAT, "more cells than the header has");
    column = table->columns[index];
    if (column < 0)
        return 0;
    rc = svccomm__draft_column(draft, svccomm__column_at((unsigned)column));
    return rc < 0 ? rc : import_csv_value(table, draft);
}

/* Line ends before a line. */
static int import_csv_at_end(struct svccomm__csv_table *table)
{
    struct svccomm__in *in = table->csv.in;
    int c = svccomm__in_peek(in);

    while (c == '\r' || c == '\n') {
        svccomm__in_take(in);
        c = svccomm__in_peek(in);
    }
    return c < 0;
}

/* After the last cell of a line. Where there is no line end, an empty cell may have been cut. */
static int import_csv_end(struct svccomm__csv_table *table, struct svccomm__draft *draft,
                          unsigned count)
{
    const struct svccomm__csv *csv = &table->csv;

    draft->where = import_csv_nowhere;
    if (csv->end == SVCCOMM__CSV_INPUT && (count < table->count || csv->length == 0))
        return import_csv_fault(table, SVCCOMM_E_TRUNCATED, "a line that is cut off");
    if (count < table->count)
        return import_csv_fault(table, SVCCOMM_E_FORMAT, "fewer cells than the header has");
    return 1;
}

int svccomm__import_csv_record(struct svccomm__csv_table *table, struct svccomm__draft *draft)
{
    unsigned count = 0;
    int rc;

    if (import_csv_at_end(table))
        return table->csv.in->code;
    do {
        draft->where = import_csv_nowhere;
        rc = svccomm__csv_cell(&table->csv);
        if (rc == 0)
            rc = import_csv_cell(table, draft, count++);
        if (rc < 0)
            return rc;
    } while (table->csv.end == SVCCOMM__CSV_COMMA);
    return import_csv_end(table, draft, count);
}
