/* SPDX-License-Identifier: MIT
 * bench_netstat [ROWS [REPETITIONS [DIALECT]]]: what netstat text costs per row, in each dialect: a
 * bare loop, parsing into a snapshot, and parsing and ingesting into a warm registry, interleaved
 * in one run. Prints one JSON object: medians, ratios to the bare loop of the same repetition, and
 * their spread (design section 12). */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_netstat_text.h"
#include "svccomm/svccomm.h"

#define REPETITIONS_MAX 101
#define CHUNK 65536u

struct bench {
    const struct bench_kind *kind;
    const char *text;
    size_t length;
    size_t rows;
    svccomm_snapshot *snapshot;
    svccomm_registry *registry;
    int64_t time;
    uint64_t sum;
};

static double clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void check(int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "bench_netstat: %s: %s\n", what, svccomm_strerror(rc));
    exit(1);
}

static void parse(struct bench *bench)
{
    svccomm_snapshot_info info;
    svccomm_text_report report;
    size_t at, length;

    svccomm_snapshot_info_init(&info, sizeof info);
    svccomm_text_report_init(&report, sizeof report);
    info.host = 7;
    info.time = bench->time += INT64_C(60000000000);
    check(svccomm_snapshot_begin(bench->snapshot, &info), "begin");
    check(svccomm_snapshot_text_begin(bench->snapshot, SVCCOMM_FORMAT_DETECT), "text_begin");
    for (at = 0; at < bench->length; at += length) {
        length = bench->length - at < CHUNK ? bench->length - at : CHUNK;
        check(svccomm_snapshot_text(bench->snapshot, bench->text + at, length), "text");
    }
    check(svccomm_snapshot_text_end(bench->snapshot, &report, NULL), "text_end");
    if (report.taken != bench->rows)
        check(SVCCOMM_E_INTERNAL, "rows taken");
    if (bench->kind->half_covered) /* let the snapshot be complete all the same */
        check(svccomm_snapshot_cover(bench->snapshot, SVCCOMM_COVER_TCP), "cover");
}

static double time_bare(struct bench *bench)
{
    double start = clock_ns();

    if (bench->kind->bare(bench->text, bench->text + bench->length, &bench->sum) != bench->rows)
        check(SVCCOMM_E_INTERNAL, "rows of the bare loop");
    return clock_ns() - start;
}

static double time_parse(struct bench *bench)
{
    double start = clock_ns();

    parse(bench);
    return clock_ns() - start;
}

static double time_ingest(struct bench *bench)
{
    double start = clock_ns();

    parse(bench);
    check(
        svccomm_registry_ingest_snapshot(bench->registry, bench->snapshot, bench->time, NULL, NULL),
        "ingest");
    return clock_ns() - start;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* "NAME": {"median": …, "least": …, "most": …}; sorts the values. */
static void print_spread(const char *name, double *values, size_t count, const char *after)
{
    qsort(values, count, sizeof *values, by_value);
    printf("\"%s\": {\"median\": %.2f, \"least\": %.2f, \"most\": %.2f}%s", name, values[count / 2],
           values[0], values[count - 1], after);
}

static void run(const struct bench_kind *kind, size_t rows, size_t repetitions)
{
    static double bare[REPETITIONS_MAX], parsed[REPETITIONS_MAX], ingested[REPETITIONS_MAX];
    static double parse_ratio[REPETITIONS_MAX], ingest_ratio[REPETITIONS_MAX];
    struct bench bench = {kind, NULL, 0, rows, NULL, NULL, INT64_C(1767225600000000000), 0};
    char *text = bench_text(kind, rows, &bench.length);
    size_t i;

    bench.text = text;
    check(svccomm_snapshot_new(&bench.snapshot, NULL), "snapshot_new");
    check(svccomm_registry_new(&bench.registry, NULL), "registry_new");
    time_bare(&bench);
    time_ingest(&bench); /* makes the records; what follows meets a warm registry */
    for (i = 0; i < repetitions; i++) {
        bare[i] = time_bare(&bench) / (double)rows;
        parsed[i] = time_parse(&bench) / (double)rows;
        ingested[i] = time_ingest(&bench) / (double)rows;
        parse_ratio[i] = parsed[i] / bare[i];
        ingest_ratio[i] = ingested[i] / bare[i];
    }
    printf("{\"bytes_per_row\": %.1f, ", (double)bench.length / (double)rows);
    print_spread("bare_ns", bare, repetitions, ", ");
    print_spread("parse_ns", parsed, repetitions, ", ");
    print_spread("parse_and_ingest_ns", ingested, repetitions, ", ");
    print_spread("parse_ratio", parse_ratio, repetitions, ", ");
    print_spread("parse_and_ingest_ratio", ingest_ratio, repetitions, ", ");
    printf("\"check\": %llu}", (unsigned long long)bench.sum);
    svccomm_registry_free(bench.registry);
    svccomm_snapshot_free(bench.snapshot);
    free(text);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 100000;
    size_t repetitions = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 11;
    size_t i;

    if (rows == 0 || rows > 10000000 || repetitions == 0 || repetitions > REPETITIONS_MAX) {
        fprintf(stderr, "usage: bench_netstat [ROWS [REPETITIONS (1 to 101) [DIALECT]]]\n");
        return 2;
    }
    printf("{\"rows\": %zu, \"repetitions\": %zu", rows, repetitions);
    for (i = 0; i < BENCH_KINDS; i++) {
        if (argc > 3 && strcmp(argv[3], bench_kinds[i].name) != 0)
            continue;
        printf(", \"%s\": ", bench_kinds[i].name);
        run(&bench_kinds[i], rows, repetitions);
    }
    printf("}\n");
    return 0;
}
