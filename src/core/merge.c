/* SPDX-License-Identifier: MIT
 * What one record has, added to another (K9). */
#include "core/merge.h"

#include <string.h>

#include "base/arith.h"
#include "core/attributes.h"
#include "core/listening.h"
#include "core/traffic.h"
#include "core/turnable.h"

void svccomm__merge_need(struct svccomm__need *need)
{
    need->touched += 2;
    need->addresses += 3;
    need->views += 2;
    need->netflows++;
    need->attributes++;
    need->processes += 2 * SVCCOMM_PROCESS_MAX;
}

/* Whether their counters stay (K9): those of a view that was found before those of mere attempts,
 * then those of more total samples, then of more active ones; ours where they are equal. */
static int theirs_stay(const svccomm_registry *registry, uint32_t index,
                       const struct svccomm__view *ours, const svccomm_netstat *from)
{
    uint64_t total;

    if (ours->first == SVCCOMM_NO_TIME || !from->found)
        return from->found != 0;
    total = svccomm__record_total(registry, index, from->view);
    return from->total_samples > total ||
           (from->total_samples == total && from->active_samples > ours->active);
}

static void take_counters(svccomm_registry *registry, uint32_t index, const svccomm_netstat *from,
                          struct svccomm__view *ours)
{
    ours->active = from->active_samples;
    ours->recent = from->recent_samples;
    ours->attempts = from->attempts;
    ours->implied = from->implied_samples;
    ours->ports = from->total_ports;
    ours->base = svccomm__record_source(registry, index, from->view) - from->total_samples;
}

static void take_view(svccomm_registry *registry, uint32_t index, const svccomm_netstat *from)
{
    struct svccomm__parts parts = svccomm__parts_of(registry, svccomm__record_at(registry, index));
    int is_new =
        from->view == SVCCOMM_VIEW_LISTENER ? parts.listener_view == 0 : parts.client_view == 0;
    struct svccomm__view *ours;

    if (from->view == SVCCOMM_VIEW_NONE)
        return;
    ours = svccomm__record_view(registry, index, from->view);
    if (is_new || theirs_stay(registry, index, ours, from))
        take_counters(registry, index, from, ours);
    ours->first = svccomm__min_found(ours->first, from->first_found);
    ours->last = svccomm__max_time(ours->last, from->last_found);
}

static void add_netflow(svccomm_netflow *into, const svccomm_netflow *from)
{
    into->sampled |= from->sampled;
    svccomm__count(&into->forward_events, from->forward_events);
    svccomm__count(&into->reverse_events, from->reverse_events);
    svccomm__count(&into->forward_bytes, from->forward_bytes);
    svccomm__count(&into->reverse_bytes, from->reverse_bytes);
    svccomm__count(&into->forward_packets, from->forward_packets);
    svccomm__count(&into->reverse_packets, from->reverse_packets);
    svccomm__count(&into->attempts, from->attempts);
    svccomm_spans_merge(&into->spans, &from->spans);
}

static void take_netflow(svccomm_registry *registry, uint32_t index, const svccomm_netflow *from)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    svccomm_netflow sum;

    if (!from->present)
        return;
    if (record->netflow == 0) {
        record->netflow = svccomm__traffic_make(registry, from);
        return;
    }
    svccomm__traffic_show(registry, record->netflow, &sum);
    add_netflow(&sum, from);
    svccomm__traffic_put(registry, record->netflow, &sum);
}

/* The string is interned already, so that this finds it and takes a reference. */
static const char *take_string(svccomm_registry *registry, const char *text)
{
    const char *interned = NULL;

    svccomm__strings_intern(&registry->strings, text, strlen(text), &interned);
    return interned;
}

static void merge_text(svccomm_registry *registry, struct svccomm__record *record, size_t member,
                       const char *text)
{
    const char **slot;

    if (text == NULL)
        return;
    slot = (const char **)(void *)((char *)svccomm__attributes_of(registry, record) + member);
    if (*slot == NULL)
        *slot = take_string(registry, text);
}

static void take_processes(svccomm_registry *registry, struct svccomm__record *record,
                           const svccomm_record *from)
{
    uint32_t i;
    const char *name;

    for (i = from->process_count; i-- > 0;) {
        name = take_string(registry, from->processes[i].name);
        svccomm__process_seen(registry, record, name, from->processes[i].last_seen);
        svccomm__strings_drop(&registry->strings, name);
    }
}

static void take_head(svccomm_registry *registry, uint32_t index, const svccomm_record *from)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    if (from->origin & SVCCOMM_ORIGIN_MANUAL)
        svccomm__record_set_manual(registry, index, 1);
    record->origin |= (uint8_t)from->origin;
    record->flags |= (uint8_t)(from->flags & SVCCOMM_RECORD_MIXED);
    svccomm__turnable_see(registry, index, from->client_port);
    if (from->evidence > record->evidence)
        record->evidence = (uint8_t)from->evidence;
    svccomm__endpoint_raise(registry, record->endpoint, from->evidence);
    if (record->status == SVCCOMM_STATUS_NORMAL)
        record->status = (uint8_t)from->status;
    if (from->created < record->created)
        record->created = from->created;
}

void svccomm__record_take(svccomm_registry *registry, uint32_t index, const svccomm_record *from)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    take_view(registry, index, &from->listener_view);
    take_view(registry, index, &from->client_view);
    take_netflow(registry, index, &from->netflow);
    merge_text(registry, record, offsetof(struct svccomm__attributes, client_device),
               from->client_device_explicit);
    merge_text(registry, record, offsetof(struct svccomm__attributes, listener_device),
               from->listener_device_explicit);
    merge_text(registry, record, offsetof(struct svccomm__attributes, note), from->note);
    take_processes(registry, record, from);
    take_head(registry, index, from);
}
