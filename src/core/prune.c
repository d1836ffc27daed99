/* SPDX-License-Identifier: MIT
 * Ageing: records by when they were found last, then what nothing refers to any more (K12). */
#include "base/structs.h"
#include "core/addresses.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/picked.h"
#include "core/records.h"

static int record_is_old(const svccomm_registry *registry, const void *prune, uint32_t index)
{
    const svccomm_prune *p = prune;
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    int64_t last;

    if (!(record->flags & SVCCOMM__RECORD_LIVE))
        return 0;
    if (!p->include_manual &&
        ((record->origin & SVCCOMM_ORIGIN_MANUAL) || record->status == SVCCOMM_STATUS_IGNORED))
        return 0;
    last = svccomm__record_last(registry, index);
    return (last == SVCCOMM_NO_TIME ? record->updated : last) < p->older_than;
}

static int endpoint_is_old(const svccomm_registry *registry, const svccomm_prune *p, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    return e->live && e->records == 0 && e->last_seen < p->older_than &&
           e->last_listen < p->older_than;
}

static int endpoints_are_old(const svccomm_registry *registry, const svccomm_prune *p,
                             uint32_t first)
{
    for (; first != 0; first = svccomm__endpoint_at(registry, first)->next)
        if (!endpoint_is_old(registry, p, first))
            return 0;
    return 1;
}

static int address_is_old(const svccomm_registry *registry, const svccomm_prune *p, uint32_t index)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    return a->live && a->references == 0 && a->device == NULL && a->fallback == NULL &&
           (a->owner == 0 || a->last_seen < p->older_than) &&
           endpoints_are_old(registry, p, a->endpoints);
}

/* A host that a person named before any snapshot of it stays as manual records do. */
static int host_is_old(const svccomm_registry *registry, const svccomm_prune *p, uint32_t index)
{
    const struct svccomm__host *h = svccomm__host_at(registry, index);

    return h->live && h->owned == 0 && h->last_snapshot < p->older_than &&
           (p->include_manual || h->last_snapshot != SVCCOMM_NO_TIME);
}

/* What goes frees what it refers to, which may go then. To count it without ending anything, the
 * reference counts are lowered as if, and raised again in the opposite order. */
static void shift_endpoint(svccomm_registry *registry, uint32_t index, uint32_t by)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);
    uint32_t was = e->records;

    e->records += by;
    if (was == 0 || e->records == 0)
        svccomm__address_at(registry, e->address)->references += by;
}

static void shift_records(svccomm_registry *registry, const svccomm_prune *p, uint32_t by)
{
    const struct svccomm__record *record;
    uint32_t index, address;

    for (index = 1; index <= registry->records.used; index++) {
        if (!record_is_old(registry, p, index))
            continue;
        record = svccomm__record_at(registry, index);
        shift_endpoint(registry, record->endpoint, by);
        address = svccomm__parts_of(registry, record).client_address;
        if (address != 0)
            svccomm__address_at(registry, address)->references += by;
    }
}

static uint64_t old_endpoints(const svccomm_registry *registry, const svccomm_prune *p)
{
    uint64_t count = 0;
    uint32_t index;

    for (index = 1; index <= registry->endpoints.used; index++)
        count += (uint64_t)endpoint_is_old(registry, p, index);
    return count;
}

static uint64_t shift_addresses(svccomm_registry *registry, const svccomm_prune *p, uint64_t by)
{
    uint32_t index, owner;
    uint64_t count = 0;

    for (index = 1; index <= registry->addresses.used; index++) {
        if (!address_is_old(registry, p, index))
            continue;
        owner = svccomm__address_at(registry, index)->owner;
        if (owner != 0)
            svccomm__host_at(registry, owner)->owned += by;
        count++;
    }
    return count;
}

static uint64_t old_hosts(const svccomm_registry *registry, const svccomm_prune *p)
{
    uint64_t count = 0;
    uint32_t index;

    for (index = 1; index <= registry->hosts.used; index++)
        count += (uint64_t)host_is_old(registry, p, index);
    return count;
}

static void survey(svccomm_registry *registry, svccomm_prune *p)
{
    const uint32_t down = UINT32_MAX; /* -1 modulo 2^32 */

    p->records = svccomm__picked_count(registry, record_is_old, p);
    shift_records(registry, p, down);
    p->endpoints = old_endpoints(registry, p);
    p->addresses = shift_addresses(registry, p, UINT64_MAX);
    p->hosts = old_hosts(registry, p);
    shift_addresses(registry, p, 1);
    shift_records(registry, p, 1);
}

static int prune_reserve(svccomm_registry *registry, const svccomm_prune *p)
{
    struct svccomm__need need = {0};
    int rc;

    need.ends = (uint32_t)p->records;
    rc = svccomm__need_reserve(registry, &need);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_ENDPOINT,
                                      svccomm__pool_count(&registry->endpoints),
                                      (size_t)p->endpoints);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_ADDRESS, 0, (size_t)p->addresses);
    return rc < 0 ? rc : svccomm__changed_reserve(registry, SVCCOMM_KIND_HOST, 0, (size_t)p->hosts);
}

static void prune_endpoint(svccomm_registry *registry, uint32_t index)
{
    if (svccomm__endpoint_is_wildcard(&svccomm__endpoint_at(registry, index)->key))
        svccomm__endpoint_settle_covered(registry, index);
    svccomm__endpoint_end(registry, index);
}

static void prune_inventory(svccomm_registry *registry, const svccomm_prune *p)
{
    uint32_t index;

    for (index = 1; index <= registry->endpoints.used; index++)
        if (endpoint_is_old(registry, p, index))
            prune_endpoint(registry, index);
    for (index = 1; index <= registry->addresses.used; index++)
        if (address_is_old(registry, p, index))
            svccomm__address_end(registry, index);
    for (index = 1; index <= registry->hosts.used; index++)
        if (host_is_old(registry, p, index))
            svccomm__host_end(registry, index);
}

static int prune_all(svccomm_registry *registry, const svccomm_prune *p)
{
    struct svccomm__picked picked = {0};
    size_t i;
    int rc = prune_reserve(registry, p);

    if (rc == 0)
        rc = svccomm__picked_take(registry, &picked, p->records, record_is_old, p);
    for (i = 0; rc == 0 && i < picked.count; i++)
        svccomm__record_end(registry, picked.list[i].index, SVCCOMM_CHANGE_PRUNED, NULL);
    if (rc == 0)
        prune_inventory(registry, p);
    svccomm__picked_free(registry, &picked);
    return rc;
}

int svccomm_registry_prune(svccomm_registry *registry, svccomm_prune *prune, int64_t now)
{
    svccomm_prune own;
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0)
        rc = svccomm__struct_in(&own, sizeof own, prune);
    if (rc == 0 && !svccomm__time_is_valid(own.older_than))
        rc = SVCCOMM_E_RANGE;
    if (rc < 0)
        return rc;
    survey(registry, &own);
    if (!own.dry_run)
        rc = prune_all(registry, &own);
    if (rc < 0)
        return rc;
    prune->records = own.records;
    prune->endpoints = own.endpoints;
    prune->addresses = own.addresses;
    prune->hosts = own.hosts;
    return 0;
}
