/* SPDX-License-Identifier: MIT
 * svccomm export: communications as CSV, JSON or NDJSON on stdout. */
#include "database.h"
#include "filters.h"
#include "json_text.h"
#include "queries.h"
#include "say.h"
#include "words.h"

#include <svccomm/svccomm.h>

static const struct option_spec export_options[] = {
    {"format", "F", "csv, json or ndjson"},
    {NULL, NULL, NULL},
};

static int read_format(const struct cli *cli, uint32_t *format)
{
    const char *text = options_value(&cli->options, "format");
    if (text == NULL)
        text = cli->json ? "json" : NULL;
    if (text == NULL)
        return say_usage("export needs --format csv, json or ndjson");
    if (!word_number(transfer_words, text, format))
        return say_usage("--format %s: not csv, json or ndjson", text);
    return 0;
}

static int export_all(const struct cli *cli, const svccomm_query *query, uint32_t format)
{
    struct database database;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = database_open(cli, &database, DATABASE_READ);
    if (code == 0) {
        code =
            svccomm_registry_export(database.registry, query, format, write_stdout, NULL, &error);
        code = code == 0 ? 0 : say_code("export", code, &error);
    }
    database_close(&database);
    return code;
}

static int run(const struct cli *cli)
{
    svccomm_filter filter;
    svccomm_query query;
    uint32_t format;
    int code = read_format(cli, &format);
    if (code == 0)
        code = queries_read(cli, &filter, &query);
    return code == 0 ? export_all(cli, &query, format) : code;
}

const struct command export_command = {
    .name = "export",
    .operands = "",
    .summary = "Writes communications as CSV, JSON or NDJSON",
    .sets = {export_options, query_options, filter_options, NULL},
    .run = run,
};
