/* SPDX-License-Identifier: MIT
 * What the next flush has to write: marked when it changes, reserved before (S1). Without a storage
 * nothing is tracked. */
#ifndef SVCCOMM_CORE_CHANGED_H
#define SVCCOMM_CORE_CHANGED_H

#include "core/state.h"

/* Room for so many more marks and erasures of a kind. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__changed_reserve(svccomm_registry *registry, uint32_t kind, size_t marks,
                             size_t erasures);

/* Marks an item; `dirty` is its own flag, so that it is listed once. */
static inline void svccomm__changed_mark(svccomm_registry *registry, uint32_t kind, uint32_t index,
                                         uint8_t *dirty)
{
    struct svccomm__changed *c = &registry->changed[kind];

    registry->meta_dirty = 1;
    if (!registry->has_storage || *dirty)
        return;
    *dirty = 1;
    c->items[c->count++] = index;
}

/* Notes the key of an item that ended. */
void svccomm__changed_erase(svccomm_registry *registry, uint32_t kind, const void *key);

/* Everything there is was written. */
void svccomm__changed_clear(svccomm_registry *registry);

/* Items and keys that wait. */
uint64_t svccomm__changed_count(const svccomm_registry *registry);

void svccomm__changed_init(svccomm_registry *registry);
void svccomm__changed_free(svccomm_registry *registry);

#endif
