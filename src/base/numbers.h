/* SPDX-License-Identifier: MIT
 * Numbers as text without a locale. */
#ifndef SVCCOMM_BASE_NUMBERS_H
#define SVCCOMM_BASE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

/* Room for any 64-bit number in decimal, the sign and the NUL included. */
#define SVCCOMM__NUMBER_SIZE 21

/* Writes decimal digits and a NUL; gives the length. */
size_t svccomm__number_format(uint64_t number, char *out);

/* Reads all of [text, text + length) as decimal digits: 1, or 0 if it is something else or too
 * great. */
int svccomm__number_parse(const char *text, size_t length, uint64_t max, uint64_t *out);

/* The value of a hex digit, or -1. */
int svccomm__hex_value(unsigned char c);

#endif
