/* SPDX-License-Identifier: MIT
 * Pure calculators of the netstat statistics (design N13). */
#ifndef SVCCOMM_STATS_H
#define SVCCOMM_STATS_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Average connections = total ports / active samples; NaN (no value) where active is 0.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API double svccomm_average_connections(uint64_t total_ports, uint64_t active_samples);

/** Persistence in percent = active / total x 100; NaN where total is 0. The caller sees to
 *  active <= total; a greater one counts as total. Thread: any. Since 0.1.0. */
SVCCOMM_API double svccomm_persistence(uint64_t active_samples, uint64_t total_samples);

/** The Wilson score interval of persistence at 95 % (z = 1.959963984540054), in percent within
 *  [0, 100]; both NaN where total is 0. E. B. Wilson, JASA 22 (1927).
 *  @param low   out, not NULL.   @param high  out, not NULL.
 *  @return 0, SVCCOMM_E_ARGUMENT. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_persistence_interval(uint64_t active_samples, uint64_t total_samples,
                                             double *low, double *high);

#ifdef __cplusplus
}
#endif

#endif
