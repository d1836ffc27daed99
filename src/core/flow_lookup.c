/* SPDX-License-Identifier: MIT
 * Of a batch of flows: keys, and the records that exist. What will be touched is asked for from
 * memory well before: the slots of a block of flows, then their records, then their statistics. */
#include <string.h>

#include "base/prefetch.h"
#include "core/flow_plan.h"
#include "core/listening.h"
#include "core/rules.h"
#include "core/turnable.h"
#include "model/address.h"

#define BLOCK 32u

/* The space of the flow before, which nearly always is this one's too. */
struct last_space {
    uint64_t scope;
    uint32_t realm;
    uint32_t atom;
    int known;
};

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
    if (registry->rule_count > 0)
        ask_rules(registry, plan, at, &key);
}

/* Plain IPv4 in the realm of the flow before: nothing needs a look-up. */
static int key_quickly(const svccomm_flow *flow, const struct last_space *space,
                       struct svccomm__planned *planned)
{
    uint32_t source, destination;

    if (!(planned->marks & SVCCOMM__FLOW_PLAIN) || !space->known)
        return 0;
    source = svccomm__short_key_v4(flow->source);
    destination = svccomm__short_key_v4(flow->destination);
    planned->key.client = planned->source_listens ? destination : source;
    planned->key.listener = planned->source_listens ? source : destination;
    planned->key.space = space->atom;
    planned->key.port = svccomm__flow_listener_port(flow, planned);
    planned->key.protocol = flow->protocol;
    planned->key.atoms = 0;
    return 1;
}

static void find_key(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                     size_t at, struct last_space *space)
{
    const svccomm_flow *flow = svccomm__flow_at(plan, at);
    struct svccomm__planned *planned = &plan->planned[at];

    if (flow->realm != space->realm) {
        space->realm = flow->realm;
        space->atom = svccomm__space_find(&registry->atoms, flow->realm, 0, &space->known);
    }
    if (!key_quickly(flow, space, planned))
        key_slowly(registry, plan, at);
    planned->hash = (uint32_t)(svccomm__record_hash(registry, &planned->key) >> 32);
    if (svccomm__turnable_has_port(registry, svccomm__flow_listener_port(flow, planned)) ||
        svccomm__ports_has(registry, svccomm__flow_client_port(flow, planned), 0)) {
        planned->marks |= SVCCOMM__FLOW_ASKS;
        plan->asks++;
    }
}

static int is_sought(const struct svccomm__planned *planned)
{
    return planned->what != SVCCOMM__FLOW_NOTHING && !(planned->marks & SVCCOMM__FLOW_UNKNOWN);
}

static void fetch_slots(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                        size_t from, size_t to, struct last_space *space)
{
    for (; from < to; from++) {
        if (plan->planned[from].what == SVCCOMM__FLOW_NOTHING)
            continue;
        find_key(registry, plan, from, space);
        if (is_sought(&plan->planned[from]))
            svccomm__table_prefetch(&registry->record_table,
                                    svccomm__flow_hash(&plan->planned[from]));
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

static void fetch_traffic(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t from, size_t to)
{
    struct svccomm__planned *planned;
    const struct svccomm__record *record;
    const char *traffic;

    for (; from < to; from++) {
        planned = &plan->planned[from];
        if (planned->record == 0)
            continue;
        record = svccomm__record_at(registry, planned->record);
        if (memcmp(&record->key, &planned->key, sizeof planned->key) != 0) {
            planned->record =
                svccomm__record_find_short(registry, &planned->key, svccomm__flow_hash(planned));
            continue;
        }
        if (record->netflow == 0)
            continue;
        traffic = (const char *)svccomm__traffic_at(registry, record->netflow);
        SVCCOMM__PREFETCH(traffic);
        SVCCOMM__PREFETCH(traffic + sizeof(struct svccomm__traffic) - 1);
    }
}

void svccomm__flow_lookup(svccomm_registry *registry, struct svccomm__flow_scratch *plan)
{
    struct last_space space = {0, 0, 0, 1};
    size_t from, to;

    for (from = 0; from < plan->count; from = to) {
        to = plan->count - from < BLOCK ? plan->count : from + BLOCK;
        fetch_slots(registry, plan, from, to, &space);
        fetch_records(registry, plan, from, to);
        fetch_traffic(registry, plan, from, to);
    }
}
