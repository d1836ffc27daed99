/* SPDX-License-Identifier: MIT
 * The order, limit and start of a list, as list and export take them. */
#ifndef CLI_QUERIES_H
#define CLI_QUERIES_H

#include "cli.h"

#include <svccomm/cursor.h>

extern const struct option_spec query_options[];

/* Reads filters and order; `query` points to `filter`. 0 or an exit code, after saying what is
 * wrong. */
int queries_read(const struct cli *cli, svccomm_filter *filter, svccomm_query *query);

#endif
