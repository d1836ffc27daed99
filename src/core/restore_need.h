/* SPDX-License-Identifier: MIT
 * What records that come from elsewhere need, to the element: room is reserved for it, and it has
 * to fit under the caps (A5, A7). */
#ifndef SVCCOMM_CORE_RESTORE_NEED_H
#define SVCCOMM_CORE_RESTORE_NEED_H

#include "core/records.h"

/* For one record, of that locality; `named`: names that are not explicit are kept. */
struct svccomm__need svccomm__restore_need(const svccomm_registry *registry,
                                           const svccomm_record *record, uint32_t locality,
                                           int named);

/* For one of many: all but its endpoint and its addresses, which others may share. */
void svccomm__absorb_need(const svccomm_registry *registry, const svccomm_record *record,
                          struct svccomm__need *need);

/* For all of staging: what it has of endpoints and addresses, and the registry has not. */
void svccomm__absorb_need_ends(const svccomm_registry *registry, const svccomm_registry *staging,
                               struct svccomm__need *need);

/* Whether so much fits under the caps; nothing is evicted for what comes from elsewhere. */
int svccomm__need_fits(const svccomm_registry *registry, const struct svccomm__need *need);

#endif
