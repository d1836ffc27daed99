/* SPDX-License-Identifier: MIT
 * The span state against worked examples (design F2-F7, F10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stats/spans_state.h"
#include "svccomm/error.h"
#include "svccomm/spans.h"

#define S INT64_C(1000000000)
#define MAX_EVENTS 6
#define COUNT(a) (sizeof(a) / sizeof *(a))

static svccomm_spans new_spans(int64_t interval, uint32_t keep, int points)
{
    svccomm_spans spans;

    assert_int_equal(svccomm_spans_init(&spans, sizeof spans, interval, keep, points), 0);
    return spans;
}

/* Adds an event and sees to it that the state is valid and says whether the event was late. */
static void add(svccomm_spans *spans, int64_t start, int64_t end, int late)
{
    assert_int_equal(svccomm_spans_add(spans, start, end), late);
    assert_true(svccomm__spans_valid(spans));
}

static void add_points(svccomm_spans *spans, const int64_t *times, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(spans, times[i], times[i], 0);
}

static void check(const svccomm_spans *spans, int64_t first, int64_t last, int64_t active,
                  uint64_t samples)
{
    assert_true(svccomm__spans_valid(spans));
    assert_int_equal(spans->first, first);
    assert_int_equal(spans->last, last);
    assert_int_equal(svccomm_spans_active(spans), active);
    assert_int_equal(svccomm_spans_gap(spans), last - first - active);
    assert_true(svccomm_spans_gap(spans) >= 0);
    assert_int_equal(svccomm_spans_samples(spans), samples);
}

static void merge(svccomm_spans *into, const svccomm_spans *from, int approximate)
{
    assert_int_equal(svccomm_spans_merge(into, from), 0);
    assert_true(svccomm__spans_valid(into));
    assert_int_equal((into->flags & SVCCOMM_SPANS_APPROXIMATE) != 0, approximate);
}

/* ---- one pass ---- */

/* Seconds since 12:00:00; interval 60 s; K 4. */
static const struct {
    const char *name;
    size_t count;
    svccomm_segment events[MAX_EVENTS];
    int64_t first, last, active;
    uint64_t samples;
} examples[] = {
    {"one event", 1, {{75, 75}}, 75, 75, 0, 1},
    {"one event with a duration", 1, {{75, 95}}, 75, 95, 20, 1},
    {"a duration over three periods", 1, {{59, 120}}, 59, 120, 61, 3},
    {"the same event twice", 2, {{75, 75}, {75, 75}}, 75, 75, 0, 1},
    {"distance equal to the interval", 2, {{10, 10}, {70, 70}}, 10, 70, 60, 2},
    {"distance over the interval", 2, {{10, 10}, {71, 71}}, 10, 71, 0, 2},
    {"distance from what was covered", 3, {{0, 100}, {10, 20}, {160, 160}}, 0, 160, 160, 3},
    {"an event within another", 2, {{0, 300}, {60, 120}}, 0, 300, 300, 6},
    {"an event around others", 3, {{100, 100}, {300, 300}, {0, 400}}, 0, 400, 400, 7},
    {"a start after the end is a point at the end", 1, {{90, 30}}, 30, 30, 0, 1},
    {"a period begins at its first nanosecond", 1, {{60, 60}}, 60, 60, 0, 1},
    {"the worked example",
     6,
     {{75, 75}, {105, 105}, {130, 130}, {165, 165}, {230, 230}, {235, 235}},
     75,
     235,
     95,
     3},
    {"the worked example without its gap",
     6,
     {{75, 75}, {105, 105}, {130, 130}, {165, 165}, {225, 225}, {235, 235}},
     75,
     235,
     160,
     3},
};

static void examples_of_one_pass_give_the_expected_spans(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        svccomm_spans spans = new_spans(60 * S, 4, 0);

        print_message("#          %s\n", examples[i].name);
        for (size_t j = 0; j < examples[i].count; j++)
            add(&spans, examples[i].events[j].start * S, examples[i].events[j].end * S, 0);
        check(&spans, examples[i].first * S, examples[i].last * S, examples[i].active * S,
              examples[i].samples);
    }
}

