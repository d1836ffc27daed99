/* SPDX-License-Identifier: MIT
 * Of a snapshot: the change of the registry, for which all room was reserved. Records take the
 * count of their source before this snapshot as their base, so sources rise last (N12). */
#include "base/arith.h"
#include "core/addresses.h"
#include "core/admit.h"
#include "core/attributes.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/listening.h"
#include "core/ports.h"
#include "core/records.h"
#include "core/room.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "core/turnable.h"
#include "model/address.h"

/* Ends the ownership of what the host was not seen with for long, oldest first (K7). */
static void lapse(svccomm_registry *registry, uint32_t host, int64_t time)
{
    uint32_t oldest;

    while ((oldest = svccomm__host_at(registry, host)->oldest_owned) != 0 &&
           svccomm__elapsed(time, svccomm__address_at(registry, oldest)->last_seen) >
               registry->config.owner_age)
        svccomm__address_lapse(registry, oldest);
}

static void apply_host(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const svccomm_snapshot_info *info = &plan->snapshot->info;
    struct svccomm__host *host;

    if (plan->victim != 0)
        svccomm__host_evict(registry, plan->victim);
    if (plan->host == 0)
        plan->host = svccomm__host_make(registry, info->realm, info->host);
    host = svccomm__host_at(registry, plan->host);
    host->last_snapshot = info->time;
    host->snapshots++;
    host->ephemeral_low = info->ephemeral_low;
    host->ephemeral_high = info->ephemeral_high;
    svccomm__ports_range(registry, info->ephemeral_low, info->ephemeral_high);
    if (plan->host_name != NULL)
        svccomm__attributes_set(registry, &host->name, svccomm__strings_keep(plan->host_name));
    svccomm__host_touch(registry, plan->host);
    lapse(registry, plan->host, info->time);
}

static void make_local(svccomm_registry *registry, const struct svccomm__scratch *plan,
                       struct svccomm__plan_local *local, uint64_t since)
{
    uint32_t realm = plan->snapshot->info.realm;

    if (svccomm__address_admit(registry, realm, local->scope, local->address, since))
        local->index = svccomm__address_make(registry, realm, local->scope, local->address);
    local->owned = local->index != 0;
}

static void apply_local(svccomm_registry *registry, const struct svccomm__scratch *plan,
                        const struct svccomm__plan_local *local)
{
    if (local->owned)
        svccomm__address_seen(registry, local->index, plan->host, plan->snapshot->info.time);
    else if (local->index != 0)
        svccomm__address_touch(registry, local->index);
}

/* Those that are there are touched first, whoever owns them: a new one may evict at the cap. */
static void apply_locals(svccomm_registry *registry, struct svccomm__scratch *plan, uint64_t since)
{
    struct svccomm__plan_local *local;
    size_t i;

    for (i = 0; i < plan->local_count; i++)
        if (plan->locals[i].index != 0)
            apply_local(registry, plan, &plan->locals[i]);
    for (i = 0; i < plan->local_count; i++) {
        local = &plan->locals[i];
        if (local->index != 0 || !local->owned)
            continue;
        make_local(registry, plan, local, since);
        apply_local(registry, plan, local);
    }
}

/* Likewise for listeners that are there, before a new record may evict them. */
static void keep_listeners(svccomm_registry *registry, const struct svccomm__scratch *plan)
{
    uint32_t index;
    size_t i;

    for (i = 0; registry->idle.built && i < plan->listener_count; i++) {
        index = svccomm__endpoint_find(registry, &plan->listeners[i].key);
        if (index != 0)
            svccomm__endpoint_touch(registry, index);
    }
}

/* The record of an observation, made if the caps allow it with all that it refers to; 0 if they do
 * not. */
static uint32_t record_of_observation(svccomm_registry *registry, struct svccomm__scratch *plan,
                                      const struct svccomm__observation *o, uint64_t since,
                                      int64_t now)
{
    int made;
    uint32_t index =
        svccomm__admit_record(registry, &o->key, o->view == SVCCOMM_VIEW_CLIENT, since, now, &made);

    plan->report.records_new += (uint64_t)made;
    return index;
}

/* A client view counts by its client's address, which may not fit any more. */
static int admit_view(svccomm_registry *registry, const struct svccomm__scratch *plan,
                      uint32_t index, uint32_t view, uint64_t since)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    svccomm_key key;

    if (view == SVCCOMM_VIEW_LISTENER || svccomm__parts_of(registry, record).client_view != 0)
        return 1;
    key = svccomm__record_key(registry, record);
    return svccomm__address_admit(
        registry, key.realm, svccomm__plan_scope(registry, plan, key.client), key.client, since);
}

