/* SPDX-License-Identifier: MIT
 * The part of bench_flow that begins with datagrams: bare decoding and the bare chain against the
 * library's, from an empty table or registry to the statistics of every communication. */
#include "bench_flow.h"

#include <stdio.h>

#include "flow_report.h"

enum side { BARE_DECODE, DECODE, BARE_CHAIN, POINTS, DURATIONS, SIDES };

static struct flow_series measured[SIDES];

/* What the bare loops read, so that they cannot be left out; printed. */
static uint64_t decoded_sum;

static void bare_sides(struct bench_flow *bench, const struct flow_wire *wire, size_t run)
{
    double all = (double)bench->load.event_count, start = bench_flow_clock();
    size_t decoded = flow_bare_decode(wire, &decoded_sum), chained;

    measured[BARE_DECODE].ns[run] = (bench_flow_clock() - start) / all;
    flow_bare_table_empty(&bench->table);
    start = bench_flow_clock();
    chained = flow_bare_chain(wire, &bench->table);
    measured[BARE_CHAIN].ns[run] = (bench_flow_clock() - start) / all;
    if (decoded != bench->load.event_count || chained != decoded)
        flow_feed_check(SVCCOMM_E_INTERNAL, "the bare loops lost flows");
}

static void decode_side(struct bench_flow *bench, const struct flow_wire *wire, size_t run)
{
    svccomm_decode_report report;
    svccomm_decoder *decoder;
    double start;

    flow_heap_empty(&bench->heap);
    decoder = flow_feed_decoder(&bench->allocator);
    svccomm_decode_report_init(&report, sizeof report);
    start = bench_flow_clock();
    flow_feed_decode(decoder, wire, &report);
    measured[DECODE].ns[run] = (bench_flow_clock() - start) / (double)bench->load.event_count;
    if (report.flows != bench->load.event_count)
        flow_feed_check(SVCCOMM_E_INTERNAL, "not every flow was decoded");
    svccomm_decoder_free(decoder);
}

static void chain_side(struct bench_flow *bench, const struct flow_wire *wire, enum side side,
                       size_t run)
{
    svccomm_decode_report decoded;
    svccomm_flow_report ingested;
    svccomm_registry *registry;
    svccomm_decoder *decoder;
    double start;

    flow_heap_empty(&bench->heap);
    decoder = flow_feed_decoder(&bench->allocator);
    registry = flow_feed_registry(&bench->allocator, bench->keep, side == POINTS);
    svccomm_decode_report_init(&decoded, sizeof decoded);
    svccomm_flow_report_init(&ingested, sizeof ingested);
    start = bench_flow_clock();
    flow_feed_chain(decoder, registry, wire, &decoded, &ingested);
    measured[side].ns[run] = (bench_flow_clock() - start) / (double)bench->load.event_count;
    if (ingested.events != bench->load.event_count)
        flow_feed_check(SVCCOMM_E_INTERNAL, "not every flow became an event");
    svccomm_registry_free(registry);
    svccomm_decoder_free(decoder);
}

static void print_all(struct bench_flow *bench)
{
    size_t runs = bench->runs;
    uint64_t active, gap;

    flow_report_times("bare_decode", &measured[BARE_DECODE], runs, ", ");
    flow_report_times("decode", &measured[DECODE], runs, ", ");
    flow_report_ratio("decode", &measured[DECODE], &measured[BARE_DECODE], runs, ", ");
    flow_report_times("bare", &measured[BARE_CHAIN], runs, ", ");
    flow_report_times("points", &measured[POINTS], runs, ", ");
    flow_report_times("durations", &measured[DURATIONS], runs, ", ");
    flow_report_ratio("points", &measured[POINTS], &measured[BARE_CHAIN], runs, ", ");
    flow_report_ratio("durations", &measured[DURATIONS], &measured[BARE_CHAIN], runs, ", ");
    flow_bare_sums(&bench->table, &active, &gap);
    printf("\"bare_active_ms\": %llu, \"bare_gap_ms\": %llu, \"bare_sum\": %llu",
           (unsigned long long)active, (unsigned long long)gap, (unsigned long long)decoded_sum);
}

void bench_flow_datagrams(struct bench_flow *bench, unsigned version)
{
    struct flow_wire wire;
    size_t run;

    flow_wire_make(&wire, &bench->load, version);
    decoded_sum = 0;
    for (run = 0; run < bench->runs; run++) {
        bare_sides(bench, &wire, run);
        decode_side(bench, &wire, run);
        chain_side(bench, &wire, POINTS, run);
        chain_side(bench, &wire, DURATIONS, run);
    }
    print_all(bench);
    flow_wire_free(&wire);
}
