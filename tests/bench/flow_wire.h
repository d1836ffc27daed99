/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks as datagrams of one exporter: NetFlow v5, v9, IPFIX. */
#ifndef FLOW_WIRE_H
#define FLOW_WIRE_H

#include "flow_load.h"

#define FLOW_WIRE_V5 5u
#define FLOW_WIRE_V9 9u
#define FLOW_WIRE_IPFIX 10u

/* Datagrams, each after its length in two bytes, big-endian. */
struct flow_wire {
    unsigned char *bytes;
    size_t length;
    size_t room;
    size_t datagrams;
    unsigned version;
};

/* Encodes all events of a workload, in order. Templates come with each thousandth datagram. */
void flow_wire_make(struct flow_wire *wire, const struct flow_load *load, unsigned version);

void flow_wire_free(struct flow_wire *wire);

/* The datagram at *at, which moves on; NULL at the end. */
const unsigned char *flow_wire_next(const struct flow_wire *wire, size_t *at, size_t *length);

#endif