static void count_presence(struct svccomm__view *view, const struct svccomm__observation *o)
{
    if (o->counted && o->ports > 0) {
        svccomm__count(&view->active, 1);
        svccomm__count(&view->ports, o->ports);
        svccomm__count(&view->implied, o->implied);
    } else {
        svccomm__count(&view->recent, 1);
    }
}

static void apply_view(svccomm_registry *registry, uint32_t index,
                       const struct svccomm__observation *o, int64_t time)
{
    struct svccomm__view *view = svccomm__record_view(registry, index, o->view);

    if (o->counted)
        svccomm__count(&view->attempts, o->attempts);
    if (o->ports == 0 && !o->waiting)
        return;
    if (view->first == SVCCOMM_NO_TIME)
        view->base = svccomm__record_source(registry, index, o->view);
    view->first = svccomm__min_found(view->first, time);
    view->last = svccomm__max_time(view->last, time);
    count_presence(view, o);
}

/* Latest in the alphabet first, because each comes before those of the same time. */
static void see_processes(svccomm_registry *registry, const struct svccomm__scratch *plan,
                          struct svccomm__record *record, uint32_t at, int64_t time)
{
    const char *names[SVCCOMM_PROCESS_MAX];
    size_t count = 0;

    for (; at != 0 && count < SVCCOMM_PROCESS_MAX; at = plan->processes[at - 1].next)
        names[count++] = plan->processes[at - 1].name;
    while (count > 0)
        svccomm__process_seen(registry, record, names[--count], time);
}

static void apply_names(svccomm_registry *registry, const struct svccomm__scratch *plan,
                        uint32_t index, const struct svccomm__observation *o)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    int64_t time = plan->snapshot->info.time;

    if (o->processes == 0)
        return;
    if (o->view == SVCCOMM_VIEW_CLIENT) {
        see_processes(registry, plan, record, o->processes, time);
        return;
    }
    svccomm__endpoint_process(registry, record->endpoint, plan->processes[o->processes - 1].name,
                              time);
    svccomm__endpoint_touch(registry, record->endpoint);
}

static void apply_observation(svccomm_registry *registry, struct svccomm__scratch *plan,
                              struct svccomm__observation *o, uint64_t since, int64_t now)
{
    struct svccomm__record *record;

    o->record = record_of_observation(registry, plan, o, since, now);
    if (o->record == 0 || !admit_view(registry, plan, o->record, o->view, since)) {
        plan->report.dropped_full++;
        o->record = 0;
        return;
    }
    record = svccomm__record_at(registry, o->record);
    if (record->status == SVCCOMM_STATUS_IGNORED) {
        plan->report.ignored++;
        o->record = 0;
        return;
    }
    plan->report.records_seen += record->revision <= since;
    plan->report.presence_only += !o->counted;
    record->origin |= SVCCOMM_ORIGIN_NETSTAT;
    record->flags |= o->mixed ? SVCCOMM_RECORD_MIXED : 0;
    svccomm__record_hear(registry, record, o->evidence);
    svccomm__turnable_see(registry, o->record, o->client_port);
    apply_view(registry, o->record, o, plan->snapshot->info.time);
    apply_names(registry, plan, o->record, o);
    svccomm__record_touch(registry, o->record, now);
}

/* Made before any count rises: an endpoint begins with its wildcard's count of before. */
static void make_listener(svccomm_registry *registry, struct svccomm__scratch *plan,
                          struct svccomm__plan_listener *listener, uint64_t since)
{
    const struct svccomm__room room = {listener->key, NULL, 0, since};

    listener->index = svccomm__endpoint_find(registry, &listener->key);
    if (listener->index != 0)
        return;
    if (svccomm__room_make(registry, &room))
        listener->index = svccomm__endpoint_make(registry, &listener->key);
    else
        plan->report.dropped_full++;
}

static void apply_listener(svccomm_registry *registry, const struct svccomm__scratch *plan,
                           const struct svccomm__plan_listener *listener)
{
    int64_t time = plan->snapshot->info.time;
    struct svccomm__endpoint *e;

    if (listener->index == 0)
        return;
    e = svccomm__endpoint_at(registry, listener->index);
    e->last_listen = svccomm__max_time(e->last_listen, time);
    e->last_seen = svccomm__max_time(e->last_seen, time);
    svccomm__endpoint_raise(registry, listener->index, SVCCOMM_EVIDENCE_LISTEN);
    svccomm__endpoint_process(registry, listener->index,
                              svccomm__plan_name(registry, plan, listener->process), time);
    if (listener->owned &&
        svccomm__plan_complete(plan, listener->key.protocol, listener->key.address) &&
        (listener->wildcard || !svccomm__plan_covered(registry, plan, &listener->key)))
        svccomm__count(&e->own, 1);
    svccomm__endpoint_touch(registry, listener->index);
}

