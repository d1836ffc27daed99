/* SPDX-License-Identifier: MIT
 * Property 2 of design section 11 over random input: the span state against a naive model that
 * sorts all events and goes over them once. SVCCOMM_SEED in the environment replays one input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "stats/spans_state.h"
#include "svccomm/spans.h"

#define INPUTS 120000u
#define MAX_EVENTS 40u
#define MAX_PARTS 4u

/* One random input. */
typedef struct input {
    uint64_t seed;
    int64_t interval;
    uint32_t keep;
    int points;
    size_t count;
    svccomm_segment events[MAX_EVENTS]; /* in time order of what they cover */
} input;

/* What one pass in time order gives. */
typedef struct model {
    size_t count;
    svccomm_segment segments[MAX_EVENTS];
    int64_t first, last, active;
    uint64_t samples;
} model;

static uint64_t next_random(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x * UINT64_C(0x2545f4914f6cdd1d) >> 8;
}

static int64_t below(uint64_t *x, int64_t limit)
{
    return (int64_t)(next_random(x) % (uint64_t)limit);
}

/* ---- the model ---- */

static int by_start(const void *a, const void *b)
{
    const svccomm_segment *left = a, *right = b;

    return (left->start > right->start) - (left->start < right->start);
}

/* Division that rounds down, otherwise than the library does it. */
static int64_t floor_divide(int64_t time, int64_t interval)
{
    return time >= 0 ? time / interval : -((-time + interval - 1) / interval);
}

static void count_totals(model *m, int64_t interval)
{
    int64_t newest = INT64_MIN;

    m->active = 0;
    m->samples = 0;
    for (size_t i = 0; i < m->count; i++) {
        int64_t from = floor_divide(m->segments[i].start, interval);
        int64_t to = floor_divide(m->segments[i].end, interval);

        m->active += m->segments[i].end - m->segments[i].start;
        m->samples += (uint64_t)(to - (from > newest ? from : newest + 1) + 1);
        newest = to;
    }
}

static model one_pass(const input *in)
{
    model m = {0};

    m.first = in->events[0].start;
    m.last = in->events[0].end;
    for (size_t i = 0; i < in->count; i++) {
        svccomm_segment event = in->events[i], *newest = &m.segments[m.count];

        if (m.count > 0 && event.start - newest[-1].end <= in->interval) {
            if (event.end > newest[-1].end)
                newest[-1].end = event.end;
        } else {
            m.segments[m.count++] = event;
        }
        m.last = event.end > m.last ? event.end : m.last;
    }
    count_totals(&m, in->interval);
    return m;
}

/* ---- inputs and orders ---- */

/* Every other input has long gaps, and so many segments. */
static void make_input(input *in, uint64_t seed)
{
    static const int64_t intervals[] = {1, 7, 60, 1000, INT64_C(60000000000)};
    uint64_t x = seed;
    int64_t time, gap;

    in->seed = seed;
    in->interval = intervals[below(&x, 5)];
    in->keep = below(&x, 8) == 0 ? (uint32_t)below(&x, 15) + 2 : (uint32_t)below(&x, 4) + 2;
    in->points = below(&x, 4) == 0;
    in->count = (size_t)below(&x, MAX_EVENTS / 2) + 1;
    if (below(&x, 8) != 0)
        in->count += MAX_EVENTS / 2;
    gap = in->interval * (below(&x, 4) == 0 ? 1 : 3);
    time = (below(&x, 100) - 50) * in->interval + below(&x, 10);
    for (size_t i = 0; i < in->count; i++) {
        int64_t length = below(&x, 3) == 0 ? below(&x, in->interval * 2) : 0;

        in->events[i].end = time + (in->points ? 0 : length);
        in->events[i].start = time;
        time += below(&x, 6) == 0 ? in->interval + below(&x, 2) : below(&x, gap + 1);
    }
    qsort(in->events, in->count, sizeof *in->events, by_start);
}

static void shuffle(svccomm_segment *events, size_t count, uint64_t *x)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)below(x, (int64_t)i);
        svccomm_segment event = events[j];

        events[j] = events[i - 1];
        events[i - 1] = event;
    }
}

/* Blocks of at most K events, each shuffled, never make a late event: of the segments that begin
 * after an event, fewer than K can have been seen before it, so that the newest one of the blocks
 * before is still kept. */
