/* SPDX-License-Identifier: MIT
 * svccomm add: a communication that a person knows of. */
#include "database.h"
#include "edits.h"
#include "record_text.h"
#include "say.h"

#include <stdio.h>

/* What makes the key must be said. */
static int check_key(const struct cli *cli)
{
    static const char *const needed[] = {"client", "listener", "port", "protocol"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!options_has(&cli->options, needed[i]))
            return say_usage("add needs --%s", needed[i]);
    return 0;
}

static int print(const struct cli *cli, svccomm_registry *registry, const uint8_t *id)
{
    char text[SVCCOMM_ID_TEXT_SIZE];
    if (cli->json)
        return record_print(cli, registry, id);
    svccomm_id_format(id, text, sizeof text);
    printf("added %s\n", text);
    return 0;
}

static int add(const struct cli *cli, struct edits *edits)
{
    struct database database;
    uint8_t id[SVCCOMM_ID_SIZE];
    int code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0)
        code = edits_apply(cli, edits, database.registry, NULL, id);
    if (code == 0)
        code = database_save(&database);
    if (code == 0)
        code = print(cli, database.registry, id);
    database_close(&database);
    return code;
}

static int run(const struct cli *cli)
{
    struct edits edits = {.scope = 0};
    svccomm_edit_init(&edits.edit, sizeof edits.edit);
    int code = check_key(cli);
    if (code == 0)
        code = edits_read(cli, &edits);
    return code == 0 ? add(cli, &edits) : code;
}

const struct command add_command = {
    .name = "add",
    .operands = "",
    .summary = "Adds a communication by hand",
    .details = "--client, --listener, --port and --protocol are needed. It has no statistics "
               "until it is\nfound; one that was found already becomes manual too.",
    .sets = {key_options, attribute_options, NULL},
    .run = run,
};
