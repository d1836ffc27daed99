/* SPDX-License-Identifier: MIT
 * The C worker of bench_bindings.py: what the workers of other languages are measured against.
 *
 *   bindings_c --make FILE EVENTS KEYS    writes the workload: svccomm_flow structs, as in memory
 *   bindings_c FILE                       for each line on stdin one round, and its time on stdout
 *
 * A round takes the file into a new registry, a buffer of 4,096 flows at a time, and prints the
 * nanoseconds for each event. The file is read before. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "flow_feed.h"

#define BUFFER 4096u

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int make(const char *path, size_t events, uint32_t keys)
{
    static svccomm_flow buffer[BUFFER];
    struct flow_load load;
    FILE *file = fopen(path, "wb");

    if (file == NULL)
        fail(path);
    flow_load_make(&load, events, keys, 0);
    for (size_t at = 0, count; at < events; at += count) {
        count = events - at < BUFFER ? events - at : BUFFER;
        flow_feed_structs(&load, at, count, 0, buffer);
        if (fwrite(buffer, sizeof *buffer, count, file) != count)
            fail(path);
    }
    flow_load_free(&load);
    if (fclose(file) != 0)
        fail(path);
    return 0;
}

static svccomm_flow *read_flows(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    svccomm_flow *flows;
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) <= 0)
        fail(path);
    rewind(file);
    *count = (size_t)size / sizeof *flows;
    flows = malloc((size_t)size);
    if (flows == NULL || fread(flows, sizeof *flows, *count, file) != *count)
        fail(path);
    fclose(file);
    return flows;
}

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void ingest(svccomm_registry *registry, const svccomm_flow *flows, size_t count)
{
    svccomm_flow_batch batch;
    svccomm_flow_report report;

    flow_feed_check(svccomm_flow_batch_init(&batch, sizeof batch), "batch");
    flow_feed_check(svccomm_flow_report_init(&report, sizeof report), "report");
    batch.now = flows[count - 1].end;
    flow_feed_check(
        svccomm_registry_ingest_flows(registry, flows, count, sizeof *flows, &batch, &report),
        "ingest");
    if (report.events != count)
        flow_feed_check(SVCCOMM_E_INTERNAL, "not every flow became an event");
}

static double run_round(const svccomm_flow *flows, size_t all)
{
    svccomm_registry *registry = flow_feed_registry(NULL, SVCCOMM_SPANS_KEEP_DEFAULT, 0);
    double start = now_ns(), spent;

    for (size_t at = 0, count; at < all; at += count) {
        count = all - at < BUFFER ? all - at : BUFFER;
        ingest(registry, flows + at, count);
    }
    spent = now_ns() - start;
    svccomm_registry_free(registry);
    return spent / (double)all;
}

int main(int argc, char **argv)
{
    svccomm_flow *flows;
    size_t count;

    if (argc == 5 && strcmp(argv[1], "--make") == 0)
        return make(argv[2], strtoul(argv[3], NULL, 10), (uint32_t)strtoul(argv[4], NULL, 10));
    if (argc != 2)
        return 2;
    flows = read_flows(argv[1], &count);
    for (int c; (c = getchar()) != EOF;) {
        if (c != '\n')
            continue;
        printf("%.3f\n", run_round(flows, count));
        fflush(stdout);
    }
    free(flows);
    return 0;
}
