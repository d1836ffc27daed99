/* SPDX-License-Identifier: MIT
 * Lists of pool elements in the order of their last use. */
#include "ingest/recency.h"

static struct svccomm__link *link_of(const struct svccomm__pool *pool, size_t link, uint32_t index)
{
    unsigned char *element = svccomm__pool_at(pool, index);

    return (struct svccomm__link *)(void *)(element + link);
}

void svccomm__recency_append(struct svccomm__recency *list, const struct svccomm__pool *pool,
                             size_t link, uint32_t index)
{
    struct svccomm__link *own = link_of(pool, link, index);

    own->older = list->newest;
    own->newer = 0;
    if (list->newest != 0)
        link_of(pool, link, list->newest)->newer = index;
    else
        list->oldest = index;
    list->newest = index;
}

void svccomm__recency_remove(struct svccomm__recency *list, const struct svccomm__pool *pool,
                             size_t link, uint32_t index)
{
    struct svccomm__link *own = link_of(pool, link, index);

    if (own->older != 0)
        link_of(pool, link, own->older)->newer = own->newer;
    else
        list->oldest = own->newer;
    if (own->newer != 0)
        link_of(pool, link, own->newer)->older = own->older;
    else
        list->newest = own->older;
    own->older = own->newer = 0;
}
