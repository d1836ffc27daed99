/* SPDX-License-Identifier: MIT
 * UTF-8 (RFC 3629). */
#ifndef SVCCOMM_EXPORT_UTF8_H
#define SVCCOMM_EXPORT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes of a character. */
#define SVCCOMM__UTF8_MAX 4

/* How many bytes a character that begins so has: 1 to 4, or 0 if none begins so. */
unsigned svccomm__utf8_need(unsigned char first);

/* The length of the character at the start of `length` bytes, > 0; 0 if there is no valid one:
 * overlong forms and surrogates are none. */
size_t svccomm__utf8_length(const void *bytes, size_t length);

/* Writes a character that is not a surrogate, at most 0x10FFFF; gives the length. */
size_t svccomm__utf8_encode(uint32_t character, char *out);

#endif
