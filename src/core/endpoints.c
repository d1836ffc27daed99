/* SPDX-License-Identifier: MIT
 * Listener endpoints of a registry, and the count that listener views go by (N9, N12). */
#include "core/endpoints.h"

#include <string.h>

#include "base/arith.h"
#include "base/hash.h"
#include "core/addresses.h"
#include "core/changed.h"
#include "core/covers.h"
#include "core/hosts.h"
#include "core/idle.h"
#include "core/ports.h"
#include "model/address.h"

svccomm_endpoint_key svccomm__endpoint_wildcard_key(uint32_t realm, uint64_t host, uint8_t protocol,
                                                    uint16_t port, const uint8_t *address)
{
    svccomm_endpoint_key key = {0};

    key.scope = host;
    key.realm = realm;
    key.protocol = protocol;
    key.port = port;
    if (svccomm__address_is_v4(address))
        key.address[10] = key.address[11] = 0xff;
    return key;
}

int svccomm__endpoint_is_wildcard(const svccomm_endpoint_key *key)
{
    return svccomm__address_is_unspecified(key->address);
}

static uint64_t endpoint_hash(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    return svccomm__hash_words(&registry->word_keys, key, sizeof *key / 4);
}

static int endpoint_equal(const void *context, uint32_t index, const void *key)
{
    return memcmp(&svccomm__endpoint_at(context, index)->key, key, sizeof(svccomm_endpoint_key)) ==
           0;
}

uint32_t svccomm__endpoint_find(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    return svccomm__table_find(&registry->endpoint_table, endpoint_hash(registry, key),
                               endpoint_equal, registry, key);
}

uint32_t svccomm__endpoint_cover(const svccomm_registry *registry,
                                 const struct svccomm__endpoint *endpoint)
{
    uint32_t owner;
    svccomm_endpoint_key key;

    if (endpoint->address == 0)
        return 0;
    owner = svccomm__address_at(registry, endpoint->address)->owner;
    if (owner == 0)
        return 0;
    key = svccomm__endpoint_wildcard_key(
        endpoint->key.realm, svccomm__host_at(registry, owner)->key.host, endpoint->key.protocol,
        endpoint->key.port, endpoint->key.address);
    return svccomm__endpoint_find(registry, &key);
}

int svccomm__endpoint_reserve(svccomm_registry *registry, uint32_t more)
{
    int rc = svccomm__pool_reserve(&registry->endpoints, &registry->memory, more);

    if (rc == 0)
        rc = svccomm__table_reserve(&registry->endpoint_table, &registry->memory, more);
    return rc < 0 ? rc : svccomm__idle_grow(registry, SVCCOMM__IDLE_ENDPOINT, more);
}

static uint64_t cover_count(const svccomm_registry *registry,
                            const struct svccomm__endpoint *endpoint)
{
    uint32_t cover = svccomm__endpoint_cover(registry, endpoint);

    return cover == 0 ? 0 : svccomm__endpoint_at(registry, cover)->own;
}

static void link_to_address(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);
    struct svccomm__address *a;

    e->address = svccomm__address_find(registry, e->key.realm, e->key.scope, e->key.address);
    if (e->address == 0) {
        e->address = svccomm__address_make(registry, e->key.realm, e->key.scope, e->key.address);
        svccomm__address_touch(registry, e->address);
    }
    a = svccomm__address_at(registry, e->address);
    e->next = a->endpoints;
    if (e->next != 0)
        svccomm__endpoint_at(registry, e->next)->previous = index;
    a->endpoints = index;
    registry->idle.endpoints++;
    svccomm__covers_add(registry, index);
}

uint32_t svccomm__endpoint_make(svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    uint32_t index = svccomm__pool_take(&registry->endpoints);
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    e->key = *key;
    e->last_listen = e->last_seen = e->process_seen = SVCCOMM_NO_TIME;
    e->live = 1;
    svccomm__table_insert(&registry->endpoint_table, endpoint_hash(registry, key), index);
    svccomm__ports_note(registry, key->port,
                        svccomm__endpoint_is_wildcard(key)
                            ? SVCCOMM__PORT_ENDPOINT | SVCCOMM__PORT_STRONG
                            : SVCCOMM__PORT_ENDPOINT);
    if (!svccomm__endpoint_is_wildcard(key))
        link_to_address(registry, index);
    e->wildcard_base = cover_count(registry, e);
    svccomm__endpoint_touch(registry, index);
    return index;
}

