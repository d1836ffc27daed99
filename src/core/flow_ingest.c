/* SPDX-License-Identifier: MIT
 * Taking in a batch of flows: checked, worked out, reserved, applied (F1-F13). */
#include <string.h>

#include "base/arith.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/eviction.h"
#include "core/fan_in.h"
#include "core/flow_plan.h"
#include "core/idle.h"
#include "core/records.h"
#include "core/traffic.h"

#define SMALL_BATCH 1024u /* flows */

int svccomm_flow_batch_init(svccomm_flow_batch *batch, size_t size)
{
    int rc = svccomm__struct_init(batch, size, sizeof *batch);

    if (rc == 0)
        batch->received = SVCCOMM_NO_TIME;
    return rc;
}

int svccomm_flow_report_init(svccomm_flow_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

void svccomm__flow_scratch_free(svccomm_registry *registry)
{
    struct svccomm__flow_scratch *p = registry->flow_scratch;
    struct svccomm__memory *m = &registry->memory;

    if (p == NULL)
        return;
    svccomm__memory_free(m, p->planned, p->planned_capacity * sizeof *p->planned);
    svccomm__memory_free(m, p->claims, p->claim_capacity * sizeof *p->claims);
    svccomm__memory_free(m, p->rule_hits, p->rule_capacity * sizeof *p->rule_hits);
    svccomm__memory_free(m, p->unnamed_list, p->unnamed_capacity * sizeof *p->unnamed_list);
    svccomm__memory_free(m, p->tie_list, p->tie_capacity * sizeof *p->tie_list);
    svccomm__table_free(&p->claim_table, m);
    svccomm__turns_free(registry, &p->turns);
    svccomm__memory_free(m, p, sizeof *p);
    registry->flow_scratch = NULL;
}

/* Forgets the batch of before and keeps the memory. */
static int scratch_start(svccomm_registry *registry, const svccomm_flow *flows, size_t count,
                         size_t size, const svccomm_flow_batch *batch)
{
    struct svccomm__flow_scratch *plan = registry->flow_scratch;
    int rc;

    if (plan == NULL)
        plan = registry->flow_scratch = svccomm__memory_new(&registry->memory, sizeof *plan);
    if (plan == NULL)
        return SVCCOMM_E_NOMEM;
    plan->flows = (const unsigned char *)flows;
    plan->stride = size;
    plan->count = count;
    plan->batch = batch;
    plan->unnamed = plan->ties = plan->asks = plan->mixes = plan->others = 0;
    plan->missing = plan->bare = 0;
    plan->claim_count = 0;
    plan->last.realm = plan->last.space = 0;
    plan->last.known = 1;
    plan->claimed = plan->unusual = 0;
    svccomm__turns_begin(&plan->turns);
    if (plan->claim_table.count > 0)
        svccomm__table_clear(&plan->claim_table, &registry->memory, count);
    memset(&plan->report, 0, sizeof plan->report);
    plan->report.flows = count;
    rc = svccomm__memory_grow(&registry->memory, &plan->planned, &plan->planned_capacity, count,
                              sizeof *plan->planned);
    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->rule_hits, &plan->rule_capacity,
                                  registry->rule_count, sizeof *plan->rule_hits);
    if (rc == 0 && registry->rule_count > 0)
        memset(plan->rule_hits, 0, registry->rule_count * sizeof *plan->rule_hits);
    return rc;
}

/* Times within +-SVCCOMM_TIME_MAX, so nothing here overflows; the sums may go beyond, where no end
 * of a flow is. */
static void bound_ends(const svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    int64_t received = plan->batch->received;

    plan->oldest_end = -SVCCOMM_TIME_MAX;
    plan->newest_end = SVCCOMM_TIME_MAX;
    if (received != SVCCOMM_NO_TIME && registry->config.flow_age <= received + SVCCOMM_TIME_MAX)
        plan->oldest_end = received - registry->config.flow_age;
    if (received != SVCCOMM_NO_TIME && registry->config.flow_future <= SVCCOMM_TIME_MAX - received)
        plan->newest_end = received + registry->config.flow_future;
    plan->oldest_plain =
        svccomm__max_time(plan->oldest_end, SVCCOMM__FLOW_LONGEST - SVCCOMM_TIME_MAX);
}

static void check_and_decide(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                             size_t at)
{
    struct svccomm__planned *planned = &plan->planned[at];

    plan->unusual = 1;
    svccomm__flow_check(registry, plan, at);
    if (planned->what == SVCCOMM__FLOW_NOTHING)
        return;
    plan->others += planned->what != SVCCOMM__FLOW_EVENT;
    svccomm__flow_decide(registry, plan, at, 0);
    svccomm__flow_note_port(registry, planned);
    plan->unnamed += (planned->marks & SVCCOMM__FLOW_UNNAMED) != 0;
    plan->ties += (planned->marks & SVCCOMM__FLOW_TIE) != 0;
}

