/* SPDX-License-Identifier: MIT
 * SHA-1 (RFC 3174), one shot over parts. */
#include "base/sha1.h"

#include <string.h>

#define SHA1_BLOCK 64u

struct sha1 {
    uint32_t h[5];
    uint64_t length; /* bytes so far */
    uint8_t block[SHA1_BLOCK];
};

static uint32_t sha1_rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static uint32_t sha1_load(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The word of step t in the place of that of step t - 16, which no later one needs (RFC 3174
 * section 6.2): what stays is little enough for the registers. */
static inline uint32_t sha1_next(uint32_t w[16], unsigned t)
{
    return w[t & 15] =
               sha1_rotate(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ w[t & 15], 1);
}

/* The functions of RFC 3174 section 5. */
static uint32_t sha1_choose(uint32_t b, uint32_t c, uint32_t d)
{
    return d ^ (b & (c ^ d));
}

static uint32_t sha1_parity(uint32_t b, uint32_t c, uint32_t d)
{
    return b ^ c ^ d;
}

static uint32_t sha1_majority(uint32_t b, uint32_t c, uint32_t d)
{
    return (b & c) | (d & (b | c));
}

/* A step names the words as the steps before it left them, so that none has to be moved. Nor is
 * there a loop: where t is known, so is each place that sha1_next looks at. */
#define SHA1_STEP(function, constant, t, a, b, c, d, e)     \
    e += sha1_rotate(a, 5) + function(b, c, d) + constant + \
         ((t) < 16 ? w[(t)&15] : sha1_next(w, t));          \
    b = sha1_rotate(b, 30)

#define SHA1_FIVE(function, constant, t)                 \
    SHA1_STEP(function, constant, t, a, b, c, d, e);     \
    SHA1_STEP(function, constant, t + 1, e, a, b, c, d); \
    SHA1_STEP(function, constant, t + 2, d, e, a, b, c); \
    SHA1_STEP(function, constant, t + 3, c, d, e, a, b); \
    SHA1_STEP(function, constant, t + 4, b, c, d, e, a)

#define SHA1_TWENTY(function, constant, t)   \
    SHA1_FIVE(function, constant, t);        \
    SHA1_FIVE(function, constant, (t) + 5);  \
    SHA1_FIVE(function, constant, (t) + 10); \
    SHA1_FIVE(function, constant, (t) + 15)

static void sha1_compress(uint32_t h[5], const uint8_t *block)
{
    uint32_t w[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    size_t i;

    for (i = 0; i < 16; i++)
        w[i] = sha1_load(block + 4 * i);
    SHA1_TWENTY(sha1_choose, 0x5a827999u, 0u);
    SHA1_TWENTY(sha1_parity, 0x6ed9eba1u, 20u);
    SHA1_TWENTY(sha1_majority, 0x8f1bbcdcu, 40u);
    SHA1_TWENTY(sha1_parity, 0xca62c1d6u, 60u);
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

static void sha1_add(struct sha1 *sha1, const uint8_t *bytes, size_t length)
{
    size_t used, part;

    while (length > 0) {
        used = (size_t)(sha1->length % SHA1_BLOCK);
        part = length < SHA1_BLOCK - used ? length : SHA1_BLOCK - used;
        memcpy(sha1->block + used, bytes, part);
        sha1->length += part;
        bytes += part;
        length -= part;
        if (used + part == SHA1_BLOCK)
            sha1_compress(sha1->h, sha1->block);
    }
}

/* The end is marked, and the length stands in the last eight bytes of a block. */
static void sha1_pad(struct sha1 *sha1)
{
    static const uint8_t end[SHA1_BLOCK] = {0x80};
    size_t used = (size_t)(sha1->length % SHA1_BLOCK), last = SHA1_BLOCK - 8;

    sha1_add(sha1, end, (used < last ? last : last + SHA1_BLOCK) - used);
}

static void sha1_finish(struct sha1 *sha1, uint8_t *digest)
{
    uint64_t bits = sha1->length * 8;
    uint8_t tail[8];
    size_t i;

    for (i = 0; i < 8; i++)
        tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    sha1_pad(sha1);
    sha1_add(sha1, tail, sizeof tail);
    for (i = 0; i < SVCCOMM__SHA1_SIZE; i++)
        digest[i] = (uint8_t)(sha1->h[i / 4] >> (24 - 8 * (i % 4)));
}

void svccomm__sha1(const struct svccomm__part *parts, size_t count,
                   uint8_t digest[SVCCOMM__SHA1_SIZE])
{
    struct sha1 sha1 = {{UINT32_C(0x67452301), UINT32_C(0xefcdab89), UINT32_C(0x98badcfe),
                         UINT32_C(0x10325476), UINT32_C(0xc3d2e1f0)},
                        0,
                        {0}};
    size_t i;

    for (i = 0; i < count; i++)
        sha1_add(&sha1, parts[i].bytes, parts[i].length);
    sha1_finish(&sha1, digest);
}
