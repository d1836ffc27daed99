/* SPDX-License-Identifier: MIT
 * Integers of 1, 2, 4 or 8 bytes, little-endian in bytes and as the machine has them in structs.
 * Written out, so that compilers make one load or store of each. */
#ifndef SVCCOMM_BASE_LITTLE_H
#define SVCCOMM_BASE_LITTLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t svccomm__little_32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t svccomm__little_load(const unsigned char *p, size_t width)
{
    switch (width) {
    case 1:
        return p[0];
    case 2:
        return (uint64_t)p[0] | (uint64_t)p[1] << 8;
    case 4:
        return svccomm__little_32(p);
    default:
        return svccomm__little_32(p) | (uint64_t)svccomm__little_32(p + 4) << 32;
    }
}

static inline void svccomm__little_store_32(unsigned char *p, uint32_t word)
{
    p[0] = (unsigned char)word;
    p[1] = (unsigned char)(word >> 8);
    p[2] = (unsigned char)(word >> 16);
    p[3] = (unsigned char)(word >> 24);
}

static inline void svccomm__little_store(unsigned char *p, uint64_t number, size_t width)
{
    switch (width) {
    case 1:
        p[0] = (unsigned char)number;
        break;
    case 2:
        p[0] = (unsigned char)number;
        p[1] = (unsigned char)(number >> 8);
        break;
    case 4:
        svccomm__little_store_32(p, (uint32_t)number);
        break;
    default:
        svccomm__little_store_32(p, (uint32_t)number);
        svccomm__little_store_32(p + 4, (uint32_t)(number >> 32));
        break;
    }
}

static inline uint64_t svccomm__native_load(const void *member, size_t width)
{
    uint64_t wide;
    uint32_t word;
    uint16_t half;

    switch (width) {
    case 1:
        return *(const uint8_t *)member;
    case 2:
        memcpy(&half, member, sizeof half);
        return half;
    case 4:
        memcpy(&word, member, sizeof word);
        return word;
    default:
        memcpy(&wide, member, sizeof wide);
        return wide;
    }
}

static inline void svccomm__native_store(void *member, uint64_t number, size_t width)
{
    const uint32_t word = (uint32_t)number;
    const uint16_t half = (uint16_t)number;

    switch (width) {
    case 1:
        *(uint8_t *)member = (uint8_t)number;
        break;
    case 2:
        memcpy(member, &half, sizeof half);
        break;
    case 4:
        memcpy(member, &word, sizeof word);
        break;
    default:
        memcpy(member, &number, sizeof number);
        break;
    }
}

#endif
