/* SPDX-License-Identifier: MIT
 * Of a batch of flows: keys, and the records that exist. What will be touched is asked for from
 * memory well before: the slot of a flow where it gets its key, its record once all have keys, its
 * statistics while flows before it are applied. */
#include <string.h>

#include "base/prefetch.h"
#include "core/flow_plan.h"
#include "core/ports.h"
#include "core/records.h"
#include "core/rules.h"
#include "core/traffic.h"
#include "model/address.h"

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
    svccomm__table_prefetch(&registry->record_table, svccomm__flow_hash(planned));
}

/* Ports tell which flows may turn a record or make one mixed, and nearly none does. */
static void mark_asking(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        struct svccomm__planned *planned)
{
    if (!svccomm__ports_has(registry, planned->key.port, SVCCOMM__PORT_TURNABLE) &&
        !svccomm__ports_has(registry, planned->client_port, SVCCOMM__PORT_ENDPOINT))
        return;
    planned->marks |= SVCCOMM__FLOW_ASKS;
    plan->asks++;
}

static int is_sought(const struct svccomm__planned *planned)
{
    return planned->what != SVCCOMM__FLOW_NOTHING && !(planned->marks & SVCCOMM__FLOW_UNKNOWN);
}

/* The first record of an equal hash nearly always is the one. */
static void fetch_record(const svccomm_registry *registry, struct svccomm__planned *planned)
{
    planned->record =
        svccomm__table_candidate(&registry->record_table, svccomm__flow_hash(planned));
    if (planned->record != 0)
        SVCCOMM__PREFETCH(svccomm__record_at(registry, planned->record));
}

void svccomm__flow_keys(const svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct svccomm__planned *planned, *end = plan->planned + plan->count;

    for (planned = plan->planned; planned < end; planned++) {
        if (planned->what == SVCCOMM__FLOW_NOTHING)
            continue;
        if (!(planned->marks & SVCCOMM__FLOW_KEYED))
            find_key(registry, plan, (size_t)(planned - plan->planned));
        mark_asking(registry, plan, planned);
    }
    for (planned = plan->planned; planned < end; planned++)
        if (is_sought(planned))
            fetch_record(registry, planned);
}

/* Another record of an equal hash, or none. */
static void find_other(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                       struct svccomm__planned *planned)
{
    if (planned->record != 0)
        planned->record =
            svccomm__record_find_short(registry, &planned->key, svccomm__flow_hash(planned));
    if (planned->record == 0)
        plan->missing++;
    else
        plan->bare += svccomm__record_at(registry, planned->record)->netflow == 0;
}

/* Whether the candidate is it. */
static void check_record(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         struct svccomm__planned *planned)
{
    const struct svccomm__record *record =
        planned->record == 0 ? NULL : svccomm__record_at(registry, planned->record);

    if (record == NULL || !svccomm__short_key_equal(&record->key, &planned->key))
        find_other(registry, plan, planned);
    else if (record->netflow != 0)
        svccomm__traffic_prefetch(registry, record->netflow);
    else
        plan->bare++;
}

void svccomm__flow_lookup(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t from, size_t to)
{
    for (; from < to && from < plan->count; from++)
        if (plan->planned[from].what != SVCCOMM__FLOW_NOTHING)
            check_record(registry, plan, &plan->planned[from]);
}
