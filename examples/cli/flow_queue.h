/* SPDX-License-Identifier: MIT
 * Flows that wait until they are taken into the registry, in the order in which they came. */
#ifndef CLI_FLOW_QUEUE_H
#define CLI_FLOW_QUEUE_H

#include <svccomm/flow.h>

/* Where and when flows came. */
struct flow_origin {
    int64_t received;                       /* SVCCOMM_NO_TIME: no age check (F9) */
    uint64_t host;                          /* which scopes local addresses; 0: none */
    uint8_t exporter[SVCCOMM_ADDRESS_SIZE]; /* zero: nobody known */
};

/* Flows that go into the registry by one call. */
struct flow_part {
    struct flow_origin origin;
    size_t count;
};

/* Starts as zeros. */
struct flow_queue {
    svccomm_flow *flows;
    size_t count;
    size_t capacity;
    struct flow_part *parts;
    size_t part_count;
    size_t part_capacity;
};

/* Adds flows; those of realm 0 get `realm`. 0 or an exit code, after saying what is wrong. */
int flow_queue_add(struct flow_queue *queue, const svccomm_flow *flows, size_t count,
                   const struct flow_origin *origin, uint32_t realm);

/* Takes all of them into the registry, and empties the queue. 0 or an exit code, after saying what
 * is wrong. */
int flow_queue_ingest(struct flow_queue *queue, svccomm_registry *registry, int64_t now,
                      svccomm_flow_report *report);

void flow_queue_free(struct flow_queue *queue);

#endif
