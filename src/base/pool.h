/* SPDX-License-Identifier: MIT
 * A pool of equal elements known by index: chunks that never move, a free list, and reserving apart
 * from taking, so that a change can be prepared before it is made. */
#ifndef SVCCOMM_BASE_POOL_H
#define SVCCOMM_BASE_POOL_H

#include "base/memory.h"

#define SVCCOMM__POOL_CHUNK 256u

/* Bytes of a cache line, as far as elements are laid out for one. */
#define SVCCOMM__LINE 64u

struct svccomm__pool {
    size_t element; /* bytes; at least 4 */
    unsigned char **chunks;
    size_t chunk_count;
    size_t chunk_capacity;
    uint32_t used;      /* indices ever given out: 1 to used */
    uint32_t free_head; /* the first of the free list, whose next is in its first four bytes */
    uint32_t free_count;
};

void svccomm__pool_init(struct svccomm__pool *pool, size_t element);

/* Makes room for `more` takes. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__pool_reserve(struct svccomm__pool *pool, struct svccomm__memory *memory,
                          uint32_t more);

/* A zeroed element's index; room was reserved. */
uint32_t svccomm__pool_take(struct svccomm__pool *pool);

/* Gives an element back; its index will be used again. */
void svccomm__pool_give(struct svccomm__pool *pool, uint32_t index);

/* Elements in use. */
uint32_t svccomm__pool_count(const struct svccomm__pool *pool);

void svccomm__pool_free(struct svccomm__pool *pool, struct svccomm__memory *memory);

/* The element of an index that is in use. */
static inline void *svccomm__pool_at(const struct svccomm__pool *pool, uint32_t index)
{
    uint32_t at = index - 1;

    return pool->chunks[at / SVCCOMM__POOL_CHUNK] + (at % SVCCOMM__POOL_CHUNK) * pool->element;
}

#endif
