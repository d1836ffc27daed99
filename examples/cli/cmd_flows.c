/* SPDX-License-Identifier: MIT
 * svccomm flows: takes flows from captures, raw datagrams and VPC flow logs. The database is opened
 * when the first of them are there, and written at the end: what is wrong with a file leaves it as
 * it was. */
#include "database.h"
#include "flow_report.h"
#include "say.h"
#include "values.h"

#include <stdlib.h>
#include <string.h>
#include <svccomm/svccomm.h>

static const struct option_spec flows_options[] = {
    {"host", "NAME", "the host that addresses such as 127.0.0.1 belong to"},
    {"realm", "N", "tenant or overlapping address space (default 0)"},
    {NULL, NULL, NULL},
};

/* One run of the command. */
struct flows {
    const struct cli *cli;
    struct flow_intake intake;
    struct flow_file *files;
    size_t count;
    struct database database;
    bool opened;
};

/* Takes what is queued into the registry. */
static int drain(void *user)
{
    struct flows *flows = user;
    int code = 0;
    if (!flows->opened) {
        flows->opened = true;
        code = database_open(flows->cli, &flows->database, DATABASE_WRITE);
    }
    if (code != 0)
        return code;
    return flow_intake_ingest(&flows->intake, flows->database.registry, flows->cli->now);
}

/* A file of no known kind is told before any is read. Those that can be opened again are: there may
 * be more of them than a process may have open. */
static int check_file(struct flow_file *file)
{
    int code = flow_file_open(file);
    if (code != 0 || file->size > 0)
        flow_file_close(file);
    return code;
}

static int read_file(struct flow_file *file, const struct flow_reading *reading)
{
    int code = file->input.file == NULL ? flow_file_open(file) : 0;
    if (code == 0)
        code = flow_file_read(file, reading);
    if (code == 0)
        flow_report_faults(file);
    flow_file_close(file);
    return code;
}

static int read_files(struct flows *flows, const struct flow_reading *reading)
{
    int code = 0;
    for (size_t i = 0; i < flows->count && code == 0; i++)
        code = check_file(&flows->files[i]);
    for (size_t i = 0; i < flows->count && code == 0; i++)
        code = read_file(&flows->files[i], reading);
    for (size_t i = 0; i < flows->count; i++)
        flow_file_close(&flows->files[i]);
    return code;
}

static bool has_flows(const struct flows *flows)
{
    for (size_t i = 0; i < flows->count; i++)
        if (flows->files[i].flows > 0)
            return true;
    return false;
}

static int refuse(const struct flows *flows)
{
    for (size_t i = 0; i < flows->count; i++)
        flow_report_file(&flows->files[i]);
    return say_input("no flow record could be taken; nothing was done");
}

static int take(struct flows *flows, const struct flow_reading *reading)
{
    int code = read_files(flows, reading);
    if (code != 0)
        return code;
    if (!has_flows(flows))
        return refuse(flows);
    code = drain(flows);
    return code == 0 ? database_save(&flows->database) : code;
}

static void print(const struct flows *flows, const struct flow_reading *reading)
{
    const struct flow_report report = {
        .files = flows->files,
        .count = flows->count,
        .host = options_value(&flows->cli->options, "host"),
        .host_id = reading->host,
        .intake = &flows->intake,
        .intervals = &flows->database.intervals,
    };
    flow_report_print(flows->cli, &report);
}

static int read_options(const struct cli *cli, uint64_t *host, uint32_t *realm)
{
    const char *name = options_value(&cli->options, "host");
    struct intervals intervals;
    if (name != NULL && (name[0] == '\0' || strlen(name) > SVCCOMM_STRING_MAX))
        return say_usage("a host's name has 1 to %d bytes", SVCCOMM_STRING_MAX);
    *host = name != NULL ? svccomm_host_id(name) : 0;
    *realm = 0;
    int code = option_realm(&cli->options, realm);
    return code == 0 ? intervals_read(cli, &intervals) : code;
}

/* One entry for each operand. */
static int make_files(struct flows *flows)
{
    const struct options *options = &flows->cli->options;
    bool standard = false;
    flows->count = options->operand_count;
    flows->files = calloc(flows->count, sizeof *flows->files);
    if (flows->files == NULL)
        return say_input("out of memory");
    for (size_t i = 0; i < flows->count; i++) {
        flows->files[i].path = options->operands[i];
        if (strcmp(options->operands[i], "-") != 0)
            continue;
        if (standard)
            return say_usage("standard input (-) can be read once");
        standard = true;
    }
    return 0;
}

static int run(const struct cli *cli)
{
    struct flows flows = {.cli = cli};
    struct flow_reading reading = {.intake = &flows.intake, .drain = drain, .user = &flows};
    uint32_t realm;
    int code = read_options(cli, &reading.host, &realm);
    if (code == 0)
        code = make_files(&flows);
    if (code == 0)
        code = flow_intake_begin(&flows.intake, realm);
    if (code == 0)
        code = take(&flows, &reading);
    if (code == 0)
        print(&flows, &reading);
    if (flows.opened)
        database_close(&flows.database);
    flow_intake_end(&flows.intake);
    free(flows.files);
    return code;
}

const struct command flows_command = {
    .name = "flows",
    .operands = "FILE...",
    .summary = "Takes flows from files (- is standard input)",
    .details =
        "Captures (pcap, pcapng) of NetFlow v1, v5, v7, v9 and IPFIX datagrams on any port; raw\n"
        "datagrams, each behind its length in 2 bytes, big-endian; VPC flow logs of AWS as text.\n"
        "Which of them a file is, its first bytes tell. A flow that ended more than 24 h before "
        "it\n"
        "was received, or after that, is dropped: it was received when the capture says so, raw\n"
        "datagrams when their header says so. What became of all of them is told on stderr.",
    .sets = {flows_options, interval_options, NULL},
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .run = run,
};
