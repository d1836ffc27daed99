/* SPDX-License-Identifier: MIT
 * What a decoder is saved as: it comes back the same, and damage leaves an empty decoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/byte_reader.h"
#include "datagrams.h"
#include "ingest/decoder_format.h"

struct bytes {
    unsigned char data[16384];
    size_t length;
    size_t at;
    size_t step;  /* bytes that a read gives; 0: as many as are asked for */
    size_t limit; /* of what is written, then the write fails */
};

static int take(void *user, const void *data, size_t length)
{
    struct bytes *bytes = user;

    if (bytes->length + length > bytes->limit)
        return 42;
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return 0;
}

static int give(void *user, void *data, size_t capacity, size_t *length)
{
    struct bytes *bytes = user;
    size_t left = bytes->length - bytes->at;

    *length = bytes->step != 0 && bytes->step < capacity ? bytes->step : capacity;
    if (*length > left)
        *length = left;
    memcpy(data, bytes->data + bytes->at, *length);
    bytes->at += *length;
    return 0;
}

static const struct datagram_field pair[] = {{8, 4, 0}, {12, 4, 0}, {100, 65535, 9}, {48, 1, 0}};
static const struct datagram_field sampler[] = {{1, 4, 0}, {48, 1, 0}, {34, 4, 0}};

static struct datagram out;

static void records(uint32_t sequence, uint32_t domain)
{
    datagram_ipfix(&out, 1000, sequence, domain);
    datagram_set(&out, 300);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\3abc\6", 13);
    datagram_set_end(&out);
}

/* Two exporters with templates, options, samplers, and one of v9 with a clock. */
static void fill(struct decoding_test *test)
{
    decoding_begin(test, NULL);
    test->from.received = 5000 * SECOND;
    datagram_ipfix(&out, 1000, 0, 1);
    datagram_template(&out, 300, pair, 4);
    datagram_template(&out, 302, pair, 2);
    datagram_options(&out, 301, sampler, 3, 0);
    datagram_set(&out, 301);
    datagram_put(&out, 0, 4);
    datagram_put(&out, 6, 1);
    datagram_put(&out, 512, 4);
    datagram_set_end(&out);
    decoding_give(test, &out);
    records(1, 1);
    assert_int_equal(decoding_give(test, &out), 1);
    assert_int_equal(test->flows[0].sampling, 512);
    decoding_from(test, "2001:db8::9");
    datagram_v9(&out, 100000, 1000, 7, 2);
    datagram_template(&out, 300, pair, 4);
    decoding_give(test, &out);
    decoding_from(test, "192.0.2.1");
}

static void save(struct decoding_test *test, struct bytes *bytes)
{
    svccomm_error error;

    memset(bytes, 0, sizeof *bytes);
    bytes->limit = sizeof bytes->data;
    svccomm_error_init(&error, sizeof error);
    assert_int_equal(svccomm_decoder_save(test->decoder, take, bytes, &error), 0);
    assert_true(bytes->length > 200);
}

static int load(struct decoding_test *test, struct bytes *bytes, svccomm_error *error)
{
    bytes->at = 0;
    svccomm_error_init(error, sizeof *error);
    return svccomm_decoder_load(test->decoder, give, bytes, error);
}

static void a_loaded_decoder_goes_on_where_the_saved_one_was(void **state)
{
    static struct bytes saved, again;
    struct decoding_test test, other;
    svccomm_exporter before[3], after[3];
    svccomm_error error;
    size_t step;
    int i;

    (void)state;
    fill(&test);
    save(&test, &saved);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, before, 3, sizeof *before), 2);
    for (step = 0; step <= 7; step += 7) {
        decoding_begin(&other, NULL);
        saved.step = step;
        assert_int_equal(load(&other, &saved, &error), 0);
        assert_int_equal(svccomm_decoder_exporters(other.decoder, NULL, after, 3, sizeof *after),
                         2);
        for (i = 0; i < 2; i++) {
            assert_memory_equal(before[i].address, after[i].address, sizeof before[i].address);
            assert_true(before[i].boot_time == after[i].boot_time);
            assert_true(before[i].last_seen == after[i].last_seen);
            assert_int_equal(before[i].templates, after[i].templates);
            assert_int_equal(before[i].sampling, after[i].sampling);
            assert_int_equal(before[i].domain, after[i].domain);
            assert_int_equal(before[i].version, after[i].version);
        }
        records(99999, 1); /* no gap: nobody knows what came meanwhile */
        assert_int_equal(decoding_give(&other, &out), 1);
        assert_int_equal(other.flows[0].sampling, 512);
        assert_int_equal(other.report.lost + other.report.restarts, 0);
        decoding_end(&other);
    }
    decoding_begin(&other, NULL); /* and it is saved as the same */
    saved.step = 0;
    assert_int_equal(load(&other, &saved, &error), 0);
    save(&other, &again);
    assert_int_equal(saved.length, again.length);
    assert_memory_equal(saved.data, again.data, saved.length);
    decoding_end(&other);
    decoding_end(&test);
}

