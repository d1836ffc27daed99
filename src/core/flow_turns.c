/* SPDX-License-Identifier: MIT
 * Of a batch of flows: records that its evidence turns round (D2). Only a listener's port that some
 * record has as its client port can turn one, and few have. */
#include "core/flow_plan.h"
#include "core/listening.h"
#include "core/ports.h"
#include "core/records.h"
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
    uint32_t first;
    int rc = svccomm__turnable_first(registry, &end, &first);

    if (rc < 0 || first == 0)
        return rc;
    rc = svccomm__flow_claims(registry, plan);
    if (rc < 0)
        return rc;
    return svccomm__turns_collect(registry, &plan->turns, &end, planned->evidence, strength_of,
                                  &context);
}

uint32_t svccomm__flow_opposite(const svccomm_registry *registry,
                                const struct svccomm__flow_scratch *plan, size_t at)
{
    int grouped;
    svccomm_key key =
        svccomm__flow_key(registry, plan, at, !plan->planned[at].source_listens, &grouped);

    return svccomm__record_find(registry, &key);
}

/* A record of several client ports that has the ends the other way round, by weaker evidence, stays
 * and is marked (D2). What it is before the batch goes in decides, so that order within the batch
 * does not matter. */
static int mix_by(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    struct svccomm__planned *planned = &plan->planned[at];
    uint32_t index = svccomm__flow_opposite(registry, plan, at);
    const struct svccomm__record *record;
    svccomm_endpoint_key listener;
    int rc;

    if (index == 0)
        return 0;
    record = svccomm__record_at(registry, index);
    if (record->turnable != SVCCOMM__PORT_SEVERAL || (record->flags & SVCCOMM_RECORD_MIXED) ||
        (record->origin & SVCCOMM_ORIGIN_MANUAL))
        return 0;
    rc = svccomm__flow_claims(registry, plan);
    listener = svccomm__endpoint_at(registry, record->endpoint)->key;
    if (rc < 0 || planned->evidence <= svccomm__flow_strength(registry, plan, &listener))
        return rc;
    planned->marks |= SVCCOMM__FLOW_MIXES;
    plan->mixes++;
    return 0;
}

/* What is ignored changes nothing (K6). */
static int says_something(const svccomm_registry *registry, const struct svccomm__planned *planned)
{
    uint32_t index = 0;

    if (planned->what != SVCCOMM__FLOW_EVENT)
        return 0;
    if (!(planned->marks & SVCCOMM__FLOW_UNKNOWN))
        index = svccomm__record_find_short(registry, &planned->key, svccomm__flow_hash(planned));
    return index == 0 || svccomm__record_at(registry, index)->status != SVCCOMM_STATUS_IGNORED;
}

int svccomm__flow_turns(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at;
    int rc = 0;

    svccomm__turns_begin(&plan->turns);
    if (plan->asks == 0)
        return 0;
    for (at = 0; rc == 0 && at < plan->count; at++) {
        const struct svccomm__planned *planned = &plan->planned[at];

        if (!(planned->marks & SVCCOMM__FLOW_ASKS) || !says_something(registry, planned))
            continue;
        if (svccomm__ports_has(registry, planned->key.port, SVCCOMM__PORT_TURNABLE))
            rc = turn_by(registry, plan, at);
        if (rc == 0 && svccomm__ports_has(registry, planned->client_port, SVCCOMM__PORT_ENDPOINT))
            rc = mix_by(registry, plan, at);
    }
    return rc;
}
