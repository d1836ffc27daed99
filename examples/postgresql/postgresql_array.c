/* SPDX-License-Identifier: MIT
 * Lists to and from COPY in binary: arrays of one or two dimensions. */
#include "postgresql_client.h"

/* Numbers of the types of elements. */
#define TYPE_BIGINT 20
#define TYPE_INTEGER 23
#define TYPE_TEXT 25

/* Dimensions (0: empty), whether there are NULLs, the type, then length and lower bound of each. */
static void begin_array(struct postgresql_bytes *bytes, uint32_t type, const uint32_t *lengths,
                        size_t dimensions)
{
    dimensions = lengths[0] > 0 ? dimensions : 0;
    bytes_integer(bytes, (int64_t)dimensions, 4);
    bytes_integer(bytes, 1, 4);
    bytes_integer(bytes, type, 4);
    for (size_t i = 0; i < dimensions; i++) {
        bytes_integer(bytes, lengths[i], 4);
        bytes_integer(bytes, 1, 4);
    }
}

/* *count: elements of the first dimension, at most `most`; others are as long as `lengths` says. */
static bool read_array(struct postgresql_field *field, uint32_t type, const uint32_t *lengths,
                       int64_t dimensions, int64_t *count)
{
    int64_t found, nulls, element, length, bound;
    if (!field_integer(field, 4, &found) || !field_integer(field, 4, &nulls) ||
        !field_integer(field, 4, &element) || element != type)
        return false;
    *count = 0;
    if (found == 0 || found != dimensions)
        return found == 0;
    for (int64_t i = 0; i < dimensions; i++) {
        if (!field_integer(field, 4, &length) || !field_integer(field, 4, &bound))
            return false;
        if (i == 0)
            *count = length;
        if (length < 0 || length > lengths[i] || (i > 0 && length != lengths[i]))
            return false;
    }
    return true;
}

static bool read_bigint(struct postgresql_field *from, int64_t *value)
{
    struct postgresql_field field;
    return field_next(from, &field) && field.length == 8 && field_integer(&field, 8, value);
}

/* A start and an end for each. */
void postgresql_write_segments(struct postgresql_bytes *bytes, const svccomm_spans *spans)
{
    const uint32_t lengths[] = {spans->count, 2};
    size_t field = bytes_begin_field(bytes);
    begin_array(bytes, TYPE_BIGINT, lengths, 2);
    for (uint32_t i = 0; i < spans->count && i < SVCCOMM_SPANS_KEEP_MAX; i++) {
        postgresql_write_bigint(bytes, spans->segments[i].start);
        postgresql_write_bigint(bytes, spans->segments[i].end);
    }
    bytes_end_field(bytes, field);
}

bool postgresql_read_segments(struct postgresql_field field, svccomm_spans *spans)
{
    const uint32_t lengths[] = {SVCCOMM_SPANS_KEEP_MAX, 2};
    int64_t count;
    if (!read_array(&field, TYPE_BIGINT, lengths, 2, &count))
        return false;
    for (int64_t i = 0; i < count; i++)
        if (!read_bigint(&field, &spans->segments[i].start) ||
            !read_bigint(&field, &spans->segments[i].end))
            return false;
    spans->count = (uint32_t)count;
    return true;
}

void postgresql_write_ports(struct postgresql_bytes *bytes, const svccomm_fan_in *fan_in)
{
    size_t field = bytes_begin_field(bytes);
    begin_array(bytes, TYPE_INTEGER, &fan_in->count, 1);
    for (uint32_t i = 0; i < fan_in->count && i < SVCCOMM_FAN_IN_MOST; i++) {
        bytes_integer(bytes, 4, 4);
        bytes_integer(bytes, fan_in->ports[i], 4);
    }
    bytes_end_field(bytes, field);
}

bool postgresql_read_ports(struct postgresql_field field, svccomm_fan_in *fan_in)
{
    const uint32_t most = SVCCOMM_FAN_IN_MOST;
    struct postgresql_field element;
    int64_t count, port;
    if (!read_array(&field, TYPE_INTEGER, &most, 1, &count))
        return false;
    for (int64_t i = 0; i < count; i++) {
        if (!field_next(&field, &element) || !field_integer(&element, 4, &port) || port < 0 ||
            port > UINT16_MAX)
            return false;
        fan_in->ports[i] = (uint16_t)port;
    }
    fan_in->count = (uint32_t)count;
    return true;
}

void postgresql_write_processes(struct postgresql_bytes *bytes, const svccomm_record *record)
{
    size_t field = bytes_begin_field(bytes);
    begin_array(bytes, TYPE_TEXT, &record->process_count, 1);
    for (uint32_t i = 0; i < record->process_count; i++)
        postgresql_write_text(bytes, record->processes[i].name);
    bytes_end_field(bytes, field);
    field = bytes_begin_field(bytes);
    begin_array(bytes, TYPE_BIGINT, &record->process_count, 1);
    for (uint32_t i = 0; i < record->process_count; i++)
        postgresql_write_time(bytes, record->processes[i].last_seen);
    bytes_end_field(bytes, field);
}

static bool read_process(struct row *row, struct postgresql_field *names,
                         struct postgresql_field *seen)
{
    struct postgresql_field name, time;
    int64_t last_seen = SVCCOMM_NO_TIME;
    if (!field_next(names, &name) || !field_next(seen, &time) || name.data == NULL ||
        (time.data != NULL && !field_integer(&time, 8, &last_seen)))
        return false;
    const char *text = postgresql_read_text(row, name);
    return text != NULL && row_add_process(row, text, last_seen);
}

bool postgresql_read_processes(struct row *row, struct postgresql_field names,
                               struct postgresql_field seen)
{
    const uint32_t most = SVCCOMM_PROCESS_MAX;
    int64_t count, times;
    if (!read_array(&names, TYPE_TEXT, &most, 1, &count) ||
        !read_array(&seen, TYPE_BIGINT, &most, 1, &times) || count != times)
        return false;
    for (int64_t i = 0; i < count; i++)
        if (!read_process(row, &names, &seen))
            return false;
    return true;
}
