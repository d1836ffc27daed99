/* SPDX-License-Identifier: MIT
 * What bench_flow measured, as JSON: medians with their spread, and ratios of what was measured in
 * the same run. */
#ifndef FLOW_REPORT_H
#define FLOW_REPORT_H

#include <stddef.h>

#define FLOW_REPORT_RUNS_MAX 101u

/* Nanoseconds for each event, one for each run. */
struct flow_series {
    double ns[FLOW_REPORT_RUNS_MAX];
};

/* "NAME_ns": {"median": …, "least": …, "most": …} and what comes `after`. */
void flow_report_times(const char *name, const struct flow_series *series, size_t runs,
                       const char *after);

/* "NAME_ratio": the same of series / base, run by run. */
void flow_report_ratio(const char *name, const struct flow_series *series,
                       const struct flow_series *base, size_t runs, const char *after);

#endif
