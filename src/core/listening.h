/* SPDX-License-Identifier: MIT
 * What the registry knows of an end as a listener, asked by direction (section 6): user, known, and
 * the strongest evidence by which it was ever taken for one. */
#ifndef SVCCOMM_CORE_LISTENING_H
#define SVCCOMM_CORE_LISTENING_H

#include "core/state.h"

/* How long a LISTEN is trusted (N6, section 6), ns: 7 days. */
#define SVCCOMM__KNOWN_FOR INT64_C(604800000000000)

/* An endpoint was taken for a listener by that evidence; above LISTEN does not stay but for
 * OBSERVED. A mark for the flush was reserved. */
void svccomm__endpoint_raise(svccomm_registry *registry, uint32_t index, uint32_t evidence);

/* A record was seen by that evidence: it and its endpoint keep the strongest (D2). A mark for the
 * flush of the endpoint was reserved. */
static inline void svccomm__record_hear(svccomm_registry *registry, struct svccomm__record *record,
                                        uint32_t evidence)
{
    if (evidence <= record->evidence && record->evidence != SVCCOMM_EVIDENCE_USER)
        return; /* the endpoint knows as much */
    svccomm__endpoint_raise(registry, record->endpoint, evidence);
    if (evidence > record->evidence)
        record->evidence = (uint8_t)evidence;
}

/* The strongest evidence by which an endpoint was taken for a listener, USER while a manual record
 * names it. */
uint32_t svccomm__endpoint_strength(const svccomm_registry *registry, uint32_t index);

/* The same of an end was taken for a listener, USER while a manual record names
 * it; NONE. */
uint32_t svccomm__listening_strength(const svccomm_registry *registry,
                                     const svccomm_endpoint_key *end);

/* Whether it is of the kind that a flow tells by itself: who began. That does not age. */
static inline int svccomm__evidence_is_told(uint32_t evidence)
{
    return evidence == SVCCOMM_EVIDENCE_HANDSHAKE || evidence == SVCCOMM_EVIDENCE_OBSERVED;
}

/* A flow told that an endpoint listens; a mark for the flush was reserved. */
void svccomm__endpoint_tell(svccomm_registry *registry, uint32_t index, uint32_t evidence);

/* The strongest that flows have told of an end, USER while a manual record names it; NONE. */
uint32_t svccomm__listening_told(const svccomm_registry *registry, const svccomm_endpoint_key *end);

/* The newest LISTEN at the end itself or at the wildcard of a host (0: none), or SVCCOMM_NO_TIME.
 */
int64_t svccomm__listening_last(const svccomm_registry *registry, const svccomm_endpoint_key *end,
                                uint64_t host);

/* The rung "known": in LISTEN in the latest complete snapshot of the host that owns it (index, 0:
 * nobody), at most 7 days before `time`, or in an incomplete one since. */
int svccomm__listening_known(const svccomm_registry *registry, const svccomm_endpoint_key *end,
                             uint32_t owner, int64_t time);

/* Whether the port of an end is ephemeral on the host that owns its address, else by default. */
int svccomm__listening_is_ephemeral(const svccomm_registry *registry,
                                    const svccomm_endpoint_key *end);

#endif
