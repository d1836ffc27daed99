/* SPDX-License-Identifier: MIT
 * Storage callbacks: the order of a flush, what is dirty, restoring, re-entry (S1, S2, S4). Every
 * callback failing in turn is tests/fault. */
#include "api_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/fault_digest.h"
#include "../support/fault_storage.h"

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW(n) "tcp 10.0.0.5:22 10.0.0." #n ":51000 ESTAB\n"
#define KEY(n) "tcp 10.0.0." #n " > 10.0.0.5:22"

static void tie(struct world *w, struct fault_storage *storage, uint32_t kinds)
{
    fault_storage_init(storage, kinds);
    assert_int_equal(svccomm_registry_open(w->registry, &storage->callbacks, NULL), 0);
    fault_storage_arm(storage, NULL);
}

static void flush(struct world *w)
{
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    if (svccomm_registry_flush(w->registry, &error) != 0)
        fail_msg("flush: %s", error.message);
}

/* The registry of now ends; another one opens what was stored. */
static void reopen(struct world *w, struct fault_storage *storage)
{
    struct fault_storage again;
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    fault_storage_clone(&again, storage);
    svccomm_registry_free(w->registry);
    assert_int_equal(svccomm_registry_new(&w->registry, NULL), 0);
    fault_storage_free(storage);
    *storage = again;
    storage->callbacks.user = storage;
    if (svccomm_registry_open(w->registry, &storage->callbacks, &error) != 0)
        fail_msg("open: %s", error.message);
    fault_storage_arm(storage, NULL);
}

/* ---- S1 ---- */

static void a_flush_is_one_transaction_that_erases_before_it_puts(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_LOCAL, "172.17.0.0/16");

    tie(w, &storage, SVCCOMM_KINDS_ALL);
    set_rule(w, &rule);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
    flush(w);
    assert_string_equal(fault_text_get(&storage.log),
                        "begin\nput host\nput address\nput endpoint\nput rule\n"
                        "put communication\nput meta\ncommit\n");
    fault_storage_arm(&storage, NULL);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY(1)), 1, T0, NULL), 0);
    assert_int_equal(svccomm_registry_delete_rule(w->registry, 1), 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW(2) ROW(3));
    flush(w);
    assert_string_equal(fault_text_get(&storage.log),
                        "begin\nerase communication\nerase rule\n"
                        "put host\nput address\nput endpoint\nput tombstone\n"
                        "put communication\nput meta\ncommit\n");
    assert_null(storage.complaint);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

static void where_nothing_changed_no_callback_is_called(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;

    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    flush(w);
    assert_int_equal(counts(w).unflushed, 0);
    fault_storage_arm(&storage, NULL);
    flush(w);
    assert_int_equal(storage.total_calls, 0);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    assert_int_equal(fault_storage_destroyed(&storage), 1);
    fault_storage_free(&storage);
}

