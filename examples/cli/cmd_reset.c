/* SPDX-License-Identifier: MIT
 * svccomm reset: starts the counting of communications anew. */
#include "bulk.h"
#include "filters.h"

static int run(const struct cli *cli)
{
    return bulk_run(cli, svccomm_registry_reset, "reset");
}

const struct command reset_command = {
    .name = "reset",
    .operands = "",
    .summary = "Starts the statistics of communications anew",
    .details = "Of all, or of those that pass the filters. Names, notes and evidence stay. Without "
               "--yes\nit only says how many there are.",
    .sets = {filter_options, NULL},
    .run = run,
};
