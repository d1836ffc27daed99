/* SPDX-License-Identifier: MIT
 * Fan-in: which ends met how many ports in an hour. At the cap an end that says nothing any more
 * makes room, found by a hand that goes on where it stopped. */
#include "core/fan_in.h"

#include <string.h>

#include "base/arith.h"
#include "base/hash.h"
#include "model/address.h"

#define HOUR INT64_C(3600000000000)
#define KEPT (INT64_C(7) * 24 * HOUR)
#define HAND_STEPS 8
#define CHANGES 5 /* of a pair, at most */

struct fan_set {
    uint16_t ports[SVCCOMM__FAN_IN_MOST];
};

void svccomm__fan_in_init(svccomm_registry *registry)
{
    svccomm__pool_init(&registry->fan_in.ends, sizeof(struct svccomm__fan_end));
    svccomm__pool_init(&registry->fan_in.sets, sizeof(struct fan_set));
}

void svccomm__fan_in_free(svccomm_registry *registry)
{
    svccomm__pool_free(&registry->fan_in.ends, &registry->memory);
    svccomm__pool_free(&registry->fan_in.sets, &registry->memory);
    svccomm__table_free(&registry->fan_in.table, &registry->memory);
    svccomm__memory_free(&registry->memory, registry->fan_in.changes,
                         registry->fan_in.change_capacity * sizeof *registry->fan_in.changes);
    registry->fan_in.changes = NULL;
    registry->fan_in.change_count = registry->fan_in.change_capacity = 0;
    registry->fan_in.hand = 0;
}

static struct svccomm__fan_end *fan_end_at(const svccomm_registry *registry, uint32_t index)
{
    return svccomm__pool_at(&registry->fan_in.ends, index);
}

int svccomm__fan_in_reserve(svccomm_registry *registry, size_t pairs, int64_t earliest)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    uint64_t ends = 2 * (uint64_t)pairs;
    uint64_t left = registry->config.max_fan_in - svccomm__pool_count(&f->ends);
    uint32_t more = (uint32_t)(ends < left ? ends : left);
    int rc = svccomm__pool_reserve(&f->ends, &registry->memory, more);

    f->since = svccomm__fan_in_hour(earliest);
    if (rc == 0)
        rc = svccomm__table_reserve(&f->table, &registry->memory, more);
    if (rc == 0)
        rc = svccomm__pool_reserve(&f->sets, &registry->memory,
                                   (uint32_t)(ends < UINT32_MAX / 2 ? ends : UINT32_MAX / 2));
    if (rc == 0) /* two ends made and met, one reached */
        rc = svccomm__memory_grow(&registry->memory, &f->changes, &f->change_capacity,
                                  f->change_count + CHANGES * pairs, sizeof *f->changes);
    return rc;
}

/* An IPv4 end without a scope is three words. */
static uint64_t short_end(const svccomm_registry *registry, uint32_t realm, const uint8_t *address,
                          uint8_t protocol, uint16_t port)
{
    const uint32_t words[] = {svccomm__short_key_v4(address), realm,
                              (uint32_t)protocol << 16 | port};

    return svccomm__hash_words(&registry->word_keys, words, sizeof words / 4);
}

static uint64_t long_end(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                         const uint8_t *address, uint8_t protocol, uint16_t port)
{
    svccomm_endpoint_key end = {0};

    end.scope = scope;
    end.realm = realm;
    end.port = port;
    end.protocol = protocol;
    memcpy(end.address, address, sizeof end.address);
    return svccomm__hash_words(&registry->word_keys, &end, sizeof end / 4);
}

struct svccomm__fan_ref svccomm__fan_in_ref(const svccomm_registry *registry, uint32_t realm,
                                            uint64_t scope, const uint8_t *address,
                                            uint8_t protocol, uint16_t port)
{
    struct svccomm__fan_ref ref = {0, 0};

    ref.end = scope == 0 && svccomm__address_is_v4(address)
                  ? short_end(registry, realm, address, protocol, port)
                  : long_end(registry, realm, scope, address, protocol, port);
    svccomm__table_prefetch(&registry->fan_in.table, ref.end);
    return ref;
}

int32_t svccomm__fan_in_hour(int64_t time)
{
    int64_t hour = time / HOUR;

    return (int32_t)(time % HOUR < 0 ? hour - 1 : hour);
}

static int fan_end_equal(const void *context, uint32_t index, const void *key)
{
    return fan_end_at(context, index)->end == *(const uint64_t *)key;
}

/* Where it was found last it nearly always still is. */
static uint32_t fan_index(const svccomm_registry *registry, struct svccomm__fan_ref *ref)
{
    if (ref->index == 0 || fan_end_at(registry, ref->index)->end != ref->end)
        ref->index = svccomm__table_find(&registry->fan_in.table, ref->end, fan_end_equal, registry,
                                         &ref->end);
    return ref->index;
}

