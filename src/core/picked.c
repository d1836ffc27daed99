/* SPDX-License-Identifier: MIT
 * Records that one call changes, in the order of their revisions. */
#include "core/picked.h"

#include "base/sort.h"

uint64_t svccomm__picked_count(const svccomm_registry *registry, svccomm__picks picks,
                               const void *context)
{
    uint64_t count = 0;
    uint32_t index;

    for (index = 1; index <= registry->records.used; index++)
        count += (uint64_t)picks(registry, context, index);
    return count;
}

static int pick_order(const void *context, const void *a, const void *b)
{
    const struct svccomm__pick *x = a, *y = b;

    (void)context;
    return (x->revision > y->revision) - (x->revision < y->revision);
}

int svccomm__picked_take(svccomm_registry *registry, struct svccomm__picked *picked, uint64_t count,
                         svccomm__picks picks, const void *context)
{
    uint32_t index;
    int rc = svccomm__memory_grow(&registry->memory, &picked->list, &picked->capacity,
                                  (size_t)count, sizeof *picked->list);

    if (rc < 0)
        return rc;
    for (index = 1; index <= registry->records.used; index++)
        if (picks(registry, context, index))
            picked->list[picked->count++] =
                (struct svccomm__pick){svccomm__record_at(registry, index)->revision, index};
    svccomm__sort(picked->list, picked->count, sizeof *picked->list, pick_order, NULL);
    return 0;
}

void svccomm__picked_free(svccomm_registry *registry, struct svccomm__picked *picked)
{
    svccomm__memory_free(&registry->memory, picked->list, picked->capacity * sizeof *picked->list);
}
