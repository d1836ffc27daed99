/* SPDX-License-Identifier: MIT
 * Flushing into a storage that fails: the order of S1, every callback failing in turn, lost
 * replies, and that nothing is lost (design property 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "story.h"

static uint64_t injected;

/* What stands before and after a flush in which nothing fails. */
static struct fault_text live_before, stored_before, live_after, stored_after;

static void assert_text(const struct fault_text *got, const struct fault_text *expected)
{
    assert_string_equal(fault_text_get(got), fault_text_get(expected));
}

static void assert_live(struct world *world, const struct fault_text *expected)
{
    struct fault_text text = {0};

    world_digest(world, &text);
    assert_text(&text, expected);
    fault_text_free(&text);
}

static void assert_stored(const struct world *world, const struct fault_text *expected)
{
    struct fault_text text = {0};

    fault_content_describe(&world->storage.committed, &text);
    assert_text(&text, expected);
    fault_text_free(&text);
}

static void begin(struct world *world)
{
    world_init(world, 1);
    assert_int_equal(story_prepare(world), 0);
    fault_storage_arm(&world->storage, NULL);
}

/* The same on a storage without transactions. */
static void begin_plain(struct world *world)
{
    world_init(world, 1);
    fault_storage_free(&world->storage);
    fault_storage_init_plain(&world->storage, SVCCOMM_KINDS_ALL);
    assert_int_equal(story_prepare(world), 0);
    fault_storage_arm(&world->storage, NULL);
}

