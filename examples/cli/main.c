/* SPDX-License-Identifier: MIT
 * The `svccomm` program: finds the command, reads its options, runs it. */
#include "cli.h"
#include "help.h"
#include "say.h"
#include "times.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/version.h>

static const struct command *const commands[] = {
    &observe_command,
    &netstat_command,
    &flows_command,
    &list_command,
    &show_command,
    &add_command,
    &edit_command,
    &delete_command,
    &prune_command,
    &reset_command,
    &export_command,
    &import_command,
    &dump_command,
    &restore_command,
    &hosts_command,
    &listeners_command,
    NULL,
};

const struct option_spec global_options[] = {
    {"db", "NAME", "the database: FILE (default svccomm.db), :memory:, lmdb:DIR, postgresql://..."},
    {"json", NULL, "print JSON"},
    {"yes", NULL, "do it, where it would only be told what would be done"},
    {"help", NULL, "print this"},
    {"version", NULL, "print the version"},
    {NULL, NULL, NULL},
};

static const struct command *command_of(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* A global option counts wherever it stands; the last --db wins. */
static void take_globals(struct cli *cli, const struct options *options)
{
    const char *database = options_value(options, "db");
    if (database != NULL)
        cli->database = database;
    cli->json = cli->json || options_has(options, "json");
    cli->yes = cli->yes || options_has(options, "yes");
}

static int check_operands(const struct cli *cli)
{
    const struct command *command = cli->command;
    size_t count = cli->options.operand_count;
    if (count < command->operands_least)
        return say_usage("%s needs %s (see svccomm %s --help)", command->name, command->operands,
                         command->name);
    if (count > command->operands_most)
        return say_usage("%s does not take %s", command->name,
                         cli->options.operands[command->operands_most]);
    return 0;
}

static int run_command(struct cli *cli)
{
    int code = check_operands(cli);
    if (code == 0)
        code = cli->command->run(cli);
    if (fflush(stdout) != 0 || ferror(stdout))
        return say_input("cannot write the output: %s", strerror(errno));
    return code;
}

/* --help and --version answer, whatever else is given. */
static bool answer(const struct command *command, const struct options *options)
{
    bool help = options_has(options, "help");
    if (!help && options_has(options, "version"))
        printf("svccomm %s\n", svccomm_version());
    else if (help && command != NULL)
        help_command(command);
    else if (help)
        help_program(commands);
    else
        return false;
    return true;
}

static int read_command(struct cli *cli, int argc, char *const *argv)
{
    const struct option_spec *sets[6] = {global_options};
    size_t count = 1;
    for (size_t i = 0; cli->command->sets[i] != NULL; i++)
        sets[count++] = cli->command->sets[i];
    if (options_parse(&cli->options, sets, false, argc, argv) < 0)
        return EXIT_USAGE;
    take_globals(cli, &cli->options);
    return answer(cli->command, &cli->options) ? 0 : run_command(cli);
}

/* Reads what stands before the command. */
static int read_program(struct cli *cli, int argc, char *const *argv)
{
    const struct option_spec *sets[] = {global_options, NULL};
    struct options before;
    int read = options_parse(&before, sets, true, argc, argv);
    take_globals(cli, &before);
    bool answered = read >= 0 && answer(NULL, &before);
    options_free(&before);
    if (read < 0)
        return EXIT_USAGE;
    if (answered)
        return 0;
    if (read == argc)
        return say_usage("a command is missing (see svccomm --help)");
    cli->command = command_of(argv[read]);
    if (cli->command == NULL)
        return say_usage("there is no command %s (see svccomm --help)", argv[read]);
    return read_command(cli, argc - read - 1, argv + read + 1);
}

int main(int argc, char **argv)
{
    struct cli cli = {NULL, "svccomm.db", false, false, times_now(), {NULL, 0, NULL, 0}};
    int code = read_program(&cli, argc > 0 ? argc - 1 : 0, argv + 1);
    options_free(&cli.options);
    return code;
}
