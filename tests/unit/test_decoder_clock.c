/* SPDX-License-Identifier: MIT
 * An exporter's clock and numbers: when its system began, from headers that jitter, drift, wrap and
 * begin anew; what its sequence numbers say was lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"
#include "ingest/boot_time.h"
#include "ingest/sequence.h"

#define WRAP_MS (INT64_C(1) << 32)

/* A header of NetFlow v9 at a true time, of a system that truly began then, in ms. */
static struct svccomm__clock header_v9(int64_t now_ms, int64_t boot_ms)
{
    struct svccomm__clock clock = {now_ms / 1000 * SECOND, SECOND,
                                   (uint32_t)((now_ms - boot_ms) % WRAP_MS), 0};

    return clock;
}

/* Boots that do not move are what makes spans exact: after the first second, the estimate is within
 * a millisecond of the truth, it never goes back, and times are within it too. */
static void whole_seconds_neither_jitter_nor_step_back(void **state)
{
    const int64_t boot = 1735000000123;
    struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
    int64_t now = boot + 864000777, last = INT64_MIN;
    struct svccomm__clock clock;
    int i;

    (void)state;
    for (i = 0; i < 20000; i++, now += 3 + i % 250) {
        clock = header_v9(now, boot);
        assert_int_equal(svccomm__boot_observe(&estimate, &clock), 0);
        assert_true(estimate.estimate >= last);
        assert_true(estimate.estimate <= boot * MILLI);
        assert_true(estimate.estimate > (boot - 1000) * MILLI);
        if (i > 2000)
            assert_true(estimate.estimate >= (boot - 1) * MILLI);
        assert_true(svccomm__boot_time_at(&estimate, &clock) ==
                    estimate.estimate + (now - boot) * MILLI);
        last = estimate.estimate;
    }
}

/* 100 ppm apart, a day: followed, by less than it takes to be seen. */
static void clocks_that_drift_apart_are_followed(void **state)
{
    const int64_t boot = 1735000000123;
    int direction;

    (void)state;
    for (direction = -1; direction <= 1; direction += 2) {
        struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
        int64_t ms, last = 0;

        for (ms = 1000000; ms < 87400000; ms += 137) {
            int64_t uptime = ms + direction * ms / 10000;
            struct svccomm__clock clock = header_v9(boot + ms, boot + ms - uptime);

            assert_int_equal(svccomm__boot_observe(&estimate, &clock), 0);
            if (ms > 3000000) {
                assert_true(estimate.estimate - last <= 30 * MILLI);
                assert_true(last - estimate.estimate <= 30 * MILLI);
            }
            last = estimate.estimate;
            assert_true(estimate.estimate - (boot + ms - uptime) * MILLI < 1001 * MILLI);
            assert_true((boot + ms - uptime) * MILLI - estimate.estimate < 1001 * MILLI);
        }
    }
}

static void a_wrap_of_the_uptime_is_no_restart(void **state)
{
    const int64_t boot = 1735000000000;
    struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
    struct svccomm__clock clock, before;
    int64_t now;

    (void)state;
    for (now = boot + 2 * WRAP_MS - 5000; now < boot + 2 * WRAP_MS + 5000; now += 250) {
        clock = header_v9(now, boot);
        assert_int_equal(svccomm__boot_observe(&estimate, &clock), 0);
        assert_true(svccomm__boot_time_at(&estimate, &clock) / SECOND == now / 1000);
    }
    before = header_v9(boot + 2 * WRAP_MS - 1000, boot); /* held from before the wrap */
    assert_true(svccomm__boot_time_at(&estimate, &before) ==
                svccomm__boot_time_at(&estimate, &clock) - 5750 * MILLI);
}

