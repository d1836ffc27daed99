/* SPDX-License-Identifier: MIT
 * The exact answer for the workload of the flow benchmarks. It shares nothing with the library. */
#include "flow_truth.h"

#include <stdlib.h>

#include "flow_pages.h"

struct stretch {
    int64_t start;
    int64_t end;
};

static int by_start(const void *a, const void *b)
{
    const struct stretch *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

/* Where the stretches of key k begin: at [k + 1] until they are placed, which moves it on to their
 * end, so at [k] from then on. */
static size_t *places(const struct flow_load *load)
{
    size_t *begin = flow_pages_zeroed((size_t)load->key_count + 2, sizeof *begin), i;

    for (i = 0; i < load->event_count; i++)
        begin[load->events[i].key + 2]++;
    for (i = 2; i <= (size_t)load->key_count + 1; i++)
        begin[i] += begin[i - 1];
    return begin;
}

static void sort_out(const struct flow_load *load, int points, size_t *begin,
                     struct stretch *stretches)
{
    const struct flow_load_event *event = load->events;
    struct stretch *stretch;
    size_t i;

    for (i = 0; i < load->event_count; i++, event++) {
        stretch = &stretches[begin[event->key + 1]++];
        stretch->end = (int64_t)(FLOW_LOAD_BASE_MS + event->end_ms);
        stretch->start = points ? stretch->end : stretch->end - event->duration_ms;
    }
}

static void close_segment(struct flow_truth *truth, int64_t start, int64_t end)
{
    truth->active_ms += (uint64_t)(end - start);
    truth->samples += (uint64_t)(end / FLOW_TRUTH_INTERVAL_MS - start / FLOW_TRUTH_INTERVAL_MS + 1);
}

static void judge(struct flow_truth *truth, const struct stretch *stretches, size_t count)
{
    int64_t start = stretches[0].start, end = stretches[0].end;
    size_t i;

    truth->first_ms = start;
    for (i = 1; i < count; i++) {
        if (stretches[i].start > end + FLOW_TRUTH_INTERVAL_MS) {
            close_segment(truth, start, end);
            start = stretches[i].start;
            end = stretches[i].end;
        } else if (stretches[i].end > end) {
            end = stretches[i].end;
        }
    }
    close_segment(truth, start, end);
    truth->last_ms = end;
    truth->gap_ms = (uint64_t)(truth->last_ms - truth->first_ms) - truth->active_ms;
}

struct flow_truth *flow_truth_make(const struct flow_load *load, int points)
{
    struct flow_truth *truth = flow_pages_zeroed(load->key_count, sizeof *truth);
    struct stretch *stretches = flow_pages_zeroed(load->event_count, sizeof *stretches);
    size_t *begin = places(load), i;

    sort_out(load, points, begin, stretches);
    for (i = 0; i < load->event_count; i++) {
        truth[load->events[i].key].events++;
        truth[load->events[i].key].bytes += load->events[i].bytes;
        truth[load->events[i].key].packets += load->events[i].packets;
    }
    for (i = 0; i < load->key_count; i++) {
        if (truth[i].events == 0)
            continue;
        qsort(stretches + begin[i], (size_t)truth[i].events, sizeof *stretches, by_start);
        judge(&truth[i], stretches + begin[i], (size_t)truth[i].events);
    }
    free(begin);
    free(stretches);
    return truth;
}
