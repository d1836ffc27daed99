/* SPDX-License-Identifier: MIT
 * Items and keys as bytes: they come back as they were, equal ones are equal bytes, and what does
 * not fit says so. */
#include "test_item_support.h"

#include "item_print.h"
#include "rounds.h"

static void random_items_come_back_as_they_were(void **state)
{
    static struct bytes bytes, again;
    struct item_room room;
    union any_item item;
    struct decoded d;
    unsigned most = rounds(10000);

    (void)state;
    FOR_EACH_KIND
    for (unsigned round = 0; round < most; round++) {
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

static size_t key_size(uint32_t kind)
{
    static const size_t sizes[KINDS] = {
        0,
        sizeof(svccomm_host_key),
        sizeof(svccomm_address_key),
        sizeof(svccomm_endpoint_key),
        8,
        8,
        8,
        SVCCOMM_ID_SIZE,
    };

    return sizes[kind];
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
            svccomm_item_key_encode(kind, item_key(kind, &item), key_size(kind), key, sizeof key),
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
    assert_int_equal(svccomm_item_key_encode(SVCCOMM_KIND_META, NULL, 0, key, sizeof key), 0);
    for (uint32_t kind = 1; kind < KINDS; kind++) {
        int length;
        item_random(kind, 7, 0, &item, &room);
        length =
            svccomm_item_key_encode(kind, item_key(kind, &item), key_size(kind), key, sizeof key);
        for (int capacity = 0; capacity < length; capacity++) {
            memset(key, GUARD, sizeof key);
            assert_int_equal(svccomm_item_key_encode(kind, item_key(kind, &item), key_size(kind),
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
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(records_have_calls_of_their_own),
    };

    return cmocka_run_group_tests_name("item encoding", tests, NULL, NULL);
}
