/* SPDX-License-Identifier: MIT
 * Of a batch of flows: the usual flow, told in one go. It is TCP or UDP between plain IPv4
 * addresses, seen in time, with ports that no strong endpoint has and no rules to ask, and flags
 * that say nothing of its beginning; then only its two ports decide. What it says is what the long
 * way (flow_check.c, flow_decide.c) says, and every other flow takes that. */
#include "core/flow_plan.h"
#include "core/ports.h"
#include "core/records.h"
#include "model/address.h"

#define SYN_OR_ACK (SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK)

/* An IPv4 address that is neither local to a host, nor multicast, nor any other that is looked at
 * twice: the word that it is in a short key; any other: 0. */
static inline uint32_t plain_v4(const uint8_t *address)
{
    uint32_t word = svccomm__short_key_v4(address), first = word >> 24;

    return svccomm__address_is_v4(address) && first - 1 < 223 && first != 127 &&
                   word >> 16 != 0xa9fe
               ? word
               : 0;
}

/* Whether its flags make it an attempt or a refusal, or say who began it. */
static inline int flags_speak(const svccomm_flow *flow)
{
    uint8_t own = flow->tcp_flags & SYN_OR_ACK;
    uint8_t both = (flow->tcp_flags | flow->reverse_tcp_flags) & SYN_OR_ACK;

    return (flow->tcp_flags & SVCCOMM_TCP_RST) || own == SVCCOMM_TCP_SYN ||
           both == SVCCOMM_TCP_SYN || (own == SYN_OR_ACK && flow->packets == 1);
}

static inline int protocol_is_plain(const svccomm_flow *flow)
{
    return flow->protocol == SVCCOMM_PROTO_TCP ? !flags_speak(flow)
                                               : flow->protocol == SVCCOMM_PROTO_UDP;
}

/* The difference is that of two valid times where it is at most a day, since the end is not among
 * the first of all times. */
static inline int times_are_plain(const struct svccomm__flow_scratch *plan,
                                  const svccomm_flow *flow)
{
    return flow->end >= plan->oldest_plain && flow->end <= plan->newest_end &&
           (uint64_t)flow->end - (uint64_t)flow->start <= (uint64_t)SVCCOMM__FLOW_LONGEST;
}

static inline int is_usual(const struct svccomm__flow_scratch *plan, const svccomm_flow *flow)
{
    return protocol_is_plain(flow) && times_are_plain(plan, flow) &&
           flow->source_port != flow->destination_port &&
           (flow->flags & (SVCCOMM_FLOW_DENIED | SVCCOMM_FLOW_FRAGMENT)) == 0 &&
           flow->initiator == SVCCOMM_INITIATOR_UNKNOWN;
}

/* The rungs from the named port on, but for fan-in. */
static inline void decide_by_ports(const svccomm_flow *flow, uint8_t source, uint8_t destination,
                                   struct svccomm__planned *planned)
{
    int source_ephemeral = flow->source_port >= SVCCOMM__PORT_EPHEMERAL;
    int ephemeral = flow->destination_port >= SVCCOMM__PORT_EPHEMERAL;

    planned->marks = SVCCOMM__FLOW_KEYED;
    planned->evidence = SVCCOMM_EVIDENCE_NAMED_PORT;
    planned->source_listens = (source & SVCCOMM__PORT_NAMED) != 0;
    if ((source ^ destination) & SVCCOMM__PORT_NAMED)
        return;
    planned->marks |= SVCCOMM__FLOW_UNNAMED;
    if (source_ephemeral != ephemeral) {
        planned->evidence = SVCCOMM_EVIDENCE_RANGE;
        planned->source_listens = !source_ephemeral;
    } else {
        planned->evidence = SVCCOMM_EVIDENCE_GUESS;
        planned->source_listens = flow->source_port < flow->destination_port;
    }
}

/* The key between two IPv4 addresses: 1, or 0 if nobody keeps its realm. */
static inline int key_of_words(const svccomm_registry *registry, struct svccomm__last_realm *last,
                               const svccomm_flow *flow, uint32_t source, uint32_t destination,
                               struct svccomm__planned *planned)
{
    int listens = planned->source_listens;
    struct svccomm__short_key key;

    if (flow->realm != last->realm) {
        last->realm = flow->realm;
        last->space = svccomm__space_find(&registry->atoms, flow->realm, 0, &last->known);
    }
    key.client = listens ? destination : source;
    key.listener = listens ? source : destination;
    key.space = last->space;
    key.port = listens ? flow->source_port : flow->destination_port;
    key.protocol = flow->protocol;
    key.atoms = 0;
    planned->client_port = listens ? flow->destination_port : flow->source_port;
    planned->hash = (uint32_t)(svccomm__record_hash(registry, &key) >> 32);
    planned->key = key;
    return last->known;
}

int svccomm__flow_key_plain(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                            const svccomm_flow *flow, struct svccomm__planned *planned)
{
    return key_of_words(registry, &plan->last, flow, svccomm__short_key_v4(flow->source),
                        svccomm__short_key_v4(flow->destination), planned);
}

/* Takes a flow if it is a usual one. */
static inline int take_usual(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                             const svccomm_flow *flow, struct svccomm__planned *planned)
{
    uint8_t source = registry->ports[flow->source_port];
    uint8_t destination = registry->ports[flow->destination_port];
    uint32_t source_word = plain_v4(flow->source), word = plain_v4(flow->destination);

    if (source_word == 0 || word == 0 || !is_usual(plan, flow) ||
        ((source | destination) & (SVCCOMM__PORT_STRONG | SVCCOMM__PORT_RANGED)))
        return 0;
    decide_by_ports(flow, source, destination, planned);
    planned->record = 0;
    planned->what = SVCCOMM__FLOW_EVENT;
    if (!key_of_words(registry, &plan->last, flow, source_word, word, planned))
        planned->marks |= SVCCOMM__FLOW_UNKNOWN;
    svccomm__table_prefetch(&registry->record_table, svccomm__flow_hash(planned));
    plan->unnamed += (planned->marks & SVCCOMM__FLOW_UNNAMED) != 0;
    svccomm__ports_note(registry, planned->key.port, SVCCOMM__PORT_ENDPOINT);
    return 1;
}

size_t svccomm__flow_quick(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                           size_t at)
{
    while (at < plan->count &&
           take_usual(registry, plan, svccomm__flow_at(plan, at), &plan->planned[at]))
        at++;
    return at;
}
