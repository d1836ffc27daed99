/* SPDX-License-Identifier: MIT
 * Handles, structs of other sizes, error codes, allocators, threads, arrays (A2-A6, A10). */
#include "api_support.h"

#include <pthread.h>
#include <string.h>

#include "../support/fault_memory.h"

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW(n) "tcp 10.0.0.5:22 10.0.0." #n ":51000 ESTAB\n"
#define KEY(n) "tcp 10.0.0." #n " > 10.0.0.5:22"

/* ---- A2 ---- */

static void null_handles_are_freed_and_refused(void **state)
{
    svccomm_registry *registry = (svccomm_registry *)state;
    svccomm_cursor *cursor = (svccomm_cursor *)state;
    svccomm_registry_config config = default_config();

    svccomm_registry_free(NULL);
    svccomm_snapshot_free(NULL);
    svccomm_cursor_free(NULL);
    config.keep_segments = 1;
    assert_int_equal(svccomm_registry_new(&registry, &config), SVCCOMM_E_RANGE);
    assert_null(registry);
    assert_int_equal(svccomm_cursor_new(&cursor, NULL, NULL), SVCCOMM_E_ARGUMENT);
    assert_null(cursor);
    assert_int_equal(svccomm_registry_new(NULL, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_registry_flush(NULL, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_registry_ingest_snapshot(NULL, NULL, T0, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
}

/* Frees cursor (c), second cursor (d), registry (r), snapshot (s) in the order given. */
static void free_in_order(struct world *w, svccomm_cursor *const cursors[2], const char *order)
{
    svccomm_record r;

    for (; *order != '\0'; order++)
        if (*order == 'r') {
            svccomm_registry_free(w->registry);
            w->registry = NULL;
        } else if (*order == 's') {
            svccomm_snapshot_free(w->snapshot);
            w->snapshot = NULL;
        } else {
            if (w->registry == NULL)
                assert_int_equal(svccomm_cursor_next(cursors[*order - 'c'], &r, 1, sizeof r),
                                 SVCCOMM_E_STATE);
            svccomm_cursor_free(cursors[*order - 'c']);
        }
}

static void every_order_of_destruction_is_legal(void **state)
{
    static const char *const orders[] = {"rscd", "rcsd", "crds", "cdrs", "sdrc",
                                         "drcs", "scdr", "rdcs", "dcsr"};
    struct world *w = *state;
    svccomm_query query;
    svccomm_cursor *cursors[2];
    svccomm_record r;
    size_t i;

    svccomm_query_init(&query, sizeof query);
    query.sort = SVCCOMM_SORT_REVISION;
    for (i = 0; i < COUNT(orders); i++) {
        if (w->registry == NULL)
            assert_int_equal(svccomm_registry_new(&w->registry, NULL), 0);
        if (w->snapshot == NULL)
            assert_int_equal(svccomm_snapshot_new(&w->snapshot, NULL), 0);
        scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
        assert_int_equal(svccomm_cursor_new(&cursors[0], w->registry, NULL), 0);
        assert_int_equal(svccomm_cursor_new(&cursors[1], w->registry, &query), 0);
        assert_int_equal(svccomm_cursor_next(cursors[0], &r, 1, sizeof r), 1);
        assert_int_equal(svccomm_cursor_next(cursors[1], &r, 1, sizeof r), 1);
        free_in_order(w, cursors, orders[i]);
    }
}

/* A cursor keeps a freed registry in memory; to free it again is nothing. */
static void a_registry_that_a_cursor_keeps_is_freed_once(void **state)
{
    struct world *w = *state;
    svccomm_registry *registry = w->registry;
    svccomm_cursor *cursor;

    assert_int_equal(svccomm_cursor_new(&cursor, registry, NULL), 0);
    svccomm_registry_free(registry);
    svccomm_registry_free(registry);
    w->registry = NULL;
    svccomm_cursor_free(cursor);
}

static void a_snapshot_is_used_by_several_registries_and_only_read(void **state)
{
    struct world *w = *state;
    svccomm_registry *other;

    assert_int_equal(svccomm_registry_new(&other, NULL), 0);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    assert_int_equal(svccomm_registry_ingest_snapshot(other, w->snapshot, T0, NULL, NULL), 0);
    svccomm_registry_free(w->registry);
    w->registry = other;
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
}

static void a_snapshot_that_was_not_begun_is_refused(void **state)
{
    struct world *w = *state;

    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL),
                     SVCCOMM_E_STATE);
    collect(w, &(struct shot){.host = HOST_A}, LISTENS);
    assert_int_equal(svccomm_snapshot_text_begin(w->snapshot, SVCCOMM_FORMAT_DETECT), 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL),
                     SVCCOMM_E_STATE);
    assert_int_equal(counts(w).hosts, 0);
}

/* ---- A3 ---- */

/* A struct of a caller that was compiled with a later version: 8 bytes more. */
#define CHECK_INIT(type, init)                                                       \
    do {                                                                             \
        struct {                                                                     \
            type known;                                                              \
            uint64_t later;                                                          \
        } x;                                                                         \
        memset(&x, 0xee, sizeof x);                                                  \
        assert_int_equal(init(&x.known, sizeof x.known - 1), SVCCOMM_E_STRUCT_SIZE); \
        assert_int_equal(init(NULL, sizeof x.known), SVCCOMM_E_ARGUMENT);            \
        assert_int_equal(init(&x.known, sizeof x), 0);                               \
        assert_int_equal(x.known.size, sizeof x);                                    \
        assert_int_equal(x.later, 0);                                                \
        assert_int_equal(init(&x.known, sizeof x.known), 0);                         \
        assert_int_equal(x.known.size, sizeof x.known);                              \
    } while (0)

static void init_functions_take_their_size_or_a_greater_one(void **state)
{
    (void)state;
    CHECK_INIT(svccomm_registry_config, svccomm_registry_config_init);
    CHECK_INIT(svccomm_snapshot_config, svccomm_snapshot_config_init);
    CHECK_INIT(svccomm_snapshot_info, svccomm_snapshot_info_init);
    CHECK_INIT(svccomm_text_report, svccomm_text_report_init);
    CHECK_INIT(svccomm_ingest_report, svccomm_ingest_report_init);
    CHECK_INIT(svccomm_import_report, svccomm_import_report_init);
    CHECK_INIT(svccomm_allocator, svccomm_allocator_init);
    CHECK_INIT(svccomm_storage, svccomm_storage_init);
    CHECK_INIT(svccomm_counts, svccomm_counts_init);
    CHECK_INIT(svccomm_filter, svccomm_filter_init);
    CHECK_INIT(svccomm_query, svccomm_query_init);
    CHECK_INIT(svccomm_prune, svccomm_prune_init);
    CHECK_INIT(svccomm_error, svccomm_error_init);
    CHECK_INIT(svccomm_edit, svccomm_edit_init);
}

/* The struct with its size and tail as the case says, given to a call. */
#define CHECK_IN(type, init, call)                     \
    do {                                               \
        struct {                                       \
            type known;                                \
            uint64_t later;                            \
        } x;                                           \
        assert_int_equal(init(&x.known, sizeof x), 0); \
        assert_int_equal(call, 0);                     \
        assert_int_equal(init(&x.known, sizeof x), 0); \
        x.later = UINT64_C(1) << 56;                   \
        assert_int_equal(call, SVCCOMM_E_STRUCT_TAIL); \
        x.later = 0;                                   \
        x.known.size = sizeof x.known - 4;             \
        assert_int_equal(call, SVCCOMM_E_STRUCT_SIZE); \
    } while (0)

static int new_registry(const svccomm_registry_config *config)
{
    svccomm_registry *registry;
    int rc = svccomm_registry_new(&registry, config);

    svccomm_registry_free(registry);
    return rc;
}

static int new_snapshot(const svccomm_snapshot_config *config)
{
    svccomm_snapshot *snapshot;
    int rc = svccomm_snapshot_new(&snapshot, config);

    svccomm_snapshot_free(snapshot);
    return rc;
}

static int new_cursor(struct world *w, const svccomm_query *query)
{
    svccomm_cursor *cursor;
    int rc = svccomm_cursor_new(&cursor, w->registry, query);

    svccomm_cursor_free(cursor);
    return rc;
}

static int begin_host(struct world *w, svccomm_snapshot_info *info)
{
    info->host = HOST_A;
    return svccomm_snapshot_begin(w->snapshot, info);
}

static int add_key(struct world *w, svccomm_edit *edit)
{
    edit->key = key_of(KEY(1));
    return svccomm_registry_add(w->registry, edit, T0, NULL, NULL);
}

static void structs_of_a_later_version_are_taken_while_their_tail_is_zero(void **state)
{
    struct world *w = *state;

    CHECK_IN(svccomm_registry_config, svccomm_registry_config_init, new_registry(&x.known));
    CHECK_IN(svccomm_snapshot_config, svccomm_snapshot_config_init, new_snapshot(&x.known));
    CHECK_IN(svccomm_snapshot_info, svccomm_snapshot_info_init, begin_host(w, &x.known));
    CHECK_IN(svccomm_query, svccomm_query_init, new_cursor(w, &x.known));
    CHECK_IN(svccomm_filter, svccomm_filter_init,
             svccomm_registry_reset(w->registry, &x.known, 0, T0, NULL));
    CHECK_IN(svccomm_prune, svccomm_prune_init, svccomm_registry_prune(w->registry, &x.known, T0));
    CHECK_IN(svccomm_edit, svccomm_edit_init, add_key(w, &x.known));
}

struct later_row {
    svccomm_row row;
    uint64_t later;
};

static void elements_are_read_in_the_callers_size(void **state)
{
    struct world *w = *state;
    struct later_row rows[2];

    memset(rows, 0, sizeof rows);
    rows[0].row = row_of("tcp 10.0.0.5:22 - LISTEN\n");
    rows[1].row = row_of(ROW(1));
    collect(w, &(struct shot){.host = HOST_A}, "");
    assert_int_equal(svccomm_snapshot_add_rows(w->snapshot, &rows[0].row, 2,
                                               sizeof(svccomm_row) - 1, NULL, NULL),
                     SVCCOMM_E_STRUCT_SIZE);
    rows[1].later = 1;
    assert_int_equal(
        svccomm_snapshot_add_rows(w->snapshot, &rows[0].row, 2, sizeof *rows, NULL, NULL),
        SVCCOMM_E_STRUCT_TAIL);
    assert_int_equal(svccomm_snapshot_row_count(w->snapshot), 0);
    rows[1].later = 0;
    assert_int_equal(
        svccomm_snapshot_add_rows(w->snapshot, &rows[0].row, 2, sizeof *rows, NULL, NULL), 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL), 0);
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
}

