/* SPDX-License-Identifier: MIT
 * Of a batch of flows: which end of one listens (section 6). The registry is asked about an end
 * only where some endpoint has its port. */
#include <string.h>

#include "core/addresses.h"
#include "core/direction.h"
#include "core/flow_plan.h"
#include "core/listening.h"
#include "core/named_ports.h"
#include "core/ports.h"
#include "core/rules.h"
#include "model/address.h"

svccomm_endpoint_key svccomm__flow_end(const svccomm_registry *registry,
                                       const struct svccomm__flow_scratch *plan,
                                       const svccomm_flow *flow, int source)
{
    const uint8_t *address = source ? flow->source : flow->destination;
    svccomm_endpoint_key end = {0};

    end.realm = flow->realm;
    end.protocol = flow->protocol;
    end.port = source ? svccomm__flow_source_port(flow) : svccomm__flow_destination_port(flow);
    memcpy(end.address, address, sizeof end.address);
    if (svccomm__rules_local(registry, flow->realm, address))
        end.scope = plan->batch->host;
    return end;
}

/* What the inventory of listeners says of an end. */
static void ask_inventory(const svccomm_registry *registry, const svccomm_endpoint_key *end,
                          int64_t time, struct svccomm__peer *peer)
{
    uint32_t address, owner;

    if (!svccomm__ports_has(registry, end->port, SVCCOMM__PORT_STRONG))
        return;
    address = svccomm__address_find(registry, end->realm, end->scope, end->address);
    owner = address == 0 ? 0 : svccomm__address_at(registry, address)->owner;
    peer->user = svccomm__listening_strength(registry, end) == SVCCOMM_EVIDENCE_USER;
    peer->known = (uint8_t)svccomm__listening_known(registry, end, owner, time);
}

static void fill_peer(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                      const svccomm_flow *flow, int source, struct svccomm__peer *peer)
{
    uint16_t port = source ? svccomm__flow_source_port(flow) : svccomm__flow_destination_port(flow);
    svccomm_endpoint_key end;

    memset(peer, 0, sizeof *peer);
    peer->address = source ? flow->source : flow->destination;
    peer->port = port;
    peer->ephemeral = port >= SVCCOMM__PORT_EPHEMERAL;
    if (svccomm__ports_has(registry, port, SVCCOMM__PORT_STRONG | SVCCOMM__PORT_RANGED)) {
        end = svccomm__flow_end(registry, plan, flow, source);
        peer->ephemeral = (uint8_t)svccomm__listening_is_ephemeral(registry, &end);
        ask_inventory(registry, &end, flow->end, peer);
    }
    peer->named = port < SVCCOMM__PORT_ALL_NAMED ||
                  (!peer->ephemeral && svccomm__ports_has(registry, port, SVCCOMM__PORT_NAMED));
}

#define SYN_ACK (SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK)
#define NOT_IN_SYN_ACK (SVCCOMM_TCP_FIN | SVCCOMM_TCP_RST | SVCCOMM_TCP_PSH)

/* Flags of a record are cumulative, so only these two say anything: a SYN without any ACK, and one
 * packet that is the answer to it, which ends nothing and pushes nothing (RFC 9293 section 3.5). */
static void ask_flags(const svccomm_flow *flow, struct svccomm__peer *source,
                      struct svccomm__peer *destination)
{
    if (flow->protocol != SVCCOMM_PROTO_TCP)
        return;
    if ((flow->tcp_flags & SYN_ACK) == SVCCOMM_TCP_SYN)
        destination->handshake = 1;
    else if ((flow->tcp_flags & (SYN_ACK | NOT_IN_SYN_ACK)) == SYN_ACK && flow->packets == 1)
        source->handshake = 1;
}

/* Multicast, broadcast and unspecified addresses are never clients (D1). */
static int mended(const svccomm_flow *flow, int source_listens)
{
    return svccomm__address_is_client(source_listens ? flow->destination : flow->source)
               ? source_listens
               : !source_listens;
}

void svccomm__flow_decide(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t at, int fan_in)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];
    struct svccomm__peer source, destination;
    struct svccomm__direction d;

    fill_peer(registry, plan, flow, 1, &source);
    fill_peer(registry, plan, flow, 0, &destination);
    source.observed = flow->initiator == SVCCOMM_INITIATOR_DESTINATION;
    destination.observed = flow->initiator == SVCCOMM_INITIATOR_SOURCE;
    source.fan_in = fan_in == 1;
    destination.fan_in = fan_in == 2;
    ask_flags(flow, &source, &destination);
    d = svccomm__direction_decide(&source, &destination, SVCCOMM__RECORD_NONE);
    planned->evidence = (uint8_t)d.evidence;
    planned->marks &= (uint16_t) ~(SVCCOMM__FLOW_UNNAMED | SVCCOMM__FLOW_TIE);
    if (source.named == destination.named)
        planned->marks |= SVCCOMM__FLOW_UNNAMED;
    if (d.evidence == SVCCOMM_EVIDENCE_GUESS && source.port == destination.port)
        planned->marks |= SVCCOMM__FLOW_TIE;
    svccomm__flow_orient(planned, flow, mended(flow, d.first_listens));
}
