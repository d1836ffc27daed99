/* SPDX-License-Identifier: MIT
 * The kinds of items that a storage keeps: their sizes, and how they are shown and restored (S1).
 */
#ifndef SVCCOMM_STORE_KINDS_H
#define SVCCOMM_STORE_KINDS_H

#include "core/state.h"
#include "store/restore_items.h"

/* Items of a kind that go to `put` at once. */
#define SVCCOMM__BATCH 64

/* One kind. */
struct svccomm__kind {
    const char *name;
    size_t item_size;
    /* Writes the item of an index into `out`; 0 if it is not there any more. `processes` is room
     * for SVCCOMM_PROCESS_MAX. NULL for kinds that are not known by index. */
    int (*show)(const svccomm_registry *registry, uint32_t index, void *out,
                svccomm_process *processes);
    /* Whether it has to be written. */
    void (*is_dirty)(svccomm_registry *registry, uint32_t index, int dirty);
    /* Puts a stored item back: 0 or a code; SVCCOMM_E_FORMAT if it is damaged. */
    int (*restore)(struct svccomm__restoring *r, const void *item);
};

extern const struct svccomm__kind svccomm__kinds[SVCCOMM_KIND_COUNT];

/* The one item of its kind. */
svccomm_meta svccomm__meta_show(const svccomm_registry *registry);

/* The indices that items of a kind may have: from *from to before *to; none for those that are not
 * known by index. */
void svccomm__kind_range(const svccomm_registry *registry, uint32_t kind, uint32_t *from,
                         uint32_t *to);

/* Marks all items of a kind before an index for the next flush. 0 or SVCCOMM_E_NOMEM. */
int svccomm__kind_mark(svccomm_registry *registry, uint32_t kind, uint32_t to);

/* Whether a kind is among these, and all that totals are worked out from (S2). */
int svccomm__kinds_have(uint32_t kinds, uint32_t kind);
int svccomm__kinds_tell_totals(uint32_t kinds);

#endif
