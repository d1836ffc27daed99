/* SPDX-License-Identifier: MIT
 * Sorting and keeping the least, against naive ways (A11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/sort.h"

#define MOST 200

struct element {
    int32_t value;
    uint32_t tag; /* must move with its value */
    uint8_t rest[5];
};

static uint64_t random_state = 11;

static uint32_t next_random(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(random_state >> 33);
}

static int order(const void *context, const void *a, const void *b)
{
    const struct element *x = a, *y = b;
    int sign = *(const int *)context;

    return sign * ((x->value > y->value) - (x->value < y->value));
}

static struct element element_of(int32_t value)
{
    struct element e;

    memset(&e, 0, sizeof e);
    e.value = value;
    e.tag = (uint32_t)value * 7u + 1u;
    memset(e.rest, (uint8_t)value, sizeof e.rest);
    return e;
}

static void fill(struct element *elements, size_t count, uint32_t range)
{
    size_t i;

    for (i = 0; i < count; i++)
        elements[i] = element_of((int32_t)(next_random() % range) - (int32_t)(range / 2));
}

/* Insertion sort. */
static void sort_naively(struct element *elements, size_t count, int sign)
{
    struct element held;
    size_t i, at;

    for (i = 1; i < count; i++) {
        held = elements[i];
        for (at = i; at > 0 && order(&sign, &elements[at - 1], &held) > 0; at--)
            elements[at] = elements[at - 1];
        elements[at] = held;
    }
}

static void every_size_is_sorted_as_naively(void **state)
{
    struct element a[MOST], b[MOST];
    size_t count;
    int sign;

    (void)state;
    for (sign = -1; sign <= 1; sign += 2)
        for (count = 0; count <= MOST; count++) {
            fill(a, count, count % 3 == 0 ? 5 : 1000);
            memcpy(b, a, sizeof a);
            svccomm__sort(a, count, sizeof *a, order, &sign);
            sort_naively(b, count, sign);
            assert_memory_equal(a, b, count * sizeof *a);
        }
}

static void what_is_sorted_or_reversed_or_all_equal_is_sorted_too(void **state)
{
    struct element a[MOST];
    int sign = 1, way;
    int32_t i;

    (void)state;
    for (way = -1; way <= 1; way++) {
        for (i = 0; i < MOST; i++)
            a[i] = element_of(way * i);
        svccomm__sort(a, MOST, sizeof *a, order, &sign);
        for (i = 0; i < MOST; i++)
            assert_int_equal(a[i].value, way == 0 ? 0 : way > 0 ? i : i - MOST + 1);
    }
}

static void the_least_are_kept_whatever_comes_in_whichever_order(void **state)
{
    struct element all[MOST], kept[MOST];
    size_t capacity, count, i;
    int sign = 1;

    (void)state;
    for (capacity = 1; capacity <= 40; capacity++) {
        fill(all, MOST, capacity % 2 ? 1000 : 20);
        for (i = count = 0; i < MOST; i++) {
            svccomm__keep_least(kept, &count, capacity, sizeof *kept, &all[i], order, &sign);
            assert_true(count <= capacity);
        }
        assert_int_equal(count, capacity);
        svccomm__sort(kept, count, sizeof *kept, order, &sign);
        sort_naively(all, MOST, sign);
        assert_memory_equal(kept, all, count * sizeof *kept);
    }
}

static void fewer_than_fit_are_all_kept(void **state)
{
    struct element all[9], kept[10];
    size_t count = 0, i;
    int sign = 1;

    (void)state;
    fill(all, 9, 1000);
    for (i = 0; i < 9; i++)
        svccomm__keep_least(kept, &count, 10, sizeof *kept, &all[i], order, &sign);
    assert_int_equal(count, 9);
    svccomm__sort(kept, count, sizeof *kept, order, &sign);
    sort_naively(all, 9, sign);
    assert_memory_equal(kept, all, sizeof all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_sorted_as_naively),
        cmocka_unit_test(what_is_sorted_or_reversed_or_all_equal_is_sorted_too),
        cmocka_unit_test(the_least_are_kept_whatever_comes_in_whichever_order),
        cmocka_unit_test(fewer_than_fit_are_all_kept),
    };

    return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
