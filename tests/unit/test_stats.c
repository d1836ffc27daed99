/* SPDX-License-Identifier: MIT
 * The calculators of the netstat statistics (design N13) and the text of ratios (section 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "is_nan.h"
#include "rounds.h"
#include "stats/ratio.h"
#include "svccomm/error.h"
#include "svccomm/stats.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void check_near(double value, double expected)
{
    double difference = value > expected ? value - expected : expected - value;

    if (!(difference <= 1e-9))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void a_denominator_of_zero_gives_no_value(void **state)
{
    double low = 1, high = 1;

    (void)state;
    assert_true(is_nan(svccomm_average_connections(0, 0)));
    assert_true(is_nan(svccomm_average_connections(7, 0)));
    assert_true(is_nan(svccomm_persistence(0, 0)));
    assert_true(is_nan(svccomm_persistence(1, 0)));
    assert_int_equal(svccomm_persistence_interval(0, 0, &low, &high), 0);
    assert_true(is_nan(low) && is_nan(high));
    assert_int_equal(svccomm_persistence_interval(5, 0, &low, &high), 0);
    assert_true(is_nan(low) && is_nan(high));
}

static void averages_and_persistence_are_the_quotients(void **state)
{
    (void)state;
    check_near(svccomm_average_connections(0, 3), 0);
    check_near(svccomm_average_connections(7, 2), 3.5);
    assert_true(svccomm_average_connections(UINT64_MAX, UINT64_MAX) == 1);
    assert_true(svccomm_persistence(0, 5) == 0);
    check_near(svccomm_persistence(1, 3), 100.0 / 3);
    assert_true(svccomm_persistence(5, 5) == 100);
    assert_true(svccomm_persistence(6, 5) == 100);
    assert_true(svccomm_persistence(UINT64_MAX, 1) == 100);
    assert_true(svccomm_persistence(UINT64_MAX - 1, UINT64_MAX) <= 100);
}

/* By the formula in 60 decimals; 81 of 263, 15 of 148 are the examples of Newcombe (1998). */
static const struct {
    uint64_t active, total;
    double low, high;
} wilson[] = {
    {0, 1, 0.000000000000, 79.345068562276},
    {1, 1, 20.654931437724, 100.000000000000},
    {0, 10, 0.000000000000, 27.753279986289},
    {1, 10, 1.787621309507, 40.415002679524},
    {5, 10, 23.659309051256, 76.340690948744},
    {10, 10, 72.246720013711, 100.000000000000},
    {81, 263, 25.528851987827, 36.620957698280},
    {15, 148, 6.238639953074, 16.048724172331},
    {1, 1000000, 0.000017652458, 0.000566491180},
    {999999, 1000000, 99.999433508820, 99.999982347542},
    {500000, 1000000, 49.902001989000, 50.097998011000},
    {1000000000000000, 3000000000000000, 33.333331646465, 33.333335020202},
};

static void the_wilson_interval_has_its_known_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wilson); i++) {
        double low, high;

        assert_int_equal(
            svccomm_persistence_interval(wilson[i].active, wilson[i].total, &low, &high), 0);
        check_near(low, wilson[i].low);
        check_near(high, wilson[i].high);
    }
}

static void the_wilson_interval_holds_the_persistence_and_stays_within_0_and_100(void **state)
{
    static const uint64_t totals[] = {1, 2, 3, 10, 1000, UINT64_C(1) << 53, UINT64_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(totals); i++) {
        uint64_t n = totals[i], hits[] = {0, 1, n / 3, n / 2, n - 1, n};

        for (size_t j = 0; j < COUNT(hits); j++) {
            double low, high, value = svccomm_persistence(hits[j], n);

            assert_int_equal(svccomm_persistence_interval(hits[j], n, &low, &high), 0);
            assert_true(0 <= low && low <= value && value <= high && high <= 100);
            assert_true(hits[j] != 0 || low == 0);
            assert_true(hits[j] != n || high == 100);
        }
    }
    for (uint64_t i = 1; i <= 1000; i++) { /* where rounding alone would go over 100 */
        double low, high, value = svccomm_persistence(UINT64_MAX / i - 1, UINT64_MAX / i);

        assert_int_equal(
            svccomm_persistence_interval(UINT64_MAX / i - 1, UINT64_MAX / i, &low, &high), 0);
        assert_true(low <= value && value <= high && high <= 100);
    }
}

static void more_active_than_total_counts_as_total(void **state)
{
    double low, high, low10, high10;

    (void)state;
    assert_int_equal(svccomm_persistence_interval(11, 10, &low, &high), 0);
    assert_int_equal(svccomm_persistence_interval(10, 10, &low10, &high10), 0);
    assert_true(low == low10 && high == 100 && high10 == 100);
}

