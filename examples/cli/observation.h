/* SPDX-License-Identifier: MIT
 * One run of `observe`: this host's sockets sampled, and flows received meanwhile. */
#ifndef CLI_OBSERVATION_H
#define CLI_OBSERVATION_H

#include "collector.h"
#include "database.h"
#include "live.h"

struct observation {
    const struct cli *cli;
    uint64_t samples; /* 0: until a signal */
    int64_t every;
    uint64_t port; /* of --netflow */
    char host[SVCCOMM_STRING_MAX + 1];
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;
    struct live live;
    struct database database;
    struct collector collector;   /* off without --netflow */
    uint64_t number;              /* of the newest sample, from 1 */
    size_t sockets;               /* in it */
    svccomm_ingest_report report; /* of it */
    int64_t written;              /* when the database was (stop.h's clock) */
};

/* Samples, and receives flows between two samples, until all samples are taken or a signal comes;
 * everything is written then. 0 or an exit code, after saying what is wrong. */
int observation_run(struct observation *observation);

#endif
