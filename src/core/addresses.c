/* SPDX-License-Identifier: MIT
 * Addresses of a registry: who owns them (K7), and the count that client views go by (N10, N12).
 * Each host keeps its addresses in a list, latest sighting first, so that those that were not seen
 * for long are found at its end without a walk. */
#include "core/addresses.h"

#include <string.h>

#include "base/arith.h"
#include "base/hash.h"
#include "base/sort.h"
#include "core/attributes.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/idle.h"
#include "model/address.h"

static uint64_t address_hash(const svccomm_registry *registry, const svccomm_address_key *key)
{
    return svccomm__hash_words(&registry->word_keys, key, sizeof *key / 4);
}

static int address_equal(const void *context, uint32_t index, const void *key)
{
    return memcmp(&svccomm__address_at(context, index)->key, key, sizeof(svccomm_address_key)) == 0;
}

static svccomm_address_key address_key(uint32_t realm, uint64_t scope, const uint8_t *address)
{
    svccomm_address_key key = {0};

    key.scope = scope;
    key.realm = realm;
    memcpy(key.address, address, sizeof key.address);
    return key;
}

uint32_t svccomm__address_find(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                               const uint8_t *address)
{
    svccomm_address_key key = address_key(realm, scope, address);

    return svccomm__table_find(&registry->address_table, address_hash(registry, &key),
                               address_equal, registry, &key);
}

int svccomm__address_reserve(svccomm_registry *registry, uint32_t more)
{
    int rc = svccomm__pool_reserve(&registry->addresses, &registry->memory, more);

    if (rc == 0)
        rc = svccomm__table_reserve(&registry->address_table, &registry->memory, more);
    return rc < 0 ? rc : svccomm__idle_grow(registry, SVCCOMM__IDLE_ADDRESS, more);
}

uint32_t svccomm__address_make(svccomm_registry *registry, uint32_t realm, uint64_t scope,
                               const uint8_t *address)
{
    uint32_t index = svccomm__pool_take(&registry->addresses);
    struct svccomm__address *a = svccomm__address_at(registry, index);

    a->key = address_key(realm, scope, address);
    a->since = a->last_seen = SVCCOMM_NO_TIME;
    a->live = 1;
    svccomm__table_insert(&registry->address_table, address_hash(registry, &a->key), index);
    registry->idle.addresses++;
    svccomm__idle_note(registry, SVCCOMM__IDLE_ADDRESS, index);
    return index;
}

static int family_of(const struct svccomm__address *a)
{
    return svccomm__address_is_v4(a->key.address) ? 0 : 1;
}

static void unlist(svccomm_registry *registry, struct svccomm__address *a)
{
    struct svccomm__host *h = svccomm__host_at(registry, a->owner);

    if (a->newer != 0)
        svccomm__address_at(registry, a->newer)->older = a->older;
    else
        h->newest_owned = a->older;
    if (a->older != 0)
        svccomm__address_at(registry, a->older)->newer = a->newer;
    else
        h->oldest_owned = a->newer;
    a->newer = a->older = 0;
    h->owned--;
}

/* Lists an address as the one seen last. */
static void list_first(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);
    struct svccomm__host *h = svccomm__host_at(registry, a->owner);

    a->newer = 0;
    a->older = h->newest_owned;
    if (a->older == 0)
        h->oldest_owned = index;
    else
        svccomm__address_at(registry, a->older)->newer = index;
    h->newest_owned = index;
    h->owned++;
}

void svccomm__address_end(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    if (a->owner != 0)
        unlist(registry, a);
    registry->idle.addresses -= a->device == NULL;
    svccomm__idle_forget(registry, SVCCOMM__IDLE_ADDRESS, index);
    svccomm__changed_erase(registry, SVCCOMM_KIND_ADDRESS, &a->key);
    svccomm__table_remove(&registry->address_table, address_hash(registry, &a->key), index);
    svccomm__strings_drop(&registry->strings, a->device);
    svccomm__strings_drop(&registry->strings, a->fallback);
    svccomm__pool_give(&registry->addresses, index);
}

void svccomm__address_touch(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    a->revision = registry->revision;
    svccomm__changed_mark(registry, SVCCOMM_KIND_ADDRESS, index, &a->dirty);
    svccomm__idle_note(registry, SVCCOMM__IDLE_ADDRESS, index);
}

void svccomm__address_hold(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    if (a->references++ > 0)
        return;
    registry->idle.addresses -= a->device == NULL;
    if (a->owner != 0)
        svccomm__host_at(registry, a->owner)->held++;
}

/* The owner of an address has one in use less. */
static void owner_lets_go(svccomm_registry *registry, uint32_t owner)
{
    svccomm__host_at(registry, owner)->held--;
    svccomm__idle_note(registry, SVCCOMM__IDLE_HOST, owner);
}

