/* SPDX-License-Identifier: MIT
 * What no record refers to, in the order in which it goes at a cap (A7): endpoints, addresses and
 * hosts, each kind by lowest revision, of equal ones by key, so that a restart changes nothing.
 *
 *   an endpoint is idle while no record is of it; a wildcard, while it covers no endpoint;
 *   an address, while no client view counts by it, no endpoint on it is of a record, and no person
 *       named it. It takes the endpoints on it along. One that gives names (its owner's, or one
 *       that an import told, K7) goes after all that do not;
 *   a host, while it owns no address that is in use, unless a person named it before any snapshot
 *       of it. What it owned is nobody's then.
 *
 * Only what is idle when a call begins may go for what the call brings, never what the call itself
 * has touched. Nothing of this is kept, or costs anything, until a table is full for the first
 * time and the policy is to evict. */
#ifndef SVCCOMM_CORE_IDLE_H
#define SVCCOMM_CORE_IDLE_H

#include "core/state.h"

/* Room in the order for an element of that kind more; called where the pool gets its room. Returns
 * 0 or SVCCOMM_E_NOMEM. */
int svccomm__idle_grow(svccomm_registry *registry, uint32_t kind, uint32_t more);

/* Before a call that makes at most so many endpoints and addresses, and ends at most so many
 * records: if a table may be full, makes the order, and room for what evictions erase. Returns 0 or
 * SVCCOMM_E_NOMEM. */
int svccomm__idle_reserve(svccomm_registry *registry, uint32_t endpoints, uint32_t addresses,
                          uint32_t records);

/* The same for one host. */
int svccomm__idle_reserve_host(svccomm_registry *registry);

/* It may have become idle, or go sooner than before. What becomes busy, or goes later, is found out
 * when its turn comes. */
void svccomm__idle_note(svccomm_registry *registry, uint32_t kind, uint32_t index);

/* It ends. */
void svccomm__idle_forget(svccomm_registry *registry, uint32_t kind, uint32_t index);

/* The first to go, if its revision is less than `before`; else 0. */
uint32_t svccomm__idle_first(svccomm_registry *registry, uint32_t kind, uint64_t before);

void svccomm__idle_free(svccomm_registry *registry);

#endif
