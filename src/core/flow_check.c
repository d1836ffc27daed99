/* SPDX-License-Identifier: MIT
 * Of a batch of flows: which count as events or attempts, and which are dropped (F9, F12). */
#include "base/arith.h"
#include "core/calls.h"
#include "core/flow_plan.h"
#include "core/rules.h"
#include "model/address.h"
#include "model/sockets.h"

/* Both must be there, and one may be a client (D1). */
static int addresses_are_fine(const svccomm_flow *flow)
{
    int source = svccomm__address_is_client(flow->source);
    int destination = svccomm__address_is_client(flow->destination);

    if (source && destination)
        return 1;
    return (source || destination) && !svccomm__address_is_unspecified(flow->source) &&
           !svccomm__address_is_unspecified(flow->destination);
}

static int times_are_valid(const svccomm_flow *flow)
{
    return svccomm__time_is_valid(flow->end) &&
           (flow->start == SVCCOMM_NO_TIME || svccomm__time_is_valid(flow->start));
}

/* The counter that a flow's age against the receive time asks for, or NULL. */
static uint64_t *age_fault(struct svccomm__flow_scratch *plan, const svccomm_flow *flow)
{
    if (flow->end > plan->newest_end)
        return &plan->report.dropped_future;
    return flow->end < plan->oldest_end ? &plan->report.dropped_old : NULL;
}

/* The counter of what is wrong with a flow, or NULL. */
static uint64_t *fault_of(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          const svccomm_flow *flow)
{
    int ported = svccomm__protocol_has_ports(flow->protocol);

    if (!ported && !(registry->config.flow_options & SVCCOMM_FLOWS_PORTLESS))
        return &plan->report.dropped_protocol;
    if (flow->flags & SVCCOMM_FLOW_FRAGMENT)
        return &plan->report.dropped_fragment;
    if (ported && (flow->source_port == 0 || flow->destination_port == 0))
        return &plan->report.dropped_port;
    if (!addresses_are_fine(flow))
        return &plan->report.dropped_address;
    if (!times_are_valid(flow))
        return &plan->report.dropped_time;
    return age_fault(plan, flow);
}

/* Sets the mark of a scope; 0 if the batch has none to give (K3). */
static int scope_is_fine(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                         const svccomm_flow *flow, struct svccomm__planned *planned)
{
    if (!svccomm__rules_local(registry, flow->realm, flow->source) &&
        !svccomm__rules_local(registry, flow->realm, flow->destination))
        return 1;
    planned->marks |= SVCCOMM__FLOW_LOCAL;
    return plan->batch->host != 0;
}

/* F12: refused on the way, or a SYN that nobody answered. */
static int is_attempt(const svccomm_flow *flow)
{
    uint32_t flags = (uint32_t)flow->tcp_flags | flow->reverse_tcp_flags;

    if (flow->flags & SVCCOMM_FLOW_DENIED)
        return 1;
    return flow->protocol == SVCCOMM_PROTO_TCP && !(flow->flags & SVCCOMM_FLOW_SYN_ONLY_OK) &&
           (flags & (SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK)) == SVCCOMM_TCP_SYN;
}

/* Nothing but a reset: what a closed port answers, and the last word of a connection. The answers
 * to a scan must not fill the registry either (F12). */
static int is_refusal(const svccomm_flow *flow)
{
    return flow->protocol == SVCCOMM_PROTO_TCP && (flow->tcp_flags & SVCCOMM_TCP_RST) &&
           !(flow->tcp_flags & (SVCCOMM_TCP_SYN | SVCCOMM_TCP_FIN | SVCCOMM_TCP_PSH));
}

/* What covers no time that can be believed counts as a point at its end. */
static int is_point(const svccomm_flow *flow)
{
    return flow->start == SVCCOMM_NO_TIME || flow->start > flow->end ||
           svccomm__elapsed(flow->end, flow->start) > SVCCOMM__FLOW_LONGEST;
}

void svccomm__flow_check(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         size_t at)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];
    uint64_t *fault = fault_of(registry, plan, flow);

    planned->record = 0;
    planned->marks = 0;
    planned->evidence = SVCCOMM_EVIDENCE_NONE;
    planned->what = SVCCOMM__FLOW_NOTHING;
    if (fault == NULL && !scope_is_fine(registry, plan, flow, planned))
        fault = &plan->report.dropped_scope;
    if (fault != NULL) {
        (*fault)++;
        return;
    }
    planned->what = is_refusal(flow) ? SVCCOMM__FLOW_REFUSAL : SVCCOMM__FLOW_EVENT;
    if (is_attempt(flow))
        planned->what = SVCCOMM__FLOW_ATTEMPT;
    if (is_point(flow))
        planned->marks |= SVCCOMM__FLOW_POINT;
}
