/* SPDX-License-Identifier: MIT
 * What a snapshot is of: the options that netstat and observe share. */
#ifndef CLI_SNAPSHOT_INFO_H
#define CLI_SNAPSHOT_INFO_H

#include "cli.h"

#include <svccomm/snapshot.h>

/* A snapshot handle with random hash keys. 0 or an exit code, after saying what is wrong. */
int snapshot_make(svccomm_snapshot **snapshot);

/* Fills host and realm; `host` is the name. 0 or an exit code, after saying what is wrong. */
int snapshot_of_host(const struct cli *cli, const char *host, svccomm_snapshot_info *info);

#endif
