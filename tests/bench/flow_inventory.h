/* SPDX-License-Identifier: MIT
 * How much of a registry's memory is its inventory of listeners. */
#ifndef FLOW_INVENTORY_H
#define FLOW_INVENTORY_H

#include "svccomm/registry.h"

/* Bytes of endpoints, the addresses that they are on, and the tables that find both. */
uint64_t flow_inventory_bytes(const svccomm_registry *registry);

#endif
