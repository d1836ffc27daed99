/* SPDX-License-Identifier: MIT
 * The flow statistics of a record as the registry keeps them: packed, and each record pays for the
 * segments that it has (F5). */
#ifndef SVCCOMM_CORE_TRAFFIC_H
#define SVCCOMM_CORE_TRAFFIC_H

#include "base/prefetch.h"
#include "core/state.h"
#include "svccomm/flow.h"

void svccomm__traffic_init(svccomm_registry *registry);

/* Room for `more` new ones with all their parts. */
int svccomm__traffic_reserve(svccomm_registry *registry, uint32_t more);

/* Room for `more` that come to need all their parts. */
int svccomm__traffic_reserve_parts(svccomm_registry *registry, uint32_t more);

/* An empty one, or one with these statistics; its index. Room was reserved. */
uint32_t svccomm__traffic_new(svccomm_registry *registry);
uint32_t svccomm__traffic_make(svccomm_registry *registry, const svccomm_netflow *from);

/* Replaces the statistics; room for its parts was reserved. */
void svccomm__traffic_put(svccomm_registry *registry, uint32_t index, const svccomm_netflow *from);

/* Adds a flow as an event; 1 if it was late (F5). `reverse`: it went from the listener to the
 * client; `point`: only its end counts. Room for its parts was reserved. */
int svccomm__traffic_add(svccomm_registry *registry, uint32_t index, const svccomm_flow *flow,
                         int reverse, int point);

/* Counts attempts (F12); room for its parts was reserved. */
void svccomm__traffic_attempt(svccomm_registry *registry, uint32_t index);

/* Has the lines of the statistics brought before they are needed. */
static inline void svccomm__traffic_prefetch(const svccomm_registry *registry, uint32_t index)
{
    const char *traffic = (const char *)svccomm__traffic_at(registry, index);

    SVCCOMM__PREFETCH(traffic);
    SVCCOMM__PREFETCH(traffic + registry->traffic.element - 1);
}

/* The statistics as callers see them. */
void svccomm__traffic_show(const svccomm_registry *registry, uint32_t index, svccomm_netflow *out);

/* First and last found, or SVCCOMM_NO_TIME. */
int64_t svccomm__traffic_first(const svccomm_registry *registry, uint32_t index);
int64_t svccomm__traffic_last(const svccomm_registry *registry, uint32_t index);

void svccomm__traffic_end(svccomm_registry *registry, uint32_t index);

#endif
