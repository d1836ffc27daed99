/* SPDX-License-Identifier: MIT
 * svccomm delete: by ids, at once; or by filters, with --yes. */
#include "bulk.h"
#include "database.h"
#include "filters.h"
#include "record_ids.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

static int find_all(const struct cli *cli, svccomm_registry *registry, uint8_t *ids)
{
    for (size_t i = 0; i < cli->options.operand_count; i++) {
        int code = record_id_find(registry, cli->options.operands[i], ids + i * SVCCOMM_ID_SIZE);
        if (code != 0)
            return code;
    }
    return 0;
}

static int delete_found(const struct cli *cli, struct database *database, const uint8_t *ids)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_registry_delete(database->registry, ids, cli->options.operand_count,
                                       cli->now, &error);
    return code == 0 ? database_save(database) : say_code("delete", code, &error);
}

/* The same id given twice is one communication. */
static uint64_t distinct(const uint8_t *ids, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        while (memcmp(ids + same * SVCCOMM_ID_SIZE, ids + i * SVCCOMM_ID_SIZE, SVCCOMM_ID_SIZE) !=
               0)
            same++;
        found += same == i;
    }
    return found;
}

static int delete_ids(const struct cli *cli)
{
    struct database database;
    size_t count = cli->options.operand_count;
    uint8_t *ids = calloc(count, SVCCOMM_ID_SIZE);
    if (ids == NULL)
        return say_input("out of memory");
    int code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0)
        code = find_all(cli, database.registry, ids);
    if (code == 0)
        code = delete_found(cli, &database, ids);
    if (code == 0)
        bulk_print(cli, "deleted", distinct(ids, count), false);
    database_close(&database);
    free(ids);
    return code;
}

static int run(const struct cli *cli)
{
    bool ids = cli->options.operand_count > 0;
    bool filters = filters_given(&cli->options);
    if (ids && filters)
        return say_usage("delete takes ids or filters, not both");
    if (!ids && !filters)
        return say_usage("delete needs ids or a filter (see svccomm delete --help)");
    return ids ? delete_ids(cli) : bulk_run(cli, svccomm_registry_delete_matching, "deleted");
}

const struct command delete_command = {
    .name = "delete",
    .operands = "[ID...]",
    .summary = "Deletes communications, by id or by filter",
    .details = "By id it acts at once. By filter it says how many there are, and deletes them "
               "with --yes.",
    .sets = {filter_options, NULL},
    .operands_most = SIZE_MAX,
    .run = run,
};
