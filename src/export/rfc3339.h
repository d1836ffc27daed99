/* SPDX-License-Identifier: MIT
 * Times as RFC 3339 text in UTC, and spans as decimal seconds. */
#ifndef SVCCOMM_EXPORT_RFC3339_H
#define SVCCOMM_EXPORT_RFC3339_H

#include <stddef.h>
#include <stdint.h>

/* Room for the text of any time or span, the NUL included. */
#define SVCCOMM__TIME_SIZE 32

/* Writes nanoseconds since the epoch as 2026-01-01T00:00:00Z, with a fraction only where there is
 * one and without its trailing zeros; gives the length. */
size_t svccomm__time_format(int64_t time, char *out);

/* Reads that form, with up to nine digits of a fraction.
 * Returns 0; SVCCOMM_E_FORMAT; SVCCOMM_E_RANGE (beyond SVCCOMM_TIME_MAX). */
int svccomm__time_parse(const char *text, size_t length, int64_t *time);

/* Writes nanoseconds, >= 0, as seconds: 95, 0.5, 0.000000001; gives the length. */
size_t svccomm__span_format(int64_t span, char *out);

#endif
