/* SPDX-License-Identifier: MIT
 * Calls on a registry from within its callbacks: refused with a code of their own, a free silently,
 * and nothing is changed (S4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "story.h"

/* What was tried within a callback. cmocka must not jump over the library, so that it is noted and
 * judged later. */
struct attempts {
    struct world *world;
    int calls;      /* how often all was tried */
    int wrong;      /* attempts that gave anything but SVCCOMM_E_REENTRY */
    int wrong_code; /* the first of them */
    const char *wrong_name;
};

typedef int (*attempt_fn)(struct world *world);

static int try_add(struct world *world)
{
    svccomm_edit edit = sample_edit("10.1.0.1", "10.1.0.2", 9000);

    return svccomm_registry_add(world->registry, &edit, T0, NULL, NULL);
}

static int try_edit(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.8", "10.0.0.5", 443);
    uint8_t id[SVCCOMM_ID_SIZE];

    sample_id("10.0.0.8", "10.0.0.5", 443, id);
    edit.fields = SVCCOMM_EDIT_NOTE;
    return svccomm_registry_edit(world->registry, id, &edit, T0, NULL, NULL);
}

static int try_delete(struct world *world)
{
    uint8_t id[SVCCOMM_ID_SIZE];

    sample_id("10.0.0.8", "10.0.0.5", 443, id);
    return svccomm_registry_delete(world->registry, id, 1, T0, NULL);
}

static int try_delete_matching(struct world *world)
{
    return svccomm_registry_delete_matching(world->registry, NULL, 0, T0, NULL);
}

static int try_reset(struct world *world)
{
    return svccomm_registry_reset(world->registry, NULL, 0, T0, NULL);
}

static int try_prune(struct world *world)
{
    svccomm_prune prune;

    svccomm_prune_init(&prune, sizeof prune);
    prune.older_than = T0 + DAY;
    return svccomm_registry_prune(world->registry, &prune, T0 + DAY);
}

static int try_ingest(struct world *world)
{
    return svccomm_registry_ingest_snapshot(world->registry, world->snapshot, T0 + DAY, NULL, NULL);
}

static int try_set_rules(struct world *world)
{
    return sample_rules(world);
}

static int try_delete_rule(struct world *world)
{
    return svccomm_registry_delete_rule(world->registry, 2);
}

static int try_set_device(struct world *world)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    sample_address("10.0.0.7", address);
    return svccomm_registry_set_device(world->registry, 0, 0, address, "other", T0);
}

static int try_set_host_name(struct world *world)
{
    return svccomm_registry_set_host_name(world->registry, 0, WEB, "other", T0);
}

static int try_flush(struct world *world)
{
    return svccomm_registry_flush(world->registry, NULL);
}

static int try_open(struct world *world)
{
    return svccomm_registry_open(world->registry, &world->storage.callbacks, NULL);
}

static int try_export(struct world *world)
{
    return fault_digest_export(world->registry, SVCCOMM_TRANSFER_CSV, &world->output);
}

static int try_import(struct world *world)
{
    return svccomm_registry_import(world->registry, SVCCOMM_TRANSFER_CSV, world_read, world, T0,
                                   NULL, NULL);
}

static int try_cursor(struct world *world)
{
    svccomm_cursor *cursor;
    int rc = svccomm_cursor_new(&cursor, world->registry, NULL);

    svccomm_cursor_free(cursor);
    return rc;
}

static int try_next(struct world *world)
{
    svccomm_record record;

    return svccomm_cursor_next(world->cursor, &record, 1, sizeof record);
}

static int try_get(struct world *world)
{
    svccomm_record record;
    uint8_t id[SVCCOMM_ID_SIZE];

    sample_id("10.0.0.8", "10.0.0.5", 443, id);
    return svccomm_registry_get(world->registry, id, &record, sizeof record);
}

static int try_find(struct world *world)
{
    svccomm_key key = sample_key("10.0.0.8", "10.0.0.5", 443);
    svccomm_record record;

    return svccomm_registry_find(world->registry, &key, &record, sizeof record);
}

