/* SPDX-License-Identifier: MIT
 * Which endpoints a wildcard covers, or would cover if it were there. Kept with the order of what
 * is idle, because a wildcard that covers an endpoint stays (A7). */
#ifndef SVCCOMM_CORE_COVERS_H
#define SVCCOMM_CORE_COVERS_H

#include "core/state.h"

/* Room for so many endpoints more. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__covers_grow(svccomm_registry *registry, uint32_t more);

/* An endpoint on an address with an owner: the owner's wildcard covers it from now on, or no
 * longer. Others are left alone. Room was made for it. */
void svccomm__covers_add(svccomm_registry *registry, uint32_t index);
void svccomm__covers_remove(svccomm_registry *registry, uint32_t index);

/* Whether a wildcard covers an endpoint. */
int svccomm__covers_any(const svccomm_registry *registry, uint32_t wildcard);

void svccomm__covers_free(svccomm_registry *registry);

#endif
