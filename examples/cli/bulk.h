/* SPDX-License-Identifier: MIT
 * Actions on all records that pass the filters: dry runs without --yes. */
#ifndef CLI_BULK_H
#define CLI_BULK_H

#include "cli.h"

#include <svccomm/registry.h>

/* svccomm_registry_delete_matching() or svccomm_registry_reset(). */
typedef int (*bulk_fn)(svccomm_registry *registry, const svccomm_filter *filter, int dry_run,
                       int64_t now, uint64_t *count);

/* Runs it, saves, and says how many there were; `done` is the word for it ("deleted"). */
int bulk_run(const struct cli *cli, bulk_fn action, const char *done);

/* Says what was done, or would be: "deleted 3 communications". */
void bulk_print(const struct cli *cli, const char *done, uint64_t count, bool dry_run);

#endif
