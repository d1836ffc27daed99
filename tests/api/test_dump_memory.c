/* SPDX-License-Identifier: MIT
 * Dumping and restoring need the same memory beside the registry, however many records it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "dump_items.h"

#define FEW 1000u
#define MANY 50000u
#define NOW INT64_C(1767225600000000000)

/* An allocator that knows how much was held at most. */
struct heap {
    svccomm_allocator allocator;
    size_t held;
    size_t most;
};

static void hold(struct heap *heap, size_t less, size_t more)
{
    heap->held = heap->held - less + more;
    if (heap->held > heap->most)
        heap->most = heap->held;
}

static void *heap_malloc(void *ctx, size_t size)
{
    hold(ctx, 0, size);
    return malloc(size);
}

static void *heap_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    hold(ctx, old_size, size);
    return realloc(block, size);
}

static void heap_free(void *ctx, void *block, size_t size)
{
    hold(ctx, size, 0);
    free(block);
}

static svccomm_registry *new_registry(struct heap *heap)
{
    svccomm_registry_config config;
    svccomm_registry *registry;

    memset(heap, 0, sizeof *heap);
    assert_int_equal(svccomm_allocator_init(&heap->allocator, sizeof heap->allocator), 0);
    heap->allocator.ctx = heap;
    heap->allocator.malloc = heap_malloc;
    heap->allocator.realloc = heap_realloc;
    heap->allocator.free = heap_free;
    assert_int_equal(svccomm_registry_config_init(&config, sizeof config), 0);
    config.allocator = &heap->allocator;
    assert_int_equal(svccomm_registry_new(&registry, &config), 0);
    return registry;
}

/* Clients of one service, so that addresses, which are sorted at the end, are few. */
static void fill(svccomm_registry *registry, uint32_t records)
{
    svccomm_edit edit;

    assert_int_equal(svccomm_edit_init(&edit, sizeof edit), 0);
    assert_int_equal(svccomm_address_parse("10.0.0.1", 8, edit.key.client), 0);
    assert_int_equal(svccomm_address_parse("192.0.2.1", 9, edit.key.listener), 0);
    edit.key.protocol = SVCCOMM_PROTO_TCP;
    edit.key.port = 443;
    for (uint32_t i = 0; i < records; i++) {
        edit.key.client[13] = (uint8_t)(i >> 16);
        edit.key.client[14] = (uint8_t)(i >> 8);
        edit.key.client[15] = (uint8_t)i;
        assert_int_equal(svccomm_registry_add(registry, &edit, NOW, NULL, NULL), 0);
    }
}

struct needs {
    size_t growth; /* of a table, which is there twice for a moment, while the registry fills */
    size_t dump;
    size_t restore; /* that and what restoring needs itself */
    size_t records; /* bytes of the dump */
};

static struct needs measure(uint32_t records)
{
    struct dump_file file = {0};
    struct needs needs;
    struct heap heap;
    svccomm_registry *registry = new_registry(&heap);

    fill(registry, records);
    needs.growth = heap.most - heap.held;
    heap.most = heap.held;
    assert_int_equal(dump_file_of(registry, &file), 0);
    needs.dump = heap.most - heap.held;
    svccomm_registry_free(registry);
    registry = new_registry(&heap);
    assert_int_equal(svccomm_registry_restore(registry, dump_file_read, &file, NULL), 0);
    needs.restore = heap.most - heap.held;
    needs.records = file.text.length;
    svccomm_registry_free(registry);
    dump_file_free(&file);
    return needs;
}

static void memory_does_not_grow_with_the_records(void **state)
{
    struct needs few = measure(FEW), many = measure(MANY);

    (void)state;
    print_message("# %u and %u bytes to dump, %u and %u to restore, of dumps of %u and %u\n",
                  (unsigned)few.dump, (unsigned)many.dump, (unsigned)few.restore,
                  (unsigned)many.restore, (unsigned)few.records, (unsigned)many.records);
    assert_true(many.records > 40 * few.records);
    assert_true(many.dump <= few.dump);
    assert_true(many.restore <= many.growth + few.restore);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_does_not_grow_with_the_records),
    };

    return cmocka_run_group_tests_name("dump memory", tests, NULL, NULL);
}