struct later_record {
    svccomm_record record;
    uint64_t later[2];
};

static void elements_are_written_in_the_callers_size_with_a_zero_tail(void **state)
{
    struct world *w = *state;
    struct later_record r[2];
    svccomm_cursor *cursor;

    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
    memset(r, 0xee, sizeof r);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, &r[0].record, 2, sizeof(svccomm_record) - 8),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_cursor_next(cursor, &r[0].record, 2, sizeof *r), 2);
    assert_int_equal(r[0].record.key.client[15], 1);
    assert_int_equal(r[1].record.key.client[15], 2);
    assert_true(r[0].later[0] == 0 && r[0].later[1] == 0 && r[1].later[1] == 0);
    svccomm_cursor_free(cursor);
    memset(r, 0xee, sizeof r);
    assert_int_equal(svccomm_registry_get(w->registry, id_of(w, KEY(2)), &r[0].record, sizeof *r),
                     0);
    assert_true(r[0].later[0] == 0 && r[0].later[1] == 0);
    assert_true(r[1].later[0] != 0);
}

/* ---- A4 ---- */

static const int codes[] = {
    SVCCOMM_OK,          SVCCOMM_E_ARGUMENT,    SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL,
    SVCCOMM_E_RANGE,     SVCCOMM_E_NOMEM,       SVCCOMM_E_FULL,        SVCCOMM_E_FORMAT,
    SVCCOMM_E_TRUNCATED, SVCCOMM_E_VERSION,     SVCCOMM_E_NOT_FOUND,   SVCCOMM_E_EXISTS,
    SVCCOMM_E_STALE,     SVCCOMM_E_FUTURE,      SVCCOMM_E_TOO_OLD,     SVCCOMM_E_MISMATCH,
    SVCCOMM_E_STATE,     SVCCOMM_E_STORAGE,     SVCCOMM_E_REENTRY,     SVCCOMM_E_WRITE,
    SVCCOMM_E_READ,      SVCCOMM_E_UNSUPPORTED, SVCCOMM_E_INTERNAL,
};