static void one_nanosecond_over_the_interval_is_a_gap_all_of_it(void **state)
{
    svccomm_spans spans = new_spans(60 * S, 2, 0);

    (void)state;
    add(&spans, 0, 5, 0);
    add(&spans, 60 * S + 5, 60 * S + 5, 0);
    check(&spans, 0, 60 * S + 5, 60 * S + 5, 2);
    add(&spans, 120 * S + 6, 120 * S + 6, 0);
    check(&spans, 0, 120 * S + 6, 60 * S + 5, 3);
    assert_int_equal(svccomm_spans_gap(&spans), 60 * S + 1);
}

static void permute(int64_t *times, size_t count, size_t fixed, uint32_t keep, unsigned *seen)
{
    svccomm_spans spans;

    if (fixed == count) {
        spans = new_spans(60 * S, keep, 0);
        for (size_t i = 0; i < count; i++)
            add(&spans, times[i] * S, times[i] * S, 0);
        check(&spans, 75 * S, 235 * S, 95 * S, 3);
        ++*seen;
    }
    for (size_t i = fixed; i < count; i++) {
        int64_t moved = times[i];

        times[i] = times[fixed];
        times[fixed] = moved;
        permute(times, count, fixed + 1, keep, seen);
        times[fixed] = times[i];
        times[i] = moved;
    }
}

static void every_order_of_the_worked_example_gives_the_same_spans(void **state)
{
    int64_t times[] = {75, 105, 130, 165, 230, 235};
    unsigned seen = 0;

    (void)state;
    permute(times, COUNT(times), 0, 4, &seen);
    assert_int_equal(seen, 720);
}

static void points_counts_only_the_end(void **state)
{
    svccomm_spans spans = new_spans(60 * S, 2, 1);

    (void)state;
    add(&spans, 0, 100 * S, 0);
    check(&spans, 100 * S, 100 * S, 0, 1);
    add(&spans, 0, 161 * S, 0);
    check(&spans, 100 * S, 161 * S, 0, 2);
    add(&spans, 500 * S, 130 * S, 0);
    check(&spans, 100 * S, 161 * S, 61 * S, 2);
}

static void an_empty_state_has_no_spans(void **state)
{
    svccomm_spans spans = new_spans(1, 16, 0);

    (void)state;
    assert_int_equal(spans.first, SVCCOMM_NO_TIME);
    assert_int_equal(spans.last, SVCCOMM_NO_TIME);
    assert_int_equal(svccomm_spans_active(&spans), 0);
    assert_int_equal(svccomm_spans_gap(&spans), 0);
    assert_int_equal(svccomm_spans_samples(&spans), 0);
    assert_int_equal(svccomm_spans_active(NULL), 0);
    assert_int_equal(svccomm_spans_gap(NULL), 0);
    assert_int_equal(svccomm_spans_samples(NULL), 0);
}

static void periods_before_the_epoch_are_floored(void **state)
{
    svccomm_spans spans = new_spans(60, 2, 0);

    (void)state;
    add(&spans, -1, -1, 0);
    check(&spans, -1, -1, 0, 1);
    add(&spans, 0, 0, 0);
    check(&spans, -1, 0, 1, 2); /* periods -1 and 0 */
    add(&spans, -60, -60, 0);
    check(&spans, -60, 0, 60, 2);
    add(&spans, -61, -61, 0);
    check(&spans, -61, 0, 61, 3);
}

/* Products are rounded either way, the further the greater they are. */
static void periods_by_the_inverse_are_those_by_division(void **state)
{
    static const int64_t intervals[] = {
        1, 3, 7, 49, 98, 107, INT64_C(60000000000), SVCCOMM_TIME_MAX};
    static const int64_t counts[] = {0, 1, 2, 49, 1000003, INT64_C(999999999999999)};

    (void)state;
    for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
        for (size_t k = 0; k < 2 * sizeof counts / sizeof *counts; k++)
            for (int64_t off = -2; off <= 2; off++) {
                int64_t count = counts[k / 2], interval = intervals[i];
                int64_t most = SVCCOMM_TIME_MAX - 2;
                int64_t time = count > most / interval ? most : count * interval;

                time = (k % 2 == 0 ? time : -time) + off;
                assert_true(svccomm__periods_by(time, most, interval, 1.0 / (double)interval) ==
                            svccomm__periods(time, most, interval));
            }
}

