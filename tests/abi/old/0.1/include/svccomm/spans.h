/* SPDX-License-Identifier: MIT
 * The span state of the flow statistics: active span, gap span and active samples from events in
 * nearly any order, in constant memory (design F2-F7, F10). A plain struct with pure functions,
 * usable without a registry. */
#ifndef SVCCOMM_SPANS_H
#define SVCCOMM_SPANS_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The greatest K: how many of the newest segments a state can keep. */
#define SVCCOMM_SPANS_KEEP_MAX 16
#define SVCCOMM_SPANS_KEEP_MIN 2
#define SVCCOMM_SPANS_KEEP_DEFAULT 4

/** The default interval, 60 s in nanoseconds. */
#define SVCCOMM_INTERVAL_DEFAULT INT64_C(60000000000)

/* svccomm_spans.flags */
#define SVCCOMM_SPANS_POINTS 1u      /**< only the end of an event counts (F2) */
#define SVCCOMM_SPANS_APPROXIMATE 2u /**< a merge had to estimate (F7) */
#define SVCCOMM_SPANS_FOLDED 4u      /**< older segments were folded into the totals (F5) */

/** One stretch of activity without a gap, [start, end], nanoseconds. */
typedef struct svccomm_segment {
    int64_t start;
    int64_t end;
} svccomm_segment;

/** The state. Read by the functions below; its members are public so that it can be stored. */
typedef struct svccomm_spans {
    uint32_t size;           /**< sizeof(svccomm_spans) */
    uint32_t flags;          /**< SVCCOMM_SPANS_ bits */
    int64_t interval;        /**< nanoseconds, > 0 */
    uint32_t keep;           /**< K: how many of the newest segments are kept, 2 to 16 */
    uint32_t count;          /**< segments kept now, oldest first in `segments` */
    int64_t first;           /**< the earliest start, or SVCCOMM_NO_TIME */
    int64_t last;            /**< the latest end, or SVCCOMM_NO_TIME */
    int64_t folded_end;      /**< the newest end that was folded; valid with SVCCOMM_SPANS_FOLDED */
    int64_t folded_active;   /**< sum of the lengths that were folded, nanoseconds */
    uint64_t folded_samples; /**< periods that the folded segments touch (F4) */
    uint64_t late;           /**< late events (F5) */
    svccomm_segment segments[SVCCOMM_SPANS_KEEP_MAX]; /**< unused ones are zero. An oldest one that
                                  starts at folded_end continues what was folded (bridged) */
} svccomm_spans;

/** Makes an empty state.
 *  @param spans     not NULL.      @param size  sizeof *spans.
 *  @param interval  nanoseconds, > 0.
 *  @param keep      K, 2 to 16.
 *  @param points    not 0: only the end of an event counts.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_RANGE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_spans_init(svccomm_spans *spans, size_t size, int64_t interval,
                                   uint32_t keep, int points);

/** Adds one event that covers [start, end]; start > end counts as a point at its end.
 *  @param start, end  nanoseconds within +-SVCCOMM_TIME_MAX.
 *  @return 1 if the event was late, 0 if not; SVCCOMM_E_ARGUMENT, SVCCOMM_E_RANGE (a time; or the
 *  state is not valid), the state unchanged. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_spans_add(svccomm_spans *spans, int64_t start, int64_t end);

/** Adds what `from` saw to `into`: exactly if neither's folded part overlaps the other, else by an
 *  estimate that sets SVCCOMM_SPANS_APPROXIMATE (F7). `into` keeps its K. Late counts add up.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_MISMATCH (interval or points differ); SVCCOMM_E_RANGE
 *  (a state is not valid). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_spans_merge(svccomm_spans *into, const svccomm_spans *from);

/** Active span: the sum of the segments' lengths, nanoseconds (F3). 0 when empty or NULL.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int64_t svccomm_spans_active(const svccomm_spans *spans);

/** Gap span: last - first - active, nanoseconds, >= 0 (F3). 0 when empty or NULL.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int64_t svccomm_spans_gap(const svccomm_spans *spans);

/** Active samples: aligned periods floor(t / interval) that the segments touch (F4). 0 when empty
 *  or NULL. Thread: any. Since 0.1.0. */
SVCCOMM_API uint64_t svccomm_spans_samples(const svccomm_spans *spans);

#ifdef __cplusplus
}
#endif

#endif