void svccomm__fan_in_fetch(const svccomm_registry *registry, struct svccomm__fan_ref *ref)
{
    ref->index = svccomm__table_candidate(&registry->fan_in.table, ref->end);
    if (ref->index != 0)
        SVCCOMM__PREFETCH(fan_end_at(registry, ref->index));
}

static void fan_end_drop(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    struct svccomm__fan_end *e = fan_end_at(registry, index);

    if (e->set != 0)
        svccomm__pool_give(&f->sets, e->set);
    svccomm__table_remove(&f->table, e->end, index);
    svccomm__pool_give(&f->ends, index);
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
        if (says_nothing(registry, fan_end_at(registry, f->hand), time)) {
            fan_end_drop(registry, f->hand);
            return 1;
        }
    }
    return 0;
}

static void note_change(svccomm_registry *registry, uint32_t index, int made)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    struct svccomm__fan_change *change = &f->changes[f->change_count++];

    change->before = *fan_end_at(registry, index);
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
    }
}

void svccomm__fan_in_undo(svccomm_registry *registry)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    const struct svccomm__fan_change *change;
    struct svccomm__fan_end *e;

    for (; f->change_count > 0; f->change_count--) {
        change = &f->changes[f->change_count - 1];
        e = fan_end_at(registry, change->index);
        if (e->set != 0 && e->set != change->before.set)
            svccomm__pool_give(&f->sets, e->set);
        e->set = change->before.set;
        if (change->made)
            fan_end_drop(registry, change->index);
        else
            *e = change->before;
    }
}

static uint32_t fan_end_make(svccomm_registry *registry, uint64_t end, int64_t time)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    struct svccomm__fan_end *e;
    uint32_t index;

    if (!make_room(registry, time))
        return 0;
    index = svccomm__pool_take(&f->ends);
    e = fan_end_at(registry, index);
    e->end = end;
    e->reached = SVCCOMM_NO_TIME;
    e->hour = svccomm__fan_in_hour(time);
    svccomm__table_insert(&f->table, end, index);
    note_change(registry, index, 1);
    return index;
}

static const uint16_t *ports_of(const svccomm_registry *registry, const struct svccomm__fan_end *e)
{
    const struct fan_set *set;

    if (e->set == 0)
        return e->ports;
    set = svccomm__pool_at(&registry->fan_in.sets, e->set);
    return set->ports;
}

static int has_met(const svccomm_registry *registry, const struct svccomm__fan_end *e,
                   uint16_t port)
{
    const uint16_t *ports = ports_of(registry, e);
    uint32_t i;

    for (i = 0; i < e->count; i++)
        if (ports[i] == port)
            return 1;
    return 0;
}

static void add_port(svccomm_registry *registry, struct svccomm__fan_end *e, uint16_t port)
{
    struct fan_set *set;

    if (e->count == SVCCOMM__FAN_IN_MOST)
        return;
    if (e->set == 0 && e->count < SVCCOMM__FAN_IN_INLINE) {
        e->ports[e->count++] = port;
        return;
    }
    if (e->set == 0) {
        e->set = svccomm__pool_take(&registry->fan_in.sets);
        set = svccomm__pool_at(&registry->fan_in.sets, e->set);
        memcpy(set->ports, e->ports, sizeof e->ports);
    }
    set = svccomm__pool_at(&registry->fan_in.sets, e->set);
    set->ports[e->count++] = port;
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
    e = fan_end_at(registry, index);
    if (hour < e->hour || (hour == e->hour && has_met(registry, e, port)))
        return 1;
    note_change(registry, index, 0);
    if (hour > e->hour)
        begin_hour(registry, e, hour);
    add_port(registry, e, port);
    return 1;
}

int svccomm__fan_in_compare(const svccomm_registry *registry, struct svccomm__fan_ref *first,
                            struct svccomm__fan_ref *second, int32_t hour)
{
    uint32_t i = fan_index(registry, first), k = fan_index(registry, second);
    const struct svccomm__fan_end *a, *b;

    if (i == 0 || k == 0)
        return 0;
    a = fan_end_at(registry, i);
    b = fan_end_at(registry, k);
    if (a->hour != hour || b->hour != hour)
        return 0;
    if (a->count >= b->count + SVCCOMM__FAN_IN_MORE)
        return 1;
    return b->count >= a->count + SVCCOMM__FAN_IN_MORE ? 2 : 0;
}

void svccomm__fan_in_reach(svccomm_registry *registry, const struct svccomm__fan_ref *ref,
                           int64_t time)
{
    struct svccomm__fan_end *e = fan_end_at(registry, ref->index);

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
    e = fan_end_at(registry, index);
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
