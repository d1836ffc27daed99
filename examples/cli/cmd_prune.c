/* SPDX-License-Identifier: MIT
 * svccomm prune: ends what was not found for long. */
#include "database.h"
#include "json_text.h"
#include "say.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

static const struct option_spec prune_options[] = {
    {"older-than", "D", "not found for so long: 90d, 12h, 30m, 45s"},
    {"include-manual", NULL, "those that were added by hand too"},
    {NULL, NULL, NULL},
};

static int read_options(const struct cli *cli, svccomm_prune *prune)
{
    const char *text = options_value(&cli->options, "older-than");
    int64_t age;
    svccomm_prune_init(prune, sizeof *prune);
    if (text == NULL)
        return say_usage("prune needs --older-than D");
    if (!times_duration(text, &age))
        return say_usage("--older-than %s: not a duration such as 90d, 12h, 30m, 45s", text);
    prune->older_than = cli->now - age;
    prune->include_manual = options_has(&cli->options, "include-manual");
    prune->dry_run = !cli->yes;
    return 0;
}

static void print_json(const svccomm_prune *prune)
{
    struct json json = {false};
    json_begin(&json, NULL, '{');
    json_number(&json, "records", prune->records);
    json_number(&json, "endpoints", prune->endpoints);
    json_number(&json, "addresses", prune->addresses);
    json_number(&json, "hosts", prune->hosts);
    json_bool(&json, "dry_run", prune->dry_run != 0);
    json_finish(&json, '}');
}

static void print(const struct cli *cli, const svccomm_prune *prune)
{
    if (cli->json) {
        print_json(prune);
        return;
    }
    printf("%spruned %" PRIu64 " communications, %" PRIu64 " endpoints, %" PRIu64
           " addresses, %" PRIu64 " hosts%s\n",
           prune->dry_run ? "would have " : "", prune->records, prune->endpoints, prune->addresses,
           prune->hosts, prune->dry_run ? "; nothing was done (--yes does it)" : "");
}

static int prune_database(const struct cli *cli, svccomm_prune *prune)
{
    struct database database;
    int code = database_open(cli, &database, prune->dry_run ? DATABASE_READ : DATABASE_WRITE);
    if (code == 0) {
        code = svccomm_registry_prune(database.registry, prune, cli->now);
        code = code == 0 ? 0 : say_code("prune", code, NULL);
    }
    if (code == 0 && !prune->dry_run)
        code = database_save(&database);
    database_close(&database);
    return code;
}

static int run(const struct cli *cli)
{
    svccomm_prune prune;
    int code = read_options(cli, &prune);
    if (code == 0)
        code = prune_database(cli, &prune);
    if (code == 0)
        print(cli, &prune);
    return code;
}

const struct command prune_command = {
    .name = "prune",
    .operands = "",
    .summary = "Ends communications, endpoints and hosts that were not found for long",
    .details = "Ones that were added by hand, or are ignored, stay unless --include-manual is "
               "given.\nWithout --yes it only says how many there are.",
    .sets = {prune_options, NULL},
    .run = run,
};
