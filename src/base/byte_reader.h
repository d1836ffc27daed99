/* SPDX-License-Identifier: MIT
 * A bounded reader of bytes in network order: it advances or fails, and a part of it can be read by
 * a reader of its own. What is left is a length, so that no pointer past the end is ever made. */
#ifndef SVCCOMM_BASE_BYTE_READER_H
#define SVCCOMM_BASE_BYTE_READER_H

#include <stddef.h>
#include <stdint.h>

struct svccomm__reader {
    const unsigned char *at;
    size_t left;
};

/* Loads are written out, so that compilers make one load of them and swap it where that is due. */
static inline uint16_t svccomm__load_16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t svccomm__load_32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

static inline uint64_t svccomm__load_64(const unsigned char *p)
{
    return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
           (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
           (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* Each gives 1, or 0 with the reader and the result as they were. */

static inline int svccomm__read_skip(struct svccomm__reader *reader, size_t length)
{
    if (length > reader->left)
        return 0;
    reader->at += length;
    reader->left -= length;
    return 1;
}

static inline int svccomm__read_part(struct svccomm__reader *reader, size_t length,
                                     struct svccomm__reader *part)
{
    const unsigned char *at = reader->at;

    if (!svccomm__read_skip(reader, length))
        return 0;
    part->at = at;
    part->left = length;
    return 1;
}

static inline int svccomm__read_8(struct svccomm__reader *reader, uint8_t *out)
{
    const unsigned char *at = reader->at;

    if (!svccomm__read_skip(reader, 1))
        return 0;
    *out = at[0];
    return 1;
}

static inline int svccomm__read_16(struct svccomm__reader *reader, uint16_t *out)
{
    const unsigned char *at = reader->at;

    if (!svccomm__read_skip(reader, 2))
        return 0;
    *out = svccomm__load_16(at);
    return 1;
}

static inline int svccomm__read_32(struct svccomm__reader *reader, uint32_t *out)
{
    const unsigned char *at = reader->at;

    if (!svccomm__read_skip(reader, 4))
        return 0;
    *out = svccomm__load_32(at);
    return 1;
}

static inline int svccomm__read_64(struct svccomm__reader *reader, uint64_t *out)
{
    const unsigned char *at = reader->at;

    if (!svccomm__read_skip(reader, 8))
        return 0;
    *out = svccomm__load_64(at);
    return 1;
}

#endif
