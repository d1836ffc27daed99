/* SPDX-License-Identifier: MIT
 * Room at the caps of endpoints, addresses and hosts (A7). */
#include "core/room.h"

#include <string.h>

#include "core/addresses.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/idle.h"

/* What of a room there is, and what is missing. */
struct room_parts {
    uint32_t endpoint; /* index, or 0 */
    uint32_t listener; /* likewise: the endpoint's address */
    uint32_t client;
    uint32_t endpoints; /* to be made */
    uint32_t addresses;
};

struct svccomm__room svccomm__room_of(const svccomm_key *key, uint32_t locality, int client_view,
                                      uint64_t before)
{
    struct svccomm__room room = {0};

    room.endpoint = svccomm__record_endpoint_key(key, locality);
    room.client = client_view ? key->client : NULL;
    room.client_scope = locality & SVCCOMM_RECORD_CLIENT_LOCAL ? key->scope : 0;
    room.before = before;
    return room;
}

static int clients_is_listeners(const struct svccomm__room *room)
{
    return room->client_scope == room->endpoint.scope &&
           memcmp(room->client, room->endpoint.address, sizeof room->endpoint.address) == 0;
}

static struct room_parts room_parts(const svccomm_registry *registry,
                                    const struct svccomm__room *room)
{
    const svccomm_endpoint_key *key = &room->endpoint;
    struct room_parts parts = {0};

    parts.endpoint = svccomm__endpoint_find(registry, key);
    parts.endpoints = parts.endpoint == 0;
    if (!svccomm__endpoint_is_wildcard(key)) {
        parts.listener = svccomm__address_find(registry, key->realm, key->scope, key->address);
        parts.addresses = parts.listener == 0;
    }
    if (room->client != NULL && !clients_is_listeners(room)) {
        parts.client =
            svccomm__address_find(registry, key->realm, room->client_scope, room->client);
        parts.addresses += parts.client == 0;
    }
    return parts;
}

static uint64_t endpoints_over(const svccomm_registry *registry, uint32_t more)
{
    uint64_t wanted = svccomm__pool_count(&registry->endpoints) + (uint64_t)more;

    return more == 0 || wanted <= registry->config.max_endpoints
               ? 0
               : wanted - registry->config.max_endpoints;
}

static uint64_t addresses_over(const svccomm_registry *registry, uint32_t more)
{
    uint64_t wanted = svccomm__pool_count(&registry->addresses) + (uint64_t)more;

    return more == 0 || wanted <= registry->config.max_addresses
               ? 0
               : wanted - registry->config.max_addresses;
}

static int parts_are_free(const svccomm_registry *registry, const struct room_parts *parts)
{
    return endpoints_over(registry, parts->endpoints) == 0 &&
           addresses_over(registry, parts->addresses) == 0;
}

/* Whether so many addresses may go: the first, and with that one held the next. */
static int addresses_may_go(svccomm_registry *registry, uint64_t count, uint64_t before)
{
    uint32_t first;
    int may;

    if (count == 0)
        return 1;
    first = svccomm__idle_first(registry, SVCCOMM__IDLE_ADDRESS, before);
    if (first == 0)
        return 0;
    svccomm__address_hold(registry, first);
    may = addresses_may_go(registry, count - 1, before);
    svccomm__address_let_go(registry, first);
    return may;
}

static int parts_fit(svccomm_registry *registry, const struct room_parts *parts, uint64_t before)
{
    if (endpoints_over(registry, parts->endpoints) > 0 &&
        svccomm__idle_first(registry, SVCCOMM__IDLE_ENDPOINT, before) == 0)
        return 0;
    return addresses_may_go(registry, addresses_over(registry, parts->addresses), before);
}

static void evict_endpoint(svccomm_registry *registry, uint32_t index)
{
    svccomm__endpoint_end(registry, index);
    registry->idle.evicted[SVCCOMM__IDLE_ENDPOINT]++;
}

static void evict_address(svccomm_registry *registry, uint32_t index)
{
    while (svccomm__address_at(registry, index)->endpoints != 0)
        evict_endpoint(registry, svccomm__address_at(registry, index)->endpoints);
    svccomm__address_end(registry, index);
    registry->idle.evicted[SVCCOMM__IDLE_ADDRESS]++;
}