static int try_changes(struct world *world)
{
    svccomm_change change;

    return svccomm_registry_changes(world->registry, 0, &change, 1, sizeof change);
}

static int try_listeners(struct world *world)
{
    svccomm_endpoint endpoint;

    return svccomm_registry_listeners(world->registry, 0, 1, NULL, &endpoint, 1, sizeof endpoint);
}

static int try_hosts(struct world *world)
{
    svccomm_host host;

    return svccomm_registry_hosts(world->registry, 0, 1, NULL, &host, 1, sizeof host);
}

static int try_addresses(struct world *world)
{
    svccomm_address address;

    return svccomm_registry_addresses(world->registry, 0, 1, NULL, &address, 1, sizeof address);
}

static const struct {
    const char *name;
    attempt_fn call;
} calls[] = {
    {"add", try_add},
    {"edit", try_edit},
    {"delete", try_delete},
    {"delete_matching", try_delete_matching},
    {"reset", try_reset},
    {"prune", try_prune},
    {"ingest_snapshot", try_ingest},
    {"set_rules", try_set_rules},
    {"delete_rule", try_delete_rule},
    {"set_device", try_set_device},
    {"set_host_name", try_set_host_name},
    {"flush", try_flush},
    {"open", try_open},
    {"export", try_export},
    {"import", try_import},
    {"cursor_new", try_cursor},
    {"cursor_next", try_next},
    {"get", try_get},
    {"find", try_find},
    {"changes", try_changes},
    {"listeners", try_listeners},
    {"hosts", try_hosts},
    {"addresses", try_addresses},
};

static void try_all(struct attempts *attempts)
{
    struct world *world = attempts->world;

    attempts->calls++;
    for (size_t i = 0; i < COUNT(calls); i++) {
        int rc;
        /* There is no cursor while a registry is being opened. */
        if (calls[i].call == try_next && world->cursor == NULL)
            continue;
        rc = calls[i].call(world);
        if (rc == SVCCOMM_E_REENTRY)
            continue;
        if (attempts->wrong++ == 0) {
            attempts->wrong_code = rc;
            attempts->wrong_name = calls[i].name;
        }
    }
    svccomm_registry_free(world->registry);
}

static void hook(struct fault_storage *storage, enum fault_op op, uint32_t kind)
{
    (void)op;
    (void)kind;
    try_all(storage->hook_user);
}

static void attempts_begin(struct attempts *attempts, struct world *world)
{
    memset(attempts, 0, sizeof *attempts);
    attempts->world = world;
}

static void assert_refused(const struct attempts *attempts)
{
    assert_true(attempts->calls > 0);
    if (attempts->wrong > 0)
        print_message("# %s gave %d\n", attempts->wrong_name, attempts->wrong_code);
    assert_int_equal(attempts->wrong, 0);
}

static void begin(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.0.0.5", "10.0.0.7", 443, 51000, SVCCOMM_PROTO_TCP, SVCCOMM_STATE_ESTABLISHED, 0, "x"},
    };

    world_init(world, 1);
    assert_int_equal(story_prepare(world), 0);
    assert_int_equal(
        sample_snapshot(world, WEB, "web1", T0 + 30 * MINUTE, rows, COUNT(rows), SVCCOMM_COVER_ALL),
        0);
    assert_int_equal(svccomm_cursor_new(&world->cursor, world->registry, NULL), 0);
    fault_storage_arm(&world->storage, NULL);
}

static void finish(struct world *world)
{
    world_end(world, 4);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

static void digest(struct world *world, struct fault_text *text)
{
    world_digest(world, text);
    fault_content_describe(&world->storage.committed, text);
}

/* Flushes with and without callers in the callbacks, and compares. */
static void calls_within_a_flush_are_refused(void **state)
{
    struct world quiet, world;
    struct attempts attempts;
    struct fault_text expected = {0}, got = {0};

    (void)state;
    begin(&quiet);
    assert_int_equal(svccomm_registry_flush(quiet.registry, NULL), 0);
    digest(&quiet, &expected);
    begin(&world);
    attempts_begin(&attempts, &world);
    world.storage.hook = hook;
    world.storage.hook_user = &attempts;
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), 0);
    world.storage.hook = NULL;
    assert_refused(&attempts);
    /* begin, commit, and a put and an erase of every kind that has them */
    assert_true(attempts.calls >= 2 + 7 + 6);
    digest(&world, &got);
    assert_string_equal(fault_text_get(&got), fault_text_get(&expected));
    fault_text_free(&expected);
    fault_text_free(&got);
    finish(&quiet);
    finish(&world);
}

