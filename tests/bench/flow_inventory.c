/* SPDX-License-Identifier: MIT
 * How much of a registry's memory is its inventory of listeners: it looks inside. */
#include "flow_inventory.h"

#include "core/state.h"

static uint64_t pool_bytes(const struct svccomm__pool *pool)
{
    return (uint64_t)pool->chunk_count * SVCCOMM__POOL_CHUNK * pool->element +
           pool->chunk_capacity * sizeof *pool->chunks;
}

static uint64_t table_bytes(const struct svccomm__table *table)
{
    return table->slots == NULL ? 0 : ((uint64_t)table->mask + 1) * sizeof *table->slots;
}

uint64_t flow_inventory_bytes(const svccomm_registry *registry)
{
    return pool_bytes(&registry->endpoints) + table_bytes(&registry->endpoint_table) +
           pool_bytes(&registry->addresses) + table_bytes(&registry->address_table);
}
