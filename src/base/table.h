/* SPDX-License-Identifier: MIT
 * A hash table from keys that live elsewhere to indices: open addressing, 8 bytes a slot, no
 * tombstones. Reserving and inserting are apart, so that a change can be prepared before it is
 * made. */
#ifndef SVCCOMM_BASE_TABLE_H
#define SVCCOMM_BASE_TABLE_H

#include "base/memory.h"
#include "base/prefetch.h"

struct svccomm__slot {
    uint32_t hash;  /* upper half of the 64-bit hash */
    uint32_t index; /* 0: empty */
};

struct svccomm__table {
    struct svccomm__slot *slots;
    uint32_t mask; /* slots - 1, when there are slots */
    uint32_t count;
};

/* Whether the element of that index has the key that is looked for. */
typedef int (*svccomm__table_equal)(const void *context, uint32_t index, const void *key);

/* The index with that key, or 0. */
static inline uint32_t svccomm__table_find(const struct svccomm__table *table, uint64_t hash,
                                           svccomm__table_equal equal, const void *context,
                                           const void *key)
{
    uint32_t tag = (uint32_t)(hash >> 32), at = tag & table->mask;

    if (table->slots == NULL)
        return 0;
    for (; table->slots[at].index != 0; at = (at + 1) & table->mask)
        if (table->slots[at].hash == tag && equal(context, table->slots[at].index, key))
            return table->slots[at].index;
    return 0;
}

/* The first index of an equal hash, which may yet have another key, or 0. */
static inline uint32_t svccomm__table_candidate(const struct svccomm__table *table, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32), at = tag & table->mask;

    if (table->slots == NULL)
        return 0;
    while (table->slots[at].index != 0 && table->slots[at].hash != tag)
        at = (at + 1) & table->mask;
    return table->slots[at].index;
}

/* Asks for the slot of a hash from memory. */
static inline void svccomm__table_prefetch(const struct svccomm__table *table, uint64_t hash)
{
    if (table->slots != NULL)
        SVCCOMM__PREFETCH(&table->slots[(uint32_t)(hash >> 32) & table->mask]);
}

/* Makes room for `more` insertions. Returns 0 or SVCCOMM_E_NOMEM, nothing changed. */
int svccomm__table_reserve(struct svccomm__table *table, struct svccomm__memory *memory,
                           uint32_t more);

/* Inserts an index (not 0) that is not there; room was reserved. */
void svccomm__table_insert(struct svccomm__table *table, uint64_t hash, uint32_t index);

/* Removes an index that is there under that hash. */
void svccomm__table_remove(struct svccomm__table *table, uint64_t hash, uint32_t index);

/* Empties the table for about `expected` insertions. It keeps its memory unless that is far more
 * than they need: clearing it would cost what was in it once, not what comes. */
void svccomm__table_clear(struct svccomm__table *table, struct svccomm__memory *memory,
                          size_t expected);

void svccomm__table_free(struct svccomm__table *table, struct svccomm__memory *memory);

#endif
