/* SPDX-License-Identifier: MIT
 * Lists in a column: JSON text, as SQLite's own functions read it. */
#include "sqlite_client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "[[start,end],...]" with the greatest numbers; that of ports is shorter. */
#define LIST_TEXT_SIZE (SVCCOMM_SPANS_KEEP_MAX * 46 + 3)

static size_t format_segments(const svccomm_spans *spans, char *text, size_t capacity)
{
    size_t length = 0;
    for (uint32_t i = 0; i < spans->count && i < SVCCOMM_SPANS_KEEP_MAX; i++)
        length +=
            (size_t)snprintf(text + length, capacity - length, "%s[%" PRId64 ",%" PRId64 "]",
                             i > 0 ? "," : "", spans->segments[i].start, spans->segments[i].end);
    return length;
}

static size_t format_ports(const svccomm_fan_in *fan_in, char *text, size_t capacity)
{
    size_t length = 0;
    for (uint32_t i = 0; i < fan_in->count && i < SVCCOMM_FAN_IN_MOST; i++)
        length += (size_t)snprintf(text + length, capacity - length, "%s%u", i > 0 ? "," : "",
                                   fan_in->ports[i]);
    return length;
}

int sqlite_bind_list(const struct column *column, const void *member, sqlite3_stmt *statement,
                     int parameter)
{
    char text[LIST_TEXT_SIZE] = "[";
    size_t length =
        1 + (column->type == COLUMN_SEGMENTS ? format_segments(member, text + 1, sizeof text - 1)
                                             : format_ports(member, text + 1, sizeof text - 1));
    text[length++] = ']';
    return sqlite3_bind_text(statement, parameter, text, (int)length, SQLITE_TRANSIENT);
}

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* A number and the mark behind it; NULL where they are not there. */
static const char *read_number(const char *text, char mark, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    const char *behind = skip_space(end);
    return end == text || errno != 0 || *behind != mark ? NULL : behind + 1;
}

/* One element, and where it ends; NULL where it is none, or there are too many. */
static const char *read_segment(const char *text, svccomm_spans *spans)
{
    text = skip_space(text);
    if (spans->count == SVCCOMM_SPANS_KEEP_MAX || *text++ != '[')
        return NULL;
    svccomm_segment *segment = &spans->segments[spans->count++];
    text = read_number(text, ',', &segment->start);
    return text == NULL ? NULL : read_number(text, ']', &segment->end);
}

static const char *read_port(const char *text, svccomm_fan_in *fan_in)
{
    int port, length = 0;
    if (fan_in->count == SVCCOMM_FAN_IN_MOST || sscanf(text, " %6d%n", &port, &length) != 1 ||
        port < 0 || port > UINT16_MAX)
        return NULL;
    fan_in->ports[fan_in->count++] = (uint16_t)port;
    return text + length;
}

bool sqlite_read_list(const struct column *column, void *member, const char *text)
{
    bool first = true;
    if (*text++ != '[')
        return false;
    while (*text != ']') {
        if (!first && *text++ != ',')
            return false;
        first = false;
        text =
            column->type == COLUMN_SEGMENTS ? read_segment(text, member) : read_port(text, member);
        if (text == NULL)
            return false;
    }
    return text[1] == '\0';
}
