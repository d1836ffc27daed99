/* SPDX-License-Identifier: MIT
 * Opening from a storage that fails, or that holds what cannot be: an error that says what, an
 * empty registry, and destroy called once (S2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "damage.h"
#include "story.h"

static uint64_t injected;

/* A registry that is empty, and one that was opened on what the story stored. */
static struct fault_text empty, full;
static struct world source;

static void assert_text(const struct fault_text *got, const struct fault_text *expected)
{
    assert_string_equal(fault_text_get(got), fault_text_get(expected));
}

static void assert_live(struct world *world, const struct fault_text *expected)
{
    struct fault_text text = {0};

    fault_digest_registry(world->registry, &text);
    assert_text(&text, expected);
    fault_text_free(&text);
}

/* An empty registry beside a copy of the stored content, not tied. */
static void begin(struct world *world)
{
    world_init(world, 0);
    fault_storage_free(&world->storage);
    fault_storage_clone(&world->storage, &source.storage);
    world->config.max_tombstones = source.config.max_tombstones;
    assert_int_equal(world_registry(world), 0);
}

static void finish(struct world *world)
{
    world_end(world, 0);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

static int open_storage(struct world *world)
{
    return svccomm_registry_open(world->registry, &world->storage.callbacks, world_error(world));
}

static int store(void **state)
{
    struct world world;

    (void)state;
    world_init(&source, 1);
    if (story_prepare(&source) != 0 || svccomm_registry_flush(source.registry, NULL) != 0)
        return -1;
    begin(&world);
    fault_digest_registry(world.registry, &empty);
    if (open_storage(&world) != 0)
        return -1;
    fault_digest_registry(world.registry, &full);
    finish(&world);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    world_end(&source, 0);
    fault_text_free(&empty);
    fault_text_free(&full);
    print_message("# %llu scans failed\n", (unsigned long long)injected);
    return 0;
}

/* ---- destroy ---- */

static void freeing_a_registry_destroys_its_storage_once(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(open_storage(&world), 0);
    assert_int_equal(fault_storage_destroyed(&world.storage), 0);
    svccomm_registry_free(world.registry);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    world.registry = NULL;
    finish(&world);
}

static void a_cursor_that_outlives_its_registry_does_not_delay_destroy(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(open_storage(&world), 0);
    assert_int_equal(svccomm_cursor_new(&world.cursor, world.registry, NULL), 0);
    svccomm_registry_free(world.registry);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    svccomm_cursor_free(world.cursor);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    world.registry = NULL;
    world.cursor = NULL;
    finish(&world);
}

static void a_storage_that_is_refused_is_not_destroyed(void **state)
{
    struct world world;
    svccomm_storage storage;

    (void)state;
    begin(&world);
    storage = world.storage.callbacks;
    storage.scan = NULL;
    assert_int_equal(svccomm_registry_open(world.registry, &storage, NULL), SVCCOMM_E_UNSUPPORTED);
    storage = world.storage.callbacks;
    storage.kinds = 1u << SVCCOMM_KIND_COMMUNICATION;
    assert_int_equal(svccomm_registry_open(world.registry, &storage, NULL), SVCCOMM_E_UNSUPPORTED);
    assert_int_equal(svccomm_registry_open(world.registry, NULL, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(open_storage(&world), 0);
    assert_int_equal(open_storage(&world), SVCCOMM_E_STATE);
    assert_int_equal(fault_storage_destroyed(&world.storage), 0);
    finish(&world);
}

static void a_registry_that_is_not_empty_refuses_a_storage(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(sample_rules(&world), 0);
    assert_int_equal(open_storage(&world), SVCCOMM_E_STATE);
    assert_int_equal(world.storage.total_calls, 0);
    finish(&world);
}

/* ---- every scan fails in turn ---- */

static struct fault_plan scan_plan(uint64_t nth, enum fault_mode mode)
{
    struct fault_plan plan = {FAULT_SCAN, FAULT_ANY_KIND, 0, FAULT_ONCE, 0, 0};

    plan.nth = nth;
    plan.mode = mode;
    plan.value = nth % 2 == 0 ? 31 : SVCCOMM_E_FORMAT;
    return plan;
}

/* Before the first item, and before each of them. */
static int fail_nth(uint64_t nth, enum fault_mode mode)
{
    struct fault_plan plan = scan_plan(nth, mode);
    struct world world;
    int rc, failed;

    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    rc = open_storage(&world);
    failed = world.storage.failed > 0;
    injected += world.storage.failed;
    if (failed) {
        assert_int_equal(rc, SVCCOMM_E_STORAGE);
        assert_int_equal(world.error.code, SVCCOMM_E_STORAGE);
        assert_int_equal(world.error.callback, plan.value);
        assert_int_equal(fault_storage_destroyed(&world.storage), 1);
        assert_live(&world, &empty);
        fault_storage_arm(&world.storage, NULL);
        rc = open_storage(&world);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(fault_storage_destroyed(&world.storage), 0);
    assert_live(&world, &full);
    finish(&world);
    return failed;
}

static void sweep(enum fault_mode mode)
{
    uint64_t nth = 1;

    while (fail_nth(nth, mode))
        nth++;
    /* Seven scans and all that they gave. */
    assert_true(nth > SVCCOMM_KIND_COUNT + 100);
}

static void a_scan_that_fails_once_leaves_an_empty_registry(void **state)
{
    (void)state;
    sweep(FAULT_ONCE);
}

static void scans_that_fail_from_then_on_leave_an_empty_registry(void **state)
{
    (void)state;
    sweep(FAULT_FROM_THEN_ON);
}

static void a_registry_whose_open_failed_can_be_used_without_a_storage(void **state)
{
    struct fault_plan plan = scan_plan(60, FAULT_ONCE);
    struct world world;

    (void)state;
    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    assert_int_equal(open_storage(&world), SVCCOMM_E_STORAGE);
    assert_int_equal(sample_web(&world, T0), 0);
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), SVCCOMM_E_STATE);
    svccomm_registry_free(world.registry);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    world.registry = NULL;
    finish(&world);
}

/* ---- damaged content ---- */

static void open_fails(struct world *world, int code)
{
    fault_storage_arm(&world->storage, NULL);
    assert_int_equal(open_storage(world), code);
    assert_int_equal(world->error.code, code);
    assert_int_equal(fault_storage_destroyed(&world->storage), 1);
    assert_live(world, &empty);
}

/* The message names the kind, and the item by its place; and by its id where `id` is given. */
static void check_message(const struct damage *damage, const struct world *world)
{
    char place[32], id[SVCCOMM_ID_TEXT_SIZE + 4];

    snprintf(place, sizeof place, "number %u", (unsigned)damage_place(damage, &source.storage) + 1);
    assert_non_null(strstr(world->error.message, fault_kind_name(damage->kind)));
    assert_non_null(strstr(world->error.message, place));
    if (damage_id(damage, &source.storage, id, sizeof id))
        assert_non_null(strstr(world->error.message, id));
}

static void a_damaged_item_is_told_and_nothing_is_restored(void **state)
{
    const struct damage *damage = *state;
    struct world world;

    for (int way = 0; way < 2; way++) {
        begin(&world);
        /* A storage that keeps the sink's answer to itself changes nothing. */
        world.storage.swallow = way;
        damage_apply(damage, &world.storage);
        open_fails(&world, damage->code);
        check_message(damage, &world);
        finish(&world);
    }
}

static void what_fits_under_no_cap_is_refused_whole(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    svccomm_registry_free(world.registry);
    world.config.max_records = 5;
    assert_int_equal(world_registry(&world), 0);
    open_fails(&world, SVCCOMM_E_FULL);
    finish(&world);
}

static void another_interval_or_points_do_not_match(void **state)
{
    struct world world;

    (void)state;
    for (int way = 0; way < 2; way++) {
        begin(&world);
        svccomm_registry_free(world.registry);
        world.config.interval = way == 0 ? SECOND : world.config.interval;
        world.config.points = (uint32_t)way;
        assert_int_equal(world_registry(&world), 0);
        open_fails(&world, SVCCOMM_E_MISMATCH);
        finish(&world);
    }
}

/* ---- tombstones, in any order and under another cap ---- */

/* The revisions that are stored, and the newest of them. */
static size_t stored_tombstones(uint64_t *newest)
{
    const struct fault_items *list = &source.storage.committed.kinds[SVCCOMM_KIND_TOMBSTONE];

    *newest = 0;
    for (size_t i = 0; i < list->count; i++) {
        const svccomm_change *tombstone = list->items[i];
        if (tombstone->revision > *newest)
            *newest = tombstone->revision;
    }
    return list->count;
}

static int told_since(struct world *world, uint64_t since, uint64_t newest)
{
    svccomm_change changes[200];
    int count =
        svccomm_registry_changes(world->registry, since, changes, COUNT(changes), sizeof *changes);

    if (count < 0)
        return count;
    for (int i = 0; i < count; i++)
        if (changes[i].revision == newest && changes[i].cause != SVCCOMM_CHANGE_UPDATED)
            return 1;
    return 0;
}

/* A question is answered with the newest tombstone in it, or is told to be too old. */
static void a_smaller_cap_of_tombstones_hides_none_in_silence(void **state)
{
    uint64_t newest;
    struct world world;

    (void)state;
    assert_true(stored_tombstones(&newest) >= 3);
    for (int way = 0; way < 2; way++) {
        begin(&world);
        svccomm_registry_free(world.registry);
        world.config.max_tombstones = 1;
        assert_int_equal(world_registry(&world), 0);
        world.storage.scan_backwards = way;
        assert_int_equal(open_storage(&world), 0);
        for (uint64_t since = 0; since < newest; since++) {
            int told = told_since(&world, since, newest);
            assert_true(told == 1 || told == SVCCOMM_E_TOO_OLD);
        }
        finish(&world);
    }
}

#define MAX_TESTS 120

static struct CMUnitTest tests[MAX_TESTS] = {
    cmocka_unit_test(freeing_a_registry_destroys_its_storage_once),
    cmocka_unit_test(a_cursor_that_outlives_its_registry_does_not_delay_destroy),
    cmocka_unit_test(a_storage_that_is_refused_is_not_destroyed),
    cmocka_unit_test(a_registry_that_is_not_empty_refuses_a_storage),
    cmocka_unit_test(a_scan_that_fails_once_leaves_an_empty_registry),
    cmocka_unit_test(scans_that_fail_from_then_on_leave_an_empty_registry),
    cmocka_unit_test(a_registry_whose_open_failed_can_be_used_without_a_storage),
    cmocka_unit_test(what_fits_under_no_cap_is_refused_whole),
    cmocka_unit_test(another_interval_or_points_do_not_match),
    cmocka_unit_test(a_smaller_cap_of_tombstones_hides_none_in_silence),
};

int main(void)
{
    size_t count = 0;

    while (tests[count].name != NULL)
        count++;
    for (size_t i = 0; i < damage_count && count < MAX_TESTS; i++, count++) {
        tests[count].name = damages[i].name;
        tests[count].test_func = a_damaged_item_is_told_and_nothing_is_restored;
        /* The state is only read. */
        memcpy(&tests[count].initial_state, &(const void *){&damages[i]}, sizeof(void *));
    }
    return _cmocka_run_group_tests("open", tests, count, store, forget);
}
