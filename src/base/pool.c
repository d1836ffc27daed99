/* SPDX-License-Identifier: MIT
 * A pool of equal elements known by index. */
#include "base/pool.h"

#include <string.h>

#include "svccomm/error.h"

void svccomm__pool_init(struct svccomm__pool *pool, size_t element)
{
    memset(pool, 0, sizeof *pool);
    pool->element = element;
}

static uint64_t room(const struct svccomm__pool *pool)
{
    return (uint64_t)pool->chunk_count * SVCCOMM__POOL_CHUNK - pool->used + pool->free_count;
}

/* Elements of whole or one and a half cache lines begin where they touch the fewest. What the
 * allocator gave is kept right before them. */
static int is_aligned(const struct svccomm__pool *pool)
{
    return pool->element % (SVCCOMM__LINE / 2) == 0;
}

static size_t chunk_bytes(const struct svccomm__pool *pool)
{
    size_t bytes = SVCCOMM__POOL_CHUNK * pool->element;

    return is_aligned(pool) ? bytes + SVCCOMM__LINE : bytes;
}

static unsigned char *chunk_new(const struct svccomm__pool *pool, struct svccomm__memory *memory)
{
    unsigned char *block = svccomm__memory_new(memory, chunk_bytes(pool)), *first = block;

    if (block == NULL || !is_aligned(pool))
        return block;
    first += SVCCOMM__LINE - (uintptr_t)block % SVCCOMM__LINE;
    memcpy(first - sizeof block, &block, sizeof block);
    return first;
}

static void chunk_free(const struct svccomm__pool *pool, struct svccomm__memory *memory,
                       unsigned char *chunk)
{
    unsigned char *block = chunk;

    if (is_aligned(pool))
        memcpy(&block, chunk - sizeof block, sizeof block);
    svccomm__memory_free(memory, block, chunk_bytes(pool));
}

static int add_chunk(struct svccomm__pool *pool, struct svccomm__memory *memory)
{
    int rc = svccomm__memory_grow(memory, &pool->chunks, &pool->chunk_capacity,
                                  pool->chunk_count + 1, sizeof *pool->chunks);

    if (rc < 0)
        return rc;
    pool->chunks[pool->chunk_count] = chunk_new(pool, memory);
    if (pool->chunks[pool->chunk_count] == NULL)
        return SVCCOMM_E_NOMEM;
    pool->chunk_count++;
    return 0;
}

int svccomm__pool_reserve(struct svccomm__pool *pool, struct svccomm__memory *memory, uint32_t more)
{
    int rc = 0;

    if ((uint64_t)pool->used - pool->free_count + more >= UINT32_MAX)
        return SVCCOMM_E_NOMEM;
    while (rc == 0 && room(pool) < more)
        rc = add_chunk(pool, memory);
    return rc;
}

uint32_t svccomm__pool_take(struct svccomm__pool *pool)
{
    uint32_t index = pool->free_head;

    if (index == 0)
        return ++pool->used;
    memcpy(&pool->free_head, svccomm__pool_at(pool, index), sizeof pool->free_head);
    pool->free_count--;
    memset(svccomm__pool_at(pool, index), 0, pool->element);
    return index;
}

void svccomm__pool_give(struct svccomm__pool *pool, uint32_t index)
{
    void *element = svccomm__pool_at(pool, index);

    memset(element, 0, pool->element);
    memcpy(element, &pool->free_head, sizeof pool->free_head);
    pool->free_head = index;
    pool->free_count++;
}

uint32_t svccomm__pool_count(const struct svccomm__pool *pool)
{
    return pool->used - pool->free_count;
}

void svccomm__pool_free(struct svccomm__pool *pool, struct svccomm__memory *memory)
{
    size_t i;

    for (i = 0; i < pool->chunk_count; i++)
        chunk_free(pool, memory, pool->chunks[i]);
    svccomm__memory_free(memory, pool->chunks, pool->chunk_capacity * sizeof *pool->chunks);
    svccomm__pool_init(pool, pool->element);
}
