/* SPDX-License-Identifier: MIT
 * svccomm list: the communications, filtered and sorted. */
#include "database.h"
#include "filters.h"
#include "queries.h"
#include "record_list.h"

static int run(const struct cli *cli)
{
    struct database database;
    svccomm_filter filter;
    svccomm_query query;
    int code = queries_read(cli, &filter, &query);
    if (code != 0)
        return code;
    code = database_open(cli, &database, DATABASE_READ);
    if (code == 0)
        code = record_list_print(cli, database.registry, &query);
    database_close(&database);
    return code;
}

const struct command list_command = {
    .name = "list",
    .operands = "",
    .summary = "Lists the communications",
    .details =
        "ACT/TOT: samples in which it was connected, of all samples since it was found in which\n"
        "its listener (view listener) or its client's host (view client) was looked at. AVG:\n"
        "connections at a time. PERSIST: ACT in percent of TOT. EVENTS: flow records. ACTIVE, "
        "GAP:\n"
        "time with flows no further apart than the interval, and time between. Columns in which\n"
        "nothing is are left out, on a terminal also those that do not fit; --json has everything.",
    .sets = {query_options, filter_options, NULL},
    .run = run,
};
