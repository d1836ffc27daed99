/* SPDX-License-Identifier: MIT
 * The part of bench_flow that weighs: bytes for each record that only flows have seen. */
#include "bench_flow.h"

#include <stdio.h>

#include "flow_inventory.h"

static svccomm_registry *filled(struct bench_flow *bench, uint32_t keep, int points)
{
    static svccomm_flow slice[FLOW_FEED_SLICE];
    size_t all = bench->load.event_count, at, count;
    svccomm_registry *registry;

    flow_heap_empty(&bench->heap);
    registry = flow_feed_registry(&bench->allocator, keep, points);
    for (at = 0; at < all; at += count) {
        count = all - at < FLOW_FEED_SLICE ? all - at : FLOW_FEED_SLICE;
        flow_feed_structs(&bench->load, at, count, 0, slice);
        flow_feed_ingest(registry, slice, count, slice[count - 1].end, NULL);
    }
    return registry;
}

static void weigh(struct bench_flow *bench, const char *name, uint32_t keep, int points,
                  const char *after)
{
    svccomm_registry *registry = filled(bench, keep, points);
    svccomm_counts counts;
    double records;

    svccomm_counts_init(&counts, sizeof counts);
    flow_feed_check(svccomm_registry_counts(registry, &counts), "counts");
    records = (double)counts.records;
    printf("\"%s_k%u\": {\"records\": %llu, \"endpoints\": %llu, \"bytes_per_record\": %.1f, "
           "\"bytes_per_record_without_endpoints\": %.1f}%s",
           name, (unsigned)keep, (unsigned long long)counts.records,
           (unsigned long long)counts.endpoints, (double)counts.memory / records,
           (double)(counts.memory - flow_inventory_bytes(registry)) / records, after);
    svccomm_registry_free(registry);
}

void bench_flow_memory(struct bench_flow *bench)
{
    weigh(bench, "points", SVCCOMM_SPANS_KEEP_MIN, 1, ", ");
    weigh(bench, "points", SVCCOMM_SPANS_KEEP_DEFAULT, 1, ", ");
    weigh(bench, "durations", SVCCOMM_SPANS_KEEP_MIN, 0, ", ");
    weigh(bench, "durations", SVCCOMM_SPANS_KEEP_DEFAULT, 0, "");
}
