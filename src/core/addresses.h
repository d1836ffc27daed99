/* SPDX-License-Identifier: MIT
 * Addresses of a registry: who owns them (K7), and the count that client views go by (N10, N12). */
#ifndef SVCCOMM_CORE_ADDRESSES_H
#define SVCCOMM_CORE_ADDRESSES_H

#include "core/state.h"

/* The index of an address, or 0. `scope` is 0 unless the address is local (K3). */
uint32_t svccomm__address_find(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                               const uint8_t *address);

/* Room for so many new addresses. Returns 0, SVCCOMM_E_NOMEM; the cap is the caller's to mind. */
int svccomm__address_reserve(svccomm_registry *registry, uint32_t more);

/* Makes an address that is not there; room was reserved. */
uint32_t svccomm__address_make(svccomm_registry *registry, uint32_t realm, uint64_t scope,
                               const uint8_t *address);

/* Ends an address to which nothing refers and that no endpoint is on; room for an erasure was
 * reserved. */
void svccomm__address_end(svccomm_registry *registry, uint32_t index);

/* A client view counts by it or an endpoint on it has got a record, or no longer: what nothing
 * refers to may be evicted. */
void svccomm__address_hold(svccomm_registry *registry, uint32_t index);
void svccomm__address_let_go(svccomm_registry *registry, uint32_t index);

/* Whether nothing refers to it and no person named it. */
int svccomm__address_is_idle(const svccomm_registry *registry, uint32_t index);

/* Gives it the name that a person says, whose reference moves; or takes it away. */
void svccomm__address_name(svccomm_registry *registry, uint32_t index, const char *device);

/* Gives it the registry's revision and marks it for the flush; a mark was reserved. */
void svccomm__address_touch(svccomm_registry *registry, uint32_t index);

/* Complete snapshots of its owners, of all times, for its family and that protocol index (N10). */
uint64_t svccomm__address_count(const svccomm_registry *registry, uint32_t index, int protocol);

/* Whether a sighting by that host at that time makes the host its owner, or leaves it so. */
int svccomm__address_would_own(const svccomm_registry *registry, uint32_t index, uint32_t host,
                               int64_t time);

/* The host saw the address at that time: it takes it over, or keeps it. The caller marks what is
 * on the address; see svccomm__address_settle_cost(). */
void svccomm__address_seen(svccomm_registry *registry, uint32_t index, uint32_t host, int64_t time);

/* Ends the ownership: counts settle at the address and at the endpoints on it (N12). */
void svccomm__address_lapse(svccomm_registry *registry, uint32_t index);

/* The owner's name or the set name, by age at `newest`; NULL if there is none (K7). */
const char *svccomm__address_device(const svccomm_registry *registry, uint32_t index);

/* How many endpoints are on it: what a change of hands touches. */
size_t svccomm__address_endpoints(const svccomm_registry *registry, uint32_t index);

/* Puts restored addresses into their owners' lists, by last_seen. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__addresses_enlist(svccomm_registry *registry);

#endif