static void calls_within_a_rollback_are_refused(void **state)
{
    const struct fault_plan plan = {FAULT_COMMIT, FAULT_ANY_KIND, 1, FAULT_ONCE, 1, 0};
    struct fault_text before = {0}, after = {0};
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    digest(&world, &before);
    attempts_begin(&attempts, &world);
    fault_storage_arm(&world.storage, &plan);
    world.storage.hook = hook;
    world.storage.hook_user = &attempts;
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), SVCCOMM_E_STORAGE);
    world.storage.hook = NULL;
    assert_int_equal(world.storage.calls[FAULT_ROLLBACK][0], 1);
    assert_refused(&attempts);
    digest(&world, &after);
    assert_string_equal(fault_text_get(&after), fault_text_get(&before));
    fault_text_free(&before);
    fault_text_free(&after);
    finish(&world);
}

static void calls_within_a_scan_are_refused(void **state)
{
    struct fault_text expected = {0}, got = {0};
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    svccomm_cursor_free(world.cursor);
    world.cursor = NULL;
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), 0);
    fault_digest_lasting(world.registry, &expected);
    svccomm_registry_free(world.registry);
    world.stored = 0;
    assert_int_equal(world_registry(&world), 0);
    fault_storage_arm(&world.storage, NULL);
    attempts_begin(&attempts, &world);
    world.storage.hook = hook;
    world.storage.hook_user = &attempts;
    assert_int_equal(svccomm_registry_open(world.registry, &world.storage.callbacks, NULL), 0);
    world.storage.hook = NULL;
    assert_refused(&attempts);
    assert_int_equal(attempts.calls, SVCCOMM_KIND_COUNT);
    fault_digest_lasting(world.registry, &got);
    assert_string_equal(fault_text_get(&got), fault_text_get(&expected));
    fault_text_free(&expected);
    fault_text_free(&got);
    finish(&world);
}

static void calls_within_destroy_are_refused(void **state)
{
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    attempts_begin(&attempts, &world);
    fault_storage_arm(&world.storage, NULL);
    world.storage.hook = hook;
    world.storage.hook_user = &attempts;
    svccomm_registry_free(world.registry);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    assert_int_equal(attempts.calls, 1);
    assert_refused(&attempts);
    world.registry = NULL;
    finish(&world);
}

/* An open that fails destroys the storage too. */
static void calls_within_destroy_of_a_failed_open_are_refused(void **state)
{
    const struct fault_plan plan = {FAULT_SCAN, SVCCOMM_KIND_RULE, 2, FAULT_ONCE, 1, 0};
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(svccomm_registry_flush(world.registry, NULL), 0);
    svccomm_cursor_free(world.cursor);
    world.cursor = NULL;
    svccomm_registry_free(world.registry);
    world.stored = 0;
    assert_int_equal(world_registry(&world), 0);
    fault_storage_arm(&world.storage, &plan);
    attempts_begin(&attempts, &world);
    world.storage.hook = hook;
    world.storage.hook_user = &attempts;
    assert_int_equal(svccomm_registry_open(world.registry, &world.storage.callbacks, NULL),
                     SVCCOMM_E_STORAGE);
    world.storage.hook = NULL;
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    assert_refused(&attempts);
    finish(&world);
}

static int write_and_call(void *user, const void *bytes, size_t length)
{
    struct attempts *attempts = user;

    (void)bytes;
    (void)length;
    try_all(attempts);
    return 0;
}

