/* SPDX-License-Identifier: MIT
 * The keyed hash: SipHash-1-3 (A7). Expected values by a Python program written from the paper,
 * which gives the paper's SipHash-2-4 vector a129ca6149be45e5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/hash.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Key 00 01 … 0f, input 00 01 … of that length. */
static const uint64_t paper_seed[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};

static const struct {
    size_t length;
    uint64_t hash;
} vectors[] = {
    {0, UINT64_C(0xabac0158050fc4dc)},  {1, UINT64_C(0xc9f49bf37d57ca93)},
    {7, UINT64_C(0xd3927d989bb11140)},  {8, UINT64_C(0x369095118d299a8e)},
    {9, UINT64_C(0x25a48eb36c063de4)},  {15, UINT64_C(0xd320d86d2a519956)},
    {16, UINT64_C(0xcc4fdd1a7d908b66)}, {17, UINT64_C(0x9cf2689063dbd80c)},
    {63, UINT64_C(0x9d199062b7bbb3a8)},
};

static void it_is_siphash_1_3(void **state)
{
    uint8_t input[64];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof input; i++)
        input[i] = (uint8_t)i;
    for (i = 0; i < COUNT(vectors); i++)
        assert_int_equal(svccomm__hash(paper_seed, input, vectors[i].length), vectors[i].hash);
}

static void a_seed_of_zero_and_long_inputs_are_siphash_too(void **state)
{
    static const uint64_t zero[2] = {0, 0};
    uint8_t input[256];

    (void)state;
    memset(input, 0xa5, sizeof input);
    assert_int_equal(svccomm__hash(zero, "svccomm", 7), UINT64_C(0xd986787d1818245e));
    assert_int_equal(svccomm__hash(paper_seed, input, sizeof input), UINT64_C(0x59c61d9dbcc19796));
}

static void each_half_of_the_seed_and_each_byte_matter(void **state)
{
    uint64_t seed[2] = {1, 2}, other[2] = {1, 2};
    uint8_t input[24] = {0};
    uint64_t plain = svccomm__hash(seed, input, sizeof input);
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        other[i] ^= UINT64_C(1) << 63;
        assert_true(svccomm__hash(other, input, sizeof input) != plain);
        other[i] = seed[i];
    }
    for (i = 0; i < sizeof input; i++) {
        input[i] = 0x80;
        assert_true(svccomm__hash(seed, input, sizeof input) != plain);
        input[i] = 0;
    }
    assert_true(svccomm__hash(seed, input, sizeof input - 1) != plain);
}

static void input_may_lie_at_any_address(void **state)
{
    uint8_t room[32 + 8];
    size_t shift, i;

    (void)state;
    for (shift = 0; shift < 8; shift++) {
        for (i = 0; i < 17; i++)
            room[shift + i] = (uint8_t)i;
        assert_int_equal(svccomm__hash(paper_seed, room + shift, 17), vectors[7].hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_siphash_1_3),
        cmocka_unit_test(a_seed_of_zero_and_long_inputs_are_siphash_too),
        cmocka_unit_test(each_half_of_the_seed_and_each_byte_matter),
        cmocka_unit_test(input_may_lie_at_any_address),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