static void every_code_has_a_text_of_its_own(void **state)
{
    size_t i, j;

    (void)state;
    for (i = 0; i < COUNT(codes); i++) {
        assert_string_not_equal(svccomm_strerror(codes[i]), "unknown error");
        for (j = 0; j < i; j++)
            assert_string_not_equal(svccomm_strerror(codes[i]), svccomm_strerror(codes[j]));
    }
    assert_string_equal(svccomm_strerror(-99), "unknown error");
    assert_string_equal(svccomm_strerror(1), "unknown error");
}

static void no_code_among_the_constants_lacks_a_text(void **state)
{
    const char *name;
    int64_t code;
    uint32_t i;
    size_t seen = 0;

    (void)state;
    for (i = 0; (name = svccomm_constant_name(i)) != NULL; i++)
        if (strncmp(name, "SVCCOMM_E_", 10) == 0) {
            assert_int_equal(svccomm_constant(name, &code), 0);
            assert_string_not_equal(svccomm_strerror((int)code), "unknown error");
            seen++;
        }
    assert_int_equal(seen, COUNT(codes) - 1);
}

static void an_error_says_what_is_wrong(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(0);
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    edit.key = key_of("tcp 10.0.0.9 > 10.0.0.5:0");
    assert_int_equal(svccomm_registry_add(w->registry, &edit, T0, NULL, &error),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(error.code, SVCCOMM_E_ARGUMENT);
    assert_string_equal(error.message, "the port is 0");
}

static void detail_goes_to_the_callers_error_and_to_no_other_place(void **state)
{
    struct world *w = *state;
    svccomm_error first, second;
    uint8_t id[SVCCOMM_ID_SIZE] = {9};

    svccomm_error_init(&first, sizeof first);
    svccomm_error_init(&second, sizeof second);
    assert_int_equal(svccomm_registry_delete(w->registry, id, 1, T0, &first), SVCCOMM_E_NOT_FOUND);
    assert_int_equal(first.code, SVCCOMM_E_NOT_FOUND);
    assert_int_equal(svccomm_registry_flush(w->registry, &second), SVCCOMM_E_STATE);
    assert_int_equal(first.code, SVCCOMM_E_NOT_FOUND);
    assert_int_equal(second.code, SVCCOMM_E_STATE);
    assert_int_equal(svccomm_registry_delete(w->registry, id, 1, T0, NULL), SVCCOMM_E_NOT_FOUND);
}

/* ---- A5 ---- */

static void use_memory(struct world *w, const struct fault_memory *memory)
{
    svccomm_registry_config config = default_config();
    svccomm_snapshot_config snapshot;

    svccomm_snapshot_config_init(&snapshot, sizeof snapshot);
    snapshot.allocator = config.allocator = &memory->allocator;
    world_configure(w, &config);
    svccomm_snapshot_free(w->snapshot);
    assert_int_equal(svccomm_snapshot_new(&w->snapshot, &snapshot), 0);
}

static void a_handle_takes_all_its_memory_from_its_allocator_and_gives_all_back(void **state)
{
    struct world *w = *state;
    struct fault_memory memory;

    fault_memory_init(&memory);
    use_memory(w, &memory);
    assert_true(memory.live_bytes > 0);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
    svccomm_snapshot_free(w->snapshot);
    w->snapshot = NULL;
    assert_int_equal(counts(w).memory, memory.live_bytes);
    svccomm_registry_free(w->registry);
    w->registry = NULL;
    assert_int_equal(memory.live_bytes, 0);
    assert_int_equal(memory.blocks, 0);
    assert_null(memory.complaint);
}

static void a_call_without_memory_leaves_handle_and_report_as_they_were(void **state)
{
    struct world *w = *state;
    struct fault_memory memory;
    svccomm_ingest_report report, before;
    uint64_t nth, revision_before;
    int rc = SVCCOMM_E_NOMEM;

    fault_memory_init(&memory);
    use_memory(w, &memory);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    report = before = w->report;
    revision_before = revision(w);
    collect(w, &(struct shot){.host = HOST_B, .at = MINUTE},
            "tcp 10.0.0.7:40001 10.0.0.5:22 ESTAB ssh\ntcp [::]:80 - LISTEN nginx\n");
    for (nth = 1; rc == SVCCOMM_E_NOMEM; nth++) {
        fault_memory_arm(&memory, nth, FAULT_ONCE);
        rc = svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0 + MINUTE, &report, NULL);
        fault_memory_disarm(&memory);
        if (rc == SVCCOMM_E_NOMEM) {
            assert_int_equal(revision(w), revision_before);
            assert_memory_equal(&report, &before, sizeof report);
            assert_records(w, KEY(1) " listen L 1/1 p1\n");
        }
    }
    assert_int_equal(rc, 0);
    assert_true(nth > 3);
    assert_int_equal(report.snapshots, 2);
    assert_records(w, KEY(1) " listen L 1/1 p1\n" KEY(7) " absent C 1/1 p1\n");
    world_configure(w, NULL);
    svccomm_snapshot_free(w->snapshot);
    w->snapshot = NULL;
    assert_int_equal(memory.live_bytes, 0);
    assert_null(memory.complaint);
}

