/* SPDX-License-Identifier: MIT
 * The flow statistics of a record, packed: made, shown, replaced, ended. */
#include "core/traffic.h"

#include <string.h>

#include "core/traffic_parts.h"
#include "stats/spans_state.h"

static int is_folded(const struct svccomm__traffic *t)
{
    return (t->flags & SVCCOMM_SPANS_FOLDED) != 0;
}

void svccomm__traffic_init(svccomm_registry *r)
{
    size_t ring = (r->config.keep_segments - 1u) * sizeof(svccomm_segment);

    svccomm__pool_init(&r->traffic, sizeof(struct svccomm__traffic) + ring);
    svccomm__pool_init(&r->traffic_rest, sizeof(struct svccomm__traffic_rest));
}

int svccomm__traffic_reserve(svccomm_registry *r, uint32_t more)
{
    int rc = svccomm__pool_reserve(&r->traffic, &r->memory, more);

    return rc < 0 ? rc : svccomm__traffic_reserve_parts(r, more);
}

int svccomm__traffic_reserve_parts(svccomm_registry *r, uint32_t more)
{
    return svccomm__pool_reserve(&r->traffic_rest, &r->memory, more);
}

uint32_t svccomm__traffic_new(svccomm_registry *registry)
{
    uint32_t index = svccomm__pool_take(&registry->traffic);

    svccomm__traffic_at(registry, index)->first = SVCCOMM_NO_TIME;
    return index;
}

static const struct svccomm__traffic_rest *rest_of(const svccomm_registry *registry,
                                                   const struct svccomm__traffic *t)
{
    static const struct svccomm__traffic_rest none = {0};

    return t->rest == 0 ? &none : svccomm__pool_at(&registry->traffic_rest, t->rest);
}

static void show_segments(const svccomm_registry *registry, const struct svccomm__traffic *t,
                          svccomm_spans *spans)
{
    uint32_t size = registry->config.keep_segments - 1u, i;

    spans->count = t->count;
    for (i = 0; i + 1 < t->count; i++)
        spans->segments[i] = t->ring[(t->oldest + i) % size];
    if (t->count > 0)
        spans->segments[t->count - 1] = t->newest;
}

static int64_t last_of(const struct svccomm__traffic *t)
{
    if (t->count > 0)
        return t->newest.end;
    return is_folded(t) ? t->folded_end : SVCCOMM_NO_TIME;
}

static void show_spans(const svccomm_registry *registry, const struct svccomm__traffic *t,
                       svccomm_spans *spans)
{
    svccomm_spans_init(spans, sizeof *spans, registry->config.interval,
                       registry->config.keep_segments, registry->config.points != 0);
    spans->flags |= t->flags & (SVCCOMM_SPANS_APPROXIMATE | SVCCOMM_SPANS_FOLDED);
    spans->first = t->first;
    spans->last = last_of(t);
    spans->folded_end = t->folded_end;
    spans->folded_active = t->folded_active;
    spans->folded_samples = t->folded_samples;
    spans->late = rest_of(registry, t)->late;
    show_segments(registry, t, spans);
}

void svccomm__traffic_show(const svccomm_registry *registry, uint32_t index, svccomm_netflow *out)
{
    const struct svccomm__traffic *t = svccomm__traffic_at(registry, index);
    const struct svccomm__traffic_rest *rest = rest_of(registry, t);

    out->present = 1;
    out->sampled = (t->flags & SVCCOMM__TRAFFIC_SAMPLED) != 0;
    out->forward_events = t->events;
    out->forward_bytes = t->bytes;
    out->forward_packets = t->packets;
    out->reverse_events = rest->reverse_events;
    out->reverse_bytes = rest->reverse_bytes;
    out->reverse_packets = rest->reverse_packets;
    out->attempts = rest->attempts;
    show_spans(registry, t, &out->spans);
}

struct svccomm__traffic_rest *svccomm__traffic_rest_of(svccomm_registry *registry,
                                                       struct svccomm__traffic *t)
{
    if (t->rest == 0)
        t->rest = svccomm__pool_take(&registry->traffic_rest);
    return svccomm__pool_at(&registry->traffic_rest, t->rest);
}

static void put_segments(struct svccomm__traffic *t, const svccomm_spans *spans)
{
    static const svccomm_segment none = {0, 0};

    t->count = (uint8_t)spans->count;
    t->oldest = 0;
    t->newest = spans->count > 0 ? spans->segments[spans->count - 1] : none;
    if (spans->count > 1)
        memcpy(t->ring, spans->segments, (spans->count - 1) * sizeof *t->ring);
}

void svccomm__traffic_put_spans(svccomm_registry *registry, struct svccomm__traffic *t,
                                const svccomm_spans *from)
{
    svccomm_spans spans = *from;

    while (spans.count > registry->config.keep_segments)
        svccomm__spans_fold_oldest(&spans);
    t->flags = (uint8_t)((t->flags & SVCCOMM__TRAFFIC_SAMPLED) |
                         (spans.flags & (SVCCOMM_SPANS_APPROXIMATE | SVCCOMM_SPANS_FOLDED)));
    t->first = spans.first;
    t->folded_end = spans.folded_end;
    t->folded_active = spans.folded_active;
    t->folded_samples = spans.folded_samples;
    if (spans.late > 0)
        svccomm__traffic_rest_of(registry, t)->late = spans.late;
    put_segments(t, &spans);
}

static int has_rest(const svccomm_netflow *n)
{
    return (n->reverse_events | n->reverse_bytes | n->reverse_packets | n->attempts) != 0;
}

void svccomm__traffic_put(svccomm_registry *registry, uint32_t index, const svccomm_netflow *from)
{
    struct svccomm__traffic *t = svccomm__traffic_at(registry, index);
    struct svccomm__traffic_rest *rest;

    t->events = from->forward_events;
    t->bytes = from->forward_bytes;
    t->packets = from->forward_packets;
    t->flags = from->sampled ? SVCCOMM__TRAFFIC_SAMPLED : 0;
    if (t->rest != 0 || has_rest(from)) {
        rest = svccomm__traffic_rest_of(registry, t);
        rest->reverse_events = from->reverse_events;
        rest->reverse_bytes = from->reverse_bytes;
        rest->reverse_packets = from->reverse_packets;
        rest->attempts = from->attempts;
    }
    svccomm__traffic_put_spans(registry, t, &from->spans);
}

uint32_t svccomm__traffic_make(svccomm_registry *registry, const svccomm_netflow *from)
{
    uint32_t index = svccomm__traffic_new(registry);

    svccomm__traffic_put(registry, index, from);
    return index;
}

int64_t svccomm__traffic_first(const svccomm_registry *registry, uint32_t index)
{
    return svccomm__traffic_at(registry, index)->first;
}

int64_t svccomm__traffic_last(const svccomm_registry *registry, uint32_t index)
{
    return last_of(svccomm__traffic_at(registry, index));
}

void svccomm__traffic_end(svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__traffic *t = svccomm__traffic_at(registry, index);

    if (t->rest != 0)
        svccomm__pool_give(&registry->traffic_rest, t->rest);
    svccomm__pool_give(&registry->traffic, index);
}
