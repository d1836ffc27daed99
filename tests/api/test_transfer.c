/* SPDX-License-Identifier: MIT
 * Export and import through the public interface: there and back byte for byte (property 7),
 * merges, all or nothing, re-entry, failing callbacks and allocators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "svccomm/svccomm.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SECOND INT64_C(1000000000)
#define T0 (INT64_C(1767225600) * SECOND) /* 2026-01-01T00:00:00Z */

static const uint32_t formats[] = {SVCCOMM_TRANSFER_CSV, SVCCOMM_TRANSFER_JSON,
                                   SVCCOMM_TRANSFER_NDJSON};

/* ---- an allocator that counts and fails ---- */

struct heap {
    uint64_t calls;
    uint64_t fail_at; /* 0: never */
    int forever;      /* from then on */
    int64_t blocks;
};

static int heap_fails(struct heap *heap)
{
    heap->calls++;
    return heap->fail_at > 0 &&
           (heap->calls == heap->fail_at || (heap->forever && heap->calls > heap->fail_at));
}

static void *heap_malloc(void *ctx, size_t size)
{
    struct heap *heap = ctx;

    if (heap_fails(heap))
        return NULL;
    heap->blocks++;
    return malloc(size);
}

static void *heap_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    (void)old_size;
    return heap_fails(ctx) ? NULL : realloc(block, size);
}

static void heap_free(void *ctx, void *block, size_t size)
{
    struct heap *heap = ctx;

    (void)size;
    heap->blocks--;
    free(block);
}

/* ---- files in memory ---- */

struct file {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t at;
    size_t chunk; /* of reading; 0: as much as fits */
    unsigned calls;
    unsigned fail_at;
    svccomm_registry *registry; /* for callbacks that call back */
    int inner;                  /* what that gave */
};

static int file_write(void *user, const void *data, size_t length)
{
    struct file *file = user;

    if (++file->calls == file->fail_at)
        return 17;
    if (file->length + length + 1 > file->capacity) {
        file->capacity = 2 * (file->length + length + 1);
        file->bytes = realloc(file->bytes, file->capacity);
        if (file->bytes == NULL)
            abort();
    }
    memcpy(file->bytes + file->length, data, length);
    file->length += length;
    file->bytes[file->length] = '\0';
    return 0;
}

static int file_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct file *file = user;
    size_t step = file->length - file->at;

    if (++file->calls == file->fail_at)
        return -17;
    if (step > capacity)
        step = capacity;
    if (file->chunk > 0 && step > file->chunk)
        step = file->chunk;
    if (step > 0)
        memcpy(data, file->bytes + file->at, step);
    file->at += step;
    *length = step;
    return 0;
}

static struct file file_of(const char *text)
{
    struct file file = {0};

    (void)file_write(&file, text, strlen(text));
    file.calls = 0;
    return file;
}

static void file_rewind(struct file *file)
{
    file->at = 0;
    file->calls = 0;
}

/* ---- registries ---- */

static svccomm_registry *registry_with(struct heap *heap)
{
    svccomm_registry_config config;
    svccomm_allocator allocator;
    svccomm_registry *registry;

    assert_int_equal(svccomm_registry_config_init(&config, sizeof config), 0);
    if (heap != NULL) {
        assert_int_equal(svccomm_allocator_init(&allocator, sizeof allocator), 0);
        allocator.ctx = heap;
        allocator.malloc = heap_malloc;
        allocator.realloc = heap_realloc;
        allocator.free = heap_free;
        config.allocator = &allocator;
    }
    assert_int_equal(svccomm_registry_new(&registry, &config), 0);
    return registry;
}

/* Every record of every realm and status. */
static int export_all(svccomm_registry *registry, uint32_t format, struct file *file)
{
    svccomm_filter filter;
    svccomm_query query;

    (void)svccomm_filter_init(&filter, sizeof filter);
    (void)svccomm_query_init(&query, sizeof query);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    return svccomm_registry_export(registry, &query, format, file_write, file, NULL);
}

static struct file exported(svccomm_registry *registry, uint32_t format)
{
    struct file file = {0};

    assert_int_equal(export_all(registry, format, &file), 0);
    return file;
}

static void import_all(svccomm_registry *registry, struct file *file, int64_t now)
{
    svccomm_error error;
    int rc;

    (void)svccomm_error_init(&error, sizeof error);
    file_rewind(file);
    rc = svccomm_registry_import(registry, SVCCOMM_TRANSFER_DETECT, file_read, file, now, NULL,
                                 &error);
    if (rc < 0)
        fail_msg("%d at line %u: %s", rc, (unsigned)error.line, error.message);
}

/* ---- a world of a few hosts ---- */

struct world {
    svccomm_registry *registry;
    svccomm_snapshot *snapshot;
    uint64_t random;
    int64_t now;
    svccomm_row rows[64];
    size_t count;
};

static uint64_t world_random(struct world *world, uint64_t below)
{
    world->random = world->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (world->random >> 33) % below;
}

