/* SPDX-License-Identifier: MIT
 * What of one event into the flow statistics of a record is rare: late times, the reverse
 * direction, sampling (F5, F8), and attempts (F12). */
#include "base/arith.h"
#include "core/traffic.h"
#include "core/traffic_parts.h"
#include "stats/spans_state.h"

int svccomm__traffic_add_slowly(svccomm_registry *registry, uint32_t index, svccomm_segment segment)
{
    svccomm_netflow flow;
    int late;

    svccomm__traffic_show(registry, index, &flow);
    late = svccomm__spans_record(&flow.spans, segment.start, segment.end);
    svccomm__traffic_put_spans(registry, svccomm__traffic_at(registry, index), &flow.spans);
    return late;
}

static void count_reverse(svccomm_registry *registry, struct svccomm__traffic *t, uint64_t events,
                          uint64_t bytes, uint64_t packets)
{
    struct svccomm__traffic_rest *rest = svccomm__traffic_rest_of(registry, t);

    svccomm__count(&rest->reverse_events, events);
    svccomm__count(&rest->reverse_bytes, bytes);
    svccomm__count(&rest->reverse_packets, packets);
}

static uint64_t scaled(uint64_t count, uint64_t rate)
{
    return count > UINT64_MAX / rate ? UINT64_MAX : count * rate;
}

void svccomm__traffic_count_rarely(svccomm_registry *registry, struct svccomm__traffic *t,
                                   const svccomm_flow *flow, int reverse)
{
    uint64_t rate = flow->sampling > 1 ? flow->sampling : 1;
    uint64_t bytes = scaled(flow->bytes, rate), packets = scaled(flow->packets, rate);
    uint64_t back_bytes = scaled(flow->reverse_bytes, rate);
    uint64_t back_packets = scaled(flow->reverse_packets, rate);

    if (rate > 1)
        t->flags |= SVCCOMM__TRAFFIC_SAMPLED;
    if (reverse) {
        count_reverse(registry, t, 1, bytes, packets);
        svccomm__traffic_forward(t, 0, back_bytes, back_packets);
    } else {
        svccomm__traffic_forward(t, 1, bytes, packets);
        if ((back_bytes | back_packets) != 0)
            count_reverse(registry, t, 0, back_bytes, back_packets);
    }
}

void svccomm__traffic_attempt(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__traffic *t = svccomm__traffic_at(registry, index);

    svccomm__count(&svccomm__traffic_rest_of(registry, t)->attempts, 1);
}
