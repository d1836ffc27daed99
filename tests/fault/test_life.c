/* SPDX-License-Identifier: MIT
 * A whole life in which the n-th allocation fails: the call that meets it is repeated, and the life
 * ends as one in which nothing failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* ---- many calls, so that every table and pool grows at its own time ---- */

#define MANY 90

static int add_another(struct world *world, unsigned i)
{
    char client[24], listener[24], text[24];
    const char *processes[2] = {text, "shared"};
    svccomm_edit edit;

    snprintf(client, sizeof client, "10.8.%u.%u", i % 9, i + 1);
    snprintf(listener, sizeof listener, "10.9.0.%u", i % 50 + 1);
    snprintf(text, sizeof text, "text %u", i);
    edit = sample_edit(client, listener, (uint16_t)(1000 + i % 3));
    edit.fields = SVCCOMM_EDIT_PROCESSES | SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_CLIENT_DEVICE;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    edit.note = edit.client_device = text;
    return svccomm_registry_add(world->registry, &edit, T0, NULL, NULL);
}

static int delete_it(struct world *world, unsigned i)
{
    char client[24], listener[24];
    uint8_t id[SVCCOMM_ID_SIZE];

    snprintf(client, sizeof client, "10.8.%u.%u", i % 9, i + 1);
    snprintf(listener, sizeof listener, "10.9.0.%u", i % 50 + 1);
    sample_id(client, listener, (uint16_t)(1000 + i % 3), id);
    return svccomm_registry_delete(world->registry, id, 1, T0, NULL);
}

static int name_one(struct world *world, unsigned i)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    char text[24];

    snprintf(text, sizeof text, "10.10.0.%u", i + 1);
    sample_address(text, address);
    return svccomm_registry_set_device(world->registry, 0, 0, address, text, T0);
}

static int name_host(struct world *world, unsigned i)
{
    char text[24];

    snprintf(text, sizeof text, "host %u", i);
    return svccomm_registry_set_host_name(world->registry, i % 4, i + 1, text, T0);
}

typedef int (*growth_fn)(struct world *world, unsigned i);

static void repeat_if_failed(struct world *world, growth_fn call, unsigned i)
{
    uint64_t failed = world->memory.failed;
    int rc = call(world, i);

    if (world->memory.failed == failed) {
        assert_int_equal(rc, 0);
        return;
    }
    fault_memory_disarm(&world->memory);
    assert_int_equal(rc, SVCCOMM_E_NOMEM);
    assert_int_equal(call(world, i), 0);
}

static void grow(struct world *world)
{
    static const growth_fn growth[] = {add_another, name_one, name_host};

    for (size_t g = 0; g < COUNT(growth); g++)
        for (unsigned i = 0; i < MANY; i++)
            repeat_if_failed(world, growth[g], i);
    for (unsigned i = 0; i < MANY; i++)
        repeat_if_failed(world, delete_it, i);
}

/* nth 0: nothing fails. Whether something did. */
static int grow_and_fail(uint64_t nth, int stored_too, struct fault_text *text)
{
    struct world world;
    int failed;

    world_init(&world, stored_too);
    assert_int_equal(world_registry(&world), 0);
    fault_memory_arm(&world.memory, nth, FAULT_ONCE);
    grow(&world);
    fault_memory_disarm(&world.memory);
    failed = world.memory.failed > 0;
    injected += world.memory.failed;
    digest(&world, text);
    world_end(&world, 0);
    assert_null(world.memory.complaint);
    assert_int_equal(world.memory.live_bytes, 0);
    return failed;
}

static void every_growth_of_every_table_may_fail(void **state)
{
    struct fault_text expected = {0}, got = {0};

    (void)state;
    for (int with = 0; with < 2; with++) {
        int failed = 1;
        grow_and_fail(0, with, &expected);
        for (uint64_t nth = 1; failed; nth++) {
            failed = grow_and_fail(nth, with, &got);
            assert_text(&got, &expected);
            fault_text_free(&got);
        }
        fault_text_free(&expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_life_goes_on_after_one_allocation_failed),
        cmocka_unit_test(a_life_goes_on_after_a_call_without_memory),
        cmocka_unit_test(every_growth_of_every_table_may_fail),
    };

    return cmocka_run_group_tests(tests, live_undisturbed, forget);
}