static void world_address(uint8_t *out, const char *text)
{
    assert_int_equal(svccomm_address_parse(text, strlen(text), out), 0);
}

static svccomm_row *world_row(struct world *world, uint8_t protocol, const char *local,
                              uint16_t local_port, uint8_t state)
{
    svccomm_row *row = &world->rows[world->count++];

    memset(row, 0, sizeof *row);
    row->protocol = protocol;
    row->local_port = local_port;
    row->state = state;
    world_address(row->local, local);
    return row;
}

static void world_connection(struct world *world, const char *local, uint16_t local_port,
                             const char *remote, uint16_t remote_port, uint8_t state)
{
    svccomm_row *row = world_row(world, SVCCOMM_PROTO_TCP, local, local_port, state);

    row->remote_port = remote_port;
    world_address(row->remote, remote);
}

static const char *const world_addresses[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:db8::1",
                                              "2001:db8::2"};
static const char *const world_names[] = {"web1", "db \"1\"", "=cmd|'/c'!A0", "\xff\xfe", "a,b;c"};

static void world_rows(struct world *world, unsigned host)
{
    static const uint8_t states[] = {
        SVCCOMM_STATE_ESTABLISHED, SVCCOMM_STATE_ESTABLISHED, SVCCOMM_STATE_TIME_WAIT,
        SVCCOMM_STATE_SYN_SENT,    SVCCOMM_STATE_CLOSE_WAIT,  SVCCOMM_STATE_UNKNOWN,
    };
    static const uint16_t ports[] = {22, 80, 443, 5432, 40000};

    world->count = 0;
    if (world_random(world, 4) > 0)
        world_row(world, SVCCOMM_PROTO_TCP, "::", ports[world_random(world, 5)],
                  SVCCOMM_STATE_LISTEN)
            ->process = "nginx";
    if (world_random(world, 2) > 0)
        world_row(world, SVCCOMM_PROTO_TCP, "127.0.0.1", 631, SVCCOMM_STATE_LISTEN);
    if (world_random(world, 2) > 0)
        world_connection(world, "127.0.0.1", 50001, "127.0.0.1", 631, SVCCOMM_STATE_ESTABLISHED);
    for (uint64_t i = world_random(world, 20); i > 0; i--) {
        uint16_t mine = ports[world_random(world, 5)], theirs = ports[world_random(world, 5)];

        if (world_random(world, 2) > 0)
            mine = (uint16_t)(33000 + world_random(world, 5));
        else
            theirs = (uint16_t)(33000 + world_random(world, 5));
        world_connection(world, world_addresses[host], mine,
                         world_addresses[world_random(world, 5)], theirs,
                         states[world_random(world, COUNT(states))]);
        if (world_random(world, 2) > 0)
            world->rows[world->count - 1].process = world_names[world_random(world, 5)];
    }
}

