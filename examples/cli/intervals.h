/* SPDX-License-Identifier: MIT
 * The flow sample interval and `points`, which are properties of a database (design section 2). */
#ifndef CLI_INTERVALS_H
#define CLI_INTERVALS_H

#include "cli.h"

extern const struct option_spec interval_options[];

/* What was asked for on the command line, or what a database has. */
struct intervals {
    int64_t interval; /* nanoseconds; 0: not said */
    bool points;
    bool points_said;
};

/* Reads --interval and --points. 0 or an exit code, after saying what is wrong. */
int intervals_read(const struct cli *cli, struct intervals *intervals);

/* Fills what was not said with what is stored, else the default, and refuses a contradiction to
 * what is stored (stored->interval 0: nothing is). `path` is for the message. */
int intervals_settle(struct intervals *intervals, const struct intervals *stored, const char *path);

#endif
