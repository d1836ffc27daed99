/* SPDX-License-Identifier: MIT
 * Storages that keep communications and meta only: every total that moved is written, so that a
 * restart shows the right ones and counts on (S2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define TCP SVCCOMM_PROTO_TCP

static const struct sample_row connected[] = {
    {"10.0.0.5", NULL, 443, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "nginx"},
    {"0.0.0.0", NULL, 22, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "sshd"},
    {"10.0.0.5", "10.0.0.7", 443, 51000, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "nginx"},
    {"10.0.0.5", "10.0.0.7", 22, 51001, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "sshd"},
    {"10.0.0.5", "10.0.0.9", 40000, 5432, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "worker"},
};

/* The first two of them: nobody is connected, so that only endpoints and the host move. */
#define LISTENERS 2

static void begin(struct world *world, uint32_t kinds)
{
    world_init(world, 1);
    world->storage.callbacks.kinds = kinds;
    assert_int_equal(world_registry(world), 0);
    assert_int_equal(sample_ingest(world, WEB, "web1", T0, connected, COUNT(connected)), 0);
    assert_int_equal(svccomm_registry_flush(world->registry, NULL), 0);
    fault_storage_arm(&world->storage, NULL);
}

static void finish(struct world *world)
{
    world_end(world, 0);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

static svccomm_record record_of(struct world *world, const char *client, const char *listener,
                                uint16_t port)
{
    svccomm_key key = sample_key(client, listener, port);
    svccomm_record record;

    memset(&record, 0, sizeof record);
    assert_int_equal(svccomm_registry_find(world->registry, &key, &record, sizeof record), 0);
    return record;
}

/* Totals of a specific bind, of a wildcard, and of a client view. */
static void assert_totals(struct world *world, uint64_t total)
{
    svccomm_record record = record_of(world, "10.0.0.7", "10.0.0.5", 443);

    assert_int_equal(record.listener_view.total_samples, total);
    record = record_of(world, "10.0.0.7", "10.0.0.5", 22);
    assert_int_equal(record.listener_view.total_samples, total);
    record = record_of(world, "10.0.0.5", "10.0.0.9", 5432);
    assert_int_equal(record.client_view.total_samples, total);
}

static void only_listeners(struct world *world, int64_t time)
{
    assert_int_equal(sample_ingest(world, WEB, "web1", time, connected, LISTENERS), 0);
}

static void assert_same_export(struct world *world, struct world *other)
{
    struct fault_text a = {0}, b = {0};

    assert_int_equal(fault_digest_export(world->registry, SVCCOMM_TRANSFER_NDJSON, &a), 0);
    assert_int_equal(fault_digest_export(other->registry, SVCCOMM_TRANSFER_NDJSON, &b), 0);
    assert_string_equal(fault_text_get(&b), fault_text_get(&a));
    fault_text_free(&a);
    fault_text_free(&b);
}

static void only_communications_and_meta_are_touched(void **state)
{
    struct world world;

    (void)state;
    begin(&world, SVCCOMM_KINDS_LEAST);
    only_listeners(&world, T0 + MINUTE);
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), 0);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        uint64_t kept = SVCCOMM_KINDS_LEAST >> kind & 1u;
        assert_int_equal(world.storage.calls[FAULT_PUT][kind] > 0, kept);
        assert_int_equal(world.storage.calls[FAULT_ERASE][kind], 0);
    }
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(world_reopen(&world), 0);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        assert_int_equal(world.storage.calls[FAULT_SCAN][kind], SVCCOMM_KINDS_LEAST >> kind & 1u);
    finish(&world);
}

static void totals_are_right_after_a_restart_though_only_endpoints_moved(void **state)
{
    struct world world;

    (void)state;
    begin(&world, SVCCOMM_KINDS_LEAST);
    only_listeners(&world, T0 + MINUTE);
    only_listeners(&world, T0 + 2 * MINUTE);
    assert_totals(&world, 3);
    assert_int_equal(world_reopen(&world), 0);
    assert_totals(&world, 3);
    finish(&world);
}

static void totals_that_move_from_flush_to_flush_are_written_each_time(void **state)
{
    struct world world;

    (void)state;
    begin(&world, SVCCOMM_KINDS_LEAST);
    for (int i = 1; i <= 4; i++) {
        only_listeners(&world, T0 + i * MINUTE);
        assert_int_equal(svccomm_registry_flush(world.registry, NULL), 0);
    }
    assert_int_equal(world_reopen(&world), 0);
    assert_totals(&world, 5);
    finish(&world);
}