static void finish(struct world *world)
{
    world_end(world, 0);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

static int flush(struct world *world)
{
    return svccomm_registry_flush(world->registry, world_error(world));
}

static int flush_once(void **state)
{
    struct world world;

    (void)state;
    world_init(&world, 1);
    if (story_prepare(&world) != 0)
        return -1;
    world_digest(&world, &live_before);
    fault_content_describe(&world.storage.committed, &stored_before);
    if (flush(&world) != 0)
        return -1;
    world_digest(&world, &live_after);
    fault_content_describe(&world.storage.committed, &stored_after);
    world_end(&world, 0);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    fault_text_free(&live_before);
    fault_text_free(&stored_before);
    fault_text_free(&live_after);
    fault_text_free(&stored_after);
    print_message("# %llu callbacks failed\n", (unsigned long long)injected);
    return 0;
}

/* ---- order (S1) ---- */

static uint64_t unflushed(const svccomm_registry *registry)
{
    svccomm_counts counts;

    svccomm_counts_init(&counts, sizeof counts);
    assert_int_equal(svccomm_registry_counts(registry, &counts), 0);
    return counts.unflushed;
}

/* The stage of a line of the log: begin, erase communications, erase, put, put communications, put
 * meta, commit. Stages never go back. */
static int stage_of(const char *line)
{
    static const char *const stages[] = {"begin\n", "erase communication\n", "erase ",
                                         "put ",    "put communication\n",   "put meta\n",
                                         "commit\n"};
    static const int most_special_first[] = {0, 1, 4, 5, 6, 2, 3};

    for (size_t i = 0; i < COUNT(most_special_first); i++) {
        const char *word = stages[most_special_first[i]];
        if (strncmp(line, word, strlen(word)) == 0)
            return most_special_first[i];
    }
    return -1;
}

static void assert_order(const char *log)
{
    int last = 0;

    assert_int_equal(stage_of(log), 0);
    for (const char *line = log; *line != '\0'; line = strchr(line, '\n') + 1) {
        assert_true(stage_of(line) >= last);
        last = stage_of(line);
    }
    assert_int_equal(last, 6);
}

static void a_flush_erases_before_it_puts_and_puts_communications_last(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(flush(&world), 0);
    assert_order(fault_text_get(&world.storage.log));
    assert_int_equal(world.storage.calls[FAULT_BEGIN][0], 1);
    assert_int_equal(world.storage.calls[FAULT_COMMIT][0], 1);
    assert_int_equal(world.storage.calls[FAULT_ROLLBACK][0], 0);
    assert_int_equal(world.storage.calls[FAULT_PUT][SVCCOMM_KIND_META], 1);
    for (uint32_t kind = SVCCOMM_KIND_HOST; kind < SVCCOMM_KIND_COUNT; kind++) {
        assert_true(world.storage.calls[FAULT_PUT][kind] > 0);
        assert_true(world.storage.calls[FAULT_ERASE][kind] > 0);
    }
    assert_true(world.storage.calls[FAULT_PUT][SVCCOMM_KIND_COMMUNICATION] > 1);
    finish(&world);
}

static void a_flush_without_changes_calls_nothing(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_true(unflushed(world.registry) > 0);
    assert_int_equal(flush(&world), 0);
    assert_int_equal(unflushed(world.registry), 0);
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(flush(&world), 0);
    assert_int_equal(world.storage.total_calls, 0);
    finish(&world);
}

static void a_flush_after_opening_calls_nothing(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(world_reopen(&world), 0);
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(flush(&world), 0);
    assert_int_equal(world.storage.total_calls, 0);
    finish(&world);
}

static void a_stale_snapshot_leaves_nothing_to_flush(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(flush(&world), 0);
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(sample_web(&world, T0), SVCCOMM_E_STALE);
    assert_int_equal(flush(&world), 0);
    assert_int_equal(world.storage.total_calls, 0);
    finish(&world);
}

/* ---- what was stored is what lives ---- */

static void reopening_shows_what_the_live_registry_shows(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(flush(&world), 0);
    assert_true(story_reopens_equal(&world, 0, 0));
    assert_true(story_reopens_equal(&world, 1, 0));
    assert_true(story_reopens_equal(&world, 0, 1));
    finish(&world);
}

static void a_reopened_registry_goes_on_as_the_live_one(void **state)
{
    struct world live, reopened;
    struct fault_text expected = {0}, got = {0};

    (void)state;
    begin(&live);
    assert_int_equal(flush(&live), 0);
    begin(&reopened);
    assert_int_equal(world_reopen(&reopened), 0);
    assert_int_equal(story_go_on(&live), 0);
    assert_int_equal(story_go_on(&reopened), 0);
    fault_digest_registry(live.registry, &expected);
    fault_digest_registry(reopened.registry, &got);
    assert_text(&got, &expected);
    fault_text_free(&got);
    fault_text_free(&expected);
    finish(&live);
    finish(&reopened);
}

/* ---- every callback fails in turn ---- */

/* Odd ones look like a code of the library, which they must not be taken for. */
static int value_of(uint64_t nth)
{
    return nth % 2 == 0 ? 77 : SVCCOMM_E_NOMEM;
}

static struct fault_plan plan_of(uint64_t nth, enum fault_mode mode)
{
    struct fault_plan plan = {FAULT_ANY_OP, FAULT_ANY_KIND, 0, FAULT_ONCE, 0, 0};

    plan.nth = nth;
    plan.mode = mode;
    plan.value = value_of(nth);
    return plan;
}

static void check_error(const struct world *world, int rc, int value)
{
    assert_int_equal(rc, SVCCOMM_E_STORAGE);
    assert_int_equal(world->error.code, SVCCOMM_E_STORAGE);
    assert_int_equal(world->error.callback, value);
}

static void check_repeat(struct world *world)
{
    fault_storage_arm(&world->storage, NULL);
    assert_int_equal(flush(world), 0);
    if (!world->storage.plain)
        assert_order(fault_text_get(&world->storage.log));
    assert_live(world, &live_after);
    assert_stored(world, &stored_after);
    fault_storage_arm(&world->storage, NULL);
    assert_int_equal(flush(world), 0);
    assert_int_equal(world->storage.total_calls, 0);
    assert_true(story_reopens_equal(world, 0, 0));
}

/* Notes which callback failed, for the check that all of them did. */
static void note_failed(const struct world *world, uint64_t failed[FAULT_OPS][SVCCOMM_KIND_COUNT])
{
    static const enum fault_op ops[] = {FAULT_BEGIN, FAULT_COMMIT, FAULT_PUT, FAULT_ERASE};

    for (size_t i = 0; i < COUNT(ops); i++)
        for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
            if (world->storage.calls[ops[i]][kind] > 0)
                failed[ops[i]][kind]++;
    injected += world->storage.failed;
}

/* One flush whose n-th callback fails; whether there was one. */
static int fail_nth(uint64_t nth, enum fault_mode mode,
                    uint64_t reached[FAULT_OPS][SVCCOMM_KIND_COUNT])
{
    struct fault_plan plan = plan_of(nth, mode);
    struct world world;
    int rc, failed;

    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    rc = flush(&world);
    failed = world.storage.failed > 0;
    if (failed) {
        note_failed(&world, reached);
        check_error(&world, rc, plan.value);
        /* Nobody rolls back what did not begin. */
        assert_int_equal(world.storage.calls[FAULT_ROLLBACK][0], nth > 1);
        assert_live(&world, &live_before);
        assert_stored(&world, &stored_before);
        check_repeat(&world);
    } else {
        assert_int_equal(rc, 0);
    }
    finish(&world);
    return failed;
}

static void sweep(enum fault_mode mode)
{
    uint64_t reached[FAULT_OPS][SVCCOMM_KIND_COUNT] = {{0}};
    uint64_t nth = 1;

    while (fail_nth(nth, mode, reached))
        nth++;
    assert_true(reached[FAULT_BEGIN][0] > 0 && reached[FAULT_COMMIT][0] > 0);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        assert_true(reached[FAULT_PUT][kind] > 0);
        assert_true(kind == SVCCOMM_KIND_META || reached[FAULT_ERASE][kind] > 0);
    }
}

