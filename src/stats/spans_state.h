/* SPDX-License-Identifier: MIT
 * The inside of the span state: the check of a state that came from outside, and the steps of which
 * adding and merging are made. */
#ifndef SVCCOMM_SPANS_STATE_H
#define SVCCOMM_SPANS_STATE_H

#include "svccomm/spans.h"

/* All but the first two need a valid state, and times within +-SVCCOMM_TIME_MAX. Then no difference
 * of two times overflows, and no total either: each is bounded by `last - first` and its periods.
 */

/** Whether the functions of spans.h can have made this state, as far as one can tell from it: every
 *  member in its range, and active and samples possible between first and last. NULL is not valid.
 *  Safe for any bytes. */
int svccomm__spans_valid(const svccomm_spans *spans);

/** Whether spans.h takes this time. */
int svccomm__spans_is_time(int64_t time);

/** svccomm_spans_add() without its checks.
 *  @return 1 if the event was late, 0 if not. */
int svccomm__spans_record(svccomm_spans *spans, int64_t start, int64_t end);

/** Whether segments were folded into the totals. */
int svccomm__spans_folded(const svccomm_spans *spans);

/** Whether no event was seen. */
int svccomm__spans_empty(const svccomm_spans *spans);

/** floor(time / interval), also before the epoch. */
int64_t svccomm__period(int64_t time, int64_t interval);

/** How many periods [start, end] touches (F4). */
uint64_t svccomm__periods(int64_t start, int64_t end, int64_t interval);

/** svccomm__periods() without a division: `inverse` is 1.0 / interval. */
uint64_t svccomm__periods_by(int64_t start, int64_t end, int64_t interval, double inverse);

/** Active span and active samples (F3, F4). */
int64_t svccomm__spans_total_active(const svccomm_spans *spans);
uint64_t svccomm__spans_total_samples(const svccomm_spans *spans);

/** Moves `first` and `last` so that they enclose [start, end]. */
void svccomm__spans_widen(svccomm_spans *spans, int64_t start, int64_t end);

/** Inserts what of a segment is after the folded end, which stands in as the segment before it; if
 *  there are more than K then, the oldest is folded (F5). `first` and `last` are the caller's. */
void svccomm__spans_insert(svccomm_spans *spans, svccomm_segment segment);

/** Folds the oldest kept segment; there is one. */
void svccomm__spans_fold_oldest(svccomm_spans *spans);

#endif
