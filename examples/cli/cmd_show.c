/* SPDX-License-Identifier: MIT
 * svccomm show: one communication with everything that is known of it. */
#include "database.h"
#include "record_ids.h"
#include "record_text.h"

static int run(const struct cli *cli)
{
    struct database database;
    uint8_t id[SVCCOMM_ID_SIZE];
    int code = database_open(cli, &database, DATABASE_READ);
    if (code == 0)
        code = record_id_find(database.registry, cli->options.operands[0], id);
    if (code == 0)
        code = record_print(cli, database.registry, id);
    database_close(&database);
    return code;
}

const struct command show_command = {
    .name = "show",
    .operands = "ID",
    .summary = "Shows one communication with all statistics",
    .details = "ID may be cut, as lists show it, as long as no other begins the same.",
    .sets = {NULL},
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
