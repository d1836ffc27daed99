/* SPDX-License-Identifier: MIT
 * Records that can be turned round (D2): those of which one client port was seen, found by their
 * client's end. */
#ifndef SVCCOMM_CORE_TURNABLE_H
#define SVCCOMM_CORE_TURNABLE_H

#include "core/state.h"

/* Room for so many records that get their first client port. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__turnable_reserve(svccomm_registry *registry, uint32_t more);

/* A client port of a record was seen, or SVCCOMM_CLIENT_PORT_SEVERAL, or 0: none. The first one
 * makes it turnable, another one ends that for good, as being mixed does. Room was reserved. */
void svccomm__turnable_see(svccomm_registry *registry, uint32_t record, uint32_t port);

/* The record ends, or may be turned no more. */
void svccomm__turnable_end(svccomm_registry *registry, uint32_t record);

/* *first is the first record that has this end as its client, by the index of its list entry, or 0.
 * The key is that of the client end as an endpoint. Returns 0, or SVCCOMM_E_NOMEM without memory
 * for the lists. */
int svccomm__turnable_first(svccomm_registry *registry, const svccomm_endpoint_key *client,
                            uint32_t *first);

/* From this entry on all were looked at by that evidence, and stay: it need not look again. */
void svccomm__turnable_looked(svccomm_registry *registry, uint32_t index, uint32_t evidence);

/* The record could not be turned for want of room: it is looked at again. */
void svccomm__turnable_again(svccomm_registry *registry, uint32_t record);

/* The client port as svccomm_record has it. */
uint32_t svccomm__record_client_port(const svccomm_registry *registry,
                                     const struct svccomm__record *record);

static inline const struct svccomm__turnable *svccomm__turnable_at(const svccomm_registry *registry,
                                                                   uint32_t index)
{
    return svccomm__pool_at(&registry->turnables, index);
}

#endif
