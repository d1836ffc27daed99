/* SPDX-License-Identifier: MIT
 * What every command gets, and what a command is. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "options.h"

#include <stdint.h>

struct cli;

/* A command of the program. */
struct command {
    const char *name;
    const char *operands;              /* as the help shows them; "" where it takes none */
    const char *summary;               /* one line */
    const char *details;               /* more lines, or NULL */
    const struct option_spec *sets[4]; /* its options, besides the global ones; ends with NULL */
    size_t operands_least;
    size_t operands_most;
    int (*run)(const struct cli *cli); /* returns the exit code */
};

/* One run of the program. */
struct cli {
    const struct command *command;
    const char *database; /* path */
    bool json;
    bool yes;
    int64_t now; /* the clock at the start, nanoseconds */
    struct options options;
};

extern const struct option_spec global_options[];

extern const struct command observe_command, netstat_command, flows_command, list_command,
    show_command, add_command, edit_command, delete_command, prune_command, reset_command,
    export_command, import_command, dump_command, restore_command, listeners_command, hosts_command;

#endif
