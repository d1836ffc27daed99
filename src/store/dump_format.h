/* SPDX-License-Identifier: MIT
 * The bytes of a dump, as svccomm/encoding.h describes them. */
#ifndef SVCCOMM_STORE_DUMP_FORMAT_H
#define SVCCOMM_STORE_DUMP_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/little.h"

#define SVCCOMM__DUMP_MAGIC "SVCCOMMR"
#define SVCCOMM__DUMP_MAGIC_SIZE 8u
#define SVCCOMM__DUMP_HEAD_SIZE 10u
#define SVCCOMM__DUMP_BLOCK_HEAD 5u
#define SVCCOMM__DUMP_ITEM_HEAD 4u
#define SVCCOMM__DUMP_SUM 8u
#define SVCCOMM__DUMP_END 255u

/* A writer's blocks are no longer than this; a reader takes what later versions may need. */
#define SVCCOMM__DUMP_BLOCK 32768u
#define SVCCOMM__DUMP_BLOCK_MAX 262144u

static inline uint64_t svccomm__dump_sum(uint64_t before, uint32_t kind, const void *bytes,
                                         size_t length)
{
    const uint64_t key[2] = {before, (uint64_t)kind << 32 | (uint64_t)length};

    return svccomm__hash(key, bytes, length);
}

#endif