static void world_scan(struct world *world, unsigned host, uint32_t realm)
{
    uint32_t coverage = world_random(world, 4) > 0 ? SVCCOMM_COVER_ALL : SVCCOMM_COVER_CONNECTIONS;
    svccomm_snapshot_info info;

    world_rows(world, host);
    (void)svccomm_snapshot_info_init(&info, sizeof info);
    info.host = host + 1;
    info.realm = realm;
    info.time = world->now;
    info.name = world_random(world, 2) > 0 ? world_names[host] : NULL;
    assert_int_equal(svccomm_snapshot_begin(world->snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_add_rows(world->snapshot, world->rows, world->count,
                                               sizeof world->rows[0], NULL, NULL),
                     0);
    assert_int_equal(svccomm_snapshot_cover(world->snapshot, coverage), 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(world->registry, world->snapshot,
                                                      world->now + 5, NULL, NULL),
                     0);
}

static void world_manual(struct world *world, uint16_t port, const char *note, uint32_t status)
{
    const char *const processes[] = {"by hand", "\x01,\"\n"};
    svccomm_edit edit;

    (void)svccomm_edit_init(&edit, sizeof edit);
    edit.fields = SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_STATUS | SVCCOMM_EDIT_PROCESSES |
                  SVCCOMM_EDIT_CLIENT_DEVICE | SVCCOMM_EDIT_LISTENER_PROCESS;
    edit.key.protocol = SVCCOMM_PROTO_UDP;
    edit.key.port = port;
    world_address(edit.key.client, "10.0.0.1");
    world_address(edit.key.listener, "192.0.2.1");
    edit.note = note;
    edit.status = status;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    edit.client_device = "'laptop";
    edit.listener_process = "named";
    assert_int_equal(svccomm_registry_add(world->registry, &edit, world->now, NULL, NULL), 0);
}

#define FLOW_LINE                                                                           \
    "{\"protocol\":17,\"client_ip\":\"10.9.9.9\",\"listener_ip\":\"10.0.0.2\",\"port\":53," \
    "\"revision\":1,\"origin\":[\"netflow\"],\"evidence\":\"named-port\",\"netflow\":{"     \
    "\"forward_events\":4,\"reverse_events\":2,\"forward_bytes\":18446744073709551615,"     \
    "\"attempts\":1,\"active_span\":95,\"active_samples\":3,\"late_events\":2,"             \
    "\"first_found\":\"2026-01-01T00:01:15Z\",\"last_found\":\"2026-01-01T00:03:55Z\","     \
    "\"sampled\":true,\"approximate\":true}}\n"

static struct world world_new(uint64_t seed, unsigned rounds, struct heap *heap)
{
    struct world world = {.random = seed, .now = T0};
    struct file flows = file_of(FLOW_LINE);

    world.registry = registry_with(heap);
    assert_int_equal(svccomm_snapshot_new(&world.snapshot, NULL), 0);
    import_all(world.registry, &flows, world.now);
    free(flows.bytes);
    world_manual(&world, 1000, "=1+1", SVCCOMM_STATUS_NORMAL);
    for (unsigned i = 0; i < rounds; i++) {
        world.now += 60 * SECOND + (int64_t)world_random(&world, 3) * 5;
        world_scan(&world, (unsigned)world_random(&world, COUNT(world_addresses)),
                   world_random(&world, 5) == 0 ? 7 : 0);
    }
    world_manual(&world, 1001, "", SVCCOMM_STATUS_HIDDEN);
    world_manual(&world, 1002, "'\xed\xa0\x80\\udcff", SVCCOMM_STATUS_IGNORED);
    return world;
}

static void world_free(struct world *world)
{
    svccomm_snapshot_free(world->snapshot);
    svccomm_registry_free(world->registry);
}

static uint64_t record_count(svccomm_registry *registry)
{
    svccomm_counts counts;

    (void)svccomm_counts_init(&counts, sizeof counts);
    assert_int_equal(svccomm_registry_counts(registry, &counts), 0);
    return counts.records;
}

static void check_same(const struct file *a, const struct file *b)
{
    size_t at = 0;

    while (at < a->length && at < b->length && a->bytes[at] == b->bytes[at])
        at++;
    if (at < a->length || at < b->length) {
        size_t from = at < 200 ? 0 : at - 200;

        fail_msg("differ at %u:\n%.400s\n---\n%.400s", (unsigned)at, a->bytes + from,
                 b->bytes + from);
    }
}

/* ---- property 7 ---- */

static void check_round_trip(svccomm_registry *registry, uint32_t format)
{
    svccomm_registry *other = registry_with(NULL);
    struct file file = exported(registry, format), again, json, other_json;

    import_all(other, &file, T0 + 1000000 * SECOND);
    again = exported(other, format);
    check_same(&file, &again);
    json = exported(registry, SVCCOMM_TRANSFER_JSON);
    other_json = exported(other, SVCCOMM_TRANSFER_JSON);
    check_same(&json, &other_json);
    free(file.bytes);
    free(again.bytes);
    free(json.bytes);
    free(other_json.bytes);
    svccomm_registry_free(other);
}

static void export_import_export_is_byte_identical(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        struct world world = world_new(seed, (unsigned)seed, NULL);

        for (size_t f = 0; f < COUNT(formats); f++)
            check_round_trip(world.registry, formats[f]);
        world_free(&world);
    }
}

static void an_empty_registry_is_exported_and_read(void **state)
{
    static const char *const empty[] = {NULL, "[]\n", NULL};
    svccomm_registry *registry = registry_with(NULL);

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct file file = exported(registry, formats[f]);

        if (empty[f] != NULL)
            assert_string_equal(file.bytes, empty[f]);
        import_all(registry, &file, T0);
        assert_int_equal(record_count(registry), 0);
        free(file.bytes);
    }
    svccomm_registry_free(registry);
}

