/* SPDX-License-Identifier: MIT
 * The pool: elements never move, come zeroed, and indices are used again (A5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/pool.h"
#include "svccomm/error.h"

#define MANY (3 * SVCCOMM__POOL_CHUNK + 5)

struct element {
    uint64_t value;
    uint32_t more[3];
};

static void open_pool(struct svccomm__memory *memory, struct svccomm__pool *pool)
{
    assert_int_equal(svccomm__memory_init(memory, NULL), 0);
    svccomm__pool_init(pool, sizeof(struct element));
}

static void close_pool(struct svccomm__memory *memory, struct svccomm__pool *pool)
{
    svccomm__pool_free(pool, memory);
    assert_int_equal(memory->bytes, 0);
}

static struct element *at(struct svccomm__pool *pool, uint32_t index)
{
    return svccomm__pool_at(pool, index);
}

static void indices_begin_at_1_and_elements_never_move(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__pool pool;
    struct element *first;
    uint32_t i;

    (void)state;
    open_pool(&memory, &pool);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, 1), 0);
    assert_int_equal(svccomm__pool_take(&pool), 1);
    first = at(&pool, 1);
    first->value = 77;
    for (i = 2; i <= MANY; i++) {
        assert_int_equal(svccomm__pool_reserve(&pool, &memory, 1), 0);
        assert_int_equal(svccomm__pool_take(&pool), i);
        at(&pool, i)->value = i;
    }
    assert_ptr_equal(at(&pool, 1), first);
    assert_int_equal(first->value, 77);
    for (i = 2; i <= MANY; i++)
        assert_int_equal(at(&pool, i)->value, i);
    assert_int_equal(svccomm__pool_count(&pool), MANY);
    close_pool(&memory, &pool);
}

static void an_index_that_was_given_back_is_used_again_and_zeroed(void **state)
{
    static const struct element zero;
    struct svccomm__memory memory;
    struct svccomm__pool pool;
    uint32_t i, index;
    uint64_t bytes;
    uint8_t again[11] = {0};

    (void)state;
    open_pool(&memory, &pool);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, 10), 0);
    for (i = 1; i <= 10; i++)
        memset(at(&pool, svccomm__pool_take(&pool)), 0xff, sizeof(struct element));
    bytes = memory.bytes;
    for (i = 2; i <= 10; i += 2)
        svccomm__pool_give(&pool, i);
    assert_int_equal(svccomm__pool_count(&pool), 5);
    for (i = 0; i < 5; i++) {
        index = svccomm__pool_take(&pool);
        assert_true(index >= 2 && index <= 10 && index % 2 == 0 && !again[index]);
        again[index] = 1;
        assert_memory_equal(at(&pool, index), &zero, sizeof zero);
    }
    assert_int_equal(at(&pool, 3)->value, UINT64_MAX);
    assert_int_equal(svccomm__pool_take(&pool), 11);
    assert_int_equal(memory.bytes, bytes);
    close_pool(&memory, &pool);
}

static void it_holds_what_a_naive_model_holds(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__pool pool;
    uint64_t random = 7, model[MANY + 1] = {0};
    uint32_t held[MANY], count = 0, n, pick;

    (void)state;
    open_pool(&memory, &pool);
    for (n = 0; n < 20000; n++) {
        random = random * UINT64_C(6364136223846793005) + 1;
        if (count < MANY && (count == 0 || random >> 63)) {
            assert_int_equal(svccomm__pool_reserve(&pool, &memory, 1), 0);
            held[count] = svccomm__pool_take(&pool);
            assert_true(held[count] >= 1 && held[count] <= MANY && model[held[count]] == 0);
            assert_int_equal(at(&pool, held[count])->value, 0);
            at(&pool, held[count])->value = model[held[count]] = n + 1;
            count++;
        } else {
            pick = (uint32_t)(random >> 40) % count;
            assert_int_equal(at(&pool, held[pick])->value, model[held[pick]]);
            model[held[pick]] = 0;
            svccomm__pool_give(&pool, held[pick]);
            held[pick] = held[--count];
        }
        assert_int_equal(svccomm__pool_count(&pool), count);
    }
    close_pool(&memory, &pool);
}

static void *no_memory(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    return NULL;
}

static void without_memory_what_was_reserved_can_still_be_taken(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__pool pool;
    svccomm_allocator good;
    uint32_t i;

    (void)state;
    open_pool(&memory, &pool);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, SVCCOMM__POOL_CHUNK), 0);
    good = memory.allocator;
    memory.allocator.malloc = no_memory;
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, SVCCOMM__POOL_CHUNK), 0);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, SVCCOMM__POOL_CHUNK + 1),
                     SVCCOMM_E_NOMEM);
    for (i = 1; i <= SVCCOMM__POOL_CHUNK; i++)
        assert_int_equal(svccomm__pool_take(&pool), i);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, 1), SVCCOMM_E_NOMEM);
    memory.allocator = good;
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, 1), 0);
    assert_int_equal(svccomm__pool_reserve(&pool, &memory, UINT32_MAX), SVCCOMM_E_NOMEM);
    close_pool(&memory, &pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_begin_at_1_and_elements_never_move),
        cmocka_unit_test(an_index_that_was_given_back_is_used_again_and_zeroed),
        cmocka_unit_test(it_holds_what_a_naive_model_holds),
        cmocka_unit_test(without_memory_what_was_reserved_can_still_be_taken),
    };

    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