static void the_interval_wants_both_bounds(void **state)
{
    double bound = 7;

    (void)state;
    assert_int_equal(svccomm_persistence_interval(1, 2, NULL, &bound), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_persistence_interval(1, 2, &bound, NULL), SVCCOMM_E_ARGUMENT);
    assert_true(bound == 7);
}

/* Expectations computed apart from this code, with Python's decimal integers. */
static const struct {
    uint64_t numerator, denominator;
    unsigned shift;
    const char *text;
} ratios[] = {
    {0, 1, 0, "0.000000"},
    {0, UINT64_MAX, 2, "0.000000"},
    {1, 1, 0, "1.000000"},
    {1, 1, 2, "100.000000"},
    {7, 2, 0, "3.500000"},
    {1, 3, 0, "0.333333"},
    {2, 3, 0, "0.666667"},
    {1, 3, 2, "33.333333"},
    {2, 3, 2, "66.666667"},
    {1, 2000000, 0, "0.000000"},
    {3, 2000000, 0, "0.000002"},
    {5, 2000000, 0, "0.000002"},
    {1, 2000001, 0, "0.000000"},
    {1, 1999999, 0, "0.000001"},
    {1, 200000000, 2, "0.000000"},
    {3, 200000000, 2, "0.000002"},
    {1, 128, 0, "0.007812"},
    {3, 128, 0, "0.023438"},
    {1999999, 2000000, 0, "1.000000"},
    {19999999, 20000000, 0, "1.000000"},
    {9999999, 10000000, 0, "1.000000"},
    {99999999, 100000000, 2, "99.999999"},
    {199999999, 200000000, 2, "100.000000"},
    {9, 1000, 2, "0.900000"},
    {1, 1000, 2, "0.100000"},
    {10, 1, 0, "10.000000"},
    {100, 1, 2, "10000.000000"},
    {UINT64_MAX, 1, 0, "18446744073709551615.000000"},
    {UINT64_MAX, 1, 2, "1844674407370955161500.000000"},
    {UINT64_MAX, UINT64_MAX, 0, "1.000000"},
    {UINT64_MAX, UINT64_MAX, 2, "100.000000"},
    {UINT64_MAX - 1, UINT64_MAX, 0, "1.000000"},
    {UINT64_MAX - 1, UINT64_MAX, 2, "100.000000"},
    {1, UINT64_MAX, 0, "0.000000"},
    {UINT64_MAX, UINT64_MAX - 1, 0, "1.000000"},
    {UINT64_MAX, 2, 0, "9223372036854775807.500000"},
    {UINT64_MAX, 2, 2, "922337203685477580750.000000"},
    {UINT64_MAX, 2000000, 0, "9223372036854.775808"},
    {UINT64_MAX, 3, 2, "614891469123651720500.000000"},
    {UINT64_C(9223372036854775807), UINT64_MAX, 0, "0.500000"},
    {UINT64_C(9223372036854775808), UINT64_MAX, 2, "50.000000"},
    {UINT64_C(9223372036854), UINT64_MAX, 0, "0.000000"},
    {UINT64_C(12297829382473034410), UINT64_MAX, 2, "66.666667"},
    {UINT64_C(9223372036854775808), UINT64_C(9223372036854775809), 0, "1.000000"},
    {UINT64_C(10000000000000000000), UINT64_C(9999999999999999999), 2, "100.000000"},
    {UINT64_C(18446744073709551557), UINT64_C(18446744073709551533), 2, "100.000000"},
    {UINT64_C(9223372036854775783), UINT64_C(18446744073709551557), 0, "0.500000"},
    {UINT64_C(9999999999999999999), UINT64_C(10000000000000000000), 0, "1.000000"},
    {UINT64_C(9999999500000000000), UINT64_C(10000000000000000000), 0, "1.000000"},
};

static void ratios_are_exact_and_half_to_even(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ratios); i++) {
        char text[SVCCOMM__RATIO_SIZE];
        size_t length = svccomm__ratio_format(ratios[i].numerator, ratios[i].denominator,
                                              ratios[i].shift, text);

        assert_string_equal(text, ratios[i].text);
        assert_int_equal(length, strlen(text));
    }
}

static void a_ratio_without_value_is_empty(void **state)
{
    char text[SVCCOMM__RATIO_SIZE] = "x";

    (void)state;
    assert_int_equal(svccomm__ratio_format(1, 0, 2, text), 0);
    assert_string_equal(text, "");
}

