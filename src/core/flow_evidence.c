/* SPDX-License-Identifier: MIT
 * Of a batch of flows: what only the batch as a whole says. Fan-in is counted over all of it before
 * any of it is decided, and weaker evidence gives way to stronger, whichever came first (D1, D2).
 */
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "core/fan_in.h"
#include "core/flow_plan.h"
#include "core/flow_ties.h"
#include "core/listening.h"
#include "core/ports.h"
#include "model/address.h"

static int unnamed_order(const void *context, const void *a, const void *b)
{
    const struct svccomm__unnamed *x = a, *y = b;

    (void)context;
    if (x->hour != y->hour)
        return x->hour < y->hour ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Lists them by the hours of their events; *spread: there is more than one. */
static void list_unnamed(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         struct svccomm__unnamed *list)
{
    svccomm_endpoint_key source, destination;
    const svccomm_flow *flow;
    size_t at, count = 0, spread = 0;

    for (at = 0; at < plan->count; at++) {
        if (!(plan->planned[at].marks & SVCCOMM__FLOW_UNNAMED) ||
            plan->planned[at].what == SVCCOMM__FLOW_NOTHING)
            continue;
        flow = svccomm__flow_at(plan, at);
        source = svccomm__flow_end(registry, plan, flow, 1);
        destination = svccomm__flow_end(registry, plan, flow, 0);
        list[count].source = svccomm__fan_in_end(registry, &source);
        list[count].destination = svccomm__fan_in_end(registry, &destination);
        list[count].at = (uint32_t)at;
        list[count].hour = svccomm__fan_in_hour(flow->end);
        spread += list[count].hour != list[0].hour;
        count++;
    }
    if (spread > 0)
        svccomm__sort(list, count, sizeof *list, unnamed_order, NULL);
}

/* Attempts are decided like events, but say nothing themselves (F12). */
static int counts(const struct svccomm__flow_scratch *plan, const struct svccomm__unnamed *u)
{
    return plan->planned[u->at].what == SVCCOMM__FLOW_EVENT;
}

static void meet(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                 const struct svccomm__unnamed *u)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, u->at);
    int first, second;

    if (!counts(plan, u))
        return;
    first =
        svccomm__fan_in_meet(registry, u->source, svccomm__flow_destination_port(flow), flow->end);
    second =
        svccomm__fan_in_meet(registry, u->destination, svccomm__flow_source_port(flow), flow->end);
    plan->report.fan_in_full += !first || !second;
}

/* All of one hour: met, then compared. */
static void count_hour(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                       struct svccomm__unnamed *list, size_t count)
{
    struct svccomm__unnamed *u;
    int64_t time;

    for (u = list; u < list + count; u++)
        meet(registry, plan, u);
    for (u = list; u < list + count; u++) {
        time = svccomm__flow_at(plan, u->at)->end;
        u->more = svccomm__fan_in_compare(registry, u->source, u->destination, time);
        if (u->more != 0 && counts(plan, u))
            svccomm__fan_in_reach(registry, u->more == 1 ? u->source : u->destination, time);
    }
}

static void decide_anew(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        const struct svccomm__unnamed *u)
{
    int which = u->more;

    if (plan->planned[u->at].evidence >= SVCCOMM_EVIDENCE_FAN_IN)
        return;
    if (which == 0)
        which = svccomm__fan_in_kept(registry, u->source, u->destination,
                                     svccomm__flow_at(plan, u->at)->end);
    if (which == 0)
        return;
    svccomm__flow_decide(registry, plan, u->at, which);
    svccomm__flow_note_port(registry, &plan->planned[u->at]);
}

static int count_fan_in(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct svccomm__unnamed *list;
    size_t from, to;
    int rc;

    if (plan->unnamed == 0)
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &plan->unnamed_list, &plan->unnamed_capacity,
                              plan->unnamed, sizeof *list);
    if (rc < 0)
        return rc;
    list = plan->unnamed_list;
    list_unnamed(registry, plan, list);
    rc = svccomm__fan_in_reserve(registry, plan->unnamed, svccomm__flow_at(plan, list[0].at)->end);
    if (rc < 0)
        return rc;
    for (from = 0; from < plan->unnamed; from = to) {
        for (to = from; to < plan->unnamed && list[to].hour == list[from].hour; to++)
            ;
        count_hour(registry, plan, list + from, to - from);
    }
    for (from = 0; from < plan->unnamed; from++)
        decide_anew(registry, plan, &list[from]);
    return 0;
}

/* ---- what the batch claims ---- */

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
    int rc = count_fan_in(registry, plan);

    if (rc == 0)
        rc = svccomm__flow_ties(registry, plan);
    return rc < 0 ? rc : settle_claims(registry, plan);
}
