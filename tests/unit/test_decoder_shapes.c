/* SPDX-License-Identifier: MIT
 * The loops of the common shapes of records give what reading by masks gives; the array of flows
 * has the caller's stride, and does not stay great; realms are mapped all or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"
#include "ingest/decoder_state.h"

static struct datagram out;

struct shape {
    const char *name;
    unsigned version;
    uint8_t shape;
    struct datagram_field fields[11]; /* the last is for `rare` */
};

/* A forwardingStatus of 0 says nothing, but makes the records rare. */
#define RARE     \
    {            \
        89, 1, 0 \
    }

static const struct shape shapes[] = {
    {"uptimes",
     9,
     SVCCOMM__SHAPE_UPTIME,
     {{21, 4, 0},
      {8, 4, 0},
      {12, 4, 0},
      {7, 2, 0},
      {11, 2, 0},
      {4, 1, 0},
      {6, 1, 0},
      {1, 4, 0},
      {2, 4, 0},
      {22, 4, 0},
      RARE}},
    {"milliseconds",
     10,
     SVCCOMM__SHAPE_MILLI,
     {{152, 8, 0},
      {153, 8, 0},
      {8, 4, 0},
      {4, 1, 0},
      {12, 4, 0},
      {7, 2, 0},
      {11, 2, 0},
      {6, 2, 0},
      {1, 8, 0},
      {2, 8, 0},
      RARE}},
    {"counters of two lengths",
     9,
     SVCCOMM__SHAPE_GENERAL,
     {{21, 4, 0},
      {8, 4, 0},
      {12, 4, 0},
      {7, 2, 0},
      {11, 2, 0},
      {4, 1, 0},
      {6, 1, 0},
      {1, 4, 0},
      {2, 8, 0},
      {22, 4, 0},
      RARE}},
    {"times of two forms",
     9,
     SVCCOMM__SHAPE_GENERAL,
     {{21, 4, 0},
      {8, 4, 0},
      {12, 4, 0},
      {7, 2, 0},
      {11, 2, 0},
      {4, 1, 0},
      {6, 1, 0},
      {1, 4, 0},
      {2, 4, 0},
      {150, 4, 0},
      RARE}},
};

#define RECORDS 40

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Bytes of a record: any, but protocols that matter, and times that are told, not, or too great. */
static void put_record(const struct shape *shape, uint32_t number, int rare)
{
    static const uint8_t protocols[] = {6, 17, 1, 58, 132};
    uint32_t seed = number * 7919 + 1;
    size_t i;

    for (i = 0; i < 10; i++) {
        const struct datagram_field *field = &shape->fields[i];
        uint64_t value = (uint64_t)random_next(&seed) << 40 | (uint64_t)random_next(&seed) << 16 |
                         random_next(&seed);

        if (field->id == 4)
            value = protocols[random_next(&seed) % 5];
        if (field->length == 8 && field->id >= 150)
            value = (number + i) % 7 == 0   ? 0
                    : (number + i) % 7 == 1 ? value
                                            : 1735689600000 + value % 99999;
        datagram_put(&out, value, field->length);
    }
    if (rare)
        datagram_put(&out, 0, 1);
}

static int give_records(struct decoding_test *test, const struct shape *shape, int rare)
{
    uint32_t i;

    if (shape->version == 9)
        datagram_v9(&out, 5000000, 1735700000, 0, 1);
    else
        datagram_ipfix(&out, 1735700000, 0, 1);
    datagram_template(&out, 300, shape->fields, rare ? 11 : 10);
    datagram_set(&out, 300);
    for (i = 0; i < RECORDS; i++)
        put_record(shape, i, rare);
    datagram_set_end(&out);
    return decoding_give(test, &out);
}

static void loops_give_what_masks_give(void **state)
{
    static svccomm_flow flows[RECORDS];
    struct decoding_test test;
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        decoding_begin(&test, NULL);
        assert_int_equal(give_records(&test, &shapes[i], 0), RECORDS);
        assert_int_equal(test.decoder->reading.shape, shapes[i].shape);
        memcpy(flows, test.flows, sizeof flows);
        assert_int_equal(give_records(&test, &shapes[i], 1), RECORDS);
        assert_int_equal(test.decoder->reading.shape, SVCCOMM__SHAPE_GENERAL);
        for (j = 0; j < RECORDS; j++)
            if (memcmp(&flows[j], &test.flows[j], sizeof *flows) != 0)
                fail_msg("%s: record %zu", shapes[i].name, j);
        decoding_end(&test);
    }
}

/* Addresses have one length, and flags two that are usual. */
static uint16_t other_length(const struct datagram_field *field)
{
    if (field->id == 8 || field->id == 12)
        return field->length;
    return field->length == (field->id == 6 ? 2 : 1) ? field->length % 2 + 1 : 1;
}

/* Another length than the usual one of any number leaves the record to the masks, which give what
 * they give of rare ones. */
