/* SPDX-License-Identifier: MIT
 * check_flow [EVENTS KEYS]: the workload of bench_flow through the library, held against the exact
 * answer, communication by communication, and against sums that were worked out elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdlib.h>

#include "flow_compare.h"
#include "flow_feed.h"
#include "flow_pages.h"

#define KEEP SVCCOMM_SPANS_KEEP_DEFAULT

static struct flow_load load;
static struct flow_truth *points;    /* the exact answer where only ends count */
static struct flow_truth *durations; /* and where [start, end] does */

static void assert_all_were_events(const svccomm_flow_report *report)
{
    assert_int_equal(report->flows, load.event_count);
    assert_int_equal(report->events, load.event_count);
    assert_int_equal(report->records_new, load.key_count);
    assert_int_equal(report->turned + report->mixed + report->sampled + report->biflows, 0);
}

static void assert_all_was_decoded(const svccomm_decode_report *report,
                                   const struct flow_wire *wire)
{
    assert_int_equal(report->datagrams, wire->datagrams);
    assert_int_equal(report->flows, load.event_count);
    assert_int_equal(report->malformed + report->records_bad + report->records_other, 0);
    assert_int_equal(report->lost + report->reordered + report->restarts + report->no_template, 0);
}

static svccomm_registry *fed_with_datagrams(unsigned version, uint32_t keep, int only_ends)
{
    svccomm_registry *registry = flow_feed_registry(NULL, keep, only_ends);
    svccomm_decoder *decoder = flow_feed_decoder(NULL);
    svccomm_decode_report decoded;
    svccomm_flow_report ingested;
    struct flow_wire wire;

    svccomm_decode_report_init(&decoded, sizeof decoded);
    svccomm_flow_report_init(&ingested, sizeof ingested);
    flow_wire_make(&wire, &load, version);
    flow_feed_chain(decoder, registry, &wire, &decoded, &ingested);
    assert_all_was_decoded(&decoded, &wire);
    assert_all_were_events(&ingested);
    flow_wire_free(&wire);
    svccomm_decoder_free(decoder);
    return registry;
}

/* Which slice comes i-th: in order; or those of even number, and then back over the odd ones. */
static size_t turn(size_t i, size_t slices, int shuffled)
{
    if (!shuffled)
        return i;
    return i < (slices + 1) / 2 ? 2 * i : 2 * (slices - 1 - i) + 1;
}

static svccomm_registry *fed_with_structs(uint32_t keep, int only_ends, int shuffled)
{
    svccomm_registry *registry = flow_feed_registry(NULL, keep, only_ends);
    svccomm_flow *flows = flow_pages_zeroed(FLOW_FEED_SLICE, sizeof *flows);
    size_t slices = (load.event_count + FLOW_FEED_SLICE - 1) / FLOW_FEED_SLICE, i, at, count;
    svccomm_flow_report report;

    svccomm_flow_report_init(&report, sizeof report);
    for (i = 0; i < slices; i++) {
        at = turn(i, slices, shuffled) * FLOW_FEED_SLICE;
        count = load.event_count - at < FLOW_FEED_SLICE ? load.event_count - at : FLOW_FEED_SLICE;
        flow_feed_structs(&load, at, count, 0, flows);
        flow_feed_ingest(registry, flows, count, SVCCOMM_NO_TIME, &report);
    }
    assert_all_were_events(&report);
    free(flows);
    return registry;
}

/* Compares, ends the registry, and asserts that every communication is as the rule has it. */
static struct flow_compared compared(svccomm_registry *registry, const struct flow_truth *truth,
                                     enum flow_rule rule)
{
    struct flow_compared all = flow_compare(registry, &load, truth, rule);

    svccomm_registry_free(registry);
    print_message("# active %" PRIu64 " ms, gap %" PRIu64 " ms, %" PRIu64 " late in %" PRIu64 "\n",
                  all.active_ms, all.gap_ms, all.late, all.late_records);
    assert_int_equal(all.missing, 0);
    assert_int_equal(all.more, 0);
    assert_int_equal(all.wrong, 0);
    return all;
}

/* Sums over all communications, ms, that another program worked out. */
static const struct {
    size_t events;
    uint32_t keys;
    uint64_t active, gap, active_of_durations, gap_of_durations;
} known[] = {
    {10000000, 1000000, UINT64_C(39180893260), UINT64_C(34451887674811), UINT64_C(131343288558),
     UINT64_C(34374731123668)},
    /* Events are 400 ms apart, so that some of one key are just an interval apart. */
    {216000, 20000, UINT64_C(1120223200), UINT64_C(851413968400), UINT64_C(3622177633),
     UINT64_C(849211070272)},
};

static struct flow_compared sums_of(const struct flow_truth *truth)
{
    struct flow_compared sums = {0};
    uint32_t i;