static void shuffle_blocks(svccomm_segment *events, size_t count, uint32_t keep, uint64_t *x)
{
    size_t block;

    for (size_t i = 0; i < count; i += block) {
        block = (size_t)below(x, keep) + 1;
        if (block > count - i)
            block = count - i;
        shuffle(events + i, block, x);
    }
}

/* ---- checks that name the input ---- */

#define CHECK(in, condition)                                                       \
    do {                                                                           \
        if (!(condition))                                                          \
            fail_msg("seed %llu: %s", (unsigned long long)(in)->seed, #condition); \
    } while (0)

static void check_invariants(const input *in, const svccomm_spans *spans)
{
    int64_t active = svccomm_spans_active(spans), gap = svccomm_spans_gap(spans);

    CHECK(in, svccomm__spans_valid(spans));
    CHECK(in, active >= 0 && gap >= 0);
    CHECK(in, active + gap == spans->last - spans->first);
    CHECK(in, svccomm_spans_samples(spans) >= 1);
    CHECK(in, spans->count <= spans->keep);
}

static void check_exact(const input *in, const svccomm_spans *spans, const model *m)
{
    check_invariants(in, spans);
    CHECK(in, spans->first == m->first && spans->last == m->last);
    CHECK(in, svccomm_spans_active(spans) == m->active);
    CHECK(in, svccomm_spans_samples(spans) == m->samples);
}

/* After the folded end nothing is missing, whatever was late (F5). */
static void check_after_folded_end(const input *in, const svccomm_spans *spans, const model *m)
{
    int folded = (spans->flags & SVCCOMM_SPANS_FOLDED) != 0;
    uint32_t kept = 0;

    for (size_t i = 0; i < m->count; i++) {
        svccomm_segment expected = m->segments[i];

        if (folded && expected.end <= spans->folded_end)
            continue;
        if (folded && expected.start < spans->folded_end)
            expected.start = spans->folded_end;
        CHECK(in, kept < spans->count);
        CHECK(in, spans->segments[kept].start == expected.start);
        CHECK(in, spans->segments[kept].end == expected.end);
        kept++;
    }
    CHECK(in, kept == spans->count);
}

static svccomm_spans add_all(const input *in, uint32_t keep, const svccomm_segment *events,
                             size_t count)
{
    svccomm_spans spans;
    uint64_t late = 0;

    CHECK(in, svccomm_spans_init(&spans, sizeof spans, in->interval, keep, in->points) == 0);
    for (size_t i = 0; i < count; i++) {
        /* with `points` the start must not matter */
        int result =
            svccomm_spans_add(&spans, events[i].start - (in->points ? 5 : 0), events[i].end);

        CHECK(in, result == 0 || result == 1);
        late += (uint64_t)result;
    }
    CHECK(in, spans.late == late);
    return spans;
}

/* ---- the properties ---- */

typedef struct tally {
    unsigned inputs, in_time, in_time_many, late, exact_merges, estimates, damaged_valid;
} tally;

static void check_orders(const input *in, const model *m, tally *t)
{
    svccomm_segment events[MAX_EVENTS];
    uint64_t x = in->seed ^ UINT64_C(0x9e3779b97f4a7c15);
    svccomm_spans spans = add_all(in, in->keep, in->events, in->count);
    int in_blocks;

    CHECK(in, spans.late == 0);
    check_exact(in, &spans, m);
    memcpy(events, in->events, sizeof events);
    in_blocks = below(&x, 3) < 2;
    if (in_blocks)
        shuffle_blocks(events, in->count, in->keep, &x);
    else
        shuffle(events, in->count, &x);
    spans = add_all(in, in->keep, events, in->count);
    CHECK(in, spans.late == 0 || !in_blocks);
    check_invariants(in, &spans);
    check_after_folded_end(in, &spans, m);
    if (spans.late == 0)
        check_exact(in, &spans, m);
    CHECK(in, spans.first == m->first && spans.last == m->last);
    CHECK(in, svccomm_spans_active(&spans) <= m->active);
    CHECK(in, svccomm_spans_samples(&spans) <= m->samples);
    t->in_time += spans.late == 0;
    t->in_time_many += spans.late == 0 && m->count >= in->keep + 2;
    t->late += spans.late > 0;
}

/* Blocks in time order without overlap: none may need an estimate, however they are merged. */
static void check_merge_of_disjoint_parts(const input *in, const model *m)
{
    svccomm_spans parts[MAX_PARTS];
    uint64_t x = in->seed ^ UINT64_C(0xd1342543de82ef95);
    size_t count = 0, from = 0;
    int64_t end = INT64_MIN;

    for (size_t i = 0; i < in->count; i++) {
        if (i > from && count + 1 < MAX_PARTS && end <= in->events[i].start && below(&x, 6) == 0) {
            parts[count++] = add_all(in, (uint32_t)below(&x, 6) + 2, in->events + from, i - from);
            from = i;
        }
        end = in->events[i].end > end ? in->events[i].end : end;
    }
    parts[count++] = add_all(in, in->keep, in->events + from, in->count - from);
    for (; count > 1; count--) { /* neighbours in any order, either into the other */
        size_t i = (size_t)below(&x, (int64_t)count - 1);
        int swap = below(&x, 2) == 0;
        svccomm_spans *into = &parts[swap ? i + 1 : i];

        CHECK(in, svccomm_spans_merge(into, &parts[swap ? i : i + 1]) == 0);
        check_invariants(in, into);
        parts[i] = *into;
        memmove(&parts[i + 1], &parts[i + 2], (count - i - 2) * sizeof *parts);
    }
    CHECK(in, (parts[0].flags & SVCCOMM_SPANS_APPROXIMATE) == 0);
    check_exact(in, &parts[0], m);
}

/* Whether something of b lies within what a folded. */
static int overlaps_folded(const svccomm_spans *a, const svccomm_spans *b)
{
    if ((a->flags & SVCCOMM_SPANS_FOLDED) == 0)
        return 0;
    if ((b->flags & SVCCOMM_SPANS_FOLDED) != 0 && b->first < a->folded_end &&
        b->folded_end > a->first)
        return 1;
    for (uint32_t i = 0; i < b->count; i++) {
        if (b->segments[i].start < a->folded_end && b->segments[i].end > a->first)
            return 1;
    }
    return 0;
}

static void check_estimate(const input *in, const svccomm_spans *merged, const svccomm_spans *a,
                           const svccomm_spans *b, const model *m)
{
    int64_t active = svccomm_spans_active(a) + svccomm_spans_active(b), most = m->last - m->first;
    uint64_t samples = svccomm_spans_samples(a) + svccomm_spans_samples(b);
    uint64_t periods =
        (uint64_t)(floor_divide(m->last, in->interval) - floor_divide(m->first, in->interval) + 1);

    CHECK(in, merged->first == m->first && merged->last == m->last);
    CHECK(in, svccomm_spans_active(merged) == (active < most ? active : most));
    CHECK(in, svccomm_spans_samples(merged) == (samples < periods ? samples : periods));
    CHECK(in, merged->count == 0 && merged->folded_end == merged->last);
}

/* Events dealt out at random: exact where nothing lies in a folded part, else the estimate. */
static void check_merge_of_any_parts(const input *in, const model *m, tally *t)
{
    svccomm_segment dealt[2][MAX_EVENTS];
    size_t counts[2] = {0, 0};
    uint64_t x = in->seed ^ UINT64_C(0xa0761d6478bd642f);
    svccomm_spans a, b, merged;
    int apart, inside = (int)below(&x, 2), overlap;
    int64_t middle = below(&x, (int64_t)in->count) + 1;

    for (size_t i = 0; i < in->count; i++) { /* half the inputs: b is a stretch of the whole */
        int to = inside ? (int64_t)i >= middle && (int64_t)i < middle + 3 : below(&x, 2) == 0;

        dealt[to][counts[to]++] = in->events[i];
    }
    a = add_all(in, in->keep, dealt[0], counts[0]);
    b = add_all(in, (uint32_t)below(&x, 15) + 2, dealt[1], counts[1]);
    overlap = overlaps_folded(&a, &b) || overlaps_folded(&b, &a);
    merged = a;
    CHECK(in, svccomm_spans_merge(&merged, &b) == 0);
    check_invariants(in, &merged);
    CHECK(in, merged.keep == a.keep);
    apart = (merged.flags & SVCCOMM_SPANS_APPROXIMATE) == 0;
    CHECK(in, apart == !overlap);
    if (apart)
        check_exact(in, &merged, m);
    else
        check_estimate(in, &merged, &a, &b, m);
    t->exact_merges += apart != 0;
    t->estimates += apart == 0;
    CHECK(in, svccomm_spans_add(&merged, in->events[0].start, m->last + in->interval) >= 0);
    check_invariants(in, &merged);
    CHECK(in, merged.last == m->last + in->interval);
}

/* Anything goes: late events, estimates, chains of merges; the state stays valid. */
static void check_chains_stay_valid(const input *in, uint64_t seed)
{
    svccomm_spans spans[3];
    uint64_t x = seed;

    for (size_t i = 0; i < 3; i++)
        spans[i] = add_all(in, in->keep, in->events, 0);
    for (size_t i = 0; i < 3 * in->count; i++) {
        svccomm_segment event = in->events[below(&x, (int64_t)in->count)];
        size_t to = (size_t)below(&x, 3), from = (size_t)below(&x, 3);
        int result;

        if (below(&x, 8) == 0)
            result = svccomm_spans_merge(&spans[to], &spans[from]);
        else
            result = svccomm_spans_add(&spans[to], event.start, event.end);
        CHECK(in, result >= 0);
        if (spans[to].first != SVCCOMM_NO_TIME)
            check_invariants(in, &spans[to]);
    }
}

/* One member of a state is overwritten, as a damaged storage might. What is still taken for valid
 * stays so under every call; what is not is refused and left alone. */
static void check_damaged_states(const input *in, tally *t)
{
    svccomm_spans good = add_all(in, in->keep, in->events, in->count), bad = good, copy;
    uint64_t x = in->seed ^ UINT64_C(0xbf58476d1ce4e5b9);
    int64_t values[] = {0,         below(&x, 5), -below(&x, 5), SVCCOMM_TIME_MAX, -SVCCOMM_TIME_MAX,
                        INT64_MAX, INT64_MIN,    good.last,     good.first};
    int64_t value = values[below(&x, 9)], *members[] = {&bad.first,
                                                        &bad.last,
                                                        &bad.folded_end,
                                                        &bad.folded_active,
                                                        &bad.interval,
                                                        &bad.segments[0].start,
                                                        &bad.segments[1].start,
                                                        &bad.segments[1].end};
    size_t which = (size_t)below(&x, 10);
    int expected;

    if (which < 8)
        *members[which] = below(&x, 2) == 0 ? value : *members[which] + below(&x, 41) - 20;
    else if (which == 8)
        bad.folded_samples = (uint64_t)value;
    else
        bad.count = (uint32_t)value;
    expected = svccomm__spans_valid(&bad) ? 0 : -1;
    copy = bad;
    t->damaged_valid += expected == 0;
    CHECK(in, (svccomm_spans_merge(&bad, &copy) < 0) == (expected < 0));
    for (size_t i = 0; i < in->count; i += 3)
        CHECK(in, (svccomm_spans_add(&bad, in->events[i].start + in->interval,
                                     in->events[i].end + in->interval) < 0) == (expected < 0));
    if (expected < 0)
        CHECK(in, memcmp(&bad, &copy, sizeof bad) == 0);
    else
        check_invariants(in, &bad);
}

static void check_input(uint64_t seed, tally *t)
{
    input in;
    model m;

    make_input(&in, seed);
    m = one_pass(&in);
    check_orders(&in, &m, t);
    check_merge_of_disjoint_parts(&in, &m);
    check_merge_of_any_parts(&in, &m, t);
    check_damaged_states(&in, t);
    if (seed % 4 == 0)
        check_chains_stay_valid(&in, seed);
    t->inputs++;
}

static void random_orders_and_merges_equal_one_pass_in_time_order(void **state)
{
    const char *replay = getenv("SVCCOMM_SEED");
    tally t = {0};

    (void)state;
    if (replay != NULL) {
        check_input(strtoull(replay, NULL, 10), &t);
        return;
    }
    for (uint64_t seed = 1; seed <= INPUTS; seed++)
        check_input(seed * UINT64_C(0x9e3779b97f4a7c15), &t);
    print_message("# %u inputs: %u in time (%u with K + 2 segments), %u late; %u exact merges, "
                  "%u estimates; %u damaged but possible\n",
                  t.inputs, t.in_time, t.in_time_many, t.late, t.exact_merges, t.estimates,
                  t.damaged_valid);
    assert_true(t.inputs >= 100000 && t.in_time * 2 >= t.inputs);
    assert_true(t.in_time_many * 2 >= t.in_time);
    assert_true(t.late >= t.inputs / 10 && t.exact_merges >= t.inputs / 10 &&
                t.estimates >= t.inputs / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_orders_and_merges_equal_one_pass_in_time_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
