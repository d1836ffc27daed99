/* SPDX-License-Identifier: MIT
 * Items and keys as bytes: they come back as they were, equal ones are equal bytes, hostile ones
 * are refused or are the bytes of what they decode to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "item_print.h"
#include "item_random.h"

#define KINDS SVCCOMM_KIND_COUNT
#define ROUNDS 10000u
#define GUARD 0x5a
#define ROOM (SVCCOMM_ENCODED_SIZE_MAX + 64)

struct bytes {
    unsigned char data[ROOM];
    size_t length;
};

static void encode(uint32_t kind, const union any_item *item, struct bytes *out)
{
    assert_int_equal(svccomm_item_encode(kind, item, item_size(kind), NULL, 0, out->data,
                                         SVCCOMM_ENCODED_SIZE_MAX, &out->length),
                     0);
    assert_in_range(out->length, 2, SVCCOMM_ENCODED_SIZE_MAX);
    assert_int_equal(out->data[0], SVCCOMM_ENCODING_VERSION);
}

struct decoded {
    union any_item item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    size_t known;
    svccomm_error error;
};

static int decode(uint32_t kind, const void *data, size_t length, struct decoded *out)
{
    memset(&out->item, GUARD, sizeof out->item);
    svccomm_error_init(&out->error, sizeof out->error);
    return svccomm_item_decode(kind, data, length, &out->item, item_size(kind), out->processes,
                               &out->known, &out->error);
}

static void assert_untouched(const struct decoded *d)
{
    for (size_t i = 0; i < sizeof d->item; i++)
        assert_int_equal(d->item.bytes[i], GUARD);
}

/* A failure says its code and a place in the bytes, and leaves the item alone. */
static void assert_fails(uint32_t kind, const void *data, size_t length, int code, size_t offset)
{
    struct decoded d;

    assert_int_equal(decode(kind, data, length, &d), code);
    assert_int_equal(d.error.code, code);
    assert_int_equal(d.error.offset, offset);
    assert_untouched(&d);
}

static uint64_t seed_of(unsigned round)
{
    return round == 0 ? ITEM_LONGEST : round == 1 ? ITEM_SPARSE : round;
}

#define FOR_EACH_KIND for (uint32_t kind = 0; kind < KINDS; kind++)

static void random_items_come_back_as_they_were(void **state)
{
    static struct bytes bytes, again;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < ROUNDS; round++) {
        item_random(kind, seed_of(round), GUARD, &item, &room);
        encode(kind, &item, &bytes);
        assert_int_equal(decode(kind, bytes.data, bytes.length, &d), 0);
        assert_int_equal(d.known, bytes.length);
        item_as_read(kind, &item);
        assert_true(item_same(kind, &d.item, &item));
        encode(kind, &d.item, &again);
        assert_int_equal(again.length, bytes.length);
        assert_memory_equal(again.data, bytes.data, bytes.length);
    }
}

/* By names of members, which know nothing of where they lie. */
static void each_member_comes_back_by_its_name(void **state)
{
    struct fault_text before = {0}, after = {0};
    static struct bytes bytes;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < 100; round++) {
        item_random(kind, seed_of(round), GUARD, &item, &room);
        encode(kind, &item, &bytes);
        assert_int_equal(decode(kind, bytes.data, bytes.length, &d), 0);
        item_as_read(kind, &item);
        fault_text_clear(&before);
        fault_text_clear(&after);
        item_print(kind, &item, &before);
        item_print(kind, &d.item, &after);
        assert_string_equal(fault_text_get(&after), fault_text_get(&before));
    }
    fault_text_free(&before);
    fault_text_free(&after);
}

static void equal_items_are_equal_bytes_whatever_is_unused(void **state)
{
    static const unsigned char garbage[] = {0, 0xa5, 0xff};
    static struct bytes bytes, other;
    struct item_room room, other_room;
    union any_item item;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < 500; round++) {
        item_random(kind, seed_of(round), garbage[round % 3], &item, &room);
        encode(kind, &item, &bytes);
        memset(&other_room, 0xee, sizeof other_room);
        item_random(kind, seed_of(round), garbage[(round + 1) % 3], &item, &other_room);
        encode(kind, &item, &other);
        assert_int_equal(bytes.length, other.length);
        assert_memory_equal(bytes.data, other.data, bytes.length);
    }
}

static void a_key_is_what_follows_the_version(void **state)
{
    static const int lengths[KINDS] = {0, 12, 28, 31, 8, 8, 8, 16};
    static struct bytes bytes;
    unsigned char key[SVCCOMM_ENCODED_KEY_MAX];
    struct item_room room;
    union any_item item;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < 100; round++) {
        item_random(kind, seed_of(round), GUARD, &item, &room);
        encode(kind, &item, &bytes);
        assert_int_equal(
            svccomm_item_key_encode(kind, item_key(kind, &item), item_size(kind), key, sizeof key),
            lengths[kind]);
        assert_memory_equal(key, bytes.data + 1, (size_t)lengths[kind]);
    }
}

