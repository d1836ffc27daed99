/* SPDX-License-Identifier: MIT
 * The parts of packed flow statistics that traffic.c and traffic_add.c share. */
#ifndef SVCCOMM_CORE_TRAFFIC_PARTS_H
#define SVCCOMM_CORE_TRAFFIC_PARTS_H

#include "core/state.h"

/* The rarer counters, made if there are none; room was reserved. */
struct svccomm__traffic_rest *svccomm__traffic_rest_of(svccomm_registry *registry,
                                                       struct svccomm__traffic *traffic);

/* Packs a span state; room for older segments was reserved. */
void svccomm__traffic_put_spans(svccomm_registry *registry, struct svccomm__traffic *traffic,
                                const svccomm_spans *from);

#endif
