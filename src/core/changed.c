/* SPDX-License-Identifier: MIT
 * What the next flush has to write. */
#include "core/changed.h"

#include <string.h>

static const size_t key_sizes[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = 1,
    [SVCCOMM_KIND_HOST] = sizeof(svccomm_host_key),
    [SVCCOMM_KIND_ADDRESS] = sizeof(svccomm_address_key),
    [SVCCOMM_KIND_ENDPOINT] = sizeof(svccomm_endpoint_key),
    [SVCCOMM_KIND_RULE] = sizeof(uint64_t),
    [SVCCOMM_KIND_TOMBSTONE] = sizeof(uint64_t),
    [SVCCOMM_KIND_FAN_IN] = sizeof(uint64_t),
    [SVCCOMM_KIND_COMMUNICATION] = SVCCOMM_ID_SIZE,
};

void svccomm__changed_init(svccomm_registry *registry)
{
    uint32_t kind;

    for (kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        registry->changed[kind].key_size = key_sizes[kind];
}

void svccomm__changed_free(svccomm_registry *registry)
{
    struct svccomm__changed *c;
    uint32_t kind;

    for (kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        c = &registry->changed[kind];
        svccomm__memory_free(&registry->memory, c->items, c->capacity * sizeof *c->items);
        svccomm__memory_free(&registry->memory, c->erased, c->erased_capacity * c->key_size);
        memset(c, 0, sizeof *c);
    }
    svccomm__changed_init(registry);
}

int svccomm__changed_reserve(svccomm_registry *registry, uint32_t kind, size_t marks,
                             size_t erasures)
{
    struct svccomm__changed *c = &registry->changed[kind];
    int rc;

    if (!registry->has_storage)
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &c->items, &c->capacity, c->count + marks,
                              sizeof *c->items);
    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &c->erased, &c->erased_capacity,
                                  c->erased_count + erasures, c->key_size);
    return rc;
}

void svccomm__changed_erase(svccomm_registry *registry, uint32_t kind, const void *key)
{
    struct svccomm__changed *c = &registry->changed[kind];

    registry->meta_dirty = 1;
    if (!registry->has_storage)
        return;
    memcpy(c->erased + c->erased_count * c->key_size, key, c->key_size);
    c->erased_count++;
}

void svccomm__changed_clear(svccomm_registry *registry)
{
    uint32_t kind;

    for (kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        registry->changed[kind].count = registry->changed[kind].erased_count = 0;
    registry->meta_dirty = 0;
}

uint64_t svccomm__changed_count(const svccomm_registry *registry)
{
    uint64_t total = 0;
    uint32_t kind;

    for (kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        total += registry->changed[kind].count + registry->changed[kind].erased_count;
    return total;
}
