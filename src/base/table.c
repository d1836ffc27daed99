/* SPDX-License-Identifier: MIT
 * A hash table from keys that live elsewhere to indices. Linear probing at a load of at most 3/4;
 * removal shifts back what follows, so that look-ups never cross dead slots. */
#include "base/table.h"

#include <string.h>

#include "svccomm/error.h"

static uint32_t tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

static void slot_place(struct svccomm__slot *slots, uint32_t mask, struct svccomm__slot slot)
{
    uint32_t at = slot.hash & mask;

    while (slots[at].index != 0)
        at = (at + 1) & mask;
    slots[at] = slot;
}

static size_t bytes_of(const struct svccomm__table *table)
{
    return table->slots == NULL ? 0 : ((size_t)table->mask + 1) * sizeof *table->slots;
}

static void rehash(struct svccomm__table *table, struct svccomm__slot *slots, uint32_t mask)
{
    uint32_t at;

    for (at = 0; table->slots != NULL && at <= table->mask; at++)
        if (table->slots[at].index != 0)
            slot_place(slots, mask, table->slots[at]);
}

/* The least power of two that holds so many at a load of 3/4, or 0 if 32 bits cannot. */
static uint64_t slots_for(uint64_t count)
{
    uint64_t slots = 16;

    while (slots * 3 / 4 < count)
        slots *= 2;
    return slots > (uint64_t)UINT32_MAX + 1 ? 0 : slots;
}

int svccomm__table_reserve(struct svccomm__table *table, struct svccomm__memory *memory,
                           uint32_t more)
{
    uint64_t wanted = slots_for((uint64_t)table->count + more);
    struct svccomm__slot *slots;

    if (table->slots != NULL && wanted != 0 && wanted <= (uint64_t)table->mask + 1)
        return 0;
    if (wanted == 0 || wanted > SIZE_MAX / sizeof *slots)
        return SVCCOMM_E_NOMEM;
    slots = svccomm__memory_new(memory, (size_t)wanted * sizeof *slots);
    if (slots == NULL)
        return SVCCOMM_E_NOMEM;
    rehash(table, slots, (uint32_t)(wanted - 1));
    svccomm__memory_free(memory, table->slots, bytes_of(table));
    table->slots = slots;
    table->mask = (uint32_t)(wanted - 1);
    return 0;
}

void svccomm__table_insert(struct svccomm__table *table, uint64_t hash, uint32_t index)
{
    struct svccomm__slot slot = {tag(hash), index};

    slot_place(table->slots, table->mask, slot);
    table->count++;
}

/* Closes the hole at `hole`: what comes after moves back unless it is at home already. */
static void shift_back(struct svccomm__table *table, uint32_t hole)
{
    struct svccomm__slot *slots = table->slots;
    uint32_t at = hole, home;

    for (;;) {
        at = (at + 1) & table->mask;
        if (slots[at].index == 0)
            break;
        home = slots[at].hash & table->mask;
        if (((at - home) & table->mask) < ((at - hole) & table->mask))
            continue;
        slots[hole] = slots[at];
        hole = at;
    }
    slots[hole].index = 0;
}

void svccomm__table_remove(struct svccomm__table *table, uint64_t hash, uint32_t index)
{
    uint32_t at = tag(hash) & table->mask;

    while (table->slots[at].index != index)
        at = (at + 1) & table->mask;
    shift_back(table, at);
    table->count--;
}

void svccomm__table_clear(struct svccomm__table *table, struct svccomm__memory *memory,
                          size_t expected)
{
    if (table->mask / 16 > expected + 16) {
        svccomm__table_free(table, memory);
        return;
    }
    if (table->count > 0)
        memset(table->slots, 0, bytes_of(table));
    table->count = 0;
}

void svccomm__table_free(struct svccomm__table *table, struct svccomm__memory *memory)
{
    svccomm__memory_free(memory, table->slots, bytes_of(table));
    memset(table, 0, sizeof *table);
}
