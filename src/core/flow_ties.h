/* SPDX-License-Identifier: MIT
 * Of a batch of flows: equal ports that nothing decides (section 6, guess). */
#ifndef SVCCOMM_CORE_FLOW_TIES_H
#define SVCCOMM_CORE_FLOW_TIES_H

#include "core/flow_plan.h"

/* Decides flows with the mark of a tie: the orientation of a record that exists, else the source of
 * the batch's earliest flow of that pair is the client, else byte order. Returns 0 or a code. */
int svccomm__flow_ties(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

#endif
