/* SPDX-License-Identifier: MIT
 * Sizes, counts and texts beyond what fits are refused before anything is allocated or read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arith.h"
#include "base/byte_reader.h"
#include "base/fail.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "base/table.h"
#include "ingest/flow_array.h"

/* An allocator that must not be asked. */
static void *never_malloc(void *ctx, size_t size)
{
    (void)ctx, (void)size;
    fail_msg("memory was asked for");
    return NULL;
}

static void *never_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    (void)ctx, (void)block, (void)old_size, (void)size;
    fail_msg("memory was asked for");
    return NULL;
}

static void never_free(void *ctx, void *block, size_t size)
{
    (void)ctx, (void)block, (void)size;
}

static svccomm_allocator never(void)
{
    svccomm_allocator allocator;

    assert_int_equal(svccomm_allocator_init(&allocator, sizeof allocator), 0);
    allocator.malloc = never_malloc;
    allocator.realloc = never_realloc;
    allocator.free = never_free;
    return allocator;
}

static struct svccomm__memory untouched(void)
{
    struct svccomm__memory memory;
    svccomm_allocator allocator = never();

    assert_int_equal(svccomm__memory_init(&memory, &allocator), 0);
    return memory;
}

static void a_product_fits_or_is_refused(void **state)
{
    size_t product = 77;

    (void)state;
    assert_false(svccomm__mul_size(SIZE_MAX / 2 + 1, 2, &product));
    assert_int_equal(product, 77);
    assert_true(svccomm__mul_size(SIZE_MAX, 1, &product));
    assert_true(product == SIZE_MAX);
    assert_true(svccomm__mul_size(SIZE_MAX, 0, &product));
    assert_int_equal(product, 0);
}

static void an_allocator_lacks_all_of_its_functions_or_none(void **state)
{
    struct svccomm__memory memory;
    svccomm_allocator allocator = never();

    (void)state;
    allocator.malloc = NULL;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), SVCCOMM_E_ARGUMENT);
    allocator.realloc = NULL;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), SVCCOMM_E_ARGUMENT);
    allocator.free = NULL;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), 0);
    assert_non_null(memory.allocator.malloc);
    allocator = never();
    allocator.realloc = NULL;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), SVCCOMM_E_ARGUMENT);
    allocator = never();
    allocator.free = NULL;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), SVCCOMM_E_ARGUMENT);
    allocator.size = 4;
    assert_int_equal(svccomm__memory_init(&memory, &allocator), SVCCOMM_E_STRUCT_SIZE);
}

static void arrays_and_tables_beyond_any_memory_ask_for_none(void **state)
{
    struct svccomm__memory memory = untouched();
    struct svccomm__flow_array flows = {NULL, 0, 0, 0};
    struct svccomm__table table;
    void *array = NULL;
    size_t capacity = 0;

    (void)state;
    memset(&table, 0, sizeof table);
    table.count = UINT32_MAX;
    assert_int_equal(svccomm__memory_grow(&memory, &array, &capacity, SIZE_MAX / 4, 8),
                     SVCCOMM_E_NOMEM);
    assert_null(array);
    assert_int_equal(capacity, 0);
    assert_int_equal(svccomm__table_reserve(&table, &memory, UINT32_MAX), SVCCOMM_E_NOMEM);
    assert_int_equal(svccomm__flow_array_begin(&flows, &memory, SIZE_MAX / 2, sizeof(svccomm_flow)),
                     SVCCOMM_E_NOMEM);
    flows.stride = sizeof(svccomm_flow);
    flows.count = 1;
    assert_int_equal(svccomm__flow_array_reserve(&flows, &memory, SIZE_MAX), SVCCOMM_E_NOMEM);
    assert_int_equal(svccomm__flow_array_reserve(&flows, &memory, SIZE_MAX / 2), SVCCOMM_E_NOMEM);
    assert_int_equal(memory.bytes, 0);
}

static void a_part_beyond_the_end_is_none(void **state)
{
    static const unsigned char bytes[4] = {1, 2, 3, 4};
    struct svccomm__reader reader = {bytes, sizeof bytes}, part = {NULL, 0};

    (void)state;
    assert_false(svccomm__read_part(&reader, 5, &part));
    assert_null(part.at);
    assert_int_equal(reader.left, 4);
    assert_true(svccomm__read_part(&reader, 4, &part));
    assert_int_equal(reader.left, 0);
}

static void a_message_is_cut_where_its_room_ends(void **state)
{
    svccomm_error error;
    int i;

    (void)state;
    assert_int_equal(svccomm_error_init(&error, sizeof error), 0);
    assert_int_equal(svccomm__fail(&error, SVCCOMM_E_FORMAT, "begins"), SVCCOMM_E_FORMAT);
    for (i = 0; i < SVCCOMM_ERROR_MESSAGE_SIZE; i++)
        svccomm__fail_text(&error, " and goes on");
    assert_int_equal(strlen(error.message), SVCCOMM_ERROR_MESSAGE_SIZE - 1);
    assert_memory_equal(error.message, "begins and goes on and", 22);
}

static void a_number_is_at_most_what_it_may_be(void **state)
{
    uint64_t number = 77;

    (void)state;
    assert_false(svccomm__number_parse("9", 1, 5, &number));
    assert_false(svccomm__number_parse("18446744073709551616", 20, UINT64_MAX, &number));
    assert_int_equal(number, 77);
    assert_true(svccomm__number_parse("18446744073709551615", 20, UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_fits_or_is_refused),
        cmocka_unit_test(an_allocator_lacks_all_of_its_functions_or_none),
        cmocka_unit_test(arrays_and_tables_beyond_any_memory_ask_for_none),
        cmocka_unit_test(a_part_beyond_the_end_is_none),
        cmocka_unit_test(a_message_is_cut_where_its_room_ends),
        cmocka_unit_test(a_number_is_at_most_what_it_may_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