/* One snapshot of a host whose service has one client, connected or not. */
static void world_scan_service(struct world *world, int connected)
{
    svccomm_snapshot_info info;

    world->now += 60 * SECOND;
    world->count = 0;
    world_row(world, SVCCOMM_PROTO_TCP, "0.0.0.0", 443, SVCCOMM_STATE_LISTEN);
    world_connection(world, "10.0.0.1", 443, "10.0.0.9", 40000,
                     connected ? SVCCOMM_STATE_ESTABLISHED : SVCCOMM_STATE_SYN_RECV);
    (void)svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 1;
    info.time = world->now;
    assert_int_equal(svccomm_snapshot_begin(world->snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_add_rows(world->snapshot, world->rows, world->count,
                                               sizeof world->rows[0], NULL, NULL),
                     0);
    assert_int_equal(svccomm_snapshot_cover(world->snapshot, SVCCOMM_COVER_ALL), 0);
    assert_int_equal(
        svccomm_registry_ingest_snapshot(world->registry, world->snapshot, world->now, NULL, NULL),
        0);
}

static void totals_go_on_after_an_import(void **state)
{
    struct world world = {.now = T0};
    svccomm_registry *first = registry_with(NULL);
    struct file file;

    (void)state;
    world.registry = first;
    assert_int_equal(svccomm_snapshot_new(&world.snapshot, NULL), 0);
    for (int i = 0; i < 3; i++)
        world_scan_service(&world, 1);
    file = exported(first, SVCCOMM_TRANSFER_NDJSON);
    world.registry = registry_with(NULL);
    import_all(world.registry, &file, world.now);
    free(file.bytes);
    for (int i = 0; i < 3; i++)
        world_scan_service(&world, i != 1);
    file = exported(world.registry, SVCCOMM_TRANSFER_NDJSON);
    assert_non_null(strstr(file.bytes, "\"netstat\":{\"view\":\"listener\",\"total_samples\":6,"
                                       "\"active_samples\":5,\"recent_samples\":0,"));
    free(file.bytes);
    svccomm_registry_free(first);
    world_free(&world);
}

/* ---- into a registry that has records ---- */

static void a_record_that_exists_is_merged(void **state)
{
    struct world world = world_new(3, 10, NULL);
    struct file file = exported(world.registry, SVCCOMM_TRANSFER_NDJSON), again;
    uint64_t count = record_count(world.registry);
    svccomm_import_report report;

    (void)state;
    (void)svccomm_import_report_init(&report, sizeof report);
    report.records = 1; /* reports add up */
    assert_int_equal(svccomm_registry_import(world.registry, SVCCOMM_TRANSFER_NDJSON, file_read,
                                             &file, world.now, &report, NULL),
                     0);
    assert_int_equal(report.records, 1 + count);
    assert_int_equal(report.created, 0);
    assert_int_equal(report.merged, count);
    assert_int_equal(record_count(world.registry), count);
    again = exported(world.registry, SVCCOMM_TRANSFER_NDJSON);
    assert_non_null(strstr(again.bytes, "\"forward_events\":8,"));
    free(file.bytes);
    free(again.bytes);
    world_free(&world);
}

#define KEY \
    "\"protocol\":\"tcp\",\"client_ip\":\"10.0.0.7\",\"listener_ip\":\"10.0.0.5\",\"port\":443"

static const struct {
    const char *text;
    int code;
    uint64_t line;
} refused[] = {
    {"{" KEY "}\n{" KEY "}\n", SVCCOMM_E_FORMAT, 2},
    {"{" KEY "}\n{" KEY, SVCCOMM_E_TRUNCATED, 2},
    {"{" KEY "}\n{}", SVCCOMM_E_FORMAT, 2},
    {"{\"protocol\":6,\"client_ip\":\"127.0.0.1\",\"listener_ip\":\"127.0.0.1\",\"port\":1}",
     SVCCOMM_E_FORMAT, 1},
    {"{\"protocol\":6,\"client_ip\":\"224.0.0.1\",\"listener_ip\":\"10.0.0.1\",\"port\":1}",
     SVCCOMM_E_FORMAT, 1},
    {"{\"protocol\":6,\"client_ip\":\"0.0.0.0\",\"listener_ip\":\"10.0.0.1\",\"port\":1}",
     SVCCOMM_E_FORMAT, 1},
    {"{\"protocol\":6,\"client_ip\":\"10.0.0.2\",\"listener_ip\":\"10.0.0.1\",\"port\":0}",
     SVCCOMM_E_FORMAT, 1},
    {"{" KEY ",\"revision\":18446744073709551615}", SVCCOMM_E_RANGE, 1},
    {"\x01\x02\x03", SVCCOMM_E_FORMAT, 1},
    {"", 0, 0},
};

#define HAND_MADE(client, listener, more)                                      \
    "{\"protocol\":6,\"client_ip\":\"" client "\",\"listener_ip\":\"" listener \
    "\",\"port\":22" more "}\n"

static svccomm_record only_record(svccomm_registry *registry)
{
    svccomm_cursor *cursor;
    svccomm_record record;

    assert_int_equal(svccomm_cursor_new(&cursor, registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, &record, 1, sizeof record), 1);
    svccomm_cursor_free(cursor);
    return record;
}

/* Only where nothing ever was do the revisions of the file come through. */
static void where_records_were_deleted_revisions_go_on(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = file_of(HAND_MADE("10.0.0.1", "10.0.0.2", ",\"revision\":1"));
    svccomm_record record;

    (void)state;
    import_all(registry, &file, T0);
    record = only_record(registry);
    assert_true(record.revision == 1);
    assert_int_equal(svccomm_registry_delete(registry, record.id, 1, T0, NULL), 0);
    file_rewind(&file);
    import_all(registry, &file, T0);
    assert_true(only_record(registry).revision > 2);
    free(file.bytes);
    svccomm_registry_free(registry);
}

/* By the rules of where it comes from one end was local; here it is not known which. The rules may
 * know it later, and then the record goes to other ends. */
static void a_scope_that_no_rule_explains_is_of_both_ends(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = file_of(
        HAND_MADE("10.0.0.1", "10.0.0.2",
                  ",\"scope\":\"000000000000000a\",\"revision\":1,\"client_device\":\"c\""));
    svccomm_rule rule;
    svccomm_record record;

    (void)state;
    import_all(registry, &file, T0);
    record = only_record(registry);
    assert_int_equal(record.flags & (SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL),
                     SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL);
    memset(&rule, 0, sizeof rule);
    rule.id = 1;
    rule.kind = SVCCOMM_RULE_LOCAL;
    assert_int_equal(svccomm_prefix_parse("10.0.0.2/32", 11, &rule.client), 0);
    assert_int_equal(svccomm_registry_set_rules(registry, &rule, 1, sizeof rule, NULL), 0);
    file_rewind(&file);
    import_all(registry, &file, T0);
    assert_string_equal(only_record(registry).client_device, "c");
    assert_int_equal(record_count(registry), 1);
    free(file.bytes);
    svccomm_registry_free(registry);
}

/* A view that was never found is the headline where there is no other. */
static void attempts_alone_are_a_headline(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file =
        file_of(HAND_MADE("10.0.0.1", "10.0.0.2", ",\"netstat_listener\":{\"attempts\":2}"));
    svccomm_record record;

    (void)state;
    import_all(registry, &file, T0);
    record = only_record(registry);
    assert_int_equal(record.headline, SVCCOMM_VIEW_LISTENER);
    assert_int_equal(record.listener_view.found, 0);
    free(file.bytes);
    svccomm_registry_free(registry);
}

/* What was imported has no segments, only what they came to. */
static void flows_go_on_after_an_import(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = file_of(FLOW_LINE);
    svccomm_flow_batch batch;
    svccomm_flow flow;
    svccomm_record before, after;

    (void)state;
    import_all(registry, &file, T0);
    before = only_record(registry);
    memset(&flow, 0, sizeof flow);
    world_address(flow.source, "10.9.9.9");
    world_address(flow.destination, "10.0.0.2");
    flow.source_port = 40000;
    flow.destination_port = 53;
    flow.protocol = 17;
    flow.start = flow.end = before.netflow.spans.last + 10 * SECOND;
    assert_int_equal(svccomm_flow_batch_init(&batch, sizeof batch), 0);
    batch.now = batch.received = flow.end;
    assert_int_equal(svccomm_registry_ingest_flows(registry, &flow, 1, sizeof flow, &batch, NULL),
                     0);
    after = only_record(registry);
    assert_true(after.netflow.forward_events == before.netflow.forward_events + 1);
    assert_true(svccomm_spans_active(&after.netflow.spans) ==
                svccomm_spans_active(&before.netflow.spans) + 10 * SECOND);
    assert_true(after.netflow.spans.first == before.netflow.spans.first);
    free(file.bytes);
    svccomm_registry_free(registry);
}

static void a_refused_import_changes_nothing(void **state)
{
    struct world world = world_new(5, 10, NULL);
    struct file before = exported(world.registry, SVCCOMM_TRANSFER_JSON);
    svccomm_import_report report;

    (void)state;
    (void)svccomm_import_report_init(&report, sizeof report);
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct file file = file_of(refused[i].text), after;
        svccomm_error error;
        int rc;

        (void)svccomm_error_init(&error, sizeof error);
        rc = svccomm_registry_import(world.registry, SVCCOMM_TRANSFER_DETECT, file_read, &file,
                                     world.now, &report, &error);
        if (rc != refused[i].code || error.line != refused[i].line)
            fail_msg("%s gives %d at %u: %s", refused[i].text, rc, (unsigned)error.line,
                     error.message);
        assert_int_equal(report.records, 0);
        after = exported(world.registry, SVCCOMM_TRANSFER_JSON);
        check_same(&before, &after);
        free(file.bytes);
        free(after.bytes);
    }
    free(before.bytes);
    world_free(&world);
}

