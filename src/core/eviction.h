/* SPDX-License-Identifier: MIT
 * Which record goes when the cap of records is reached: the lowest revision among guesses, else
 * among all that are not manual, ignored or annotated (A7). */
#ifndef SVCCOMM_CORE_EVICTION_H
#define SVCCOMM_CORE_EVICTION_H

#include "core/state.h"

/* Room for so many records more in the order of eviction. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__eviction_reserve(svccomm_registry *registry, uint32_t more);

/* A record was made. */
void svccomm__eviction_add(svccomm_registry *registry, uint32_t index);

/* Room for the ends of so many records, those that end otherwise in the same call included. */
int svccomm__evict_reserve(svccomm_registry *registry, uint32_t count);

/* Ends one record, if one may go: 1 or 0. */
int svccomm__evict_one(svccomm_registry *registry);

/* The order is to be made anew: records that might not go were dropped from it and now may. */
void svccomm__eviction_forget(svccomm_registry *registry);

void svccomm__eviction_free(svccomm_registry *registry);

#endif