static void calls_within_an_export_are_refused(void **state)
{
    struct fault_text before = {0}, after = {0};
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    world_digest(&world, &before);
    attempts_begin(&attempts, &world);
    assert_int_equal(svccomm_registry_export(world.registry, NULL, SVCCOMM_TRANSFER_JSON,
                                             write_and_call, &attempts, NULL),
                     0);
    assert_refused(&attempts);
    world_digest(&world, &after);
    assert_string_equal(fault_text_get(&after), fault_text_get(&before));
    fault_text_free(&before);
    fault_text_free(&after);
    finish(&world);
}

static int read_and_call(void *user, void *data, size_t capacity, size_t *length)
{
    struct attempts *attempts = user;

    try_all(attempts);
    return world_read(attempts->world, data, capacity, length);
}

static void calls_within_an_import_are_refused(void **state)
{
    struct fault_text before = {0}, after = {0};
    struct attempts attempts;
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(fault_digest_export(world.registry, SVCCOMM_TRANSFER_CSV, &world.input), 0);
    world_digest(&world, &before);
    attempts_begin(&attempts, &world);
    /* Cut, so that nothing is taken and the state can be compared. */
    world.input.length -= 10;
    assert_true(svccomm_registry_import(world.registry, SVCCOMM_TRANSFER_DETECT, read_and_call,
                                        &attempts, T0 + DAY, NULL, NULL) < 0);
    assert_refused(&attempts);
    world_digest(&world, &after);
    assert_string_equal(fault_text_get(&after), fault_text_get(&before));
    fault_text_free(&before);
    fault_text_free(&after);
    finish(&world);
}

static int write_fails(void *user, const void *bytes, size_t length)
{
    (void)bytes;
    (void)length;
    return --*(int *)user < 0 ? 123 : 0;
}

static void an_export_whose_write_fails_says_what_write_said(void **state)
{
    struct world world;

    (void)state;
    begin(&world);
    for (int good = 0; good < 3; good++) {
        int left = good;
        assert_int_equal(svccomm_registry_export(world.registry, NULL, SVCCOMM_TRANSFER_NDJSON,
                                                 write_fails, &left, world_error(&world)),
                         SVCCOMM_E_WRITE);
        assert_int_equal(world.error.callback, 123);
    }
    finish(&world);
}

struct failing_read {
    struct world *world;
    int good;
};

static int read_fails(void *user, void *data, size_t capacity, size_t *length)
{
    struct failing_read *read = user;

    return read->good-- <= 0 ? -9 : world_read(read->world, data, capacity, length);
}

static void an_import_whose_read_fails_changes_nothing(void **state)
{
    struct fault_text before = {0}, after = {0};
    struct world world;

    (void)state;
    begin(&world);
    assert_int_equal(fault_digest_export(world.registry, SVCCOMM_TRANSFER_CSV, &world.input), 0);
    world_digest(&world, &before);
    for (int good = 0; good < 40; good += 3) {
        struct failing_read read = {&world, good};
        world.input_at = 0;
        assert_int_equal(svccomm_registry_import(world.registry, SVCCOMM_TRANSFER_CSV, read_fails,
                                                 &read, T0 + DAY, &world.imported,
                                                 world_error(&world)),
                         SVCCOMM_E_READ);
        assert_int_equal(world.error.callback, -9);
    }
    world_digest(&world, &after);
    assert_string_equal(fault_text_get(&after), fault_text_get(&before));
    fault_text_free(&before);
    fault_text_free(&after);
    finish(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_within_a_flush_are_refused),
        cmocka_unit_test(calls_within_a_rollback_are_refused),
        cmocka_unit_test(calls_within_a_scan_are_refused),
        cmocka_unit_test(calls_within_destroy_are_refused),
        cmocka_unit_test(calls_within_destroy_of_a_failed_open_are_refused),
        cmocka_unit_test(calls_within_an_export_are_refused),
        cmocka_unit_test(calls_within_an_import_are_refused),
        cmocka_unit_test(an_export_whose_write_fails_says_what_write_said),
        cmocka_unit_test(an_import_whose_read_fails_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