static void an_allocator_is_given_whole_or_not_at_all(void **state)
{
    svccomm_registry_config config = default_config();
    svccomm_allocator allocator;

    (void)state;
    svccomm_allocator_init(&allocator, sizeof allocator);
    config.allocator = &allocator;
    assert_int_equal(new_registry(&config), 0);
    allocator.free = NULL;
    assert_int_equal(new_registry(&config), SVCCOMM_E_ARGUMENT);
    allocator.malloc = NULL;
    allocator.realloc = NULL;
    assert_int_equal(new_registry(&config), 0);
}

static void reports_add_up_over_calls(void **state)
{
    struct world *w = *state;
    svccomm_ingest_report report;

    svccomm_ingest_report_init(&report, sizeof report);
    collect(w, &(struct shot){.host = HOST_A}, LISTENS ROW(1));
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, &report, NULL),
                     0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, &report, NULL),
                     SVCCOMM_E_STALE);
    collect(w, &(struct shot){.host = HOST_A, .at = MINUTE}, LISTENS ROW(1) ROW(2));
    assert_int_equal(
        svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0 + MINUTE, &report, NULL), 0);
    assert_int_equal(report.snapshots, 2);
    assert_int_equal(report.rows, 5);
    assert_int_equal(report.records_seen, 3);
    assert_int_equal(report.records_new, 2);
}

