/* SPDX-License-Identifier: MIT
 * NetFlow v1, v5 and v7: their records, headers that lie, uptimes that wrap, numbers that miss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"

static struct datagram out;
static struct decoding_test test;

static int begin(void **state)
{
    (void)state;
    decoding_begin(&test, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    decoding_end(&test);
    return 0;
}

static void assert_flow(size_t index, const char *expected)
{
    char got[512];

    assert_true((int)index < test.rc);
    flow_text(&test.flows[index], got, sizeof got);
    assert_string_equal(got, expected);
}

static void each_version_has_the_same_fields(void **state)
{
    static const uint16_t versions[] = {1, 5, 7};
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        datagram_fixed(&out, versions[i], 2, 10000, 1000, 500000000, 0);
        datagram_fixed_record(&out, versions[i], 100, 7500, 9000);
        datagram_fixed_record(&out, versions[i], 200, 10000, 10000);
        assert_int_equal(decoding_give(&test, &out), 2);
        assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 998..999.5");
        assert_flow(1, "10.0.0.7 1024 10.0.0.5 80 6 27 2/200 1000.5..1000.5");
    }
    assert_int_equal(test.report.datagrams, 3);
    assert_int_equal(test.report.flows, 6);
    assert_int_equal(test.report.malformed + test.report.records_bad, 0);
}

static void the_header_of_v5_tells_engine_and_sampling(void **state)
{
    (void)state;
    datagram_fixed(&out, 5, 1, 10000, 1000, 1, 0);
    out.bytes[20] = 3; /* engine type */
    out.bytes[21] = 7; /* engine id */
    out.bytes[22] = 0x40 | 0x01;
    out.bytes[23] = 0x2c; /* mode 1, one in 300 */
    datagram_fixed_record(&out, 5, 100, 9000, 9000);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.flows[0].domain, 0x307);
    assert_int_equal(test.flows[0].sampling, 300);
    out.bytes[22] = out.bytes[23] = 0; /* no longer */
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.flows[0].sampling, 0);
}

static void icmp_has_no_ports(void **state)
{
    (void)state;
    datagram_fixed(&out, 5, 1, 10000, 1000, 1, 0);
    datagram_fixed_record(&out, 5, 100, 9000, 9000);
    out.bytes[24 + 38] = 1;
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.flows[0].source_port, 0);
    assert_int_equal(test.flows[0].destination_port, 0);
}

/* How many records come out of a datagram of `there` records and `extra` bytes. */
struct count_case {
    const char *name;
    uint16_t said;
    uint16_t there;
    uint16_t extra;
    uint8_t fill; /* of the extra bytes */
    int flows;
    int malformed;
    int bad;
};

static void a_count_that_lies_gives_what_is_there(void **state)
{
    static const struct count_case cases[] = {
        {"right", 3, 3, 0, 0, 3, 0, 0},
        {"too many", 55582, 30, 0, 0, 30, 1, 0},
        {"one too many", 4, 3, 0, 0, 3, 1, 0},
        {"too few", 2, 3, 0, 0, 3, 1, 0},
        {"none", 0, 3, 0, 0, 3, 1, 0},
        {"cut in the last record", 4, 3, 20, 9, 3, 1, 1},
        {"padded with zeros", 3, 3, 48, 0, 3, 0, 0},
        {"padded with something", 3, 3, 5, 9, 3, 1, 0},
        {"more records than a datagram may have", 2, 31, 0, 0, 2, 1, 0},
        {"more records than it may have, as it says", 60, 31, 0, 0, 31, 1, 0},
        {"nothing at all", 0, 0, 0, 0, 0, 0, 0},
    };
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct count_case *c = &cases[i];
        svccomm_decode_report before = test.report;

        datagram_fixed(&out, 5, c->said, 10000, 1000, 1, 0);
        for (j = 0; j < c->there; j++)
            datagram_fixed_record(&out, 5, 100, 9000, 9000);
        memset(out.bytes + out.length, c->fill, c->extra);
        out.length += c->extra;
        if (decoding_give(&test, &out) != c->flows)
            fail_msg("%s: %d flows", c->name, test.rc);
        if (test.report.malformed - before.malformed != (uint64_t)c->malformed ||
            test.report.records_bad - before.records_bad != (uint64_t)c->bad)
            fail_msg("%s: counted otherwise", c->name);
    }
}

