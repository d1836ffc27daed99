/* SPDX-License-Identifier: MIT
 * Listener endpoints of a registry, and the count that listener views go by (N9, N12). */
#ifndef SVCCOMM_CORE_ENDPOINTS_H
#define SVCCOMM_CORE_ENDPOINTS_H

#include "core/state.h"

/* The key of the wildcard of a host that serves the family of `address` at that port. */
svccomm_endpoint_key svccomm__endpoint_wildcard_key(uint32_t realm, uint64_t host, uint8_t protocol,
                                                    uint16_t port, const uint8_t *address);

/* Whether it is a wildcard's: the address is unspecified. */
int svccomm__endpoint_is_wildcard(const svccomm_endpoint_key *key);

/* The index of an endpoint, or 0. */
uint32_t svccomm__endpoint_find(const svccomm_registry *registry, const svccomm_endpoint_key *key);

/* The wildcard of the owner of its address that covers it, or 0. */
uint32_t svccomm__endpoint_cover(const svccomm_registry *registry,
                                 const struct svccomm__endpoint *endpoint);

/* Room for so many new endpoints. Returns 0 or SVCCOMM_E_NOMEM; the cap is the caller's to mind. */
int svccomm__endpoint_reserve(svccomm_registry *registry, uint32_t more);

/* Makes an endpoint that is not there, and its address if that is missing; room for both, and for
 * their marks, was reserved. */
uint32_t svccomm__endpoint_make(svccomm_registry *registry, const svccomm_endpoint_key *key);

/* Ends an endpoint to which no record refers; room for an erasure was reserved. */
void svccomm__endpoint_end(svccomm_registry *registry, uint32_t index);

/* A record refers to it, or refers to it no longer: what has no record may be evicted. */
void svccomm__endpoint_hold(svccomm_registry *registry, uint32_t index);
void svccomm__endpoint_let_go(svccomm_registry *registry, uint32_t index);

/* Gives it the registry's revision and marks it for the flush; a mark was reserved. */
void svccomm__endpoint_touch(svccomm_registry *registry, uint32_t index);

/* Complete snapshots that identified it: its own, and its owner's wildcard's since the owner took
 * the address over (N12). */
uint64_t svccomm__endpoint_count(const svccomm_registry *registry, uint32_t index);

/* The newest snapshot in which it, or the wildcard that covers it, was in LISTEN. */
int64_t svccomm__endpoint_last_listen(const svccomm_registry *registry, uint32_t index);

/* The list of endpoints on an address that changes hands: fold the old owner's wildcard counts
 * in; begin anew with the new owner's. */
void svccomm__endpoints_settle(svccomm_registry *registry, uint32_t first);
void svccomm__endpoints_rebase(svccomm_registry *registry, uint32_t first);

/* Of endpoints that were restored without the wildcard that they began to count by. */
void svccomm__endpoints_rebase_lost(svccomm_registry *registry);

/* A wildcard is about to end: what it counted settles at the endpoints that it covers. */
void svccomm__endpoint_settle_covered(svccomm_registry *registry, uint32_t wildcard);

/* Its process was seen at a time: the newest sighting wins. `name` is interned, or NULL. */
void svccomm__endpoint_process(svccomm_registry *registry, uint32_t index, const char *name,
                               int64_t time);

#endif
