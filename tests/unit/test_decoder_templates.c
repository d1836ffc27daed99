/* SPDX-License-Identifier: MIT
 * Templates: new, repeated, changed, withdrawn, refused; options; sets and padding; caps and ages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"

static struct datagram out;
static struct decoding_test test;

static const struct datagram_field pair[] = {{8, 4, 0}, {12, 4, 0}, {1, 4, 0}};
static const struct datagram_field swapped[] = {{12, 4, 0}, {8, 4, 0}, {2, 4, 0}};

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

static void head(unsigned version, uint32_t domain)
{
    static uint32_t sequence;

    if (version == 9)
        datagram_v9(&out, 100000, 1000, sequence++, domain);
    else
        datagram_ipfix(&out, 1000, 0, domain);
}

/* A set with so many records of `pair` or `swapped`. */
static void records(uint16_t id, size_t count)
{
    size_t i;

    datagram_set(&out, id);
    for (i = 0; i < count; i++) {
        datagram_address(&out, "10.0.0.7");
        datagram_address(&out, "10.0.0.5");
        datagram_put(&out, 1500 + i, 4);
    }
    datagram_set_end(&out);
}

static void assert_source(size_t index, const char *address)
{
    uint8_t expected[SVCCOMM_ADDRESS_SIZE];

    svccomm_address_parse(address, strlen(address), expected);
    assert_true((int)index < test.rc);
    assert_memory_equal(test.flows[index].source, expected, sizeof expected);
}

static void a_template_serves_later_datagrams_of_its_domain_only(void **state)
{
    (void)state;
    head(9, 1);
    datagram_template(&out, 300, pair, 3);
    assert_int_equal(decoding_give(&test, &out), 0);
    head(9, 1);
    records(300, 3);
    assert_int_equal(decoding_give(&test, &out), 3);
    assert_int_equal(test.flows[2].bytes, 1502);
    head(9, 2); /* another domain */
    records(300, 3);
    assert_int_equal(decoding_give(&test, &out), 0);
    decoding_from(&test, "192.0.2.2"); /* another exporter */
    head(9, 1);
    records(300, 3);
    assert_int_equal(decoding_give(&test, &out), 0);
    decoding_from(&test, "192.0.2.1"); /* another version */
    head(10, 1);
    records(300, 3);
    assert_int_equal(decoding_give(&test, &out), 0);
    assert_int_equal(test.report.no_template, 3);
    assert_int_equal(test.report.held, 3);
}

static void a_repeated_template_is_the_same_and_costs_nothing(void **state)
{
    uint64_t bytes;
    int i;

    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    records(300, 1);
    decoding_give(&test, &out);
    bytes = svccomm_decoder_memory(test.decoder);
    for (i = 0; i < 100; i++)
        assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.templates, 101);
    assert_int_equal(test.report.templates_new, 1);
    assert_int_equal(test.report.templates_changed, 0);
    assert_true(svccomm_decoder_memory(test.decoder) == bytes);
}

static void a_template_that_changes_in_a_datagram_decodes_what_follows(void **state)
{
    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    records(300, 1);
    datagram_template(&out, 300, swapped, 3);
    records(300, 1);
    datagram_template(&out, 300, pair, 3);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 3);
    assert_source(0, "10.0.0.7");
    assert_source(1, "10.0.0.5");
    assert_source(2, "10.0.0.7");
    assert_int_equal(test.flows[1].packets, 1500);
    assert_int_equal(test.flows[1].bytes, 0);
    assert_int_equal(test.report.templates_new, 1);
    assert_int_equal(test.report.templates_changed, 2);
    assert_int_equal(decoding_give(&test, &out), 3); /* where the last one is known before */
    assert_source(1, "10.0.0.5");
    assert_source(2, "10.0.0.7");
    assert_int_equal(test.report.templates_changed, 4);
    assert_int_equal(test.report.templates_evicted, 0);
}

/* As many bytes can be other fields, and options. */
static void a_template_of_the_same_length_is_another(void **state)
{
    static const struct datagram_field other[] = {{8, 4, 0}, {12, 4, 9}};

    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_changed, 0);
    head(10, 1);
    datagram_template(&out, 300, other, 2);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_changed, 1);
    head(10, 1);
    datagram_options(&out, 300, other, 2, 0);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_changed, 2);
}

static void templates_of_the_same_shape_do_not_mix(void **state)
{
    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    datagram_template(&out, 301, swapped, 3);
    records(300, 1);
    records(301, 1);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 3);
    assert_source(0, "10.0.0.7");
    assert_source(1, "10.0.0.5");
    assert_source(2, "10.0.0.7");
}

