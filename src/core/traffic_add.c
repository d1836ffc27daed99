/* SPDX-License-Identifier: MIT
 * One event into the flow statistics of a record (F1-F5, F8). Events come nearly always in order,
 * so those that continue the newest segment, or begin one after it, are done on the packed form;
 * the rest is in traffic_rare.c. */
#include "base/arith.h"
#include "core/traffic.h"
#include "core/traffic_parts.h"
#include "stats/spans_state.h"

/* Folds what is the oldest kept segment of a full state. */
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

/* The newest segment goes into the ring; in a full one it takes the place of the oldest. */
static void begin_segment(const svccomm_registry *registry, struct svccomm__traffic *t,
                          svccomm_segment segment)
{
    uint32_t size = registry->config.keep_segments - 1u, at = t->oldest + t->count - 1u;

    if (at >= size)
        at -= size;
    if (t->count > size) {
        fold_segment(registry, t, t->ring[at]);
        t->oldest = (uint8_t)(at + 1 == size ? 0 : at + 1);
    } else {
        t->count++;
    }
    t->ring[at] = t->newest;
    t->newest = segment;
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
        return svccomm__traffic_add_slowly(registry, index, segment);
    if (segment.start - t->newest.end > registry->config.interval)
        begin_segment(registry, t, segment);
    else if (segment.end > t->newest.end)
        t->newest.end = segment.end;
    return 0;
}

int svccomm__traffic_add(svccomm_registry *registry, uint32_t index, const svccomm_flow *flow,
                         int reverse, int point)
{
    struct svccomm__traffic *t = svccomm__traffic_at(registry, index);
    svccomm_segment segment = {flow->start, flow->end};

    if (point || registry->config.points)
        segment.start = flow->end;
    if (((uint64_t)reverse | (flow->sampling > 1) | flow->reverse_bytes | flow->reverse_packets) !=
        0)
        svccomm__traffic_count_rarely(registry, t, flow, reverse);
    else
        svccomm__traffic_forward(t, 1, flow->bytes, flow->packets);
    return add_segment(registry, t, index, segment);
}