static void numbers_of_other_lengths_are_read_by_masks(void **state)
{
    static svccomm_flow flows[RECORDS];
    struct decoding_test test;
    struct shape shape;
    size_t i, field;
    int usual;

    (void)state;
    for (i = 0; i < 2; i++)
        for (field = 0; field < 10; field++) {
            shape = shapes[i];
            usual = shape.fields[field].id == 6 || shape.fields[field].id == 8 ||
                    shape.fields[field].id == 12;
            shape.fields[field].length = other_length(&shape.fields[field]);
            decoding_begin(&test, NULL);
            assert_int_equal(give_records(&test, &shape, 0), RECORDS);
            assert_int_equal(test.decoder->reading.shape,
                             usual ? shapes[i].shape : SVCCOMM__SHAPE_GENERAL);
            memcpy(flows, test.flows, sizeof flows);
            assert_int_equal(give_records(&test, &shape, 1), RECORDS);
            assert_memory_equal(flows, test.flows, sizeof flows);
            decoding_end(&test);
        }
}

/* The same of NetFlow v5, whose loop knows the offsets: a template of v9 has them too. */
static void the_loop_of_v5_gives_what_a_template_gives(void **state)
{
    static const struct datagram_field as_v5[] = {
        {8, 4, 0},  {12, 4, 0}, {15, 4, 0}, {10, 2, 0}, {14, 2, 0},  {2, 4, 0},  {1, 4, 0},
        {22, 4, 0}, {21, 4, 0}, {7, 2, 0},  {11, 2, 0}, {210, 1, 0}, {6, 1, 0},  {4, 1, 0},
        {5, 1, 0},  {16, 2, 0}, {17, 2, 0}, {9, 1, 0},  {13, 1, 0},  {210, 2, 0}};
    static unsigned char records[30 * 48];
    static svccomm_flow flows[30];
    struct decoding_test test;
    uint32_t seed = 5, i;

    (void)state;
    for (i = 0; i < sizeof records; i++)
        records[i] = (unsigned char)random_next(&seed);
    decoding_begin(&test, NULL);
    datagram_fixed(&out, 5, 30, 5000000, 1735700000, 0, 0);
    datagram_bytes(&out, records, sizeof records);
    assert_int_equal(decoding_give(&test, &out), 30);
    assert_int_equal(test.decoder->reading.shape, SVCCOMM__SHAPE_V5);
    memcpy(flows, test.flows, sizeof flows);
    datagram_v9(&out, 5000000, 1735700000, 0, 0);
    datagram_template(&out, 300, as_v5, 20);
    datagram_set(&out, 300);
    datagram_bytes(&out, records, sizeof records);
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 30);
    assert_int_equal(test.decoder->reading.shape, SVCCOMM__SHAPE_UPTIME);
    assert_memory_equal(flows, test.flows, sizeof flows);
    decoding_end(&test);
}

static void every_loop_keeps_the_callers_stride(void **state)
{
    static const unsigned char zeros[8];
    const size_t size = sizeof(svccomm_flow) + sizeof zeros;
    const svccomm_flow *flows;
    struct decoding_test test;
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        decoding_begin(&test, NULL);
        give_records(&test, &shapes[i], 0);
        assert_int_equal(svccomm_decoder_datagram(test.decoder, out.bytes, out.length, &test.from,
                                                  &flows, size, NULL),
                         RECORDS);
        give_records(&test, &shapes[i], 0);
        svccomm_decoder_datagram(test.decoder, out.bytes, out.length, &test.from, &flows, size,
                                 NULL);
        for (j = 0; j < RECORDS; j++)
            assert_memory_equal((const unsigned char *)flows + j * size + sizeof(svccomm_flow),
                                zeros, sizeof zeros);
        decoding_end(&test);
    }
    decoding_begin(&test, NULL);
    for (i = 0; i < 2; i++) {
        datagram_fixed(&out, 5, 1, 10000, 1000, 1, (uint32_t)i);
        datagram_fixed_record(&out, 5, 100, 9000, 9000);
        assert_int_equal(svccomm_decoder_datagram(test.decoder, out.bytes, out.length, &test.from,
                                                  &flows, size, NULL),
                         1);
        assert_memory_equal(flows + 1, zeros, sizeof zeros);
    }
    decoding_end(&test);
}

/* Much held data makes an array of many flows, once. */
static void a_great_array_is_given_back(void **state)
{
    static const struct datagram_field least[] = {{8, 4, 0}, {12, 4, 0}};
    struct decoding_test test;
    uint64_t great;
    uint32_t i;

    (void)state;
    decoding_begin(&test, NULL);
    for (i = 0; i < 10; i++) {
        datagram_v9(&out, 1000, 1000, i, 1);
        datagram_set(&out, 300);
        memset(out.bytes + out.length, 9, 60000);
        out.length += 60000;
        datagram_set_end(&out);
        decoding_give(&test, &out);
    }
    datagram_v9(&out, 1000, 1000, 10, 1);
    datagram_template(&out, 300, least, 2);
    assert_int_equal(decoding_give(&test, &out), 75000);
    great = svccomm_decoder_memory(test.decoder);
    assert_true(great > 75000 * sizeof(svccomm_flow));
    decoding_give(&test, &out);
    assert_true(svccomm_decoder_memory(test.decoder) < great / 10);
    decoding_end(&test);
}

