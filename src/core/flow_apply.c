/* SPDX-License-Identifier: MIT
 * Of a batch of flows: the change of the registry, for which all room was reserved. */
#include <string.h>

#include "base/arith.h"
#include "core/admit.h"
#include "core/endpoints.h"
#include "core/flow_plan.h"
#include "core/listening.h"
#include "core/records.h"
#include "core/rules.h"
#include "core/traffic.h"
#include "core/turnable.h"

#define BLOCK 16u /* flows */

/* Whether the record that was looked up is still it: it may have been evicted for another, and
 * atoms of its key given to other values. */
static int is_there(const svccomm_registry *registry, const struct svccomm__planned *planned)
{
    const struct svccomm__record *record = svccomm__record_at(registry, planned->record);

    return (record->flags & SVCCOMM__RECORD_LIVE) && planned->key.atoms == 0 &&
           planned->key.space == 0 && svccomm__short_key_equal(&record->key, &planned->key);
}

static uint32_t find_or_make(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                             size_t at, int make)
{
    svccomm_key key;
    uint32_t index;
    int grouped, made;

    key = svccomm__flow_key(registry, plan, at, plan->planned[at].source_listens, &grouped);
    if (!make)
        return svccomm__record_find(registry, &key);
    index = svccomm__admit_record(registry, &key, 0, plan->since, plan->batch->now, &made);
    plan->report.records_new += (uint64_t)made;
    return index;
}

static inline uint32_t record_of(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                                 size_t at, int make)
{
    const struct svccomm__planned *planned = &plan->planned[at];

    if (planned->record != 0 && (!plan->unsettled || is_there(registry, planned)))
        return planned->record;
    return find_or_make(registry, plan, at, make);
}

/* The record that has the ends the other way round is marked (D2), once. */
static void mark_mixed(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    uint32_t index = svccomm__flow_opposite(registry, plan, at);
    struct svccomm__record *record = svccomm__record_at(registry, index);

    if (record->flags & SVCCOMM_RECORD_MIXED)
        return;
    record->flags |= SVCCOMM_RECORD_MIXED;
    plan->report.mixed++;
    svccomm__record_touch(registry, index, plan->batch->now);
}

static inline void see_ends(svccomm_registry *registry, const struct svccomm__planned *planned,
                            struct svccomm__record *record, uint32_t index)
{
    record->origin |= SVCCOMM_ORIGIN_NETFLOW;
    if (planned->marks & SVCCOMM__FLOW_GROUPED)
        record->flags |= SVCCOMM_RECORD_MIXED;
    svccomm__record_hear(registry, record, planned->evidence);
    if (svccomm__evidence_is_told(planned->evidence))
        svccomm__endpoint_tell(registry, record->endpoint, planned->evidence);
    if (record->turnable != SVCCOMM__PORT_SEVERAL)
        svccomm__turnable_see(registry, index, planned->client_port);
}

static inline uint32_t traffic_of(svccomm_registry *registry, struct svccomm__record *record)
{
    if (record->netflow == 0)
        record->netflow = svccomm__traffic_new(registry);
    return record->netflow;
}

/* Of an event that was taken as a point: why (F9). */
static void count_point(svccomm_flow_report *report, const svccomm_flow *flow)
{
    if (flow->start == SVCCOMM_NO_TIME)
        return;
    if (flow->start > flow->end)
        report->reversed_times++;
    else
        report->long_durations++;
}

static inline void count_event(svccomm_registry *registry, svccomm_flow_report *report,
                               const svccomm_flow *flow, const struct svccomm__planned *planned,
                               struct svccomm__record *record)
{
    int point = (planned->marks & SVCCOMM__FLOW_POINT) != 0;

    report->late += (uint64_t)svccomm__traffic_add(registry, traffic_of(registry, record), flow,
                                                   planned->source_listens, point);
    report->events++;
    if (point)
        count_point(report, flow);
    report->sampled += flow->sampling > 1;
    report->biflows += (flow->flags & SVCCOMM_FLOW_BIFLOW) != 0;
    registry->newest = svccomm__max_time(registry->newest, flow->end);
}

static inline void add_event(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                             size_t at, uint32_t index)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    const struct svccomm__planned *planned = &plan->planned[at];

    if (record->status == SVCCOMM_STATUS_IGNORED) {
        plan->report.ignored++;
        return;
    }
    see_ends(registry, planned, record, index);
    count_event(registry, &plan->report, svccomm__flow_at(plan, at), planned, record);
    svccomm__record_touch(registry, index, plan->batch->now);
}

static void apply_event(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    uint32_t index = record_of(registry, plan, at, 1);

    if (index == 0)
        plan->report.dropped_full++;
    else
        add_event(registry, plan, at, index);
}

/* The end of a communication that is known, or the answer to an attempt, which is no more than that
 * was (F12); after the events, so that order within the batch does not matter. */
static void apply_refusal(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    uint32_t index = record_of(registry, plan, at, 0);

    plan->planned[at].evidence = SVCCOMM_EVIDENCE_NONE;
    if (index == 0)
        plan->report.attempts_unknown++;
    else
        add_event(registry, plan, at, index);
}

/* After the refusals, to which what an attempt makes is no record. */
static void apply_attempt(svccomm_registry *registry, struct svccomm__flow_scratch *plan, size_t at)
{
    int make = (registry->config.flow_options & SVCCOMM_FLOWS_ATTEMPTS) != 0;
    uint32_t index = record_of(registry, plan, at, make);
    struct svccomm__record *record;

    if (index == 0) {
        (*(make ? &plan->report.dropped_full : &plan->report.attempts_unknown))++;
        return;
    }
    record = svccomm__record_at(registry, index);
    if (record->status == SVCCOMM_STATUS_IGNORED) {
        plan->report.ignored++;
        return;
    }
    record->origin |= SVCCOMM_ORIGIN_NETFLOW;
    if (plan->planned[at].marks & SVCCOMM__FLOW_GROUPED)
        record->flags |= SVCCOMM_RECORD_MIXED;
    svccomm__traffic_attempt(registry, traffic_of(registry, record));
    plan->report.attempts++;
    svccomm__record_touch(registry, index, plan->batch->now);
}

/* The statistics of the next flows come from memory while these are applied. */
static void apply_events(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at = 0, next = 0;

    for (; at < plan->count; at++) {
        if (at + BLOCK >= next) {
            svccomm__flow_lookup(registry, plan, next, next + BLOCK);
            next += BLOCK;
        }
        if (plan->planned[at].what == SVCCOMM__FLOW_EVENT)
            apply_event(registry, plan, at);
    }
}

static void apply_others(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at;

    for (at = 0; at < plan->count; at++)
        if (plan->planned[at].what == SVCCOMM__FLOW_REFUSAL)
            apply_refusal(registry, plan, at);
    for (at = 0; at < plan->count; at++)
        if (plan->planned[at].what == SVCCOMM__FLOW_ATTEMPT)
            apply_attempt(registry, plan, at);
}

void svccomm__flow_apply(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t at;

    plan->since = registry->revision + 1;
    for (at = 0; plan->mixes > 0 && at < plan->count; at++)
        if (plan->planned[at].marks & SVCCOMM__FLOW_MIXES)
            mark_mixed(registry, plan, at);
    plan->report.turned +=
        svccomm__turns_apply(registry, &plan->turns, plan->since, plan->batch->now);
    apply_events(registry, plan);
    if (plan->others > 0)
        apply_others(registry, plan);
    for (at = 0; at < registry->rule_count; at++)
        if (plan->rule_hits[at] > 0)
            svccomm__rules_hit(registry, at, plan->rule_hits[at]);
}
