/* SPDX-License-Identifier: MIT
 * Of a batch of flows: keys, and the records that exist. What will be touched is asked for from
 * memory well before: the slots of a block of flows, then their records, then their statistics. */
#include <string.h>

#include "base/prefetch.h"
#include "core/flow_plan.h"
#include "core/ports.h"
#include "core/records.h"
#include "core/rules.h"
#include "model/address.h"

#define BLOCK 32u

svccomm_key svccomm__flow_key(const svccomm_registry *registry,
                              const struct svccomm__flow_scratch *plan, size_t at,
                              int source_listens, int *grouped)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    const struct svccomm__planned *planned = &plan->planned[at];
    svccomm_key key = {0};

    key.realm = flow->realm;
    key.protocol = flow->protocol;
    key.port =
        source_listens ? svccomm__flow_source_port(flow) : svccomm__flow_destination_port(flow);
    memcpy(key.client, source_listens ? flow->destination : flow->source, sizeof key.client);
    memcpy(key.listener, source_listens ? flow->source : flow->destination, sizeof key.listener);
    *grouped = registry->rule_count > 0 && svccomm__rules_group(registry, key.realm, key.client);
    if ((planned->marks & SVCCOMM__FLOW_LOCAL) &&
        (svccomm__rules_local(registry, key.realm, key.client) ||
         svccomm__rules_local(registry, key.realm, key.listener)))
        key.scope = plan->batch->host;
    return key;
}

/* An ignore rule takes the flow out (K12). */
static void ask_rules(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                      size_t at, const svccomm_key *key)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];
    size_t rule = svccomm__rules_ignore(
        registry, key, planned->source_listens ? flow->destination : flow->source, NULL);

    if (rule == 0)
        return;
    plan->rule_hits[rule - 1]++;
    plan->report.ignored++;
    planned->what = SVCCOMM__FLOW_NOTHING;
}

static void key_slowly(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                       size_t at)
{
    struct svccomm__planned *planned = &plan->planned[at];
    int grouped;
    svccomm_key key = svccomm__flow_key(registry, plan, at, planned->source_listens, &grouped);

    if (grouped)
        planned->marks |= SVCCOMM__FLOW_GROUPED;
    if (!svccomm__short_key_find(&registry->atoms, &key, &planned->key))
        planned->marks |= SVCCOMM__FLOW_UNKNOWN;
    planned->hash = (uint32_t)(svccomm__record_hash(registry, &planned->key) >> 32);
    if (registry->rule_count > 0)
        ask_rules(registry, plan, at, &key);
}

/* Whether all of its key stands in the flow itself. */
static int is_plain(const svccomm_registry *registry, const svccomm_flow *flow,
                    const struct svccomm__planned *planned)
{
    return registry->rule_count == 0 && !(planned->marks & SVCCOMM__FLOW_LOCAL) &&
           svccomm__protocol_has_ports(flow->protocol) && svccomm__address_is_v4(flow->source) &&
           svccomm__address_is_v4(flow->destination);
}

static void find_key(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                     size_t at)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];

    planned->marks |= SVCCOMM__FLOW_KEYED;
    if (!is_plain(registry, flow, planned))
        key_slowly(registry, plan, at);
    else if (!svccomm__flow_key_plain(registry, plan, flow, planned))
        planned->marks |= SVCCOMM__FLOW_UNKNOWN;
}

static int is_sought(const struct svccomm__planned *planned)
{
    return planned->what != SVCCOMM__FLOW_NOTHING && !(planned->marks & SVCCOMM__FLOW_UNKNOWN);
}

static void mark_asking(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        struct svccomm__planned *planned)
{
    if (!svccomm__ports_has(registry, planned->key.port, SVCCOMM__PORT_TURNABLE) &&
        !svccomm__ports_has(registry, planned->client_port, SVCCOMM__PORT_ENDPOINT))
        return;
    planned->marks |= SVCCOMM__FLOW_ASKS;
    plan->asks++;
}

static void fetch_slots(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        size_t from, size_t to)
{
    struct svccomm__planned *planned;

    for (; from < to; from++) {
        planned = &plan->planned[from];
        if (planned->what == SVCCOMM__FLOW_NOTHING)
            continue;
        if (!(planned->marks & SVCCOMM__FLOW_KEYED))
            find_key(registry, plan, from);
        mark_asking(registry, plan, planned);
        svccomm__table_prefetch(&registry->record_table, svccomm__flow_hash(planned));
    }
}

/* The first record of an equal hash nearly always is the one. */
static void fetch_records(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t from, size_t to)
{
    struct svccomm__planned *planned;

    for (; from < to; from++) {
        planned = &plan->planned[from];
        if (!is_sought(planned))
            continue;
        planned->record =
            svccomm__table_candidate(&registry->record_table, svccomm__flow_hash(planned));
        if (planned->record != 0)
            SVCCOMM__PREFETCH(svccomm__record_at(registry, planned->record));
    }
}

static void fetch_traffic(const svccomm_registry *registry, uint32_t index)
{
    const char *traffic = (const char *)svccomm__traffic_at(registry, index);

    SVCCOMM__PREFETCH(traffic);
    SVCCOMM__PREFETCH(traffic + registry->traffic.element - 1);
}

/* Whether the candidate is it, and what is missing. */
static void check_record(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         struct svccomm__planned *planned)
{
    const struct svccomm__record *record;

    if (planned->record != 0 &&
        !svccomm__short_key_equal(&svccomm__record_at(registry, planned->record)->key,
                                  &planned->key))
        planned->record =
            svccomm__record_find_short(registry, &planned->key, svccomm__flow_hash(planned));
    if (planned->record == 0) {
        plan->missing++;
        return;
    }
    record = svccomm__record_at(registry, planned->record);
    if (record->netflow == 0)
        plan->bare++;
    else
        fetch_traffic(registry, record->netflow);
}

static void find_records(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         size_t from, size_t to)
{
    for (; from < to; from++) {
        if (plan->planned[from].what == SVCCOMM__FLOW_NOTHING)
            continue;
        plan->counted++;
        check_record(registry, plan, &plan->planned[from]);
    }
}

void svccomm__flow_lookup(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    size_t from, to;

    for (from = 0; from < plan->count; from = to) {
        to = plan->count - from < BLOCK ? plan->count : from + BLOCK;
        fetch_slots(registry, plan, from, to);
        fetch_records(registry, plan, from, to);
        find_records(registry, plan, from, to);
    }
}
