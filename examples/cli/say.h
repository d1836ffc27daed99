/* SPDX-License-Identifier: MIT
 * Messages for people, on stderr, and the exit codes that go with them. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <svccomm/error.h>

#define EXIT_INPUT 1 /* the input, the database or the machine */
#define EXIT_USAGE 2 /* the command line */

#if defined(__GNUC__)
#define SAY_PRINTF __attribute__((format(printf, 1, 2)))
#else
#define SAY_PRINTF
#endif

/* Prints "svccomm: …" on stderr. */
SAY_PRINTF void say_note(const char *format, ...);

/* The same; returns EXIT_INPUT, so that a caller can return it. */
SAY_PRINTF int say_input(const char *format, ...);

/* The same, for a wrong command line; returns EXIT_USAGE. */
SAY_PRINTF int say_usage(const char *format, ...);

/* Says what a library call returned, with its detail where there is one; returns EXIT_INPUT. */
int say_code(const char *what, int code, const svccomm_error *error);

#endif
