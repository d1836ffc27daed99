/* SPDX-License-Identifier: MIT
 * svccomm observe: samples this host's sockets, and takes flows on a UDP port; ends with the
 * list. */
#include "observation.h"
#include "record_list.h"
#include "say.h"
#include "snapshot_info.h"
#include "stop.h"
#include "terminal.h"
#include "times.h"
#include "values.h"

#include <errno.h>
#include <string.h>
#include <svccomm/svccomm.h>
#include <unistd.h>

#define DEFAULT_SAMPLES 3
#define DEFAULT_EVERY (5 * TIMES_SECOND)

static const struct option_spec observe_options[] = {
    {"samples", "N", "so many samples (default 3, with --netflow 0); 0: until Ctrl-C"},
    {"every", "S", "one in so many seconds (default 5); 2m, 1h too"},
    {"netflow", "PORT", "take NetFlow v1, v5, v7, v9 and IPFIX on this UDP port; 0: any free one"},
    {"host", "NAME", "the name of this host (default: as the system says)"},
    {"realm", "N", "tenant or overlapping address space (default 0)"},
    {NULL, NULL, NULL},
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
    observation->samples = options_has(options, "netflow") ? 0 : DEFAULT_SAMPLES;
    observation->every = DEFAULT_EVERY;
    int code = option_unsigned(options, "samples", UINT64_MAX, &observation->samples);
    if (code == 0)
        code = option_unsigned(options, "netflow", UINT16_MAX, &observation->port);
    if (code == 0 && every != NULL && !times_duration(every, &observation->every))
        return say_usage("--every %s: not a number of seconds, or 2m, 1h", every);
    return code == 0 ? read_host(observation) : code;
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

static int begin_netflow(struct observation *observation)
{
    struct collector *collector = &observation->collector;
    if (!options_has(&observation->cli->options, "netflow"))
        return 0;
    int code = collector_begin(collector, &observation->database, (uint16_t)observation->port,
                               observation->info.host, observation->info.realm);
    observation->live.meanwhile = &collector->meanwhile;
    database_meanwhile(&observation->database, &collector->meanwhile);
    return code;
}

static int observe(struct observation *observation)
{
    int code = database_open(observation->cli, &observation->database, DATABASE_WRITE);
    if (code == 0)
        code = begin_netflow(observation);
    database_unlock(&observation->database);
    if (code == 0)
        code = snapshot_make(&observation->snapshot);
    if (code == 0)
        code = observation_run(observation);
    terminal_progress("%s", "");
    if (code == 0)
        code = print_list(observation);
    if (code == 0 && observation->collector.on)
        collector_report(&observation->collector);
    return code;
}

static void end(struct observation *observation)
{
    svccomm_snapshot_free(observation->snapshot);
    database_close(&observation->database);
    collector_end(&observation->collector);
    live_free(&observation->live);
}

static int run(const struct cli *cli)
{
    struct observation observation = {.cli = cli};
    int code = read_options(&observation);
    if (code != 0)
        return code;
    stop_install();
    code = observe(&observation);
    end(&observation);
    return code;
}

const struct command observe_command = {
    .name = "observe",
    .operands = "",
    .summary = "Samples the sockets of this host, and lists the communications",
    .details =
        "Takes --samples snapshots, one in --every seconds, writes each to the database, and ends\n"
        "with the list; Ctrl-C ends it early. The more samples, the more persistence says.\n"
        "Process names of other users' sockets need root. With --netflow it takes flows "
        "meanwhile,\n"
        "until Ctrl-C unless --samples says otherwise, and ends with what became of them on "
        "stderr.",
    .sets = {observe_options, interval_options, NULL},
    .run = run,
};
