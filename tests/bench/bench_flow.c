/* SPDX-License-Identifier: MIT
 * bench_flow: what a flow costs, from structs and from the bytes of NetFlow v5, v9 and IPFIX, next
 * to bare loops over the same workload, interleaved in one run. Prints one JSON object: medians,
 * ratios to the bare loop of the same run, and their spread (design section 12). */
#define _POSIX_C_SOURCE 200809L
#include "bench_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "flow_report.h"

#define KEYS_MAX 8u

struct options {
    size_t events;
    size_t runs;
    uint32_t keys[KEYS_MAX];
    size_t key_counts;
    int skip[2]; /* Zipf, uniform: whether it is left out */
    int huge;
    uint32_t keep;
};

double bench_flow_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void usage(void)
{
    fprintf(stderr, "usage: bench_flow [--quick] [--events N] [--keys N[,N…]] [--runs N]\n"
                    "                  [--draw zipf|uniform] [--pages huge|small] [--keep K]\n"
                    "Defaults: 10000000 events, 1000000,10000,10000000 keys, 11 runs, both draws,\n"
                    "huge pages, 4 segments kept. --quick: 20000 events, 2000 keys, 3 runs.\n");
    exit(2);
}

static uint64_t number(const char *text, char **end, uint64_t most)
{
    unsigned long long value = strtoull(text, end, 10);

    if (*end == text || value == 0 || value > most)
        usage();
    return value;
}

static void read_keys(struct options *options, const char *text)
{
    char *end;

    options->key_counts = 0;
    do {
        if (options->key_counts == KEYS_MAX)
            usage();
        options->keys[options->key_counts++] = (uint32_t)number(text, &end, 100000000);
        text = end + 1;
    } while (*end == ',');
    if (*end != 0)
        usage();
}

static uint64_t read_number(const char *text, uint64_t most)
{
    char *end;
    uint64_t value = number(text, &end, most);

    if (*end != 0)
        usage();
    return value;
}

/* Which of two words it is. */
static int is_first(const char *text, const char *first, const char *second)
{
    if (strcmp(text, first) != 0 && strcmp(text, second) != 0)
        usage();
    return strcmp(text, first) == 0;
}

static void be_quick(struct options *options)
{
    options->events = 20000;
    options->runs = 3;
    options->keys[0] = 2000;
    options->key_counts = 1;
}

static void read_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--events") == 0)
        options->events = (size_t)read_number(value, 1000000000);
    else if (strcmp(name, "--runs") == 0)
        options->runs = (size_t)read_number(value, FLOW_REPORT_RUNS_MAX);
    else if (strcmp(name, "--keep") == 0)
        options->keep = (uint32_t)read_number(value, SVCCOMM_SPANS_KEEP_MAX);
    else if (strcmp(name, "--keys") == 0)
        read_keys(options, value);
    else if (strcmp(name, "--draw") == 0)
        options->skip[is_first(value, "zipf", "uniform")] = 1;
    else if (strcmp(name, "--pages") == 0)
        options->huge = is_first(value, "huge", "small");
    else
        usage();
}

static void read_options(struct options *options, int argc, char **argv)
{
    int i = 1;

    if (argc > 1 && strcmp(argv[1], "--quick") == 0) {
        be_quick(options);
        i++;
    }
    for (; i + 1 < argc; i += 2)
        read_option(options, argv[i], argv[i + 1]);
    if (i < argc)
        usage();
}

static void print_workload(struct bench_flow *bench)
{
    printf("\"structs\": {");
    bench_flow_structs(bench);
    printf("}, \"v5\": {");
    bench_flow_datagrams(bench, FLOW_WIRE_V5);
    printf("}, \"v9\": {");
    bench_flow_datagrams(bench, FLOW_WIRE_V9);
    printf("}, \"ipfix\": {");
    bench_flow_datagrams(bench, FLOW_WIRE_IPFIX);
    printf("}, \"memory\": {");
    bench_flow_memory(bench);
    printf("}");
}

/* The heap has room for far more than a registry of so many keys takes: what is not used of it
 * costs nothing. */
static void run_workload(const struct options *options, uint32_t keys, int uniform)
{
    struct bench_flow bench = {0};

    bench.runs = options->runs;
    bench.huge = options->huge;
    bench.keep = options->keep;
    flow_load_make(&bench.load, options->events, keys, uniform);
    flow_bare_table_open(&bench.table, keys, options->huge);
    flow_heap_open(&bench.heap, ((size_t)1 << 30) + (size_t)keys * 4096, options->huge);
    bench.allocator = flow_heap_allocator(&bench.heap);
    printf("\"%s_%lu\": {", uniform ? "uniform" : "zipf", (unsigned long)keys);
    print_workload(&bench);
    printf("}");
    fflush(stdout);
    flow_heap_close(&bench.heap);
    flow_bare_table_close(&bench.table);
    flow_load_free(&bench.load);
}

int main(int argc, char **argv)
{
    struct options options = {.events = 10000000,
                              .runs = 11,
                              .keys = {1000000, 10000, 10000000},
                              .key_counts = 3,
                              .huge = 1,
                              .keep = SVCCOMM_SPANS_KEEP_DEFAULT};
    size_t i;
    int uniform;

    read_options(&options, argc, argv);
    printf("{\"events\": %zu, \"runs\": %zu, \"pages\": \"%s\", \"keep_segments\": %u",
           options.events, options.runs, options.huge ? "huge" : "small", (unsigned)options.keep);
    for (i = 0; i < options.key_counts; i++)
        for (uniform = 0; uniform < 2; uniform++)
            if (!options.skip[uniform]) {
                printf(", ");
                run_workload(&options, options.keys[i], uniform);
            }
    printf("}\n");
    return 0;
}
