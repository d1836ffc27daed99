/* SPDX-License-Identifier: MIT
 * The text of VPC flow logs that a decoder reads. */
#ifndef SVCCOMM_INGEST_VPC_H
#define SVCCOMM_INGEST_VPC_H

#include "base/lines.h"
#include "ingest/vpc_columns.h"

/* How far the text is read. */
struct svccomm__vpc_place {
    uint64_t line; /* number of the latest line, empty ones counted */
    uint32_t open;
    uint32_t known; /* the first line was read, and is of VPC flow logs */
    struct svccomm__vpc_columns columns;
};

struct svccomm__vpc {
    struct svccomm__lines lines;
    struct svccomm__vpc_place place;
};

/* Ends the state; NULL is fine. */
void svccomm__vpc_free(struct svccomm__vpc *vpc, struct svccomm__memory *memory);

#endif
