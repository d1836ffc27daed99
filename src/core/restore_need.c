/* SPDX-License-Identifier: MIT
 * What records that come from elsewhere need (A5, A7). */
#include "core/restore_need.h"

#include <string.h>

#include "core/addresses.h"
#include "core/endpoints.h"
#include "model/address.h"

#define LOCALITY (SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL)

static int address_is_missing(const svccomm_registry *registry, const svccomm_key *key,
                              uint32_t local, const uint8_t *address)
{
    return svccomm__address_find(registry, key->realm, local ? key->scope : 0, address) == 0;
}

/* A name that is not explicit is kept at the address of its end, if it is kept. */
static int keeps_name(int named, const char *name, const char *given)
{
    return named && name != NULL && given == NULL;
}

static int ends_are_one(const svccomm_key *key, uint32_t locality)
{
    return memcmp(key->client, key->listener, sizeof key->client) == 0 &&
           (locality == 0 || locality == LOCALITY);
}

static void need_of_ends(const svccomm_registry *registry, const svccomm_record *record,
                         uint32_t locality, int named, struct svccomm__need *need)
{
    const svccomm_key *key = &record->key;
    svccomm_endpoint_key endpoint = svccomm__record_endpoint_key(key, locality);
    int listener, client;

    need->endpoints += svccomm__endpoint_find(registry, &endpoint) == 0;
    listener =
        (need->endpoints > 0 ||
         keeps_name(named, record->listener_device, record->listener_device_explicit)) &&
        address_is_missing(registry, key, locality & SVCCOMM_RECORD_LISTENER_LOCAL, key->listener);
    client = (record->client_view.view != SVCCOMM_VIEW_NONE ||
              keeps_name(named, record->client_device, record->client_device_explicit)) &&
             address_is_missing(registry, key, locality & SVCCOMM_RECORD_CLIENT_LOCAL, key->client);
    need->addresses += (uint32_t)(listener + client);
    need->addresses -= listener && client && ends_are_one(key, locality);
}

static void need_of_key(const svccomm_record *record, struct svccomm__need *need)
{
    need->atoms += (uint32_t)!svccomm__address_is_v4(record->key.client) +
                   (uint32_t)!svccomm__address_is_v4(record->key.listener) +
                   (uint32_t)(record->key.realm != 0 || record->key.scope != 0);
    need->turnables += record->client_port > 0 && record->client_port <= UINT16_MAX;
}

static void need_of_parts(const svccomm_record *record, struct svccomm__need *need)
{
    need_of_key(record, need);
    need->views += record->listener_view.view != SVCCOMM_VIEW_NONE;
    need->views += record->client_view.view != SVCCOMM_VIEW_NONE;
    need->netflows += record->netflow.present != 0;
    need->attributes += record->note != NULL || record->client_device_explicit != NULL ||
                        record->listener_device_explicit != NULL || record->process_count > 0;
    need->processes += record->process_count;
}

struct svccomm__need svccomm__restore_need(const svccomm_registry *registry,
                                           const svccomm_record *record, uint32_t locality,
                                           int named)
{
    struct svccomm__need need = {0};

    need.records = svccomm__record_find(registry, &record->key) == 0;
    need.processes = 1; /* for a moment there is one more than are kept */
    need_of_parts(record, &need);
    need.touched = 3; /* its endpoint and both addresses */
    need_of_ends(registry, record, locality, named, &need);
    return need;
}

/* The ends of a record that is there are those of the rules of when it was made. */
static int ends_differ(const svccomm_registry *registry, uint32_t index, const svccomm_key *key)
{
    return (svccomm__record_at(registry, index)->flags & LOCALITY) !=
           svccomm__record_locality(registry, key);
}

void svccomm__absorb_need(const svccomm_registry *registry, const svccomm_record *record,
                          struct svccomm__need *need)
{
    uint32_t index = svccomm__record_find(registry, &record->key);

    need->records += index == 0;
    need->touched += index != 0;
    need_of_parts(record, need);
    if (index != 0 && ends_differ(registry, index, &record->key)) {
        need->addresses += 2;
        need->touched += 3;
    }
}

void svccomm__absorb_need_ends(const svccomm_registry *registry, const svccomm_registry *staging,
                               struct svccomm__need *need)
{
    const struct svccomm__endpoint *e;
    const struct svccomm__address *a;
    uint32_t index;

    need->processes++;
    need->touched +=
        svccomm__pool_count(&staging->endpoints) + svccomm__pool_count(&staging->addresses);
    for (index = 1; index <= staging->endpoints.used; index++) {
        e = svccomm__endpoint_at(staging, index);
        need->endpoints += e->live && svccomm__endpoint_find(registry, &e->key) == 0;
    }
    for (index = 1; index <= staging->addresses.used; index++) {
        a = svccomm__address_at(staging, index);
        need->addresses += a->live && svccomm__address_find(registry, a->key.realm, a->key.scope,
                                                            a->key.address) == 0;
    }
}

int svccomm__need_fits(const svccomm_registry *registry, const struct svccomm__need *need)
{
    const svccomm_registry_config *c = &registry->config;

    return svccomm__pool_count(&registry->records) + (uint64_t)need->records <= c->max_records &&
           svccomm__pool_count(&registry->endpoints) + (uint64_t)need->endpoints <=
               c->max_endpoints &&
           svccomm__pool_count(&registry->addresses) + (uint64_t)need->addresses <=
               c->max_addresses;
}
