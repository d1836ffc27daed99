/* SPDX-License-Identifier: MIT
 * svccomm dump: all that the database keeps, on stdout. */
#include "database.h"
#include "json_text.h"
#include "say.h"

#include <svccomm/encoding.h>

static int run(const struct cli *cli)
{
    struct database database;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = database_open(cli, &database, DATABASE_READ);
    if (code == 0) {
        code = svccomm_registry_dump(database.registry, write_stdout, NULL, &error);
        code = code == 0 ? 0 : say_code("dump", code, &error);
    }
    database_close(&database);
    return code;
}

const struct command dump_command = {
    .name = "dump",
    .operands = "",
    .summary = "Writes all that the database keeps, for restore",
    .details =
        "Unlike an export it is complete: whoever restores it goes on counting as if nothing\n"
        "had happened. So it moves a database to another kind of database.",
    .sets = {NULL},
    .run = run,
};
