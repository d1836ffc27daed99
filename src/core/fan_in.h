/* SPDX-License-Identifier: MIT
 * Fan-in: an end that meets many more ports than the other end listens (section 6): distinct
 * opposite ports of an end within one hour of event time, counted up to 64, for pairs that a named
 * port leaves undecided. */
#ifndef SVCCOMM_CORE_FAN_IN_H
#define SVCCOMM_CORE_FAN_IN_H

#include "core/state.h"

#define SVCCOMM__FAN_IN_MORE 8u /* so many more ports than the other end tell a listener */
#define SVCCOMM__FAN_IN_INLINE 3u

/* An end. It is known by a keyed hash of all that makes it, which saves the key itself; the hash's
 * key is stored with it, so that it says the same after a restart and on every machine. */
struct svccomm__fan_end {
    uint64_t end;
    int64_t reached; /* newest event by which it reached fan-in, or SVCCOMM_NO_TIME */
    int32_t hour;    /* that is counted */
    uint32_t set;    /* index of all ports, where there are more than stand here; 0: none */
    uint8_t count;
    uint8_t dirty;
    uint16_t ports[SVCCOMM__FAN_IN_INLINE];
};

/* What an end was before a change, so that a batch that fails leaves nothing. */
struct svccomm__fan_change {
    struct svccomm__fan_end before;
    uint32_t index;
    uint32_t left; /* the set of the hour before, or 0 */
    uint32_t made; /* 1: it was not there */
};

/* An empty one whose key is made from the seed. */
void svccomm__fan_in_init(svccomm_registry *registry);
void svccomm__fan_in_free(svccomm_registry *registry);

/* Room for so many pairs, none of an hour before that of `earliest`. Returns 0 or SVCCOMM_E_NOMEM.
 */
int svccomm__fan_in_reserve(svccomm_registry *registry, size_t pairs, int64_t earliest);

/* What was counted since the last of these two stays, and is to be stored; or is undone. */
void svccomm__fan_in_keep(svccomm_registry *registry);
void svccomm__fan_in_undo(svccomm_registry *registry);

/* An end, and where it was found last. */
struct svccomm__fan_ref {
    uint64_t end;   /* what stands for it */
    uint32_t index; /* 0: nowhere yet */
};

/* The scope is that of the end's address, 0 where it is not local. */
struct svccomm__fan_ref svccomm__fan_in_ref(const svccomm_registry *registry, uint32_t realm,
                                            uint64_t scope, const uint8_t *address,
                                            uint8_t protocol, uint16_t port);

/* Looks for it ahead of its use: its slot is asked for by ref(), the end by this. */
void svccomm__fan_in_fetch(const svccomm_registry *registry, struct svccomm__fan_ref *ref);

/* The end met a port in an hour. 0 at the cap: not counted. Room was reserved. */
int svccomm__fan_in_meet(svccomm_registry *registry, struct svccomm__fan_ref *ref, uint16_t port,
                         int64_t time);

/* After all of an hour was counted: which end of a pair met more ports by enough, 1 the first, 2
 * the second, or 0. */
int svccomm__fan_in_compare(const svccomm_registry *registry, struct svccomm__fan_ref *first,
                            struct svccomm__fan_ref *second, int32_t hour);

/* Notes that an end did by an event of that time. */
void svccomm__fan_in_reach(svccomm_registry *registry, const struct svccomm__fan_ref *ref,
                           int64_t time);

/* Which end of a pair has reached it within seven days of a time: 1, 2; 0: neither or both. */
int svccomm__fan_in_kept(const svccomm_registry *registry, struct svccomm__fan_ref *first,
                         struct svccomm__fan_ref *second, int64_t time);

/* ---- ends (fan_ends.c) ---- */

static inline struct svccomm__fan_end *svccomm__fan_end_at(const svccomm_registry *registry,
                                                           uint32_t index)
{
    return svccomm__pool_at(&registry->fan_in.ends, index);
}

/* The index of an end, or 0. */
uint32_t svccomm__fan_end_find(const svccomm_registry *registry, uint64_t end);

/* A new one that met nothing; room was reserved. */
uint32_t svccomm__fan_end_take(svccomm_registry *registry, uint64_t end);

void svccomm__fan_end_drop(svccomm_registry *registry, uint32_t index);

/* The ports that it met, as many as its count says. */
const uint16_t *svccomm__fan_end_ports(const svccomm_registry *registry,
                                       const struct svccomm__fan_end *e);
int svccomm__fan_end_has(const svccomm_registry *registry, const struct svccomm__fan_end *e,
                         uint16_t port);

/* Adds one that it has not met; at the most nothing. */
void svccomm__fan_end_add(svccomm_registry *registry, struct svccomm__fan_end *e, uint16_t port);

/* ---- storage (fan_in_stored.c) ---- */

/* Takes the key of stored ends, while there are none. */
void svccomm__fan_in_take_key(svccomm_registry *registry, const uint64_t key[2]);

/* An end for the storage: 1; 0 if it is not there any more. */
int svccomm__fan_in_show(const svccomm_registry *registry, uint32_t index, svccomm_fan_in *out);

/* Puts a stored end back. Returns 0, SVCCOMM_E_FORMAT, SVCCOMM_E_FULL or SVCCOMM_E_NOMEM. */
int svccomm__fan_in_restore(svccomm_registry *registry, const svccomm_fan_in *stored);

/* floor(time / 1 h). */
int32_t svccomm__fan_in_hour(int64_t time);

#endif
