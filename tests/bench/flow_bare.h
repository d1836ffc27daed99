/* SPDX-License-Identifier: MIT
 * Bare loops of the flow benchmarks: the least that anyone must do to get from datagrams to
 * flows, from events to the spans of each communication, and from one to the other. No check but
 * of bounds, no direction, no durations, no traffic. */
#ifndef FLOW_BARE_H
#define FLOW_BARE_H

#include "flow_load.h"
#include "flow_wire.h"

/* A key of any address family, and when an event of it ended. */
struct flow_bare_key {
    uint64_t words[5];
};

struct flow_bare_event {
    struct flow_bare_key key;
    uint64_t end_ms;
};

/* One cache line for each communication; the first found is last - active - gap. */
struct flow_bare_slot {
    struct flow_bare_key key;
    uint64_t last;
    uint64_t active;
    uint64_t gap;
};

struct flow_bare_table {
    struct flow_bare_slot *slots;
    uint64_t mask;
    uint64_t count;
};

/* Room for `keys` at a load of 2/3 at most, every page touched. */
void flow_bare_table_open(struct flow_bare_table *table, uint64_t keys, int huge);

void flow_bare_table_empty(struct flow_bare_table *table);

void flow_bare_table_close(struct flow_bare_table *table);

/* The events of the workload from `at` on, `later_ms` later. */
void flow_bare_events(const struct flow_load *load, size_t at, size_t count, uint64_t later_ms,
                      struct flow_bare_event *events);

/* (a) Events to spans: each key is looked up, made on first sight, and updated. */
void flow_bare_update(struct flow_bare_table *table, const struct flow_bare_event *events,
                      size_t count);

/* Sums over all keys. */
void flow_bare_sums(const struct flow_bare_table *table, uint64_t *active_ms, uint64_t *gap_ms);

/* What a decoder gives out, here. */
struct flow_bare {
    uint32_t source;
    uint32_t destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t protocol;
    uint8_t tcp_flags;
    uint64_t start_ms;
    uint64_t end_ms;
    uint64_t packets;
    uint64_t bytes;
};

#define FLOW_BARE_MOST 64u /* flows of one datagram of the workload, and more */

/* (b) Datagrams to flows by a compiled template. Gives the number of flows, and a sum that depends
 * on what was decoded. */
size_t flow_bare_decode(const struct flow_wire *wire, uint64_t *sum);

/* (c) Datagrams to spans. Gives the number of flows. */
size_t flow_bare_chain(const struct flow_wire *wire, struct flow_bare_table *table);

#endif
