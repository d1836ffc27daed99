/* SPDX-License-Identifier: MIT
 * The keyed hash of every table: SipHash-1-3 (Aumasson, Bernstein 2012). */
#include "base/hash.h"

#include <string.h>

struct sip {
    uint64_t a, b, c, d;
};

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void sip_round(struct sip *s)
{
    s->a += s->b;
    s->c += s->d;
    s->b = rotate(s->b, 13) ^ s->a;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a = rotate(s->a, 32);
    s->c += s->b;
    s->a += s->d;
    s->b = rotate(s->b, 17) ^ s->c;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c = rotate(s->c, 32);
}

/* Written out, so that compilers make one load of it where the machine is little-endian. */
static inline uint64_t load_word(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static inline uint64_t load_tail(const unsigned char *p, size_t length)
{
    uint64_t word = 0;

    while (length-- > 0)
        word = word << 8 | p[length];
    return word;
}

static inline void sip_absorb(struct sip *s, uint64_t word)
{
    s->d ^= word;
    sip_round(s);
    s->a ^= word;
}

uint64_t svccomm__hash(const uint64_t seed[2], const void *bytes, size_t length)
{
    struct sip s = {seed[0] ^ UINT64_C(0x736f6d6570736575), seed[1] ^ UINT64_C(0x646f72616e646f6d),
                    seed[0] ^ UINT64_C(0x6c7967656e657261), seed[1] ^ UINT64_C(0x7465646279746573)};
    const unsigned char *p = bytes;
    size_t left = length;

    for (; left >= 8; left -= 8, p += 8)
        sip_absorb(&s, load_word(p));
    sip_absorb(&s, load_tail(p, left) | (uint64_t)length << 56);
    s.c ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

void svccomm__word_keys_make(struct svccomm__word_keys *keys, const uint64_t seed[2])
{
    uint64_t i;

    for (i = 0; i <= SVCCOMM__WORDS_MOST; i++)
        keys->of[i] = svccomm__hash(seed, &i, sizeof i) | 1;
}
