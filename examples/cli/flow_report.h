/* SPDX-License-Identifier: MIT
 * The report of files of flows. */
#ifndef CLI_FLOW_REPORT_H
#define CLI_FLOW_REPORT_H

#include "cli.h"
#include "flow_file.h"
#include "intervals.h"

/* What `flows` did. */
struct flow_report {
    const struct flow_file *files;
    size_t count;
    const char *host; /* NULL: none */
    uint64_t host_id;
    const struct flow_intake *intake;
    const struct intervals *intervals;
};

/* Says on stderr what is wrong with a file. */
void flow_report_faults(const struct flow_file *file);

/* Says on stderr how much was in a file. */
void flow_report_file(const struct flow_file *file);

/* Prints the report: on stderr, or with --json on stdout. */
void flow_report_print(const struct cli *cli, const struct flow_report *report);

/* The numbers of an intake that are not 0, on stderr. */
void flow_report_say(const struct flow_intake *intake);

#endif