/* An allocator that gives the block that was freed last, if it has the size. */
static struct {
    void *block;
    size_t size;
} freed;

static void *reuse_malloc(void *ctx, size_t size)
{
    void *block = freed.block;

    (void)ctx;
    if (block == NULL || freed.size != size)
        return malloc(size);
    freed.block = NULL;
    return block;
}

static void *reuse_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    (void)ctx;
    (void)old_size;
    return realloc(block, size);
}

static void reuse_free(void *ctx, void *block, size_t size)
{
    (void)ctx;
    free(freed.block);
    freed.block = block;
    freed.size = size;
}

static void withdraw(uint16_t set, uint16_t id)
{
    datagram_set(&out, set);
    datagram_put(&out, id, 2);
    datagram_put(&out, 0, 2);
    datagram_set_end(&out);
}

static void a_withdrawn_template_decodes_nothing_more(void **state)
{
    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    datagram_template(&out, 301, pair, 3);
    withdraw(2, 300);
    withdraw(2, 302); /* never known */
    withdraw(3, 301); /* of the other kind */
    records(300, 1);
    records(301, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.templates_withdrawn, 1);
    assert_int_equal(test.report.no_template, 1);
    head(10, 1); /* withdrawn, and told again */
    withdraw(2, 301);
    datagram_template(&out, 301, pair, 3);
    records(301, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
}

/* What is kept of a template that is gone must not serve one that took its memory. */
static void a_template_in_the_memory_of_another_is_another(void **state)
{
    svccomm_decoder_config config;
    svccomm_allocator allocator;

    (void)state;
    decoding_end(&test);
    svccomm_allocator_init(&allocator, sizeof allocator);
    allocator.malloc = reuse_malloc;
    allocator.realloc = reuse_realloc;
    allocator.free = reuse_free;
    svccomm_decoder_config_init(&config, sizeof config);
    config.allocator = &allocator;
    decoding_begin(&test, &config);
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    records(300, 1);
    decoding_give(&test, &out);
    assert_source(0, "10.0.0.7");
    head(10, 1);
    withdraw(2, 300);
    decoding_give(&test, &out);
    head(10, 1);
    datagram_template(&out, 301, swapped, 3);
    records(301, 1);
    decoding_give(&test, &out);
    assert_source(0, "10.0.0.5");
    svccomm_decoder_free(test.decoder);
    free(freed.block);
    freed.block = NULL;
    decoding_begin(&test, NULL);
}

static void all_templates_or_all_options_can_be_withdrawn(void **state)
{
    svccomm_exporter shown;

    (void)state;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    datagram_template(&out, 301, pair, 3);
    datagram_options(&out, 302, pair, 3, 1);
    records(300, 1);
    withdraw(2, 2);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_withdrawn, 2);
    svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown);
    assert_int_equal(shown.templates, 1);
    head(10, 1);
    withdraw(3, 3);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_withdrawn, 3);
    svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown);
    assert_int_equal(shown.templates, 0);
}

/* Templates that no record can have, each followed by a good one in a set of its own. */
static void templates_that_cannot_be_are_refused(void **state)
{
    static const struct datagram_field empty[] = {{8, 0, 0}, {12, 0, 0}};
    static const struct datagram_field huge[] = {{8, 65000, 0}, {12, 65000, 0}};
    unsigned version;
    uint64_t refused = 0;

    (void)state;
    for (version = 9; version <= 10; version++) {
        head(version, 1);
        datagram_template(&out, 300, empty, 2);
        datagram_template(&out, 300, huge, 2);
        datagram_template(&out, 255, pair, 3);   /* an id of a set */
        datagram_options(&out, 300, pair, 3, 3); /* fine */
        datagram_options(&out, 301, empty, 2, 1);
        datagram_template(&out, 302, pair, 3);
        out.bytes[out.set + 6] = 0xff; /* so many fields are not there */
        datagram_template(&out, 303, pair, 3);
        records(303, 2);
        assert_int_equal(decoding_give(&test, &out), 2);
        refused += 5;
        assert_int_equal(test.report.templates_invalid, refused);
        assert_int_equal(test.report.malformed, 0);
    }
    head(9, 2); /* no fields: in IPFIX that is a withdrawal */
    datagram_template(&out, 300, pair, 0);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_invalid, refused + 1);
    head(10, 2); /* more scope than fields */
    datagram_options(&out, 300, pair, 3, 4);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_invalid, refused + 2);
    head(9, 2); /* lengths that are no whole specifiers */
    datagram_options(&out, 300, pair, 3, 1);
    out.bytes[out.set + 7]++;
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_invalid, refused + 3);
}

