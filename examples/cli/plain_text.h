/* SPDX-License-Identifier: MIT
 * Lines of "label  value" for people. */
#ifndef CLI_PLAIN_TEXT_H
#define CLI_PLAIN_TEXT_H

#include <stdint.h>

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void plain_line(const char *label, const char *format, ...);

/* A name, without what could move the cursor of a terminal; nothing where it is NULL. */
void plain_name(const char *label, const char *name);

/* A time; nothing where there is none. */
void plain_time(const char *label, int64_t time);

/* Replaces control characters, C1 among them, and bytes that are not UTF-8 by question marks. */
void plain_clean(char *text);

#endif