static void an_empty_decoder_is_saved_too(void **state)
{
    static struct bytes saved;
    struct decoding_test test;
    svccomm_error error;

    (void)state;
    decoding_begin(&test, NULL);
    saved.limit = sizeof saved.data;
    assert_int_equal(svccomm_decoder_save(test.decoder, take, &saved, NULL), 0);
    assert_int_equal(load(&test, &saved, &error), 0);
    decoding_end(&test);
}

static void assert_refused(struct bytes *bytes, int low, int high, const char *what, size_t at)
{
    struct decoding_test test;
    svccomm_error error;
    uint64_t before;
    int rc;

    decoding_begin(&test, NULL);
    before = svccomm_decoder_memory(test.decoder);
    rc = load(&test, bytes, &error);
    if (rc < low || rc > high || error.code != rc)
        fail_msg("%s at %zu: %d", what, at, rc);
    assert_true(svccomm_decoder_memory(test.decoder) == before);
    assert_true(error.offset <= bytes->length);
    decoding_end(&test);
}

static void any_damage_is_seen(void **state)
{
    static struct bytes saved, damaged;
    struct decoding_test test;
    size_t at;

    (void)state;
    fill(&test);
    save(&test, &saved);
    decoding_end(&test);
    for (at = 0; at < saved.length; at++) {
        damaged = saved;
        damaged.data[at] ^= (unsigned char)(1 + at % 255);
        assert_refused(&damaged, SVCCOMM_E_VERSION, SVCCOMM_E_FORMAT, "damage", at);
        damaged = saved;
        damaged.length = at;
        assert_refused(&damaged, SVCCOMM_E_TRUNCATED, SVCCOMM_E_TRUNCATED, "cut", at);
    }
    damaged = saved;
    damaged.data[9] = 2;
    assert_refused(&damaged, SVCCOMM_E_VERSION, SVCCOMM_E_VERSION, "a later version", 9);
}

/* ---- damage with the right checksums ---- */

#define FIRST (SVCCOMM__SAVED_MAGIC_SIZE + 2)

/* The place of a block's bytes. */
static size_t block_of(const struct bytes *bytes, size_t number, uint8_t *kind, size_t *length)
{
    size_t at = FIRST;

    for (;; at += SVCCOMM__SAVED_BLOCK_HEAD + *length + SVCCOMM__SAVED_SUM) {
        *kind = bytes->data[at];
        *length = svccomm__load_32(bytes->data + at + 1);
        if (number-- == 0)
            return at + SVCCOMM__SAVED_BLOCK_HEAD;
    }
}

/* Puts all checksums right. */
static void seal(struct bytes *bytes)
{
    uint64_t sum = 0;
    size_t number, at, length, head, i;
    uint8_t kind = SVCCOMM__SAVED_EXPORTER;

    for (number = 0; kind != SVCCOMM__SAVED_END; number++) {
        at = block_of(bytes, number, &kind, &length);
        head = kind == SVCCOMM__SAVED_TEMPLATE && length > SVCCOMM__SAVED_TEMPLATE_SIZE
                   ? SVCCOMM__SAVED_TEMPLATE_SIZE
                   : length;
        sum = svccomm__saved_sum(sum, kind, bytes->data + at, head, bytes->data + at + head,
                                 length - head);
        for (i = 0; i < SVCCOMM__SAVED_SUM; i++)
            bytes->data[at + length + i] = (unsigned char)(sum >> 8 * (7 - i));
    }
}

/* Leaves out the end of a block. */
static void shorten(struct bytes *bytes, size_t number, size_t length)
{
    uint8_t kind;
    size_t whole, at = block_of(bytes, number, &kind, &whole);

    memmove(bytes->data + at + length, bytes->data + at + whole, bytes->length - at - whole);
    bytes->length -= whole - length;
    bytes->data[at - 2] = (unsigned char)(length >> 8);
    bytes->data[at - 1] = (unsigned char)length;
    seal(bytes);
}