static uint64_t next_random(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

/* Small enough for plain arithmetic: 10^8 * numerator fits, and so does twice the remainder. */
static void random_ratios_equal_plain_arithmetic(void **state)
{
    const unsigned tries = rounds(20000);
    uint64_t x = UINT64_C(88172645463325252);

    (void)state;
    for (unsigned i = 0; i < tries; i++) {
        uint64_t numerator = next_random(&x) % 100000000000, denominator, scaled, rest;
        unsigned shift = i % 2 == 0 ? 0 : 2;
        char text[SVCCOMM__RATIO_SIZE], expected[SVCCOMM__RATIO_SIZE];

        denominator = next_random(&x) % (i % 4 < 2 ? 1000000000 : 1 << 12) + 1;
        scaled = numerator * (shift == 0 ? 1000000u : 100000000u);
        rest = scaled % denominator;
        scaled /= denominator;
        if (2 * rest > denominator || (2 * rest == denominator && scaled % 2 == 1))
            scaled++;
        (void)snprintf(expected, sizeof expected, "%llu.%06llu",
                       (unsigned long long)(scaled / 1000000),
                       (unsigned long long)(scaled % 1000000));
        (void)svccomm__ratio_format(numerator, denominator, shift, text);
        assert_string_equal(text, expected);
    }
}

/* The exact value of the double decides; by Python's decimal. */
static const struct {
    double value;
    const char *text;
} fixed[] = {
    {0.0, "0.000000"},
    {1.0, "1.000000"},
    {100.0, "100.000000"},
    {0.5, "0.500000"},
    {0.1, "0.100000"},
    {99.9999995, "100.000000"},
    {99.9999994999, "99.999999"},
    {99.99999950000001, "100.000000"},
    {0.0078125, "0.007812"},
    {0.0234375, "0.023438"},
    {0.0390625, "0.039062"},
    {1.0078125, "1.007812"},
    {1.0234375, "1.023438"},
    {0.0000005, "0.000000"},
    {0.0000015, "0.000002"},
    {0.0000025, "0.000003"},
    {4.9999999999999998e-7, "0.000000"},
    {5.0000000000000008e-7, "0.000001"},
    {1e-7, "0.000000"},
    {1e-300, "0.000000"},
    {4.9406564584124654e-324, "0.000000"},
    {0.9999995, "1.000000"},
    {0.9999994999999999, "0.999999"},
    {9.9999995, "9.999999"},
    {0.9999999999999999, "1.000000"},
    {999999999999.0, "999999999999.000000"},
    {999999999999.9999, "999999999999.999878"},
    {999999999999.99987793, "999999999999.999878"},
    {123456789012.34567, "123456789012.345673"},
    {2.2250738585072014e-308, "0.000000"},
    {23.659309314, "23.659309"},
    {33.333333333333336, "33.333333"},
    {4503599627.0078125, "4503599627.007812"},
    {4503599627.0234375, "4503599627.023438"},
    {0.00048828125, "0.000488"},
};

static void doubles_are_rounded_by_their_exact_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fixed); i++) {
        char text[SVCCOMM__RATIO_SIZE];
        size_t length = svccomm__fixed6_format(fixed[i].value, text);

        assert_string_equal(text, fixed[i].text);
        assert_int_equal(length, strlen(text));
    }
}

/* glibc's printf rounds the exact value half to even. */
static void random_doubles_equal_printf(void **state)
{
    const unsigned tries = rounds(20000);
    uint64_t x = UINT64_C(424242);

    (void)state;
    for (unsigned i = 0; i < tries; i++) {
        double value = (double)next_random(&x) / 18446744073709551616.0;
        char text[SVCCOMM__RATIO_SIZE], expected[SVCCOMM__RATIO_SIZE];

        for (unsigned j = i % 40; j > 0; j--)
            value *= j % 2 == 0 && i % 3 == 0 ? 0.5 : 2;
        if (value >= 1e12)
            value = 1 / value;
        (void)snprintf(expected, sizeof expected, "%.6f", value);
        (void)svccomm__fixed6_format(value, text);
        assert_string_equal(text, expected);
    }
}

static void doubles_outside_the_range_are_empty(void **state)
{
    static const double values[] = {-1, -1e-9, 1e12, 1e300};
    char text[SVCCOMM__RATIO_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        text[0] = 'x';
        assert_int_equal(svccomm__fixed6_format(values[i], text), 0);
        assert_string_equal(text, "");
    }
    assert_int_equal(svccomm__fixed6_format((double)NAN, text), 0);
    assert_int_equal(svccomm__fixed6_format((double)INFINITY, text), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_denominator_of_zero_gives_no_value),
        cmocka_unit_test(averages_and_persistence_are_the_quotients),
        cmocka_unit_test(the_wilson_interval_has_its_known_bounds),
        cmocka_unit_test(the_wilson_interval_holds_the_persistence_and_stays_within_0_and_100),
        cmocka_unit_test(more_active_than_total_counts_as_total),
        cmocka_unit_test(the_interval_wants_both_bounds),
        cmocka_unit_test(ratios_are_exact_and_half_to_even),
        cmocka_unit_test(a_ratio_without_value_is_empty),
        cmocka_unit_test(random_ratios_equal_plain_arithmetic),
        cmocka_unit_test(doubles_are_rounded_by_their_exact_value),
        cmocka_unit_test(random_doubles_equal_printf),
        cmocka_unit_test(doubles_outside_the_range_are_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
