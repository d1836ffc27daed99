/* SPDX-License-Identifier: MIT
 * What the registry knows of an end as a listener, asked by direction (section 6). */
#include "core/listening.h"

#include "base/arith.h"
#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/ports.h"
#include "model/address.h"
#include "model/sockets.h"

/* USER stays only as long as a manual record does, so the endpoint does not remember it. */
void svccomm__endpoint_raise(svccomm_registry *registry, uint32_t index, uint32_t evidence)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (evidence >= SVCCOMM_EVIDENCE_USER || evidence <= e->evidence)
        return;
    e->evidence = (uint8_t)evidence;
    svccomm__ports_note(registry, e->key.port, svccomm__ports_endpoint(evidence));
    svccomm__endpoint_touch(registry, index);
}

uint32_t svccomm__endpoint_strength(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    return e->manual > 0 ? SVCCOMM_EVIDENCE_USER : e->evidence;
}

uint32_t svccomm__listening_strength(const svccomm_registry *registry,
                                     const svccomm_endpoint_key *end)
{
    uint32_t index = svccomm__endpoint_find(registry, end);

    return index == 0 ? SVCCOMM_EVIDENCE_NONE : svccomm__endpoint_strength(registry, index);
}

void svccomm__endpoint_tell(svccomm_registry *registry, uint32_t index, uint32_t evidence)
{
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    if (!svccomm__evidence_is_told(evidence) || evidence <= e->told)
        return;
    e->told = (uint8_t)evidence;
    svccomm__endpoint_touch(registry, index);
}

uint32_t svccomm__listening_told(const svccomm_registry *registry, const svccomm_endpoint_key *end)
{
    uint32_t index = svccomm__endpoint_find(registry, end);
    const struct svccomm__endpoint *e;

    if (index == 0)
        return SVCCOMM_EVIDENCE_NONE;
    e = svccomm__endpoint_at(registry, index);
    return e->manual > 0 ? SVCCOMM_EVIDENCE_USER : e->told;
}

int64_t svccomm__listening_last(const svccomm_registry *registry, const svccomm_endpoint_key *end,
                                uint64_t host)
{
    svccomm_endpoint_key wildcard =
        svccomm__endpoint_wildcard_key(end->realm, host, end->protocol, end->port, end->address);
    uint32_t own = svccomm__endpoint_find(registry, end);
    uint32_t wild = host == 0 ? 0 : svccomm__endpoint_find(registry, &wildcard);
    int64_t time = own == 0 ? SVCCOMM_NO_TIME : svccomm__endpoint_at(registry, own)->last_listen;

    if (wild != 0 && svccomm__endpoint_at(registry, wild)->last_listen > time)
        time = svccomm__endpoint_at(registry, wild)->last_listen;
    return time;
}

int svccomm__listening_known(const svccomm_registry *registry, const svccomm_endpoint_key *end,
                             uint32_t owner, int64_t time)
{
    const struct svccomm__host *host;
    int protocol = svccomm__protocol_index(end->protocol);
    int64_t complete;

    if (owner == 0 || protocol < 0)
        return 0;
    host = svccomm__host_at(registry, owner);
    complete = host->last_complete[!svccomm__address_is_v4(end->address)][protocol];
    return complete != SVCCOMM_NO_TIME && svccomm__elapsed(time, complete) <= SVCCOMM__KNOWN_FOR &&
           svccomm__listening_last(registry, end, host->key.host) >= complete;
}

int svccomm__listening_is_ephemeral(const svccomm_registry *registry,
                                    const svccomm_endpoint_key *end)
{
    uint32_t address, owner = 0;

    if (!svccomm__ports_has(registry, end->port, SVCCOMM__PORT_RANGED))
        return end->port >= SVCCOMM__PORT_EPHEMERAL;
    address = svccomm__address_find(registry, end->realm, end->scope, end->address);
    if (address != 0)
        owner = svccomm__address_at(registry, address)->owner;
    return svccomm__host_is_ephemeral(owner == 0 ? NULL : svccomm__host_at(registry, owner),
                                      end->port);
}
