/* SPDX-License-Identifier: MIT
 * Keyed hashes, so that chosen keys do not collide for someone who lacks the seed (design A7):
 * SipHash-1-3 (Aumasson, Bernstein 2012) for bytes of any length, multilinear for short keys. */
#ifndef SVCCOMM_BASE_HASH_H
#define SVCCOMM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

uint64_t svccomm__hash(const uint64_t seed[2], const void *bytes, size_t length);

/* Keys of the multilinear hash, made from a seed. */
#define SVCCOMM__WORDS_MOST 12
struct svccomm__word_keys {
    uint64_t of[SVCCOMM__WORDS_MOST + 1];
};

void svccomm__word_keys_make(struct svccomm__word_keys *keys, const uint64_t seed[2]);

/* A hash of keys that are whole words of 32 bits, `count` of them, at most SVCCOMM__WORDS_MOST.
 * Multilinear hashing with secret keys is strongly universal in its upper half (Lemire, Kaser 2014)
 * at a tenth of the cost; the steps after it, which lose nothing, break up the lines that keys in a
 * row would lie on. */
static inline uint64_t svccomm__hash_words(const struct svccomm__word_keys *keys, const void *words,
                                           size_t count)
{
    const unsigned char *bytes = words;
    uint64_t sum = keys->of[SVCCOMM__WORDS_MOST];
    uint32_t word;
    size_t i;

    for (i = 0; i < count; i++) {
        memcpy(&word, bytes + i * sizeof word, sizeof word);
        sum += keys->of[i] * word;
    }
    sum = (sum ^ sum >> 32) * UINT64_C(0x9fb21c651e98df25);
    return sum ^ sum >> 28;
}

#endif
