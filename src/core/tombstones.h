/* SPDX-License-Identifier: MIT
 * Tombstones: what ended under its id, the newest so many (K10). */
#ifndef SVCCOMM_CORE_TOMBSTONES_H
#define SVCCOMM_CORE_TOMBSTONES_H

#include "core/state.h"

/* Room for so many more, marks for the flush included. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__tombstone_reserve(svccomm_registry *registry, size_t more);

/* Notes that the record of that key ended now, under the next revision; `successor` is a key or
 * NULL. */
void svccomm__tombstone_add(svccomm_registry *registry, const svccomm_key *key, uint32_t cause,
                            const svccomm_key *successor);

/* Puts a stored one back; room was reserved. They may come in any order, and are sorted at the end.
 */
void svccomm__tombstone_restore(svccomm_registry *registry, const svccomm_change *tombstone);

void svccomm__tombstones_sort(svccomm_registry *registry);

/* The n-th, oldest first. */
const svccomm_change *svccomm__tombstone_at(const svccomm_registry *registry, size_t n);

void svccomm__tombstones_free(svccomm_registry *registry);

#endif
