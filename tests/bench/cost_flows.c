/* SPDX-License-Identifier: MIT
 * cost_flows RECORDS: a batch of flows of known communications into a registry that holds so many
 * records, for callgrind, which counts the instructions below measured_ingest(): cost_flows.py
 * compares (design section 12). */
#include <stdio.h>
#include <stdlib.h>

#include "flow_feed.h"
#include "flow_pages.h"

#define DAY_MS UINT64_C(86400000)
#define WARM 20u /* days before the batch that is counted, so that every record is full */

static svccomm_registry *registry;
static struct flow_load load;
static svccomm_flow flows[FLOW_FEED_SLICE];

/* What is counted, called by a name that callgrind finds. */
#if defined(__GNUC__)
#define ALONE __attribute__((noinline))
#else
#define ALONE
#endif

void measured_ingest(void);
ALONE void measured_ingest(void)
{
    flow_feed_ingest(registry, flows, FLOW_FEED_SLICE, flows[FLOW_FEED_SLICE - 1].end, NULL);
}

/* Two services on each listener, and one event of each communication. */
static void make_load(size_t records)
{
    size_t i;

    load.key_count = (uint32_t)records;
    load.event_count = records;
    load.keys = flow_pages_zeroed(records, sizeof *load.keys);
    load.events = flow_pages_zeroed(records, sizeof *load.events);
    for (i = 0; i < records; i++) {
        load.keys[i].client = 0x0A000000u + (uint32_t)i;
        load.keys[i].listener = 0x0B000000u + (uint32_t)(i / 40);
        load.keys[i].port = i % 2 == 0 ? 443 : 12345;
        load.keys[i].protocol = 6;
        load.events[i].key = (uint32_t)i;
        load.events[i].end_ms = (uint32_t)i;
        load.events[i].duration_ms = 500;
        load.events[i].client_port = (uint16_t)(32768 + i % 28000);
        load.events[i].packets = 2;
        load.events[i].bytes = 100;
    }
}

/* A slice of them, so many days later. */
static void take(size_t at, size_t count, uint64_t days)
{
    flow_feed_structs(&load, at, count, days * DAY_MS, flows);
    flow_feed_ingest(registry, flows, count, flows[count - 1].end, NULL);
}

static void fill_registry(size_t records)
{
    size_t at, count;
    uint64_t day;

    for (at = 0; at < records; at += count) {
        count = records - at < FLOW_FEED_SLICE ? records - at : FLOW_FEED_SLICE;
        take(at, count, 0);
    }
    for (day = 1; day <= WARM; day++)
        take(0, FLOW_FEED_SLICE, day);
}

int main(int argc, char **argv)
{
    size_t records = argc == 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;

    if (records < FLOW_FEED_SLICE || records > 1000000) {
        fprintf(stderr, "usage: cost_flows RECORDS (512 to 1000000)\n");
        return 2;
    }
    make_load(records);
    registry = flow_feed_registry(NULL, SVCCOMM_SPANS_KEEP_DEFAULT, 0);
    fill_registry(records);
    flow_feed_structs(&load, 0, FLOW_FEED_SLICE, (WARM + 1) * DAY_MS, flows);
    measured_ingest();
    svccomm_registry_free(registry);
    flow_load_free(&load);
    return 0;
}
