/* SPDX-License-Identifier: MIT
 * UTF-8: names come from processes and files, and may be any bytes. */
#ifndef STORE_VALID_UTF8_H
#define STORE_VALID_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the well-formed character that `text` (NUL-terminated) begins with: 1 to 4; 0 where
 * it begins with a byte that is not UTF-8, or is at its end. */
size_t utf8_length(const char *text);

bool utf8_is_valid(const char *text);

#endif
