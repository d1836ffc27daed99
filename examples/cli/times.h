/* SPDX-License-Identifier: MIT
 * Times and durations as text: RFC 3339 in UTC, and forms such as 90d. */
#ifndef CLI_TIMES_H
#define CLI_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMES_SECOND INT64_C(1000000000)

/* Room for any time in text, the NUL included. */
#define TIMES_TEXT_SIZE 32

/* The clock, nanoseconds since the Unix epoch. */
int64_t times_now(void);

/* Reads an RFC 3339 time ("2026-01-01T00:00:00Z", any offset, up to 9 digits of fraction). */
bool times_parse(const char *text, int64_t *time);

/* Writes a time; a fraction only where there is one. "" for SVCCOMM_NO_TIME. Returns `text`. */
const char *times_format(int64_t time, char *text);

/* Writes a span in about 6 characters: "95.0s", "12m05s", "3h10m", "4d02h". */
void times_format_span(int64_t span, char *text, size_t capacity);

/* Reads a duration: a number with s, m, h, d or w ("90d", "1.5h"), or a number of seconds. */
bool times_duration(const char *text, int64_t *duration);

#endif
