/* SPDX-License-Identifier: MIT
 * Records that come from elsewhere: from a storage as they were, or from an import by way of a
 * staging registry. */
#ifndef SVCCOMM_CORE_RESTORE_H
#define SVCCOMM_CORE_RESTORE_H

#include "core/state.h"
#include "svccomm/error.h"

/* An empty registry of the same configuration, to collect an import before it is applied. */
int svccomm__registry_staging(const svccomm_registry *like, svccomm_registry **out);

/* What a record's spans must agree with. */
int64_t svccomm__registry_interval(const svccomm_registry *registry);
uint32_t svccomm__registry_keep(const svccomm_registry *registry);
uint32_t svccomm__registry_points(const svccomm_registry *registry);

/* Puts a record as given: key, attributes, counters with total_samples as the total, netflow,
 * created, updated, revision. Names that are not explicit are kept as the fallback of their
 * address. Returns 0; SVCCOMM_E_EXISTS; SVCCOMM_E_ARGUMENT (the key or a number is not valid);
 * SVCCOMM_E_RANGE; SVCCOMM_E_FULL; SVCCOMM_E_NOMEM. */
int svccomm__registry_restore(svccomm_registry *registry, const svccomm_record *record,
                              svccomm_error *error);

/* Applies all of staging, all or nothing (K9). Into an empty registry created, updated and revision
 * are kept. */
int svccomm__registry_absorb(svccomm_registry *registry, const svccomm_registry *staging,
                             int64_t now, uint64_t *created, uint64_t *merged,
                             svccomm_error *error);

/* As svccomm__registry_restore(), but the views' bases are taken as they are: what they count by
 * was restored before. `made_from`: 0; or some of that is missing, so totals that cannot be begin
 * anew, and endpoints of this index and later were made in place of missing ones. */
int svccomm__registry_restore_stored(svccomm_registry *registry, const svccomm_record *record,
                                     uint32_t made_from);

#endif
