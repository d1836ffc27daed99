/* SPDX-License-Identifier: MIT
 * Decimal numbers as exact integers. */
#ifndef SVCCOMM_EXPORT_DECIMAL_H
#define SVCCOMM_EXPORT_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* Reads a number as JSON writes it, times 10^scale: with scale 9, "95.5" is 95500000000.
 * Returns 0; SVCCOMM_E_FORMAT (no number, or finer than the scale); SVCCOMM_E_RANGE (negative, or
 * more than max). */
int svccomm__decimal_parse(const char *text, size_t length, unsigned scale, uint64_t max,
                           uint64_t *out);

#endif
