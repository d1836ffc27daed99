/* SPDX-License-Identifier: MIT
 * A record that is to be made if it fits under the caps, with all that it refers to (A7). */
#ifndef SVCCOMM_CORE_ADMIT_H
#define SVCCOMM_CORE_ADMIT_H

#include "core/state.h"

/* The record of a key, made if the caps allow, with *made = 1; 0 if they do not. `before` is as
 * svccomm__room has it. Memory was reserved. */
uint32_t svccomm__admit_record(svccomm_registry *registry, const svccomm_key *key, int client_view,
                               uint64_t before, int64_t now, int *made);

#endif
