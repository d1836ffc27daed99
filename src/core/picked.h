/* SPDX-License-Identifier: MIT
 * Records that one call changes, in the order of their revisions. That of the table is another
 * after a restart, and would show in the revisions that the call gives (section 11, property 3). */
#ifndef SVCCOMM_CORE_PICKED_H
#define SVCCOMM_CORE_PICKED_H

#include "core/state.h"

struct svccomm__pick {
    uint64_t revision;
    uint32_t index;
};

struct svccomm__picked {
    struct svccomm__pick *list;
    size_t count;
    size_t capacity;
};

/* Whether a record, which may be none any more, is one of them. */
typedef int (*svccomm__picks)(const svccomm_registry *registry, const void *context,
                              uint32_t index);

uint64_t svccomm__picked_count(const svccomm_registry *registry, svccomm__picks picks,
                               const void *context);

/* Collects `count` of them. Returns 0 or SVCCOMM_E_NOMEM; svccomm__picked_free() in any case. */
int svccomm__picked_take(svccomm_registry *registry, struct svccomm__picked *picked, uint64_t count,
                         svccomm__picks picks, const void *context);
void svccomm__picked_free(svccomm_registry *registry, struct svccomm__picked *picked);

#endif
