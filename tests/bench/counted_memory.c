/* SPDX-License-Identifier: MIT */
#include "counted_memory.h"

#include <stdlib.h>

static void count(struct counted_memory *memory, size_t added)
{
    memory->allocations++;
    memory->held += added;
    if (memory->held > memory->peak)
        memory->peak = memory->held;
}

static void *counted_malloc(void *ctx, size_t size)
{
    count(ctx, size);
    return malloc(size);
}

static void *counted_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    count(ctx, size - old_size);
    return realloc(block, size);
}

static void counted_free(void *ctx, void *block, size_t size)
{
    struct counted_memory *memory = ctx;

    memory->held -= size;
    free(block);
}

svccomm_allocator counted_allocator(struct counted_memory *memory)
{
    svccomm_allocator allocator;

    svccomm_allocator_init(&allocator, sizeof allocator);
    allocator.ctx = memory;
    allocator.malloc = counted_malloc;
    allocator.realloc = counted_realloc;
    allocator.free = counted_free;
    return allocator;
}
