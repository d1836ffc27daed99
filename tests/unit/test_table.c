/* SPDX-License-Identifier: MIT
 * The hash table against a naive model, with hashes that collide and wrap round (A7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/table.h"
#include "rounds.h"
#include "svccomm/error.h"

#define KEYS 512u

/* The model: which keys are there, and as which index. Index = key + 1. */
struct model {
    struct svccomm__memory memory;
    struct svccomm__table table;
    uint8_t there[KEYS];
    uint32_t spread; /* how many different home slots */
    uint64_t random;
};

static uint32_t next_random(struct model *m)
{
    m->random = m->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(m->random >> 33);
}

/* Few homes, the last slots among them, so that runs collide and wrap round. */
static uint64_t hash_of(const struct model *m, uint32_t key)
{
    uint32_t home = UINT32_MAX - key % m->spread;

    return (uint64_t)home << 32 | key;
}

static int equal(const void *context, uint32_t index, const void *key)
{
    (void)context;
    return index == *(const uint32_t *)key + 1;
}

static uint32_t find(const struct model *m, uint32_t key)
{
    return svccomm__table_find(&m->table, hash_of(m, key), equal, m, &key);
}

static void check_all(const struct model *m)
{
    uint32_t key, count = 0;

    for (key = 0; key < KEYS; key++) {
        if (find(m, key) != (m->there[key] ? key + 1 : 0))
            fail_msg("key %u is %s", key, m->there[key] ? "lost" : "there");
        count += m->there[key];
    }
    assert_int_equal(m->table.count, count);
}

static void step(struct model *m)
{
    uint32_t key = next_random(m) % KEYS;

    if (m->there[key]) {
        svccomm__table_remove(&m->table, hash_of(m, key), key + 1);
    } else {
        assert_int_equal(svccomm__table_reserve(&m->table, &m->memory, 1), 0);
        svccomm__table_insert(&m->table, hash_of(m, key), key + 1);
    }
    m->there[key] = !m->there[key];
}

static void open_model(struct model *m, uint32_t spread)
{
    memset(m, 0, sizeof *m);
    m->spread = spread;
    m->random = spread;
    assert_int_equal(svccomm__memory_init(&m->memory, NULL), 0);
}

static void close_model(struct model *m)
{
    svccomm__table_free(&m->table, &m->memory);
    assert_int_equal(m->memory.bytes, 0);
}

static void it_holds_what_a_naive_model_holds_whatever_the_hashes(void **state)
{
    static const uint32_t spreads[] = {1, 2, 3, 7, 16, 100, KEYS};
    const size_t steps = rounds(4000);
    struct model m;
    size_t i, n;

    (void)state;
    for (i = 0; i < sizeof spreads / sizeof *spreads; i++) {
        open_model(&m, spreads[i]);
        for (n = 0; n < steps; n++) {
            step(&m);
            if (n % 40 == 0)
                check_all(&m);
        }
        check_all(&m);
        close_model(&m);
    }
}

/* Slots 14, 15, 0, 1 of 16 hold one run of home 14 and one key of home 0 in the middle. */
static void a_removal_shifts_back_over_the_end_but_nothing_before_its_home(void **state)
{
    static const uint32_t homes[] = {14, 14, 0, 14, 1};
    struct svccomm__memory memory;
    struct svccomm__table table = {0};
    uint32_t i;

    (void)state;
    assert_int_equal(svccomm__memory_init(&memory, NULL), 0);
    assert_int_equal(svccomm__table_reserve(&table, &memory, 1), 0);
    assert_int_equal(table.mask, 15);
    for (i = 0; i < 5; i++)
        svccomm__table_insert(&table, (uint64_t)homes[i] << 32, i + 1);
    assert_int_equal(table.slots[1].index, 4); /* of home 14 */
    assert_int_equal(table.slots[2].index, 5); /* of home 1 */
    svccomm__table_remove(&table, UINT64_C(14) << 32, 1);
    assert_int_equal(table.slots[14].index, 2);
    assert_int_equal(table.slots[15].index, 4);
    assert_int_equal(table.slots[0].index, 3); /* at home: it stays */
    assert_int_equal(table.slots[1].index, 5);
    assert_int_equal(table.slots[2].index, 0);
    svccomm__table_free(&table, &memory);
}

static void an_empty_table_finds_nothing_and_has_no_memory(void **state)
{
    struct model m;

    (void)state;
    open_model(&m, 1);
    assert_int_equal(find(&m, 0), 0);
    assert_int_equal(m.memory.bytes, 0);
    svccomm__table_clear(&m.table, &m.memory, 0);
    close_model(&m);
}

static void room_that_was_reserved_is_enough_for_what_comes(void **state)
{
    struct model m;
    struct svccomm__slot *slots;
    uint32_t key;

    (void)state;
    open_model(&m, KEYS);
    assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, KEYS), 0);
    slots = m.table.slots;
    for (key = 0; key < KEYS; key++) {
        svccomm__table_insert(&m.table, hash_of(&m, key), key + 1);
        m.there[key] = 1;
        assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, KEYS - key - 1), 0);
    }
    assert_ptr_equal(m.table.slots, slots);
    assert_true((uint64_t)m.table.count * 4 <= ((uint64_t)m.table.mask + 1) * 3);
    check_all(&m);
    close_model(&m);
}

static void clearing_empties_it_for_what_is_expected(void **state)
{
    struct model m;
    uint64_t full;
    int n;

    (void)state;
    open_model(&m, KEYS);
    for (n = 0; n < 1000; n++)
        step(&m);
    assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, 100000), 0);
    full = m.memory.bytes;
    svccomm__table_clear(&m.table, &m.memory, 10);
    memset(m.there, 0, sizeof m.there);
    check_all(&m);
    for (n = 0; n < 1000; n++)
        step(&m);
    check_all(&m);
    assert_true(m.memory.bytes <= full);
    close_model(&m);
}

static void *no_memory(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    return NULL;
}

static void without_memory_nothing_changes(void **state)
{
    struct model m;
    svccomm_allocator good;
    int n;

    (void)state;
    open_model(&m, 5);
    for (n = 0; n < 30; n++)
        step(&m);
    good = m.memory.allocator;
    m.memory.allocator.malloc = no_memory;
    assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, 1000), SVCCOMM_E_NOMEM);
    check_all(&m);
    assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, UINT32_MAX), SVCCOMM_E_NOMEM);
    check_all(&m);
    m.memory.allocator = good;
    assert_int_equal(svccomm__table_reserve(&m.table, &m.memory, 1000), 0);
    check_all(&m);
    close_model(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_what_a_naive_model_holds_whatever_the_hashes),
        cmocka_unit_test(a_removal_shifts_back_over_the_end_but_nothing_before_its_home),
        cmocka_unit_test(an_empty_table_finds_nothing_and_has_no_memory),
        cmocka_unit_test(room_that_was_reserved_is_enough_for_what_comes),
        cmocka_unit_test(clearing_empties_it_for_what_is_expected),
        cmocka_unit_test(without_memory_nothing_changes),
    };

    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