/* A connection whose LISTEN row is missing implies its listener, once (N6, N9). */
static void imply(svccomm_registry *registry, struct svccomm__scratch *plan,
                  const struct svccomm__observation *o)
{
    uint32_t index;
    struct svccomm__endpoint *e;

    if (!o->implied || !o->counted || o->record == 0)
        return;
    index = svccomm__record_find(registry, &o->key);
    if (index == 0)
        return;
    index = svccomm__record_at(registry, index)->endpoint;
    e = svccomm__endpoint_at(registry, index);
    if (e->counted)
        return;
    e->counted = 1;
    svccomm__count(&e->own, 1);
    e->last_seen = svccomm__max_time(e->last_seen, plan->snapshot->info.time);
    plan->report.implied++;
    svccomm__endpoint_touch(registry, index);
}

static void apply_implied(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const struct svccomm__observation *o;
    uint32_t record;
    size_t i;

    for (i = 0; i < plan->observation_count; i++)
        imply(registry, plan, &plan->observations[i]);
    for (i = 0; i < plan->observation_count; i++) {
        o = &plan->observations[i];
        record = o->record == 0 ? 0 : svccomm__record_find(registry, &o->key);
        if (record != 0)
            svccomm__endpoint_at(registry, svccomm__record_at(registry, record)->endpoint)
                ->counted = 0;
    }
}

static const uint8_t protocols[SVCCOMM_PROTOCOL_COUNT] = {SVCCOMM_PROTO_TCP, SVCCOMM_PROTO_UDP,
                                                          SVCCOMM_PROTO_SCTP, SVCCOMM_PROTO_DCCP,
                                                          SVCCOMM_PROTO_UDPLITE};

static const uint8_t families[2][16] = {{[10] = 0xff, [11] = 0xff}, {0}};

/* The host was scanned completely for these protocols and families (N10). */
static void count_complete(svccomm_registry *registry, const struct svccomm__scratch *plan)
{
    struct svccomm__host *host = svccomm__host_at(registry, plan->host);
    int family, p;

    for (family = 0; family < 2; family++)
        for (p = 0; p < SVCCOMM_PROTOCOL_COUNT; p++)
            if (svccomm__plan_complete(plan, protocols[p], families[family])) {
                svccomm__count(&host->complete[family][p], 1);
                host->last_complete[family][p] = plan->snapshot->info.time;
            }
}

/* Records that exist come first: a new one may evict at the cap, and what was just seen is then the
 * last to go; so no more are evicted than are new. */
static void apply_observations(svccomm_registry *registry, struct svccomm__scratch *plan,
                               int existing, uint64_t since, int64_t now)
{
    size_t i;

    for (i = 0; i < plan->observation_count; i++)
        if (plan->observations[i].exists == existing)
            apply_observation(registry, plan, &plan->observations[i], since, now);
}

/* A source that could not be counted, its listener refused at a cap or its scope changed by a rule,
 * must not leave total behind active (N9). */
static void hold_total(svccomm_registry *registry, const struct svccomm__observation *o)
{
    uint32_t index = o->record == 0 ? 0 : svccomm__record_find(registry, &o->key);
    struct svccomm__view *view;

    if (index == 0)
        return;
    view = svccomm__record_view(registry, index, o->view);
    if (view->first != SVCCOMM_NO_TIME &&
        view->active > svccomm__record_total(registry, index, o->view))
        view->base = svccomm__record_source(registry, index, o->view) - view->active;
}

void svccomm__plan_apply(svccomm_registry *registry, struct svccomm__scratch *plan, int64_t now)
{
    uint64_t since;
    size_t i;

    registry->revision++;
    apply_host(registry, plan);
    /* What the host gave up by now may go for what it shows; what is touched from here on stays. */
    since = ++registry->revision;
    apply_locals(registry, plan, since);
    keep_listeners(registry, plan);
    plan->report.turned = svccomm__turns_apply(registry, &plan->turns, since, now);
    apply_observations(registry, plan, 1, since, now);
    apply_observations(registry, plan, 0, since, now);
    for (i = 0; i < plan->listener_count; i++)
        make_listener(registry, plan, &plan->listeners[i], since);
    for (i = 0; i < plan->listener_count; i++)
        apply_listener(registry, plan, &plan->listeners[i]);
    apply_implied(registry, plan);
    count_complete(registry, plan);
    for (i = 0; i < plan->observation_count; i++)
        hold_total(registry, &plan->observations[i]);
    for (i = 0; i < registry->rule_count; i++)
        if (plan->rule_hits[i] > 0)
            svccomm__rules_hit(registry, i, plan->rule_hits[i]);
    registry->newest = svccomm__max_time(registry->newest, plan->snapshot->info.time);
}