static void no_two_records_get_the_same_revision(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = file_of("port,protocol,client_ip,listener_ip,revision\n"
                               "1,6,10.0.0.1,10.0.0.2,5\n2,6,10.0.0.1,10.0.0.2,\n"
                               "3,6,10.0.0.1,10.0.0.2,5\n4,6,10.0.0.1,10.0.0.2,9\n");
    static const uint64_t expected[] = {1, 5, 6, 9};
    svccomm_change changes[8];

    (void)state;
    import_all(registry, &file, T0);
    assert_int_equal(svccomm_registry_changes(registry, 0, changes, 8, sizeof changes[0]), 4);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_true(changes[i].revision == expected[i]);
    free(file.bytes);
    svccomm_registry_free(registry);
}

/* The sort does not keep the order of equal revisions by itself. */
static void equal_revisions_go_on_in_the_order_of_the_file(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = file_of("port,protocol,client_ip,listener_ip,revision\n");
    svccomm_change changes[50];
    svccomm_key key;
    uint8_t id[SVCCOMM_ID_SIZE];

    (void)state;
    memset(&key, 0, sizeof key);
    key.protocol = 6;
    world_address(key.client, "10.0.0.1");
    world_address(key.listener, "10.0.0.2");
    for (unsigned port = 1; port <= COUNT(changes); port++) {
        char line[80];
        int length = snprintf(line, sizeof line, "%u,6,10.0.0.1,10.0.0.2,5\n", port * 7 % 51);
        (void)file_write(&file, line, (size_t)length);
    }
    import_all(registry, &file, T0);
    assert_int_equal(svccomm_registry_changes(registry, 0, changes, 50, sizeof changes[0]), 50);
    for (unsigned i = 0; i < COUNT(changes); i++) {
        key.port = (uint16_t)((i + 1) * 7 % 51);
        assert_int_equal(svccomm_key_id(&key, id), 0);
        assert_memory_equal(changes[i].id, id, sizeof id);
        assert_true(changes[i].revision == 5 + i);
    }
    free(file.bytes);
    svccomm_registry_free(registry);
}

