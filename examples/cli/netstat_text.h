/* SPDX-License-Identifier: MIT
 * Text files of sockets, read into one snapshot, and the report of what became of their lines. */
#ifndef CLI_NETSTAT_TEXT_H
#define CLI_NETSTAT_TEXT_H

#include "cli.h"

#include <svccomm/registry.h>
#include <svccomm/snapshot.h>

/* What became of a snapshot; `files` has one report for each operand. */
struct netstat_report {
    const svccomm_snapshot_info *info;
    uint32_t coverage;
    svccomm_text_report *files;
    svccomm_ingest_report ingest;
};

/* Reads every operand into the snapshot, which was begun; says what was wrong with their rows.
 * 0 or an exit code, after saying what is wrong. */
int netstat_text_read(const struct cli *cli, svccomm_snapshot *snapshot, uint32_t format,
                      struct netstat_report *report);

/* Prints the report. */
void netstat_report_print(const struct cli *cli, const struct netstat_report *report);

#endif