static void the_limits_of_time_are_taken_and_no_more(void **state)
{
    const int64_t max = SVCCOMM_TIME_MAX;
    svccomm_spans spans = new_spans(1, 2, 0), before;

    (void)state;
    add(&spans, max, max, 0);
    add(&spans, -max, -max, 0);
    check(&spans, -max, max, 0, 2);
    before = spans;
    assert_int_equal(svccomm_spans_add(&spans, max, max + 1), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_add(&spans, -max - 1, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_add(&spans, INT64_MAX, INT64_MIN), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_add(&spans, 0, SVCCOMM_NO_TIME), SVCCOMM_E_RANGE);
    assert_memory_equal(&spans, &before, sizeof spans);
    add(&spans, -max, max, 0);
    check(&spans, -max, max, 2 * max, (uint64_t)max * 2 + 1);
    spans = new_spans(INT64_MAX, 2, 0);
    add(&spans, -max, -max, 0);
    add(&spans, max, max, 0);
    check(&spans, -max, max, 2 * max, 2);
}

/* ---- folding and late events ---- */

/* K 2, interval 10: points at 0, 100, 200, 300 fold the first two; folded_end is 100. */
static svccomm_spans folded_at_100(void)
{
    static const int64_t times[] = {0, 100, 200, 300};
    svccomm_spans spans = new_spans(10, 2, 0);

    add_points(&spans, times, COUNT(times));
    assert_int_equal(spans.folded_end, 100);
    assert_int_equal(spans.count, 2);
    check(&spans, 0, 300, 0, 4);
    return spans;
}

static void segments_beyond_the_kept_ones_are_folded(void **state)
{
    svccomm_spans spans = new_spans(10, 2, 0);

    (void)state;
    add(&spans, 5, 25, 0);
    add(&spans, 100, 105, 0);
    assert_int_equal(spans.flags, 0);
    add(&spans, 50, 50, 0); /* the middle one is not late: nothing was folded yet */
    assert_int_equal(spans.flags, SVCCOMM_SPANS_FOLDED);
    assert_int_equal(spans.folded_end, 25);
    assert_int_equal(spans.folded_active, 20);
    assert_int_equal(spans.folded_samples, 3);
    check(&spans, 5, 105, 25, 5);
    assert_int_equal(spans.segments[2].end, 0);
}

static void a_new_oldest_segment_beyond_the_kept_ones_is_folded_itself(void **state)
{
    svccomm_spans spans = new_spans(10, 2, 0);

    (void)state;
    add(&spans, 200, 200, 0);
    add(&spans, 100, 100, 0);
    add(&spans, 1, 9, 0);
    assert_int_equal(spans.folded_end, 9);
    assert_int_equal(spans.segments[0].start, 100);
    check(&spans, 1, 200, 8, 3);
    assert_int_equal(spans.late, 0);
}

/* What an event adds to folded_at_100(). */
static const struct {
    const char *name;
    int64_t start, end;
    int late;
    int64_t first, active;
    uint64_t samples;
    int64_t folded_end;
} late_events[] = {
    {"before all", -50, -45, 1, -50, 0, 4, 100},
    {"before the folded end", 50, 99, 1, 0, 0, 4, 100},
    {"up to the folded end", 50, 100, 1, 0, 0, 4, 100},
    {"a point at the folded end", 100, 100, 1, 0, 0, 4, 100},
    {"clipped at the folded end", 50, 105, 1, 0, 5, 4, 105},
    {"clipped, into the next period", 50, 110, 1, 0, 10, 5, 110},
    {"bridged from the folded end", 110, 111, 1, 0, 11, 5, 111},
    {"not bridged: one over the interval", 111, 115, 1, 0, 4, 5, 115},
    {"near the oldest kept one", 190, 195, 1, 0, 10, 5, 100},
    {"around the oldest kept one", 150, 250, 1, 0, 100, 14, 100},
    {"from the folded end to the oldest kept one", 110, 190, 1, 0, 100, 13, 100},
    {"over everything", -10, 300, 1, -10, 200, 22, 100},
    {"at the oldest kept one is not late", 200, 205, 0, 0, 5, 4, 100},
    {"between the kept ones is not late", 250, 255, 0, 0, 5, 5, 200},
};

static void late_events_count_only_after_the_folded_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(late_events); i++) {
        svccomm_spans spans = folded_at_100();

        print_message("#          %s\n", late_events[i].name);
        add(&spans, late_events[i].start, late_events[i].end, late_events[i].late);
        check(&spans, late_events[i].first, 300, late_events[i].active, late_events[i].samples);
        assert_int_equal(spans.folded_end, late_events[i].folded_end);
        assert_int_equal(spans.late, late_events[i].late);
    }
}

