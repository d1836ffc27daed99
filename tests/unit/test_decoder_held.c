/* SPDX-License-Identifier: MIT
 * Data that comes before its template, and what a decoder may hold: all caps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"

static struct datagram out;
static struct decoding_test test;

static const struct datagram_field uptimes[] = {{8, 4, 0},  {12, 4, 0}, {7, 2, 0}, {11, 2, 0},
                                                {4, 1, 0},  {6, 1, 0},  {1, 4, 0}, {2, 4, 0},
                                                {22, 4, 0}, {21, 4, 0}};
#define UPTIMES 10

static void uptimes_record(uint32_t start, uint32_t end)
{
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\4\0\0\120\6\33", 14);
    datagram_put(&out, 100, 4);
    datagram_put(&out, 2, 4);
    datagram_put(&out, start, 4);
    datagram_put(&out, end, 4);
}

static void data_set(uint16_t id, uint32_t start, uint32_t end)
{
    datagram_set(&out, id);
    uptimes_record(start, end);
    datagram_set_end(&out);
}

static void assert_flow(size_t index, const char *expected)
{
    char got[256];

    assert_true((int)index < test.rc);
    flow_text(&test.flows[index], got, sizeof got);
    assert_string_equal(got, expected);
}

static void held_data_is_decoded_with_the_time_of_its_datagram(void **state)
{
    (void)state;
    decoding_begin(&test, NULL);
    datagram_v9(&out, 100000, 1000, 0, 1);
    data_set(300, 90000, 95000);
    data_set(301, 1000, 2000); /* of another template */
    assert_int_equal(decoding_give(&test, &out), 0);
    datagram_v9(&out, 160000, 1060, 1, 1);
    data_set(300, 150000, 155000);
    assert_int_equal(decoding_give(&test, &out), 0);
    datagram_v9(&out, 170000, 1070, 2, 1);
    datagram_template(&out, 300, uptimes, UPTIMES);
    data_set(300, 160000, 165000);
    assert_int_equal(decoding_give(&test, &out), 3);
    assert_flow(0, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 990..995");
    assert_flow(1, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 1050..1055");
    assert_flow(2, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 1060..1065");
    assert_int_equal(test.report.no_template, 3);
    assert_int_equal(test.report.held, 3);
    assert_int_equal(test.report.held_decoded, 2);
    assert_int_equal(test.report.lost, 0);
    decoding_end(&test);
}

static void data_before_its_template_in_one_datagram_is_held_for_it(void **state)
{
    (void)state;
    decoding_begin(&test, NULL);
    datagram_v9(&out, 100000, 1000, 0, 1);
    data_set(300, 90000, 95000);
    datagram_template(&out, 300, uptimes, UPTIMES);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.held_decoded, 1);
    decoding_end(&test);
}

static void held_options_are_options(void **state)
{
    static const struct datagram_field whole[] = {{1, 4, 0}, {34, 4, 0}};

    (void)state;
    decoding_begin(&test, NULL);
    datagram_v9(&out, 100000, 1000, 0, 1);
    datagram_set(&out, 400);
    datagram_put(&out, 64, 8);
    datagram_set_end(&out);
    decoding_give(&test, &out);
    datagram_v9(&out, 100000, 1000, 1, 1);
    datagram_options(&out, 400, whole, 2, 1);
    datagram_template(&out, 300, uptimes, UPTIMES);
    data_set(300, 90000, 95000);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.flows[0].sampling, 64);
    decoding_end(&test);
}

static void the_oldest_held_data_leaves_for_newer(void **state)
{
    svccomm_decoder_config config;
    uint32_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_pending_bytes = 2000;
    decoding_begin(&test, &config);
    for (i = 0; i < 20; i++) {
        datagram_v9(&out, 100000 + i, 1000, i, 1);
        data_set(300, 1000 * i, 1000 * i);
        decoding_give(&test, &out);
        assert_true(test.report.held - test.report.held_dropped <= 2000 / 30);
    }
    assert_int_equal(test.report.held, 20);
    assert_true(test.report.held_dropped > 5 && test.report.held_dropped < 19);
    datagram_v9(&out, 100020, 1000, 20, 1);
    datagram_template(&out, 300, uptimes, UPTIMES);
    assert_int_equal(decoding_give(&test, &out), 20 - (int)test.report.held_dropped);
    assert_true(test.flows[test.rc - 1].end >
                test.flows[0].end); /* the newest are there, in order */
    assert_int_equal(test.flows[test.rc - 1].end / SECOND, 1000 - 100 + 19);
    assert_int_equal(test.report.held_decoded, (uint64_t)test.rc);
    decoding_end(&test);
}

