/* SPDX-License-Identifier: MIT
 * The exact answer for the workload of the flow benchmarks, worked out the plain way: all events
 * of a communication, in order of their start. */
#ifndef FLOW_TRUTH_H
#define FLOW_TRUTH_H

#include "flow_load.h"

#define FLOW_TRUTH_INTERVAL_MS 60000

/* Of one communication. */
struct flow_truth {
    uint64_t events;
    uint64_t bytes;
    uint64_t packets;
    int64_t first_ms; /* since the epoch */
    int64_t last_ms;
    uint64_t active_ms;
    uint64_t gap_ms;
    uint64_t samples; /* aligned periods that were touched */
};

/* One for each key; free() ends it. `points`: only ends count. */
struct flow_truth *flow_truth_make(const struct flow_load *load, int points);

#endif