static void what_a_callback_returns_comes_back_and_nothing_is_lost(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    struct fault_plan plan = {.op = FAULT_PUT,
                              .kind = SVCCOMM_KIND_COMMUNICATION,
                              .nth = 1,
                              .mode = FAULT_ONCE,
                              .value = 4711};
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    fault_storage_arm(&storage, &plan);
    assert_int_equal(svccomm_registry_flush(w->registry, &error), SVCCOMM_E_STORAGE);
    assert_int_equal(error.callback, 4711);
    assert_int_equal(storage.committed.kinds[SVCCOMM_KIND_COMMUNICATION].count, 0);
    assert_true(counts(w).unflushed > 0);
    flush(w);
    assert_int_equal(storage.committed.kinds[SVCCOMM_KIND_COMMUNICATION].count, 1);
    reopen(w, &storage);
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

static void a_storage_keeps_communications_and_meta_at_least_and_is_tied_once(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;

    assert_int_equal(svccomm_registry_flush(w->registry, NULL), SVCCOMM_E_STATE);
    fault_storage_init(&storage, SVCCOMM_KINDS_ALL & ~1u);
    assert_int_equal(svccomm_registry_open(w->registry, &storage.callbacks, NULL),
                     SVCCOMM_E_UNSUPPORTED);
    fault_storage_free(&storage);
    fault_storage_init(&storage, SVCCOMM_KINDS_ALL);
    storage.callbacks.scan = NULL;
    assert_int_equal(svccomm_registry_open(w->registry, &storage.callbacks, NULL),
                     SVCCOMM_E_UNSUPPORTED);
    assert_int_equal(fault_storage_destroyed(&storage), 0);
    fault_storage_free(&storage);
    tie(w, &storage, SVCCOMM_KINDS_ALL);
    assert_int_equal(svccomm_registry_open(w->registry, &storage.callbacks, NULL), SVCCOMM_E_STATE);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

static int nothing_read(void *user, void *data, size_t capacity, size_t *length)
{
    (void)user, (void)data, (void)capacity;
    *length = 0;
    return 0;
}

/* ---- S2 ---- */

/* One step of a life with wildcards, implied listeners, hands changed, manual records. */
static void step(struct world *w, int n)
{
    svccomm_rule group = rule_of(3, SVCCOMM_RULE_GROUP, "203.0.113.0/24");

    address_of("203.0.113.0", group.group);
    if (n == 0)
        set_rule(w, &group);
    else if (n == 1)
        scan(w, HOST_A, n * MINUTE,
             "tcp 0.0.0.0:22 - LISTEN sshd\n" ROW(1)
                 ROW(2) "tcp 10.0.0.5:22 203.0.113.7:51000 ESTAB\n");
    else if (n == 2)
        scan(w, HOST_B, n * MINUTE, "tcp 10.0.0.1:51000 10.0.0.5:22 ESTAB ssh\n");
    else if (n == 3)
        add(w, KEY(9), n * MINUTE);
    else if (n == 4)
        scan(w, HOST_A, n * MINUTE, ROW(1)); /* implied */
    else if (n == 5)
        assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY(2)), 1, T0, NULL), 0);
    else if (n == 6)
        scan(w, HOST_C, n * MINUTE,
             "tcp 0.0.0.0:22 - LISTEN\ntcp 10.0.0.5:80 - LISTEN\n"
             "tcp 10.0.0.1:40001 10.0.0.5:22 ESTAB scp\n");
    else if (n == 7)
        scan(w, HOST_C, n * MINUTE, "tcp 0.0.0.0:22 - LISTEN\n");
    else
        scan(w, HOST_B, n * MINUTE, "");
}

#define STEPS 9

static void assert_same_life(struct world *w, const struct fault_text *expected, int cut)
{
    struct fault_text got = {0};
    int same;

    fault_digest_lasting(w->registry, &got);
    same = strcmp(fault_text_get(&got), fault_text_get(expected)) == 0;
    fault_text_free(&got);
    if (!same)
        fail_msg("restarted after step %d, the registry is another one", cut);
}

/* What the registry is without a storage and without a restart. */
static void live_whole(struct world *w, struct fault_text *text)
{
    int n;

    for (n = 0; n < STEPS; n++)
        step(w, n);
    fault_digest_lasting(w->registry, text);
}

static void a_registry_that_was_stored_and_restored_goes_on_as_if_it_had_never_stopped(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    struct fault_text expected = {0};
    int cut, n;

    live_whole(w, &expected);
    assert_record(w, KEY(1), "user L 4/2 p2 i1 C 3/2 p2");
    for (cut = 0; cut < STEPS; cut++) {
        world_configure(w, NULL);
        tie(w, &storage, SVCCOMM_KINDS_ALL);
        for (n = 0; n < STEPS; n++) {
            step(w, n);
            if (n == cut) {
                flush(w);
                reopen(w, &storage);
            }
        }
        assert_same_life(w, &expected, cut);
        svccomm_registry_free(w->registry);
        assert_null(storage.complaint);
        fault_storage_free(&storage);
        assert_int_equal(svccomm_registry_new(&w->registry, NULL), 0);
    }
    fault_text_free(&expected);
}

/* A stored record may still show the name that an address gave it which has gone since. */
static void what_full_tables_held_is_restored_under_the_same_caps(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    struct fault_storage storage, again;

    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_addresses = 2;
    world_configure(w, &config);
    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_B, 0, "udp 10.0.0.1:40000 - CLOSE\n");
    scan(w, HOST_A, 0, LISTENS ROW(1));
    assert_string_equal(record_of(w, KEY(1))->client_device, "host-b");
    flush(w);
    scan(w, HOST_C, MINUTE, "udp 10.0.0.3:40000 - CLOSE\n"); /* 10.0.0.1 goes */
    assert_int_equal(counts(w).evicted_addresses, 1);
    flush(w);
    fault_storage_clone(&again, &storage);
    svccomm_registry_free(w->registry);
    assert_int_equal(svccomm_registry_new(&w->registry, &config), 0);
    fault_storage_free(&storage);
    assert_int_equal(svccomm_registry_open(w->registry, &again.callbacks, NULL), 0);
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
    assert_int_equal(counts(w).addresses, 2);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&again);
}

