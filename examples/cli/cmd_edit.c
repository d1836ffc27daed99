/* SPDX-License-Identifier: MIT
 * svccomm edit: changes what a person may say of a communication, or its key. */
#include "database.h"
#include "edits.h"
#include "record_ids.h"
#include "record_text.h"
#include "say.h"

#include <stdio.h>

static const struct option_spec edit_options[] = {
    {"status", "S", "normal, hidden (counted, not listed) or ignored (not counted)"},
    {"merge", NULL, "where the new key is taken: make the two one"},
    {NULL, NULL, NULL},
};

/* The options of the key change the key that it has. */
static int start(svccomm_registry *registry, const uint8_t *id, struct edits *edits)
{
    svccomm_record record;
    int code = svccomm_registry_get(registry, id, &record, sizeof record);
    if (code != 0)
        return say_code("edit", code, NULL);
    edits->edit.key = record.key;
    edits->scope = record.key.scope;
    return 0;
}

static int read_options(const struct cli *cli, struct edits *edits)
{
    int code = edits_read(cli, edits);
    if (edits->key_given)
        edits->edit.fields |= SVCCOMM_EDIT_KEY;
    if (code == 0 && (edits->edit.fields & ~SVCCOMM_EDIT_MERGE) == 0)
        return say_usage("nothing to change was given (see svccomm edit --help)");
    return code;
}

static int print(const struct cli *cli, svccomm_registry *registry, const uint8_t *id)
{
    char text[SVCCOMM_ID_TEXT_SIZE];
    if (cli->json)
        return record_print(cli, registry, id);
    svccomm_id_format(id, text, sizeof text);
    printf("changed %s\n", text);
    return 0;
}

static int edit(const struct cli *cli, struct database *database, struct edits *edits)
{
    uint8_t id[SVCCOMM_ID_SIZE], result[SVCCOMM_ID_SIZE];
    int code = record_id_find(database->registry, cli->options.operands[0], id);
    if (code == 0)
        code = start(database->registry, id, edits);
    if (code == 0)
        code = read_options(cli, edits);
    if (code == 0)
        code = edits_apply(cli, edits, database->registry, id, result);
    if (code == 0)
        code = database_save(database);
    return code == 0 ? print(cli, database->registry, result) : code;
}

static int run(const struct cli *cli)
{
    struct database database;
    struct edits edits = {.scope = 0};
    svccomm_edit_init(&edits.edit, sizeof edits.edit);
    int code =
        read_options(cli, &edits); /* a wrong command line is told before the file is opened */
    if (code != 0)
        return code;
    svccomm_edit_init(&edits.edit, sizeof edits.edit);
    code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0)
        code = edit(cli, &database, &edits);
    database_close(&database);
    return code;
}

const struct command edit_command = {
    .name = "edit",
    .operands = "ID",
    .summary = "Changes a communication",
    .details = "An empty text takes a name away. Options of the key make it another "
               "communication, with\nits statistics, under a new id.",
    .sets = {attribute_options, edit_options, key_options, NULL},
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
