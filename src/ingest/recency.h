/* SPDX-License-Identifier: MIT
 * Lists of pool elements in the order of their last use. An element is in at most one list by each
 * of its links. */
#ifndef SVCCOMM_INGEST_RECENCY_H
#define SVCCOMM_INGEST_RECENCY_H

#include "base/pool.h"

/* Indices; 0: none. */
struct svccomm__link {
    uint32_t older;
    uint32_t newer;
};

struct svccomm__recency {
    uint32_t oldest;
    uint32_t newest;
};

/* `link` is the offset of the struct svccomm__link within the element. */
void svccomm__recency_append(struct svccomm__recency *list, const struct svccomm__pool *pool,
                             size_t link, uint32_t index);

void svccomm__recency_remove(struct svccomm__recency *list, const struct svccomm__pool *pool,
                             size_t link, uint32_t index);

/* Makes an element of the list its newest. */
static inline void svccomm__recency_touch(struct svccomm__recency *list,
                                          const struct svccomm__pool *pool, size_t link,
                                          uint32_t index)
{
    if (list->newest == index)
        return;
    svccomm__recency_remove(list, pool, link, index);
    svccomm__recency_append(list, pool, link, index);
}

#endif
