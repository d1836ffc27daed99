/* SPDX-License-Identifier: MIT
 * Stored items put back into a registry, checked as what comes from outside (S2). */
#ifndef SVCCOMM_STORE_RESTORE_ITEMS_H
#define SVCCOMM_STORE_RESTORE_ITEMS_H

#include "core/state.h"

/* A registry that is being restored, kind by kind in the order of their numbers. */
struct svccomm__restoring {
    svccomm_registry *registry;
    uint32_t kinds;                    /* that come, as in svccomm_storage */
    uint64_t left_out;                 /* damaged items that others count by */
    uint32_t came[SVCCOMM_KIND_COUNT]; /* of these kinds, one more than the last index that was
                                          restored */
};

/* Each takes the item of its kind. Returns 0; SVCCOMM_E_FORMAT (damaged, or there twice: nothing
 * was put); SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; meta's also SVCCOMM_E_VERSION and SVCCOMM_E_MISMATCH.
 */
int svccomm__restore_meta(struct svccomm__restoring *r, const void *item);
int svccomm__restore_host(struct svccomm__restoring *r, const void *item);
int svccomm__restore_address(struct svccomm__restoring *r, const void *item);
int svccomm__restore_endpoint(struct svccomm__restoring *r, const void *item);
int svccomm__restore_rule(struct svccomm__restoring *r, const void *item);
int svccomm__restore_tombstone(struct svccomm__restoring *r, const void *item);
int svccomm__restore_fan_in(struct svccomm__restoring *r, const void *item);
int svccomm__restore_communication(struct svccomm__restoring *r, const void *item);

/* After the last item of a kind. */
void svccomm__restore_kind_end(struct svccomm__restoring *r, uint32_t kind);

/* After the last item of all. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__restore_end(struct svccomm__restoring *r);

#endif
