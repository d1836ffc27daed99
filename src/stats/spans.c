/* SPDX-License-Identifier: MIT
 * The public functions of the span state, and merging (design F7, F10). */
#include "svccomm/spans.h"

#include <string.h>

#include "stats/spans_state.h"
#include "svccomm/error.h"

int svccomm_spans_init(svccomm_spans *spans, size_t size, int64_t interval, uint32_t keep,
                       int points)
{
    if (spans == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (size < sizeof *spans)
        return SVCCOMM_E_STRUCT_SIZE;
    if (interval <= 0 || keep < SVCCOMM_SPANS_KEEP_MIN || keep > SVCCOMM_SPANS_KEEP_MAX)
        return SVCCOMM_E_RANGE;
    memset(spans, 0, size);
    spans->size = (uint32_t)sizeof *spans; /* what is in use; a newer caller's tail stays zero */
    spans->flags = points ? SVCCOMM_SPANS_POINTS : 0;
    spans->interval = interval;
    spans->keep = keep;
    spans->first = spans->last = SVCCOMM_NO_TIME;
    return SVCCOMM_OK;
}

int svccomm_spans_add(svccomm_spans *spans, int64_t start, int64_t end)
{
    if (spans == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (!svccomm__spans_is_time(start) || !svccomm__spans_is_time(end) ||
        !svccomm__spans_valid(spans))
        return SVCCOMM_E_RANGE;
    return svccomm__spans_record(spans, start, end);
}

int64_t svccomm_spans_active(const svccomm_spans *spans)
{
    return svccomm__spans_valid(spans) ? svccomm__spans_total_active(spans) : 0;
}

int64_t svccomm_spans_gap(const svccomm_spans *spans)
{
    if (!svccomm__spans_valid(spans) || svccomm__spans_empty(spans))
        return 0;
    return spans->last - spans->first - svccomm__spans_total_active(spans);
}

uint64_t svccomm_spans_samples(const svccomm_spans *spans)
{
    return svccomm__spans_valid(spans) ? svccomm__spans_total_samples(spans) : 0;
}

/* ---- merging (F7) ---- */

/* Whether nothing of `other` lies within the folded part of `base`, [first, folded_end], and the
 * folded part of `other`, if any, lies before it. */
static int can_join(const svccomm_spans *base, const svccomm_spans *other)
{
    if (!svccomm__spans_folded(base))
        return !svccomm__spans_folded(other);
    if (svccomm__spans_folded(other) && other->folded_end > base->first)
        return 0;
    for (uint32_t i = 0; i < other->count; i++) {
        if (other->segments[i].end > base->first && other->segments[i].start < base->folded_end)
            return 0;
    }
    return 1;
}

/* Sets the folded part of `front` before that of `base`; the caller moves base->first. A late event
 * may have moved it before without its time having been counted; hence the least number of samples.
 */
static void put_before(svccomm_spans *base, const svccomm_spans *front)
{
    int64_t interval = base->interval, distance = base->first - front->folded_end;
    int64_t end = base->folded_end;
    uint64_t shared = svccomm__periods(front->folded_end, base->first, interval) == 1 ? 1 : 0;
    uint64_t least;

    base->folded_active += front->folded_active + (distance <= interval ? distance : 0);
    base->folded_samples += front->folded_samples - shared;
    least = svccomm__periods(end - base->folded_active, end, interval);
    if (base->folded_samples < least)
        base->folded_samples = least;
}

/* The exact merge. Segments go in oldest first, so what is folded on the way is never near one
 * that is still to come. */
static int join(svccomm_spans *merged, const svccomm_spans *base, const svccomm_spans *other)
{
    svccomm_spans rest = *other;

    if (!can_join(base, other))
        return 0;
    *merged = *base;
    merged->keep = SVCCOMM_SPANS_KEEP_MAX; /* `into` may keep more than `base` */
    while (svccomm__spans_folded(base) && rest.count > 0 && rest.segments[0].end <= base->first)
        svccomm__spans_fold_oldest(&rest);
    if (svccomm__spans_folded(&rest))
        put_before(merged, &rest);
    for (uint32_t i = 0; i < rest.count; i++)
        svccomm__spans_insert(merged, rest.segments[i]);
    svccomm__spans_widen(merged, other->first, other->last);
    return 1;
}

/* The estimate: at most the sum, and at most what the time between first and last holds. */
static void estimate(svccomm_spans *merged, const svccomm_spans *a, const svccomm_spans *b)
{
    int64_t active = svccomm__spans_total_active(a), more = svccomm__spans_total_active(b), most;
    uint64_t samples = svccomm__spans_total_samples(a) + svccomm__spans_total_samples(b);
    uint64_t most_samples;

    *merged = *a;
    svccomm__spans_widen(merged, b->first, b->last);
    memset(merged->segments, 0, sizeof merged->segments);
    merged->count = 0;
    most = merged->last - merged->first;
    most_samples = svccomm__periods(merged->first, merged->last, a->interval);
    merged->folded_active = active < most - more ? active + more : most;
    merged->folded_samples = samples < most_samples ? samples : most_samples;
    merged->folded_end = merged->last;
    merged->flags |= SVCCOMM_SPANS_FOLDED | SVCCOMM_SPANS_APPROXIMATE;
}

static void combine(svccomm_spans *merged, const svccomm_spans *a, const svccomm_spans *b)
{
    if (svccomm__spans_empty(a) || svccomm__spans_empty(b))
        *merged = svccomm__spans_empty(b) ? *a : *b;
    else if (!join(merged, a, b) && !join(merged, b, a))
        estimate(merged, a, b);
}

int svccomm_spans_merge(svccomm_spans *into, const svccomm_spans *from)
{
    svccomm_spans merged;

    if (into == NULL || from == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (!svccomm__spans_valid(into) || !svccomm__spans_valid(from))
        return SVCCOMM_E_RANGE;
    if (into->interval != from->interval ||
        ((into->flags ^ from->flags) & SVCCOMM_SPANS_POINTS) != 0)
        return SVCCOMM_E_MISMATCH;
    combine(&merged, into, from);
    while (merged.count > into->keep)
        svccomm__spans_fold_oldest(&merged);
    merged.keep = into->keep;
    merged.flags |= (into->flags | from->flags) & SVCCOMM_SPANS_APPROXIMATE;
    merged.late = into->late > UINT64_MAX - from->late ? UINT64_MAX : into->late + from->late;
    *into = merged;
    return SVCCOMM_OK;
}
