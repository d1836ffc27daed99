/* SPDX-License-Identifier: MIT
 * Bytes that are no item, or not whole: refused where they go wrong and the item left alone, or
 * they are the bytes of what they decode to; and structs that are no item. */
#include "test_item_support.h"

#include "rounds.h"

static void other_versions_are_refused_by_name(void **state)
{
    static struct bytes bytes;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    {
        item_random(kind, 5, 0, &item, &room);
        encode(kind, &item, &bytes);
        bytes.data[0] = 0;
        assert_fails(kind, bytes.data, bytes.length, SVCCOMM_E_FORMAT, 0);
        bytes.data[0] = 222;
        assert_fails(kind, bytes.data, bytes.length, SVCCOMM_E_VERSION, 0);
        decode(kind, bytes.data, bytes.length, &d);
        assert_non_null(strstr(d.error.message, "version 222"));
        assert_non_null(strstr(d.error.message, "up to 1"));
    }
}

static void whatever_is_cut_off_is_missed(void **state)
{
    const unsigned step = rounds_step();
    static struct bytes bytes;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < 8; round++) {
        item_random(kind, seed_of(round), 0, &item, &room);
        encode(kind, &item, &bytes);
        for (size_t length = 0; length < bytes.length; length += step) {
            assert_int_equal(decode(kind, bytes.data, length, &d), SVCCOMM_E_TRUNCATED);
            assert_int_equal(d.error.code, SVCCOMM_E_TRUNCATED);
            assert_true(d.error.offset <= length);
            assert_untouched(&d);
        }
    }
}

/* With bit `bit` turned over: refused, or the bytes of what it is now. */
static int flip_is_sound(uint32_t kind, struct bytes *bytes, size_t bit)
{
    static struct bytes again;
    struct decoded d;
    int rc;

    bytes->data[bit / 8] ^= (unsigned char)(1u << bit % 8);
    rc = decode(kind, bytes->data, bytes->length, &d);
    if (rc < 0) {
        assert_int_equal(d.error.code, rc);
        assert_true(d.error.offset <= bytes->length);
        assert_untouched(&d);
    } else {
        assert_int_equal(svccomm_item_encode(kind, &d.item, item_size(kind), bytes->data + d.known,
                                             bytes->length - d.known, again.data, ROOM,
                                             &again.length),
                         0);
        assert_int_equal(again.length, bytes->length);
        assert_memory_equal(again.data, bytes->data, bytes->length);
    }
    bytes->data[bit / 8] ^= (unsigned char)(1u << bit % 8);
    return rc == 0;
}

static void any_bit_that_turns_over_is_refused_or_is_another_item(void **state)
{
    static struct bytes bytes;
    struct item_room room;
    const unsigned step = rounds_step();
    union any_item item;

    (void)state;
    FOR_EACH_KIND
    {
        size_t taken = 0, refused = 0;
        for (unsigned round = 1; round < 8; round++) {
            item_random(kind, seed_of(round), 0, &item, &room);
            encode(kind, &item, &bytes);
            for (size_t bit = 0; bit < 8 * bytes.length; bit += step) {
                int sound = flip_is_sound(kind, &bytes, bit);
                taken += sound != 0;
                refused += sound == 0;
            }
        }
        assert_true(taken > 0 && refused >= 7); /* the version at least, in each round */
    }
}

/* ---- texts, lists and marks that are not of their form ---- */

/* A host named "abc", whose text is the last of its bytes. */
static size_t host_abc(struct bytes *bytes)
{
    union any_item item;

    memset(&item, 0, sizeof item);
    item.host.name = "abc";
    encode(SVCCOMM_KIND_HOST, &item, bytes);
    return bytes->length - 6;
}

/* The same with a text of these bytes, and its length as it is told. */
static void put_name(struct bytes *bytes, size_t at, size_t told, const char *text, size_t length)
{
    bytes->data[at] = (unsigned char)told;
    bytes->data[at + 1] = (unsigned char)(told >> 8);
    memcpy(bytes->data + at + 2, text, length);
    bytes->length = at + 2 + length;
}

static void texts_that_are_none_are_refused_where_they_begin(void **state)
{
    static char longest[300];
    static struct bytes bytes;
    size_t at = host_abc(&bytes);
    struct decoded d;

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    put_name(&bytes, at, 4, "abcd", 4);
    assert_fails(SVCCOMM_KIND_HOST, bytes.data, bytes.length, SVCCOMM_E_FORMAT, at);
    put_name(&bytes, at, 4, "a\0c", 4);
    assert_fails(SVCCOMM_KIND_HOST, bytes.data, bytes.length, SVCCOMM_E_FORMAT, at);
    put_name(&bytes, at, 5, "abc\0", 5);
    assert_fails(SVCCOMM_KIND_HOST, bytes.data, bytes.length, SVCCOMM_E_FORMAT, at);
    put_name(&bytes, at, 257, longest + sizeof longest - 257, 257);
    assert_fails(SVCCOMM_KIND_HOST, bytes.data, bytes.length, SVCCOMM_E_FORMAT, at);
    put_name(&bytes, at, 5, "abc", 4);
    assert_fails(SVCCOMM_KIND_HOST, bytes.data, bytes.length, SVCCOMM_E_TRUNCATED, at + 2);
    put_name(&bytes, at, 256, longest + sizeof longest - 256, 256);
    assert_int_equal(decode(SVCCOMM_KIND_HOST, bytes.data, bytes.length, &d), 0);
    assert_int_equal(strlen(d.item.host.name), 255);
    put_name(&bytes, at, 1, "", 1);
    assert_int_equal(decode(SVCCOMM_KIND_HOST, bytes.data, bytes.length, &d), 0);
    assert_string_equal(d.item.host.name, "");
}

