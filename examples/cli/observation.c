/* SPDX-License-Identifier: MIT
 * Sample after sample, with flows between them. The database is locked only while it is written, so
 * that others can use it meanwhile: until then flows are queued. Only where a queue fills up before
 * that is the lock held from then on. */
#include "observation.h"

#include "say.h"
#include "stop.h"
#include "terminal.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

#define FLOWS_EVERY (5 * TIMES_SECOND) /* where samples are further apart */

/* A clock that was set back, or another program that samples this host, is no reason to end. */
static int ingest_snapshot(struct observation *observation, svccomm_ingest_report *report)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_registry_ingest_snapshot(observation->database.registry,
                                                observation->snapshot, times_now(), report, &error);
    if (code == 0)
        return 0;
    say_code(observation->info.name, code, &error);
    return code == SVCCOMM_E_STALE ? 0 : EXIT_INPUT;
}

/* Under load: what is queued goes into the registry, and is written later. Until then the lock is
 * held, since the registry is newer than the database. */
static int take_in(struct observation *observation)
{
    int code = database_lock(&observation->database);
    if (code == 0)
        code =
            collector_ingest(&observation->collector, observation->database.registry, times_now());
    return code;
}

/* Writes a sample (NULL: none) and the flows that are queued. The snapshot first: it says who
 * listens. */
static int write_down(struct observation *observation, svccomm_ingest_report *sample, bool at_end)
{
    struct database *database = &observation->database;
    svccomm_decoder *keep = NULL;
    int code = database_lock(database);
    if (code == 0 && sample != NULL)
        code = ingest_snapshot(observation, sample);
    if (code == 0 && observation->collector.on) {
        code = take_in(observation);
        keep = collector_to_keep(&observation->collector, at_end);
    }
    if (code == 0)
        code = database_save_decoder(database, keep);
    database_unlock(database); /* where it failed */
    observation->written = stop_clock();
    return code;
}

static void show(const struct observation *observation)
{
    const struct collector *collector = &observation->collector;
    char flows[128] = "";
    if (collector->on)
        snprintf(flows, sizeof flows,
                 "; %" PRIu64 " datagrams, %" PRIu64 " flows, %" PRIu64 " dropped by the kernel",
                 collector->listener.datagrams, collector->intake.decoded.flows,
                 collector->listener.dropped);
    terminal_progress("sample %" PRIu64 ": %zu sockets, %" PRIu64 " communications (%" PRIu64
                      " new)%s; Ctrl-C ends",
                      observation->number, observation->sockets, observation->report.records_seen,
                      observation->report.records_new, flows);
}

static int sample(struct observation *observation)
{
    svccomm_ingest_report_init(&observation->report, sizeof observation->report);
    observation->number++;
    observation->info.time = times_now();
    int code = svccomm_snapshot_begin(observation->snapshot, &observation->info);
    if (code != 0)
        return say_code(observation->info.name, code, NULL);
    code = live_sample(&observation->live, observation->snapshot, &observation->sockets);
    if (code == 0)
        code = write_down(observation, &observation->report, false);
    if (code == 0)
        show(observation);
    return code;
}

/* Takes in what is queued if it is much, or writes it if it is time. */
static int step(struct observation *observation, int64_t due)
{
    const struct collector *collector = &observation->collector;
    if (collector_is_full(collector) && stop_clock() < due)
        return take_in(observation);
    if (stop_clock() < due)
        return 0;
    if (collector_has(collector) || observation->database.store->in_transaction)
        return write_down(observation, NULL, false);
    observation->written = stop_clock();
    return 0;
}

/* Receives until the clock says `until`, and writes what came now and then. */
static int receive_flows(struct observation *observation, int64_t until)
{
    int code = 0;
    while (code == 0 && !stop_requested() && stop_clock() < until) {
        int64_t due = observation->written + FLOWS_EVERY;
        code = collector_receive(&observation->collector, due < until ? due : until);
        if (code == 0)
            code = step(observation, due);
        if (code == 0)
            show(observation);
    }
    return code;
}

/* Waits for the next sample. */
static int wait_for_next(struct observation *observation, int64_t until)
{
    if (observation->collector.on)
        return receive_flows(observation, until);
    stop_sleep(until);
    return 0;
}

/* Samples keep to the grid of the first one; those that cannot be in time are left out. */
static int sample_all(struct observation *observation)
{
    int64_t next = stop_clock();
    for (;;) {
        int code = sample(observation);
        if (code != 0 || observation->number == observation->samples)
            return code;
        do
            next += observation->every;
        while (observation->every > 0 && next < stop_clock());
        code = wait_for_next(observation, next);
        if (code != 0 || stop_requested())
            return code;
    }
}

/* Takes all that came until now, and writes it: while it is written more may be queued. */
static int finish(struct observation *observation)
{
    int64_t now = times_now();
    bool all = false;
    int code = 0;
    while (code == 0 && !all) {
        code = collector_drain(&observation->collector, now, &all);
        if (code == 0)
            code = take_in(observation);
    }
    return code == 0 ? write_down(observation, NULL, true) : code;
}

int observation_run(struct observation *observation)
{
    int code = sample_all(observation);
    database_meanwhile(&observation->database, NULL);
    return code == 0 && observation->collector.on ? finish(observation) : code;
}