static void a_snapshot_dirties_only_what_it_saw(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;

    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2) ROW(3) ROW(4));
    flush(w);
    scan(w, HOST_A, MINUTE, LISTENS ROW(1));
    /* host, address, endpoint, communication */
    assert_int_equal(counts(w).unflushed, 4);
    assert_record(w, KEY(4), "listen L 2/1 p1");
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

static void a_storage_of_communications_alone_gets_every_total_that_moved(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;

    tie(w, &storage, SVCCOMM_KINDS_LEAST);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
    flush(w);
    scan(w, HOST_A, MINUTE, LISTENS ROW(1));
    flush(w);
    reopen(w, &storage);
    assert_record(w, KEY(1), "listen L 2/2 p2");
    assert_record(w, KEY(2), "listen L 2/1 p1");
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

/* Counts of the client's host move, and those of a wildcard: no record is seen with either. What is
 * erased beside communications is not the storage's. */
static void a_storage_of_communications_alone_gets_totals_that_others_move(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    svccomm_prune all;

    tie(w, &storage, SVCCOMM_KINDS_LEAST);
    scan(w, HOST_A, 0, "tcp 0.0.0.0:22 - LISTEN\n" ROW(1));
    scan(w, HOST_B, 0, "tcp 10.0.0.7:40001 10.9.0.1:443 ESTAB\n");
    flush(w);
    scan(w, HOST_A, MINUTE, "tcp 0.0.0.0:22 - LISTEN\ntcp 10.0.0.5:80 - LISTEN\n");
    scan(w, HOST_B, MINUTE, "tcp 10.0.0.7:23 - LISTEN\n");
    flush(w);
    scan(w, HOST_C, MINUTE, "tcp 10.0.0.8:24 - LISTEN\n"); /* moves none of them */
    flush(w);
    reopen(w, &storage);
    assert_record(w, KEY(1), "listen L 2/1 p1");
    assert_record(w, "tcp 10.0.0.7 > 10.9.0.1:443", "absent C 2/1 p1");
    scan(w, HOST_C, 2 * MINUTE, "tcp 10.0.0.8:24 - LISTEN\n");
    flush(w);
    assert_int_equal(svccomm_prune_init(&all, sizeof all), 0);
    all.older_than = T0 + 10 * DAY;
    assert_int_equal(svccomm_registry_prune(w->registry, &all, T0 + 10 * DAY), 0);
    flush(w);
    assert_int_equal(storage.calls[FAULT_ERASE][SVCCOMM_KIND_ENDPOINT], 0);
    assert_null(storage.complaint);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

/* Connections of so many clients with one listener. */
static void see_many(struct world *w, int64_t at, int count)
{
    static char rows[8192];
    size_t length = (size_t)snprintf(rows, sizeof rows, "%s", LISTENS);

    for (int i = 0; i < count; i++)
        length += (size_t)snprintf(rows + length, sizeof rows - length,
                                   "tcp 10.0.0.5:22 10.2.0.%d:51000 ESTAB\n", i + 1);
    scan(w, HOST_A, HOUR + at, rows);
}

/* Items go in batches, and any of these may fail. */
static void a_batch_of_any_kind_that_fails_ends_the_flush(void **state)
{
    static const uint32_t kinds[] = {SVCCOMM_KIND_TOMBSTONE, SVCCOMM_KIND_COMMUNICATION};
    struct world *w = *state;
    struct fault_storage storage;
    struct fault_plan plan = {FAULT_PUT, 0, 1, FAULT_ONCE, 17, 0};
    char key[64];

    tie(w, &storage, SVCCOMM_KINDS_LEAST | 1u << SVCCOMM_KIND_TOMBSTONE);
    scan(w, HOST_A, 0, LISTENS);
    for (int i = 0; i < 200; i++) {
        snprintf(key, sizeof key, "tcp 10.1.%d.%d > 10.0.0.5:22", i / 250, i % 250 + 1);
        add(w, key, 0);
        if (i % 2 == 0)
            svccomm_registry_delete(w->registry, id_of(w, key), 1, T0, NULL);
    }
    for (size_t i = 0; i < COUNT(kinds); i++) {
        plan.kind = kinds[i];
        fault_storage_arm(&storage, &plan);
        assert_int_equal(svccomm_registry_flush(w->registry, NULL), SVCCOMM_E_STORAGE);
        assert_int_equal(storage.calls[FAULT_PUT][SVCCOMM_KIND_META], 0);
    }
    fault_storage_arm(&storage, NULL);
    flush(w);
    reopen(w, &storage);
    assert_int_equal(counts(w).records, 100);
    assert_int_equal(counts(w).tombstones, 100);
    see_many(w, 0, 100);
    flush(w);
    see_many(w, MINUTE, 0); /* all totals move, and nothing else of the records */
    plan.kind = SVCCOMM_KIND_COMMUNICATION;
    fault_storage_arm(&storage, &plan);
    assert_int_equal(svccomm_registry_flush(w->registry, NULL), SVCCOMM_E_STORAGE);
    fault_storage_arm(&storage, NULL);
    flush(w);
    reopen(w, &storage);
    assert_record(w, "tcp 10.2.0.1 > 10.0.0.5:22", "listen L 2/1 p1");
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    fault_storage_free(&storage);
}

static void a_registry_with_rules_is_not_empty(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_LOCAL, "172.17.0.0/16");

    set_rule(w, &rule);
    fault_storage_init(&storage, SVCCOMM_KINDS_ALL);
    assert_int_equal(svccomm_registry_open(w->registry, &storage.callbacks, NULL), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_registry_restore(w->registry, nothing_read, NULL, NULL),
                     SVCCOMM_E_STATE);
    world_configure(w, NULL);
    add(w, KEY(1), 0);
    assert_int_equal(svccomm_registry_open(w->registry, &storage.callbacks, NULL), SVCCOMM_E_STATE);
    fault_storage_free(&storage);
}

static void another_interval_or_points_than_what_is_stored_is_refused(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    struct fault_storage again;
    svccomm_registry_config config = default_config();

    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    flush(w);
    config.interval = 61 * SECOND;
    world_configure(w, &config);
    fault_storage_clone(&again, &storage);
    assert_int_equal(svccomm_registry_open(w->registry, &again.callbacks, NULL),
                     SVCCOMM_E_MISMATCH);
    fault_storage_free(&again);
    config = default_config();
    config.points = 1;
    world_configure(w, &config);
    fault_storage_clone(&again, &storage);
    assert_int_equal(svccomm_registry_open(w->registry, &again.callbacks, NULL),
                     SVCCOMM_E_MISMATCH);
    assert_int_equal(counts(w).records, 0);
    fault_storage_free(&again);
    fault_storage_free(&storage);
}

/* ---- S4 ---- */

struct intruder {
    struct world *w;
    int rc[12];
    size_t count;
};

static void note(struct intruder *in, int rc)
{
    if (in->count < COUNT(in->rc))
        in->rc[in->count++] = rc;
}

/* Calls of every sort from within a callback; nothing is asserted here. */
static void intrude(struct fault_storage *storage, enum fault_op op, uint32_t kind)
{
    struct intruder *in = storage->hook_user;
    svccomm_registry *r = in->w->registry;
    svccomm_edit edit;
    svccomm_cursor *cursor = NULL;
    svccomm_prune prune;

    if (op != FAULT_PUT || kind != SVCCOMM_KIND_META)
        return;
    svccomm_edit_init(&edit, sizeof edit);
    edit.key = key_of(KEY(8));
    svccomm_prune_init(&prune, sizeof prune);
    note(in, svccomm_registry_add(r, &edit, T0, NULL, NULL));
    note(in, svccomm_registry_flush(r, NULL));
    note(in, svccomm_registry_ingest_snapshot(r, in->w->snapshot, T0, NULL, NULL));
    note(in, svccomm_registry_delete_matching(r, NULL, 0, T0, NULL));
    note(in, svccomm_registry_reset(r, NULL, 0, T0, NULL));
    note(in, svccomm_registry_prune(r, &prune, T0));
    note(in, svccomm_registry_delete_rule(r, 1));
    note(in, svccomm_registry_set_host_name(r, 0, HOST_A, "x", T0));
    note(in, svccomm_cursor_new(&cursor, r, NULL));
    svccomm_registry_free(r); /* refused in silence */
    svccomm_cursor_free(cursor);
}

static void re_entry_from_a_callback_is_refused_with_a_code_of_its_own(void **state)
{
    struct world *w = *state;
    struct fault_storage storage;
    struct intruder in = {.w = w};
    size_t i;

    tie(w, &storage, SVCCOMM_KINDS_ALL);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    storage.hook = intrude;
    storage.hook_user = &in;
    flush(w);
    storage.hook = NULL;
    assert_int_equal(in.count, 9);
    for (i = 0; i < in.count; i++)
        if (in.rc[i] != SVCCOMM_E_REENTRY)
            fail_msg("call %u gave %d", (unsigned)i, in.rc[i]);
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
    assert_int_equal(counts(w).unflushed, 0);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    assert_int_equal(fault_storage_destroyed(&storage), 1);
    fault_storage_free(&storage);
}

struct writer {
    struct world *w;
    int rc;
};

static int intrude_on_export(void *user, const void *data, size_t length)
{
    struct writer *writer = user;

    (void)data;
    (void)length;
    writer->rc = svccomm_registry_delete_matching(writer->w->registry, NULL, 0, T0, NULL);
    return 0;
}

static void an_export_cannot_be_disturbed_by_its_own_callback(void **state)
{
    struct world *w = *state;
    struct writer writer = {w, 0};

    scan(w, HOST_A, 0, LISTENS ROW(1));
    assert_int_equal(svccomm_registry_export(w->registry, NULL, SVCCOMM_TRANSFER_NDJSON,
                                             intrude_on_export, &writer, NULL),
                     0);
    assert_int_equal(writer.rc, SVCCOMM_E_REENTRY);
    assert_int_equal(counts(w).records, 1);
}

/* A storage of two communications: of the first it tells that it is too damaged, the second is one
 * of zeros, in elements of a size that the test says. */
static size_t bad_size;

static int put_none(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    (void)user, (void)kind, (void)items, (void)count, (void)size;
    return 0;
}

static int scan_bad(void *user, uint32_t kind, svccomm_sink *sink)
{
    static unsigned char bad[sizeof(svccomm_record) + 8];

    (void)user;
    if (kind != SVCCOMM_KIND_COMMUNICATION)
        return 0;
    assert_int_equal(svccomm_sink_leave_out(sink), 0);
    return svccomm_sink_put(sink, bad, 1, bad_size);
}

static void open_bad(size_t size, int code, const char *what)
{
    svccomm_registry *registry;
    svccomm_storage storage;
    svccomm_error error;

    bad_size = size;
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_error_init(&error, sizeof error), 0);
    assert_int_equal(svccomm_storage_init(&storage, sizeof storage), 0);
    storage.put = put_none;
    storage.erase = put_none;
    storage.scan = scan_bad;
    assert_int_equal(svccomm_registry_open(registry, &storage, &error), code);
    assert_non_null(strstr(error.message, what));
    svccomm_registry_free(registry);
}

