/* SPDX-License-Identifier: MIT
 * One event into the flow statistics of a record (F1-F5). Events come nearly always in order, so
 * those that continue the newest segment, or begin one after it, are done on the packed form; the
 * rest go by the span state's own steps. */
#include <string.h>

#include "base/arith.h"
#include "core/traffic.h"
#include "core/traffic_parts.h"
#include "stats/spans_state.h"

/* Folds what is the oldest kept segment of a full state: the first of `older`, or `second`. */
static void fold_segment(const svccomm_registry *registry, struct svccomm__traffic *t,
                         svccomm_segment segment)
{
    int bridged = (t->flags & SVCCOMM_SPANS_FOLDED) && segment.start == t->folded_end;
    uint64_t periods =
        segment.start == segment.end
            ? 1
            : svccomm__periods_by(segment.start, segment.end, registry->config.interval,
                                  registry->interval_inverse);

    t->folded_active += segment.end - segment.start;
    t->folded_samples += periods - (bridged ? 1u : 0u);
    t->folded_end = segment.end;
    t->flags |= SVCCOMM_SPANS_FOLDED;
}

/* Makes room behind the newest segment where more than two are kept: `second` moves to `older`. */
static void shift_older(svccomm_registry *registry, struct svccomm__traffic *t)
{
    uint32_t kept = t->count - 2u, room = registry->config.keep_segments - 2u;
    svccomm_segment *older;

    if (t->older == 0)
        t->older = svccomm__pool_take(&registry->traffic_segments);
    older = svccomm__pool_at(&registry->traffic_segments, t->older);
    if (kept == room) {
        fold_segment(registry, t, older[0]);
        memmove(older, older + 1, (room - 1) * sizeof *older);
        kept--;
        t->count--;
    }
    older[kept] = t->second;
}

static void append_segment(svccomm_registry *registry, struct svccomm__traffic *t,
                           svccomm_segment segment)
{
    if (t->count >= 2 && registry->config.keep_segments > 2) {
        shift_older(registry, t);
    } else if (t->count == 2) {
        fold_segment(registry, t, t->second);
        t->count--;
    }
    t->second = t->newest;
    t->newest = segment;
    t->count++;
}

/* The event by the steps of the span state itself. */
static int add_slowly(svccomm_registry *registry, struct svccomm__traffic *t, uint32_t index,
                      svccomm_segment segment)
{
    svccomm_netflow flow;
    int late;

    svccomm__traffic_show(registry, index, &flow);
    late = svccomm__spans_record(&flow.spans, segment.start, segment.end);
    svccomm__traffic_put_spans(registry, t, &flow.spans);
    return late;
}

static int add_segment(svccomm_registry *registry, struct svccomm__traffic *t, uint32_t index,
                       svccomm_segment segment)
{
    if (t->first == SVCCOMM_NO_TIME) {
        t->newest = segment;
        t->first = segment.start;
        t->count = 1;
        return 0;
    }
    if (t->count == 0 || segment.start < t->newest.start)
        return add_slowly(registry, t, index, segment);
    if (segment.start - t->newest.end > registry->config.interval)
        append_segment(registry, t, segment);
    else if (segment.end > t->newest.end)
        t->newest.end = segment.end;
    return 0;
}

static void count_reverse(svccomm_registry *registry, struct svccomm__traffic *t, uint64_t events,
                          uint64_t bytes, uint64_t packets)
{
    struct svccomm__traffic_rest *rest;

    if ((events | bytes | packets) == 0)
        return;
    rest = svccomm__traffic_rest_of(registry, t);
    svccomm__count(&rest->reverse_events, events);
    svccomm__count(&rest->reverse_bytes, bytes);
    svccomm__count(&rest->reverse_packets, packets);
}

static void count_forward(struct svccomm__traffic *t, uint64_t events, uint64_t bytes,
                          uint64_t packets)
{
    svccomm__count(&t->events, events);
    svccomm__count(&t->bytes, bytes);
    svccomm__count(&t->packets, packets);
}

int svccomm__traffic_add(svccomm_registry *registry, uint32_t index,
                         const struct svccomm__event *event)
{
    struct svccomm__traffic *t = svccomm__traffic_at(registry, index);
    svccomm_segment segment = {event->start, event->end};

    if (registry->config.points || event->start > event->end)
        segment.start = event->end;
    if (event->sampled)
        t->flags |= SVCCOMM__TRAFFIC_SAMPLED;
    if (event->reverse) {
        count_reverse(registry, t, 1, event->bytes, event->packets);
        count_forward(t, 0, event->back_bytes, event->back_packets);
    } else {
        count_forward(t, 1, event->bytes, event->packets);
        count_reverse(registry, t, 0, event->back_bytes, event->back_packets);
    }
    return add_segment(registry, t, index, segment);
}

void svccomm__traffic_attempt(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__traffic *t = svccomm__traffic_at(registry, index);

    svccomm__count(&svccomm__traffic_rest_of(registry, t)->attempts, 1);
}
