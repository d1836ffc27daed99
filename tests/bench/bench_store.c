/* SPDX-License-Identifier: MIT
 * bench_store [--records N] [--changes N] [--runs N] DATABASE...: what a database costs: opening a
 * registry of so many records, flushing so many changes, a filtered page of 100, each beside a bare
 * loop over the same rows by the same client; of writing, the mean of three. Databases are named as
 * for svccomm and have to be empty. Prints one JSON object: medians, ratios to the bare loop of the
 * same repetition, and their spread. The databases' pages are in the page cache. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/store.h"
#include "store_bare.h"
#include "svccomm/svccomm.h"

#define RUNS_MAX 101
#define PAGE 100
#define WRITES 3 /* LMDB takes pages back by turns of three transactions, whose costs differ */
#define MINUTE INT64_C(60000000000)
#define START INT64_C(1767225600000000000)

struct bench {
    uint64_t records;
    uint64_t changes;
    size_t runs;
    int64_t time; /* of the newest flow */
    uint64_t rows;
    uint64_t rows_changed;
    uint64_t sum;
};

enum { OPEN, BARE_SCAN, FLUSH, BARE_WRITE, PAGE_OF, WORKS };

static double clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Neither of the two that write finds memory warm that what ran before has freed: a bare loop after
 * a registry of a million records would, and the flush of that registry would not. */
