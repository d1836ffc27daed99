/* SPDX-License-Identifier: MIT
 * Every allocation of every call fails in turn, once and from then on (design property 5): an error
 * is returned, the state is unchanged, the repeat succeeds, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"

#define MAX_TESTS 200
#define MAX_ALLOCATIONS 20000

static const struct scenario_table *const tables[] = {
    &flow_scenarios, &caps_scenarios,     &change_scenarios, &ingest_scenarios,
    &read_scenarios, &transfer_scenarios, &store_scenarios,  &snapshot_scenarios,
};

struct sweep {
    const struct scenario *scenario;
    int stored;
    char name[160];
    struct fault_text before;
    struct fault_text after;
};

static uint64_t injected;

static void prepare(const struct sweep *sweep, struct world *world)
{
    world_init(world, sweep->stored);
    assert_int_equal(sweep->scenario->prepare(world), 0);
    world->told = 0;
}

static void finish(struct world *world, unsigned order)
{
    world_end(world, order);
    assert_null(world->memory.complaint);
    assert_null(world->storage.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
    assert_int_equal(world->memory.blocks, 0);
}

/* What the world looks like in the end, and what of it was stored. */
static void digest_end(struct world *world, struct fault_text *text)
{
    world_digest(world, text);
    if (!world->stored)
        return;
    fault_text_number(text, "flush", (uint64_t)svccomm_registry_flush(world->registry, NULL));
    fault_content_describe(&world->storage.committed, text);
}

static void assert_digest(const struct fault_text *got, const struct fault_text *expected)
{
    assert_string_equal(fault_text_get(got), fault_text_get(expected));
}

/* The digests are those of worlds in which nothing failed and nobody looked between. */
static void make_references(struct sweep *sweep)
{
    struct world world;

    prepare(sweep, &world);
    world_digest(&world, &sweep->before);
    finish(&world, 0);
    prepare(sweep, &world);
    assert_int_equal(sweep->scenario->act(&world), 0);
    digest_end(&world, &sweep->after);
    finish(&world, 1);
}

static void check_failure(struct sweep *sweep, struct world *world, int rc, int look)
{
    struct fault_text now = {0};

    assert_int_equal(rc, SVCCOMM_E_NOMEM);
    if (world->told)
        assert_int_equal(world->error.code, SVCCOMM_E_NOMEM);
    if (!look)
        return;
    world_digest(world, &now);
    assert_digest(&now, &sweep->before);
    fault_text_free(&now);
}

static void check_repeat(struct sweep *sweep, struct world *world)
{
    struct fault_text now = {0};

    assert_int_equal(sweep->scenario->act(world), 0);
    digest_end(world, &now);
    assert_digest(&now, &sweep->after);
    fault_text_free(&now);
}

/* Lets the n-th allocation of the call fail; whether there was one. */
static int fail_nth(struct sweep *sweep, uint64_t nth, enum fault_mode mode, int look)
{
    struct world world;
    int rc, failed;

    prepare(sweep, &world);
    fault_memory_arm(&world.memory, nth, mode);
    rc = sweep->scenario->act(&world);
    fault_memory_disarm(&world.memory);
    failed = world.memory.failed > 0;
    injected += world.memory.failed;
    if (failed) {
        check_failure(sweep, &world, rc, look);
        check_repeat(sweep, &world);
    } else {
        assert_int_equal(rc, 0);
    }
    finish(&world, (unsigned)nth);
    return failed;
}

/* By turns with and without a look at the state between: looking may mend what a repeat would trip
 * over. */
static void every_allocation_fails(void **state)
{
    struct sweep *sweep = *state;
    uint64_t nth = 0;

    make_references(sweep);
    for (int mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++)
        for (nth = 1;
             fail_nth(sweep, nth, (enum fault_mode)mode, (int)((nth + (uint64_t)mode) % 2)); nth++)
            assert_true(nth < MAX_ALLOCATIONS);
    print_message("# allocations: %u\n", (unsigned)nth - 1);
    fault_text_free(&sweep->before);
    fault_text_free(&sweep->after);
}