static void another_interval_is_told(void **state)
{
    svccomm_registry_config config;
    svccomm_registry *registry;
    struct file file = file_of(FLOW_LINE);

    (void)state;
    (void)svccomm_registry_config_init(&config, sizeof config);
    config.interval = 3600 * SECOND;
    assert_int_equal(svccomm_registry_new(&registry, &config), 0);
    assert_int_equal(svccomm_registry_import(registry, SVCCOMM_TRANSFER_DETECT, file_read, &file,
                                             T0, NULL, NULL),
                     SVCCOMM_E_FORMAT);
    free(file.bytes);
    svccomm_registry_free(registry);
}

/* Points need an interval's span each at most, so the spans of the line are no points. */
static void flows_are_points_where_the_registry_takes_them_for_points(void **state)
{
    svccomm_registry_config config;
    svccomm_registry *registry;
    struct file file = file_of(FLOW_LINE);
    svccomm_cursor *cursor;
    svccomm_record record;

    (void)state;
    (void)svccomm_registry_config_init(&config, sizeof config);
    config.points = 1;
    assert_int_equal(svccomm_registry_new(&registry, &config), 0);
    import_all(registry, &file, T0);
    assert_int_equal(svccomm_cursor_new(&cursor, registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, &record, 1, sizeof record), 1);
    assert_true((record.netflow.spans.flags & SVCCOMM_SPANS_POINTS) != 0);
    svccomm_cursor_free(cursor);
    free(file.bytes);
    svccomm_registry_free(registry);
}

static void a_cap_refuses_the_whole_import(void **state)
{
    struct world world = world_new(6, 10, NULL);
    struct file file = exported(world.registry, SVCCOMM_TRANSFER_CSV);
    svccomm_registry_config config;
    svccomm_registry *registry;

    (void)state;
    (void)svccomm_registry_config_init(&config, sizeof config);
    config.max_records = record_count(world.registry) - 1;
    assert_int_equal(svccomm_registry_new(&registry, &config), 0);
    assert_int_equal(svccomm_registry_import(registry, SVCCOMM_TRANSFER_CSV, file_read, &file,
                                             world.now, NULL, NULL),
                     SVCCOMM_E_FULL);
    assert_int_equal(record_count(registry), 0);
    free(file.bytes);
    svccomm_registry_free(registry);
    world_free(&world);
}

/* ---- what is exported ---- */

static void a_query_says_what_is_exported(void **state)
{
    struct world world = world_new(8, 5, NULL);
    struct file all = {0}, limited = {0};
    svccomm_query query;

    (void)state;
    assert_int_equal(svccomm_registry_export(world.registry, NULL, SVCCOMM_TRANSFER_NDJSON,
                                             file_write, &all, NULL),
                     0);
    assert_null(strstr(all.bytes, "\"hidden\""));
    assert_null(strstr(all.bytes, "\"realm\":7"));
    (void)svccomm_query_init(&query, sizeof query);
    query.limit = 1;
    assert_int_equal(svccomm_registry_export(world.registry, &query, SVCCOMM_TRANSFER_NDJSON,
                                             file_write, &limited, NULL),
                     0);
    assert_ptr_equal(strchr(limited.bytes, '\n'), limited.bytes + limited.length - 1);
    assert_memory_equal(limited.bytes, all.bytes, limited.length);
    free(all.bytes);
    free(limited.bytes);
    world_free(&world);
}

