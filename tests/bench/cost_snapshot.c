/* SPDX-License-Identifier: MIT
 * cost_snapshot CASE SIZE: one snapshot into a registry that holds little or much, for callgrind,
 * which counts the instructions below measured_ingest() or measured_flush(): cost_snapshot.py
 * compares (design N12).
 *
 *   clients   SIZE clients of one listener are known; the snapshot has 10 connections of it
 *   wildcards SIZE addresses are owned by a host with 100 wildcard binds; the snapshot has the
 *             binds and 10 connections
 *   evictions SIZE addresses are owned by a host; the snapshot has 100 new wildcard binds, for
 * which as many of before are evicted at the cap, and 10 connections */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "svccomm/svccomm.h"

#define SECOND INT64_C(1000000000)
#define SEEN 10

static svccomm_registry *registry;
static svccomm_snapshot *snapshot;
static svccomm_row *rows;
static size_t row_count;
static int64_t now = 1000 * SECOND;
static uint64_t put_items;

static int count_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    (void)user, (void)kind, (void)items, (void)size;
    put_items += count;
    return 0;
}

static int no_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    (void)user, (void)kind, (void)sink;
    return 0;
}

static void check(int rc)
{
    if (rc < 0) {
        fprintf(stderr, "cost_snapshot: %s\n", svccomm_strerror(rc));
        exit(1);
    }
}

static void set_v4(uint8_t *address, uint32_t number)
{
    address[10] = address[11] = 0xff;
    address[12] = (uint8_t)(number >> 24);
    address[13] = (uint8_t)(number >> 16);
    address[14] = (uint8_t)(number >> 8);
    address[15] = (uint8_t)number;
}

static void add_row(uint32_t local, uint16_t port, uint32_t remote, uint16_t remote_port)
{
    svccomm_row *row = &rows[row_count++];

    memset(row, 0, sizeof *row);
    set_v4(row->local, local);
    if (remote != 0)
        set_v4(row->remote, remote);
    row->local_port = port;
    row->remote_port = remote_port;
    row->protocol = SVCCOMM_PROTO_TCP;
    row->state = remote != 0 ? SVCCOMM_STATE_ESTABLISHED : SVCCOMM_STATE_LISTEN;
}

/* A listener, and connections of `count` clients. */
static void rows_of_clients(size_t count)
{
    size_t i;

    row_count = 0;
    add_row(0x0a000005, 443, 0, 0);
    for (i = 0; i < count; i++)
        add_row(0x0a000005, 443, 0x0b000000 + (uint32_t)i, 50000);
}

/* 100 wildcard binds, and one connection to each of `count` addresses. */
static void rows_of_wildcards(size_t count)
{
    size_t i;

    row_count = 0;
    for (i = 0; i < 100; i++)
        add_row(0, (uint16_t)(1000 + i), 0, 0);
    for (i = 0; i < count; i++)
        add_row(0x0a000000 + (uint32_t)i, (uint16_t)(1000 + i % 100), 0x0b000000, 50000);
}

/* 100 wildcard binds at other ports each time, and a connection to each of `count` addresses. */
static void rows_of_evictions(size_t count)
{
    static uint16_t first = 1000;
    size_t i;

    row_count = 0;
    first = (uint16_t)(first + 100);
    for (i = 0; i < 100; i++)
        add_row(0, (uint16_t)(first + i), 0, 0);
    add_row(0, 443, 0, 0);
    for (i = 0; i < count; i++)
        add_row(0x0a000000 + (uint32_t)i, 443, 0x0b000000, 50000);
}

static void take_rows(void)
{
    svccomm_snapshot_info info;

    now += SECOND;
    check(svccomm_snapshot_info_init(&info, sizeof info));
    info.host = 1;
    info.time = now;
    check(svccomm_snapshot_begin(snapshot, &info));
    check(svccomm_snapshot_add_rows(snapshot, rows, row_count, sizeof *rows, NULL, NULL));
    check(svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_TCP));
}

/* What is counted, called by names that callgrind finds. */
#if defined(__GNUC__)
#define ALONE __attribute__((noinline))
#else
#define ALONE
#endif

void measured_ingest(void);
ALONE void measured_ingest(void)
{
    check(svccomm_registry_ingest_snapshot(registry, snapshot, now, NULL, NULL));
}

void measured_flush(void);
ALONE void measured_flush(void)
{
    check(svccomm_registry_flush(registry, NULL));
}

/* The snapshot is measured as a later one: memory is there, and the order of eviction. */
static void warm_up(void (*rows_of)(size_t count))
{
    rows_of(SEEN);
    take_rows();
    check(svccomm_registry_ingest_snapshot(registry, snapshot, now, NULL, NULL));
    check(svccomm_registry_flush(registry, NULL));
}

static uint64_t evicted(void)
{
    svccomm_counts counts;

    check(svccomm_counts_init(&counts, sizeof counts));
    check(svccomm_registry_counts(registry, &counts));
    return counts.evicted_endpoints;
}

static void open_registry(uint64_t max_endpoints)
{
    svccomm_registry_config config;
    svccomm_storage storage;

    check(svccomm_registry_config_init(&config, sizeof config));
    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_endpoints = max_endpoints;

    check(svccomm_storage_init(&storage, sizeof storage));
    storage.put = count_put;
    storage.erase = count_put;
    storage.scan = no_scan;
    check(svccomm_registry_new(&registry, &config));
    check(svccomm_registry_open(registry, &storage, NULL));
    check(svccomm_snapshot_new(&snapshot, NULL));
}

int main(int argc, char **argv)
{
    void (*rows_of)(size_t count);
    int evictions;
    size_t size;

    if (argc != 3)
        return 2;
    evictions = strcmp(argv[1], "evictions") == 0;
    rows_of = strcmp(argv[1], "clients") == 0 ? rows_of_clients : rows_of_wildcards;
    rows_of = evictions ? rows_of_evictions : rows_of;
    size = (size_t)strtoul(argv[2], NULL, 10);
    rows = calloc(size + 102, sizeof *rows);
    if (rows == NULL)
        return 1;
    open_registry(evictions ? size + 101 : 1u << 22);
    rows_of(size);
    take_rows();
    check(svccomm_registry_ingest_snapshot(registry, snapshot, now, NULL, NULL));
    check(svccomm_registry_flush(registry, NULL));
    if (evictions)
        warm_up(rows_of);
    rows_of(SEEN);
    put_items = 0;
    take_rows();
    measured_ingest();
    measured_flush();
    if (evicted() != (evictions ? 200 : 0))
        return 1;
    printf("%llu\n", (unsigned long long)put_items);
    svccomm_registry_free(registry);
    svccomm_snapshot_free(snapshot);
    free(rows);
    return 0;
}
