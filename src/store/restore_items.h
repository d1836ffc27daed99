/* SPDX-License-Identifier: MIT
 * Stored items put back into a registry, checked as what comes from outside (S2). */
#ifndef SVCCOMM_STORE_RESTORE_ITEMS_H
#define SVCCOMM_STORE_RESTORE_ITEMS_H

#include "core/state.h"

/* Each takes the item of its kind. Returns 0; SVCCOMM_E_FORMAT (damaged, or there twice);
 * SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; meta's also SVCCOMM_E_VERSION and SVCCOMM_E_MISMATCH. */
int svccomm__restore_meta(svccomm_registry *registry, const void *item);
int svccomm__restore_host(svccomm_registry *registry, const void *item);
int svccomm__restore_address(svccomm_registry *registry, const void *item);
int svccomm__restore_endpoint(svccomm_registry *registry, const void *item);
int svccomm__restore_rule(svccomm_registry *registry, const void *item);
int svccomm__restore_tombstone(svccomm_registry *registry, const void *item);
int svccomm__restore_communication(svccomm_registry *registry, const void *item);

#endif