static void a_record_is_written_as_in_the_export(void **state)
{
    struct world world = world_new(9, 5, NULL);
    struct file all = {0}, one = {0};
    svccomm_cursor *cursor;
    svccomm_record record;

    (void)state;
    assert_int_equal(svccomm_registry_export(world.registry, NULL, SVCCOMM_TRANSFER_NDJSON,
                                             file_write, &all, NULL),
                     0);
    assert_int_equal(svccomm_cursor_new(&cursor, world.registry, NULL), 0);
    while (svccomm_cursor_next(cursor, &record, 1, sizeof record) == 1) {
        assert_int_equal(svccomm_record_write_json(&record, file_write, &one), 0);
        assert_int_equal(file_write(&one, "\n", 1), 0);
    }
    check_same(&all, &one);
    svccomm_cursor_free(cursor);
    free(all.bytes);
    free(one.bytes);
    world_free(&world);
}

/* ---- callbacks ---- */

static int write_and_delete(void *user, const void *data, size_t length)
{
    struct file *file = user;
    svccomm_filter filter;

    (void)data;
    (void)length;
    (void)svccomm_filter_init(&filter, sizeof filter);
    file->inner = svccomm_registry_delete_matching(file->registry, &filter, 0, T0, NULL);
    svccomm_registry_free(file->registry); /* refused silently */
    return 0;
}

static int read_and_import(void *user, void *data, size_t capacity, size_t *length)
{
    struct file *file = user;
    struct file other = file_of("");

    file->inner = svccomm_registry_import(file->registry, SVCCOMM_TRANSFER_DETECT, file_read,
                                          &other, T0, NULL, NULL);
    free(other.bytes);
    return file_read(user, data, capacity, length);
}

static void callbacks_may_not_change_the_registry(void **state)
{
    struct world world = world_new(10, 5, NULL);
    uint64_t count = record_count(world.registry);
    struct file file = {.registry = world.registry}, text = file_of("[]");

    (void)state;
    assert_int_equal(svccomm_registry_export(world.registry, NULL, SVCCOMM_TRANSFER_CSV,
                                             write_and_delete, &file, NULL),
                     0);
    assert_int_equal(file.inner, SVCCOMM_E_REENTRY);
    text.registry = world.registry;
    assert_int_equal(svccomm_registry_import(world.registry, SVCCOMM_TRANSFER_JSON, read_and_import,
                                             &text, world.now, NULL, NULL),
                     0);
    assert_int_equal(text.inner, SVCCOMM_E_REENTRY);
    assert_int_equal(record_count(world.registry), count);
    free(text.bytes);
    world_free(&world);
}

/* Whoever asks for no details gets the code. */
static void whole_export_fails(svccomm_registry *registry)
{
    struct file failing = {.fail_at = 1};

    assert_int_equal(
        svccomm_registry_export(registry, NULL, SVCCOMM_TRANSFER_CSV, file_write, &failing, NULL),
        SVCCOMM_E_WRITE);
}

static void a_failing_write_callback_is_told(void **state)
{
    struct world world = world_new(11, 10, NULL);

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct file whole = {0};
        unsigned call = 1;

        assert_int_equal(
            svccomm_registry_export(world.registry, NULL, formats[f], file_write, &whole, NULL), 0);
        assert_true(whole.calls > 2);
        for (; call <= whole.calls; call++) {
            struct file failing = {.fail_at = call};
            svccomm_error error;

            (void)svccomm_error_init(&error, sizeof error);
            assert_int_equal(svccomm_registry_export(world.registry, NULL, formats[f], file_write,
                                                     &failing, &error),
                             SVCCOMM_E_WRITE);
            assert_int_equal(failing.calls, call);
            assert_int_equal(error.callback, 17);
            free(failing.bytes);
        }
        free(whole.bytes);
    }
    whole_export_fails(world.registry);
    world_free(&world);
}

static void a_failing_read_callback_changes_nothing(void **state)
{
    struct world world = world_new(12, 10, NULL);
    svccomm_registry *registry = registry_with(NULL);

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct file file = exported(world.registry, formats[f]);
        svccomm_error error;

        file.chunk = 1000;
        for (unsigned call = 1; call <= file.length / 1000 + 2; call++) {
            file_rewind(&file);
            file.fail_at = call;
            (void)svccomm_error_init(&error, sizeof error);
            assert_int_equal(svccomm_registry_import(registry, SVCCOMM_TRANSFER_DETECT, file_read,
                                                     &file, world.now, NULL, &error),
                             SVCCOMM_E_READ);
            assert_int_equal(error.callback, -17);
            assert_int_equal(record_count(registry), 0);
        }
        free(file.bytes);
    }
    svccomm_registry_free(registry);
    world_free(&world);
}

/* ---- memory ---- */