static void a_system_that_begins_anew_is_told_from_a_clock_that_is_set(void **state)
{
    struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
    struct svccomm__clock clock = header_v9(1735000500000, 1735000000000);

    (void)state;
    assert_int_equal(svccomm__boot_observe(&estimate, &clock), 0);
    clock = header_v9(1735003600000, 1735003590000); /* begun anew */
    assert_int_equal(svccomm__boot_observe(&estimate, &clock), 1);
    assert_true(estimate.estimate == 1735003590000 * MILLI);
    clock = header_v9(1735103700000, 1735103590000); /* set a day ahead: its uptime went on */
    assert_int_equal(svccomm__boot_observe(&estimate, &clock), 0);
    assert_true(estimate.estimate == 1735103590000 * MILLI);
    clock = header_v9(12000, 2000); /* begun anew, and it does not know the time yet */
    assert_int_equal(svccomm__boot_observe(&estimate, &clock), 1);
    assert_true(estimate.estimate == 2000 * MILLI);
    clock = header_v9(1735000500000, 1735000000000); /* a late datagram of the first life */
    assert_true(svccomm__boot_time_at(&estimate, &clock) == 1735000500 * SECOND);
}

static void nanoseconds_in_the_header_are_exact(void **state)
{
    struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
    struct svccomm__clock clock = {1000 * SECOND + 500400000, 0, 100500, 0};

    (void)state;
    svccomm__boot_observe(&estimate, &clock);
    assert_true(estimate.estimate == 900 * SECOND + 400000);
    clock.time += SECOND + 600000; /* within the millisecond to which uptimes are cut */
    clock.uptime += 1000;
    svccomm__boot_observe(&estimate, &clock);
    assert_true(estimate.estimate == 900 * SECOND + 400000);
    clock.time += SECOND + 5 * MILLI;
    clock.uptime += 1000;
    svccomm__boot_observe(&estimate, &clock);
    assert_true(estimate.estimate == 900 * SECOND + 6 * MILLI);
    clock.time += SECOND - 2 * MILLI;
    clock.uptime += 1000;
    svccomm__boot_observe(&estimate, &clock);
    assert_true(estimate.estimate == 900 * SECOND + 4 * MILLI);
}

static void clocks_at_the_edges_overflow_nothing(void **state)
{
    static const int64_t seconds[] = {0, 1, INT64_C(0xffffffff)};
    static const uint32_t uptimes[] = {0, 1, 0x7fffffff, 0x80000000, UINT32_MAX};
    struct svccomm__boot estimate = {SVCCOMM_NO_TIME, 0, 0};
    size_t i, j;

    (void)state;
    for (i = 0; i < 9; i++)
        for (j = 0; j < 25; j++) {
            struct svccomm__clock clock = {seconds[i % 3] * SECOND, SECOND, uptimes[j % 5], 0};

            svccomm__boot_observe(&estimate, &clock);
            assert_true(svccomm__boot_time_at(&estimate, &clock) >= -SVCCOMM_TIME_MAX);
            assert_true(svccomm__boot_time_at(&estimate, &clock) <= SVCCOMM_TIME_MAX);
        }
}

struct number_case {
    const char *name;
    uint32_t expected;
    int64_t before; /* export times, s */
    uint32_t number;
    int64_t time;
    int anew;
    uint32_t lost;
    int reordered;
    int restarted;
};

