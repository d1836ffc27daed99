/* SPDX-License-Identifier: MIT
 * Records as JSON objects (RFC 8259). */
#include "export/json_write.h"

#include <string.h>

#include "export/rfc3339.h"
#include "export/utf8.h"

static void json_write_control(struct svccomm__out *out, unsigned char byte)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = "btn?fr"; /* of 8 to 13 */

    svccomm__out_byte(out, '\\');
    if (byte >= 8 && byte <= 13 && byte != 11) {
        svccomm__out_byte(out, letters[byte - 8]);
        return;
    }
    svccomm__out_text(out, "u00");
    svccomm__out_byte(out, hex[byte >> 4]);
    svccomm__out_byte(out, hex[byte & 15]);
}

/* Bytes that are no UTF-8 travel as the low surrogates DC80 to DCFF, which no text has alone. */
static void json_write_string(struct svccomm__out *out, const char *text)
{
    size_t length = strlen(text), step;

    svccomm__out_byte(out, '"');
    for (size_t i = 0; i < length; i += step) {
        unsigned char byte = (unsigned char)text[i];

        step = svccomm__utf8_length(text + i, length - i);
        if (byte < 0x20) {
            json_write_control(out, byte);
        } else if (step == 0) {
            svccomm__out_escaped(out, byte);
            step = 1;
        } else {
            if (byte == '"' || byte == '\\')
                svccomm__out_byte(out, '\\');
            svccomm__out_bytes(out, text + i, step);
        }
    }
    svccomm__out_byte(out, '"');
}

static void json_write_processes(struct svccomm__out *out, const svccomm_record *record)
{
    char time[SVCCOMM__TIME_SIZE];

    for (uint32_t i = 0; i < record->process_count; i++) {
        const svccomm_process *process = &record->processes[i];

        svccomm__out_text(out, i == 0 ? "{\"name\":" : ",{\"name\":");
        json_write_string(out, process->name);
        svccomm__out_text(out, ",\"last_seen\":");
        if (process->last_seen == SVCCOMM_NO_TIME) {
            svccomm__out_text(out, "null}");
            continue;
        }
        svccomm__time_format(process->last_seen, time);
        json_write_string(out, time);
        svccomm__out_byte(out, '}');
    }
}

static void json_write_origin(struct svccomm__out *out, uint32_t origin)
{
    int first = 1;

    for (unsigned bit = 0; bit < SVCCOMM__ORIGIN_COUNT; bit++) {
        if ((origin & 1u << bit) == 0)
            continue;
        if (!first)
            svccomm__out_byte(out, ',');
        first = 0;
        json_write_string(out, svccomm__origin_name(bit));
    }
}

void svccomm__json_write_list(struct svccomm__out *out, const svccomm_record *record,
                              enum svccomm__value_form form)
{
    svccomm__out_byte(out, '[');
    if (form == SVCCOMM__VALUE_PROCESSES)
        json_write_processes(out, record);
    else
        json_write_origin(out, record->origin);
    svccomm__out_byte(out, ']');
}

static void json_write_value(struct svccomm__out *out, const svccomm_record *record,
                             struct svccomm__column column)
{
    struct svccomm__value value;

    svccomm__record_value(record, column, &value);
    if (value.form == SVCCOMM__VALUE_NULL)
        svccomm__out_text(out, "null");
    else if (value.form == SVCCOMM__VALUE_BARE)
        svccomm__out_text(out, value.text);
    else if (value.form == SVCCOMM__VALUE_QUOTED || value.form == SVCCOMM__VALUE_TEXT)
        json_write_string(out, value.text);
    else
        svccomm__json_write_list(out, record, value.form);
}

static void json_write_group(struct svccomm__out *out, const svccomm_record *record,
                             const struct svccomm__group *group)
{
    for (unsigned i = 0; i < group->count; i++) {
        struct svccomm__column column = {group, &group->fields[i]};

        svccomm__out_text(out, i == 0 ? "\"" : ",\"");
        svccomm__out_text(out, column.field->name);
        svccomm__out_text(out, "\":");
        json_write_value(out, record, column);
    }
}

void svccomm__json_write_record(struct svccomm__out *out, const svccomm_record *record)
{
    svccomm__out_byte(out, '{');
    json_write_group(out, record, &svccomm__groups[SVCCOMM__GROUP_RECORD]);
    for (unsigned i = SVCCOMM__GROUP_RECORD + 1; i < SVCCOMM__GROUP_COUNT; i++) {
        svccomm__out_text(out, ",\"");
        svccomm__out_text(out, svccomm__groups[i].name);
        svccomm__out_text(out, "\":{");
        json_write_group(out, record, &svccomm__groups[i]);
        svccomm__out_byte(out, '}');
    }
    svccomm__out_byte(out, '}');
}

int svccomm_record_write_json(const svccomm_record *record, svccomm_write_fn write, void *user)
{
    struct svccomm__out out;

    if (record == NULL || write == NULL)
        return SVCCOMM_E_ARGUMENT;
    svccomm__out_begin(&out, write, user);
    svccomm__json_write_record(&out, record);
    return svccomm__out_flush(&out);
}
