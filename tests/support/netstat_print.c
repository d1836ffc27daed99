/* SPDX-License-Identifier: MIT
 * netstat_print FILE: reads a text of a netstat-like program and prints each row as a line of JSON;
 * the last line is what became of the lines, `{"report": …}`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print_support.h"

/* A byte that is no plain letter is written as the letter of Latin-1. */
static void print_process(const char *process)
{
    if (process == NULL) {
        printf("\"process\": null}\n");
        return;
    }
    printf("\"process\": \"");
    for (; *process != '\0'; process++)
        if ((unsigned char)*process < ' ' || (unsigned char)*process > '~' || *process == '"' ||
            *process == '\\')
            printf("\\u%04x", (unsigned)(unsigned char)*process);
        else
            putchar(*process);
    printf("\"}\n");
}

static void print_rows(const svccomm_snapshot *snapshot)
{
    uint64_t count = svccomm_snapshot_row_count(snapshot), i;
    svccomm_row row;

    for (i = 0; i < count; i++) {
        check(svccomm_snapshot_rows(snapshot, i, &row, 1, sizeof row), "rows");
        printf("{\"protocol\": %u, \"state\": %u, ", row.protocol, row.state);
        print_address("local", row.local);
        print_address("remote", row.remote);
        printf("\"local_port\": %u, \"remote_port\": %u, ", row.local_port, row.remote_port);
        print_process(row.process);
    }
}

int main(int argc, char **argv)
{
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;
    svccomm_text_report report;
    size_t length;
    char *text;

    if (argc != 2) {
        fprintf(stderr, "usage: netstat_print FILE\n");
        return 2;
    }
    text = read_file(argv[1], &length);
    check(svccomm_snapshot_info_init(&info, sizeof info), "info");
    check(svccomm_text_report_init(&report, sizeof report), "report");
    info.host = 1;
    check(svccomm_snapshot_new(&snapshot, NULL), "snapshot_new");
    check(svccomm_snapshot_begin(snapshot, &info), "snapshot_begin");
    check(svccomm_snapshot_text_begin(snapshot, SVCCOMM_FORMAT_DETECT), "text_begin");
    check(svccomm_snapshot_text(snapshot, text, length), "text");
    check(svccomm_snapshot_text_end(snapshot, &report, NULL), "text_end");
    print_rows(snapshot);
    printf("{\"report\": {\"lines\": %" PRIu64 ", \"taken\": %" PRIu64 ", \"skipped\": %" PRIu64
           ", \"doubtful\": %" PRIu64 ", \"formats\": %" PRIu32 ", \"coverage\": %" PRIu32 "}}\n",
           report.lines, report.taken, report.skipped, report.doubtful, report.formats,
           svccomm_snapshot_coverage(snapshot));
    svccomm_snapshot_free(snapshot);
    free(text);
    return 0;
}
