/* SPDX-License-Identifier: MIT
 * A record as callers see it. */
#ifndef SVCCOMM_CORE_SHOW_H
#define SVCCOMM_CORE_SHOW_H

#include "core/state.h"

/* Fills a record. `processes` has room for SVCCOMM_PROCESS_MAX and must live as long as `out`. */
void svccomm__record_show(const svccomm_registry *registry, uint32_t index,
                          svccomm_process *processes, svccomm_record *out);

/* The effective names of both ends (K7), NULL where there is none. */
const char *svccomm__record_client_device(const svccomm_registry *registry,
                                          const struct svccomm__record *record);
const char *svccomm__record_listener_device(const svccomm_registry *registry,
                                            const struct svccomm__record *record);

/* The listening program: of the endpoint, else of the wildcard that covers it. */
const char *svccomm__record_listener_process(const svccomm_registry *registry,
                                             const struct svccomm__record *record);

#endif
