/* SPDX-License-Identifier: MIT
 * What --help prints. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli.h"

/* The whole program; `commands` ends with NULL. */
void help_program(const struct command *const *commands);

void help_command(const struct command *command);

#endif
