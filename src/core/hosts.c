/* SPDX-License-Identifier: MIT
 * Hosts of a registry. */
#include "core/hosts.h"

#include <string.h>

#include "base/hash.h"
#include "core/changed.h"
#include "core/idle.h"

static uint64_t host_hash(const svccomm_registry *registry, const svccomm_host_key *key)
{
    return svccomm__hash(registry->config.seed, key, sizeof *key);
}

static int host_equal(const void *context, uint32_t index, const void *key)
{
    return memcmp(&svccomm__host_at(context, index)->key, key, sizeof(svccomm_host_key)) == 0;
}

static svccomm_host_key host_key(uint32_t realm, uint64_t host)
{
    svccomm_host_key key = {0};

    key.host = host;
    key.realm = realm;
    return key;
}

uint32_t svccomm__host_find(const svccomm_registry *registry, uint32_t realm, uint64_t host)
{
    svccomm_host_key key = host_key(realm, host);

    return svccomm__table_find(&registry->host_table, host_hash(registry, &key), host_equal,
                               registry, &key);
}

int svccomm__host_reserve(svccomm_registry *registry, uint32_t more)
{
    int rc;

    if (svccomm__pool_count(&registry->hosts) + (uint64_t)more > registry->config.max_hosts)
        return SVCCOMM_E_FULL;
    rc = svccomm__pool_reserve(&registry->hosts, &registry->memory, more);
    if (rc == 0)
        rc = svccomm__table_reserve(&registry->host_table, &registry->memory, more);
    return rc < 0 ? rc : svccomm__idle_grow(registry, SVCCOMM__IDLE_HOST, more);
}

uint32_t svccomm__host_make(svccomm_registry *registry, uint32_t realm, uint64_t host)
{
    uint32_t index = svccomm__pool_take(&registry->hosts);
    struct svccomm__host *h = svccomm__host_at(registry, index);
    int family, protocol;

    h->key = host_key(realm, host);
    h->last_snapshot = SVCCOMM_NO_TIME;
    for (family = 0; family < 2; family++)
        for (protocol = 0; protocol < SVCCOMM_PROTOCOL_COUNT; protocol++)
            h->last_complete[family][protocol] = SVCCOMM_NO_TIME;
    h->live = 1;
    svccomm__table_insert(&registry->host_table, host_hash(registry, &h->key), index);
    return index;
}

void svccomm__host_end(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__host *h = svccomm__host_at(registry, index);

    svccomm__idle_forget(registry, SVCCOMM__IDLE_HOST, index);
    svccomm__changed_erase(registry, SVCCOMM_KIND_HOST, &h->key);
    svccomm__table_remove(&registry->host_table, host_hash(registry, &h->key), index);
    svccomm__strings_drop(&registry->strings, h->name);
    svccomm__pool_give(&registry->hosts, index);
}

void svccomm__host_touch(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__host *h = svccomm__host_at(registry, index);

    h->revision = registry->revision;
    svccomm__changed_mark(registry, SVCCOMM_KIND_HOST, index, &h->dirty);
    svccomm__idle_note(registry, SVCCOMM__IDLE_HOST, index);
}

int svccomm__host_is_ephemeral(const struct svccomm__host *host, uint16_t port)
{
    if (host == NULL || host->ephemeral_high == 0)
        return port >= 32768;
    return port >= host->ephemeral_low && port <= host->ephemeral_high;
}