/* Fails the n-th allocation of an import, for every n until it succeeds. */
static void sweep_import(struct file *file, int forever)
{
    struct heap heap = {0};
    svccomm_registry *registry = registry_with(&heap);
    struct file before = exported(registry, SVCCOMM_TRANSFER_JSON), after;
    int rc = SVCCOMM_E_NOMEM;

    for (uint64_t n = 1; rc == SVCCOMM_E_NOMEM; n++) {
        int64_t blocks = heap.blocks;

        file_rewind(file);
        heap.calls = 0;
        heap.fail_at = n;
        heap.forever = forever;
        rc = svccomm_registry_import(registry, SVCCOMM_TRANSFER_DETECT, file_read, file, T0, NULL,
                                     NULL);
        heap.fail_at = 0;
        if (rc == 0)
            break;
        assert_int_equal(rc, SVCCOMM_E_NOMEM);
        assert_true(heap.blocks >= blocks); /* room may stay reserved */
        after = exported(registry, SVCCOMM_TRANSFER_JSON);
        check_same(&before, &after);
        free(after.bytes);
    }
    after = exported(registry, SVCCOMM_TRANSFER_JSON);
    assert_true(after.length > before.length);
    free(before.bytes);
    free(after.bytes);
    svccomm_registry_free(registry);
    assert_int_equal(heap.blocks, 0);
}

static void every_allocation_of_an_import_may_fail(void **state)
{
    struct world world = world_new(13, 4, NULL);
    struct file file = exported(world.registry, SVCCOMM_TRANSFER_NDJSON);

    (void)state;
    sweep_import(&file, 0);
    sweep_import(&file, 1);
    free(file.bytes);
    world_free(&world);
}

static void every_allocation_of_an_export_may_fail(void **state)
{
    struct heap heap = {0};
    struct world world = world_new(14, 8, &heap);
    struct file expected = exported(world.registry, SVCCOMM_TRANSFER_CSV);
    int rc = SVCCOMM_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; rc == SVCCOMM_E_NOMEM; n++) {
        struct file file = {0};
        int64_t blocks = heap.blocks;

        heap.calls = 0;
        heap.fail_at = n;
        rc = export_all(world.registry, SVCCOMM_TRANSFER_CSV, &file);
        heap.fail_at = 0;
        assert_int_equal(heap.blocks, blocks);
        if (rc == 0)
            check_same(&expected, &file);
        free(file.bytes);
    }
    assert_int_equal(rc, 0);
    free(expected.bytes);
    world_free(&world);
    assert_int_equal(heap.blocks, 0);
}

/* ---- arguments ---- */

static void arguments_are_checked(void **state)
{
    svccomm_registry *registry = registry_with(NULL);
    struct file file = {0};
    svccomm_import_report report = {.size = 8};

    (void)state;
#define EXPORT(r, f, w) svccomm_registry_export(r, NULL, f, w, &file, NULL)
#define IMPORT(r, f, w, now, report) svccomm_registry_import(r, f, w, &file, now, report, NULL)
    assert_int_equal(EXPORT(NULL, 1, file_write), SVCCOMM_E_ARGUMENT);
    assert_int_equal(EXPORT(registry, 0, file_write), SVCCOMM_E_ARGUMENT);
    assert_int_equal(EXPORT(registry, 4, file_write), SVCCOMM_E_ARGUMENT);
    assert_int_equal(EXPORT(registry, 1, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(IMPORT(NULL, 0, file_read, T0, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(IMPORT(registry, 4, file_read, T0, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(IMPORT(registry, 0, NULL, T0, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(IMPORT(registry, 0, file_read, INT64_MIN, NULL), SVCCOMM_E_RANGE);
    assert_int_equal(IMPORT(registry, 0, file_read, T0, &report), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_import_report_init(NULL, sizeof report), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_import_report_init(&report, 8), SVCCOMM_E_STRUCT_SIZE);
    svccomm_registry_free(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export_import_export_is_byte_identical),
        cmocka_unit_test(an_empty_registry_is_exported_and_read),
        cmocka_unit_test(totals_go_on_after_an_import),
        cmocka_unit_test(a_record_that_exists_is_merged),
        cmocka_unit_test(where_records_were_deleted_revisions_go_on),
        cmocka_unit_test(a_scope_that_no_rule_explains_is_of_both_ends),
        cmocka_unit_test(attempts_alone_are_a_headline),
        cmocka_unit_test(flows_go_on_after_an_import),
        cmocka_unit_test(a_refused_import_changes_nothing),
        cmocka_unit_test(no_two_records_get_the_same_revision),
        cmocka_unit_test(equal_revisions_go_on_in_the_order_of_the_file),
        cmocka_unit_test(another_interval_is_told),
        cmocka_unit_test(flows_are_points_where_the_registry_takes_them_for_points),
        cmocka_unit_test(a_cap_refuses_the_whole_import),
        cmocka_unit_test(a_query_says_what_is_exported),
        cmocka_unit_test(a_record_is_written_as_in_the_export),
        cmocka_unit_test(callbacks_may_not_change_the_registry),
        cmocka_unit_test(a_failing_write_callback_is_told),
        cmocka_unit_test(a_failing_read_callback_changes_nothing),
        cmocka_unit_test(every_allocation_of_an_import_may_fail),
        cmocka_unit_test(every_allocation_of_an_export_may_fail),
        cmocka_unit_test(arguments_are_checked),
    };

    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
