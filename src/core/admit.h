/* SPDX-License-Identifier: MIT
 * Whether what is to be made fits under the caps (A7). */
#ifndef SVCCOMM_CORE_ADMIT_H
#define SVCCOMM_CORE_ADMIT_H

#include "core/state.h"

/* Whether an address is there, or may be made. */
int svccomm__admit_address(const svccomm_registry *registry, uint32_t realm, uint64_t scope,
                           const uint8_t *address);

/* Whether an endpoint is there, or may be made with its address. */
int svccomm__admit_endpoint(const svccomm_registry *registry, const svccomm_endpoint_key *key);

/* The record of a key, made if the caps allow, with *made = 1; 0 if they do not. */
uint32_t svccomm__admit_record(svccomm_registry *registry, const svccomm_key *key, int64_t now,
                               int *made);

#endif