static void a_callback_that_fails_once_loses_nothing(void **state)
{
    (void)state;
    sweep(FAULT_ONCE);
}

static void callbacks_that_fail_from_then_on_lose_nothing(void **state)
{
    (void)state;
    sweep(FAULT_FROM_THEN_ON);
}

static void a_rollback_that_fails_alone_is_not_even_noticed(void **state)
{
    const struct fault_plan plan = {FAULT_ROLLBACK, FAULT_ANY_KIND, 1, FAULT_ONCE, 5, 0};
    struct world world;

    (void)state;
    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    assert_int_equal(flush(&world), 0);
    assert_int_equal(world.storage.calls[FAULT_ROLLBACK][0], 0);
    assert_stored(&world, &stored_after);
    finish(&world);
}

static void several_failures_in_a_row_lose_nothing(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    for (uint64_t nth = 1; nth <= 12; nth++) {
        struct fault_plan plan = plan_of(nth, FAULT_ONCE);
        fault_storage_arm(&world.storage, &plan);
        check_error(&world, flush(&world), plan.value);
        injected += world.storage.failed;
        assert_live(&world, &live_before);
    }
    check_repeat(&world);
    finish(&world);
}

/* ---- without transactions ---- */

static int fail_nth_plain(uint64_t nth, enum fault_mode mode)
{
    struct fault_plan plan = plan_of(nth, mode);
    struct world world;
    int rc, failed;

    begin_plain(&world);
    fault_storage_arm(&world.storage, &plan);
    rc = flush(&world);
    failed = world.storage.failed > 0;
    injected += world.storage.failed;
    if (failed) {
        check_error(&world, rc, plan.value);
        assert_live(&world, &live_before);
        check_repeat(&world);
    } else {
        assert_int_equal(rc, 0);
    }
    finish(&world);
    return failed;
}

static void a_storage_without_transactions_ends_with_the_same_content(void **state)
{
    (void)state;
    for (int mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++) {
        uint64_t nth = 1;
        while (fail_nth_plain(nth, (enum fault_mode)mode))
            nth++;
        assert_true(nth > 14);
    }
}

/* The order of S1 is there for this: nothing that is left refers to what is gone. */
static void a_storage_without_transactions_opens_after_a_flush_broke_off(void **state)
{
    uint64_t failed = 1;

    (void)state;
    for (uint64_t nth = 1; failed > 0; nth++) {
        struct fault_plan plan = plan_of(nth, FAULT_FROM_THEN_ON);
        struct world world;
        begin_plain(&world);
        fault_storage_arm(&world.storage, &plan);
        flush(&world);
        failed = world.storage.failed;
        injected += failed;
        svccomm_registry_free(world.registry);
        fault_storage_arm(&world.storage, NULL);
        assert_int_equal(world_registry(&world), 0);
        finish(&world);
    }
}

/* ---- lost replies, and changes between ---- */

