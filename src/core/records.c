/* SPDX-License-Identifier: MIT
 * Records of a registry: made, found and ended. */
#include "core/records.h"

#include <string.h>

#include "base/hash.h"
#include "core/addresses.h"
#include "core/attributes.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/eviction.h"
#include "core/ports.h"
#include "core/rules.h"
#include "core/tombstones.h"
#include "core/traffic.h"
#include "core/turnable.h"

static int record_equal(const void *context, uint32_t index, const void *key)
{
    return memcmp(&svccomm__record_at(context, index)->key, key,
                  sizeof(struct svccomm__short_key)) == 0;
}

uint32_t svccomm__record_find_short(const svccomm_registry *registry,
                                    const struct svccomm__short_key *key, uint64_t hash)
{
    return svccomm__table_find(&registry->record_table, hash, record_equal, registry, key);
}

uint32_t svccomm__record_find(const svccomm_registry *registry, const svccomm_key *key)
{
    struct svccomm__short_key own;

    if (!svccomm__short_key_find(&registry->atoms, key, &own))
        return 0;
    return svccomm__record_find_short(registry, &own, svccomm__record_hash(registry, &own));
}

uint32_t svccomm__record_locality(const svccomm_registry *registry, const svccomm_key *key)
{
    uint32_t locality = 0;

    if (key->scope == 0)
        return 0;
    if (svccomm__rules_local(registry, key->realm, key->listener))
        locality |= SVCCOMM_RECORD_LISTENER_LOCAL;
    if (svccomm__rules_local(registry, key->realm, key->client))
        locality |= SVCCOMM_RECORD_CLIENT_LOCAL;
    return locality != 0 ? locality : SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL;
}

svccomm_endpoint_key svccomm__record_endpoint_key(const svccomm_key *key, uint32_t locality)
{
    svccomm_endpoint_key endpoint = {0};

    endpoint.realm = key->realm;
    endpoint.protocol = key->protocol;
    endpoint.port = key->port;
    memcpy(endpoint.address, key->listener, sizeof endpoint.address);
    if (locality & SVCCOMM_RECORD_LISTENER_LOCAL)
        endpoint.scope = key->scope;
    return endpoint;
}

/* Makes what grows one for one with the need. */
static int reserve_pools(svccomm_registry *r, const struct svccomm__need *need)
{
    int rc = svccomm__pool_reserve(&r->records, &r->memory, need->records);

    if (rc == 0)
        rc = svccomm__table_reserve(&r->record_table, &r->memory, need->records);
    if (rc == 0 && r->id_index)
        rc = svccomm__table_reserve(&r->id_table, &r->memory, need->records);
    if (rc == 0)
        rc = svccomm__endpoint_reserve(r, need->endpoints);
    if (rc == 0)
        rc = svccomm__address_reserve(r, need->addresses);
    if (rc == 0)
        rc = svccomm__pool_reserve(&r->views, &r->memory, need->views);
    if (rc == 0)
        rc = svccomm__pool_reserve(&r->parts, &r->memory, need->views + need->attributes);
    if (rc == 0)
        rc = svccomm__atoms_reserve(&r->atoms, &r->memory, need->atoms);
    if (rc == 0)
        rc = svccomm__traffic_reserve(r, need->netflows);
    if (rc == 0)
        rc = svccomm__turnable_reserve(r, need->turnables);
    return rc < 0 ? rc : svccomm__attributes_reserve(r, need->attributes, need->processes);
}

void svccomm__need_keys(struct svccomm__need *need)
{
    need->atoms = need->records * SVCCOMM__SHORT_ATOMS;
    need->turnables = need->records + need->touched;
}

int svccomm__need_reserve(svccomm_registry *r, const struct svccomm__need *need)
{
    int rc = reserve_pools(r, need);

    if (rc == 0)
        rc = svccomm__changed_reserve(r, SVCCOMM_KIND_COMMUNICATION,
                                      (size_t)need->records + need->touched, need->ends);
    if (rc == 0)
        rc = svccomm__changed_reserve(r, SVCCOMM_KIND_ENDPOINT,
                                      (size_t)need->endpoints + need->touched, 0);
    if (rc == 0)
        rc = svccomm__changed_reserve(r, SVCCOMM_KIND_ADDRESS,
                                      (size_t)need->addresses + need->touched, 0);
    if (rc == 0 && need->ends > 0)
        rc = svccomm__tombstone_reserve(r, need->ends);
    return rc < 0 ? rc : svccomm__eviction_reserve(r, need->records);
}

static uint64_t id_hash(const svccomm_registry *registry, const uint8_t *id)
{
    return svccomm__hash(registry->config.seed, id, SVCCOMM_ID_SIZE);
}

static uint64_t record_id_hash(const svccomm_registry *registry, uint32_t index)
{
    svccomm_key key = svccomm__record_key(registry, svccomm__record_at(registry, index));
    uint8_t id[SVCCOMM_ID_SIZE];

    svccomm_key_id(&key, id);
    return id_hash(registry, id);
}

/* The id is worked out from the key rather than kept: a candidate of equal hash is nearly always
 * the one. */
