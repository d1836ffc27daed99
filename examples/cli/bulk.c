/* SPDX-License-Identifier: MIT
 * Actions on all records that pass the filters: dry runs without --yes. */
#include "bulk.h"

#include "database.h"
#include "filters.h"
#include "json_text.h"
#include "say.h"

#include <inttypes.h>
#include <stdio.h>

void bulk_print(const struct cli *cli, const char *done, uint64_t count, bool dry_run)
{
    struct json json = {false};
    if (cli->json) {
        json_begin(&json, NULL, '{');
        json_number(&json, done, count);
        json_bool(&json, "dry_run", dry_run);
        json_finish(&json, '}');
        return;
    }
    printf("%s%s %" PRIu64 " communication%s%s\n", dry_run ? "would have " : "", done, count,
           count == 1 ? "" : "s", dry_run ? "; nothing was done (--yes does it)" : "");
}

int bulk_run(const struct cli *cli, bulk_fn action, const char *done)
{
    struct database database;
    svccomm_filter filter;
    uint64_t count = 0;
    bool dry_run = !cli->yes;
    int code = filters_read(cli, &filter);
    if (code != 0)
        return code;
    code = database_open(cli, &database, dry_run ? DATABASE_READ : DATABASE_WRITE);
    if (code == 0) {
        code = action(database.registry, &filter, dry_run, cli->now, &count);
        code = code == 0 ? 0 : say_code(cli->command->name, code, NULL);
    }
    if (code == 0 && !dry_run)
        code = database_save(&database);
    database_close(&database);
    if (code == 0)
        bulk_print(cli, done, count, dry_run);
    return code;
}
