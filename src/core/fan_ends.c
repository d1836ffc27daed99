/* SPDX-License-Identifier: MIT
 * The ends of fan-in, and the ports that each met. */
#include "core/fan_in.h"

#include <string.h>

#include "base/byte_reader.h"
#include "base/hash.h"
#include "model/address.h"

struct fan_set {
    uint16_t ports[SVCCOMM_FAN_IN_MOST];
};

void svccomm__fan_in_take_key(svccomm_registry *registry, const uint64_t key[2])
{
    memcpy(registry->fan_in.key, key, sizeof registry->fan_in.key);
    svccomm__word_keys_make(&registry->fan_in.word_keys, key);
}

void svccomm__fan_in_init(svccomm_registry *registry)
{
    /* It is stored, so it must not give away the seed of the tables. */
    const uint64_t key[] = {svccomm__hash(registry->config.seed, "fan-in 0", 8),
                            svccomm__hash(registry->config.seed, "fan-in 1", 8)};

    svccomm__fan_in_take_key(registry, key);
    svccomm__pool_init(&registry->fan_in.ends, sizeof(struct svccomm__fan_end));
    svccomm__pool_init(&registry->fan_in.sets, sizeof(struct fan_set));
}

void svccomm__fan_in_free(svccomm_registry *registry)
{
    svccomm__pool_free(&registry->fan_in.ends, &registry->memory);
    svccomm__pool_free(&registry->fan_in.sets, &registry->memory);
    svccomm__table_free(&registry->fan_in.table, &registry->memory);
    svccomm__memory_free(&registry->memory, registry->fan_in.changes,
                         registry->fan_in.change_capacity * sizeof *registry->fan_in.changes);
    registry->fan_in.changes = NULL;
    registry->fan_in.change_count = registry->fan_in.change_capacity = 0;
    registry->fan_in.hand = 0;
}

/* An IPv4 end without a scope is three words. */
static uint64_t short_end(const svccomm_registry *registry, uint32_t realm, const uint8_t *address,
                          uint8_t protocol, uint16_t port)
{
    const uint32_t words[] = {svccomm__short_key_v4(address), realm,
                              (uint32_t)protocol << 16 | port};

    return svccomm__hash_words(&registry->fan_in.word_keys, words, sizeof words / 4);
}

static uint64_t long_end(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                         const uint8_t *address, uint8_t protocol, uint16_t port)
{
    const uint32_t words[] = {(uint32_t)scope,
                              (uint32_t)(scope >> 32),
                              realm,
                              (uint32_t)protocol << 16 | port,
                              svccomm__load_32(address),
                              svccomm__load_32(address + 4),
                              svccomm__load_32(address + 8),
                              svccomm__load_32(address + 12)};

    return svccomm__hash_words(&registry->fan_in.word_keys, words, sizeof words / 4);
}

struct svccomm__fan_ref svccomm__fan_in_ref(const svccomm_registry *registry, uint32_t realm,
                                            uint64_t scope, const uint8_t *address,
                                            uint8_t protocol, uint16_t port)
{
    struct svccomm__fan_ref ref = {0, 0};

    ref.end = scope == 0 && svccomm__address_is_v4(address)
                  ? short_end(registry, realm, address, protocol, port)
                  : long_end(registry, realm, scope, address, protocol, port);
    svccomm__table_prefetch(&registry->fan_in.table, ref.end);
    return ref;
}

static int fan_end_equal(const void *context, uint32_t index, const void *key)
{
    return svccomm__fan_end_at(context, index)->end == *(const uint64_t *)key;
}

uint32_t svccomm__fan_end_find(const svccomm_registry *registry, uint64_t end)
{
    return svccomm__table_find(&registry->fan_in.table, end, fan_end_equal, registry, &end);
}

void svccomm__fan_in_fetch(const svccomm_registry *registry, struct svccomm__fan_ref *ref)
{
    ref->index = svccomm__table_candidate(&registry->fan_in.table, ref->end);
    if (ref->index != 0)
        SVCCOMM__PREFETCH(svccomm__fan_end_at(registry, ref->index));
}

uint32_t svccomm__fan_end_take(svccomm_registry *registry, uint64_t end)
{
    uint32_t index = svccomm__pool_take(&registry->fan_in.ends);

    svccomm__fan_end_at(registry, index)->end = end;
    svccomm__table_insert(&registry->fan_in.table, end, index);
    return index;
}

void svccomm__fan_end_drop(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    struct svccomm__fan_end *e = svccomm__fan_end_at(registry, index);

    if (e->set != 0)
        svccomm__pool_give(&f->sets, e->set);
    svccomm__table_remove(&f->table, e->end, index);
    svccomm__pool_give(&f->ends, index);
}

const uint16_t *svccomm__fan_end_ports(const svccomm_registry *registry,
                                       const struct svccomm__fan_end *e)
{
    const struct fan_set *set;

    if (e->set == 0)
        return e->ports;
    set = svccomm__pool_at(&registry->fan_in.sets, e->set);
    return set->ports;
}

int svccomm__fan_end_has(const svccomm_registry *registry, const struct svccomm__fan_end *e,
                         uint16_t port)
{
    const uint16_t *ports = svccomm__fan_end_ports(registry, e);
    uint32_t i;

    for (i = 0; i < e->count; i++)
        if (ports[i] == port)
            return 1;
    return 0;
}

void svccomm__fan_end_add(svccomm_registry *registry, struct svccomm__fan_end *e, uint16_t port)
{
    struct fan_set *set;

    if (e->count == SVCCOMM_FAN_IN_MOST)
        return;
    if (e->set == 0 && e->count < SVCCOMM__FAN_IN_INLINE) {
        e->ports[e->count++] = port;
        return;
    }
    if (e->set == 0) {
        e->set = svccomm__pool_take(&registry->fan_in.sets);
        set = svccomm__pool_at(&registry->fan_in.sets, e->set);
        memcpy(set->ports, e->ports, sizeof e->ports);
    }
    set = svccomm__pool_at(&registry->fan_in.sets, e->set);
    set->ports[e->count++] = port;
}