static void what_a_scan_leaves_out_counts_for_the_place_of_the_next(void **state)
{
    (void)state;
    open_bad(sizeof(svccomm_record), SVCCOMM_E_FORMAT, ", number 2:");
    open_bad(sizeof(svccomm_record) + 8, SVCCOMM_E_FORMAT, ", number 2:");
    open_bad(sizeof(svccomm_record) - 8, SVCCOMM_E_STRUCT_SIZE, ", number 2:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_flush_is_one_transaction_that_erases_before_it_puts),
        world_test(where_nothing_changed_no_callback_is_called),
        world_test(what_a_callback_returns_comes_back_and_nothing_is_lost),
        world_test(a_storage_keeps_communications_and_meta_at_least_and_is_tied_once),
        world_test(a_registry_that_was_stored_and_restored_goes_on_as_if_it_had_never_stopped),
        world_test(what_full_tables_held_is_restored_under_the_same_caps),
        world_test(a_snapshot_dirties_only_what_it_saw),
        world_test(a_storage_of_communications_alone_gets_every_total_that_moved),
        world_test(a_storage_of_communications_alone_gets_totals_that_others_move),
        world_test(a_batch_of_any_kind_that_fails_ends_the_flush),
        world_test(a_registry_with_rules_is_not_empty),
        world_test(another_interval_or_points_than_what_is_stored_is_refused),
        world_test(re_entry_from_a_callback_is_refused_with_a_code_of_its_own),
        world_test(an_export_cannot_be_disturbed_by_its_own_callback),
        cmocka_unit_test(what_a_scan_leaves_out_counts_for_the_place_of_the_next),
    };

    return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