static void sets_of_reserved_ids_are_passed_over(void **state)
{
    unsigned version;

    (void)state;
    for (version = 9; version <= 10; version++) {
        head(version, 1);
        datagram_set(&out, version == 9 ? 2 : 1);
        datagram_put(&out, 0x0102030405060708, 8);
        datagram_set_end(&out);
        datagram_set(&out, 255);
        datagram_set_end(&out);
        datagram_template(&out, 300, pair, 3);
        records(300, 2);
        assert_int_equal(decoding_give(&test, &out), 2);
    }
    assert_int_equal(test.report.sets_unknown, 4);
    assert_int_equal(test.report.sets, 8);
}

static void padding_is_no_record(void **state)
{
    (void)state;
    head(9, 1);
    datagram_template(&out, 300, pair, 3);
    datagram_put(&out, 0, 3); /* in the template set */
    datagram_set_end(&out);
    records(300, 1);
    datagram_put(&out, 0x010203, 3); /* whatever is in it */
    datagram_set_end(&out);
    records(300, 1);
    datagram_put(&out, 0, 8); /* more than is usual, of zeros */
    datagram_set_end(&out);
    memset(out.bytes + out.length, 0, 600); /* and behind all sets */
    out.length += 600;
    assert_int_equal(decoding_give(&test, &out), 2);
    assert_int_equal(test.report.records_bad + test.report.malformed, 0);
    head(9, 1);
    records(300, 1);
    datagram_put(&out, 0x0a0000070a0000, 7); /* a record that is cut */
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.records_bad, 1);
}

static void options_tell_the_sampling(void **state)
{
    static const struct datagram_field whole[] = {{1, 4, 0}, {34, 4, 0}, {35, 1, 0}};
    static const struct datagram_field sampler[] = {{302, 4, 0}, {305, 4, 0}, {306, 4, 0}};
    static const struct datagram_field named[] = {{8, 4, 0}, {12, 4, 0}, {302, 4, 0}};
    svccomm_exporter shown;

    (void)state;
    head(9, 1);
    datagram_options(&out, 400, whole, 3, 1);
    datagram_set(&out, 400);
    datagram_put(&out, 7, 4); /* scope `system`, which is no octetDeltaCount */
    datagram_put(&out, 128, 4);
    datagram_put(&out, 2, 1);
    datagram_set_end(&out);
    datagram_template(&out, 300, pair, 3);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.options, 1);
    assert_int_equal(test.flows[0].sampling, 128);
    svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown);
    assert_int_equal(shown.sampling, 128);

    head(10, 2); /* samplers by their ids */
    datagram_options(&out, 400, sampler, 3, 1);
    datagram_set(&out, 400);
    datagram_put(&out, 5, 4);
    datagram_put(&out, 1, 4);
    datagram_put(&out, 9, 4);
    datagram_put(&out, 6, 4);
    datagram_put(&out, 1, 4);
    datagram_put(&out, 99, 4);
    datagram_set_end(&out);
    datagram_template(&out, 300, named, 3);
    datagram_set(&out, 300);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\5", 12);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\6", 12);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\7", 12); /* nobody told of 7 */
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\0", 12); /* not sampled */
    datagram_set_end(&out);
    datagram_template(&out, 301, pair, 3);
    records(301, 1);
    assert_int_equal(decoding_give(&test, &out), 5);
    assert_int_equal(test.flows[0].sampling, 10);
    assert_int_equal(test.flows[1].sampling, 100);
    assert_int_equal(test.flows[2].sampling, 100);
    assert_int_equal(test.flows[3].sampling, 0);
    assert_int_equal(test.flows[4].sampling, 100);
}

static void options_tell_when_the_system_began(void **state)
{
    static const struct datagram_field system[] = {{143, 4, 0}, {160, 8, 0}};
    static const struct datagram_field uptimes[] = {{8, 4, 0}, {12, 4, 0}, {22, 4, 0}, {21, 4, 0},
                                                    {7, 2, 0}, {11, 2, 0}, {4, 1, 0},  {6, 1, 0},
                                                    {1, 4, 0}, {2, 4, 0}};
    svccomm_exporter shown;
    char got[256];

    (void)state;
    head(10, 1);
    datagram_options(&out, 400, system, 2, 1);
    datagram_set(&out, 400);
    datagram_put(&out, 1, 4);
    datagram_put(&out, 900250, 8);
    datagram_set_end(&out);
    datagram_template(&out, 300, uptimes, 10);
    datagram_set(&out, 300);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5", 8);
    datagram_put(&out, 40000, 4);
    datagram_put(&out, 99500, 4);
    datagram_put(&out, 1024u << 16 | 80, 4);
    datagram_put(&out, 0x061b, 2);
    datagram_put(&out, 100, 4);
    datagram_put(&out, 2, 4);
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 1);
    flow_text(test.flows, got, sizeof got);
    assert_string_equal(got, "10.0.0.7 1024 10.0.0.5 80 6 27 2/100 940.25..999.75");
    svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown);
    assert_true(shown.boot_time == 900250 * MILLI);
}