static void blocks_that_are_too_short_are_refused(void **state)
{
    static struct bytes saved, damaged;
    struct decoding_test test;
    size_t number, whole, length;
    uint8_t kind = SVCCOMM__SAVED_EXPORTER;

    (void)state;
    fill(&test);
    save(&test, &saved);
    decoding_end(&test);
    for (number = 0; kind != SVCCOMM__SAVED_END; number++) {
        block_of(&saved, number, &kind, &whole);
        for (length = 1; length < whole; length++) {
            if (kind == SVCCOMM__SAVED_EXPORTER && length >= SVCCOMM__SAVED_EXPORTER_SIZE &&
                (length - SVCCOMM__SAVED_EXPORTER_SIZE) % SVCCOMM__SAVED_SAMPLER_SIZE == 0)
                continue; /* a sampler less */
            damaged = saved;
            shorten(&damaged, number, length);
            assert_refused(&damaged, SVCCOMM_E_FORMAT, SVCCOMM_E_FORMAT, "a block", number);
        }
    }
}

/* Bytes of the first block of a kind. */
struct patch {
    const char *name;
    uint8_t kind;
    uint8_t at, size;
    uint64_t value;
};

#define EXPORTER SVCCOMM__SAVED_EXPORTER
#define TEMPLATE SVCCOMM__SAVED_TEMPLATE
#define END SVCCOMM__SAVED_END
#define LONG_AGO ((uint64_t)INT64_MIN)

static const struct patch patches[] = {
    {"a version that nobody exports", EXPORTER, 20, 1, 4},
    {"more useful than useful", EXPORTER, 21, 1, 2},
    {"seen too late", EXPORTER, 22, 8, INT64_MAX},
    {"seen too early", EXPORTER, 22, 8, LONG_AGO + 1},
    {"begun too late", EXPORTER, 30, 8, INT64_MAX},
    {"of no exporter", TEMPLATE, 0, 4, 0},
    {"of an exporter that is not there", TEMPLATE, 0, 4, 3},
    {"neither data nor options", TEMPLATE, 6, 1, 2},
    {"more used than used", TEMPLATE, 7, 1, 2},
    {"never touched", TEMPLATE, 8, 8, LONG_AGO},
    {"of more fields", TEMPLATE, 16, 2, 5},
    {"exporters are missing", END, 0, 4, 3},
    {"templates are missing", END, 4, 4, 5},
};

static void values_that_cannot_be_are_refused(void **state)
{
    static struct bytes saved, damaged;
    struct decoding_test test;
    size_t i, k, number, at, length;
    uint8_t kind;

    (void)state;
    fill(&test);
    save(&test, &saved);
    decoding_end(&test);
    for (i = 0; i < sizeof patches / sizeof *patches; i++) {
        damaged = saved;
        for (number = 0, at = block_of(&saved, 0, &kind, &length); kind != patches[i].kind;)
            at = block_of(&saved, ++number, &kind, &length);
        for (k = 0; k < patches[i].size; k++)
            damaged.data[at + patches[i].at + k] =
                (unsigned char)(patches[i].value >> 8 * (patches[i].size - 1u - k));
        seal(&damaged);
        assert_refused(&damaged, SVCCOMM_E_FORMAT, SVCCOMM_E_FORMAT, patches[i].name, i);
    }
}

/* No decoder saves that: an exporter that is not useful, all of whose templates are. It goes as a
 * whole. */
static void a_cap_holds_whatever_a_file_says_of_use(void **state)
{
    static struct bytes saved;
    struct decoding_test test;
    svccomm_decoder_config config;
    svccomm_exporter shown[2];
    svccomm_error error;
    size_t number, at, length;
    uint8_t kind = EXPORTER;

    (void)state;
    fill(&test);
    save(&test, &saved);
    decoding_end(&test);
    for (number = 0; kind != END; number++) {
        at = block_of(&saved, number, &kind, &length);
        if (kind == EXPORTER)
            saved.data[at + 21] = 0;
        if (kind == TEMPLATE)
            saved.data[at + 7] = 1;
    }
    seal(&saved);
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_bytes = 4096;
    decoding_begin(&test, &config);
    assert_int_equal(load(&test, &saved, &error), 0);
    for (uint32_t i = 0; i < 40; i++) {
        datagram_ipfix(&out, 1000, 0, 100 + i);
        decoding_give(&test, &out);
    }
    assert_true(test.report.exporters_evicted > 0);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, shown, 2, sizeof *shown), 2);
    assert_int_equal(shown[0].version, 10);
    decoding_end(&test);
}

