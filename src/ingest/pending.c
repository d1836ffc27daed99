/* SPDX-License-Identifier: MIT
 * Data sets that came before their template. */
#include "ingest/pending.h"

#include <string.h>

#include "base/hash.h"

#define HELD_OWN offsetof(struct svccomm__held_key, own)

/* Without padding: it is hashed as it is. */
struct held_name {
    uint32_t exporter;
    uint32_t id;
};

void svccomm__pending_init(struct svccomm__pending *pending, struct svccomm__exporters *exporters)
{
    memset(pending, 0, sizeof *pending);
    pending->exporters = exporters;
    svccomm__pool_init(&pending->pool, sizeof(struct svccomm__held_key));
}

void svccomm__pending_free(struct svccomm__pending *pending, struct svccomm__memory *memory)
{
    while (pending->oldest != NULL)
        svccomm__held_free(memory, svccomm__pending_take(pending, pending->oldest->key));
    svccomm__table_free(&pending->table, memory);
    svccomm__pool_free(&pending->pool, memory);
}

static size_t held_size(size_t length)
{
    return sizeof(struct svccomm__held) + 8 + length;
}

struct svccomm__held *svccomm__held_new(struct svccomm__memory *memory, const unsigned char *bytes,
                                        size_t length)
{
    struct svccomm__held *held = svccomm__memory_new(memory, held_size(length));

    if (held == NULL)
        return NULL;
    held->length = (uint32_t)length;
    memcpy((unsigned char *)(held + 1) + 8, bytes, length);
    return held;
}

void svccomm__held_free(struct svccomm__memory *memory, struct svccomm__held *held)
{
    if (held != NULL)
        svccomm__memory_free(memory, held, held_size(held->length));
}

/* Its key is counted with it, though several sets may share one. */
uint64_t svccomm__held_cost(const struct svccomm__held *held)
{
    return held_size(held->length) + sizeof(struct svccomm__held_key) + 24;
}

int svccomm__pending_reserve(struct svccomm__pending *pending, struct svccomm__memory *memory,
                             uint32_t more)
{
    int rc = svccomm__pool_reserve(&pending->pool, memory, more);

    return rc < 0 ? rc : svccomm__table_reserve(&pending->table, memory, more);
}

static struct svccomm__held_key *held_key_at(const struct svccomm__pending *pending, uint32_t key)
{
    return svccomm__pool_at(&pending->pool, key);
}

static int held_key_is(const void *context, uint32_t index, const void *key)
{
    const struct svccomm__held_key *known = svccomm__pending_key(context, index);
    const struct held_name *name = key;

    return known->exporter == name->exporter && known->id == name->id;
}

static uint64_t held_hash(const struct svccomm__pending *pending, const struct held_name *name)
{
    return svccomm__hash(pending->exporters->seed, name, sizeof *name);
}

uint32_t svccomm__pending_find(const struct svccomm__pending *pending, uint32_t exporter,
                               uint16_t id)
{
    struct held_name name = {exporter, id};

    if (pending->oldest == NULL)
        return 0;
    return svccomm__table_find(&pending->table, held_hash(pending, &name), held_key_is, pending,
                               &name);
}

static uint32_t held_key_new(struct svccomm__pending *pending, uint32_t exporter, uint16_t id)
{
    struct held_name name = {exporter, id};
    uint32_t index = svccomm__pool_take(&pending->pool);
    struct svccomm__held_key *key = held_key_at(pending, index);

    key->exporter = exporter;
    key->id = id;
    svccomm__table_insert(&pending->table, held_hash(pending, &name), index);
    svccomm__recency_append(&svccomm__exporter_at(pending->exporters, exporter)->held,
                            &pending->pool, HELD_OWN, index);
    return index;
}

static void held_key_end(struct svccomm__pending *pending, uint32_t index)
{
    const struct svccomm__held_key *key = held_key_at(pending, index);
    struct held_name name = {key->exporter, key->id};

    svccomm__recency_remove(&svccomm__exporter_at(pending->exporters, key->exporter)->held,
                            &pending->pool, HELD_OWN, index);
    svccomm__table_remove(&pending->table, held_hash(pending, &name), index);
    svccomm__pool_give(&pending->pool, index);
}

static void held_append(struct svccomm__pending *pending, struct svccomm__held *held)
{
    held->older = pending->newest;
    held->newer = NULL;
    if (pending->newest != NULL)
        pending->newest->newer = held;
    else
        pending->oldest = held;
    pending->newest = held;
    pending->bytes += svccomm__held_cost(held);
}

static void held_unlink(struct svccomm__pending *pending, struct svccomm__held *held)
{
    if (held->older != NULL)
        held->older->newer = held->newer;
    else
        pending->oldest = held->newer;
    if (held->newer != NULL)
        held->newer->older = held->older;
    else
        pending->newest = held->older;
    pending->bytes -= svccomm__held_cost(held);
}

void svccomm__pending_add(struct svccomm__pending *pending, uint32_t exporter, uint16_t id,
                          struct svccomm__held *held)
{
    uint32_t index = svccomm__pending_find(pending, exporter, id);
    struct svccomm__held_key *key;

    if (index == 0)
        index = held_key_new(pending, exporter, id);
    key = held_key_at(pending, index);
    held->key = index;
    held->next = NULL;
    if (key->last != NULL)
        key->last->next = held;
    else
        key->first = held;
    key->last = held;
    key->length += held->length;
    held_append(pending, held);
}

struct svccomm__held *svccomm__pending_take(struct svccomm__pending *pending, uint32_t index)
{
    struct svccomm__held_key *key = held_key_at(pending, index);
    struct svccomm__held *held = key->first;

    key->first = held->next;
    key->length -= held->length;
    held_unlink(pending, held);
    if (key->first == NULL)
        held_key_end(pending, index);
    return held;
}
