/* SPDX-License-Identifier: MIT
 * Every allocation of a decoder fails in turn, once and from then on: the call says so, the decoder
 * is as it was, and the call succeeds when it is repeated (design section 11, property 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"
#include "fault_memory.h"

#define MAX_STATE 65536

/* All that can be seen of a decoder. */
struct seen {
    unsigned char saved[MAX_STATE];
    size_t length;
};

struct subject {
    struct fault_memory memory;
    svccomm_decoder *decoder;
    svccomm_datagram from;
    svccomm_decode_report report;
    struct seen seen;
};

static int take(void *user, const void *data, size_t length)
{
    struct seen *seen = user;

    if (length > sizeof seen->saved - seen->length)
        return 1;
    memcpy(seen->saved + seen->length, data, length);
    seen->length += length;
    return 0;
}

static const struct datagram_field plain[] = {{8, 4, 0}, {12, 4, 0}, {1, 4, 0}};
static const struct datagram_field other[] = {{12, 4, 0}, {8, 4, 0}, {2, 4, 0}, {371, 65535, 0}};

static struct datagram out;

static void records(uint16_t id, size_t count)
{
    datagram_set(&out, id);
    while (count-- > 0)
        datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\11", 12);
    datagram_set_end(&out);
}

/* The datagrams of a life: each needs something that was not needed before. */

static void fixed(void)
{
    datagram_fixed(&out, 5, 2, 10000, 1000, 1, 0);
    datagram_fixed_record(&out, 5, 100, 9000, 9500);
    datagram_fixed_record(&out, 5, 100, 9000, 9500);
}

static void held(void)
{
    datagram_v9(&out, 100000, 1000, 0, 1);
    records(300, 5);
    records(301, 5);
    records(300, 700);
}

static void released(void)
{
    datagram_v9(&out, 100000, 1000, 1, 1);
    datagram_template(&out, 300, plain, 3);
    datagram_options(&out, 301, plain, 3, 1);
    records(300, 2);
    records(302, 2);
}

static void changed(void)
{
    datagram_ipfix(&out, 1000, 0, 1);
    datagram_template(&out, 300, plain, 3);
    records(300, 2);
    datagram_template(&out, 300, other, 4);
    datagram_set(&out, 300);
    datagram_bytes(&out, "\12\0\0\7\12\0\0\5\0\0\0\11\0", 13);
    datagram_set_end(&out);
    records(302, 2);
}

/* So many templates that tables and pools grow. */
static void many(void)
{
    uint16_t i;

    datagram_ipfix(&out, 1001, 3, 1);
    for (i = 0; i < 300; i++)
        datagram_template(&out, (uint16_t)(400 + i), i % 2 == 0 ? plain : other,
                          i % 2 == 0 ? 3 : 4);
    for (i = 0; i < 20; i++)
        records((uint16_t)(2000 + i), 1);
}

static void large(void)
{
    datagram_ipfix(&out, 1001, 3, 1);
    records(400, 4000);
}

static void (*const datagrams[])(void) = {fixed, held, released, changed, many, large};

static int give(struct subject *subject, const svccomm_flow **flows)
{
    datagram_end(&out);
    return svccomm_decoder_datagram(subject->decoder, out.bytes, out.length, &subject->from, flows,
                                    sizeof **flows, &subject->report);
}

static void look(struct subject *subject)
{
    subject->seen.length = 0;
    assert_int_equal(svccomm_decoder_save(subject->decoder, take, &subject->seen, NULL), 0);
}

static void subject_begin(struct subject *subject)
{
    svccomm_decoder_config config;

    memset(subject, 0, sizeof *subject);
    fault_memory_init(&subject->memory);
    svccomm_decoder_config_init(&config, sizeof config);
    config.allocator = &subject->memory.allocator;
    assert_int_equal(svccomm_decoder_new(&subject->decoder, &config), 0);
    svccomm_datagram_init(&subject->from, sizeof subject->from);
    svccomm_decode_report_init(&subject->report, sizeof subject->report);
}

static void subject_end(struct subject *subject)
{
    svccomm_decoder_free(subject->decoder);
    assert_null(subject->memory.complaint);
    assert_true(subject->memory.live_bytes == 0);
}

static void assert_same(struct subject *a, struct subject *b)
{
    look(a);
    look(b);
    assert_int_equal(a->seen.length, b->seen.length);
    assert_memory_equal(a->seen.saved, b->seen.saved, a->seen.length);
    assert_memory_equal(&a->report, &b->report, sizeof a->report);
    assert_true(svccomm_decoder_memory(a->decoder) == a->memory.live_bytes);
}

/* A life up to a datagram; then that one, with the n-th allocation failing. Gives whether one
 * did. */
static int fail_at(size_t step, uint64_t nth, enum fault_mode mode)
{
    static struct subject good, tried;
    const svccomm_flow *flows, *expected;
    size_t i;
    int rc, failed, wanted;

    subject_begin(&good);
    subject_begin(&tried);
    for (i = 0; i < step; i++) {
        datagrams[i]();
        assert_true(give(&good, &flows) == give(&tried, &flows));
    }
    datagrams[step]();
    fault_memory_arm(&tried.memory, nth, mode);
    rc = give(&tried, &flows);
    fault_memory_disarm(&tried.memory);
    failed = tried.memory.failed > 0;
    if (failed) {
        assert_int_equal(rc, SVCCOMM_E_NOMEM);
        assert_same(&good, &tried);
        rc = give(&tried, &flows);
    }
    wanted = give(&good, &expected);
    assert_int_equal(rc, wanted);
    if (wanted > 0)
        assert_memory_equal(flows, expected, (size_t)wanted * sizeof *flows);
    assert_same(&good, &tried);
    subject_end(&good);
    subject_end(&tried);
    return failed;
}

