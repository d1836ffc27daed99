/* SPDX-License-Identifier: MIT
 * Datagrams whose lengths lie, that are cut anywhere, or whose bytes are anything: what is whole is
 * decoded, nothing else is read, and the time stays in proportion to the bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"
#include "rounds.h"

static struct datagram out;
static struct decoding_test test;

static const struct datagram_field pair[] = {{8, 4, 0}, {12, 4, 0}, {1, 4, 0}};
static const struct datagram_field strings[] = {
    {371, 65535, 0}, {8, 4, 0}, {372, 65535, 0}, {12, 4, 0}};

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

static void head(unsigned version)
{
    if (version == 9)
        datagram_v9(&out, 100000, 1000, 0, 1);
    else
        datagram_ipfix(&out, 1000, 0, 1);
}

static void records(uint16_t id, size_t count)
{
    datagram_set(&out, id);
    while (count-- > 0)
        datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\11", 12);
    datagram_set_end(&out);
}

/* The same again, with the length of the last set changed by so much. */
struct lie {
    int by;
    int flows; /* of a set of 3 records that follows one of 2 */
    uint64_t malformed;
    uint64_t bad;
};

static void a_set_that_lies_about_its_length_gives_what_is_whole(void **state)
{
    static const struct lie lies[] = {
        {1, 5, 1, 0},   {60000, 5, 1, 0}, {-1, 4, 1, 1},
        {-12, 4, 1, 0}, {-36, 2, 1, 0},   {-37, 2, 1, 0},
    };
    unsigned version;
    size_t i;

    (void)state;
    for (version = 9; version <= 10; version++)
        for (i = 0; i < sizeof lies / sizeof *lies; i++) {
            svccomm_decode_report before = test.report;
            unsigned length;

            head(version);
            datagram_template(&out, 300, pair, 3);
            records(300, 2);
            records(300, 3);
            length = (unsigned)((out.length - out.set) + (size_t)(ptrdiff_t)lies[i].by);
            out.bytes[out.set + 2] = (unsigned char)(length >> 8);
            out.bytes[out.set + 3] = (unsigned char)length;
            decoding_give(&test, &out);
            if (test.rc != lies[i].flows || test.report.malformed - before.malformed != 1 ||
                test.report.records_bad - before.records_bad != lies[i].bad)
                fail_msg("by %d: %d flows, %u malformed, %u bad", lies[i].by, test.rc,
                         (unsigned)(test.report.malformed - before.malformed),
                         (unsigned)(test.report.records_bad - before.records_bad));
        }
}

static void a_message_that_lies_about_its_length_is_what_is_there(void **state)
{
    static const uint16_t lengths[] = {0, 15, 65535};
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        head(10);
        datagram_template(&out, 300, pair, 3);
        records(300, 2);
        out.bytes[2] = (unsigned char)(lengths[i] >> 8);
        out.bytes[3] = (unsigned char)lengths[i];
        assert_int_equal(decoding_give_bytes(&test, out.bytes, out.length), 2);
        assert_int_equal(test.report.malformed, i + 1);
    }
}

static void several_messages_of_ipfix_are_decoded(void **state)
{
    static struct datagram both;

    (void)state;
    head(10);
    datagram_template(&out, 300, pair, 3);
    records(300, 2);
    datagram_end(&out);
    both = out;
    head(10);
    records(300, 3);
    datagram_end(&out);
    datagram_bytes(&both, out.bytes, out.length);
    assert_int_equal(decoding_give_bytes(&test, both.bytes, both.length), 5);
    datagram_bytes(&both, "\0\7what is this", 14); /* of a version that nobody knows */
    assert_int_equal(decoding_give_bytes(&test, both.bytes, both.length), 5);
    assert_int_equal(test.report.unknown_version, 0);
    assert_int_equal(test.report.malformed, 1);
    assert_int_equal(test.report.datagrams, 2);
}

