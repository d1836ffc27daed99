/* SPDX-License-Identifier: MIT
 * svccomm netstat: takes one snapshot of a host from text files. The files are read before the
 * database is opened, so that a wrong one leaves it as it was. */
#include "database.h"
#include "netstat_text.h"
#include "say.h"
#include "snapshot_info.h"
#include "times.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec netstat_options[] = {
    {"host", "NAME", "the host that it is of"},
    {"time", "T", "when it was taken: 2026-01-01T00:00:00Z, or now"},
    {"realm", "N", "tenant or overlapping address space (default 0)"},
    {"coverage", "C", "what the files tell all of: listeners, connections, or presence: neither"},
    {"format", "F", "detect (default), ss, netstat, proc-tcp, proc-udp"},
    {"no-ipv6", NULL, "the host has no IPv6: /proc/net/tcp tells all of TCP"},
    {NULL, NULL, NULL},
};

static int read_time(const struct cli *cli, int64_t *time)
{
    const char *text = options_value(&cli->options, "time");
    if (text == NULL)
        return say_usage("netstat needs --time T");
    if (strcmp(text, "now") == 0)
        *time = cli->now;
    else if (!times_parse(text, time))
        return say_usage("--time %s: not a time such as 2026-01-01T00:00:00Z, or now", text);
    return 0;
}

static int read_coverage(const struct cli *cli, uint32_t *mask)
{
    const char *text = options_value(&cli->options, "coverage");
    if (text != NULL && !word_number(coverage_words, text, mask))
        return say_usage("--coverage %s: not listeners, connections or presence", text);
    return 0;
}

static int read_format(const struct cli *cli, uint32_t *format)
{
    const char *text = options_value(&cli->options, "format");
    char known[128];
    *format = SVCCOMM_FORMAT_DETECT;
    if (text != NULL && !word_number(format_words, text, format))
        return say_usage("--format %s: none of %s", text,
                         word_list(format_words, known, sizeof known));
    return 0;
}

static int read_info(const struct cli *cli, svccomm_snapshot_info *info)
{
    const char *host = options_value(&cli->options, "host");
    if (host == NULL)
        return say_usage("netstat needs --host NAME");
    int code = snapshot_of_host(cli, host, info);
    if (code == 0)
        code = read_time(cli, &info->time);
    if (code == 0)
        code = read_coverage(cli, &info->coverage_mask);
    info->no_ipv6 = options_has(&cli->options, "no-ipv6");
    return code;
}

static int ingest(const struct cli *cli, svccomm_snapshot *snapshot, struct netstat_report *report)
{
    struct database database;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    svccomm_ingest_report_init(&report->ingest, sizeof report->ingest);
    int code = database_open(cli, &database, DATABASE_WRITE);
    if (code == 0) {
        code = svccomm_registry_ingest_snapshot(database.registry, snapshot, cli->now,
                                                &report->ingest, &error);
        code = code == 0 ? database_save(&database) : say_code(report->info->name, code, &error);
    }
    database_close(&database);
    return code;
}

static int take(const struct cli *cli, svccomm_snapshot *snapshot, uint32_t format,
                struct netstat_report *report)
{
    int code = svccomm_snapshot_begin(snapshot, report->info);
    if (code != 0)
        return say_code(report->info->name, code, NULL);
    code = netstat_text_read(cli, snapshot, format, report);
    if (code == 0)
        code = ingest(cli, snapshot, report);
    if (code == 0)
        netstat_report_print(cli, report);
    return code;
}

static int run(const struct cli *cli)
{
    svccomm_snapshot_info info;
    struct netstat_report report = {.info = &info};
    svccomm_snapshot *snapshot = NULL;
    uint32_t format;
    int code = read_info(cli, &info);
    if (code == 0)
        code = read_format(cli, &format);
    if (code != 0)
        return code;
    report.files = calloc(cli->options.operand_count, sizeof *report.files);
    code = report.files != NULL ? snapshot_make(&snapshot) : say_input("out of memory");
    if (code == 0)
        code = take(cli, snapshot, format, &report);
    svccomm_snapshot_free(snapshot);
    free(report.files);
    return code;
}

const struct command netstat_command = {
    .name = "netstat",
    .operands = "FILE...",
    .summary = "Takes one snapshot of a host from text (- is standard input)",
    .details =
        "Output of ss, netstat (Linux, Windows, macOS, BSD, Solaris, AIX, HP-UX), lsof, sockstat,\n"
        "Get-NetTCPConnection, or /proc/net/tcp, tcp6, udp, udp6; all files are of the same\n"
        "instant. Rows that cannot be read are told on stderr. A snapshot that is not newer than\n"
        "the last one of its host is refused.",
    .sets = {netstat_options, NULL},
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .run = run,
};
