/* SPDX-License-Identifier: MIT
 * Lists of records, as `list` and `observe` print them. */
#ifndef CLI_RECORD_LIST_H
#define CLI_RECORD_LIST_H

#include "cli.h"

#include <svccomm/cursor.h>

/* Takes a record; another result than 0 ends the list. */
typedef int (*record_fn)(void *user, const svccomm_record *record);

/* Gives the records of a query to `each`. `next` (CURSOR_TEXT_SIZE, or NULL) becomes the cursor
 * that goes on after the query's limit, or "". 0 or an exit code, after saying what is wrong. */
int record_list_each(svccomm_registry *registry, const svccomm_query *query, record_fn each,
                     void *user, char *next);

/* Prints the list as a table, or with --json. */
int record_list_print(const struct cli *cli, svccomm_registry *registry,
                      const svccomm_query *query);

#endif