/* Addresses first: what they take along may make room for the endpoint. */
static int evict_for(svccomm_registry *registry, const struct room_parts *parts, uint64_t before)
{
    uint32_t index;

    while (addresses_over(registry, parts->addresses) > 0) {
        index = svccomm__idle_first(registry, SVCCOMM__IDLE_ADDRESS, before);
        if (index == 0)
            return 0;
        evict_address(registry, index);
    }
    while (endpoints_over(registry, parts->endpoints) > 0) {
        index = svccomm__idle_first(registry, SVCCOMM__IDLE_ENDPOINT, before);
        if (index == 0)
            return 0;
        evict_endpoint(registry, index);
    }
    return 1;
}

/* What is there must not go for what is not: it is held as if a record referred to it. */
static void hold_parts(svccomm_registry *registry, const struct room_parts *parts)
{
    if (parts->endpoint != 0 && parts->listener != 0)
        svccomm__endpoint_hold(registry, parts->endpoint);
    else if (parts->listener != 0)
        svccomm__address_hold(registry, parts->listener);
    if (parts->client != 0)
        svccomm__address_hold(registry, parts->client);
}

static void let_parts_go(svccomm_registry *registry, const struct room_parts *parts)
{
    if (parts->endpoint != 0 && parts->listener != 0)
        svccomm__endpoint_let_go(registry, parts->endpoint);
    else if (parts->listener != 0)
        svccomm__address_let_go(registry, parts->listener);
    if (parts->client != 0)
        svccomm__address_let_go(registry, parts->client);
}

static int room_try(svccomm_registry *registry, const struct svccomm__room *room, int evict)
{
    struct room_parts parts = {0, 0, 0, 1, 2}; /* at most */
    int fits;

    if (parts_are_free(registry, &parts))
        return 1;
    parts = room_parts(registry, room);
    if (parts_are_free(registry, &parts))
        return 1;
    hold_parts(registry, &parts);
    fits = parts_fit(registry, &parts, room->before);
    if (fits && evict)
        fits = evict_for(registry, &parts, room->before);
    let_parts_go(registry, &parts);
    return fits;
}

int svccomm__room_fits(svccomm_registry *registry, const struct svccomm__room *room)
{
    return room_try(registry, room, 0);
}

int svccomm__room_make(svccomm_registry *registry, const struct svccomm__room *room)
{
    return room_try(registry, room, 1);
}

int svccomm__address_admit(svccomm_registry *registry, uint32_t realm, uint64_t scope,
                           const uint8_t *address, uint64_t before)
{
    const struct room_parts one = {0, 0, 0, 0, 1};

    return svccomm__address_find(registry, realm, scope, address) != 0 ||
           evict_for(registry, &one, before);
}

uint64_t svccomm__address_room(const svccomm_registry *registry, uint64_t staying)
{
    uint64_t count = svccomm__pool_count(&registry->addresses);

    if (registry->config.cap_policy == SVCCOMM_CAP_EVICT)
        count -= registry->idle.addresses - staying;
    return count >= registry->config.max_addresses ? 0 : registry->config.max_addresses - count;
}

/* ---- hosts ---- */

int svccomm__host_room(svccomm_registry *registry, uint32_t *victim, uint32_t *touched)
{
    uint32_t address;
    int rc;

    *victim = 0;
    if (registry->config.cap_policy != SVCCOMM_CAP_EVICT ||
        svccomm__pool_count(&registry->hosts) < registry->config.max_hosts)
        return svccomm__host_reserve(registry, 1);
    rc = svccomm__idle_reserve_host(registry);
    if (rc < 0)
        return rc;
    *victim = svccomm__idle_first(registry, SVCCOMM__IDLE_HOST, SVCCOMM__ROOM_ANY);
    if (*victim == 0)
        return SVCCOMM_E_FULL;
    for (address = svccomm__host_at(registry, *victim)->newest_owned; address != 0;
         address = svccomm__address_at(registry, address)->older)
        *touched += (uint32_t)(1 + svccomm__address_endpoints(registry, address));
    return 0;
}

void svccomm__host_evict(svccomm_registry *registry, uint32_t victim)
{
    while (svccomm__host_at(registry, victim)->oldest_owned != 0)
        svccomm__address_lapse(registry, svccomm__host_at(registry, victim)->oldest_owned);
    svccomm__host_end(registry, victim);
    registry->idle.evicted[SVCCOMM__IDLE_HOST]++;
}
