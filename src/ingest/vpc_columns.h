/* SPDX-License-Identifier: MIT
 * Which column of VPC flow logs holds which field. */
#ifndef SVCCOMM_INGEST_VPC_COLUMNS_H
#define SVCCOMM_INGEST_VPC_COLUMNS_H

#include <stdint.h>

/* Fields that are read; the columns of all others, those of later versions too, are passed over. */
enum svccomm__vpc_field {
    SVCCOMM__VPC_OTHER,
    SVCCOMM__VPC_VERSION, /* only in the default format */
    SVCCOMM__VPC_SRCADDR,
    SVCCOMM__VPC_DSTADDR,
    SVCCOMM__VPC_SRCPORT,
    SVCCOMM__VPC_DSTPORT,
    SVCCOMM__VPC_PROTOCOL,
    SVCCOMM__VPC_PACKETS,
    SVCCOMM__VPC_BYTES,
    SVCCOMM__VPC_START,
    SVCCOMM__VPC_END,
    SVCCOMM__VPC_ACTION,
    SVCCOMM__VPC_LOG_STATUS,
    SVCCOMM__VPC_TCP_FLAGS,
    SVCCOMM__VPC_PKT_SRCADDR,
    SVCCOMM__VPC_PKT_DSTADDR,
    SVCCOMM__VPC_FIELDS
};

/* AWS has 40 fields; a header that names more than this is none of theirs. */
#define SVCCOMM__VPC_COLUMNS_MAX 128u

struct svccomm__vpc_columns {
    uint32_t count;     /* 0: no line can be read as a record */
    uint8_t is_default; /* not named by a header */
    uint8_t field[SVCCOMM__VPC_COLUMNS_MAX];
};

/* The columns of text without a header: version 2 in its default order. */
void svccomm__vpc_columns_default(struct svccomm__vpc_columns *columns);

/* Reads a line as a header, *end being LF or CR. Returns 0 if it is none, and `columns` as they
 * were. Returns 1 if it is one: then either all that makes a flow is named, or `count` is 0 and
 * *fault says why. */
int svccomm__vpc_columns_read(struct svccomm__vpc_columns *columns, const char *at, const char *end,
                              const char **fault);

#endif
