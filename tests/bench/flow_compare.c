/* SPDX-License-Identifier: MIT
 * A registry that took in the workload of the flow benchmarks, held against the exact answer. */
#include "flow_compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "flow_feed.h"

#define MS INT64_C(1000000)
#define SHOWN 5u

static int find(svccomm_registry *registry, const struct flow_load_key *from,
                svccomm_record *record)
{
    svccomm_key key;

    memset(&key, 0, sizeof key);
    flow_feed_address(from->client, key.client);
    flow_feed_address(from->listener, key.listener);
    key.port = from->port;
    key.protocol = from->protocol;
    return svccomm_registry_find(registry, &key, record, sizeof *record) == 0 &&
           record->netflow.present;
}

static int counts_agree(const svccomm_netflow *flow, const struct flow_truth *truth)
{
    return flow->forward_events == truth->events && flow->reverse_events == 0 &&
           flow->forward_bytes == truth->bytes && flow->reverse_bytes == 0 &&
           flow->forward_packets == truth->packets && flow->reverse_packets == 0 &&
           flow->attempts == 0 && flow->sampled == 0;
}

static int ends_agree(const svccomm_record *record, const struct flow_truth *truth)
{
    return record->netflow.spans.first == truth->first_ms * MS &&
           record->netflow.spans.last == truth->last_ms * MS &&
           record->first_found == truth->first_ms * MS && record->last_found == truth->last_ms * MS;
}

static int spans_agree(const svccomm_spans *spans, const struct flow_truth *truth)
{
    return svccomm_spans_active(spans) == (int64_t)truth->active_ms * MS &&
           svccomm_spans_gap(spans) == (int64_t)truth->gap_ms * MS &&
           svccomm_spans_samples(spans) == truth->samples;
}

/* F5: only time before the folded end can be missing. */
static int spans_lack(const svccomm_spans *spans, const struct flow_truth *truth)
{
    return svccomm_spans_active(spans) <= (int64_t)truth->active_ms * MS &&
           svccomm_spans_samples(spans) <= truth->samples;
}

/* F3. */
static int spans_hold(const svccomm_spans *spans)
{
    int64_t active = svccomm_spans_active(spans), gap = svccomm_spans_gap(spans);

    return active >= 0 && gap >= 0 && active + gap == spans->last - spans->first;
}

static int agrees(const svccomm_record *record, const struct flow_truth *truth, enum flow_rule rule)
{
    const svccomm_spans *spans = &record->netflow.spans;

    if (!counts_agree(&record->netflow, truth) || !spans_hold(spans))
        return 0;
    if (rule == FLOW_NEAR)
        return 1;
    if (!ends_agree(record, truth))
        return 0;
    if (rule == FLOW_LATE && spans->late > 0)
        return spans_lack(spans, truth);
    return spans->late == 0 && spans_agree(spans, truth);
}

static void show(uint32_t index, const svccomm_netflow *flow, const struct flow_truth *truth)
{
    printf("# key %" PRIu32 ": %" PRIu64 " events, active %.6f s, gap %.6f s, late %" PRIu64
           "; exact: %" PRIu64 ", %.3f, %.3f\n",
           index, flow->forward_events, (double)svccomm_spans_active(&flow->spans) / 1e9,
           (double)svccomm_spans_gap(&flow->spans) / 1e9, flow->spans.late, truth->events,
           (double)truth->active_ms / 1e3, (double)truth->gap_ms / 1e3);
}

static void add(struct flow_compared *all, const svccomm_spans *spans)
{
    all->active_ms += (uint64_t)(svccomm_spans_active(spans) / MS);
    all->gap_ms += (uint64_t)(svccomm_spans_gap(spans) / MS);
    all->late += spans->late;
    all->late_records += spans->late > 0;
}

struct flow_compared flow_compare(svccomm_registry *registry, const struct flow_load *load,
                                  const struct flow_truth *truth, enum flow_rule rule)
{
    struct flow_compared all = {0};
    svccomm_record record;
    svccomm_counts counts;
    uint32_t i;

    for (i = 0; i < load->key_count; i++) {
        if (!find(registry, &load->keys[i], &record)) {
            all.missing++;
            continue;
        }
        add(&all, &record.netflow.spans);
        if (!agrees(&record, &truth[i], rule) && all.wrong++ < SHOWN)
            show(i, &record.netflow, &truth[i]);
    }
    svccomm_counts_init(&counts, sizeof counts);
    flow_feed_check(svccomm_registry_counts(registry, &counts), "counts");
    all.more = counts.records + all.missing - load->key_count;
    return all;
}