/* ---- what a repeat of the same call cannot show ---- */

#define NAMES 40
#define NAME_SIZE 8

/* Adds rows whose names begin with a letter; all have the same length. */
static int add_named(struct world *world, char letter)
{
    svccomm_row rows[NAMES];
    char names[NAMES][NAME_SIZE + 1];

    memset(rows, 0, sizeof rows);
    for (unsigned i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], "%c%07u", letter, i);
        sample_address("10.0.0.5", rows[i].local);
        sample_address("10.0.0.9", rows[i].remote);
        rows[i].local_port = (uint16_t)(1000 + i);
        rows[i].remote_port = 443;
        rows[i].protocol = SVCCOMM_PROTO_TCP;
        rows[i].state = SVCCOMM_STATE_ESTABLISHED;
        rows[i].process = names[i];
    }
    return svccomm_snapshot_add_rows(world->snapshot, rows, NAMES, sizeof *rows, &world->text,
                                     NULL);
}

static void begin_tight(struct world *world, uint64_t max_string_bytes)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;

    world_init(world, 0);
    svccomm_snapshot_config_init(&config, sizeof config);
    config.allocator = &world->memory.allocator;
    config.max_string_bytes = max_string_bytes;
    assert_int_equal(svccomm_snapshot_new(&world->snapshot, &config), 0);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = WEB;
    info.time = T0;
    assert_int_equal(svccomm_snapshot_begin(world->snapshot, &info), 0);
}

/* The least cap under which the names of one call fit. */
static uint64_t tight_cap(void)
{
    uint64_t cap = NAMES * NAME_SIZE;
    uint64_t dropped = 1;

    for (; dropped > 0; cap++) {
        struct world world;
        begin_tight(&world, cap);
        assert_int_equal(add_named(&world, 'a'), 0);
        dropped = world.text.dropped_names;
        finish(&world, 0);
    }
    return cap - 1;
}

static void names_of_rows_that_were_not_added_take_no_room(void **state)
{
    uint64_t cap = tight_cap(), failed = 1;

    (void)state;
    for (uint64_t nth = 1; failed > 0; nth++) {
        struct world world;
        int rc;
        begin_tight(&world, cap);
        fault_memory_arm(&world.memory, nth, FAULT_ONCE);
        rc = add_named(&world, 'a');
        fault_memory_disarm(&world.memory);
        failed = world.memory.failed;
        injected += failed;
        assert_int_equal(rc, failed > 0 ? SVCCOMM_E_NOMEM : 0);
        if (failed > 0) {
            assert_int_equal(add_named(&world, 'b'), 0);
            assert_int_equal(world.text.dropped_names, 0);
        }
        finish(&world, 0);
    }
}

static struct sweep sweeps[MAX_TESTS];
static struct CMUnitTest tests[MAX_TESTS] = {
    cmocka_unit_test(names_of_rows_that_were_not_added_take_no_room),
};

static size_t add_test(size_t at, const struct scenario *scenario, int stored)
{
    struct sweep *sweep = &sweeps[at];

    sweep->scenario = scenario;
    sweep->stored = stored;
    snprintf(sweep->name, sizeof sweep->name, "memory that fails while %s%s changes nothing",
             scenario->name, stored ? " with a storage" : "");
    tests[at].name = sweep->name;
    tests[at].test_func = every_allocation_fails;
    tests[at].initial_state = sweep;
    return at + 1;
}

static int tell(void **state)
{
    (void)state;
    print_message("# %llu allocations failed\n", (unsigned long long)injected);
    return 0;
}

int main(void)
{
    size_t count = 1;

    for (size_t t = 0; t < COUNT(tables); t++)
        for (size_t i = 0; i < tables[t]->count && count + 2 <= MAX_TESTS; i++) {
            count = add_test(count, &tables[t]->scenarios[i], 0);
            if (!tables[t]->scenarios[i].plain)
                count = add_test(count, &tables[t]->scenarios[i], 1);
        }
    return _cmocka_run_group_tests("memory", tests, count, NULL, tell);
}