static void a_bridged_segment_is_kept_where_there_is_room(void **state)
{
    svccomm_spans spans = folded_at_100();

    (void)state;
    add(&spans, 210, 290, 0); /* joins the two kept ones */
    check(&spans, 0, 300, 100, 13);
    add(&spans, 108, 109, 1);
    assert_int_equal(spans.count, 2);
    assert_int_equal(spans.segments[0].start, 100);
    check(&spans, 0, 300, 109, 13);
    add(&spans, 105, 106, 0); /* starts after the oldest kept start, now 100 */
    add(&spans, 119, 119, 0);
    check(&spans, 0, 300, 119, 14);
    add(&spans, 400, 400, 0); /* folds it; the period of 100 is still counted once */
    assert_int_equal(spans.folded_end, 119);
    check(&spans, 0, 400, 119, 15);
}

static void the_late_counter_saturates(void **state)
{
    svccomm_spans spans = folded_at_100(), other = folded_at_100();

    (void)state;
    spans.late = UINT64_MAX - 1;
    add(&spans, 0, 0, 1);
    add(&spans, 0, 0, 1);
    assert_true(spans.late == UINT64_MAX);
    other.late = 7;
    merge(&other, &spans, 1);
    assert_true(other.late == UINT64_MAX);
}

/* ---- merging ---- */

static void an_empty_state_merges_as_the_identity_but_late_and_flags_carry(void **state)
{
    svccomm_spans folded = folded_at_100(), empty = new_spans(10, 2, 0), into = folded;

    (void)state;
    merge(&into, &empty, 0);
    assert_memory_equal(&into, &folded, sizeof into);
    into = empty;
    merge(&into, &folded, 0);
    assert_memory_equal(&into, &folded, sizeof into);
    empty.late = 3;
    empty.flags = SVCCOMM_SPANS_APPROXIMATE;
    merge(&into, &empty, 1);
    assert_int_equal(into.late, 3);
    check(&into, 0, 300, 0, 4);
}

static void states_that_have_not_folded_merge_exactly(void **state)
{
    static const int64_t even[] = {0, 100, 200, 300}, odd[] = {10, 111, 195, 500};
    svccomm_spans a = new_spans(10, 4, 0), b = new_spans(10, 16, 0), c;

    (void)state;
    add_points(&a, even, COUNT(even));
    add_points(&b, odd, COUNT(odd));
    c = b;
    merge(&a, &b, 0); /* 0-10, 100, 111, 195-200, 300, 500 */
    assert_int_equal(a.keep, 4);
    assert_int_equal(a.folded_end, 100);
    check(&a, 0, 500, 15, 8);
    a = new_spans(10, 4, 0);
    add_points(&a, even, COUNT(even));
    merge(&c, &a, 0);
    assert_int_equal(c.keep, 16);
    assert_int_equal(c.count, 6);
    check(&c, 0, 500, 15, 8);
}

static void a_merge_keeps_as_many_segments_as_into_may(void **state)
{
    static const int64_t later[] = {400, 500, 600};
    svccomm_spans a = new_spans(10, 16, 0), b = folded_at_100();

    (void)state;
    add_points(&a, later, COUNT(later));
    merge(&a, &b, 0);
    assert_int_equal(a.keep, 16);
    assert_int_equal(a.count, 5);
    check(&a, 0, 600, 0, 7);
}

static void full_states_of_sixteen_merge_exactly(void **state)
{
    svccomm_spans a = new_spans(1, 16, 0), b = new_spans(1, 16, 0);

    (void)state;
    for (int64_t i = 0; i < 16; i++) {
        add(&a, i * 100, i * 100 + 1, 0);
        add(&b, i * 100 + 50, i * 100 + 51, 0);
    }
    merge(&a, &b, 0);
    assert_int_equal(a.count, 16);
    assert_int_equal(a.folded_end, 751);
    check(&a, 0, 1551, 32, 64);
}

