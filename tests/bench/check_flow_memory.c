/* SPDX-License-Identifier: MIT
 * What the flow path takes of memory: nothing for a batch or a datagram once it is warm, and little
 * for each record (design section 12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "counted_memory.h"
#include "flow_feed.h"
#include "flow_pages.h"

#define EVENTS 100000u
#define KEYS 4096u
#define WARM 10u /* rounds until every record has all the segments that it may keep */

static struct flow_load load;
static struct counted_memory memory;

static void ingest_rounds(svccomm_registry *registry, svccomm_flow *flows, uint64_t from,
                          uint64_t to)
{
    uint64_t round;

    for (round = from; round < to; round++) {
        flow_feed_structs(&load, 0, FLOW_FEED_SLICE, round * FLOW_LOAD_SPAN_MS, flows);
        flow_feed_ingest(registry, flows, FLOW_FEED_SLICE, flows[FLOW_FEED_SLICE - 1].end, NULL);
    }
}

static void a_batch_of_known_communications_allocates_nothing(void **state)
{
    svccomm_allocator allocator = counted_allocator(&memory);
    svccomm_flow *flows = flow_pages_zeroed(FLOW_FEED_SLICE, sizeof *flows);
    svccomm_registry *registry = flow_feed_registry(&allocator, SVCCOMM_SPANS_KEEP_DEFAULT, 0);

    (void)state;
    memory.allocations = 0;
    ingest_rounds(registry, flows, 0, WARM);
    assert_true(memory.allocations > 0);
    memory.allocations = 0;
    ingest_rounds(registry, flows, WARM, 2 * WARM);
    assert_int_equal(memory.allocations, 0);
    svccomm_registry_free(registry);
    free(flows);
}

/* A caller may hand over a day in one batch. It takes what is worked out of each flow, and room for
 * counters and fan-in that are rare, about 180 bytes; a record has as many again. */
static void a_large_batch_of_known_communications_makes_no_room_for_records(void **state)
{
    svccomm_allocator allocator = counted_allocator(&memory);
    svccomm_flow *flows = flow_pages_zeroed(EVENTS, sizeof *flows);
    svccomm_registry *registry = flow_feed_registry(&allocator, SVCCOMM_SPANS_KEEP_DEFAULT, 0);
    size_t before;

    (void)state;
    ingest_rounds(registry, flows, 0, 1);
    before = memory.held;
    flow_feed_structs(&load, 0, FLOW_FEED_SLICE, FLOW_LOAD_SPAN_MS, flows);
    for (size_t at = FLOW_FEED_SLICE; at < EVENTS; at++)
        flows[at] = flows[at % FLOW_FEED_SLICE];
    flow_feed_ingest(registry, flows, EVENTS, flows[EVENTS - 1].end, NULL);
    assert_true(memory.held - before < (size_t)EVENTS * 220);
    svccomm_registry_free(registry);
    free(flows);
}

static void decode_twice(unsigned version)
{
    svccomm_allocator allocator = counted_allocator(&memory);
    svccomm_decoder *decoder = flow_feed_decoder(&allocator);
    svccomm_decode_report report;
    struct flow_wire wire;

    flow_wire_make(&wire, &load, version);
    svccomm_decode_report_init(&report, sizeof report);
    flow_feed_decode(decoder, &wire, &report);
    memory.allocations = 0;
    flow_feed_decode(decoder, &wire, &report);
    assert_int_equal(memory.allocations, 0);
    assert_int_equal(report.flows, 2 * load.event_count);
    svccomm_decoder_free(decoder);
    flow_wire_free(&wire);
}

static void a_datagram_of_a_known_exporter_allocates_nothing(void **state)
{
    (void)state;
    decode_twice(FLOW_WIRE_V5);
    decode_twice(FLOW_WIRE_V9);
    decode_twice(FLOW_WIRE_IPFIX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_of_known_communications_allocates_nothing),
        cmocka_unit_test(a_large_batch_of_known_communications_makes_no_room_for_records),
        cmocka_unit_test(a_datagram_of_a_known_exporter_allocates_nothing),
    };
    int failed;

    flow_load_make(&load, EVENTS, KEYS, 0);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    flow_load_free(&load);
    return failed;
}
