/* SPDX-License-Identifier: MIT
 * Of a batch of flows: what only the batch as a whole says. Weaker evidence gives way to stronger,
 * whichever came first (D1, D2). */
#include <string.h>

#include "base/hash.h"
#include "core/flow_plan.h"
#include "core/flow_ties.h"
#include "core/listening.h"
#include "core/ports.h"
#include "model/address.h"

struct claim_context {
    const struct svccomm__flow_scratch *plan;
};

static int same_claim(const void *context, uint32_t index, const void *key)
{
    const struct claim_context *c = context;

    return memcmp(&c->plan->claims[index - 1].end, key, sizeof(svccomm_endpoint_key)) == 0;
}

static uint64_t claim_hash(const svccomm_registry *registry, const svccomm_endpoint_key *end)
{
    return svccomm__hash_words(&registry->word_keys, end, sizeof *end / 4);
}

static struct svccomm__claim *claim_of(const svccomm_registry *registry,
                                       const struct svccomm__flow_scratch *plan,
                                       const svccomm_endpoint_key *end)
{
    struct claim_context context = {plan};
    uint32_t index = svccomm__table_find(&plan->claim_table, claim_hash(registry, end), same_claim,
                                         &context, end);

    return index == 0 ? NULL : &plan->claims[index - 1];
}

static int claim(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                 const svccomm_endpoint_key *end, uint32_t evidence)
{
    struct svccomm__claim *c = claim_of(registry, plan, end);
    int rc = 0;

    if (c == NULL) {
        rc = svccomm__table_reserve(&plan->claim_table, &registry->memory, 1);
        if (rc == 0)
            rc = svccomm__memory_grow(&registry->memory, &plan->claims, &plan->claim_capacity,
                                      plan->claim_count + 1, sizeof *c);
        if (rc < 0)
            return rc;
        c = &plan->claims[plan->claim_count++];
        c->end = *end;
        c->evidence = c->told = SVCCOMM_EVIDENCE_NONE;
        svccomm__table_insert(&plan->claim_table, claim_hash(registry, end),
                              (uint32_t)plan->claim_count);
    }
    if (evidence > c->evidence)
        c->evidence = evidence;
    if (svccomm__evidence_is_told(evidence) && evidence > c->told)
        c->told = evidence;
    return 0;
}

int svccomm__flow_claims(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    const struct svccomm__planned *planned;
    svccomm_endpoint_key end;
    size_t at;
    int rc = 0;

    if (plan->claimed)
        return 0;
    for (at = 0; rc == 0 && at < plan->count; at++) {
        planned = &plan->planned[at];
        if (planned->what != SVCCOMM__FLOW_EVENT)
            continue;
        end =
            svccomm__flow_end(registry, plan, svccomm__flow_at(plan, at), planned->source_listens);
        rc = claim(registry, plan, &end, planned->evidence);
    }
    plan->claimed = rc == 0;
    return rc;
}

uint32_t svccomm__flow_strength(const svccomm_registry *registry,
                                const struct svccomm__flow_scratch *plan,
                                const svccomm_endpoint_key *end)
{
    uint32_t strength = svccomm__listening_strength(registry, end);
    const struct svccomm__claim *c = claim_of(registry, plan, end);

    return c != NULL && c->evidence > strength ? c->evidence : strength;
}

/* What flows have told of an end as a listener, the batch's included, or a person. */
static uint32_t told_of(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                        const svccomm_endpoint_key *end)
{
    uint32_t told = svccomm__listening_told(registry, end);
    const struct svccomm__claim *c = claim_of(registry, plan, end);

    return c != NULL && c->told > told ? c->told : told;
}

/* Of the other end flows have told that it listens, by stronger evidence than this one's for its
 * own: it stays a listener. The other rungs have ages of their own, and are asked by themselves. */
static void give_way(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                     size_t at)
{
    struct svccomm__planned *planned = &plan->planned[at];
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    int source = planned->source_listens;
    svccomm_endpoint_key winner = svccomm__flow_end(registry, plan, flow, source);
    svccomm_endpoint_key loser = svccomm__flow_end(registry, plan, flow, !source);
    uint32_t told = told_of(registry, plan, &loser);

    if (told <= planned->evidence || told <= told_of(registry, plan, &winner) ||
        !svccomm__address_is_client(winner.address))
        return;
    svccomm__flow_orient(planned, flow, !source);
    planned->evidence = (uint8_t)told;
}

/* Whether the other end's port is that of a listener by better evidence. */
static int must_give_way(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                         size_t at)
{
    const struct svccomm__planned *planned = &plan->planned[at];

    return planned->what != SVCCOMM__FLOW_NOTHING &&
           svccomm__ports_has(registry, planned->client_port, SVCCOMM__PORT_STRONG);
}

/* A usual flow has no port of better evidence than a named one. */
static int settle_claims(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at;
    int rc = 0;

    for (at = 0; rc == 0 && at < plan->count; at++) {
        if (!must_give_way(registry, plan, at))
            continue;
        rc = svccomm__flow_claims(registry, plan);
        if (rc == 0)
            give_way(registry, plan, at);
    }
    return rc;
}

void svccomm__flow_note_port(svccomm_registry *registry, const struct svccomm__planned *planned)
{
    if (planned->what == SVCCOMM__FLOW_EVENT)
        svccomm__ports_note(registry, planned->key.port,
                            svccomm__ports_endpoint(planned->evidence));
}

int svccomm__flow_evidence(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    int rc = svccomm__flow_fan_in(registry, plan);

    if (rc == 0)
        rc = svccomm__flow_ties(registry, plan);
    return rc < 0 || !plan->unusual ? rc : settle_claims(registry, plan);
}
