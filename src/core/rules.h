/* SPDX-License-Identifier: MIT
 * Rules that a registry applies before a record is made (K3, K11, K12). */
#ifndef SVCCOMM_CORE_RULES_H
#define SVCCOMM_CORE_RULES_H

#include "core/state.h"

/* Whether an address means something only on one host: by its form, or by a rule (K3). */
int svccomm__rules_local(const svccomm_registry *registry, uint32_t realm, const uint8_t *address);

/* Replaces a client address by its group's; 1 if there is one (K11). The longest prefix wins. */
int svccomm__rules_group(const svccomm_registry *registry, uint32_t realm, uint8_t *client);

/* The position + 1 of the first ignore rule that catches an observation, or 0 (K12). `seen` is the
 * client's address before grouping. */
size_t svccomm__rules_ignore(const svccomm_registry *registry, const svccomm_key *key,
                             const uint8_t *seen, const char *process);

/* Counts hits of the rule at a position; a mark was reserved. */
void svccomm__rules_hit(svccomm_registry *registry, size_t position, uint64_t hits);

/* Puts a stored rule back as it is. Returns 0 or a code. */
int svccomm__rules_restore(svccomm_registry *registry, const svccomm_rule *rule);

void svccomm__rules_free(svccomm_registry *registry);

#endif