/* A record without anything, whose last bytes are: no processes, no views, no netflow. */
static size_t record_bare(struct bytes *bytes)
{
    union any_item item;

    memset(&item, 0, sizeof item);
    encode(SVCCOMM_KIND_COMMUNICATION, &item, bytes);
    return bytes->length - 4;
}

static void assert_byte_fails(struct bytes *bytes, uint32_t kind, size_t at, unsigned value)
{
    unsigned char was = bytes->data[at];

    bytes->data[at] = (unsigned char)value;
    memset(bytes->data + bytes->length, 0, 32);
    assert_fails(kind, bytes->data, bytes->length + 32, SVCCOMM_E_FORMAT, at);
    bytes->data[at] = was;
}

static void counts_and_marks_beyond_their_most_are_refused(void **state)
{
    static struct bytes bytes;
    union any_item item;
    size_t at = record_bare(&bytes);

    (void)state;
    assert_byte_fails(&bytes, SVCCOMM_KIND_COMMUNICATION, at, SVCCOMM_PROCESS_MAX + 1);
    assert_byte_fails(&bytes, SVCCOMM_KIND_COMMUNICATION, at + 1, 2);
    assert_byte_fails(&bytes, SVCCOMM_KIND_COMMUNICATION, at + 2, 2);
    assert_byte_fails(&bytes, SVCCOMM_KIND_COMMUNICATION, at + 3, 2);
    memset(&item, 0, sizeof item);
    item.record.netflow.present = 1;
    encode(SVCCOMM_KIND_COMMUNICATION, &item, &bytes);
    assert_byte_fails(&bytes, SVCCOMM_KIND_COMMUNICATION, bytes.length - 1,
                      SVCCOMM_SPANS_KEEP_MAX + 1);
    memset(&item, 0, sizeof item);
    encode(SVCCOMM_KIND_FAN_IN, &item, &bytes);
    assert_byte_fails(&bytes, SVCCOMM_KIND_FAN_IN, bytes.length - 1, SVCCOMM_FAN_IN_MOST + 1);
}

static void a_process_without_a_name_is_refused(void **state)
{
    static struct bytes bytes;
    size_t at = record_bare(&bytes);
    struct decoded d;

    (void)state;
    bytes.data[at] = 1; /* and a text of length 0, a time, no views, no netflow */
    memset(bytes.data + at + 1, 0, 2 + 8 + 3);
    assert_int_equal(decode(SVCCOMM_KIND_COMMUNICATION, bytes.data, at + 1 + 2 + 8 + 3, &d),
                     SVCCOMM_E_FORMAT);
    assert_true(d.error.offset > at);
    assert_untouched(&d);
}

static void assert_cannot_be(uint32_t kind, const union any_item *item)
{
    static struct bytes bytes;

    bytes.length = 99;
    assert_int_equal(
        svccomm_item_encode(kind, item, item_size(kind), NULL, 0, bytes.data, ROOM, &bytes.length),
        SVCCOMM_E_RANGE);
    assert_int_equal(bytes.length, 0);
}

static void items_beyond_what_is_documented_are_not_written(void **state)
{
    static char longest[SVCCOMM_STRING_MAX + 2];
    svccomm_process processes[SVCCOMM_PROCESS_MAX + 1];
    union any_item item;

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    memset(&item, 0, sizeof item);
    item.host.name = longest;
    assert_cannot_be(SVCCOMM_KIND_HOST, &item);
    memset(&item, 0, sizeof item);
    item.fan_in.count = SVCCOMM_FAN_IN_MOST + 1;
    assert_cannot_be(SVCCOMM_KIND_FAN_IN, &item);
    memset(&item, 0, sizeof item);
    memset(processes, 0, sizeof processes);
    item.record.process_count = 1;
    assert_cannot_be(SVCCOMM_KIND_COMMUNICATION, &item); /* of which there is no list */
    item.record.processes = processes;
    assert_cannot_be(SVCCOMM_KIND_COMMUNICATION, &item); /* that has no name */
    item.record.process_count = SVCCOMM_PROCESS_MAX + 1;
    assert_cannot_be(SVCCOMM_KIND_COMMUNICATION, &item);
    item.record.process_count = 0;
    item.record.client_view.view = SVCCOMM_VIEW_LISTENER;
    assert_cannot_be(SVCCOMM_KIND_COMMUNICATION, &item);
    item.record.client_view.view = SVCCOMM_VIEW_NONE;
    item.record.netflow.present = 1;
    item.record.netflow.spans.count = SVCCOMM_SPANS_KEEP_MAX + 1;
    assert_cannot_be(SVCCOMM_KIND_COMMUNICATION, &item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_versions_are_refused_by_name),
        cmocka_unit_test(whatever_is_cut_off_is_missed),
        cmocka_unit_test(any_bit_that_turns_over_is_refused_or_is_another_item),
        cmocka_unit_test(texts_that_are_none_are_refused_where_they_begin),
        cmocka_unit_test(counts_and_marks_beyond_their_most_are_refused),
        cmocka_unit_test(a_process_without_a_name_is_refused),
        cmocka_unit_test(items_beyond_what_is_documented_are_not_written),
    };

    return cmocka_run_group_tests_name("hostile items", tests, NULL, NULL);
}