static void templates_expire_by_the_time_that_is_given(void **state)
{
    const int64_t hour = 3600 * SECOND;

    (void)state;
    test.from.received = 0;
    head(10, 1);
    datagram_template(&out, 300, pair, 3);
    datagram_template(&out, 301, pair, 3);
    decoding_give(&test, &out);
    test.from.received = 20 * hour; /* 300 is used */
    head(10, 1);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
    test.from.received = 24 * hour + 1; /* by whomever */
    head(10, 2);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_expired, 1);
    head(10, 1);
    records(300, 1);
    records(301, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.no_template, 1);
    test.from.received = 0; /* a clock that goes back makes nothing old */
    head(10, 1);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 1);
    assert_int_equal(test.report.templates_expired, 1);
}

static void without_a_receive_time_an_exporter_ages_by_its_own_headers(void **state)
{
    (void)state;
    datagram_ipfix(&out, 1000, 0, 1);
    datagram_template(&out, 300, pair, 3);
    decoding_give(&test, &out);
    decoding_from(&test, "192.0.2.2"); /* lives in another time */
    datagram_ipfix(&out, 4000000000u, 0, 1);
    datagram_template(&out, 300, pair, 3);
    decoding_give(&test, &out);
    assert_int_equal(test.report.templates_expired, 0);
    decoding_from(&test, "192.0.2.1");
    datagram_ipfix(&out, 1000 + 86401, 0, 1);
    records(300, 1);
    assert_int_equal(decoding_give(&test, &out), 0);
    assert_int_equal(test.report.templates_expired, 1);
}

/* Exporters in order, by pages. */
static void exporters_are_listed_in_order(void **state)
{
    static const char *const addresses[] = {"192.0.2.9", "192.0.2.3", "2001:db8::1", "192.0.2.3"};
    static const uint32_t domains[] = {1, 7, 1, 2};
    svccomm_exporter page[3], one, *after = NULL;
    char got[SVCCOMM_ADDRESS_TEXT_SIZE];
    size_t i;
    int rc;

    (void)state;
    for (i = 0; i < 4; i++) {
        decoding_from(&test, addresses[i]);
        head(10, domains[i]);
        decoding_give(&test, &out);
    }
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, page, 3, sizeof *page), 3);
    assert_int_equal(page[0].domain, 2);
    assert_int_equal(page[1].domain, 7);
    svccomm_address_format(page[2].address, got, sizeof got);
    assert_string_equal(got, "192.0.2.9");
    assert_int_equal(svccomm_decoder_exporters(test.decoder, &page[2], page, 3, sizeof *page), 1);
    svccomm_address_format(page[0].address, got, sizeof got);
    assert_string_equal(got, "2001:db8::1");
    for (i = 0; (rc = svccomm_decoder_exporters(test.decoder, after, &one, 1, sizeof one)) == 1;
         i++)
        after = &one;
    assert_int_equal(rc, 0);
    assert_int_equal(i, 4);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, NULL, 0, sizeof one), 0);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, NULL, 1, sizeof one),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_exporters(NULL, NULL, &one, 1, sizeof one),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, &one, 1, sizeof one - 1),
                     SVCCOMM_E_STRUCT_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_template_serves_later_datagrams_of_its_domain_only),
        TEST(a_repeated_template_is_the_same_and_costs_nothing),
        TEST(a_template_that_changes_in_a_datagram_decodes_what_follows),
        TEST(a_template_of_the_same_length_is_another),
        TEST(templates_of_the_same_shape_do_not_mix),
        TEST(a_withdrawn_template_decodes_nothing_more),
        TEST(a_template_in_the_memory_of_another_is_another),
        TEST(all_templates_or_all_options_can_be_withdrawn),
        TEST(templates_that_cannot_be_are_refused),
        TEST(sets_of_reserved_ids_are_passed_over),
        TEST(padding_is_no_record),
        TEST(options_tell_the_sampling),
        TEST(options_tell_when_the_system_began),
        TEST(templates_expire_by_the_time_that_is_given),
        TEST(without_a_receive_time_an_exporter_ages_by_its_own_headers),
        TEST(exporters_are_listed_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