static void nothing_is_held_where_nothing_may_be(void **state)
{
    svccomm_decoder_config config;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    for (config.max_pending_bytes = 0; config.max_pending_bytes <= 30;
         config.max_pending_bytes += 30) { /* less than one record and what it takes to hold it */
        decoding_begin(&test, &config);
        datagram_v9(&out, 100000, 1000, 0, 1);
        data_set(300, 1000, 1000);
        decoding_give(&test, &out);
        assert_int_equal(test.report.no_template, 1);
        assert_int_equal(test.report.held, 0);
        decoding_end(&test);
    }
}

static void held_data_ages_as_templates_do(void **state)
{
    (void)state;
    decoding_begin(&test, NULL);
    test.from.received = 1000 * SECOND;
    datagram_v9(&out, 100000, 1000, 0, 1);
    data_set(300, 90000, 95000);
    decoding_give(&test, &out);
    test.from.received += 86400 * SECOND + 1;
    datagram_v9(&out, 86500000, 87400, 1, 1);
    decoding_give(&test, &out);
    assert_int_equal(test.report.held_dropped, 1);
    decoding_end(&test);
}

/* A template of two addresses makes a flow of 8 bytes: what is held must not become more flows than
 * all templates may take. */
static void held_data_cannot_make_more_flows_than_memory_allows(void **state)
{
    static const struct datagram_field least[] = {{8, 4, 0}, {12, 4, 0}};
    svccomm_decoder_config config;
    uint32_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_bytes = 64 << 10;
    decoding_begin(&test, &config);
    for (i = 0; i < 10; i++) {
        datagram_v9(&out, 100000, 1000, i, 1);
        datagram_set(&out, i < 8 ? 300 : 301);
        memset(out.bytes + out.length, 9, 1600);
        out.length += 1600;
        datagram_set_end(&out);
        decoding_give(&test, &out);
    }
    datagram_v9(&out, 100000, 1000, 10, 1);
    datagram_template(&out, 300, least, 2);
    datagram_template(&out, 301, least, 2); /* for which nothing is left */
    decoding_give(&test, &out);
    assert_int_equal(test.rc, 400); /* (64 << 10) / 144 flows are two sets of 200 */
    assert_int_equal(test.report.held_decoded, 2);
    assert_int_equal(test.report.held_dropped, 8);
    decoding_end(&test);
}

#define REAL "192.0.2.1"

static void give_real(uint32_t sequence, int with_template)
{
    decoding_from(&test, REAL);
    datagram_v9(&out, 100000 + sequence, 1000, sequence, 1);
    if (with_template)
        datagram_template(&out, 300, uptimes, UPTIMES);
    data_set(300, 90000, 95000);
    decoding_give(&test, &out);
}

/* One datagram of a spoofed exporter: eight templates of many fields. */
static void give_spoofed(uint32_t number)
{
    static const uint16_t ids[] = {8, 12, 7, 11, 4, 6, 1, 2, 22, 21, 10, 14, 5, 9, 13, 15};
    struct datagram_field fields[60];
    uint16_t i;

    for (i = 0; i < 60; i++) {
        fields[i].id = ids[i % 16];
        fields[i].length = 4;
        fields[i].enterprise = 0;
    }
    test.from.exporter[12] = 10;
    test.from.exporter[13] = (uint8_t)(number >> 16);
    test.from.exporter[14] = (uint8_t)(number >> 8);
    test.from.exporter[15] = (uint8_t)number;
    datagram_v9(&out, 1000, 1000, 0, number);
    for (i = 0; i < 4; i++)
        datagram_template(&out, (uint16_t)(256 + i), fields, 60);
    data_set(999, 1, 1);
    decoding_give(&test, &out);
}

static void a_flood_of_spoofed_exporters_stays_under_the_caps(void **state)
{
    svccomm_decoder_config config;
    uint32_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_bytes = 512 << 10;
    config.max_pending_bytes = 64 << 10;
    decoding_begin(&test, &config);
    give_real(0, 1);
    for (i = 0; i < 6000; i++) {
        give_spoofed(i);
        if (i % 1000 == 0)
            give_real(1 + i / 1000, 0);
        /* and pools grow by chunks, tables by doubling */
        if (svccomm_decoder_memory(test.decoder) > (512 << 10) + (64 << 10) + (256 << 10))
            fail_msg("%u exporters: %u bytes", i, (unsigned)svccomm_decoder_memory(test.decoder));
    }
    give_real(7, 0);
    assert_int_equal(test.rc, 1); /* never evicted, because it decoded data */
    assert_int_equal(test.report.flows, 8);
    assert_true(test.report.templates_evicted > 10000);
    assert_int_equal(test.report.lost, 0);
    decoding_end(&test);
}

static void exporters_are_capped_in_number(void **state)
{
    svccomm_decoder_config config;
    svccomm_exporter shown[8];
    uint32_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_exporters = 4;
    decoding_begin(&test, &config);
    give_real(0, 1);
    for (i = 0; i < 10; i++)
        give_spoofed(i);
    assert_int_equal(test.report.exporters_evicted, 7);
    assert_int_equal(test.report.held_dropped, 7);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, shown, 8, sizeof *shown), 4);
    give_real(1, 0);
    assert_int_equal(test.rc, 1);
    decoding_end(&test);
}

