/* SPDX-License-Identifier: MIT
 * Memory of a handle: the caller's allocator and a count of the bytes held. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/arith.h"
#include "base/structs.h"
#include "svccomm/error.h"

static void *libc_malloc(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

static void *libc_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    (void)ctx;
    (void)old_size;
    return realloc(block, size);
}

static void libc_free(void *ctx, void *block, size_t size)
{
    (void)ctx;
    (void)size;
    free(block);
}

int svccomm_allocator_init(svccomm_allocator *allocator, size_t size)
{
    int rc = svccomm__struct_init(allocator, size, sizeof *allocator);
    if (rc < 0)
        return rc;
    allocator->malloc = libc_malloc;
    allocator->realloc = libc_realloc;
    allocator->free = libc_free;
    return 0;
}

int svccomm__memory_init(struct svccomm__memory *memory, const svccomm_allocator *allocator)
{
    svccomm_allocator *own = &memory->allocator;
    int rc = svccomm_allocator_init(own, sizeof *own);

    memory->bytes = 0;
    if (allocator == NULL)
        return rc;
    rc = svccomm__struct_in(own, sizeof *own, allocator);
    if (rc < 0)
        return rc;
    if (own->malloc == NULL && own->realloc == NULL && own->free == NULL)
        return svccomm_allocator_init(own, sizeof *own);
    if (own->malloc == NULL || own->realloc == NULL || own->free == NULL)
        return SVCCOMM_E_ARGUMENT;
    return 0;
}

void *svccomm__memory_new(struct svccomm__memory *memory, size_t size)
{
    void *block = memory->allocator.malloc(memory->allocator.ctx, size);

    if (block == NULL)
        return NULL;
    memset(block, 0, size);
    memory->bytes += size;
    return block;
}

void svccomm__memory_free(struct svccomm__memory *memory, void *block, size_t size)
{
    if (block == NULL)
        return;
    memory->allocator.free(memory->allocator.ctx, block, size);
    memory->bytes -= size;
}

/* The next capacity: half as much again and as much as is needed, which is more than there is, so
 * that a sum beyond size_t does not matter; never under 8 elements. */
static size_t next_capacity(size_t capacity, size_t need)
{
    size_t more = capacity + capacity / 2;

    if (more < need)
        more = need;
    return more < 8 ? 8 : more;
}

int svccomm__memory_grow(struct svccomm__memory *memory, void *array, size_t *capacity, size_t need,
                         size_t element)
{
    void *old, *block;
    size_t wanted = next_capacity(*capacity, need), bytes, held = *capacity * element;
    const svccomm_allocator *a = &memory->allocator;

    if (need <= *capacity)
        return 0;
    if (!svccomm__mul_size(wanted, element, &bytes))
        return SVCCOMM_E_NOMEM;
    memcpy(&old, array, sizeof old);
    block = old == NULL ? a->malloc(a->ctx, bytes) : a->realloc(a->ctx, old, held, bytes);
    if (block == NULL)
        return SVCCOMM_E_NOMEM;
    memcpy(array, &block, sizeof block);
    memory->bytes += bytes - held;
    *capacity = wanted;
    return 0;
}
