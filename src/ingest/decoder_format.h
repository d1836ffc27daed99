/* SPDX-License-Identifier: MIT
 * The bytes that a decoder is saved as. All numbers are in network order.
 *
 *   "SVCCOMMD", version (2)
 *   blocks: kind (1), length (4), that many bytes, checksum (8)
 *
 * Exporters come first, then templates, each in the order of their last use, then an end. A block's
 * checksum is of its bytes, keyed with its kind and length and the checksum of the block before, so
 * that none can be missing or in another place. */
#ifndef SVCCOMM_INGEST_DECODER_FORMAT_H
#define SVCCOMM_INGEST_DECODER_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"

#define SVCCOMM__SAVED_MAGIC "SVCCOMMD"
#define SVCCOMM__SAVED_MAGIC_SIZE 8u
#define SVCCOMM__SAVED_VERSION 1u

#define SVCCOMM__SAVED_END 0u      /* exporters (4), templates (4) */
#define SVCCOMM__SAVED_EXPORTER 1u /* see decoder_save.c for what is in them */
#define SVCCOMM__SAVED_TEMPLATE 2u

#define SVCCOMM__SAVED_BLOCK_HEAD 5u
#define SVCCOMM__SAVED_SUM 8u
#define SVCCOMM__SAVED_END_SIZE 8u
#define SVCCOMM__SAVED_EXPORTER_SIZE 58u /* and 12 for each sampler */
#define SVCCOMM__SAVED_SAMPLER_SIZE 12u
#define SVCCOMM__SAVED_TEMPLATE_SIZE 20u /* and the field specifiers */

/* The sum of a block of two parts, either of which may be empty. */
static inline uint64_t svccomm__saved_sum(uint64_t before, uint8_t kind, const void *head,
                                          size_t head_length, const void *rest, size_t rest_length)
{
    uint64_t key[2] = {before, (uint64_t)kind << 32 | (uint64_t)(head_length + rest_length)};

    key[0] = svccomm__hash(key, head, head_length);
    return rest_length == 0 ? key[0] : svccomm__hash(key, rest, rest_length);
}

#endif
