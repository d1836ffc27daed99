/* SPDX-License-Identifier: MIT
 * Of a snapshot: room for all that applying it may make, so that it cannot fail half-way (N3). */
#include <string.h>

#include "base/arith.h"
#include "base/hash.h"
#include "core/addresses.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/eviction.h"
#include "core/hosts.h"
#include "core/idle.h"
#include "core/records.h"
#include "core/room.h"
#include "core/snapshot_plan.h"

struct reserve_context {
    const svccomm_registry *registry;
    const struct svccomm__scratch *plan;
};

static svccomm_endpoint_key endpoint_of(const svccomm_registry *registry,
                                        const struct svccomm__observation *o)
{
    return svccomm__record_endpoint_key(&o->key, svccomm__record_locality(registry, &o->key));
}

static int same_endpoint(const void *context, uint32_t index, const void *key)
{
    const struct reserve_context *c = context;
    svccomm_endpoint_key own = endpoint_of(c->registry, &c->plan->observations[index - 1]);

    return memcmp(&own, key, sizeof own) == 0;
}

/* Whether the endpoint of the observation at a position is to be made for it, and not for one
 * before: many clients of a new listener need one endpoint. */
static int first_of_endpoint(svccomm_registry *registry, struct svccomm__scratch *plan, size_t at)
{
    struct reserve_context context = {registry, plan};
    svccomm_endpoint_key key = endpoint_of(registry, &plan->observations[at]);
    uint64_t hash = svccomm__hash_words(&registry->word_keys, &key, sizeof key / 4);

    if (svccomm__endpoint_find(registry, &key) != 0 ||
        svccomm__table_find(&plan->new_endpoint_table, hash, same_endpoint, &context, &key) != 0)
        return 0;
    svccomm__table_insert(&plan->new_endpoint_table, hash, (uint32_t)at + 1);
    return 1;
}

/* Returns 0 or SVCCOMM_E_NOMEM. */
static int need_for_new(svccomm_registry *registry, struct svccomm__scratch *plan, size_t at,
                        struct svccomm__need *need)
{
    int rc = svccomm__table_reserve(&plan->new_endpoint_table, &registry->memory, 1), is_first;

    if (rc < 0)
        return rc;
    is_first = first_of_endpoint(registry, plan, at);
    need->records++;
    need->touched++;
    need->views++;
    need->endpoints += (uint32_t)is_first;
    need->addresses += (uint32_t)is_first + (plan->observations[at].view == SVCCOMM_VIEW_CLIENT);
    return 0;
}

static void need_for_seen(const svccomm_registry *registry, const struct svccomm__observation *o,
                          struct svccomm__need *need)
{
    struct svccomm__parts parts =
        svccomm__parts_of(registry, svccomm__record_at(registry, o->record));

    need->touched++;
    need->views +=
        o->view == SVCCOMM_VIEW_LISTENER ? parts.listener_view == 0 : parts.client_view == 0;
    need->addresses += o->view == SVCCOMM_VIEW_CLIENT && parts.client_view == 0;
}

static void need_for_processes(const struct svccomm__scratch *plan,
                               const struct svccomm__observation *o, struct svccomm__need *need)
{
    uint32_t at = o->processes;

    if (o->view != SVCCOMM_VIEW_CLIENT)
        return;
    need->attributes += at != 0;
    for (; at != 0; at = plan->processes[at - 1].next)
        need->processes++;
}

static int need_for_observations(svccomm_registry *registry, struct svccomm__scratch *plan,
                                 struct svccomm__need *need)
{
    struct svccomm__observation *o;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->observation_count; i++) {
        o = &plan->observations[i];
        o->record = svccomm__record_find(registry, &o->key);
        o->exists = o->record != 0;
        if (o->record == 0)
            rc = need_for_new(registry, plan, i, need);
        else
            need_for_seen(registry, o, need);
        need_for_processes(plan, o, need);
    }
    return rc;
}

/* What a change of hands moves: the address, and the endpoints on it. */
static uint32_t hands(const svccomm_registry *registry, uint32_t address)
{
    return (uint32_t)(1 + svccomm__address_endpoints(registry, address));
}

static void need_for_locals(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                            struct svccomm__need *need)
{
    const struct svccomm__plan_local *local;
    size_t i;

    for (i = 0; i < plan->local_count; i++) {
        local = &plan->locals[i];
        need->addresses += local->index == 0;
        need->touched++;
        if (local->index == 0 || !local->owned)
            continue;
        if (plan->host == 0 || svccomm__address_at(registry, local->index)->owner != plan->host)
            need->touched += hands(registry, local->index);
    }
}

static void need_for_lapses(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                            struct svccomm__need *need)
{
    const struct svccomm__address *a;
    uint32_t index;

    if (plan->host == 0)
        return;
    for (index = svccomm__host_at(registry, plan->host)->oldest_owned; index != 0;
         index = a->newer) {
        a = svccomm__address_at(registry, index);
        if (svccomm__elapsed(plan->snapshot->info.time, a->last_seen) <= registry->config.owner_age)
            break;
        /* It may lapse, and be taken over again by this snapshot. */
        need->touched += 2 * hands(registry, index);
    }
}

/* What may be made anew: endpoints and addresses that are there may be evicted, and made again, for
 * what comes before them in the snapshot. */
static int reserve_evictions(svccomm_registry *registry, const struct svccomm__scratch *plan,
                             const struct svccomm__need *need)
{
    uint32_t endpoints = need->records + (uint32_t)plan->listener_count;
    int rc = svccomm__idle_reserve(registry, endpoints, need->addresses + endpoints, need->records);

    return rc < 0 ? rc : svccomm__evict_reserve(registry, need->records + need->ends);
}

int svccomm__plan_reserve(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    struct svccomm__need need = {0};
    size_t i;
    int rc = plan->host != 0 ? 0 : svccomm__host_room(registry, &plan->victim, &need.touched);

    if (rc == 0)
        rc = need_for_observations(registry, plan, &need);
    if (rc == 0)
        rc = svccomm__plan_turns(registry, plan);
    svccomm__turns_need(&plan->turns, &need);
    need_for_locals(registry, plan, &need);
    need_for_lapses(registry, plan, &need);
    for (i = 0; i < plan->listener_count; i++) {
        need.touched++;
        need.endpoints += plan->listeners[i].index == 0;
        need.addresses += plan->listeners[i].index == 0;
    }
    if (rc == 0)
        svccomm__need_keys(&need);
    if (rc == 0)
        rc = svccomm__need_reserve(registry, &need);
    if (rc == 0)
        rc = reserve_evictions(registry, plan, &need);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_HOST, 2, 0);
    return rc < 0 ? rc
                  : svccomm__changed_reserve(registry, SVCCOMM_KIND_RULE, registry->rule_count, 0);
}