static void a_key_that_does_not_fit_writes_nothing_beyond(void **state)
{
    unsigned char key[SVCCOMM_ENCODED_KEY_MAX];
    struct item_room room;
    union any_item item;

    (void)state;
    for (uint32_t kind = 1; kind < KINDS; kind++) {
        int length;
        item_random(kind, 7, 0, &item, &room);
        length =
            svccomm_item_key_encode(kind, item_key(kind, &item), item_size(kind), key, sizeof key);
        for (int capacity = 0; capacity < length; capacity++) {
            memset(key, GUARD, sizeof key);
            assert_int_equal(svccomm_item_key_encode(kind, item_key(kind, &item), item_size(kind),
                                                     key, (size_t)capacity),
                             SVCCOMM_E_RANGE);
            for (size_t i = (size_t)capacity; i < sizeof key; i++)
                assert_int_equal(key[i], GUARD);
        }
        assert_int_equal(svccomm_item_key_encode(kind, item_key(kind, &item), 1, key, sizeof key),
                         SVCCOMM_E_STRUCT_SIZE);
    }
}

static void an_item_that_does_not_fit_says_what_it_needs(void **state)
{
    static struct bytes bytes, small;
    struct item_room room;
    union any_item item;
    size_t capacity, i;

    (void)state;
    FOR_EACH_KIND
    {
        item_random(kind, 11, 0, &item, &room);
        encode(kind, &item, &bytes);
        for (capacity = 0; capacity < bytes.length; capacity++) {
            memset(small.data, GUARD, sizeof small.data);
            assert_int_equal(svccomm_item_encode(kind, &item, item_size(kind), NULL, 0,
                                                 capacity == 0 ? NULL : small.data, capacity,
                                                 &small.length),
                             SVCCOMM_E_RANGE);
            assert_int_equal(small.length, bytes.length);
            for (i = capacity; i < bytes.length + 8; i++)
                assert_int_equal(small.data[i], GUARD);
        }
        assert_int_equal(svccomm_item_encode(kind, &item, item_size(kind), NULL, 0, small.data,
                                             bytes.length, &small.length),
                         0);
        assert_memory_equal(small.data, bytes.data, bytes.length);
    }
}

static void the_longest_items_have_room(void **state)
{
    static struct bytes bytes;
    struct item_room room;
    union any_item item;

    (void)state;
    FOR_EACH_KIND
    {
        item_random(kind, ITEM_LONGEST, 0, &item, &room);
        encode(kind, &item, &bytes);
        print_message("# kind %u: at most %u bytes\n", kind, (unsigned)bytes.length);
    }
    assert_true(bytes.length > 4000); /* a communication has 14 texts of 255 bytes */
}

static void a_tail_is_passed_over_and_kept(void **state)
{
    static const char tail[] = "members of a later version";
    static struct bytes bytes, again;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    for (size_t length = 0; length <= sizeof tail; length++) {
        size_t known;
        item_random(kind, 3 + length, 0, &item, &room);
        encode(kind, &item, &bytes);
        known = bytes.length;
        memcpy(bytes.data + known, tail, length);
        assert_int_equal(decode(kind, bytes.data, known + length, &d), 0);
        assert_int_equal(d.known, known);
        item_as_read(kind, &item);
        assert_true(item_same(kind, &d.item, &item));
        assert_int_equal(svccomm_item_encode(kind, &d.item, item_size(kind), bytes.data + known,
                                             length, again.data, ROOM, &again.length),
                         0);
        assert_int_equal(again.length, known + length);
        assert_memory_equal(again.data, bytes.data, known + length);
        assert_int_equal(svccomm_item_encode(kind, &d.item, item_size(kind), tail, length,
                                             again.data, known, &again.length),
                         length == 0 ? 0 : SVCCOMM_E_RANGE);
        assert_int_equal(again.length, known + length);
    }
}

