/* SPDX-License-Identifier: MIT
 * What the output goes to. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stddef.h>

/* Columns that a line on stdout may have; 0: any number, where it is no terminal and COLUMNS does
 * not say. */
size_t terminal_width(void);

/* Shows a line of progress on stderr over the one before, if that is a terminal; "" ends it. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void terminal_progress(const char *format, ...);

#endif
