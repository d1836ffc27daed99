/* SPDX-License-Identifier: MIT
 * Records of a registry: made, found, ended, and their views. */
#ifndef SVCCOMM_CORE_RECORDS_H
#define SVCCOMM_CORE_RECORDS_H

#include "core/changed.h"
#include "core/state.h"

/* How much room a change needs; everything is reserved before anything is changed (A5). */
struct svccomm__need {
    uint32_t records;
    uint32_t endpoints;
    uint32_t addresses;
    uint32_t views;
    uint32_t netflows;
    uint32_t attributes;
    uint32_t processes;
    uint32_t atoms;     /* of keys */
    uint32_t turnables; /* records that get their first client port */
    uint32_t ends;      /* records that end */
    uint32_t touched;   /* records, endpoints and addresses that change beside the new ones */
};

/* Atoms and client ports of so many records as are new or touched, where nobody has counted them.
 */
void svccomm__need_keys(struct svccomm__need *need);

/* Reserves all of it, marks for the flush included. Returns 0 or SVCCOMM_E_NOMEM. Caps are not
 * looked at. */
int svccomm__need_reserve(svccomm_registry *registry, const struct svccomm__need *need);

/* The index of the record with that key, or 0. */
uint32_t svccomm__record_find(const svccomm_registry *registry, const svccomm_key *key);

/* The hash of a key in its short form, and the index of the record with it, or 0. */
static inline uint64_t svccomm__record_hash(const svccomm_registry *registry,
                                            const struct svccomm__short_key *key)
{
    return svccomm__hash_words(&registry->word_keys, key, sizeof *key / 4);
}

uint32_t svccomm__record_find_short(const svccomm_registry *registry,
                                    const struct svccomm__short_key *key, uint64_t hash);

/* The rarer parts of a record, made if there are none; room was reserved. */
struct svccomm__parts *svccomm__record_parts(svccomm_registry *registry,
                                             struct svccomm__record *record);

/* The index of the record with that id, or 0. The first call makes the index; without memory for it
 * SVCCOMM_E_NOMEM is written to *rc. */
uint32_t svccomm__record_find_id(svccomm_registry *registry, const uint8_t *id, int *rc);

/* Which ends of a key are local to its scope's host, by the rules of now:
 * SVCCOMM_RECORD_LISTENER_LOCAL and _CLIENT_LOCAL. Where none is, the rule that gave the scope is
 * gone, and both are taken to be. */
uint32_t svccomm__record_locality(const svccomm_registry *registry, const svccomm_key *key);

/* The key of the endpoint of a record's key: the scope stays only where the listener is local. */
svccomm_endpoint_key svccomm__record_endpoint_key(const svccomm_key *key, uint32_t locality);

/* Whether there is room for one more record: 1, or 0. Evicts one if the policy says so (A7). */
int svccomm__record_admit(svccomm_registry *registry);

/* Makes a record that is not there, of that locality, with its endpoint if that is missing; room
 * was reserved. */
uint32_t svccomm__record_make(svccomm_registry *registry, const svccomm_key *key, uint32_t locality,
                              int64_t now);

/* Takes a record away without a trace. */
void svccomm__record_forget(svccomm_registry *registry, uint32_t index);

/* Ends a record with a tombstone, and tells the storage. */
void svccomm__record_end(svccomm_registry *registry, uint32_t index, uint32_t cause,
                         const svccomm_key *successor);

/* Gives it the next revision and `now`, and marks it for the flush. */
static inline void svccomm__record_touch(svccomm_registry *registry, uint32_t index, int64_t now)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    uint8_t dirty = (record->flags & SVCCOMM__RECORD_DIRTY) != 0;

    record->revision = ++registry->revision;
    record->updated = now;
    svccomm__changed_mark(registry, SVCCOMM_KIND_COMMUNICATION, index, &dirty);
    if (dirty)
        record->flags |= SVCCOMM__RECORD_DIRTY;
}

/* Makes it manual, or not, and tells its endpoint (K8). */
void svccomm__record_set_manual(svccomm_registry *registry, uint32_t index, int manual);

/* The view's counters, made if there are none; a client view refers to its client's address, which
 * is made too. Room was reserved. `view` is SVCCOMM_VIEW_. */
struct svccomm__view *svccomm__record_view(svccomm_registry *registry, uint32_t index,
                                           uint32_t view);

/* Ends a view, and the flow statistics. */
void svccomm__record_end_view(svccomm_registry *registry, uint32_t index, uint32_t view);
void svccomm__record_end_netflow(svccomm_registry *registry, uint32_t index);

/* The count of what the view's total goes by, as it is now (N9, N10). */
uint64_t svccomm__record_source(const svccomm_registry *registry, uint32_t index, uint32_t view);

/* Total samples of a view that was found. */
uint64_t svccomm__record_total(const svccomm_registry *registry, uint32_t index, uint32_t view);

/* First and last found over all views and flows, or SVCCOMM_NO_TIME. */
int64_t svccomm__record_first(const svccomm_registry *registry, uint32_t index);
int64_t svccomm__record_last(const svccomm_registry *registry, uint32_t index);

/* Forgets the index by id, and frees it. */
void svccomm__record_index_free(svccomm_registry *registry);

#endif
