/* SPDX-License-Identifier: MIT
 * A hundred thousand spoofed templates, exporters and data sets: memory stays under the caps, and a
 * real exporter goes on being decoded. What each costs is counted by bench/cost_decoder.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "flood.h"

#define SPOOFED 100000u
#define REAL_EVERY 100u
/* Tables and pools grow by doubling and by chunks, and the flows of a datagram are kept. */
#define MEMORY_BESIDES ((uint64_t)1 << 20)

typedef void (*flood_fn)(struct flood *flood, uint32_t number);

static svccomm_decoder *decoder;
static svccomm_decode_report report;

static int give(const struct flood *flood)
{
    const svccomm_flow *flows;

    return svccomm_decoder_datagram(decoder, flood->bytes, flood->length, &flood->from, &flows,
                                    sizeof *flows, &report);
}

static void begin(const svccomm_decoder_config *config)
{
    struct flood flood;

    assert_int_equal(svccomm_decoder_new(&decoder, config), 0);
    assert_int_equal(svccomm_decode_report_init(&report, sizeof report), 0);
    flood_real_template(&flood, 0);
    assert_int_equal(give(&flood), 0);
}

/* The flood, and in it a datagram of the real exporter now and then. */
static void endure(flood_fn make, int each_gives, uint64_t most_memory)
{
    uint32_t i, real = 0;
    struct flood flood;

    for (i = 0; i < SPOOFED; i++) {
        make(&flood, i);
        assert_int_equal(give(&flood), each_gives);
        if (i % REAL_EVERY != 0)
            continue;
        flood_real_data(&flood, 0, real++);
        assert_int_equal(give(&flood), FLOOD_REAL_FLOWS);
        if (svccomm_decoder_memory(decoder) > most_memory)
            fail_msg("%u bytes after %u datagrams", (unsigned)svccomm_decoder_memory(decoder), i);
    }
    assert_int_equal(report.datagrams, 1 + SPOOFED + real);
    assert_int_equal(report.flows, real * FLOOD_REAL_FLOWS + (uint64_t)each_gives * SPOOFED);
    assert_int_equal(report.malformed + report.records_bad + report.templates_invalid, 0);
}

/* What the decoder says of the real exporter. */
static void assert_real_is_there(void)
{
    svccomm_exporter shown, before;
    struct flood flood;

    flood_real_data(&flood, 0, 0);
    memset(&before, 0, sizeof before);
    memcpy(before.address, flood.from.exporter, sizeof before.address);
    before.address[15]--; /* the one before it in the order of addresses */
    assert_int_equal(svccomm_decoder_exporters(decoder, &before, &shown, 1, sizeof shown), 1);
    assert_memory_equal(shown.address, flood.from.exporter, sizeof shown.address);
    assert_int_equal(shown.datagrams, 1 + SPOOFED / REAL_EVERY);
    assert_int_equal(shown.templates, 1);
    assert_int_equal(shown.lost + shown.reordered + shown.restarts, 0);
}

static void flood_with(flood_fn make, int each_gives, uint64_t max_bytes)
{
    svccomm_decoder_config config;

    assert_int_equal(svccomm_decoder_config_init(&config, sizeof config), 0);
    if (max_bytes != 0)
        config.max_bytes = max_bytes;
    begin(&config);
    endure(make, each_gives, config.max_bytes + config.max_pending_bytes + MEMORY_BESIDES);
    assert_real_is_there();
}

static void spoofed_templates_under_the_default_caps(void **state)
{
    (void)state;
    flood_with(flood_template, 0, 0);
    assert_int_equal(report.templates_new, 1 + SPOOFED);
    assert_true(report.templates_evicted >= SPOOFED - 65536);
    svccomm_decoder_free(decoder);
}

static void spoofed_templates_in_two_mebibytes(void **state)
{
    (void)state;
    flood_with(flood_template, 0, (uint64_t)2 << 20);
    assert_true(report.templates_evicted > SPOOFED / 2);
    svccomm_decoder_free(decoder);
}

static void spoofed_exporters_under_the_default_caps(void **state)
{
    (void)state;
    flood_with(flood_exporter, 1, 0);
    assert_true(report.exporters_evicted >= SPOOFED - 65536);
    svccomm_decoder_free(decoder);
}

static void spoofed_exporters_in_two_mebibytes(void **state)
{
    (void)state;
    flood_with(flood_exporter, 1, (uint64_t)2 << 20);
    assert_true(report.exporters_evicted > SPOOFED / 2);
    svccomm_decoder_free(decoder);
}

static void spoofed_data_without_templates(void **state)
{
    (void)state;
    flood_with(flood_data, 0, 0);
    assert_int_equal(report.no_template, SPOOFED);
    assert_int_equal(report.held, SPOOFED);
    assert_true(report.held_dropped > SPOOFED - (4 << 20) / 800);
    svccomm_decoder_free(decoder);
}

/* Exporters that come in the middle of a flood, one after the other: their first data is 500
 * datagrams behind the template, which is of those that decoded nothing until then. */
static void newcomers(flood_fn make, int each_gives)
{
    svccomm_decoder_config config;
    struct flood flood;
    uint32_t i;

    assert_int_equal(svccomm_decoder_config_init(&config, sizeof config), 0);
    config.max_bytes = (uint64_t)2 << 20;
    begin(&config);
    for (i = 0; i < SPOOFED; i++) {
        make(&flood, i);
        assert_int_equal(give(&flood), each_gives);
        if (i % 1000 == 0) {
            flood_real_template(&flood, 1 + i / 1000);
            assert_int_equal(give(&flood), 0);
        } else if (i % 1000 == 500) {
            flood_real_data(&flood, 1 + i / 1000, 0);
            assert_int_equal(give(&flood), FLOOD_REAL_FLOWS);
        }
    }
    svccomm_decoder_free(decoder);
}

static void exporters_that_come_in_a_flood_are_decoded(void **state)
{
    (void)state;
    newcomers(flood_template, 0);
    newcomers(flood_data, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spoofed_templates_under_the_default_caps),
        cmocka_unit_test(spoofed_templates_in_two_mebibytes),
        cmocka_unit_test(spoofed_exporters_under_the_default_caps),
        cmocka_unit_test(spoofed_exporters_in_two_mebibytes),
        cmocka_unit_test(spoofed_data_without_templates),
        cmocka_unit_test(exporters_that_come_in_a_flood_are_decoded),
    };

    return cmocka_run_group_tests_name("flood", tests, NULL, NULL);
}
