/* SPDX-License-Identifier: MIT
 * A whole registry as a dump: what is restored from it is the same, goes on counting the same, and
 * is written whole to a storage. */
#include "dump_support.h"

#include <string.h>

#define LATER (T0 + 60 * MINUTE)

static void assert_same_bytes(struct world *a, struct world *b)
{
    struct dump_file one = {0}, other = {0};

    assert_int_equal(dump_file_of(a->registry, &one), 0);
    assert_int_equal(dump_file_of(b->registry, &other), 0);
    assert_int_equal(one.text.length, other.text.length);
    assert_memory_equal(one.text.bytes, other.text.bytes, one.text.length);
    dump_file_free(&one);
    dump_file_free(&other);
}

/* A registry beside another, from its dump. */
static void restored(struct world *world, struct world *from)
{
    struct dump_file file = {0};

    dump_empty(world, from);
    assert_int_equal(dump_file_of(from->registry, &file), 0);
    assert_int_equal(dump_restore(world, &file), 0);
    dump_file_free(&file);
}

static void the_rich_registry_has_everything(void **state)
{
    struct fault_content content;
    struct world world;
    uint32_t statuses = 0, folded = 0, settled = 0;

    (void)state;
    dump_rich(&world);
    assert_int_equal(dump_registry_items(world.registry, &content), 0);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        assert_true(content.kinds[kind].count > 0);
    for (size_t i = 0; i < content.kinds[SVCCOMM_KIND_COMMUNICATION].count; i++) {
        const svccomm_record *record = content.kinds[SVCCOMM_KIND_COMMUNICATION].items[i];
        statuses |= 1u << record->status;
        folded |= record->netflow.spans.flags & SVCCOMM_SPANS_FOLDED;
    }
    for (size_t i = 0; i < content.kinds[SVCCOMM_KIND_ADDRESS].count; i++)
        settled +=
            ((svccomm_address *)content.kinds[SVCCOMM_KIND_ADDRESS].items[i])->settled[0] > 0;
    assert_int_equal(statuses, 7);
    assert_true(folded != 0 && settled > 0);
    fault_content_free(&content);
    dump_end(&world);
}

static void a_restored_registry_is_the_same(void **state)
{
    struct world world, other;

    (void)state;
    dump_rich(&world);
    restored(&other, &world);
    assert_dump_same(&world, &other);
    assert_same_bytes(&world, &other);
    dump_end(&other);
    dump_end(&world);
}

static void dumping_changes_nothing(void **state)
{
    struct fault_text before = {0}, after = {0};
    struct world world;

    (void)state;
    dump_rich(&world);
    fault_digest_registry(world.registry, &before);
    assert_same_bytes(&world, &world);
    fault_digest_registry(world.registry, &after);
    assert_string_equal(fault_text_get(&before), fault_text_get(&after));
    fault_text_free(&before);
    fault_text_free(&after);
    dump_end(&world);
}

static void an_empty_registry_is_restored_as_empty(void **state)
{
    struct world world, other;

    (void)state;
    world_init(&world, 0);
    assert_int_equal(world_registry(&world), 0);
    restored(&other, &world);
    assert_dump_same(&world, &other);
    assert_int_equal(sample_web(&other, T0), 0);
    dump_end(&other);
    dump_end(&world);
}

#define NEW_ONES 6 /* the last step */

/* New ones, which may take the places of those that ended. */
static int add_some(struct world *world)
{
    static const char *const clients[] = {"10.5.0.1", "10.5.0.2", "10.5.0.3", "10.5.0.4"};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < COUNT(clients); i++) {
        svccomm_edit edit = sample_edit(clients[i], "10.5.1.1", 80);
        rc = svccomm_registry_add(world->registry, &edit, LATER + 2 * DAY, NULL, NULL);
    }
    return rc;
}

/* The steps of both, one by one: totals of hosts that are seen again, an address that goes and
 * comes, flows into the newest segment and behind it, ends of records. */
static int go_on(struct world *world, int step)
{
    switch (step) {
    case 0:
        return sample_web(world, LATER);
    case 1:
        return sample_db(world, LATER + MINUTE);
    case 2:
        return dump_flows(world, 20);
    case 3:
        return dump_flows(world, 2); /* late */
    case 4:
        return story_go_on(world);
    case NEW_ONES - 1:
        return sample_web(world, LATER + DAY);
    default:
        return add_some(world);
    }
}

#define STEPS (NEW_ONES + 1)

static void both_go_on_the_same(void **state)
{
    struct world world, other;

    (void)state;
    dump_rich(&world);
    restored(&other, &world);
    for (int step = 0; step < STEPS; step++) {
        assert_int_equal(go_on(&world, step), go_on(&other, step));
        assert_dump_same(&world, &other);
        /* Items of a kind come in no order that is promised: what takes an ended one's place in the
         * one registry comes last in the other. */
        if (step < NEW_ONES)
            assert_same_bytes(&world, &other);
    }
    dump_end(&other);
    dump_end(&world);
}

