/* SPDX-License-Identifier: MIT
 * check_cap [EVENTS CAP]: keys at random against a cap of records, a third of them seen before.
 * What is evicted is what a model evicts, and memory stays what it was when the cap was reached
 * (A7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "cap_model.h"
#include "counted_memory.h"
#include "flow_feed.h"
#include "flow_pages.h"

#define BATCH 256u
#define RECENT 4 /* what comes again is among the keys of so many times the cap */
#define START INT64_C(1767225600000000000)
#define SECOND INT64_C(1000000000)

static uint64_t event_count = 300000;
static uint32_t cap = 5000;

struct run {
    svccomm_registry *registry;
    struct counted_memory memory;
    struct cap_model model;
    uint32_t *recent; /* a ring of keys */
    size_t recent_count;
    uint64_t random;
    uint64_t told;
    int64_t time;
};

/* ---- keys ---- */

static uint64_t next_random(struct run *run)
{
    uint64_t z = run->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint32_t next_key(struct run *run)
{
    uint64_t random = next_random(run);
    size_t at = (size_t)(run->told++ % ((size_t)cap * RECENT));
    uint32_t key = (uint32_t)(random >> 32);

    if (run->recent_count > 0 && random % 3 == 0)
        key = run->recent[random / 3 % run->recent_count];
    run->recent[at] = key;
    if (at == run->recent_count)
        run->recent_count++;
    return key;
}

/* A key is a client of 10.0.0.0/8 and a listener of 192.168.0.0/24. */
static void make_flow(struct run *run, svccomm_flow *flow)
{
    uint32_t key = next_key(run);

    cap_model_see(&run->model, key);
    memset(flow, 0, sizeof *flow);
    flow_feed_address(UINT32_C(0x0a000000) | key >> 8, flow->source);
    flow_feed_address(UINT32_C(0xc0a80000) | (key & 255), flow->destination);
    flow->source_port = 40000;
    flow->destination_port = 443;
    flow->protocol = SVCCOMM_PROTO_TCP;
    flow->packets = 1;
    flow->start = flow->end = run->time;
}

static uint32_t key_of(const svccomm_key *key)
{
    return (uint32_t)key->client[13] << 24 | (uint32_t)key->client[14] << 16 |
           (uint32_t)key->client[15] << 8 | key->listener[15];
}

/* ---- the run ---- */

static void run_make(struct run *run)
{
    svccomm_registry_config config;
    svccomm_allocator allocator;

    memset(run, 0, sizeof *run);
    allocator = counted_allocator(&run->memory);
    svccomm_registry_config_init(&config, sizeof config);
    config.allocator = &allocator;
    config.max_records = cap;
    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_tombstones = 1000;
    assert_int_equal(svccomm_registry_new(&run->registry, &config), 0);
    cap_model_make(&run->model, cap);
    run->recent = flow_pages_zeroed((size_t)cap * RECENT, sizeof *run->recent);
    run->time = START;
}

static void run_end(struct run *run)
{
    svccomm_registry_free(run->registry);
    cap_model_free(&run->model);
    free(run->recent);
    assert_int_equal(run->memory.held, 0);
}

static void ingest_until(struct run *run, uint64_t end)
{
    static svccomm_flow flows[BATCH];
    unsigned i;

    while (run->told < end) {
        run->time += SECOND / 10;
        for (i = 0; i < BATCH && run->told < end; i++)
            make_flow(run, &flows[i]);
        flow_feed_ingest(run->registry, flows, i, run->time, NULL);
    }
}

static void assert_as_the_model(struct run *run)
{
    svccomm_counts counts;
    svccomm_record records[BATCH];
    svccomm_cursor *cursor;
    uint64_t seen = 0;
    int i, n;

    svccomm_counts_init(&counts, sizeof counts);
    assert_int_equal(svccomm_registry_counts(run->registry, &counts), 0);
    assert_int_equal(counts.records, run->model.used);
    assert_int_equal(counts.evicted, run->model.evicted);
    assert_int_equal(svccomm_cursor_new(&cursor, run->registry, NULL), 0);
    while ((n = svccomm_cursor_next(cursor, records, BATCH, sizeof records[0])) > 0)
        for (i = 0; i < n; i++, seen++)
            assert_int_equal(records[i].netflow.forward_events,
                             cap_model_events(&run->model, key_of(&records[i].key)));
    assert_int_equal(n, 0);
    assert_int_equal(seen, run->model.used);
    svccomm_cursor_free(cursor);
}

static void what_goes_at_the_cap_is_what_was_seen_longest_ago_and_memory_is_flat(void **state)
{
    struct run run;
    size_t early;

    (void)state;
    run_make(&run);
    ingest_until(&run, event_count / 10);
    assert_as_the_model(&run);
    early = run.memory.peak;
    for (uint64_t tenth = 2; tenth <= 10; tenth++) {
        ingest_until(&run, event_count / 10 * tenth);
        assert_as_the_model(&run);
    }
    assert_true(run.model.evicted > event_count / 3);
    print_message("# %zu bytes after a tenth, %zu in the end\n", early, run.memory.peak);
    assert_true(run.memory.peak <= early);
    run_end(&run);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_at_the_cap_is_what_was_seen_longest_ago_and_memory_is_flat),
    };

    if (argc == 3) {
        event_count = strtoull(argv[1], NULL, 10);
        cap = (uint32_t)strtoul(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