    for (i = 0; i < load.key_count; i++) {
        sums.active_ms += truth[i].active_ms;
        sums.gap_ms += truth[i].gap_ms;
    }
    return sums;
}

static void the_exact_answer_has_the_sums_that_are_known(void **state)
{
    struct flow_compared of_points = sums_of(points), of_durations = sums_of(durations);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].events == load.event_count && known[i].keys == load.key_count)
            break;
    assert_true(i < sizeof known / sizeof known[0]);
    assert_int_equal(of_points.active_ms, known[i].active);
    assert_int_equal(of_points.gap_ms, known[i].gap);
    assert_int_equal(of_durations.active_ms, known[i].active_of_durations);
    assert_int_equal(of_durations.gap_ms, known[i].gap_of_durations);
}

static void structs_give_the_exact_answer(void **state)
{
    (void)state;
    compared(fed_with_structs(KEEP, 1, 0), points, FLOW_EXACT);
    compared(fed_with_structs(SVCCOMM_SPANS_KEEP_MIN, 1, 0), points, FLOW_EXACT);
}

static void v5_gives_the_exact_answer(void **state)
{
    (void)state;
    compared(fed_with_datagrams(FLOW_WIRE_V5, KEEP, 1), points, FLOW_EXACT);
}

static void ipfix_gives_the_exact_answer(void **state)
{
    (void)state;
    compared(fed_with_datagrams(FLOW_WIRE_IPFIX, KEEP, 1), points, FLOW_EXACT);
}

static void assert_near(uint64_t value, uint64_t exact, uint64_t parts)
{
    uint64_t error = value > exact ? value - exact : exact - value;

    print_message("# %" PRIu64 " against %" PRIu64 ": %.6f %% off\n", value, exact,
                  100.0 * (double)error / (double)exact);
    assert_true(error <= exact / parts);
}

static void v9_is_within_a_ten_thousandth_of_the_exact_answer(void **state)
{
    struct flow_compared exact = sums_of(points), all;

    (void)state;
    all = compared(fed_with_datagrams(FLOW_WIRE_V9, KEEP, 1), points, FLOW_NEAR);
    assert_near(all.active_ms, exact.active_ms, 10000);
    assert_near(all.gap_ms, exact.gap_ms, 10000);
}

static void late_events_explain_what_durations_lack(void **state)
{
    struct flow_compared exact = sums_of(durations), all;

    (void)state;
    all =
        compared(fed_with_datagrams(FLOW_WIRE_V5, SVCCOMM_SPANS_KEEP_MAX, 0), durations, FLOW_LATE);
    assert_near(all.active_ms, exact.active_ms, 200);
    all = compared(fed_with_datagrams(FLOW_WIRE_IPFIX, SVCCOMM_SPANS_KEEP_MAX, 0), durations,
                   FLOW_LATE);
    assert_near(all.active_ms, exact.active_ms, 200);
}

static void v9_with_durations_is_within_half_a_percent(void **state)
{
    struct flow_compared exact = sums_of(durations), all;

    (void)state;
    all =
        compared(fed_with_datagrams(FLOW_WIRE_V9, SVCCOMM_SPANS_KEEP_MAX, 0), durations, FLOW_NEAR);
    assert_near(all.active_ms, exact.active_ms, 200);
}

/* The workload cut and shuffled, so that events do come late. */
static void out_of_order_only_records_with_late_events_lack_time(void **state)
{
    struct flow_compared all;

    (void)state;
    all = compared(fed_with_structs(SVCCOMM_SPANS_KEEP_MIN, 1, 1), points, FLOW_LATE);
    assert_true(all.late_records > 0);
    assert_true(all.late_records < load.key_count);
    all = compared(fed_with_structs(SVCCOMM_SPANS_KEEP_MAX, 0, 1), durations, FLOW_LATE);
    assert_true(all.late_records < load.key_count);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exact_answer_has_the_sums_that_are_known),
        cmocka_unit_test(structs_give_the_exact_answer),
        cmocka_unit_test(v5_gives_the_exact_answer),
        cmocka_unit_test(ipfix_gives_the_exact_answer),
        cmocka_unit_test(v9_is_within_a_ten_thousandth_of_the_exact_answer),
        cmocka_unit_test(late_events_explain_what_durations_lack),
        cmocka_unit_test(v9_with_durations_is_within_half_a_percent),
        cmocka_unit_test(out_of_order_only_records_with_late_events_lack_time),
    };
    size_t events = argc > 2 ? (size_t)strtoul(argv[1], NULL, 10) : known[1].events;
    uint32_t keys = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : known[1].keys;
    int failed;

    flow_load_make(&load, events, keys, 0);
    points = flow_truth_make(&load, 1);
    durations = flow_truth_make(&load, 0);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(points);
    free(durations);
    flow_load_free(&load);
    return failed;
}