/* Of what is not much smaller the same array is used. */
static void an_array_that_was_great_serves_for_what_is_nearly_as_great(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__flow_array array = {NULL, 0, 0, 0};
    void *bytes;

    (void)state;
    assert_int_equal(svccomm__memory_init(&memory, NULL), 0);
    assert_int_equal(svccomm__flow_array_begin(&array, &memory, 60000, sizeof(svccomm_flow)), 0);
    bytes = array.bytes;
    assert_int_equal(svccomm__flow_array_begin(&array, &memory, 20000, sizeof(svccomm_flow)), 0);
    assert_ptr_equal(array.bytes, bytes);
    assert_int_equal(memory.bytes, 60000 * sizeof(svccomm_flow));
    assert_int_equal(svccomm__flow_array_begin(&array, &memory, 10, sizeof(svccomm_flow)), 0);
    assert_true(memory.bytes < 100 * sizeof(svccomm_flow));
    svccomm__flow_array_free(&array, &memory);
}

/* VLANs and VRFs have numbers of their own; of those said more than once the last counts. */
static void the_last_of_many_realms_for_one_number_counts(void **state)
{
    static const struct datagram_field both[] = {{8, 4, 0}, {12, 4, 0}, {58, 2, 0}, {234, 4, 0}};
    struct decoding_test test;
    svccomm_realm_map map[60];
    uint32_t i;

    (void)state;
    memset(map, 0, sizeof map);
    for (i = 0; i < 60; i++) {
        map[i].kind = i % 2 == 0 ? SVCCOMM_REALM_BY_VLAN : SVCCOMM_REALM_BY_VRF;
        map[i].id = 5 + i % 2;
        map[i].realm = 100 + i;
    }
    decoding_begin(&test, NULL);
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, map, 60, sizeof *map), 0);
    datagram_v9(&out, 1000, 1000, 0, 1);
    datagram_template(&out, 300, both, 4);
    datagram_set(&out, 300);
    for (i = 5; i < 7; i++) {
        datagram_put(&out, 1, 8);
        datagram_put(&out, 5, 2);
        datagram_put(&out, i, 4);
    }
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 2);
    assert_int_equal(test.flows[0].realm, 158);
    assert_int_equal(test.flows[1].realm, 159);
    decoding_end(&test);
}

static void realms_are_mapped_all_or_nothing(void **state)
{
    static const struct datagram_field vlan[] = {{8, 4, 0}, {12, 4, 0}, {58, 2, 0}};
    static svccomm_realm_map map[4096];
    struct decoding_test test;
    svccomm_realm_map wrong[2];
    uint32_t i;

    (void)state;
    decoding_begin(&test, NULL);
    for (i = 0; i < 4096; i++) {
        map[i].kind = SVCCOMM_REALM_BY_VLAN;
        map[i].id = (i * 1237) % 4096;
        map[i].realm = 100000 + map[i].id;
    }
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, map, 4096, sizeof *map), 0);
    memset(wrong, 0, sizeof wrong);
    wrong[0] = map[0];
    wrong[1].kind = 3;
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, wrong, 2, sizeof *wrong),
                     SVCCOMM_E_ARGUMENT);
    wrong[1] = map[1];
    wrong[1].reserved = 1;
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, wrong, 2, sizeof *wrong),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, NULL, 1, sizeof *wrong),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_map_realms(NULL, map, 1, sizeof *map), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, map, 1, sizeof *map - 1),
                     SVCCOMM_E_STRUCT_SIZE);
    datagram_v9(&out, 1000, 1000, 0, 1);
    datagram_template(&out, 300, vlan, 3);
    datagram_set(&out, 300);
    for (i = 0; i < 4097; i++) {
        datagram_put(&out, 1, 8);
        datagram_put(&out, i, 2);
    }
    datagram_set_end(&out);
    assert_int_equal(decoding_give(&test, &out), 4097);
    for (i = 0; i < 4096; i++)
        assert_int_equal(test.flows[i].realm, 100000 + i);
    assert_int_equal(test.flows[4096].realm, 0);
    map[1] = map[0]; /* said twice: the later one */
    map[1].realm = 7;
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, map, 2, sizeof *map), 0);
    decoding_give(&test, &out);
    assert_int_equal(test.flows[map[0].id].realm, 7);
    assert_int_equal(test.flows[5].realm, 0);
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, NULL, 0, sizeof *map), 0);
    decoding_give(&test, &out);
    assert_int_equal(test.flows[map[0].id].realm, 0);
    decoding_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops_give_what_masks_give),
        cmocka_unit_test(numbers_of_other_lengths_are_read_by_masks),
        cmocka_unit_test(the_loop_of_v5_gives_what_a_template_gives),
        cmocka_unit_test(every_loop_keeps_the_callers_stride),
        cmocka_unit_test(a_great_array_is_given_back),
        cmocka_unit_test(an_array_that_was_great_serves_for_what_is_nearly_as_great),
        cmocka_unit_test(the_last_of_many_realms_for_one_number_counts),
        cmocka_unit_test(realms_are_mapped_all_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