static void a_datagram_that_finds_no_memory_changes_nothing(void **state)
{
    enum fault_mode mode;
    uint64_t nth, failures = 0;
    size_t step;

    (void)state;
    for (step = 0; step < sizeof datagrams / sizeof *datagrams; step++)
        for (mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++)
            for (nth = 1; fail_at(step, nth, mode); nth++)
                failures++;
    assert_true(failures > 400);
}

/* What was seen last, given to a load. */
struct reading {
    const struct seen *seen;
    size_t at;
};

static int read_seen(void *user, void *data, size_t capacity, size_t *length)
{
    struct reading *reading = user;

    *length = reading->seen->length - reading->at;
    if (*length > capacity)
        *length = capacity;
    memcpy(data, reading->seen->saved + reading->at, *length);
    reading->at += *length;
    return 0;
}

static void a_load_that_finds_no_memory_leaves_an_empty_decoder(void **state)
{
    static struct subject saved, loaded;
    struct reading reading = {&saved.seen, 0};
    const svccomm_flow *flows;
    enum fault_mode mode;
    uint64_t nth, before;
    size_t i;
    int rc;

    (void)state;
    subject_begin(&saved);
    for (i = 0; i < sizeof datagrams / sizeof *datagrams; i++) {
        datagrams[i]();
        give(&saved, &flows);
    }
    look(&saved);
    for (mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++)
        for (nth = 1, rc = SVCCOMM_E_NOMEM; rc < 0; nth++) {
            subject_begin(&loaded);
            before = loaded.memory.live_bytes;
            fault_memory_arm(&loaded.memory, nth, mode);
            reading.at = 0;
            rc = svccomm_decoder_load(loaded.decoder, read_seen, &reading, NULL);
            fault_memory_disarm(&loaded.memory);
            if (rc < 0) {
                assert_int_equal(rc, SVCCOMM_E_NOMEM);
                assert_true(loaded.memory.live_bytes == before);
                reading.at = 0;
                assert_int_equal(svccomm_decoder_load(loaded.decoder, read_seen, &reading, NULL),
                                 0);
            }
            look(&loaded);
            assert_int_equal(loaded.seen.length, saved.seen.length);
            subject_end(&loaded);
        }
    assert_true(nth > 100);
    subject_end(&saved);
}

static void other_calls_that_find_no_memory_change_nothing(void **state)
{
    static const svccomm_realm_map realms[] = {{SVCCOMM_REALM_BY_VLAN, 1, 1, 0},
                                               {SVCCOMM_REALM_BY_VLAN, 1, 2, 0}};
    static struct subject subject;
    svccomm_decoder_config config;
    svccomm_exporter shown[2];
    svccomm_decoder *decoder;
    const svccomm_flow *flows;
    uint64_t before;

    (void)state;
    subject_begin(&subject);
    fixed();
    give(&subject, &flows);
    before = subject.memory.live_bytes;
    fault_memory_arm(&subject.memory, 1, FAULT_ONCE);
    assert_int_equal(svccomm_decoder_exporters(subject.decoder, NULL, shown, 2, sizeof *shown),
                     SVCCOMM_E_NOMEM);
    fault_memory_arm(&subject.memory, 1, FAULT_ONCE);
    assert_int_equal(svccomm_decoder_map_realms(subject.decoder, realms, 2, sizeof *realms),
                     SVCCOMM_E_NOMEM);
    svccomm_decoder_config_init(&config, sizeof config);
    config.allocator = &subject.memory.allocator;
    fault_memory_arm(&subject.memory, 1, FAULT_ONCE);
    assert_int_equal(svccomm_decoder_new(&decoder, &config), SVCCOMM_E_NOMEM);
    assert_null(decoder);
    fault_memory_disarm(&subject.memory);
    assert_true(subject.memory.live_bytes == before);
    assert_int_equal(svccomm_decoder_exporters(subject.decoder, NULL, shown, 2, sizeof *shown), 1);
    assert_int_equal(svccomm_decoder_map_realms(subject.decoder, realms, 2, sizeof *realms), 0);
    subject_end(&subject);
}

/* Once everything has been met, datagrams of all kinds allocate nothing. */
static void a_warm_decoder_allocates_nothing(void **state)
{
    static struct subject subject;
    const svccomm_flow *flows;
    int i;

    (void)state;
    subject_begin(&subject);
    for (i = 0; i < 20; i++) {
        if (i == 2)
            fault_memory_arm(&subject.memory, 1, FAULT_FROM_THEN_ON);
        fixed();
        assert_int_equal(give(&subject, &flows), 2);
        datagram_v9(&out, 100000, 1000, (uint32_t)i, 1);
        datagram_template(&out, 300, plain, 3);
        datagram_options(&out, 301, plain, 3, 1);
        records(300, 20);
        records(301, 2);
        assert_int_equal(give(&subject, &flows), 20);
    }
    assert_int_equal(subject.memory.calls, 0);
    subject_end(&subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_that_finds_no_memory_changes_nothing),
        cmocka_unit_test(a_load_that_finds_no_memory_leaves_an_empty_decoder),
        cmocka_unit_test(other_calls_that_find_no_memory_change_nothing),
        cmocka_unit_test(a_warm_decoder_allocates_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
