/* SPDX-License-Identifier: MIT
 * One record of VPC flow logs. */
#ifndef SVCCOMM_INGEST_VPC_RECORD_H
#define SVCCOMM_INGEST_VPC_RECORD_H

#include "ingest/vpc_columns.h"
#include "svccomm/flow.h"

/* What a line is. */
#define SVCCOMM__VPC_DOUBTFUL 0
#define SVCCOMM__VPC_FLOW 1
#define SVCCOMM__VPC_NO_DATA 2
#define SVCCOMM__VPC_SKIP_DATA 3

/* Reads the line [at, end), *end being LF or CR, as a record with these columns. Gives an
 * SVCCOMM__VPC_ and writes `flow` if it is one; else what is there means nothing. */
int svccomm__vpc_record(const struct svccomm__vpc_columns *columns, const char *at, const char *end,
                        svccomm_flow *flow);

#endif