static void a_template_greater_than_all_memory_is_not_loaded(void **state)
{
    static struct datagram_field fields[1200];
    static struct bytes saved;
    struct decoding_test test;
    svccomm_decoder_config config;
    svccomm_exporter shown;
    svccomm_error error;
    size_t i;

    (void)state;
    for (i = 0; i < 1200; i++)
        fields[i] = (struct datagram_field){(uint16_t)(1 + i), 1, 0};
    decoding_begin(&test, NULL);
    datagram_ipfix(&out, 1000, 0, 1);
    datagram_template(&out, 300, fields, 1200);
    datagram_template(&out, 301, pair, 2);
    decoding_give(&test, &out);
    save(&test, &saved);
    decoding_end(&test);
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_bytes = 4096;
    decoding_begin(&test, &config);
    assert_int_equal(load(&test, &saved, &error), 0);
    assert_int_equal(svccomm_decoder_exporters(test.decoder, NULL, &shown, 1, sizeof shown), 1);
    assert_int_equal(shown.templates, 1);
    decoding_end(&test);
}

static int fail_read(void *user, void *data, size_t capacity, size_t *length)
{
    (void)user;
    (void)data;
    (void)capacity;
    (void)length;
    return 17;
}

static int lie_read(void *user, void *data, size_t capacity, size_t *length)
{
    (void)user;
    (void)data;
    *length = capacity + 1;
    return 0;
}

static void failures_of_callbacks_come_back(void **state)
{
    static struct bytes saved, part;
    struct decoding_test test, other;
    svccomm_error error;

    (void)state;
    fill(&test);
    save(&test, &saved);
    svccomm_error_init(&error, sizeof error);
    for (part.limit = 0; part.limit < saved.length; part.limit += 13) {
        part.length = 0;
        assert_int_equal(svccomm_decoder_save(test.decoder, take, &part, &error), SVCCOMM_E_WRITE);
        assert_int_equal(error.callback, 42);
    }
    assert_int_equal(load(&test, &saved, &error), SVCCOMM_E_STATE);
    decoding_begin(&other, NULL);
    assert_int_equal(svccomm_decoder_load(other.decoder, fail_read, NULL, &error), SVCCOMM_E_READ);
    assert_int_equal(error.callback, 17);
    assert_int_equal(svccomm_decoder_load(other.decoder, lie_read, NULL, &error), SVCCOMM_E_READ);
    assert_int_equal(svccomm_decoder_load(other.decoder, NULL, NULL, &error), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_load(NULL, give, &saved, &error), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_save(other.decoder, NULL, NULL, &error), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_save(NULL, take, &part, &error), SVCCOMM_E_ARGUMENT);
    assert_int_equal(load(&other, &saved, &error), 0);
    decoding_end(&other);
    decoding_end(&test);
}

static void caps_hold_for_what_is_loaded(void **state)
{
    static struct bytes saved;
    struct decoding_test test, other;
    svccomm_decoder_config config;
    svccomm_exporter shown[3];
    svccomm_error error;

    (void)state;
    fill(&test);
    save(&test, &saved);
    decoding_end(&test);
    svccomm_decoder_config_init(&config, sizeof config);
    config.max_exporters = 1;
    config.max_exporter_templates = 2;
    decoding_begin(&other, &config);
    assert_int_equal(load(&other, &saved, &error), 0);
    assert_int_equal(svccomm_decoder_exporters(other.decoder, NULL, shown, 3, sizeof *shown), 1);
    assert_int_equal(shown[0].version, 10); /* the one that gave flows */
    assert_int_equal(shown[0].templates, 2);
    records(5, 1);
    assert_int_equal(decoding_give(&other, &out), 1);
    decoding_end(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_decoder_goes_on_where_the_saved_one_was),
        cmocka_unit_test(an_empty_decoder_is_saved_too),
        cmocka_unit_test(any_damage_is_seen),
        cmocka_unit_test(blocks_that_are_too_short_are_refused),
        cmocka_unit_test(values_that_cannot_be_are_refused),
        cmocka_unit_test(a_cap_holds_whatever_a_file_says_of_use),
        cmocka_unit_test(a_template_greater_than_all_memory_is_not_loaded),
        cmocka_unit_test(failures_of_callbacks_come_back),
        cmocka_unit_test(caps_hold_for_what_is_loaded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