static void what_lies_beside_one_folded_part_merges_exactly_both_ways(void **state)
{
    static const struct {
        svccomm_segment events[2];
        int64_t first, last, active;
        uint64_t samples;
        int approximate;
    } cases[] = {
        {{{150, 155}, {400, 400}}, 0, 400, 5, 6, 0},   /* after */
        {{{100, 104}, {300, 310}}, 0, 310, 14, 5, 0},  /* from the folded end on */
        {{{110, 110}, {200, 200}}, 0, 300, 10, 5, 0},  /* bridged */
        {{{-50, -45}, {-30, -30}}, -50, 300, 5, 6, 0}, /* before: -50..-45 is one period */
        {{{-50, -45}, {-10, 0}}, -50, 300, 15, 6, 0},  /* up to first */
        {{{-50, -50}, {150, 155}}, -50, 300, 5, 6, 0}, /* on both sides */
        {{{-50, -45}, {50, 50}}, -50, 300, 5, 6, 1},   /* inside */
        {{{99, 101}, {200, 200}}, 0, 300, 2, 7, 1},    /* across the folded end: 4 + 3 */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        svccomm_spans a = folded_at_100(), b = new_spans(10, 2, 0), c = a;

        add(&b, cases[i].events[0].start, cases[i].events[0].end, 0);
        add(&b, cases[i].events[1].start, cases[i].events[1].end, 0);
        merge(&c, &b, cases[i].approximate);
        check(&c, cases[i].first, cases[i].last, cases[i].active, cases[i].samples);
        merge(&b, &a, cases[i].approximate);
        check(&b, cases[i].first, cases[i].last, cases[i].active, cases[i].samples);
    }
}

static void two_folded_states_one_after_the_other_merge_exactly(void **state)
{
    static const struct {
        int64_t shift, active;
        uint64_t samples;
    } cases[] = {
        {300, 0, 7},  /* the last of one is the first of the other */
        {305, 5, 7},  /* in one period */
        {310, 10, 8}, /* bridged */
        {311, 0, 8},  /* a gap */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        svccomm_spans a = folded_at_100(), b = new_spans(10, 2, 0), c = a;
        int64_t shift = cases[i].shift;

        for (int64_t j = 0; j < 4; j++)
            add(&b, shift + j * 100, shift + j * 100, 0);
        merge(&c, &b, 0);
        check(&c, 0, shift + 300, cases[i].active, cases[i].samples);
        assert_int_equal(c.count, 2);
        merge(&b, &a, 0);
        check(&b, 0, shift + 300, cases[i].active, cases[i].samples);
    }
}

static void kept_segments_around_the_others_folded_part_merge_exactly(void **state)
{
    static const int64_t later[] = {220, 230, 250, 280, 400, 500};
    svccomm_spans a = folded_at_100(), b = new_spans(5, 2, 0);

    (void)state;
    a.interval = 5; /* points on whole hundreds are the same at 5 */
    add_points(&b, later, COUNT(later));
    assert_int_equal(b.folded_end, 280);
    merge(&a, &b, 0);
    check(&a, 0, 500, 0, 10);
    assert_int_equal(a.segments[0].start, 400);
    assert_int_equal(a.folded_end, 300);
}

static void overlapping_folded_states_merge_by_an_estimate_that_sticks(void **state)
{
    svccomm_spans a = new_spans(10, 2, 0), b, c = new_spans(10, 2, 0);

    (void)state;
    for (int64_t i = 0; i < 4; i++)
        add(&a, i * 20, i * 20 + 8, 0);
    check(&a, 0, 68, 32, 4);
    b = a;
    merge(&a, &b, 1);
    check(&a, 0, 68, 64, 7); /* twice 32; 8 samples, but only 7 periods */
    assert_int_equal(a.count, 0);
    assert_int_equal(a.folded_end, 68);
    merge(&a, &b, 1);
    check(&a, 0, 68, 68, 7); /* 96, but only 68 */
    add(&a, 60, 65, 1);
    add(&a, 68, 68, 0);
    add(&a, 78, 79, 0); /* bridged; the period of 70 is new */
    check(&a, 0, 79, 79, 8);
    add(&c, 200, 200, 0);
    merge(&c, &a, 1);
    check(&c, 0, 200, 79, 9);
    merge(&c, &c, 1);
    check(&c, 0, 200, 158, 18);
}

static void estimates_do_not_overflow(void **state)
{
    const int64_t max = SVCCOMM_TIME_MAX;
    svccomm_spans a = new_spans(1, 2, 0), b;

    (void)state;
    add(&a, -max, -max, 0);
    add(&a, -max + 2, -max + 2, 0);
    add(&a, -max + 4, -max + 4, 0);
    add(&a, -max + 6, max, 0); /* the first two are folded */
    b = a;
    merge(&a, &b, 1);
    check(&a, -max, max, 2 * max, (uint64_t)max * 2 + 1);
}

/* A late event moves `first` without its time: the join must not claim fewer samples than the
 * active span needs. */
