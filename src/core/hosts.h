/* SPDX-License-Identifier: MIT
 * Hosts of a registry. */
#ifndef SVCCOMM_CORE_HOSTS_H
#define SVCCOMM_CORE_HOSTS_H

#include "core/state.h"

/* The index of a host, or 0. */
uint32_t svccomm__host_find(const svccomm_registry *registry, uint32_t realm, uint64_t host);

/* Room for so many new hosts. Returns 0, SVCCOMM_E_FULL, SVCCOMM_E_NOMEM. */
int svccomm__host_reserve(svccomm_registry *registry, uint32_t more);

/* Makes a host that is not there; room was reserved. */
uint32_t svccomm__host_make(svccomm_registry *registry, uint32_t realm, uint64_t host);

/* Ends a host that owns nothing; room for an erasure was reserved. */
void svccomm__host_end(svccomm_registry *registry, uint32_t index);

/* Gives it the registry's revision and marks it for the flush; a mark was reserved. */
void svccomm__host_touch(svccomm_registry *registry, uint32_t index);

/* Whether a port is in the host's ephemeral range, or in the default one (design section 6). */
int svccomm__host_is_ephemeral(const struct svccomm__host *host, uint16_t port);

#endif
