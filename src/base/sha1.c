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

static void sha1_expand(const uint8_t *block, uint32_t w[80])
{
    size_t i;

    for (i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (; i < 80; i++)
        w[i] = sha1_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
}

/* The function and the constant of step t (RFC 3174 section 5). */
static uint32_t sha1_mix(size_t t, uint32_t b, uint32_t c, uint32_t d)
{
    if (t < 20)
        return ((b & c) | (~b & d)) + UINT32_C(0x5a827999);
    if (t < 40)
        return (b ^ c ^ d) + UINT32_C(0x6ed9eba1);
    if (t < 60)
        return ((b & c) | (b & d) | (c & d)) + UINT32_C(0x8f1bbcdc);
    return (b ^ c ^ d) + UINT32_C(0xca62c1d6);
}

static void sha1_compress(uint32_t h[5], const uint8_t *block)
{
    uint32_t w[80], v[5], next;
    size_t t;

    sha1_expand(block, w);
    memcpy(v, h, sizeof v);
    for (t = 0; t < 80; t++) {
        next = sha1_rotate(v[0], 5) + sha1_mix(t, v[1], v[2], v[3]) + v[4] + w[t];
        v[4] = v[3];
        v[3] = v[2];
        v[2] = sha1_rotate(v[1], 30);
        v[1] = v[0];
        v[0] = next;
    }
    for (t = 0; t < 5; t++)
        h[t] += v[t];
}

static void sha1_add(struct sha1 *sha1, const uint8_t *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        sha1->block[sha1->length++ % SHA1_BLOCK] = bytes[i];
        if (sha1->length % SHA1_BLOCK == 0)
            sha1_compress(sha1->h, sha1->block);
    }
}

static void sha1_finish(struct sha1 *sha1, uint8_t *digest)
{
    static const uint8_t end = 0x80, zero = 0;
    uint64_t bits = sha1->length * 8;
    uint8_t tail[8];
    size_t i;

    for (i = 0; i < 8; i++)
        tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    sha1_add(sha1, &end, 1);
    while (sha1->length % SHA1_BLOCK != SHA1_BLOCK - sizeof tail)
        sha1_add(sha1, &zero, 1);
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