static void a_late_first_joins_to_a_valid_state(void **state)
{
    svccomm_spans a = new_spans(10, 2, 0), b = new_spans(10, 2, 0);

    (void)state;
    add(&a, 100, 129, 0);
    add(&b, 150, 179, 0);
    add(&b, 200, 200, 0);
    add(&b, 220, 220, 0);
    add(&b, 139, 139, 1);
    merge(&a, &b, 0);
    check(&a, 100, 220, 29 + 10 + 29, 7 + 2);
}

static void states_of_another_interval_or_points_do_not_merge(void **state)
{
    svccomm_spans a = new_spans(10, 2, 0), b = new_spans(11, 2, 0), c = new_spans(10, 2, 1);

    (void)state;
    assert_int_equal(svccomm_spans_merge(&a, &b), SVCCOMM_E_MISMATCH);
    assert_int_equal(svccomm_spans_merge(&a, &c), SVCCOMM_E_MISMATCH);
    assert_int_equal(svccomm_spans_merge(&a, NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_spans_merge(NULL, &a), SVCCOMM_E_ARGUMENT);
}

/* ---- arguments and invalid states ---- */

static void init_refuses_what_is_out_of_range(void **state)
{
    struct {
        svccomm_spans spans;
        char tail[8];
    } newer;
    svccomm_spans spans;

    (void)state;
    assert_int_equal(svccomm_spans_init(NULL, sizeof spans, 1, 2, 0), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_spans_init(&spans, sizeof spans - 1, 1, 2, 0), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_spans_init(&spans, sizeof spans, 0, 2, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_init(&spans, sizeof spans, -1, 2, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_init(&spans, sizeof spans, 1, 1, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_init(&spans, sizeof spans, 1, 17, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_spans_add(NULL, 0, 0), SVCCOMM_E_ARGUMENT);
    memset(&newer, 0xff, sizeof newer);
    assert_int_equal(svccomm_spans_init(&newer.spans, sizeof newer, 1, 2, 0), 0);
    assert_memory_equal(newer.tail, "\0\0\0\0\0\0\0", sizeof newer.tail);
    add(&newer.spans, 1, 2, 0);
}

#define INVALID(name, statement)       \
    static void name(svccomm_spans *s) \
    {                                  \
        statement;                     \
    }
INVALID(break_size, s->size--)
INVALID(break_size_up, s->size++)
INVALID(break_flags, s->flags |= 8)
INVALID(break_interval, s->interval = 0)
INVALID(break_keep_low, s->keep = 1)
INVALID(break_keep_high, s->keep = 17)
INVALID(break_count, s->count = 3; s->segments[2].start = s->segments[2].end = s->last = 400)
INVALID(break_count_far, s->count = UINT32_MAX)
INVALID(break_unused, s->segments[15].end = 1)
INVALID(break_first, s->first = 101)
INVALID(break_first_none, s->first = SVCCOMM_NO_TIME)
INVALID(break_first_range, s->first = -SVCCOMM_TIME_MAX - 1)
INVALID(break_last, s->last = 301)
INVALID(break_last_low, s->last = 299)
INVALID(break_last_range, s->segments[1].end = s->last = SVCCOMM_TIME_MAX + 1)
INVALID(break_order, s->segments[0].end = 301)
INVALID(break_start, s->segments[0].start = 201)
INVALID(break_distance, s->segments[0].end = 290)
INVALID(break_folded_near, s->segments[0].start = 110)
INVALID(break_folded_over, s->segments[0].start = 99)
INVALID(break_folded_end, s->folded_end = 301)
INVALID(break_folded_end_low, s->folded_end = -1)
INVALID(break_active, s->folded_active = -1)
INVALID(break_active_high, s->folded_active = 101)
INVALID(break_active_samples, s->folded_active = 11)
INVALID(break_samples, s->folded_samples = 0)
INVALID(break_samples_high, s->folded_samples = 12)
INVALID(break_folded_flag, s->flags = 0)
INVALID(break_all, memset(s, 0xff, sizeof *s))
INVALID(break_zero, memset(s, 0, sizeof *s))

static void a_state_that_cannot_be_is_refused_and_left_alone(void **state)
{
    static void (*const breaks[])(svccomm_spans *) = {
        break_size,           break_size_up,     break_flags,
        break_interval,       break_keep_low,    break_keep_high,
        break_count,          break_count_far,   break_unused,
        break_first,          break_first_none,  break_first_range,
        break_last,           break_last_low,    break_last_range,
        break_order,          break_start,       break_distance,
        break_folded_near,    break_folded_over, break_folded_end,
        break_folded_end_low, break_active,      break_active_high,
        break_active_samples, break_samples,     break_samples_high,
        break_folded_flag,    break_all,         break_zero,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(breaks); i++) {
        svccomm_spans good = folded_at_100(), bad = good, copy;

        breaks[i](&bad);
        copy = bad;
        print_message("#          %u\n", (unsigned)i);
        assert_int_equal(svccomm_spans_add(&bad, 400, 400), SVCCOMM_E_RANGE);
        assert_int_equal(svccomm_spans_merge(&bad, &good), SVCCOMM_E_RANGE);
        assert_memory_equal(&bad, &copy, sizeof bad);
        assert_int_equal(svccomm_spans_merge(&good, &bad), SVCCOMM_E_RANGE);
        assert_int_equal(svccomm_spans_active(&bad), 0);
        assert_int_equal(svccomm_spans_gap(&bad), 0);
        assert_int_equal(svccomm_spans_samples(&bad), 0);
    }
}

static void an_empty_or_unfolded_state_with_leftovers_is_refused(void **state)
{
    svccomm_spans spans = new_spans(10, 2, 0);

    (void)state;
    spans.first = 0;
    assert_int_equal(svccomm_spans_add(&spans, 0, 0), SVCCOMM_E_RANGE);
    spans = new_spans(10, 2, 0);
    spans.last = 0;
    assert_int_equal(svccomm_spans_add(&spans, 0, 0), SVCCOMM_E_RANGE);
    spans = new_spans(10, 2, 0);
    spans.folded_active = 1;
    assert_int_equal(svccomm_spans_add(&spans, 0, 0), SVCCOMM_E_RANGE);
    spans = new_spans(10, 2, 0);
    add(&spans, 0, 5, 0);
    spans.folded_samples = 1;
    assert_int_equal(svccomm_spans_add(&spans, 0, 0), SVCCOMM_E_RANGE);
    spans.folded_samples = 0;
    spans.first = -20;
    assert_int_equal(svccomm_spans_add(&spans, 0, 0), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm__spans_valid(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_one_pass_give_the_expected_spans),
        cmocka_unit_test(one_nanosecond_over_the_interval_is_a_gap_all_of_it),
        cmocka_unit_test(every_order_of_the_worked_example_gives_the_same_spans),
        cmocka_unit_test(points_counts_only_the_end),
        cmocka_unit_test(an_empty_state_has_no_spans),
        cmocka_unit_test(periods_before_the_epoch_are_floored),
        cmocka_unit_test(periods_by_the_inverse_are_those_by_division),
        cmocka_unit_test(the_limits_of_time_are_taken_and_no_more),
        cmocka_unit_test(segments_beyond_the_kept_ones_are_folded),
        cmocka_unit_test(a_new_oldest_segment_beyond_the_kept_ones_is_folded_itself),
        cmocka_unit_test(late_events_count_only_after_the_folded_end),
        cmocka_unit_test(a_bridged_segment_is_kept_where_there_is_room),
        cmocka_unit_test(the_late_counter_saturates),
        cmocka_unit_test(an_empty_state_merges_as_the_identity_but_late_and_flags_carry),
        cmocka_unit_test(states_that_have_not_folded_merge_exactly),
        cmocka_unit_test(a_merge_keeps_as_many_segments_as_into_may),
        cmocka_unit_test(full_states_of_sixteen_merge_exactly),
        cmocka_unit_test(what_lies_beside_one_folded_part_merges_exactly_both_ways),
        cmocka_unit_test(two_folded_states_one_after_the_other_merge_exactly),
        cmocka_unit_test(kept_segments_around_the_others_folded_part_merge_exactly),
        cmocka_unit_test(overlapping_folded_states_merge_by_an_estimate_that_sticks),
        cmocka_unit_test(estimates_do_not_overflow),
        cmocka_unit_test(a_late_first_joins_to_a_valid_state),
        cmocka_unit_test(states_of_another_interval_or_points_do_not_merge),
        cmocka_unit_test(init_refuses_what_is_out_of_range),
        cmocka_unit_test(a_state_that_cannot_be_is_refused_and_left_alone),
        cmocka_unit_test(an_empty_or_unfolded_state_with_leftovers_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