static void numbers_tell_what_was_lost(void **state)
{
    static const struct number_case cases[] = {
        {"the next", 1000, 10, 1000, 11, 0, 0, 0, 0},
        {"one was lost", 1000, 10, 1001, 11, 0, 1, 0, 0},
        {"many were lost, in a long time", 1000, 10, 5001000, 20, 0, 5000000, 0, 0},
        {"more than can be in that time", 1000, 10, 5001000, 11, 0, 0, 0, 1},
        {"across the end of 32 bits", UINT32_MAX, 10, 1, 11, 0, 2, 0, 0},
        {"a late one", 1000, 10, 998, 10, 0, 0, 1, 0},
        {"a late one across the end of 32 bits", 1, 10, UINT32_MAX, 9, 0, 0, 1, 0},
        {"begun anew", 1000, 10, 0, 11, 0, 0, 0, 1},
        {"begun anew, some lost since", 70000, 10, 40, 11, 0, 0, 0, 1},
        {"begun anew, as the clock says", 1000, 10, 1001, 11, 1, 0, 0, 1},
        {"counted in its own way", 1000, 10, 999, 11, 0, 0, 0, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct number_case *c = &cases[i];
        struct svccomm__sequence sequence = {c->before * SECOND, c->expected, 1};
        struct svccomm__gap gap =
            svccomm__sequence_observe(&sequence, c->number, c->time * SECOND, c->anew);

        if (gap.lost != c->lost || gap.reordered != c->reordered || gap.restarted != c->restarted)
            fail_msg("%s: lost %u, reordered %u, restarted %u", c->name, gap.lost, gap.reordered,
                     gap.restarted);
    }
}

/* NetFlow v9 counts datagrams, IPFIX data records, those of options too. */
static void what_numbers_count(void **state)
{
    static const struct datagram_field pair[] = {{8, 4, 0}, {12, 4, 0}};
    static struct datagram out;
    struct decoding_test test;
    uint32_t i, number;
    unsigned version;

    (void)state;
    for (version = 9; version <= 10; version++) {
        decoding_begin(&test, NULL);
        for (i = 0, number = 77; i < 5; i++, number += version == 9 ? 1 : 3) {
            if (version == 9)
                datagram_v9(&out, 1000, 1000, number, 1);
            else
                datagram_ipfix(&out, 1000, number, 1);
            datagram_template(&out, 300, pair, 2);
            datagram_options(&out, 301, pair, 2, 1);
            datagram_set(&out, 300);
            datagram_put(&out, 1, 8);
            datagram_put(&out, 2, 8);
            datagram_set_end(&out);
            datagram_set(&out, 301);
            datagram_put(&out, 1, 8);
            datagram_set_end(&out);
            decoding_give(&test, &out);
        }
        assert_int_equal(test.report.options, 5);
        assert_int_equal(test.report.lost + test.report.reordered + test.report.restarts, 0);
        /* Of data that nobody can count the next number cannot be known. */
        if (version == 10) {
            datagram_ipfix(&out, 1001, number, 1);
            datagram_set(&out, 999);
            datagram_put(&out, 1, 8);
            datagram_set_end(&out);
            decoding_give(&test, &out);
            datagram_ipfix(&out, 1001, number + 5, 1);
            decoding_give(&test, &out);
            assert_int_equal(test.report.lost, 0);
            datagram_ipfix(&out, 1001, number + 7, 1);
            decoding_give(&test, &out);
            assert_int_equal(test.report.lost, 2);
        }
        decoding_end(&test);
    }
}

static void records_of_variable_length_count_one_each(void **state)
{
    static const struct datagram_field ends_and_user[] = {{8, 4, 0}, {12, 4, 0}, {371, 65535, 0}};
    static struct datagram out;
    struct decoding_test test;
    uint32_t i;

    (void)state;
    decoding_begin(&test, NULL);
    for (i = 0; i < 5; i++) {
        datagram_ipfix(&out, 1000, 77 + 2 * i, 1);
        datagram_template(&out, 300, ends_and_user, 3);
        datagram_set(&out, 300);
        datagram_put(&out, 1, 8);
        datagram_put(&out, 0x0141, 2);
        datagram_put(&out, 2, 8);
        datagram_put(&out, 0, 1);
        datagram_set_end(&out);
        assert_int_equal(decoding_give(&test, &out), 2);
    }
    assert_int_equal(test.report.lost + test.report.reordered + test.report.restarts, 0);
    decoding_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_seconds_neither_jitter_nor_step_back),
        cmocka_unit_test(clocks_that_drift_apart_are_followed),
        cmocka_unit_test(a_wrap_of_the_uptime_is_no_restart),
        cmocka_unit_test(a_system_that_begins_anew_is_told_from_a_clock_that_is_set),
        cmocka_unit_test(nanoseconds_in_the_header_are_exact),
        cmocka_unit_test(clocks_at_the_edges_overflow_nothing),
        cmocka_unit_test(numbers_tell_what_was_lost),
        cmocka_unit_test(what_numbers_count),
        cmocka_unit_test(records_of_variable_length_count_one_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
