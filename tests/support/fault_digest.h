/* SPDX-License-Identifier: MIT
 * The state of a registry as text, read through the public interface only. */
#ifndef FAULT_DIGEST_H
#define FAULT_DIGEST_H

#include "fault_text.h"
#include "svccomm/svccomm.h"

/* Everything that a caller can see: records, inventory, rules, changes, counts. A call that fails
 * is written down too, so that a broken registry does not look like an empty one. */
void fault_digest_registry(svccomm_registry *registry, struct fault_text *text);

/* The same without what a restart forgets: counts of drops and of what is to be flushed. */
void fault_digest_lasting(svccomm_registry *registry, struct fault_text *text);

/* All records of all realms and statuses, in key order. */
int fault_digest_export(svccomm_registry *registry, uint32_t format, struct fault_text *text);

/* Rows and coverage of a snapshot. */
void fault_digest_snapshot(const svccomm_snapshot *snapshot, struct fault_text *text);

#endif