/* As a capture of the wild has it: a message of 2 records, then one of 1. */
static void a_datagram_can_hold_several_messages(void **state)
{
    struct datagram second;

    (void)state;
    datagram_fixed(&out, 5, 2, 10000, 1000, 1, 0);
    datagram_fixed_record(&out, 5, 100, 9000, 9000);
    datagram_fixed_record(&out, 5, 200, 9000, 9000);
    datagram_fixed(&second, 5, 1, 20000, 1010, 1, 2);
    datagram_fixed_record(&second, 5, 300, 15000, 19000);
    datagram_bytes(&out, second.bytes, second.length);
    assert_int_equal(decoding_give(&test, &out), 3);
    assert_flow(2, "10.0.0.7 1024 10.0.0.5 80 6 27 2/300 1005.000000001..1009.000000001");
    assert_int_equal(test.report.datagrams, 1);
    assert_int_equal(test.report.malformed + test.report.lost, 0);
}

/* What follows is no message if its count is none that it can have. */
static void what_only_looks_like_a_second_message_is_passed_over(void **state)
{
    static const uint16_t counts[] = {0, 2, 31};
    struct datagram second;
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        datagram_fixed(&out, 5, 2, 10000, 1000, 1, (uint32_t)(2 * i));
        datagram_fixed_record(&out, 5, 100, 9000, 9000);
        datagram_fixed_record(&out, 5, 200, 9000, 9000);
        datagram_fixed(&second, 5, counts[i], 20000, 1010, 1, 2);
        datagram_fixed_record(&second, 5, 300, 15000, 19000);
        datagram_bytes(&out, second.bytes, second.length);
        assert_int_equal(decoding_give(&test, &out), 2);
        assert_int_equal(test.report.malformed, i + 1);
    }
}

static void any_cut_of_a_datagram_is_decoded_as_far_as_it_goes(void **state)
{
    size_t length;

    (void)state;
    datagram_fixed(&out, 5, 30, 10000, 1000, 1, 0);
    while (out.length < 24 + 30 * 48)
        datagram_fixed_record(&out, 5, 100, 9000, 9000);
    for (length = 0; length < out.length; length++) {
        int expected = length < 24 ? 0 : (int)((length - 24) / 48);

        decoding_give_bytes(&test, out.bytes, length);
        if (test.rc != expected)
            fail_msg("%zu bytes: %d flows", length, test.rc);
    }
    assert_int_equal(test.report.malformed, out.length);
}

static void uptimes_that_wrap_go_on(void **state)
{
    (void)state;
    datagram_fixed(&out, 5, 1, UINT32_MAX - 999, 4295000, 500000000, 0);
    datagram_fixed_record(&out, 5, 100, UINT32_MAX - 4999, UINT32_MAX - 999);
    decoding_give(&test, &out);
    assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 4294996.5..4295000.5");
    /* Two seconds later the uptime is 1 s; the flow began before the wrap. */
    datagram_fixed(&out, 5, 1, 1000, 4295002, 500000000, 1);
    datagram_fixed_record(&out, 5, 100, UINT32_MAX - 3999, 500);
    decoding_give(&test, &out);
    assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 4294997.5..4295002");
    assert_int_equal(test.report.restarts, 0);
}

static void a_flow_may_end_a_little_after_its_header(void **state)
{
    (void)state;
    datagram_fixed(&out, 5, 1, 10000, 1000, 0, 0);
    datagram_fixed_record(&out, 5, 100, 9000, 10400);
    decoding_give(&test, &out);
    assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 999..1000.4");
}