/* Everything there is, in one datagram. */
static void make_rich(unsigned version)
{
    head(version);
    datagram_template(&out, 300, pair, 3);
    datagram_options(&out, 301, pair, 3, 1);
    datagram_template(&out, 302, strings, 4);
    records(300, 2);
    records(301, 1);
    datagram_set(&out, 302);
    datagram_bytes(&out, "\2ab\12\0\0\7\377\0\3abc\12\0\0\5", 17);
    datagram_bytes(&out, "\0\12\0\0\7\0\12\0\0\5", 10);
    datagram_set_end(&out);
    records(999, 1);
}

static void any_cut_is_decoded_as_far_as_it_goes(void **state)
{
    unsigned version;
    size_t length;
    int flows;

    (void)state;
    for (version = 9; version <= 10; version++) {
        make_rich(version);
        assert_int_equal(decoding_give(&test, &out), 4);
        for (length = 0, flows = 0; length <= out.length; length++) {
            struct decoding_test fresh;

            decoding_begin(&fresh, NULL);
            decoding_give_bytes(&fresh, out.bytes, length);
            assert_true(fresh.rc >= flows);
            flows = fresh.rc;
            assert_int_equal(fresh.report.datagrams, 1);
            decoding_end(&fresh);
        }
        assert_int_equal(flows, 4);
    }
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A sanitizer and the counters watch. */
static void any_bytes_can_come(void **state)
{
    static struct datagram rich[2];
    uint32_t seed = 4711, i, changes, most = rounds(40000);

    (void)state;
    make_rich(9);
    rich[0] = out;
    make_rich(10);
    datagram_end(&out);
    rich[1] = out;
    for (i = 0; i < most; i++) {
        out = rich[i % 2];
        for (changes = random_next(&seed) % 6; changes > 0; changes--)
            out.bytes[random_next(&seed) % out.length] = (unsigned char)random_next(&seed);
        if (random_next(&seed) % 8 == 0)
            out.length = random_next(&seed) % out.length;
        if (decoding_give_bytes(&test, out.bytes, out.length) < 0)
            fail_msg("error %d", test.rc);
    }
    assert_int_equal(test.report.datagrams, i);
    assert_true(test.report.flows > i);
    assert_true(test.report.held >= test.report.held_decoded + test.report.held_dropped);
    assert_true(test.report.held <= test.report.no_template);
}

/* Variable lengths that reach beyond the set, and records of one byte. */
static void records_that_do_not_end_are_cut(void **state)
{
    static const struct datagram_field one[] = {{371, 65535, 0}};
    static const struct datagram_field byte[] = {{5, 1, 0}};

    (void)state;
    head(10);
    datagram_template(&out, 300, strings, 4);
    datagram_set(&out, 300);
    datagram_bytes(&out, "\2ab\12\0\0\7\1x\12\0\0\5", 13);
    datagram_bytes(&out, "\2ab\12\0\0\7\377\377\377\12\0\0\5", 14);
    datagram_set_end(&out);
    datagram_template(&out, 301, one, 1);
    datagram_set(&out, 301);
    memset(out.bytes + out.length, 0, 1000); /* a thousand empty strings */
    out.length += 1000;
    datagram_set_end(&out);
    datagram_template(&out, 302, byte, 1);
    datagram_set(&out, 302);
    memset(out.bytes + out.length, 7, 1000);
    out.length += 1000;
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.records_bad, 1);
    assert_int_equal(test.report.records_other, 2000);
}

/* A template that fills a datagram: more fields are said than a record can have bytes. */
static void a_template_of_very_many_fields_is_one(void **state)
{
    static struct datagram_field fields[16000];
    size_t i;

    (void)state;
    for (i = 0; i < 16000; i++) {
        fields[i].id = (uint16_t)(1 + i % 400);
        fields[i].length = (uint16_t)(i % 3 == 0 ? 4 : 0);
    }
    head(9);
    datagram_template(&out, 300, fields, 16000);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_new, 1);
    out.bytes[out.set + 6] = out.bytes[out.set + 7] = 0xff; /* 65,535 fields */
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_invalid, 1);
    head(9);
    datagram_set(&out, 300);
    memset(out.bytes + out.length, 1, 21336);
    out.length += 21336;
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 1); /* by the first fields that have a length */
    assert_int_equal(test.flows[0].source[15], 1);
}

