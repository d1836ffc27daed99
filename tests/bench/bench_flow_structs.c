/* SPDX-License-Identifier: MIT
 * The part of bench_flow that begins with decoded events: the bare table against flow structs
 * through the library, in slices. A slice is made before its time is taken, on either side, so
 * both find it in the cache as a decoder would leave it. */
#include "bench_flow.h"

#include <stdio.h>

#include "flow_report.h"

/* The whole workload twice: into an empty table or registry, then a day later, when every
 * communication is known. */
enum pass { NEW, KNOWN, PASSES };

enum side { BARE, POINTS, DURATIONS, SIDES };

static struct flow_series measured[SIDES][PASSES];

static double bare_pass(struct bench_flow *bench, uint64_t later_ms)
{
    static struct flow_bare_event slice[FLOW_FEED_SLICE];
    size_t all = bench->load.event_count, at, count;
    double spent = 0, start;

    for (at = 0; at < all; at += count) {
        count = all - at < FLOW_FEED_SLICE ? all - at : FLOW_FEED_SLICE;
        flow_bare_events(&bench->load, at, count, later_ms, slice);
        start = bench_flow_clock();
        flow_bare_update(&bench->table, slice, count);
        spent += bench_flow_clock() - start;
    }
    return spent / (double)all;
}

static double library_pass(struct bench_flow *bench, svccomm_registry *registry, uint64_t later_ms)
{
    static svccomm_flow slice[FLOW_FEED_SLICE];
    size_t all = bench->load.event_count, at, count;
    double spent = 0, start;
    svccomm_flow_report report;

    svccomm_flow_report_init(&report, sizeof report);
    for (at = 0; at < all; at += count) {
        count = all - at < FLOW_FEED_SLICE ? all - at : FLOW_FEED_SLICE;
        flow_feed_structs(&bench->load, at, count, later_ms, slice);
        start = bench_flow_clock();
        flow_feed_ingest(registry, slice, count, slice[count - 1].end, &report);
        spent += bench_flow_clock() - start;
    }
    if (report.events != all)
        flow_feed_check(SVCCOMM_E_INTERNAL, "not every flow became an event");
    return spent / (double)all;
}

static void bare_side(struct bench_flow *bench, size_t run)
{
    flow_bare_table_empty(&bench->table);
    measured[BARE][NEW].ns[run] = bare_pass(bench, 0);
    measured[BARE][KNOWN].ns[run] = bare_pass(bench, FLOW_LOAD_SPAN_MS);
}

static void library_side(struct bench_flow *bench, enum side side, size_t run)
{
    svccomm_registry *registry;

    flow_heap_empty(&bench->heap);
    registry = flow_feed_registry(&bench->allocator, bench->keep, side == POINTS);
    measured[side][NEW].ns[run] = library_pass(bench, registry, 0);
    measured[side][KNOWN].ns[run] = library_pass(bench, registry, FLOW_LOAD_SPAN_MS);
    svccomm_registry_free(registry);
}

static void print_pass(const char *name, enum pass pass, size_t runs)
{
    const struct flow_series *bare = &measured[BARE][pass];

    printf("\"%s\": {", name);
    flow_report_times("bare", bare, runs, ", ");
    flow_report_times("points", &measured[POINTS][pass], runs, ", ");
    flow_report_times("durations", &measured[DURATIONS][pass], runs, ", ");
    flow_report_ratio("points", &measured[POINTS][pass], bare, runs, ", ");
    flow_report_ratio("durations", &measured[DURATIONS][pass], bare, runs, "}");
}

void bench_flow_structs(struct bench_flow *bench)
{
    size_t run;

    library_side(bench, DURATIONS, 0); /* touches the heap's pages; measured anew below */
    for (run = 0; run < bench->runs; run++) {
        bare_side(bench, run);
        library_side(bench, POINTS, run);
        library_side(bench, DURATIONS, run);
    }
    print_pass("new", NEW, bench->runs);
    printf(", ");
    print_pass("known", KNOWN, bench->runs);
}
