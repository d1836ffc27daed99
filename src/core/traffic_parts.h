/* SPDX-License-Identifier: MIT
 * The parts of packed flow statistics that traffic.c and traffic_add.c share. */
#ifndef SVCCOMM_CORE_TRAFFIC_PARTS_H
#define SVCCOMM_CORE_TRAFFIC_PARTS_H

#include "base/arith.h"
#include "core/state.h"
#include "svccomm/flow.h"

/* The rarer counters, made if there are none; room was reserved. */
struct svccomm__traffic_rest *svccomm__traffic_rest_of(svccomm_registry *registry,
                                                       struct svccomm__traffic *traffic);

static inline void svccomm__traffic_forward(struct svccomm__traffic *t, uint64_t events,
                                            uint64_t bytes, uint64_t packets)
{
    svccomm__count(&t->events, events);
    svccomm__count(&t->bytes, bytes);
    svccomm__count(&t->packets, packets);
}

/* What goes the other way, or was not looked at and is made up for (F8). */
void svccomm__traffic_count_rarely(svccomm_registry *registry, struct svccomm__traffic *t,
                                   const svccomm_flow *flow, int reverse);

/* An event by the steps of the span state itself: 1 if it was late. */
int svccomm__traffic_add_slowly(svccomm_registry *registry, uint32_t index,
                                svccomm_segment segment);

/* Packs a span state; room for older segments was reserved. */
void svccomm__traffic_put_spans(svccomm_registry *registry, struct svccomm__traffic *traffic,
                                const svccomm_spans *from);

#endif
