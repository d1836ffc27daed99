/* SPDX-License-Identifier: MIT
 * Of a batch of flows: records that its evidence turns round (D2). Only a listener's port that some
 * record has as its client port can turn one, and few have. */
#include "core/flow_plan.h"
#include "core/turnable.h"

struct strength_context {
    const svccomm_registry *registry;
    const struct svccomm__flow_scratch *plan;
};

static uint32_t strength_of(const void *context, const svccomm_endpoint_key *end)
{
    const struct strength_context *c = context;

    return svccomm__flow_strength(c->registry, c->plan, end);
}

static int turn_by(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    struct strength_context context = {registry, plan};
    const struct svccomm__planned *planned = &plan->planned[at];
    svccomm_endpoint_key end =
        svccomm__flow_end(registry, plan, svccomm__flow_at(plan, at), planned->source_listens);
    int rc;

    if (svccomm__turnable_first(registry, &end) == 0)
        return 0;
    rc = svccomm__flow_claims(registry, plan);
    if (rc < 0)
        return rc;
    return svccomm__turns_collect(registry, &plan->turns, &end, planned->evidence, strength_of,
                                  &context);
}

int svccomm__flow_turns(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at;
    uint16_t port;
    int rc = 0;

    svccomm__turns_begin(&plan->turns);
    for (at = 0; rc == 0 && at < plan->count; at++) {
        if (plan->planned[at].what != SVCCOMM__FLOW_EVENT)
            continue;
        port = svccomm__flow_listener_port(svccomm__flow_at(plan, at), &plan->planned[at]);
        if (svccomm__turnable_has_port(registry, port))
            rc = turn_by(registry, plan, at);
    }
    return rc;
}
