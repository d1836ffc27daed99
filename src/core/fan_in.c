/* SPDX-License-Identifier: MIT
 * Fan-in: which ends met how many ports in an hour. At the cap an end that says nothing any more
 * makes room, found by a hand that goes on where it stopped. */
#include "core/fan_in.h"

#include <string.h>

#include "base/arith.h"
#include "core/changed.h"

#define HOUR INT64_C(3600000000000)
#define KEPT (INT64_C(7) * 24 * HOUR)
#define HAND_STEPS 8
#define CHANGES 5 /* of a pair, at most */

int svccomm__fan_in_reserve(svccomm_registry *registry, size_t pairs, int64_t earliest)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    uint64_t ends = 2 * (uint64_t)pairs; /* 2^30 at most (flows_check) */
    uint64_t left = registry->config.max_fan_in - svccomm__pool_count(&f->ends);
    uint32_t more = (uint32_t)(ends < left ? ends : left);
    int rc = svccomm__pool_reserve(&f->ends, &registry->memory, more);

    f->since = svccomm__fan_in_hour(earliest);
    if (rc == 0)
        rc = svccomm__table_reserve(&f->table, &registry->memory, more);
    if (rc == 0)
        rc = svccomm__pool_reserve(&f->sets, &registry->memory, (uint32_t)ends);
    if (rc == 0) /* two ends made and met, one reached */
        rc = svccomm__memory_grow(&registry->memory, &f->changes, &f->change_capacity,
                                  f->change_count + CHANGES * pairs, sizeof *f->changes);
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_FAN_IN, (size_t)ends,
                                      (size_t)(ends - more)); /* that make room for others */
    return rc;
}

int32_t svccomm__fan_in_hour(int64_t time)
{
    int64_t hour = time / HOUR;

    return (int32_t)(time % HOUR < 0 ? hour - 1 : hour);
}

/* Whether what it counted and what it reached is out of date, and not of this batch. */
static int says_nothing(const svccomm_registry *registry, const struct svccomm__fan_end *e,
                        int64_t time)
{
    return e->count > 0 && e->hour < registry->fan_in.since &&
           (e->reached == SVCCOMM_NO_TIME || svccomm__elapsed(time, e->reached) > KEPT);
}

/* At the cap, at most a few looks for one that may go. */
static int make_room(svccomm_registry *registry, int64_t time)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    int step;

    if (svccomm__pool_count(&f->ends) < registry->config.max_fan_in)
        return 1;
    for (step = 0; step < HAND_STEPS && f->ends.used > 0; step++) {
        f->hand = f->hand % f->ends.used + 1;
        if (says_nothing(registry, svccomm__fan_end_at(registry, f->hand), time)) {
            svccomm__changed_erase(registry, SVCCOMM_KIND_FAN_IN,
                                   &svccomm__fan_end_at(registry, f->hand)->end);
            svccomm__fan_end_drop(registry, f->hand);
            return 1;
        }
    }
    return 0;
}

static void note_change(svccomm_registry *registry, uint32_t index, int made)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    struct svccomm__fan_change *change = &f->changes[f->change_count++];

    change->before = *svccomm__fan_end_at(registry, index);
    change->left = 0;
    change->index = index;
    change->made = made != 0;
}

/* A set that was left for a new hour is given back only now. */
void svccomm__fan_in_keep(svccomm_registry *registry)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    const struct svccomm__fan_change *change;

    for (; f->change_count > 0; f->change_count--) {
        change = &f->changes[f->change_count - 1];
        if (change->left != 0)
            svccomm__pool_give(&f->sets, change->left);
        svccomm__changed_mark(registry, SVCCOMM_KIND_FAN_IN, change->index,
                              &svccomm__fan_end_at(registry, change->index)->dirty);
    }
}

void svccomm__fan_in_undo(svccomm_registry *registry)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    const struct svccomm__fan_change *change;
    struct svccomm__fan_end *e;

    for (; f->change_count > 0; f->change_count--) {
        change = &f->changes[f->change_count - 1];
        e = svccomm__fan_end_at(registry, change->index);
        if (e->set != 0 && e->set != change->before.set)
            svccomm__pool_give(&f->sets, e->set);
        e->set = change->before.set;
        if (change->made)
            svccomm__fan_end_drop(registry, change->index);
        else
            *e = change->before;
    }
}