static void check_and_decide_all(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    int may_be_usual = registry->rule_count == 0;
    size_t at;

    bound_ends(registry, plan);
    for (at = 0; at < plan->count; at++) {
        if (may_be_usual)
            at = svccomm__flow_quick(registry, plan, at);
        if (at < plan->count)
            check_and_decide(registry, plan, at);
    }
}

/* What is made may have to evict what is idle (A7). */
static int reserve_makes(svccomm_registry *registry, const struct svccomm__need *need)
{
    int rc = svccomm__need_reserve(registry, need);

    return rc < 0 ? rc
                  : svccomm__idle_reserve(registry, need->endpoints, need->addresses,
                                          need->records + need->ends);
}

/* What may have to be made. For a batch as small as receivers give, room for a record of each flow
 * is kept from batch to batch; of a large one the records are looked up twice. */
static void need_for_records(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                             struct svccomm__need *need)
{
    need->records = need->netflows = (uint32_t)plan->count;
    if (plan->count <= SMALL_BATCH)
        return;
    svccomm__flow_lookup(registry, plan, 0, plan->count);
    need->records = plan->missing;
    need->netflows = plan->missing + plan->bare;
}

static int reserve_all(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct svccomm__need need = {0};
    uint32_t count = (uint32_t)plan->count;
    int rc;

    need_for_records(registry, plan, &need);
    /* Where some will be evicted for others, any record may have to be made again. */
    plan->unsettled =
        plan->turns.count > 0 || svccomm__pool_count(&registry->records) + (uint64_t)need.records >
                                     registry->config.max_records;
    if (plan->unsettled)
        need.records = need.netflows = count;
    need.endpoints = need.addresses = need.records;
    need.touched = count + (uint32_t)plan->mixes;
    svccomm__turns_need(&plan->turns, &need);
    svccomm__need_keys(&need);
    rc = svccomm__evict_reserve(registry, need.records + need.ends);
    if (rc == 0)
        rc = reserve_makes(registry, &need);
    if (rc == 0)
        rc = svccomm__traffic_reserve_parts(registry, count);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_RULE, registry->rule_count, 0);
    return rc;
}

/* Nothing has changed yet but what the batch says of fan-in, which can be undone. */
static int plan_flows(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    int rc;

    check_and_decide_all(registry, plan);
    rc = svccomm__flow_evidence(registry, plan);
    if (rc < 0)
        return rc;
    svccomm__flow_keys(registry, plan);
    rc = svccomm__flow_turns(registry, plan);
    return rc < 0 ? rc : reserve_all(registry, plan);
}

static int plan_and_apply_flows(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    int rc = plan_flows(registry, plan);

    if (rc < 0) {
        svccomm__fan_in_undo(registry);
        return rc;
    }
    svccomm__fan_in_keep(registry);
    svccomm__flow_apply(registry, plan);
    return 0;
}

/* A report is nothing but counters after its head. */
static void add_flow_report(svccomm_flow_report *to, const svccomm_flow_report *from)
{
    uint64_t *into = &to->flows;
    const uint64_t *counter = &from->flows, *end = &from->fan_in_full;

    for (; counter <= end; counter++, into++)
        svccomm__count(into, *counter);
}

static int flows_check(const svccomm_registry *registry, const svccomm_flow *flows, size_t count,
                       size_t size, const svccomm_flow_batch *batch, svccomm_flow_batch *own,
                       const svccomm_flow_report *report)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0)
        rc = batch == NULL ? SVCCOMM_E_ARGUMENT : svccomm__struct_in(own, sizeof *own, batch);
    if (rc == 0)
        rc = svccomm__elements_in(flows, count, size, sizeof *flows);
    if (rc == 0 && report != NULL)
        rc = svccomm__struct_out(report, sizeof *report);
    if (rc != 0)
        return rc;
    if (!svccomm__time_is_valid(own->now) ||
        (own->received != SVCCOMM_NO_TIME && !svccomm__time_is_valid(own->received)))
        return SVCCOMM_E_RANGE;
    return count > INT32_MAX / 4 ? SVCCOMM_E_NOMEM : 0;
}

int svccomm_registry_ingest_flows(svccomm_registry *registry, const svccomm_flow *flows,
                                  size_t count, size_t size, const svccomm_flow_batch *batch,
                                  svccomm_flow_report *report)
{
    svccomm_flow_batch own;
    int rc = flows_check(registry, flows, count, size, batch, &own, report);

    if (rc < 0 || count == 0) /* nothing may have been planned ever, and there is no array then */
        return rc;
    rc = scratch_start(registry, flows, count, size, &own);
    if (rc == 0)
        rc = plan_and_apply_flows(registry, registry->flow_scratch);
    if (rc == 0 && report != NULL)
        add_flow_report(report, &registry->flow_scratch->report);
    return rc;
}