static void a_larger_struct_is_taken_while_its_tail_is_zero(void **state)
{
    static struct bytes bytes, again;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    {
        size_t size = item_size(kind), i;
        item_random(kind, 5, 0, &item, &room);
        encode(kind, &item, &bytes);
        assert_int_equal(
            svccomm_item_encode(kind, &item, size + 8, NULL, 0, again.data, ROOM, &again.length),
            0);
        assert_memory_equal(again.data, bytes.data, bytes.length);
        item.bytes[size + 7] = 1;
        assert_int_equal(
            svccomm_item_encode(kind, &item, size + 8, NULL, 0, again.data, ROOM, &again.length),
            SVCCOMM_E_STRUCT_TAIL);
        assert_int_equal(
            svccomm_item_encode(kind, &item, size - 1, NULL, 0, again.data, ROOM, &again.length),
            SVCCOMM_E_STRUCT_SIZE);
        memset(&d.item, GUARD, sizeof d.item);
        assert_int_equal(svccomm_item_decode(kind, bytes.data, bytes.length, &d.item, size + 8,
                                             d.processes, NULL, NULL),
                         0);
        for (i = size; i < size + 8; i++)
            assert_int_equal(d.item.bytes[i], 0);
        assert_int_equal(svccomm_item_decode(kind, bytes.data, bytes.length, &d.item, size - 1,
                                             d.processes, NULL, NULL),
                         SVCCOMM_E_STRUCT_SIZE);
    }
}

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
    static struct bytes bytes;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < 8; round++) {
        item_random(kind, seed_of(round), 0, &item, &room);
        encode(kind, &item, &bytes);
        for (size_t length = 0; length < bytes.length; length++) {
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
    union any_item item;

    (void)state;
    FOR_EACH_KIND
    {
        size_t taken = 0, refused = 0;
        for (unsigned round = 1; round < 8; round++) {
            item_random(kind, seed_of(round), 0, &item, &room);
            encode(kind, &item, &bytes);
            for (size_t bit = 0; bit < 8 * bytes.length; bit++) {
                int sound = flip_is_sound(kind, &bytes, bit);
                taken += sound != 0;
                refused += sound == 0;
            }
        }
        assert_true(taken > 0 && refused >= 8); /* the version at least */
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

static void arguments_are_checked(void **state)
{
    static struct bytes b;
    union any_item item;
    struct decoded d;
    size_t size = sizeof(svccomm_host);

    (void)state;
    memset(&item, 0, sizeof item);
#define REFUSED(call) assert_int_equal(call, SVCCOMM_E_ARGUMENT)
    REFUSED(svccomm_item_encode(KINDS, &item, sizeof item, NULL, 0, b.data, ROOM, &b.length));
    REFUSED(svccomm_item_encode(1, NULL, size, NULL, 0, b.data, ROOM, &b.length));
    REFUSED(svccomm_item_encode(1, &item, size, NULL, 1, b.data, ROOM, &b.length));
    REFUSED(svccomm_item_encode(1, &item, size, NULL, 0, NULL, 1, &b.length));
    REFUSED(svccomm_item_encode(1, &item, size, NULL, 0, b.data, ROOM, NULL));
    REFUSED(svccomm_item_decode(KINDS, b.data, 1, &d.item, sizeof d.item, NULL, NULL, NULL));
    REFUSED(svccomm_item_decode(1, NULL, 0, &d.item, size, NULL, NULL, NULL));
    REFUSED(svccomm_item_decode(1, b.data, 1, NULL, size, NULL, NULL, NULL));
    REFUSED(svccomm_item_decode(SVCCOMM_KIND_COMMUNICATION, b.data, 1, &d.item,
                                sizeof(svccomm_record), NULL, NULL, NULL));
    REFUSED(svccomm_item_key_encode(KINDS, &item, sizeof item, b.data, ROOM));
    REFUSED(svccomm_item_key_encode(1, NULL, size, b.data, ROOM));
    REFUSED(svccomm_item_key_encode(1, &item, size, NULL, ROOM));
}

static void records_have_calls_of_their_own(void **state)
{
    static struct bytes bytes, again;
    struct item_room room;
    union any_item item;
    struct decoded d;

    (void)state;
    item_random(SVCCOMM_KIND_COMMUNICATION, 9, 0, &item, &room);
    encode(SVCCOMM_KIND_COMMUNICATION, &item, &bytes);
    assert_int_equal(
        svccomm_record_encode(&item.record, sizeof item.record, again.data, ROOM, &again.length),
        0);
    assert_int_equal(again.length, bytes.length);
    assert_memory_equal(again.data, bytes.data, bytes.length);
    assert_int_equal(svccomm_record_decode(bytes.data, bytes.length, &d.item.record,
                                           sizeof d.item.record, d.processes, NULL),
                     0);
    item_as_read(SVCCOMM_KIND_COMMUNICATION, &item);
    assert_true(item_same(SVCCOMM_KIND_COMMUNICATION, &d.item, &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_items_come_back_as_they_were),
        cmocka_unit_test(each_member_comes_back_by_its_name),
        cmocka_unit_test(equal_items_are_equal_bytes_whatever_is_unused),
        cmocka_unit_test(a_key_is_what_follows_the_version),
        cmocka_unit_test(a_key_that_does_not_fit_writes_nothing_beyond),
        cmocka_unit_test(an_item_that_does_not_fit_says_what_it_needs),
        cmocka_unit_test(the_longest_items_have_room),
        cmocka_unit_test(a_tail_is_passed_over_and_kept),
        cmocka_unit_test(a_larger_struct_is_taken_while_its_tail_is_zero),
        cmocka_unit_test(other_versions_are_refused_by_name),
        cmocka_unit_test(whatever_is_cut_off_is_missed),
        cmocka_unit_test(any_bit_that_turns_over_is_refused_or_is_another_item),
        cmocka_unit_test(texts_that_are_none_are_refused_where_they_begin),
        cmocka_unit_test(counts_and_marks_beyond_their_most_are_refused),
        cmocka_unit_test(a_process_without_a_name_is_refused),
        cmocka_unit_test(items_beyond_what_is_documented_are_not_written),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(records_have_calls_of_their_own),
    };

    return cmocka_run_group_tests_name("item encoding", tests, NULL, NULL);
}
