/* SPDX-License-Identifier: MIT
 * Ctrl-C: ends what runs for long, in order. */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <stdbool.h>
#include <stdint.h>

/* From now on SIGINT and SIGTERM are noted; a second one ends the program at once. */
void stop_install(void);

/* Whether one came. */
bool stop_requested(void);

/* A clock that nobody sets, nanoseconds. */
int64_t stop_clock(void);

/* Sleeps until that clock says `until`. False if a signal ended it. */
bool stop_sleep(int64_t until);

#endif