/* Where nothing has ended, new records come in the same order. */
static void dumps_of_both_stay_the_same_bytes(void **state)
{
    struct world world, other;

    (void)state;
    dump_small(&world);
    restored(&other, &world);
    assert_same_bytes(&world, &other);
    for (int step = 0; step < 3; step++) {
        assert_int_equal(go_on(&world, step), 0);
        assert_int_equal(go_on(&other, step), 0);
        assert_int_equal(add_some(&world), add_some(&other));
        assert_same_bytes(&world, &other);
    }
    dump_end(&other);
    dump_end(&world);
}

/* What fan-in counts by travels, so that ends that were met are known to a registry of another
 * seed. */
static void another_seed_makes_no_difference(void **state)
{
    struct dump_file file = {0};
    struct world world, other;

    (void)state;
    dump_rich(&world);
    assert_int_equal(dump_file_of(world.registry, &file), 0);
    world_init(&other, 0);
    other.config = world.config;
    other.config.allocator = &other.memory.allocator;
    other.config.seed[0] = 4711;
    other.config.seed[1] = 42;
    assert_int_equal(world_registry(&other), 0);
    assert_int_equal(dump_restore(&other, &file), 0);
    for (int step = 0; step < STEPS; step++) {
        assert_dump_same(&world, &other);
        assert_int_equal(go_on(&world, step), go_on(&other, step));
    }
    assert_dump_same(&world, &other);
    dump_file_free(&file);
    dump_end(&other);
    dump_end(&world);
}

static void assert_totals_rise(struct world *world)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    svccomm_record record;
    uint64_t before;

    sample_id("10.6.0.1", "10.0.0.5", 443, id); /* which 10.0.0.7 was re-keyed to */
    assert_int_equal(svccomm_registry_get(world->registry, id, &record, sizeof record), 0);
    before = record.listener_view.total_samples;
    assert_true(before > 0);
    assert_int_equal(sample_web(world, LATER), 0);
    assert_int_equal(svccomm_registry_get(world->registry, id, &record, sizeof record), 0);
    assert_int_equal(record.listener_view.total_samples, before + 1);
}

static void totals_go_on_after_a_restore(void **state)
{
    struct world world, other;

    (void)state;
    dump_rich(&world);
    restored(&other, &world);
    assert_totals_rise(&other);
    dump_end(&other);
    dump_end(&world);
}

static void a_storage_gets_all_of_it(void **state)
{
    struct dump_file file = {0};
    struct world world, other, third;
    svccomm_counts counts;

    (void)state;
    dump_rich(&world);
    assert_int_equal(dump_file_of(world.registry, &file), 0);
    world_init(&other, 1);
    other.config = world.config;
    other.config.allocator = &other.memory.allocator;
    assert_int_equal(world_registry(&other), 0);
    assert_int_equal(dump_restore(&other, &file), 0);
    svccomm_counts_init(&counts, sizeof counts);
    assert_int_equal(svccomm_registry_counts(other.registry, &counts), 0);
    assert_true(counts.unflushed >= counts.records + counts.endpoints + counts.hosts);
    assert_int_equal(world_reopen(&other), 0);
    assert_dump_same(&world, &other);
    restored(&third, &other);
    assert_dump_same(&world, &third);
    dump_file_free(&file);
    dump_end(&third);
    dump_end(&other);
    dump_end(&world);
}

/* And nothing of it twice. */
static void after_that_flush_there_is_nothing_to_write(void **state)
{
    struct dump_file file = {0};
    struct world world, other;

    (void)state;
    dump_rich(&world);
    assert_int_equal(dump_file_of(world.registry, &file), 0);
    world_init(&other, 1);
    other.config = world.config;
    other.config.allocator = &other.memory.allocator;
    assert_int_equal(world_registry(&other), 0);
    assert_int_equal(dump_restore(&other, &file), 0);
    assert_int_equal(svccomm_registry_flush(other.registry, NULL), 0);
    fault_storage_arm(&other.storage, NULL);
    assert_int_equal(svccomm_registry_flush(other.registry, NULL), 0);
    assert_int_equal(other.storage.total_calls, 0);
    dump_file_free(&file);
    dump_end(&other);
    dump_end(&world);
}

static void pieces_of_any_size_give_the_same(void **state)
{
    static const size_t pieces[] = {1, 2, 3, 7, 64, 1000, 32768};
    struct dump_file file = {0};
    struct world world, other;

    (void)state;
    dump_rich(&world);
    assert_int_equal(dump_file_of(world.registry, &file), 0);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        dump_empty(&other, &world);
        file.piece = pieces[i];
        assert_int_equal(dump_restore(&other, &file), 0);
        assert_same_bytes(&world, &other);
        dump_end(&other);
    }
    dump_file_free(&file);
    dump_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rich_registry_has_everything),
        cmocka_unit_test(a_restored_registry_is_the_same),
        cmocka_unit_test(dumping_changes_nothing),
        cmocka_unit_test(an_empty_registry_is_restored_as_empty),
        cmocka_unit_test(both_go_on_the_same),
        cmocka_unit_test(dumps_of_both_stay_the_same_bytes),
        cmocka_unit_test(another_seed_makes_no_difference),
        cmocka_unit_test(totals_go_on_after_a_restore),
        cmocka_unit_test(a_storage_gets_all_of_it),
        cmocka_unit_test(after_that_flush_there_is_nothing_to_write),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
    };

    return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}
