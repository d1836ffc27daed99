/* SPDX-License-Identifier: MIT
 * Of a batch of flows: the usual flow, told in one go. It is TCP or UDP between plain IPv4
 * addresses, seen in time, with ports that no strong endpoint has and no rules to ask, and flags
 * that say nothing of its beginning; then only its two ports decide. What it says is what the long
 * way (flow_check.c, flow_decide.c) says, and every other flow takes that. */
#include "base/arith.h"
#include "core/flow_plan.h"
#include "core/listening.h"

#define SYN_OR_ACK (SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK)
#define DAY_LONG INT64_C(86400000000000)

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

/* IPv4, and neither local to a host, nor multicast, nor any other that is looked at twice. */
static int is_plain_v4(const uint8_t *address)
{
    uint8_t first = address[12];

    return memcmp(address, mapped, sizeof mapped) == 0 && first != 0 && first != 127 &&
           first < 224 && !(first == 169 && address[13] == 254);
}

/* Whether its flags make it an attempt or a refusal, or say who began it. */
static int flags_speak(const svccomm_flow *flow)
{
    uint8_t own = flow->tcp_flags & SYN_OR_ACK;
    uint8_t both = (flow->tcp_flags | flow->reverse_tcp_flags) & SYN_OR_ACK;

    if (flow->protocol != SVCCOMM_PROTO_TCP)
        return 0;
    return (flow->tcp_flags & SVCCOMM_TCP_RST) || own == SVCCOMM_TCP_SYN ||
           both == SVCCOMM_TCP_SYN || (own == SYN_OR_ACK && flow->packets == 1);
}

/* Whether the port alone says if it is ephemeral, and no listener is known by better evidence. */
static int port_is_plain(const svccomm_registry *registry, uint16_t port)
{
    return port != 0 && !svccomm__ports_has(registry, port, 1) &&
           (port < registry->ephemeral_lowest ||
            (port >= registry->ephemeral_surely && port <= registry->ephemeral_highest));
}

static int times_are_plain(const struct svccomm__flow_scratch *plan, const svccomm_flow *flow)
{
    return flow->end >= plan->oldest_end && flow->end <= plan->newest_end &&
           flow->start != SVCCOMM_NO_TIME && flow->start >= -SVCCOMM_TIME_MAX &&
           flow->start <= flow->end && svccomm__elapsed(flow->end, flow->start) <= DAY_LONG;
}

static int is_usual(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                    const svccomm_flow *flow)
{
    return registry->rule_count == 0 &&
           (flow->protocol == SVCCOMM_PROTO_TCP || flow->protocol == SVCCOMM_PROTO_UDP) &&
           (flow->flags & (SVCCOMM_FLOW_DENIED | SVCCOMM_FLOW_FRAGMENT)) == 0 &&
           flow->initiator == SVCCOMM_INITIATOR_UNKNOWN && is_plain_v4(flow->source) &&
           is_plain_v4(flow->destination) && port_is_plain(registry, flow->source_port) &&
           port_is_plain(registry, flow->destination_port) && !flags_speak(flow) &&
           times_are_plain(plan, flow);
}

static int is_named(const svccomm_registry *registry, uint16_t port)
{
    return port < 512 ||
           (port < registry->ephemeral_surely && svccomm__port_is_listed(registry, port));
}

/* The rungs from the named port on, but for fan-in. */
static void decide_by_ports(const svccomm_registry *registry, const svccomm_flow *flow,
                            struct svccomm__planned *planned)
{
    uint16_t source = flow->source_port, destination = flow->destination_port;
    int source_named = is_named(registry, source), named = is_named(registry, destination);
    int source_ephemeral = source >= registry->ephemeral_surely;
    int ephemeral = destination >= registry->ephemeral_surely;

    planned->evidence = SVCCOMM_EVIDENCE_NAMED_PORT;
    planned->source_listens = (uint8_t)source_named;
    if (source_named != named)
        return;
    planned->marks |= SVCCOMM__FLOW_UNNAMED;
    if (source_ephemeral != ephemeral) {
        planned->evidence = SVCCOMM_EVIDENCE_RANGE;
        planned->source_listens = !source_ephemeral;
    } else {
        planned->evidence = SVCCOMM_EVIDENCE_GUESS;
        planned->source_listens = source < destination;
    }
}

int svccomm__flow_quick(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];

    if (flow->source_port == flow->destination_port || !is_usual(registry, plan, flow))
        return 0;
    planned->record = 0;
    planned->what = SVCCOMM__FLOW_EVENT;
    planned->marks = SVCCOMM__FLOW_PLAIN;
    decide_by_ports(registry, flow, planned);
    svccomm__ports_note(registry, svccomm__flow_listener_port(flow, planned), 0);
    return 1;
}