static void forget_memory(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void store_bare_check(int fine, const char *what)
{
    if (fine)
        return;
    fprintf(stderr, "bench_store: %s\n", what);
    exit(1);
}

static void check(int code, const struct store *store)
{
    if (code == 0)
        return;
    fprintf(stderr, "bench_store: %d %s\n", code, store == NULL ? "" : store->message);
    exit(1);
}

/* Record `i`: a client of its own for each of 5,000 listeners. */
static void make_flow(uint64_t i, int64_t time, svccomm_flow *flow)
{
    memset(flow, 0, sizeof *flow);
    svccomm_address_parse("10.0.0.0", 8, flow->source);
    svccomm_address_parse("192.168.0.0", 11, flow->destination);
    flow->source[13] = (uint8_t)(i >> 16);
    flow->source[14] = (uint8_t)(i >> 8);
    flow->source[15] = (uint8_t)i;
    flow->destination[14] = (uint8_t)(i % 5000 >> 8);
    flow->destination[15] = (uint8_t)(i % 5000);
    flow->source_port = (uint16_t)(40000 + i % 20000);
    flow->destination_port = 443;
    flow->protocol = SVCCOMM_PROTO_TCP;
    flow->tcp_flags = 0x1b;
    flow->start = time - MINUTE / 2;
    flow->end = time;
    flow->bytes = 1000 + i % 1000;
    flow->packets = 10;
}

/* One flow of each `step`th record. */
static void take_flows(struct bench *bench, svccomm_registry *registry, uint64_t count,
                       uint64_t step)
{
    static svccomm_flow flows[4096];
    svccomm_flow_batch batch;
    size_t n = 0;

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = batch.received = bench->time += MINUTE;
    for (uint64_t i = 0; i < count; i++) {
        make_flow(i * step, bench->time, &flows[n++]);
        if (n < sizeof flows / sizeof flows[0] && i + 1 < count)
            continue;
        check(svccomm_registry_ingest_flows(registry, flows, n, sizeof flows[0], &batch, NULL),
              NULL);
        n = 0;
    }
}

static struct store *open_store(const char *name)
{
    static const struct store_watch nothing;
    struct store *store = NULL;
    int code = store_open(name, false, &nothing, &store);

    check(store == NULL ? 1 : code, store);
    return store;
}

static svccomm_registry *open_registry(struct store *store)
{
    svccomm_registry_config config;
    svccomm_registry *registry = NULL;
    svccomm_storage callbacks;
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    svccomm_registry_config_init(&config, sizeof config);
    config.keep_segments = 2;
    check(svccomm_registry_new(&registry, &config), NULL);
    check(store_begin(store), store);
    store_callbacks(store, &callbacks);
    check(svccomm_registry_open(registry, &callbacks, &error), store);
    store_loaded(store);
    return registry;
}

static void close_all(svccomm_registry *registry, struct store *store)
{
    svccomm_registry_free(registry);
    store_close(store);
}

static void fill(struct bench *bench, const char *name)
{
    struct store *store = open_store(name);
    svccomm_registry *registry = open_registry(store);

    take_flows(bench, registry, bench->records, 1);
    take_flows(bench, registry, bench->records / 10, 10);
    check(svccomm_registry_flush(registry, NULL), store);
    close_all(registry, store);
}

/* The first hundred of those of one listener, in the middle of the list. */
static void read_page(svccomm_registry *registry, struct bench *bench)
{
    svccomm_query query;
    svccomm_filter filter;
    svccomm_cursor *cursor = NULL;
    static svccomm_record records[PAGE];

    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_LISTENER;
    svccomm_prefix_parse("192.168.9.0/24", 14, &filter.listener);
    query.filter = &filter;
    query.limit = PAGE;
    check(svccomm_cursor_new(&cursor, registry, &query), NULL);
    bench->sum += (uint64_t)svccomm_cursor_next(cursor, records, PAGE, sizeof records[0]);
    svccomm_cursor_free(cursor);
}

static uint64_t revision_of(const svccomm_registry *registry)
{
    svccomm_counts counts;

    svccomm_counts_init(&counts, sizeof counts);
    check(svccomm_registry_counts(registry, &counts), NULL);
    return counts.revision;
}

static double timed_flushes(struct bench *bench, svccomm_registry *registry, struct store *store)
{
    double began, taken = 0;
    int i;

    for (i = 0; i < WRITES; i++) {
        take_flows(bench, registry, bench->changes, bench->records / bench->changes);
        forget_memory();
        began = clock_ms();
        check(svccomm_registry_flush(registry, NULL), store);
        taken += clock_ms() - began;
    }
    return taken / WRITES;
}

static double timed_bare_writes(struct bench *bench, const struct store_bare *bare,
                                const char *name, uint64_t revision)
{
    struct store_rows *rows = bare->rows(name, revision, &bench->rows_changed);
    double began, taken = 0;
    int i;

    for (i = 0; i < WRITES; i++) {
        forget_memory();
        began = clock_ms();
        bare->write(rows);
        taken += clock_ms() - began;
    }
    bare->free(rows);
    return taken / WRITES;
}

static void run_once(struct bench *bench, const struct store_bare *bare, const char *name,
                     double taken[WORKS])
{
    double began = clock_ms();
    struct store *store = open_store(name);
    svccomm_registry *registry = open_registry(store);
    uint64_t revision;

    taken[OPEN] = clock_ms() - began;
    store_rollback(store);
    began = clock_ms();
    read_page(registry, bench);
    taken[PAGE_OF] = clock_ms() - began;
    revision = revision_of(registry);
    taken[FLUSH] = timed_flushes(bench, registry, store);
    close_all(registry, store);
    taken[BARE_WRITE] = timed_bare_writes(bench, bare, name, revision);
    began = clock_ms();
    bench->rows = bare->scan(name, &bench->sum);
    taken[BARE_SCAN] = clock_ms() - began;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_spread(const char *name, double *values, size_t count, const char *after)
{
    qsort(values, count, sizeof *values, compare_doubles);
    printf("\"%s\": {\"median\": %.3f, \"least\": %.3f, \"most\": %.3f}%s", name, values[count / 2],
           values[0], values[count - 1], after);
}

static void print_work(const char *name, double taken[RUNS_MAX][WORKS], size_t runs, int work,
                       const char *after)
{
    double values[RUNS_MAX];

    for (size_t i = 0; i < runs; i++)
        values[i] = taken[i][work];
    print_spread(name, values, runs, after);
}

static void print_ratio(const char *name, double taken[RUNS_MAX][WORKS], size_t runs, int work,
                        int bare)
{
    double values[RUNS_MAX];

    for (size_t i = 0; i < runs; i++)
        values[i] = taken[i][work] / taken[i][bare];
    print_spread(name, values, runs, ", ");
}

static void bench_database(struct bench *bench, const struct store_bare *bare, const char *name)
{
    static double taken[RUNS_MAX][WORKS];
    double began = clock_ms();

    bench->time = START;
    fill(bench, name);
    printf("\"%s\": {\"fill_ms\": %.0f, ", bare->client, clock_ms() - began);
    for (size_t i = 0; i < bench->runs; i++)
        run_once(bench, bare, name, taken[i]);
    printf("\"rows\": %" PRIu64 ", \"rows_flushed\": %" PRIu64 ", ", bench->rows,
           bench->rows_changed);
    print_work("open_ms", taken, bench->runs, OPEN, ", ");
    print_work("bare_scan_ms", taken, bench->runs, BARE_SCAN, ", ");
    print_ratio("open_ratio", taken, bench->runs, OPEN, BARE_SCAN);
    print_work("flush_ms", taken, bench->runs, FLUSH, ", ");
    print_work("bare_write_ms", taken, bench->runs, BARE_WRITE, ", ");
    print_ratio("flush_ratio", taken, bench->runs, FLUSH, BARE_WRITE);
    print_work("page_ms", taken, bench->runs, PAGE_OF, "}");
}

static const struct store_bare *bare_of(const char *name)
{
    static const struct store_bare *const all[] = {
#ifdef STORE_WITH_LMDB
        &store_bare_lmdb,
#endif
#ifdef STORE_WITH_POSTGRESQL
        &store_bare_postgresql,
#endif
        &store_bare_sqlite,
    };
    size_t i = 0;

    while (all[i]->scheme != NULL && strncmp(name, all[i]->scheme, strlen(all[i]->scheme)) != 0)
        i++;
    return all[i];
}

int main(int argc, char **argv)
{
    struct bench bench = {1000000, 10000, 11, 0, 0, 0, 0};
    int at = 1;

    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        uint64_t value = strtoull(argv[at + 1], NULL, 10);
        if (strcmp(argv[at], "--records") == 0)
            bench.records = value;
        else if (strcmp(argv[at], "--changes") == 0)
            bench.changes = value;
        else if (strcmp(argv[at], "--runs") == 0)
            bench.runs = value < RUNS_MAX ? (size_t)value : RUNS_MAX;
    }
    if (at == argc || bench.changes == 0 || bench.changes > bench.records || bench.runs == 0) {
        fprintf(stderr, "bench_store [--records N] [--changes N] [--runs N] DATABASE...\n");
        return 2;
    }
    printf("{\"records\": %" PRIu64 ", \"changes\": %" PRIu64 ", \"runs\": %zu, \"databases\": {",
           bench.records, bench.changes, bench.runs);
    for (int i = at; i < argc; i++) {
        printf(i > at ? ", " : "");
        bench_database(&bench, bare_of(argv[i]), argv[i]);
    }
    printf("}, \"sum\": %" PRIu64 "}\n", bench.sum);
    return 0;
}
