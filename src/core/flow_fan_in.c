/* SPDX-License-Identifier: MIT
 * Of a batch of flows: which end met more ports. All of the batch is counted before any of it is
 * decided, hour by hour, so that order within it does not matter (D1, D3). */
#include "base/sort.h"
#include "core/fan_in.h"
#include "core/flow_plan.h"
#include "core/rules.h"

static int unnamed_order(const void *context, const void *a, const void *b)
{
    const struct svccomm__unnamed *x = a, *y = b;

    (void)context;
    if (x->hour != y->hour)
        return x->hour < y->hour ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static struct svccomm__fan_ref ref_of(const svccomm_registry *registry,
                                      const struct svccomm__flow_scratch *plan, size_t at,
                                      int source)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    const uint8_t *address = source ? flow->source : flow->destination;
    uint16_t port = source ? svccomm__flow_source_port(flow) : svccomm__flow_destination_port(flow);
    int local = (plan->planned[at].marks & SVCCOMM__FLOW_LOCAL) &&
                svccomm__rules_local(registry, flow->realm, address);

    return svccomm__fan_in_ref(registry, flow->realm, local ? plan->batch->host : 0, address,
                               flow->protocol, port);
}

/* Lists them by the hours of their events. */
static size_t list_unnamed(const svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct svccomm__unnamed *list = plan->unnamed_list;
    size_t at, count = 0, spread = 0;

    for (at = 0; at < plan->count; at++) {
        if (!(plan->planned[at].marks & SVCCOMM__FLOW_UNNAMED))
            continue;
        list[count].source = ref_of(registry, plan, at, 1);
        list[count].destination = ref_of(registry, plan, at, 0);
        list[count].at = (uint32_t)at;
        list[count].hour = svccomm__fan_in_hour(svccomm__flow_at(plan, at)->end);
        spread += list[count].hour != list[0].hour;
        count++;
    }
    if (spread > 0)
        svccomm__sort(list, count, sizeof *list, unnamed_order, NULL);
    return count;
}

/* Attempts are decided like events, but say nothing themselves (F12). */
static int counts(const struct svccomm__flow_scratch *plan, const struct svccomm__unnamed *u)
{
    return plan->planned[u->at].what == SVCCOMM__FLOW_EVENT;
}

static void meet(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                 struct svccomm__unnamed *u)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, u->at);
    int first, second;

    if (!counts(plan, u))
        return;
    first =
        svccomm__fan_in_meet(registry, &u->source, svccomm__flow_destination_port(flow), flow->end);
    second =
        svccomm__fan_in_meet(registry, &u->destination, svccomm__flow_source_port(flow), flow->end);
    plan->report.fan_in_full += !first || !second;
}

static void compare(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                    struct svccomm__unnamed *u)
{
    u->more = svccomm__fan_in_compare(registry, &u->source, &u->destination, u->hour);
    if (u->more != 0 && counts(plan, u))
        svccomm__fan_in_reach(registry, u->more == 1 ? &u->source : &u->destination,
                              svccomm__flow_at(plan, u->at)->end);
}

/* All of one hour: met, then compared. */
static void count_hour(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                       struct svccomm__unnamed *from, const struct svccomm__unnamed *to)
{
    struct svccomm__unnamed *u;

    for (u = from; u < to; u++)
        meet(registry, plan, u);
    for (u = from; u < to; u++)
        compare(registry, plan, u);
}

static void decide_anew(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        struct svccomm__unnamed *u)
{
    int which = u->more;

    if (plan->planned[u->at].evidence >= SVCCOMM_EVIDENCE_FAN_IN)
        return;
    if (which == 0)
        which = svccomm__fan_in_kept(registry, &u->source, &u->destination,
                                     svccomm__flow_at(plan, u->at)->end);
    if (which == 0)
        return;
    svccomm__flow_decide(registry, plan, u->at, which);
    svccomm__flow_note_port(registry, &plan->planned[u->at]);
}

static void count_all(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                      struct svccomm__unnamed *list, size_t count)
{
    struct svccomm__unnamed *from, *to, *end = list + count;

    for (from = list; from < end; from++) {
        svccomm__fan_in_fetch(registry, &from->source);
        svccomm__fan_in_fetch(registry, &from->destination);
    }
    for (from = list; from < end; from = to) {
        for (to = from; to < end && to->hour == from->hour; to++)
            ;
        count_hour(registry, plan, from, to);
    }
    for (from = list; from < end; from++)
        decide_anew(registry, plan, from);
}

int svccomm__flow_fan_in(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t count;
    int rc;

    if (plan->unnamed == 0)
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &plan->unnamed_list, &plan->unnamed_capacity,
                              plan->unnamed, sizeof *plan->unnamed_list);
    if (rc < 0)
        return rc;
    count = list_unnamed(registry, plan);
    rc = svccomm__fan_in_reserve(registry, count,
                                 svccomm__flow_at(plan, plan->unnamed_list[0].at)->end);
    if (rc == 0)
        count_all(registry, plan, plan->unnamed_list, count);
    return rc;
}