static void a_registry_of_the_least_kinds_counts_on_after_a_restart(void **state)
{
    struct world world;

    (void)state;
    begin(&world, SVCCOMM_KINDS_LEAST);
    only_listeners(&world, T0 + MINUTE);
    assert_int_equal(world_reopen(&world), 0);
    only_listeners(&world, T0 + 2 * MINUTE);
    assert_totals(&world, 3);
    assert_int_equal(world_reopen(&world), 0);
    assert_int_equal(
        sample_ingest(&world, WEB, "web1", T0 + 3 * MINUTE, connected, COUNT(connected)), 0);
    assert_totals(&world, 4);
    finish(&world);
}

/* The registry that never stopped says what is right. */
static void restarts_do_not_show_in_an_export(void **state)
{
    struct world world, live;

    (void)state;
    begin(&live, SVCCOMM_KINDS_LEAST);
    begin(&world, SVCCOMM_KINDS_LEAST);
    for (int i = 1; i <= 3; i++) {
        only_listeners(&live, T0 + i * MINUTE);
        only_listeners(&world, T0 + i * MINUTE);
        assert_int_equal(world_reopen(&world), 0);
        assert_same_export(&live, &world);
    }
    finish(&live);
    finish(&world);
}

/* A flush that fails leaves the moved totals to the next one. */
static void totals_of_a_failed_flush_are_written_by_the_next(void **state)
{
    uint64_t nth = 1, failed = 1;

    (void)state;
    for (; failed > 0; nth++) {
        struct fault_plan plan = {FAULT_ANY_OP, FAULT_ANY_KIND, 0, FAULT_FROM_THEN_ON, 4, 0};
        struct world world;
        int rc;
        plan.nth = nth;
        begin(&world, SVCCOMM_KINDS_LEAST);
        only_listeners(&world, T0 + MINUTE);
        fault_storage_arm(&world.storage, &plan);
        rc = svccomm_registry_flush(world.registry, NULL);
        failed = world.storage.failed;
        assert_int_equal(rc, failed > 0 ? SVCCOMM_E_STORAGE : 0);
        fault_storage_arm(&world.storage, NULL);
        assert_int_equal(world_reopen(&world), 0);
        assert_totals(&world, 2);
        finish(&world);
    }
    assert_int_equal(nth, 6); /* begin, communications, meta, commit, none */
}

/* ---- any of the kinds that totals come from may be missing ---- */

static const struct kinds_kept {
    const char *name;
    uint32_t kinds;
} kept[] = {
    {"totals are right without hosts", 1u << SVCCOMM_KIND_HOST},
    {"totals are right without addresses", 1u << SVCCOMM_KIND_ADDRESS},
    {"totals are right without endpoints", 1u << SVCCOMM_KIND_ENDPOINT},
    {"totals are right without hosts and addresses",
     1u << SVCCOMM_KIND_HOST | 1u << SVCCOMM_KIND_ADDRESS},
    {"totals are right without hosts and endpoints",
     1u << SVCCOMM_KIND_HOST | 1u << SVCCOMM_KIND_ENDPOINT},
    {"totals are right without addresses and endpoints",
     1u << SVCCOMM_KIND_ADDRESS | 1u << SVCCOMM_KIND_ENDPOINT},
    {"totals are right without rules and tombstones",
     1u << SVCCOMM_KIND_RULE | 1u << SVCCOMM_KIND_TOMBSTONE},
};

static void totals_are_right_without_some_kinds(void **state)
{
    const struct kinds_kept *missing = *state;
    struct world world;

    begin(&world, SVCCOMM_KINDS_ALL & ~missing->kinds);
    only_listeners(&world, T0 + MINUTE);
    assert_int_equal(world_reopen(&world), 0);
    assert_totals(&world, 2);
    only_listeners(&world, T0 + 2 * MINUTE);
    assert_totals(&world, 3);
    assert_int_equal(world_reopen(&world), 0);
    assert_totals(&world, 3);
    finish(&world);
}

int main(void)
{
    struct CMUnitTest tests[6 + COUNT(kept)] = {
        cmocka_unit_test(only_communications_and_meta_are_touched),
        cmocka_unit_test(totals_are_right_after_a_restart_though_only_endpoints_moved),
        cmocka_unit_test(totals_that_move_from_flush_to_flush_are_written_each_time),
        cmocka_unit_test(a_registry_of_the_least_kinds_counts_on_after_a_restart),
        cmocka_unit_test(restarts_do_not_show_in_an_export),
        cmocka_unit_test(totals_of_a_failed_flush_are_written_by_the_next),
    };

    for (size_t i = 0; i < COUNT(kept); i++) {
        struct CMUnitTest *test = &tests[COUNT(tests) - COUNT(kept) + i];
        test->name = kept[i].name;
        test->test_func = totals_are_right_without_some_kinds;
        /* The state is only read. */
        memcpy(&test->initial_state, &(const void *){&kept[i]}, sizeof(void *));
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