static void unlink_from_address(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);
    struct svccomm__address *a = svccomm__address_at(registry, e->address);

    svccomm__covers_remove(registry, index);
    if (e->previous != 0)
        svccomm__endpoint_at(registry, e->previous)->next = e->next;
    else
        a->endpoints = e->next;
    if (e->next != 0)
        svccomm__endpoint_at(registry, e->next)->previous = e->previous;
    registry->idle.endpoints--;
}

void svccomm__endpoint_end(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (e->address != 0)
        unlink_from_address(registry, index);
    svccomm__idle_forget(registry, SVCCOMM__IDLE_ENDPOINT, index);
    svccomm__changed_erase(registry, SVCCOMM_KIND_ENDPOINT, &e->key);
    svccomm__table_remove(&registry->endpoint_table, endpoint_hash(registry, &e->key), index);
    svccomm__strings_drop(&registry->strings, e->process);
    svccomm__pool_give(&registry->endpoints, index);
}

void svccomm__endpoint_touch(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    e->revision = registry->revision;
    svccomm__changed_mark(registry, SVCCOMM_KIND_ENDPOINT, index, &e->dirty);
    svccomm__idle_note(registry, SVCCOMM__IDLE_ENDPOINT, index);
}

void svccomm__endpoint_hold(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (e->records++ > 0)
        return;
    registry->idle.endpoints--;
    svccomm__address_hold(registry, e->address);
}

void svccomm__endpoint_let_go(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (--e->records > 0)
        return;
    registry->idle.endpoints++;
    svccomm__address_let_go(registry, e->address);
    svccomm__idle_note(registry, SVCCOMM__IDLE_ENDPOINT, index);
}

uint64_t svccomm__endpoint_count(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (e->address == 0 || svccomm__address_at(registry, e->address)->owner == 0)
        return e->own;
    return e->own + cover_count(registry, e) - e->wildcard_base;
}

int64_t svccomm__endpoint_last_listen(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);
    uint32_t cover = svccomm__endpoint_cover(registry, e);

    if (cover == 0)
        return e->last_listen;
    return svccomm__max_time(e->last_listen, svccomm__endpoint_at(registry, cover)->last_listen);
}

void svccomm__endpoints_settle(svccomm_registry *registry, uint32_t first)
{
    struct svccomm__endpoint *e;

    for (; first != 0; first = e->next) {
        e = svccomm__endpoint_at(registry, first);
        e->own = svccomm__endpoint_count(registry, first);
        e->wildcard_base = 0;
        svccomm__covers_remove(registry, first);
        svccomm__endpoint_touch(registry, first);
    }
}

void svccomm__endpoints_rebase(svccomm_registry *registry, uint32_t first)
{
    struct svccomm__endpoint *e;

    for (; first != 0; first = e->next) {
        e = svccomm__endpoint_at(registry, first);
        e->wildcard_base = cover_count(registry, e);
        svccomm__covers_add(registry, first);
        svccomm__endpoint_touch(registry, first);
    }
}

void svccomm__endpoints_rebase_lost(svccomm_registry *registry)
{
    struct svccomm__endpoint *e;
    uint32_t index;

    for (index = 1; index <= registry->endpoints.used; index++) {
        e = svccomm__endpoint_at(registry, index);
        if (e->live && e->wildcard_base > cover_count(registry, e))
            e->wildcard_base = cover_count(registry, e);
    }
}

static void settle_covered_on(svccomm_registry *registry, uint32_t first, uint32_t wildcard)
{
    struct svccomm__endpoint *e;

    for (; first != 0; first = e->next) {
        e = svccomm__endpoint_at(registry, first);
        if (svccomm__endpoint_cover(registry, e) != wildcard)
            continue;
        e->own = svccomm__endpoint_count(registry, first);
        e->wildcard_base = 0;
        svccomm__endpoint_touch(registry, first);
    }
}

void svccomm__endpoint_settle_covered(svccomm_registry *registry, uint32_t wildcard)
{
    const struct svccomm__endpoint *w = svccomm__endpoint_at(registry, wildcard);
    uint32_t host = svccomm__host_find(registry, w->key.realm, w->key.scope), address;

    if (host == 0)
        return;
    for (address = svccomm__host_at(registry, host)->newest_owned; address != 0;
         address = svccomm__address_at(registry, address)->older)
        settle_covered_on(registry, svccomm__address_at(registry, address)->endpoints, wildcard);
}

void svccomm__endpoint_process(svccomm_registry *registry, uint32_t index, const char *name,
                               int64_t time)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (name == NULL || time < e->process_seen)
        return;
    if (time == e->process_seen && e->process != NULL && strcmp(e->process, name) <= 0)
        return;
    svccomm__strings_keep(name);
    svccomm__strings_drop(&registry->strings, e->process);
    e->process = name;
    e->process_seen = time;
}