/* ---- A6 ---- */

#define ROUNDS 300

struct agent {
    pthread_t thread;
    svccomm_registry *registry;
    uint64_t host;
    int rc; /* the first failure: no assertion in another thread */
};

static int one_round(struct agent *agent, svccomm_snapshot *snapshot, const svccomm_row rows[2],
                     int64_t time)
{
    svccomm_snapshot_info info;
    int rc;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = agent->host;
    info.time = time;
    rc = svccomm_snapshot_begin(snapshot, &info);
    if (rc == 0)
        rc = svccomm_snapshot_add_rows(snapshot, rows, 2, sizeof *rows, NULL, NULL);
    if (rc == 0)
        rc = svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_ALL);
    return rc < 0 ? rc
                  : svccomm_registry_ingest_snapshot(agent->registry, snapshot, time, NULL, NULL);
}

static void *work(void *argument)
{
    struct agent *agent = argument;
    svccomm_snapshot *snapshot = NULL;
    svccomm_row rows[2];
    int i;

    memset(rows, 0, sizeof rows);
    rows[0].protocol = rows[1].protocol = SVCCOMM_PROTO_TCP;
    rows[0].local_port = rows[1].local_port = 22;
    rows[0].state = SVCCOMM_STATE_LISTEN;
    rows[1].state = SVCCOMM_STATE_ESTABLISHED;
    rows[1].remote_port = 40001;
    rows[0].local[15] = rows[1].local[15] = 5;
    rows[0].local[0] = rows[1].local[0] = rows[1].remote[0] = 0x20;
    agent->rc = svccomm_snapshot_new(&snapshot, NULL);
    for (i = 0; agent->rc == 0 && i < ROUNDS; i++) {
        rows[1].remote[15] = (uint8_t)(i % 100 + 6);
        agent->rc = one_round(agent, snapshot, rows, T0 + i * SECOND);
    }
    svccomm_snapshot_free(snapshot);
    return NULL;
}