static void bad_calls_are_refused_and_change_nothing(void **state)
{
    static unsigned char large[65536];
    const svccomm_flow *flows;
    svccomm_datagram from = test.from;
    svccomm_decode_report report, zero;
    uint64_t bytes = svccomm_decoder_memory(test.decoder);

    (void)state;
    svccomm_decode_report_init(&report, sizeof report);
    zero = report;
#define CALL(decoder, data, length, from, flows, size) \
    svccomm_decoder_datagram(decoder, data, length, from, flows, size, &report)
    assert_int_equal(CALL(NULL, large, 1, &from, &flows, sizeof *flows), SVCCOMM_E_ARGUMENT);
    assert_int_equal(CALL(test.decoder, NULL, 1, &from, &flows, sizeof *flows), SVCCOMM_E_ARGUMENT);
    assert_int_equal(CALL(test.decoder, large, 1, NULL, &flows, sizeof *flows), SVCCOMM_E_ARGUMENT);
    assert_int_equal(CALL(test.decoder, large, 1, &from, NULL, sizeof *flows), SVCCOMM_E_ARGUMENT);
    assert_int_equal(CALL(test.decoder, large, 65536, &from, &flows, sizeof *flows),
                     SVCCOMM_E_RANGE);
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows, sizeof *flows - 8),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows,
                          sizeof *flows + _Alignof(svccomm_flow) / 2), /* the next not aligned */
                     SVCCOMM_E_STRUCT_SIZE);
    from.received = SVCCOMM_TIME_MAX + 1;
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows, sizeof *flows), SVCCOMM_E_RANGE);
    from = test.from;
    from.size = 8;
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows, sizeof *flows),
                     SVCCOMM_E_STRUCT_SIZE);
    from = test.from;
    from.reserved = 1;
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows, sizeof *flows),
                     SVCCOMM_E_ARGUMENT);
    report.size = 8;
    from = test.from;
    assert_int_equal(CALL(test.decoder, large, 1, &from, &flows, sizeof *flows),
                     SVCCOMM_E_STRUCT_SIZE);
#undef CALL
    report.size = zero.size;
    assert_memory_equal(&report, &zero, sizeof report);
    assert_true(svccomm_decoder_memory(test.decoder) == bytes);
    assert_int_equal(
        svccomm_decoder_datagram(test.decoder, NULL, 0, &from, &flows, sizeof *flows, NULL), 0);
}

/* A caller that knows more members gets them zeroed. */
static void flows_of_a_longer_struct_have_a_tail_of_zeros(void **state)
{
    static const struct datagram_field strings_v6[] = {{27, 16, 0}, {28, 16, 0}, {371, 65535, 0}};
    const size_t size = sizeof(svccomm_flow) + 16;
    const svccomm_flow *flows;
    const unsigned char *bytes;
    int i;

    (void)state;
    make_rich(10);
    datagram_template(&out, 303, strings_v6, 3);
    datagram_set(&out, 303);
    memset(out.bytes + out.length, 1, 34);
    out.length += 34;
    datagram_set_end(&out);
    datagram_end(&out);
    assert_int_equal(svccomm_decoder_datagram(test.decoder, out.bytes, out.length, &test.from,
                                              &flows, size, NULL),
                     5);
    for (i = 0, bytes = (const unsigned char *)flows; i < 5; i++, bytes += size) {
        static const unsigned char zeros[16];

        assert_memory_equal(bytes + sizeof(svccomm_flow), zeros, sizeof zeros);
        assert_int_equal(bytes[15], i < 4 ? 7 : 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_set_that_lies_about_its_length_gives_what_is_whole),
        TEST(a_message_that_lies_about_its_length_is_what_is_there),
        TEST(several_messages_of_ipfix_are_decoded),
        TEST(any_cut_is_decoded_as_far_as_it_goes),
        TEST(any_bytes_can_come),
        TEST(records_that_do_not_end_are_cut),
        TEST(a_template_of_very_many_fields_is_one),
        TEST(bad_calls_are_refused_and_change_nothing),
        TEST(flows_of_a_longer_struct_have_a_tail_of_zeros),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