void svccomm__address_let_go(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    if (--a->references > 0)
        return;
    registry->idle.addresses += a->device == NULL;
    if (a->owner != 0)
        owner_lets_go(registry, a->owner);
    svccomm__idle_note(registry, SVCCOMM__IDLE_ADDRESS, index);
}

int svccomm__address_is_idle(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    return a->live && a->references == 0 && a->device == NULL;
}

void svccomm__address_name(svccomm_registry *registry, uint32_t index, const char *device)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);
    uint32_t named = a->device != NULL, names = device != NULL;

    if (a->references == 0)
        registry->idle.addresses += named - names;
    svccomm__attributes_set(registry, &a->device, device);
    svccomm__idle_note(registry, SVCCOMM__IDLE_ADDRESS, index);
}

uint64_t svccomm__address_count(const svccomm_registry *registry, uint32_t index, int protocol)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    if (a->owner == 0)
        return a->settled[protocol];
    return a->settled[protocol] - a->base[protocol] +
           svccomm__host_at(registry, a->owner)->complete[family_of(a)][protocol];
}

int svccomm__address_would_own(const svccomm_registry *registry, uint32_t index, uint32_t host,
                               int64_t time)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    return a->owner == 0 || a->owner == host || time > a->last_seen;
}

static void settle(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);
    int protocol;

    for (protocol = 0; protocol < SVCCOMM_PROTOCOL_COUNT; protocol++)
        a->settled[protocol] = svccomm__address_count(registry, index, protocol);
    svccomm__endpoints_settle(registry, a->endpoints);
    unlist(registry, a);
    if (a->references > 0)
        owner_lets_go(registry, a->owner);
    a->owner = 0;
}

void svccomm__address_lapse(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    settle(registry, index);
    a->since = SVCCOMM_NO_TIME;
    svccomm__address_touch(registry, index);
}

static void take_over(svccomm_registry *registry, uint32_t index, uint32_t host, int64_t time)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);
    struct svccomm__host *h = svccomm__host_at(registry, host);
    int protocol;

    if (a->owner != 0)
        settle(registry, index);
    a->owner = host;
    a->since = time;
    for (protocol = 0; protocol < SVCCOMM_PROTOCOL_COUNT; protocol++)
        a->base[protocol] = h->complete[family_of(a)][protocol];
    h->held += a->references > 0;
    svccomm__endpoints_rebase(registry, a->endpoints);
    list_first(registry, index);
}

void svccomm__address_seen(svccomm_registry *registry, uint32_t index, uint32_t host, int64_t time)
{
    struct svccomm__address *a = svccomm__address_at(registry, index);

    if (a->owner != host) {
        take_over(registry, index, host, time);
    } else if (a->newer != 0) {
        unlist(registry, a);
        list_first(registry, index);
    }
    a->last_seen = svccomm__max_time(a->last_seen, time);
    svccomm__address_touch(registry, index);
}

const char *svccomm__address_device(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    const char *owner = NULL;

    if (a->device != NULL)
        return a->device;
    if (a->owner != 0 &&
        svccomm__elapsed(registry->newest, a->last_seen) <= registry->config.owner_age)
        owner = svccomm__host_at(registry, a->owner)->name;
    return owner != NULL ? owner : a->fallback;
}

size_t svccomm__address_endpoints(const svccomm_registry *registry, uint32_t index)
{
    uint32_t e = svccomm__address_at(registry, index)->endpoints;
    size_t count = 0;

    for (; e != 0; e = svccomm__endpoint_at(registry, e)->next)
        count++;
    return count;
}

static int by_sighting(const void *context, const void *a, const void *b)
{
    int64_t x = svccomm__address_at(context, *(const uint32_t *)a)->last_seen;
    int64_t y = svccomm__address_at(context, *(const uint32_t *)b)->last_seen;

    return x < y ? -1 : x > y;
}

int svccomm__addresses_enlist(svccomm_registry *registry)
{
    size_t room = svccomm__pool_count(&registry->addresses), count = 0, i;
    uint32_t *owned, index;

    if (room == 0)
        return 0;
    owned = svccomm__memory_new(&registry->memory, room * sizeof *owned);
    if (owned == NULL)
        return SVCCOMM_E_NOMEM;
    for (index = 1; index <= registry->addresses.used; index++)
        if (svccomm__address_at(registry, index)->owner != 0)
            owned[count++] = index;
    svccomm__sort(owned, count, sizeof *owned, by_sighting, registry);
    for (i = 0; i < count; i++)
        list_first(registry, owned[i]);
    svccomm__memory_free(&registry->memory, owned, room * sizeof *owned);
    return 0;
}
