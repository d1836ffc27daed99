/* SPDX-License-Identifier: MIT
 * What the parts of bench_flow share: one workload, and where the sides of a comparison work. */
#ifndef BENCH_FLOW_H
#define BENCH_FLOW_H

#include "flow_bare.h"
#include "flow_feed.h"
#include "flow_pages.h"

struct bench_flow {
    size_t runs;
    int huge; /* pages, of both sides */
    uint32_t keep;
    struct flow_load load;
    struct flow_bare_table table; /* of the bare loops */
    struct flow_heap heap;        /* of the library */
    svccomm_allocator allocator;  /* which gives from it */
};

/* CPU time of this thread, ns. */
double bench_flow_clock(void);

/* Each prints the members of a JSON object, without its braces. */
void bench_flow_structs(struct bench_flow *bench);
void bench_flow_datagrams(struct bench_flow *bench, unsigned version);
void bench_flow_memory(struct bench_flow *bench);

#endif
