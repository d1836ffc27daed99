/* SPDX-License-Identifier: MIT
 * Structs and elements of other sizes than the library's own (A3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/structs.h"
#include "svccomm/error.h"

struct known {
    uint32_t size;
    uint32_t a;
    uint64_t b;
};

struct later {
    struct known known;
    uint8_t tail[7];
};

static void init_clears_all_of_the_callers_struct(void **state)
{
    struct later x;
    struct later zero;

    (void)state;
    memset(&x, 0xee, sizeof x);
    memset(&zero, 0, sizeof zero);
    assert_int_equal(svccomm__struct_init(&x, sizeof x, sizeof x.known), 0);
    zero.known.size = sizeof x;
    assert_memory_equal(&x, &zero, sizeof x);
    assert_int_equal(svccomm__struct_init(NULL, sizeof x, sizeof x.known), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm__struct_init(&x, sizeof x.known - 1, sizeof x.known),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm__struct_init(&x, 0, sizeof x.known), SVCCOMM_E_STRUCT_SIZE);
#if SIZE_MAX > UINT32_MAX
    assert_int_equal(svccomm__struct_init(&x, (size_t)UINT32_MAX + 1, sizeof x.known),
                     SVCCOMM_E_STRUCT_SIZE);
#endif
    assert_memory_equal(&x, &zero, sizeof x);
}

static void a_struct_is_read_only_if_its_tail_is_zero(void **state)
{
    struct known into = {0, 1, 2};
    struct later from;
    size_t i;

    (void)state;
    memset(&from, 0, sizeof from);
    from.known.size = sizeof from;
    from.known.a = 7;
    for (i = 0; i < sizeof from.tail; i++) {
        from.tail[i] = 1;
        assert_int_equal(svccomm__struct_in(&into, sizeof into, &from), SVCCOMM_E_STRUCT_TAIL);
        from.tail[i] = 0;
    }
    assert_int_equal(into.a, 1);
    assert_int_equal(svccomm__struct_in(&into, sizeof into, &from), 0);
    assert_int_equal(into.a, 7);
    assert_int_equal(into.size, sizeof into);
    from.known.size = sizeof into;
    from.tail[0] = 1; /* beyond what the caller says is there */
    assert_int_equal(svccomm__struct_in(&into, sizeof into, &from), 0);
    from.known.size--;
    assert_int_equal(svccomm__struct_in(&into, sizeof into, &from), SVCCOMM_E_STRUCT_SIZE);
    from.known.size = 0;
    assert_int_equal(svccomm__struct_in(&into, sizeof into, &from), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm__struct_in(&into, sizeof into, NULL), SVCCOMM_E_ARGUMENT);
}

static void an_out_struct_must_be_large_enough(void **state)
{
    struct later x;

    (void)state;
    memset(&x, 0xee, sizeof x);
    x.known.size = sizeof x;
    assert_int_equal(svccomm__struct_out(&x, sizeof x.known), 0);
    x.known.size = sizeof x.known - 1;
    assert_int_equal(svccomm__struct_out(&x, sizeof x.known), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm__struct_out(NULL, sizeof x.known), SVCCOMM_E_ARGUMENT);
}

static void all_tails_of_an_array_must_be_zero(void **state)
{
    struct later x[3];

    (void)state;
    memset(x, 0, sizeof x);
    x[0].known.size = x[1].known.size = 99; /* elements have no size member */
    assert_int_equal(svccomm__elements_in(x, 3, sizeof *x, sizeof x[0].known), 0);
    x[2].tail[6] = 1;
    assert_int_equal(svccomm__elements_in(x, 3, sizeof *x, sizeof x[0].known),
                     SVCCOMM_E_STRUCT_TAIL);
    assert_int_equal(svccomm__elements_in(x, 2, sizeof *x, sizeof x[0].known), 0);
    assert_int_equal(svccomm__elements_in(x, 2, sizeof x[0].known - 1, sizeof x[0].known),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm__elements_in(NULL, 1, sizeof *x, sizeof x[0].known),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm__elements_in(NULL, 0, sizeof *x, sizeof x[0].known), 0);
}

/* Where 64-bit members are aligned to 4, a later element may be 4 bytes longer. */
static void an_element_may_grow_by_one_member(void **state)
{
    struct first {
        uint64_t wide;
        uint32_t narrow;
    };
    struct second {
        uint64_t wide;
        uint32_t narrow, added;
    } x[2];

    (void)state;
    memset(x, 0, sizeof x);
    assert_int_equal(svccomm__elements_in(x, 2, sizeof *x, sizeof(struct first)), 0);
    assert_int_equal(svccomm__elements_in(x, 1, sizeof(struct first) + 1, sizeof(struct first)),
                     SVCCOMM_E_STRUCT_SIZE);
}

/* Of 12 bytes, as are elements of 32-bit pointers: a later one has what is aligned to 8. */
static void an_element_of_narrow_members_may_grow_by_any(void **state)
{
    uint64_t x[2] = {0, 0};

    (void)state;
    assert_int_equal(svccomm__elements_in(x, 1, 16, 12), 0);
    assert_int_equal(svccomm__elements_in(x, 1, 14, 12), SVCCOMM_E_STRUCT_SIZE);
}

static void an_element_is_written_with_a_zero_tail_and_no_further(void **state)
{
    struct later x[3], untouched;
    struct known from = {1, 2, 3};
    uint8_t zero[sizeof x[0].tail] = {0};

    (void)state;
    memset(x, 0xee, sizeof x);
    memset(&untouched, 0xee, sizeof untouched);
    svccomm__element_out(x, 1, sizeof *x, &from, sizeof from);
    assert_memory_equal(&x[0], &untouched, sizeof untouched);
    assert_memory_equal(&x[2], &untouched, sizeof untouched);
    assert_memory_equal(&x[1].known, &from, sizeof from);
    assert_memory_equal(x[1].tail, zero, sizeof zero);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_clears_all_of_the_callers_struct),
        cmocka_unit_test(a_struct_is_read_only_if_its_tail_is_zero),
        cmocka_unit_test(an_out_struct_must_be_large_enough),
        cmocka_unit_test(all_tails_of_an_array_must_be_zero),
        cmocka_unit_test(an_element_may_grow_by_one_member),
        cmocka_unit_test(an_element_of_narrow_members_may_grow_by_any),
        cmocka_unit_test(an_element_is_written_with_a_zero_tail_and_no_further),
    };

    return cmocka_run_group_tests_name("structs", tests, NULL, NULL);
}
