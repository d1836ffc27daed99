/* SPDX-License-Identifier: MIT
 * The steps of the span state (design F2-F5): segments are kept sorted and further than the
 * interval apart; the oldest are folded into totals. */
#include "stats/spans_state.h"

#include <string.h>

#define ALL_FLAGS (SVCCOMM_SPANS_POINTS | SVCCOMM_SPANS_APPROXIMATE | SVCCOMM_SPANS_FOLDED)

int svccomm__spans_folded(const svccomm_spans *spans)
{
    return (spans->flags & SVCCOMM_SPANS_FOLDED) != 0;
}

int svccomm__spans_empty(const svccomm_spans *spans)
{
    return spans->count == 0 && !svccomm__spans_folded(spans);
}

int svccomm__spans_is_time(int64_t time)
{
    return time >= -SVCCOMM_TIME_MAX && time <= SVCCOMM_TIME_MAX;
}

/* `/` alone rounds times before the epoch towards zero. */
int64_t svccomm__period(int64_t time, int64_t interval)
{
    int64_t quotient = time / interval;

    return time % interval < 0 ? quotient - 1 : quotient;
}

uint64_t svccomm__periods(int64_t start, int64_t end, int64_t interval)
{
    return (uint64_t)(svccomm__period(end, interval) - svccomm__period(start, interval)) + 1;
}

/* The product is off by a few at most while it is below 2^50, and then mended. */
static int64_t period_by(int64_t time, int64_t interval, double inverse)
{
    double estimate = (double)time * inverse;
    int64_t period, rest;

    if (estimate > 1e15 || estimate < -1e15)
        return svccomm__period(time, interval);
    period = (int64_t)estimate;
    rest = time - period * interval;
    while (rest < 0) {
        period--;
        rest += interval;
    }
    while (rest >= interval) {
        period++;
        rest -= interval;
    }
    return period;
}

uint64_t svccomm__periods_by(int64_t start, int64_t end, int64_t interval, double inverse)
{
    return (uint64_t)(period_by(end, interval, inverse) - period_by(start, interval, inverse)) + 1;
}

/* The end of the folded part has counted its period; a segment that continues it has one less. */
static uint64_t segment_samples(const svccomm_spans *spans, const svccomm_segment *segment)
{
    int bridged = svccomm__spans_folded(spans) && segment->start == spans->folded_end;

    return svccomm__periods(segment->start, segment->end, spans->interval) - (bridged ? 1u : 0u);
}

int64_t svccomm__spans_total_active(const svccomm_spans *spans)
{
    int64_t active = spans->folded_active;

    for (uint32_t i = 0; i < spans->count; i++)
        active += spans->segments[i].end - spans->segments[i].start;
    return active;
}

uint64_t svccomm__spans_total_samples(const svccomm_spans *spans)
{
    uint64_t samples = spans->folded_samples;

    for (uint32_t i = 0; i < spans->count; i++)
        samples += segment_samples(spans, &spans->segments[i]);
    return samples;
}

/* ---- validity: a state may come from storage, from anywhere ---- */

static int shape_is_valid(const svccomm_spans *spans)
{
    if (spans->size != sizeof *spans || (spans->flags & ~ALL_FLAGS) != 0 || spans->interval <= 0)
        return 0;
    if (spans->keep < SVCCOMM_SPANS_KEEP_MIN || spans->keep > SVCCOMM_SPANS_KEEP_MAX ||
        spans->count > spans->keep)
        return 0;
    for (uint32_t i = spans->count; i < SVCCOMM_SPANS_KEEP_MAX; i++) {
        if (spans->segments[i].start != 0 || spans->segments[i].end != 0)
            return 0;
    }
    return 1;
}

/* Needs first and last to be valid. The folded time can touch no fewer periods than in one piece
 * that ends at folded_end, and no more than there are since `first`. */
static int folded_is_valid(const svccomm_spans *spans)
{
    int64_t end = spans->folded_end;
    uint64_t least, most;

    if (!svccomm__spans_folded(spans))
        return end == 0 && spans->folded_active == 0 && spans->folded_samples == 0;
    if (end < spans->first || end > spans->last || spans->folded_active < 0 ||
        spans->folded_active > end - spans->first)
        return 0;
    least = svccomm__periods(end - spans->folded_active, end, spans->interval);
    most = svccomm__periods(spans->first, end, spans->interval);
    return spans->folded_samples >= least && spans->folded_samples <= most;
}

/* Needs a valid folded part. Each segment begins more than the interval after the one before it;
 * the oldest may continue the folded part, and begins at `first` where there is none. */
static int segments_are_valid(const svccomm_spans *spans)
{
    int64_t before = svccomm__spans_folded(spans) ? spans->folded_end : spans->first;

    for (uint32_t i = 0; i < spans->count; i++) {
        const svccomm_segment *segment = &spans->segments[i];

        if (segment->start < before || segment->start > segment->end || segment->end > spans->last)
            return 0;
        if (i == 0 && !svccomm__spans_folded(spans) && segment->start != before)
            return 0;
        if (segment->start - before <= spans->interval && (i > 0 || segment->start != before))
            return 0;
        before = segment->end;
    }
    return before == spans->last;
}