static void exporters_of_one_datagram_are_capped_too(void **state)
{
    svccomm_decoder_config config;
    svccomm_exporter shown[8];
    struct datagram one;
    uint8_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_exporters = 2;
    decoding_begin(&test, &config);
    out.length = 0;
    for (i = 0; i < 5; i++) {
        datagram_fixed(&one, 5, 1, 10000, 1000, 1, 0);
        one.bytes[21] = i; /* engine */
        datagram_fixed_record(&one, 5, 100, 9000, 9000);
        datagram_bytes(&out, one.bytes, one.length);
    }
    assert_int_equal(decoding_give_bytes(&test, out.bytes, out.length), 5);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, shown, 8, sizeof *shown), 2);
    assert_int_equal(shown[1].domain, 4);
    assert_int_equal(test.report.exporters_evicted, 3);
    decoding_end(&test);
    config.max_exporters = 1;
    decoding_begin(&test, &config);
    assert_int_equal(decoding_give_bytes(&test, out.bytes, out.length), 5);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, shown, 8, sizeof *shown), 1);
    decoding_end(&test);
}

static void templates_are_capped_in_number(void **state)
{
    svccomm_decoder_config config;
    svccomm_exporter shown;
    uint16_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_exporter_templates = 3;
    decoding_begin(&test, &config);
    give_real(0, 1);
    datagram_v9(&out, 100001, 1000, 1, 1);
    for (i = 0; i < 5; i++)
        datagram_template(&out, (uint16_t)(400 + i), uptimes, UPTIMES);
    decoding_give(&test, &out);
    svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown);
    assert_int_equal(shown.templates, 3);
    assert_int_equal(test.report.templates_evicted, 3);
    datagram_v9(&out, 100001, 1000, 2, 1);
    for (i = 0; i < 5; i++) /* what decoded data stays, and of the others the newest */
        data_set((uint16_t)(400 + i), 1000, 1000);
    data_set(300, 1000, 1000);
    assert_int_equal(decoding_give(&test, &out), 3);
    decoding_end(&test);

    config.max_exporter_templates = 4096;
    config.max_templates = 2;
    decoding_begin(&test, &config);
    give_real(0, 1);
    for (i = 0; i < 5; i++)
        give_spoofed(i);
    give_real(1, 0);
    assert_int_equal(test.rc, 1);
    assert_int_equal(test.report.templates_evicted, 19);
    decoding_end(&test);
}

static void a_template_greater_than_all_memory_is_not_kept(void **state)
{
    static struct datagram_field fields[3000];
    svccomm_decoder_config config;
    size_t i;

    (void)state;
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_bytes = 8192;
    decoding_begin(&test, &config);
    for (i = 0; i < 3000; i++) {
        fields[i].id = (uint16_t)(1 + i);
        fields[i].length = 1;
    }
    datagram_v9(&out, 1000, 1000, 0, 1);
    datagram_template(&out, 300, fields, 3000);
    datagram_template(&out, 301, uptimes, UPTIMES);
    data_set(301, 1000, 1000);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.templates_evicted, 1);
    decoding_end(&test);
}

static void a_configuration_that_cannot_work_is_refused(void **state)
{
    svccomm_decoder_config good, config;
    svccomm_decoder *decoder;

    (void)state;
    svccomm_decoder_config_init(&good, sizeof good);
#define REFUSED(member, value)                                                     \
    do {                                                                           \
        config = good;                                                             \
        config.member = (value);                                                   \
        assert_int_equal(svccomm_decoder_new(&decoder, &config), SVCCOMM_E_RANGE); \
        assert_null(decoder);                                                      \
    } while (0)
    REFUSED(max_exporters, 0);
    REFUSED(max_templates, 0);
    REFUSED(max_exporter_templates, 0);
    REFUSED(max_bytes, 4095);
    REFUSED(template_age, 0);
    REFUSED(template_age, -1);
#undef REFUSED
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_data_is_decoded_with_the_time_of_its_datagram),
        cmocka_unit_test(data_before_its_template_in_one_datagram_is_held_for_it),
        cmocka_unit_test(held_options_are_options),
        cmocka_unit_test(the_oldest_held_data_leaves_for_newer),
        cmocka_unit_test(nothing_is_held_where_nothing_may_be),
        cmocka_unit_test(held_data_ages_as_templates_do),
        cmocka_unit_test(held_data_cannot_make_more_flows_than_memory_allows),
        cmocka_unit_test(a_flood_of_spoofed_exporters_stays_under_the_caps),
        cmocka_unit_test(exporters_are_capped_in_number),
        cmocka_unit_test(exporters_of_one_datagram_are_capped_too),
        cmocka_unit_test(templates_are_capped_in_number),
        cmocka_unit_test(a_template_greater_than_all_memory_is_not_kept),
        cmocka_unit_test(a_configuration_that_cannot_work_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
