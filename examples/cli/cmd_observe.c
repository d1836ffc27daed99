/* SPDX-License-Identifier: MIT
 * svccomm observe: samples this host's sockets, sample after sample, and ends with the list. The
 * database is locked only while a sample is written, so that others can use it meanwhile. */
#include "database.h"
#include "live.h"
#include "record_list.h"
#include "say.h"
#include "snapshot_info.h"
#include "stop.h"
#include "terminal.h"
#include "times.h"
#include "values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>
#include <unistd.h>

#define DEFAULT_SAMPLES 3
#define DEFAULT_EVERY (5 * TIMES_SECOND)

static const struct option_spec observe_options[] = {
    {"samples", "N", "so many samples (default 3); 0: until Ctrl-C"},
    {"every", "S", "one in so many seconds (default 5); 2m, 1h too"},
    {"host", "NAME", "the name of this host (default: as the system says)"},
    {"realm", "N", "tenant or overlapping address space (default 0)"},
    {NULL, NULL, NULL},
};

/* One run of the command. */
struct observation {
    const struct cli *cli;
    uint64_t samples; /* 0: until a signal */
    int64_t every;
    char host[SVCCOMM_STRING_MAX + 1];
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;
    struct live live;
    struct database database;
};

static int read_host(struct observation *observation)
{
    const char *name = options_value(&observation->cli->options, "host");
    if (name == NULL && gethostname(observation->host, sizeof observation->host - 1) != 0)
        return say_input("the name of this host: %s (give --host)", strerror(errno));
    if (name == NULL)
        name = observation->host;
    int code = snapshot_of_host(observation->cli, name, &observation->info);
    live_ephemeral(&observation->info.ephemeral_low, &observation->info.ephemeral_high);
    return code;
}

static int read_options(struct observation *observation)
{
    const struct options *options = &observation->cli->options;
    const char *every = options_value(options, "every");
    observation->samples = DEFAULT_SAMPLES;
    observation->every = DEFAULT_EVERY;
    int code = option_unsigned(options, "samples", UINT64_MAX, &observation->samples);
    if (code == 0 && every != NULL && !times_duration(every, &observation->every))
        return say_usage("--every %s: not a number of seconds, or 2m, 1h", every);
    return code == 0 ? read_host(observation) : code;
}

/* A clock that was set back, or another program that samples this host, is no reason to end. */
static int write_sample(struct observation *observation, svccomm_ingest_report *report)
{
    struct database *database = &observation->database;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = database_lock(database);
    if (code != 0)
        return code;
    code = svccomm_registry_ingest_snapshot(database->registry, observation->snapshot, times_now(),
                                            report, &error);
    if (code == 0)
        return database_save(database);
    database_unlock(database);
    say_code(observation->info.name, code, &error);
    return code == SVCCOMM_E_STALE ? 0 : EXIT_INPUT;
}

static int sample(struct observation *observation, uint64_t number)
{
    svccomm_ingest_report report;
    size_t sockets = 0;
    svccomm_ingest_report_init(&report, sizeof report);
    observation->info.time = times_now();
    int code = svccomm_snapshot_begin(observation->snapshot, &observation->info);
    if (code != 0)
        return say_code(observation->info.name, code, NULL);
    code = live_sample(&observation->live, observation->snapshot, &sockets);
    if (code == 0)
        code = write_sample(observation, &report);
    if (code == 0)
        terminal_progress("sample %" PRIu64 ": %zu sockets, %" PRIu64 " communications (%" PRIu64
                          " new); Ctrl-C ends",
                          number, sockets, report.records_seen, report.records_new);
    return code;
}

/* Samples keep to the grid of the first one; those that cannot be in time are left out. */
static int sample_all(struct observation *observation)
{
    int64_t next = stop_clock();
    for (uint64_t number = 1;; number++) {
        int code = sample(observation, number);
        if (code != 0 || number == observation->samples)
            return code;
        do
            next += observation->every;
        while (observation->every > 0 && next < stop_clock());
        if (!stop_sleep(next))
            return 0;
    }
}

static int print_list(struct observation *observation)
{
    svccomm_filter filter;
    svccomm_query query;
    svccomm_filter_init(&filter, sizeof filter);
    svccomm_query_init(&query, sizeof query);
    filter.realm = observation->info.realm;
    query.filter = &filter;
    return record_list_print(observation->cli, observation->database.registry, &query);
}

static int observe(struct observation *observation)
{
    int code = database_open(observation->cli, &observation->database, DATABASE_WRITE);
    database_unlock(&observation->database);
    if (code == 0)
        code = snapshot_make(&observation->snapshot);
    if (code == 0)
        code = sample_all(observation);
    terminal_progress("%s", "");
    if (code == 0)
        code = print_list(observation);
    svccomm_snapshot_free(observation->snapshot);
    database_close(&observation->database);
    live_free(&observation->live);
    return code;
}

static int run(const struct cli *cli)
{
    struct observation observation = {.cli = cli};
    int code = read_options(&observation);
    if (code != 0)
        return code;
    stop_install();
    return observe(&observation);
}

const struct command observe_command = {
    .name = "observe",
    .operands = "",
    .summary = "Samples the sockets of this host, and lists the communications",
    .details =
        "Takes --samples snapshots, one in --every seconds, writes each to the database, and ends\n"
        "with the list; Ctrl-C ends it early. The more samples, the more persistence says.\n"
        "Process names of other users' sockets need root.",
    .sets = {observe_options, NULL},
    .run = run,
};
