/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks through the library's public functions. A call that fails
 * ends the program. */
#ifndef FLOW_FEED_H
#define FLOW_FEED_H

#include "flow_load.h"
#include "flow_wire.h"
#include "svccomm/svccomm.h"

/* A slice of events that are handed over as structs: what a receiver takes from its socket at once,
 * some dozen datagrams, and what the nearer caches hold. */
#define FLOW_FEED_SLICE 512u

/* Ends the program, with the reason, if `rc` is an error. */
void flow_feed_check(int rc, const char *what);

/* ::ffff:a.b.c.d of an address in host byte order; the rest of `address` is zero already. */
void flow_feed_address(uint32_t number, uint8_t *address);

/* Handles with that allocator, or the C library's for NULL. */
svccomm_registry *flow_feed_registry(const svccomm_allocator *allocator, uint32_t keep, int points);
svccomm_decoder *flow_feed_decoder(const svccomm_allocator *allocator);

/* The events of the workload from `at` on, `later_ms` later. */
void flow_feed_structs(const struct flow_load *load, size_t at, size_t count, uint64_t later_ms,
                       svccomm_flow *flows);

/* Ingests flows that were received at that time, nanoseconds, or at any. `report` may be NULL. */
void flow_feed_ingest(svccomm_registry *registry, const svccomm_flow *flows, size_t count,
                      int64_t received, svccomm_flow_report *report);

/* Decodes every datagram. */
void flow_feed_decode(svccomm_decoder *decoder, const struct flow_wire *wire,
                      svccomm_decode_report *report);

/* Decodes every datagram and ingests what is in it. */
void flow_feed_chain(svccomm_decoder *decoder, svccomm_registry *registry,
                     const struct flow_wire *wire, svccomm_decode_report *decoded,
                     svccomm_flow_report *ingested);

#endif