static int id_equal(const void *context, uint32_t index, const void *key)
{
    const svccomm_registry *registry = context;
    svccomm_key own = svccomm__record_key(registry, svccomm__record_at(registry, index));
    uint8_t id[SVCCOMM_ID_SIZE];

    svccomm_key_id(&own, id);
    return memcmp(id, key, sizeof id) == 0;
}

static int index_ids(svccomm_registry *r)
{
    uint32_t index;
    int rc = svccomm__table_reserve(&r->id_table, &r->memory, svccomm__pool_count(&r->records));

    if (rc < 0)
        return rc;
    for (index = 1; index <= r->records.used; index++)
        if (svccomm__record_at(r, index)->flags & SVCCOMM__RECORD_LIVE)
            svccomm__table_insert(&r->id_table, record_id_hash(r, index), index);
    r->id_index = 1;
    return 0;
}

uint32_t svccomm__record_find_id(svccomm_registry *registry, const uint8_t *id, int *rc)
{
    *rc = registry->id_index ? 0 : index_ids(registry);
    if (*rc < 0)
        return 0;
    return svccomm__table_find(&registry->id_table, id_hash(registry, id), id_equal, registry, id);
}

void svccomm__record_index_free(svccomm_registry *registry)
{
    svccomm__table_free(&registry->id_table, &registry->memory);
    registry->id_index = 0;
}

int svccomm__record_admit(svccomm_registry *registry)
{
    if (svccomm__pool_count(&registry->records) < registry->config.max_records)
        return 1;
    if (registry->config.cap_policy != SVCCOMM_CAP_EVICT)
        return 0;
    return svccomm__evict_one(registry);
}

uint32_t svccomm__record_make(svccomm_registry *registry, const svccomm_key *key, uint32_t locality,
                              int64_t now)
{
    uint32_t index = svccomm__pool_take(&registry->records);
    struct svccomm__record *record = svccomm__record_at(registry, index);
    svccomm_endpoint_key endpoint = svccomm__record_endpoint_key(key, locality);

    svccomm__short_key_keep(&registry->atoms, key, &record->key);
    record->created = now;
    record->generation = (uint32_t)++registry->additions;
    record->flags = (uint8_t)(SVCCOMM__RECORD_LIVE | locality);
    record->endpoint = svccomm__endpoint_find(registry, &endpoint);
    if (record->endpoint == 0)
        record->endpoint = svccomm__endpoint_make(registry, &endpoint);
    svccomm__endpoint_hold(registry, record->endpoint);
    svccomm__table_insert(&registry->record_table, svccomm__record_hash(registry, &record->key),
                          index);
    if (registry->id_index)
        svccomm__table_insert(&registry->id_table, record_id_hash(registry, index), index);
    svccomm__eviction_add(registry, index);
    return index;
}

struct svccomm__parts *svccomm__record_parts(svccomm_registry *registry,
                                             struct svccomm__record *record)
{
    if (record->parts == 0)
        record->parts = svccomm__pool_take(&registry->parts);
    return svccomm__pool_at(&registry->parts, record->parts);
}

void svccomm__record_set_manual(svccomm_registry *registry, uint32_t index, int manual)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__endpoint *endpoint = svccomm__endpoint_at(registry, record->endpoint);
    int was = (record->origin & SVCCOMM_ORIGIN_MANUAL) != 0;

    if (manual && !was) {
        endpoint->manual++;
        svccomm__ports_note(registry, record->key.port, SVCCOMM__PORT_STRONG);
    }
    if (!manual && was)
        endpoint->manual--;
    record->origin = (uint8_t)(manual ? record->origin | SVCCOMM_ORIGIN_MANUAL
                                      : record->origin & ~SVCCOMM_ORIGIN_MANUAL);
}

static void record_unlist(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    if (registry->id_index)
        svccomm__table_remove(&registry->id_table, record_id_hash(registry, index), index);
    svccomm__table_remove(&registry->record_table, svccomm__record_hash(registry, &record->key),
                          index);
    svccomm__endpoint_let_go(registry, record->endpoint);
    svccomm__turnable_end(registry, index);
    svccomm__short_key_drop(&registry->atoms, &record->key);
    if (record->parts != 0)
        svccomm__pool_give(&registry->parts, record->parts);
    svccomm__pool_give(&registry->records, index);
}

void svccomm__record_forget(svccomm_registry *registry, uint32_t index)
{
    svccomm__record_set_manual(registry, index, 0);
    svccomm__attributes_end(registry, svccomm__record_at(registry, index));
    svccomm__record_end_view(registry, index, SVCCOMM_VIEW_LISTENER);
    svccomm__record_end_view(registry, index, SVCCOMM_VIEW_CLIENT);
    svccomm__record_end_netflow(registry, index);
    record_unlist(registry, index);
}

void svccomm__record_end(svccomm_registry *registry, uint32_t index, uint32_t cause,
                         const svccomm_key *successor)
{
    svccomm_key key = svccomm__record_key(registry, svccomm__record_at(registry, index));
    uint8_t id[SVCCOMM_ID_SIZE];

    svccomm_key_id(&key, id);
    svccomm__tombstone_add(registry, &key, cause, successor);
    svccomm__changed_erase(registry, SVCCOMM_KIND_COMMUNICATION, id);
    svccomm__record_forget(registry, index);
}
