/* SPDX-License-Identifier: MIT
 * svccomm import: takes what export wrote. */
#include "database.h"
#include "input_file.h"
#include "json_text.h"
#include "say.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

static const struct option_spec import_options[] = {
    {"format", "F", "csv, json or ndjson (default: by the first bytes)"},
    {NULL, NULL, NULL},
};

static void print(const struct cli *cli, const svccomm_import_report *report)
{
    struct json json = {false};
    if (!cli->json) {
        printf("%" PRIu64 " communications: %" PRIu64 " new, %" PRIu64 " joined with known ones\n",
               report->records, report->created, report->merged);
        return;
    }
    json_begin(&json, NULL, '{');
    json_number(&json, "records", report->records);
    json_number(&json, "created", report->created);
    json_number(&json, "merged", report->merged);
    json_finish(&json, '}');
}

static int import(const struct cli *cli, svccomm_registry *registry, struct input_file *file,
                  uint32_t format, svccomm_import_report *report)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code =
        svccomm_registry_import(registry, format, input_file_read, file, cli->now, report, &error);
    if (code == SVCCOMM_E_READ)
        return input_file_failed(file);
    return code == 0 ? 0 : say_code(file->name, code, &error);
}

static int import_file(const struct cli *cli, struct input_file *file, uint32_t format)
{
    struct database database;
    svccomm_import_report report;
    svccomm_import_report_init(&report, sizeof report);
    int code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0)
        code = import(cli, database.registry, file, format, &report);
    if (code == 0)
        code = database_save(&database);
    if (code == 0)
        print(cli, &report);
    database_close(&database);
    return code;
}

static int run(const struct cli *cli)
{
    const char *text = options_value(&cli->options, "format");
    uint32_t format = SVCCOMM_TRANSFER_DETECT;
    struct input_file file;
    if (text != NULL && !word_number(transfer_words, text, &format))
        return say_usage("--format %s: not csv, json or ndjson", text);
    int code = input_file_open(&file, cli->options.operands[0]);
    if (code == 0)
        code = import_file(cli, &file, format);
    input_file_close(&file);
    return code;
}

const struct command import_command = {
    .name = "import",
    .operands = "FILE",
    .summary = "Takes communications from an export (- is standard input)",
    .details = "Ones that are known already are joined with what is imported. All or nothing.",
    .sets = {import_options, interval_options, NULL},
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