static void a_commit_whose_reply_is_lost_is_written_again(void **state)
{
    const struct fault_plan plan = {FAULT_COMMIT, FAULT_ANY_KIND, 1, FAULT_ONCE, -3, 1};
    struct world world;

    (void)state;
    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    check_error(&world, flush(&world), -3);
    injected += world.storage.failed;
    assert_live(&world, &live_before);
    assert_stored(&world, &stored_after);
    check_repeat(&world);
    finish(&world);
}

/* Reference: the changes of both, one flush, no fault. */
static void changes_between(const struct fault_plan *plan)
{
    struct world world, other;
    struct fault_text expected = {0};

    begin(&other);
    assert_int_equal(story_go_on(&other), 0);
    assert_int_equal(flush(&other), 0);
    world_digest(&other, &expected);
    begin(&world);
    fault_storage_arm(&world.storage, plan);
    check_error(&world, flush(&world), plan->value);
    injected += world.storage.failed;
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(story_go_on(&world), 0);
    assert_int_equal(flush(&world), 0);
    assert_live(&world, &expected);
    assert_true(story_reopens_equal(&world, 0, 0));
    fault_text_free(&expected);
    fault_content_describe(&other.storage.committed, &expected);
    assert_stored(&world, &expected);
    fault_text_free(&expected);
    finish(&world);
    finish(&other);
}

/* A record that was put by the lost commit is deleted before the next flush: it must be erased. */
static void changes_after_a_lost_reply_are_written_too(void **state)
{
    const struct fault_plan plan = {FAULT_COMMIT, FAULT_ANY_KIND, 1, FAULT_ONCE, 9, 1};

    (void)state;
    changes_between(&plan);
}

static void changes_after_a_failed_flush_are_written_too(void **state)
{
    for (uint64_t nth = 1; nth <= 14; nth++) {
        struct fault_plan plan = plan_of(nth, FAULT_FROM_THEN_ON);
        changes_between(&plan);
    }
    (void)state;
}

static void a_process_that_dies_between_flushes_finds_the_last_commit(void **state)
{
    struct fault_plan plan = plan_of(9, FAULT_FROM_THEN_ON);
    struct world world;

    (void)state;
    begin(&world);
    fault_storage_arm(&world.storage, &plan);
    check_error(&world, flush(&world), plan.value);
    injected += world.storage.failed;
    svccomm_registry_free(world.registry);
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(world_registry(&world), 0);
    assert_stored(&world, &stored_before);
    assert_int_equal(story_change(&world), 0);
    assert_int_equal(flush(&world), 0);
    assert_stored(&world, &stored_after);
    finish(&world);
}

static void a_registry_without_a_storage_cannot_be_flushed(void **state)
{
    struct world world;

    (void)state;
    world_init(&world, 0);
    assert_int_equal(sample_fill(&world), 0);
    assert_int_equal(flush(&world), SVCCOMM_E_STATE);
    finish(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flush_erases_before_it_puts_and_puts_communications_last),
        cmocka_unit_test(a_flush_without_changes_calls_nothing),
        cmocka_unit_test(a_flush_after_opening_calls_nothing),
        cmocka_unit_test(a_stale_snapshot_leaves_nothing_to_flush),
        cmocka_unit_test(reopening_shows_what_the_live_registry_shows),
        cmocka_unit_test(a_reopened_registry_goes_on_as_the_live_one),
        cmocka_unit_test(a_callback_that_fails_once_loses_nothing),
        cmocka_unit_test(callbacks_that_fail_from_then_on_lose_nothing),
        cmocka_unit_test(a_rollback_that_fails_alone_is_not_even_noticed),
        cmocka_unit_test(several_failures_in_a_row_lose_nothing),
        cmocka_unit_test(a_storage_without_transactions_ends_with_the_same_content),
        cmocka_unit_test(a_storage_without_transactions_opens_after_a_flush_broke_off),
        cmocka_unit_test(a_commit_whose_reply_is_lost_is_written_again),
        cmocka_unit_test(changes_after_a_lost_reply_are_written_too),
        cmocka_unit_test(changes_after_a_failed_flush_are_written_too),
        cmocka_unit_test(a_process_that_dies_between_flushes_finds_the_last_commit),
        cmocka_unit_test(a_registry_without_a_storage_cannot_be_flushed),
    };

    return cmocka_run_group_tests(tests, flush_once, forget);
}
