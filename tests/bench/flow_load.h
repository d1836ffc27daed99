/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks: N flow events over K distinct communications within 24 h, in
 * time order, the same in each run on each machine. */
#ifndef FLOW_LOAD_H
#define FLOW_LOAD_H

#include <stddef.h>
#include <stdint.h>

/* 2025-01-01T00:00:00Z. */
#define FLOW_LOAD_BASE_MS UINT64_C(1735689600000)
#define FLOW_LOAD_SPAN_MS UINT64_C(86400000)

/* One communication; addresses are IPv4, host byte order. */
struct flow_load_key {
    uint32_t client;
    uint32_t listener;
    uint16_t port;
    uint8_t protocol;
};

/* One flow, from the client to the listener; it covers `duration_ms` up to its end. */
struct flow_load_event {
    uint32_t end_ms; /* since FLOW_LOAD_BASE_MS */
    uint32_t key;
    uint32_t bytes;
    uint16_t duration_ms;
    uint16_t client_port;
    uint8_t packets;
};

struct flow_load {
    struct flow_load_key *keys;
    struct flow_load_event *events;
    uint32_t key_count;
    size_t event_count;
};

/* Makes the workload: every key occurs; which one an event has is Zipf (s = 1), or uniform.
 * Ends the program without memory. `events` may be 0: keys only. */
void flow_load_make(struct flow_load *load, size_t events, uint32_t keys, int uniform);

void flow_load_free(struct flow_load *load);

/* TCP flags of a flow of that protocol. */
uint8_t flow_load_tcp_flags(uint8_t protocol);

#endif
