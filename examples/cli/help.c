/* SPDX-License-Identifier: MIT
 * What --help prints, made from the tables of commands and options. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#define OPTION_WIDTH 28 /* columns for an option before its help */

static void print_options(const struct option_spec *specs)
{
    for (; specs->name != NULL; specs++) {
        char text[64];
        snprintf(text, sizeof text, "--%s%s%s", specs->name, specs->value != NULL ? " " : "",
                 specs->value != NULL ? specs->value : "");
        printf("  %-*s %s\n", OPTION_WIDTH, text, specs->help);
    }
}

void help_program(const struct command *const *commands)
{
    printf("usage: svccomm [--db FILE] COMMAND [options] [operands]\n\n"
           "Keeps an inventory of service communications: which client talks to which listening\n"
           "service, how often and how steadily.\n\ncommands:\n");
    for (; *commands != NULL; commands++)
        printf("  %-10s %s\n", (*commands)->name, (*commands)->summary);
    printf("\noptions of every command:\n");
    print_options(global_options);
    printf("\nsvccomm COMMAND --help tells more. Exit codes: 0; 1 input, database; 2 usage.\n");
}

void help_command(const struct command *command)
{
    printf("usage: svccomm %s [options]%s%s\n\n%s.\n", command->name,
           command->operands[0] != '\0' ? " " : "", command->operands, command->summary);
    if (command->details != NULL)
        printf("\n%s\n", command->details);
    if (command->sets[0] != NULL)
        printf("\noptions:\n");
    for (const struct option_spec *const *set = command->sets; *set != NULL; set++)
        print_options(*set);
    printf("\noptions of every command:\n");
    print_options(global_options);
}
