/* SPDX-License-Identifier: MIT
 * Endpoints, hosts and addresses as callers and storages see them. */
#ifndef SVCCOMM_CORE_INVENTORY_SHOW_H
#define SVCCOMM_CORE_INVENTORY_SHOW_H

#include "core/state.h"

void svccomm__endpoint_show(const svccomm_registry *registry, uint32_t index,
                            svccomm_endpoint *out);
void svccomm__host_show(const svccomm_registry *registry, uint32_t index, svccomm_host *out);
void svccomm__address_show(const svccomm_registry *registry, uint32_t index, svccomm_address *out);

#endif