int svccomm__spans_valid(const svccomm_spans *spans)
{
    if (spans == NULL || !shape_is_valid(spans))
        return 0;
    if (svccomm__spans_empty(spans))
        return spans->first == SVCCOMM_NO_TIME && spans->last == SVCCOMM_NO_TIME &&
               folded_is_valid(spans);
    return svccomm__spans_is_time(spans->first) && svccomm__spans_is_time(spans->last) &&
           spans->first <= spans->last && folded_is_valid(spans) && segments_are_valid(spans);
}

/* ---- changing a valid state ---- */

static void erase_segments(svccomm_spans *spans, uint32_t at, uint32_t n)
{
    svccomm_segment *segments = spans->segments;

    memmove(&segments[at], &segments[at + n], (spans->count - at - n) * sizeof *segments);
    spans->count -= n;
    memset(&segments[spans->count], 0, n * sizeof *segments);
}

static void fold(svccomm_spans *spans, svccomm_segment segment)
{
    spans->folded_active += segment.end - segment.start;
    spans->folded_samples += segment_samples(spans, &segment);
    spans->folded_end = segment.end;
    spans->flags |= SVCCOMM_SPANS_FOLDED;
}

void svccomm__spans_fold_oldest(svccomm_spans *spans)
{
    fold(spans, spans->segments[0]);
    erase_segments(spans, 0, 1);
}

/* A new segment before segments[at]. If there are more than K, the oldest is folded (F5), and that
 * may be the new one itself. */
static void place(svccomm_spans *spans, uint32_t at, svccomm_segment segment)
{
    svccomm_segment *segments = spans->segments;

    if (spans->count == spans->keep && at == 0) {
        fold(spans, segment);
        return;
    }
    if (spans->count == spans->keep) {
        svccomm__spans_fold_oldest(spans);
        at--;
    }
    memmove(&segments[at + 1], &segments[at], (spans->count - at) * sizeof *segments);
    segments[at] = segment;
    spans->count++;
}

/* One segment out of `segment` and segments[low] to segments[high - 1], which are near it. */
static void absorb(svccomm_spans *spans, uint32_t low, uint32_t high, svccomm_segment segment)
{
    svccomm_segment *joined = &spans->segments[low];
    int64_t end = spans->segments[high - 1].end;

    if (segment.start < joined->start)
        joined->start = segment.start;
    joined->end = segment.end > end ? segment.end : end;
    erase_segments(spans, low + 1, high - low - 1);
}

void svccomm__spans_insert(svccomm_spans *spans, svccomm_segment segment)
{
    const svccomm_segment *segments = spans->segments;
    uint32_t low = 0, high;

    if (svccomm__spans_folded(spans)) {
        if (segment.end <= spans->folded_end)
            return;
        if (segment.start - spans->folded_end <= spans->interval)
            segment.start = spans->folded_end;
    }
    while (low < spans->count && segment.start - segments[low].end > spans->interval)
        low++;
    high = low;
    while (high < spans->count && segments[high].start - segment.end <= spans->interval)
        high++;
    if (low == high)
        place(spans, low, segment);
    else
        absorb(spans, low, high, segment);
}

void svccomm__spans_widen(svccomm_spans *spans, int64_t start, int64_t end)
{
    if (spans->first == SVCCOMM_NO_TIME || start < spans->first)
        spans->first = start;
    if (end > spans->last) /* SVCCOMM_NO_TIME is below every time */
        spans->last = end;
}

static int is_late(const svccomm_spans *spans, int64_t start)
{
    if (!svccomm__spans_folded(spans))
        return 0;
    return start < (spans->count > 0 ? spans->segments[0].start : spans->folded_end);
}

/* The usual event, next in time, continues the newest segment. */
static int extend_newest(svccomm_spans *spans, int64_t start, int64_t end)
{
    svccomm_segment *newest;

    if (spans->count == 0)
        return 0;
    newest = &spans->segments[spans->count - 1];
    if (start < newest->start || start - newest->end > spans->interval)
        return 0;
    if (end > newest->end)
        newest->end = spans->last = end;
    return 1;
}

int svccomm__spans_record(svccomm_spans *spans, int64_t start, int64_t end)
{
    svccomm_segment segment = {start, end};
    int late;

    if (start > end || (spans->flags & SVCCOMM_SPANS_POINTS) != 0)
        segment.start = end;
    if (extend_newest(spans, segment.start, end))
        return 0;
    late = is_late(spans, segment.start);
    if (late && spans->late < UINT64_MAX)
        spans->late++;
    svccomm__spans_widen(spans, segment.start, end);
    svccomm__spans_insert(spans, segment);
    return late;
}
