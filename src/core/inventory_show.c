/* SPDX-License-Identifier: MIT
 * Endpoints, hosts and addresses as callers and storages see them. */
#include "core/inventory_show.h"

#include <string.h>

#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/hosts.h"

/* The name of the host that a wildcard is on, or of the owner of the endpoint's address. */
static const char *endpoint_device(const svccomm_registry *registry,
                                   const struct svccomm__endpoint *e)
{
    uint32_t host;

    if (e->address != 0)
        return svccomm__address_device(registry, e->address);
    host = svccomm__host_find(registry, e->key.realm, e->key.scope);
    return host == 0 ? NULL : svccomm__host_at(registry, host)->name;
}

void svccomm__endpoint_show(const svccomm_registry *registry, uint32_t index, svccomm_endpoint *out)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    memset(out, 0, sizeof *out);
    out->key = e->key;
    out->revision = e->revision;
    out->samples = svccomm__endpoint_count(registry, index);
    out->own = e->own;
    out->wildcard_base = e->wildcard_base;
    out->own_listen = e->last_listen;
    out->last_listen = svccomm__endpoint_last_listen(registry, index);
    out->last_seen = e->last_seen;
    out->process_seen = e->process_seen;
    out->records = e->records;
    out->evidence = e->evidence;
    out->own_evidence = e->evidence | (uint32_t)e->told << 8;
    if (e->manual > 0)
        out->evidence = SVCCOMM_EVIDENCE_USER;
    else if (e->evidence < SVCCOMM_EVIDENCE_LISTEN && out->last_listen != SVCCOMM_NO_TIME)
        out->evidence = SVCCOMM_EVIDENCE_LISTEN;
    out->process = e->process;
    out->device = endpoint_device(registry, e);
}

void svccomm__host_show(const svccomm_registry *registry, uint32_t index, svccomm_host *out)
{
    const struct svccomm__host *h = svccomm__host_at(registry, index);

    memset(out, 0, sizeof *out);
    out->key = h->key;
    out->revision = h->revision;
    out->last_snapshot = h->last_snapshot;
    out->snapshots = h->snapshots;
    out->addresses = h->owned;
    memcpy(out->complete, h->complete, sizeof out->complete);
    memcpy(out->last_complete, h->last_complete, sizeof out->last_complete);
    out->ephemeral_low = h->ephemeral_low;
    out->ephemeral_high = h->ephemeral_high;
    out->name = h->name;
}

void svccomm__address_show(const svccomm_registry *registry, uint32_t index, svccomm_address *out)
{
    const struct svccomm__address *a = svccomm__address_at(registry, index);

    memset(out, 0, sizeof *out);
    out->key = a->key;
    out->revision = a->revision;
    out->owner = a->owner == 0 ? 0 : svccomm__host_at(registry, a->owner)->key.host;
    out->since = a->since;
    out->last_seen = a->last_seen;
    memcpy(out->settled, a->settled, sizeof out->settled);
    memcpy(out->base, a->base, sizeof out->base);
    out->device = a->device;
    out->fallback = a->fallback;
}
