/* SPDX-License-Identifier: MIT
 * The inventory in key order, page by page: listener endpoints, hosts, addresses. A page is found
 * by one walk that keeps the least keys after the last one given. */
#include <string.h>

#include "base/sort.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/inventory_show.h"

/* What is listed, and how. */
struct listing {
    svccomm_registry *registry;
    uint32_t realm;
    int all_realms;
    const void *after;                                                       /* a key, or NULL */
    int (*compare)(const void *a, const void *b);                            /* of keys */
    const void *(*key_at)(const svccomm_registry *registry, uint32_t index); /* NULL: not live */
    uint32_t used;
    uint32_t *found; /* indices: the least that were asked for */
    size_t count;
    size_t capacity;
};

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_endpoints(const void *a, const void *b)
{
    const svccomm_endpoint_key *x = a, *y = b;
    int order = compare_u64(x->realm, y->realm);

    if (order == 0)
        order = compare_u64(x->scope, y->scope);
    if (order == 0)
        order = compare_u64(x->protocol, y->protocol);
    if (order == 0)
        order = memcmp(x->address, y->address, sizeof x->address);
    return order != 0 ? order : compare_u64(x->port, y->port);
}

static int compare_hosts(const void *a, const void *b)
{
    const svccomm_host_key *x = a, *y = b;
    int order = compare_u64(x->realm, y->realm);

    return order != 0 ? order : compare_u64(x->host, y->host);
}

static int compare_addresses(const void *a, const void *b)
{
    const svccomm_address_key *x = a, *y = b;
    int order = compare_u64(x->realm, y->realm);

    if (order == 0)
        order = compare_u64(x->scope, y->scope);
    return order != 0 ? order : memcmp(x->address, y->address, sizeof x->address);
}

static const void *endpoint_key_of(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    return e->live ? &e->key : NULL;
}

static const void *host_key_of(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__host *h = svccomm__host_at(registry, index);

    return h->live ? &h->key : NULL;
}

static const void *address_key_of(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    return a->live ? &a->key : NULL;
}

static int order_listed(const void *context, const void *a, const void *b)
{
    const struct listing *l = context;
    const uint32_t *x = a, *y = b;

    return l->compare(l->key_at(l->registry, *x), l->key_at(l->registry, *y));
}

/* The realm is at the same place in no two keys, so it is asked of the key's kind. */
static uint32_t realm_of(const struct listing *l, const void *key)
{
    const svccomm_endpoint_key *endpoint = key;
    const svccomm_host_key *host = key;
    const svccomm_address_key *address = key;

    if (l->compare == compare_endpoints)
        return endpoint->realm;
    return l->compare == compare_hosts ? host->realm : address->realm;
}

static void listing_offer(struct listing *l, uint32_t index)
{
    const void *key = l->key_at(l->registry, index);

    if (key == NULL || (!l->all_realms && realm_of(l, key) != l->realm) ||
        (l->after != NULL && l->compare(key, l->after) <= 0))
        return;
    svccomm__keep_least(l->found, &l->count, l->capacity, sizeof index, &index, order_listed, l);
}

/* Fills l->found, in key order. Returns 0 or a code; the caller frees by listing_end(). */
static int listing_run(struct listing *l)
{
    uint32_t index;

    if (l->capacity > l->used)
        l->capacity = l->used;
    if (l->capacity == 0)
        return 0;
    l->found = svccomm__memory_new(&l->registry->memory, l->capacity * sizeof *l->found);
    if (l->found == NULL)
        return SVCCOMM_E_NOMEM;
    for (index = 1; index <= l->used; index++)
        listing_offer(l, index);
    svccomm__sort(l->found, l->count, sizeof *l->found, order_listed, l);
    return 0;
}

static void listing_end(struct listing *l)
{
    svccomm__memory_free(&l->registry->memory, l->found, l->capacity * sizeof *l->found);
}

static int listing_check(const svccomm_registry *registry, const void *out, size_t size,
                         size_t known)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0 && out == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    return rc == 0 && size < known ? SVCCOMM_E_STRUCT_SIZE : rc;
}

int svccomm_registry_listeners(svccomm_registry *registry, uint32_t realm, int all_realms,
                               const svccomm_endpoint_key *after, svccomm_endpoint *endpoints,
                               size_t capacity, size_t size)
{
    struct listing l = {registry,        realm, all_realms, after, compare_endpoints,
                        endpoint_key_of, 0,     NULL,       0,     capacity};
    svccomm_endpoint shown;
    size_t i;
    int rc = listing_check(registry, endpoints, size, sizeof shown);

    if (rc < 0)
        return rc;
    l.used = registry->endpoints.used;
    rc = listing_run(&l);
    for (i = 0; i < l.count; i++) {
        svccomm__endpoint_show(registry, l.found[i], &shown);
        svccomm__element_out(endpoints, i, size, &shown, sizeof shown);
    }
    listing_end(&l);
    return rc < 0 ? rc : (int)l.count;
}

int svccomm_registry_hosts(svccomm_registry *registry, uint32_t realm, int all_realms,
                           const svccomm_host_key *after, svccomm_host *hosts, size_t capacity,
                           size_t size)
{
    struct listing l = {registry,    realm, all_realms, after, compare_hosts,
                        host_key_of, 0,     NULL,       0,     capacity};
    svccomm_host shown;
    size_t i;
    int rc = listing_check(registry, hosts, size, sizeof shown);

    if (rc < 0)
        return rc;
    l.used = registry->hosts.used;
    rc = listing_run(&l);
    for (i = 0; i < l.count; i++) {
        svccomm__host_show(registry, l.found[i], &shown);
        svccomm__element_out(hosts, i, size, &shown, sizeof shown);
    }
    listing_end(&l);
    return rc < 0 ? rc : (int)l.count;
}

int svccomm_registry_addresses(svccomm_registry *registry, uint32_t realm, int all_realms,
                               const svccomm_address_key *after, svccomm_address *addresses,
                               size_t capacity, size_t size)
{
    struct listing l = {registry,       realm, all_realms, after, compare_addresses,
                        address_key_of, 0,     NULL,       0,     capacity};
    svccomm_address shown;
    size_t i;
    int rc = listing_check(registry, addresses, size, sizeof shown);

    if (rc < 0)
        return rc;
    l.used = registry->addresses.used;
    rc = listing_run(&l);
    for (i = 0; i < l.count; i++) {
        svccomm__address_show(registry, l.found[i], &shown);
        svccomm__element_out(addresses, i, size, &shown, sizeof shown);
    }
    listing_end(&l);
    return rc < 0 ? rc : (int)l.count;
}
