/* SPDX-License-Identifier: MIT
 * Room at the caps of endpoints, addresses and hosts: what is free, else by the policy what is idle
 * has to go (A7). Memory was reserved by svccomm__idle_reserve(). */
#ifndef SVCCOMM_CORE_ROOM_H
#define SVCCOMM_CORE_ROOM_H

#include "core/records.h"

/* For svccomm__room.before: whatever is idle may go. */
#define SVCCOMM__ROOM_ANY UINT64_MAX

/* What is to be there: an endpoint with its address, and perhaps a client's address. */
struct svccomm__room {
    svccomm_endpoint_key endpoint;
    const uint8_t *client; /* or NULL */
    uint64_t client_scope;
    uint64_t before; /* what has this revision or a greater one stays */
};

/* For a record's key, of that locality. */
struct svccomm__room svccomm__room_of(const svccomm_key *key, uint32_t locality, int client_view,
                                      uint64_t before);

/* Whether all of it is there or fits, after evictions if need be; nothing is changed. */
int svccomm__room_fits(svccomm_registry *registry, const struct svccomm__room *room);

/* Evicts what has to go for it: 1, or 0 if it does not fit. */
int svccomm__room_make(svccomm_registry *registry, const struct svccomm__room *room);

/* Whether an address is there, or fits now that what has to go for it was evicted: 1 or 0. */
int svccomm__address_admit(svccomm_registry *registry, uint32_t realm, uint64_t scope,
                           const uint8_t *address, uint64_t before);

/* How many new addresses fit, after evictions, if so many of the idle ones stay. */
uint64_t svccomm__address_room(const svccomm_registry *registry, uint64_t staying);

/* Reserves for a host that is to be made. Where the table is full, *victim is the host that has to
 * go for it first, and what its end touches is added to *touched; else 0. Returns 0,
 * SVCCOMM_E_FULL, SVCCOMM_E_NOMEM. */
int svccomm__host_room(svccomm_registry *registry, uint32_t *victim, uint32_t *touched);

/* Ends the victim. */
void svccomm__host_evict(svccomm_registry *registry, uint32_t victim);

#endif
