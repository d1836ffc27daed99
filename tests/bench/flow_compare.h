/* SPDX-License-Identifier: MIT
 * A registry that took in the workload of the flow benchmarks, held against the exact answer. */
#ifndef FLOW_COMPARE_H
#define FLOW_COMPARE_H

#include "flow_truth.h"
#include "svccomm/registry.h"

/* How a record may differ from the exact answer. */
enum flow_rule {
    FLOW_EXACT,
    FLOW_NEAR, /* counters exact, times are judged in sum by the caller */
    FLOW_LATE  /* exact, but of a record with late events less may be active */
};

struct flow_compared {
    uint64_t missing; /* communications that are not there */
    uint64_t wrong;   /* that break the rule; the first few are printed */
    uint64_t more;    /* records of other keys */
    uint64_t active_ms;
    uint64_t gap_ms;
    uint64_t late;         /* events */
    uint64_t late_records; /* that have some */
};

/* Every communication of the workload, one by one. */
struct flow_compared flow_compare(svccomm_registry *registry, const struct flow_load *load,
                                  const struct flow_truth *truth, enum flow_rule rule);

#endif
