/* SPDX-License-Identifier: MIT
 * Of a batch of flows: equal ports that nothing decides (section 6, guess). Flows of equal ports
 * are sorted by their pair and start, so that the earliest of each pair comes first. */
#include "core/flow_ties.h"

#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "model/address.h"

/* Both orientations are one pair. */
static uint64_t pair_of(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                        const svccomm_flow *flow)
{
    svccomm_endpoint_key source = svccomm__flow_end(registry, plan, flow, 1);
    svccomm_endpoint_key destination = svccomm__flow_end(registry, plan, flow, 0);

    return svccomm__hash_words(&registry->word_keys, &source, sizeof source / 4) +
           svccomm__hash_words(&registry->word_keys, &destination, sizeof destination / 4);
}

/* At the same earliest time in both directions the greater address listens. */
static int tie_order(const void *context, const void *a, const void *b)
{
    const struct svccomm__tie *x = a, *y = b;

    (void)context;
    if (x->pair != y->pair)
        return x->pair < y->pair ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->forward != y->forward)
        return x->forward > y->forward ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int64_t effective_start(const svccomm_registry *registry,
                               const struct svccomm__planned *planned, const svccomm_flow *flow)
{
    return registry->config.points || (planned->marks & SVCCOMM__FLOW_POINT) ? flow->end
                                                                             : flow->start;
}

/* Every flow of equal ports that was not dropped, whatever decided it. */
static int list_ties(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                     struct svccomm__tie **list, size_t *count)
{
    const svccomm_flow *flow;
    struct svccomm__tie *tie;
    size_t at;
    int rc;

    *count = 0;
    rc = svccomm__memory_grow(&registry->memory, &plan->tie_list, &plan->tie_capacity, plan->count,
                              sizeof *tie);
    *list = plan->tie_list;
    for (at = 0; rc == 0 && at < plan->count; at++) {
        flow = svccomm__flow_at(plan, at);
        if (plan->planned[at].what == SVCCOMM__FLOW_NOTHING ||
            svccomm__flow_source_port(flow) != svccomm__flow_destination_port(flow))
            continue;
        tie = &(*list)[(*count)++];
        tie->pair = pair_of(registry, plan, flow);
        tie->start = effective_start(registry, &plan->planned[at], flow);
        tie->at = (uint32_t)at;
        tie->forward = memcmp(flow->source, flow->destination, SVCCOMM_ADDRESS_SIZE) < 0;
    }
    return rc;
}

/* Whether the record of an orientation exists. */
static int has_record(const svccomm_registry *registry, const struct svccomm__flow_scratch *plan,
                      size_t at, int source_listens)
{
    int grouped;
    svccomm_key key = svccomm__flow_key(registry, plan, at, source_listens, &grouped);

    return svccomm__record_find(registry, &key) != 0;
}

/* `earliest` is the first flow of the pair. */
static void decide_tie(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                       const struct svccomm__tie *tie, const struct svccomm__tie *earliest)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, tie->at);
    int as_source = has_record(registry, plan, tie->at, 1);
    int as_destination = has_record(registry, plan, tie->at, 0);
    /* The source listens where it is not the client, which is the earliest flow's source. */
    int source_listens = tie->forward != earliest->forward;

    if (as_source != as_destination)
        source_listens = as_source;
    if (!svccomm__address_is_client(source_listens ? flow->destination : flow->source))
        source_listens = !source_listens;
    svccomm__flow_orient(&plan->planned[tie->at], flow, source_listens);
}

int svccomm__flow_ties(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct svccomm__tie *list;
    size_t count, i, first = 0;
    int rc;

    if (plan->ties == 0)
        return 0;
    rc = list_ties(registry, plan, &list, &count);
    if (rc < 0)
        return rc;
    svccomm__sort(list, count, sizeof *list, tie_order, NULL);
    for (i = 0; i < count; i++) {
        if (list[i].pair != list[first].pair)
            first = i;
        if (plan->planned[list[i].at].marks & SVCCOMM__FLOW_TIE)
            decide_tie(registry, plan, &list[i], &list[first]);
    }
    return 0;
}