static uint32_t fan_end_make(svccomm_registry *registry, uint64_t end, int64_t time)
{
    struct svccomm__fan_end *e;
    uint32_t index;

    if (!make_room(registry, time))
        return 0;
    index = svccomm__fan_end_take(registry, end);
    e = svccomm__fan_end_at(registry, index);
    e->reached = SVCCOMM_NO_TIME;
    e->hour = svccomm__fan_in_hour(time);
    note_change(registry, index, 1);
    return index;
}

/* The old hour's set stays as it is until its end is sure. */
static void begin_hour(svccomm_registry *registry, struct svccomm__fan_end *e, int32_t hour)
{
    struct svccomm__fan_in *f = &registry->fan_in;

    f->changes[f->change_count - 1].left = e->set;
    e->hour = hour;
    e->count = 0;
    e->set = 0;
}

/* Where it was found last it nearly always still is. */
static uint32_t fan_index(const svccomm_registry *registry, struct svccomm__fan_ref *ref)
{
    if (ref->index == 0 || svccomm__fan_end_at(registry, ref->index)->end != ref->end)
        ref->index = svccomm__fan_end_find(registry, ref->end);
    return ref->index;
}

int svccomm__fan_in_meet(svccomm_registry *registry, struct svccomm__fan_ref *ref, uint16_t port,
                         int64_t time)
{
    uint32_t index = fan_index(registry, ref);
    struct svccomm__fan_end *e;
    int32_t hour = svccomm__fan_in_hour(time);

    if (index == 0)
        index = ref->index = fan_end_make(registry, ref->end, time);
    if (index == 0)
        return 0;
    e = svccomm__fan_end_at(registry, index);
    if (hour < e->hour || (hour == e->hour && svccomm__fan_end_has(registry, e, port)))
        return 1;
    note_change(registry, index, 0);
    if (hour > e->hour)
        begin_hour(registry, e, hour);
    svccomm__fan_end_add(registry, e, port);
    return 1;
}

int svccomm__fan_in_compare(const svccomm_registry *registry, struct svccomm__fan_ref *first,
                            struct svccomm__fan_ref *second, int32_t hour)
{
    uint32_t i = fan_index(registry, first), k = fan_index(registry, second);
    const struct svccomm__fan_end *a, *b;

    if (i == 0 || k == 0)
        return 0;
    a = svccomm__fan_end_at(registry, i);
    b = svccomm__fan_end_at(registry, k);
    if (a->hour != hour || b->hour != hour)
        return 0;
    if (a->count >= b->count + SVCCOMM__FAN_IN_MORE)
        return 1;
    return b->count >= a->count + SVCCOMM__FAN_IN_MORE ? 2 : 0;
}

void svccomm__fan_in_reach(svccomm_registry *registry, const struct svccomm__fan_ref *ref,
                           int64_t time)
{
    struct svccomm__fan_end *e = svccomm__fan_end_at(registry, ref->index);

    if (e->reached != SVCCOMM_NO_TIME && time <= e->reached)
        return;
    note_change(registry, ref->index, 0);
    e->reached = time;
}

static int keeps(const svccomm_registry *registry, struct svccomm__fan_ref *ref, int64_t time)
{
    uint32_t index = fan_index(registry, ref);
    const struct svccomm__fan_end *e;

    if (index == 0)
        return 0;
    e = svccomm__fan_end_at(registry, index);
    return e->reached != SVCCOMM_NO_TIME && svccomm__elapsed(time, e->reached) <= KEPT &&
           svccomm__elapsed(e->reached, time) <= KEPT;
}

int svccomm__fan_in_kept(const svccomm_registry *registry, struct svccomm__fan_ref *first,
                         struct svccomm__fan_ref *second, int64_t time)
{
    int one = keeps(registry, first, time), other = keeps(registry, second, time);

    if (one == other)
        return 0;
    return one ? 1 : 2;
}
