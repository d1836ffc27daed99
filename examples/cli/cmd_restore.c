/* SPDX-License-Identifier: MIT
 * svccomm restore: fills an empty database with what dump wrote. */
#include "database.h"
#include "input_file.h"
#include "say.h"

#include <svccomm/encoding.h>

static int restore(struct database *database, struct input_file *file)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_registry_restore(database->registry, input_file_read, file, &error);
    if (code == SVCCOMM_E_READ)
        return input_file_failed(file);
    if (code == SVCCOMM_E_STATE)
        return say_input("%s: is not empty", database->store->name);
    return code == 0 ? 0 : say_code(file->name, code, &error);
}

static int restore_file(const struct cli *cli, struct input_file *file)
{
    struct database database;
    int code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0)
        code = restore(&database, file);
    if (code == 0)
        code = database_save(&database);
    database_close(&database);
    return code;
}

static int run(const struct cli *cli)
{
    struct input_file file;
    int code = input_file_open(&file, cli->options.operands[0]);
    if (code == 0)
        code = restore_file(cli, &file);
    input_file_close(&file);
    return code;
}

const struct command restore_command = {
    .name = "restore",
    .operands = "FILE",
    .summary = "Fills an empty database with a dump (- is standard input)",
    .details = "The interval and --points have to be those of the dump. All or nothing.",
    .sets = {interval_options, NULL},
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
