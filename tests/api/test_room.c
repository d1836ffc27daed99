/* SPDX-License-Identifier: MIT
 * Room for what changes is reserved before anything does (A5): cases that once wrote beyond it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "svccomm/svccomm.h"

#define SECOND INT64_C(1000000000)

static const uint8_t shared[16] = {[10] = 0xff, 0xff, 10, 0, 0, 9};

static int take_items(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    (void)user, (void)kind, (void)items, (void)count, (void)size;
    return 0;
}

/* 70 endpoints at one address that nobody owns. */
static int give_endpoints(void *user, uint32_t kind, svccomm_sink *sink)
{
    svccomm_endpoint endpoint;
    int rc = 0;
    uint16_t port;

    (void)user;
    for (port = 1; kind == SVCCOMM_KIND_ENDPOINT && rc == 0 && port <= 70; port++) {
        memset(&endpoint, 0, sizeof endpoint);
        memcpy(endpoint.key.address, shared, sizeof shared);
        endpoint.key.protocol = SVCCOMM_PROTO_TCP;
        endpoint.key.port = port;
        endpoint.own_listen = endpoint.last_seen = endpoint.process_seen = SVCCOMM_NO_TIME;
        rc = svccomm_sink_put(sink, &endpoint, 1, sizeof endpoint);
    }
    return rc;
}

static svccomm_registry *open_registry(const svccomm_registry_config *config)
{
    svccomm_registry *registry;
    svccomm_storage storage;

    svccomm_storage_init(&storage, sizeof storage);
    storage.put = storage.erase = take_items;
    storage.scan = give_endpoints;
    assert_int_equal(svccomm_registry_new(&registry, config), 0);
    assert_int_equal(svccomm_registry_open(registry, &storage, NULL), 0);
    return registry;
}

/* Connections of the clients `first` to `first + count - 1`. */
static void ingest(svccomm_registry *registry, int64_t time, uint8_t first, uint8_t count)
{
    svccomm_row rows[128];
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;
    uint8_t i;

    memset(rows, 0, sizeof rows);
    for (i = 0; i < count; i++) {
        memcpy(rows[i].local, shared, sizeof shared);
        memcpy(rows[i].remote, shared, sizeof shared);
        rows[i].remote[15] = (uint8_t)(first + i);
        rows[i].local_port = 80;
        rows[i].remote_port = 40000;
        rows[i].protocol = SVCCOMM_PROTO_TCP;
        rows[i].state = SVCCOMM_STATE_ESTABLISHED;
    }
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 7;
    info.time = time;
    assert_int_equal(svccomm_snapshot_new(&snapshot, NULL), 0);
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_add_rows(snapshot, rows, count, sizeof rows[0], NULL, NULL),
                     0);
    svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_TCP);
    assert_int_equal(svccomm_registry_ingest_snapshot(registry, snapshot, time, NULL, NULL), 0);
    svccomm_snapshot_free(snapshot);
}

static void an_address_with_many_endpoints_is_taken_over_by_a_new_host(void **state)
{
    svccomm_registry *registry = open_registry(NULL);
    svccomm_counts counts;

    (void)state;
    ingest(registry, SECOND, 100, 1);
    svccomm_counts_init(&counts, sizeof counts);
    svccomm_registry_counts(registry, &counts);
    assert_true(counts.unflushed >= 70);
    assert_int_equal(svccomm_registry_flush(registry, NULL), 0);
    svccomm_registry_free(registry);
}

static void a_new_record_evicts_one_and_never_what_was_just_seen(void **state)
{
    svccomm_registry_config config;
    svccomm_registry *registry;
    svccomm_counts counts;

    (void)state;
    svccomm_registry_config_init(&config, sizeof config);
    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_records = 100;
    registry = open_registry(&config);
    ingest(registry, SECOND, 101, 100);
    assert_int_equal(svccomm_registry_flush(registry, NULL), 0);
    ingest(registry, 2 * SECOND, 100, 100); /* 100 is new and comes first; 200 is not seen */
    svccomm_counts_init(&counts, sizeof counts);
    svccomm_registry_counts(registry, &counts);
    assert_int_equal(counts.evicted, 1);
    assert_int_equal(counts.records, 100);
    assert_int_equal(svccomm_registry_flush(registry, NULL), 0);
    svccomm_registry_free(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_with_many_endpoints_is_taken_over_by_a_new_host),
        cmocka_unit_test(a_new_record_evicts_one_and_never_what_was_just_seen),
    };

    return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
