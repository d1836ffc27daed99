/* SPDX-License-Identifier: MIT
 * Arithmetic that says what happens at the edge: checked, or saturating. */
#ifndef SVCCOMM_BASE_ARITH_H
#define SVCCOMM_BASE_ARITH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t svccomm__sat_add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static inline void svccomm__count(uint64_t *counter, uint64_t n)
{
    *counter = svccomm__sat_add(*counter, n);
}

/* a - b for times within +-SVCCOMM_TIME_MAX, which cannot overflow; a name for the reader. */
static inline int64_t svccomm__elapsed(int64_t later, int64_t earlier)
{
    return later - earlier;
}

/* Whether a * b fits a size_t; writes the product if so. */
static inline int svccomm__mul_size(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b)
        return 0;
    *product = a * b;
    return 1;
}

/* The zero bits before the first one of a word that is not 0. */
static inline unsigned svccomm__leading_zeros(uint64_t word)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_clzll(word);
#else
    unsigned zeros = 0;

    for (; word >> 63 == 0; word <<= 1)
        zeros++;
    return zeros;
#endif
}

static inline int64_t svccomm__max_time(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The earlier of two times where SVCCOMM_NO_TIME (INT64_MIN) is none. */
static inline int64_t svccomm__min_found(int64_t a, int64_t b)
{
    if (a == INT64_MIN)
        return b;
    return b == INT64_MIN || a < b ? a : b;
}

#endif
