/* SPDX-License-Identifier: MIT
 * Records as lines of CSV (RFC 4180). */
#include "export/csv_write.h"

#include <string.h>

#include "export/csv_text.h"
#include "export/json_write.h"

static void csv_open_quote(struct svccomm__out *out)
{
    svccomm__out_byte(out, '"');
    out->doubling = 1;
}

static void csv_close_quote(struct svccomm__out *out)
{
    out->doubling = 0;
    svccomm__out_byte(out, '"');
}

/* An empty text is quoted, since an empty cell without quotes is no value. Spaces at the ends, tabs
 * and semicolons are quoted for readers less strict than RFC 4180. */
static int csv_needs_quotes(const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || text[0] == ' ' || text[length - 1] == ' ')
        return 1;
    for (size_t i = 0; i < length; i++)
        if (strchr(",\"\r\n\t;", text[i]) != NULL)
            return 1;
    return 0;
}

static void csv_write_text_cell(struct svccomm__out *out, const char *text)
{
    int quotes = csv_needs_quotes(text);

    if (quotes)
        csv_open_quote(out);
    svccomm__csv_write_text(out, text);
    if (quotes)
        csv_close_quote(out);
}

static void csv_write_cell(struct svccomm__out *out, const svccomm_record *record,
                           struct svccomm__column column)
{
    struct svccomm__value value;

    svccomm__record_value(record, column, &value);
    switch (value.form) {
    case SVCCOMM__VALUE_NULL:
        break;
    case SVCCOMM__VALUE_BARE:
    case SVCCOMM__VALUE_QUOTED:
        svccomm__out_text(out, value.text);
        break;
    case SVCCOMM__VALUE_TEXT:
        csv_write_text_cell(out, value.text);
        break;
    case SVCCOMM__VALUE_PROCESSES:
    case SVCCOMM__VALUE_ORIGIN:
        csv_open_quote(out);
        svccomm__json_write_list(out, record, value.form);
        csv_close_quote(out);
        break;
    }
}

void svccomm__csv_write_header(struct svccomm__out *out)
{
    for (unsigned i = 0; i < SVCCOMM__COLUMN_COUNT; i++) {
        struct svccomm__column column = svccomm__column_at(i);

        if (i > 0)
            svccomm__out_byte(out, ',');
        svccomm__out_text(out, column.group->name);
        if (column.group->name[0] != '\0')
            svccomm__out_byte(out, '.');
        svccomm__out_text(out, column.field->name);
    }
    svccomm__out_text(out, "\r\n");
}

void svccomm__csv_write_record(struct svccomm__out *out, const svccomm_record *record)
{
    for (unsigned i = 0; i < SVCCOMM__COLUMN_COUNT; i++) {
        if (i > 0)
            svccomm__out_byte(out, ',');
        csv_write_cell(out, record, svccomm__column_at(i));
    }
    svccomm__out_text(out, "\r\n");
}
