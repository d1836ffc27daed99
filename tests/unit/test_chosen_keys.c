/* SPDX-License-Identifier: MIT
 * Keys chosen by someone who knows all but the seed cost at most twice what random keys cost (A7).
 * What is counted is slots looked at; every table of the library uses one of the two hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/table.h"

#define KEYS 2000u
#define WORDS SVCCOMM__WORDS_MOST
#define SEEDS 8u
#define ONE_HOME 63u /* chosen keys are alike in these bits of their home */

struct hashing {
    uint64_t seed[2];
    struct svccomm__word_keys words;
    int is_multilinear;
};

static uint32_t keys[KEYS][WORDS];
static uint64_t random_state = 1;
static uint64_t mean_of_random[2]; /* by is_multilinear */

static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static void hashing_make(struct hashing *h, uint64_t a, uint64_t b, int is_multilinear)
{
    h->seed[0] = a;
    h->seed[1] = b;
    h->is_multilinear = is_multilinear;
    svccomm__word_keys_make(&h->words, h->seed);
}

static uint64_t hash_of(const struct hashing *h, const uint32_t *key)
{
    return h->is_multilinear ? svccomm__hash_words(&h->words, key, WORDS)
                             : svccomm__hash(h->seed, key, WORDS * sizeof *key);
}

/* Slots looked at when each of the keys is found once. */
static uint64_t cost(const struct hashing *h)
{
    struct svccomm__memory memory;
    struct svccomm__table table = {NULL, 0, 0};
    uint64_t looked_at = 0;
    uint32_t i, at;

    assert_int_equal(svccomm__memory_init(&memory, NULL), 0);
    for (i = 0; i < KEYS; i++) {
        assert_int_equal(svccomm__table_reserve(&table, &memory, 1), 0);
        svccomm__table_insert(&table, hash_of(h, keys[i]), i + 1);
    }
    for (at = 0; at <= table.mask; at++)
        if (table.slots[at].index != 0)
            looked_at += 1 + ((at - table.slots[at].hash) & table.mask);
    svccomm__table_free(&table, &memory);
    return looked_at;
}

static void random_keys(void)
{
    uint32_t i, w;

    for (i = 0; i < KEYS; i++)
        for (w = 0; w < WORDS; w++)
            keys[i][w] = (uint32_t)(next_random() >> 32);
}

/* The mean of random keys under random seeds. */
static uint64_t random_cost(int is_multilinear)
{
    struct hashing h;
    uint64_t sum = 0;
    uint32_t i;

    for (i = 0; i < SEEDS; i++) {
        random_keys();
        hashing_make(&h, next_random(), next_random(), is_multilinear);
        sum += cost(&h);
    }
    return sum / SEEDS;
}

/* The keys under seeds that the chooser does not know, against random ones. */
static void assert_cheap(const char *what, uint32_t detail)
{
    struct hashing h;
    uint64_t sum, random;
    uint32_t i;
    int kind;

    for (kind = 0; kind < 2; kind++) {
        for (sum = 0, i = 0; i < SEEDS; i++) {
            hashing_make(&h, next_random(), next_random(), kind);
            sum += cost(&h);
        }
        random = mean_of_random[kind];
        if (sum / SEEDS > 2 * random)
            fail_msg("%s %u: %u slots, random keys %u", what, (unsigned)detail,
                     (unsigned)(sum / SEEDS), (unsigned)random);
    }
}

/* One word counts, in steps of a power of two. */
static void keys_in_a_row(void **state)
{
    uint32_t i, w, shift;

    (void)state;
    for (w = 0; w < WORDS; w++)
        for (shift = 0; shift <= 20; shift += 5) {
            memset(keys, 0, sizeof keys);
            for (i = 0; i < KEYS; i++)
                keys[i][w] = i << shift;
            assert_cheap("a row in word", w);
        }
}

/* Two words count: networks of clients and of listeners. */
static void keys_in_a_grid(void **state)
{
    uint32_t i, w;

    (void)state;
    for (w = 0; w + 1 < WORDS; w++) {
        memset(keys, 0xa5, sizeof keys);
        for (i = 0; i < KEYS; i++) {
            keys[i][w] = i % 45 << 24;
            keys[i][w + 1] = i / 45 << 24;
        }
        assert_cheap("a grid from word", w);
    }
}

/* Keys of one home under one seed are as good as random under others. */
static void keys_that_collide_under_another_seed(void **state)
{
    struct hashing known;
    uint32_t i, tried;
    int kind;

    (void)state;
    for (kind = 0; kind < 2; kind++) {
        hashing_make(&known, 0, 0, kind);
        memset(keys, 0, sizeof keys);
        for (i = 0, tried = 0; i < KEYS; tried++) {
            keys[i][0] = tried;
            keys[i][3] = tried * 2654435761u;
            if ((hash_of(&known, keys[i]) >> 32 & ONE_HOME) == 0)
                i++;
        }
        assert_true(cost(&known) > 2 * mean_of_random[kind]); /* who knows the seed does harm */
        assert_cheap("of one home under the zero seed, hash", (uint32_t)kind);
    }
}

static int setup(void **state)
{
    (void)state;
    mean_of_random[0] = random_cost(0);
    mean_of_random[1] = random_cost(1);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_in_a_row),
        cmocka_unit_test(keys_in_a_grid),
        cmocka_unit_test(keys_that_collide_under_another_seed),
    };

    return cmocka_run_group_tests_name("chosen keys", tests, setup, NULL);
}