static void two_handles_work_in_two_threads(void **state)
{
    struct world *w = *state;
    struct agent agents[2];
    char first[sizeof w->text];
    int i;

    for (i = 0; i < 2; i++) {
        agents[i].host = HOST_A;
        assert_int_equal(svccomm_registry_new(&agents[i].registry, NULL), 0);
        assert_int_equal(pthread_create(&agents[i].thread, NULL, work, &agents[i]), 0);
    }
    for (i = 0; i < 2; i++)
        pthread_join(agents[i].thread, NULL);
    for (i = 0; i < 2; i++) {
        assert_int_equal(agents[i].rc, 0);
        svccomm_registry_free(w->registry);
        w->registry = agents[i].registry;
        assert_int_equal(counts(w).records, 100);
        if (i == 0)
            memcpy(first, records_text(w), sizeof first);
    }
    assert_string_equal(records_text(w), first);
}

/* ---- A10 ---- */

static void rows_rules_ids_and_records_cross_as_arrays(void **state)
{
    struct world *w = *state;
    svccomm_row rows[3];
    svccomm_rule rules[2];
    svccomm_record r[4];
    svccomm_cursor *cursor;
    uint8_t ids[2 * SVCCOMM_ID_SIZE];

    rows[0] = row_of("tcp 10.0.0.5:22 - LISTEN\n");
    rows[1] = row_of(ROW(1));
    rows[2] = row_of(ROW(2));
    rules[0] = rule_of(1, SVCCOMM_RULE_LOCAL, "172.17.0.0/16");
    rules[1] = rule_of(2, SVCCOMM_RULE_LOCAL, "172.18.0.0/16");
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 2, sizeof *rules, NULL), 0);
    collect(w, &(struct shot){.host = HOST_A}, "");
    assert_int_equal(svccomm_snapshot_add_rows(w->snapshot, rows, 3, sizeof *rows, NULL, NULL), 0);
    assert_int_equal(svccomm_snapshot_add_rows(w->snapshot, NULL, 0, sizeof *rows, NULL, NULL), 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL), 0);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 2);
    memcpy(ids, r[0].id, SVCCOMM_ID_SIZE);
    memcpy(ids + SVCCOMM_ID_SIZE, r[1].id, SVCCOMM_ID_SIZE);
    svccomm_cursor_free(cursor);
    assert_int_equal(svccomm_registry_delete(w->registry, ids, 2, T0, NULL), 0);
    assert_int_equal(counts(w).records, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(null_handles_are_freed_and_refused),
        world_test(every_order_of_destruction_is_legal),
        world_test(a_registry_that_a_cursor_keeps_is_freed_once),
        world_test(a_snapshot_is_used_by_several_registries_and_only_read),
        world_test(a_snapshot_that_was_not_begun_is_refused),
        world_test(init_functions_take_their_size_or_a_greater_one),
        world_test(structs_of_a_later_version_are_taken_while_their_tail_is_zero),
        world_test(elements_are_read_in_the_callers_size),
        world_test(elements_are_written_in_the_callers_size_with_a_zero_tail),
        world_test(every_code_has_a_text_of_its_own),
        world_test(no_code_among_the_constants_lacks_a_text),
        world_test(an_error_says_what_is_wrong),
        world_test(detail_goes_to_the_callers_error_and_to_no_other_place),
        world_test(a_handle_takes_all_its_memory_from_its_allocator_and_gives_all_back),
        world_test(a_call_without_memory_leaves_handle_and_report_as_they_were),
        world_test(an_allocator_is_given_whole_or_not_at_all),
        world_test(reports_add_up_over_calls),
        world_test(two_handles_work_in_two_threads),
        world_test(rows_rules_ids_and_records_cross_as_arrays),
    };

    return cmocka_run_group_tests_name("handles", tests, NULL, NULL);
}