static void numbers_of_v5_count_flows(void **state)
{
    static const uint32_t numbers[] = {4000000000u, 4000000002u, 4000000010u, 4000000004u,
                                       4000000012u};
    svccomm_exporter shown;
    size_t i;

    (void)state;
    for (i = 0; i < 5; i++) {
        datagram_fixed(&out, 5, 2, (uint32_t)(10000 + i * 1000), (uint32_t)(1000 + i), 1,
                       numbers[i]);
        if (i == 3) /* sent before the one that came before it */
            datagram_fixed(&out, 5, 2, 11500, 1001, 500000001, numbers[i]);
        datagram_fixed_record(&out, 5, 100, 9000, 9000);
        datagram_fixed_record(&out, 5, 100, 9000, 9000);
        decoding_give(&test, &out);
    }
    assert_int_equal(test.report.lost, 6);
    assert_int_equal(test.report.reordered, 1);
    assert_int_equal(test.report.restarts, 0);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown), 1);
    assert_int_equal(shown.version, 5);
    assert_int_equal(shown.datagrams, 5);
    assert_int_equal(shown.flows, 10);
    assert_int_equal(shown.lost, 6);
    assert_int_equal(shown.reordered, 1);
    assert_true(shown.boot_time == 990 * SECOND + 1);
}

static void an_exporter_that_begins_anew_has_lost_nothing(void **state)
{
    (void)state;
    datagram_fixed(&out, 5, 1, 10000000, 100000, 1, 5000);
    datagram_fixed_record(&out, 5, 100, 9000000, 10000000);
    decoding_give(&test, &out);
    datagram_fixed(&out, 5, 1, 5000, 100060, 1, 0);
    datagram_fixed_record(&out, 5, 100, 4000, 5000);
    decoding_give(&test, &out);
    assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 100059.000000001..100060.000000001");
    assert_int_equal(test.report.restarts, 1);
    assert_int_equal(test.report.lost + test.report.reordered, 0);
}

static void versions_that_nobody_knows_are_counted(void **state)
{
    static const unsigned char unknown[] = {0, 6, 0, 1, 0, 0, 0, 0};

    (void)state;
    assert_int_equal(decoding_give_bytes(&test, unknown, sizeof unknown), 0);
    assert_int_equal(test.report.unknown_version, 1);
    assert_int_equal(decoding_give_bytes(&test, unknown, 1), 0);
    assert_int_equal(decoding_give_bytes(&test, unknown, 0), 0);
    assert_int_equal(test.report.malformed, 2);
    assert_int_equal(test.report.datagrams, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_version_has_the_same_fields, begin, end),
        cmocka_unit_test_setup_teardown(the_header_of_v5_tells_engine_and_sampling, begin, end),
        cmocka_unit_test_setup_teardown(icmp_has_no_ports, begin, end),
        cmocka_unit_test_setup_teardown(a_count_that_lies_gives_what_is_there, begin, end),
        cmocka_unit_test_setup_teardown(a_datagram_can_hold_several_messages, begin, end),
        cmocka_unit_test_setup_teardown(what_only_looks_like_a_second_message_is_passed_over, begin,
                                        end),
        cmocka_unit_test_setup_teardown(any_cut_of_a_datagram_is_decoded_as_far_as_it_goes, begin,
                                        end),
        cmocka_unit_test_setup_teardown(uptimes_that_wrap_go_on, begin, end),
        cmocka_unit_test_setup_teardown(a_flow_may_end_a_little_after_its_header, begin, end),
        cmocka_unit_test_setup_teardown(numbers_of_v5_count_flows, begin, end),
        cmocka_unit_test_setup_teardown(an_exporter_that_begins_anew_has_lost_nothing, begin, end),
        cmocka_unit_test_setup_teardown(versions_that_nobody_knows_are_counted, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
