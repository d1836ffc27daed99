/* SPDX-License-Identifier: MIT
 * A whole life in which the n-th allocation fails: the call that meets it is repeated, and the life
 * ends as one in which nothing failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "life.h"

/* digests[i]: before step i; the last one: in the end. */
static struct fault_text *digests;
static struct fault_text stored;
static uint64_t injected;

/* A snapshot that is collected by several calls stands in between after a failure, and begins anew
 * when the step is repeated: only registry and reports are compared. */
static void digest(struct world *world, struct fault_text *text)
{
    if (world->registry != NULL)
        fault_digest_registry(world->registry, text);
    fault_text_hex(text, &world->ingested, sizeof world->ingested);
    fault_text_number(text, " count", world->count);
}

static void assert_text(const struct fault_text *got, const struct fault_text *expected)
{
    assert_string_equal(fault_text_get(got), fault_text_get(expected));
}

static int live_undisturbed(void **state)
{
    struct world world;

    (void)state;
    digests = calloc(life_step_count + 1, sizeof *digests);
    if (digests == NULL)
        return -1;
    world_init(&world, 0);
    for (size_t i = 0; i < life_step_count; i++) {
        digest(&world, &digests[i]);
        if (life_steps[i].act(&world) != 0)
            return -1;
    }
    digest(&world, &digests[life_step_count]);
    fault_content_describe(&world.storage.committed, &stored);
    world_end(&world, 0);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    for (size_t i = 0; i <= life_step_count; i++)
        fault_text_free(&digests[i]);
    free(digests);
    fault_text_free(&stored);
    print_message("# %llu allocations failed\n", (unsigned long long)injected);
    return 0;
}

/* One step, repeated with memory if it failed. A failed step counts as not done: what it found is
 * there again. */
static void live_step(struct world *world, size_t i, int look)
{
    uint64_t failed = world->memory.failed;
    int rc = life_steps[i].act(world);
    struct fault_text now = {0};

    if (world->memory.failed == failed) {
        assert_int_equal(rc, 0);
        return;
    }
    fault_memory_disarm(&world->memory);
    assert_int_equal(rc, SVCCOMM_E_NOMEM);
    if (look) {
        digest(world, &now);
        assert_text(&now, &digests[i]);
        fault_text_free(&now);
    }
    assert_int_equal(life_steps[i].act(world), 0);
}

static int live(uint64_t nth, enum fault_mode mode, int look)
{
    struct world world;
    struct fault_text now = {0}, content = {0};
    int failed;

    world_init(&world, 0);
    fault_memory_arm(&world.memory, nth, mode);
    for (size_t i = 0; i < life_step_count; i++)
        live_step(&world, i, look);
    fault_memory_disarm(&world.memory);
    failed = world.memory.failed > 0;
    injected += world.memory.failed;
    digest(&world, &now);
    assert_text(&now, &digests[life_step_count]);
    fault_content_describe(&world.storage.committed, &content);
    assert_text(&content, &stored);
    world_end(&world, (unsigned)nth);
    assert_null(world.memory.complaint);
    assert_int_equal(world.memory.live_bytes, 0);
    fault_text_free(&now);
    fault_text_free(&content);
    return failed;
}

static void a_life_goes_on_after_one_allocation_failed(void **state)
{
    uint64_t nth = 1;

    (void)state;
    while (live(nth, FAULT_ONCE, 0))
        nth++;
    assert_true(nth > 100);
}

static void a_life_goes_on_after_a_call_without_memory(void **state)
{
    uint64_t nth = 1;

    (void)state;
    while (live(nth, FAULT_FROM_THEN_ON, 1))
        nth++;
    assert_true(nth > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_life_goes_on_after_one_allocation_failed),
        cmocka_unit_test(a_life_goes_on_after_a_call_without_memory),
    };

    return cmocka_run_group_tests(tests, live_undisturbed, forget);
}
