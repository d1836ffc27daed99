/* SPDX-License-Identifier: MIT
 * What a registry knows of each port, a byte for each: a flow asks twice, and most ends that are
 * asked about are client ends whose port nobody listens on. A bit that is set may be out of date;
 * one that is not never is. */
#ifndef SVCCOMM_CORE_PORTS_H
#define SVCCOMM_CORE_PORTS_H

#include "core/state.h"

#define SVCCOMM__PORT_ENDPOINT 1u /* an endpoint has it, or soon will */
#define SVCCOMM__PORT_STRONG 2u   /* likewise, by better than a named port */
#define SVCCOMM__PORT_TURNABLE 4u /* it is the client port of a record that may be turned */
#define SVCCOMM__PORT_NAMED 8u    /* svccomm__port_is_named() */
#define SVCCOMM__PORT_RANGED 16u  /* the host says whether it is ephemeral; port 0 */

/* The lowest ephemeral port by default (section 6); all above are too. */
#define SVCCOMM__PORT_EPHEMERAL 32768u

static inline void svccomm__ports_note(svccomm_registry *registry, uint16_t port, uint32_t bits)
{
    registry->ports[port] |= (uint8_t)bits;
}

static inline int svccomm__ports_has(const svccomm_registry *registry, uint16_t port, uint32_t bit)
{
    return (registry->ports[port] & bit) != 0;
}

/* The bits of an endpoint that was taken for a listener by that evidence. */
static inline uint32_t svccomm__ports_endpoint(uint32_t evidence)
{
    return evidence > SVCCOMM_EVIDENCE_NAMED_PORT ? SVCCOMM__PORT_ENDPOINT | SVCCOMM__PORT_STRONG
                                                  : SVCCOMM__PORT_ENDPOINT;
}

/* Of a registry whose bits are all clear. */
void svccomm__ports_init(svccomm_registry *registry);

/* A host's ephemeral range, 0 to 0: it told none. It widens what has to be asked of the owner of an
 * address. */
void svccomm__ports_range(svccomm_registry *registry, uint16_t low, uint16_t high);

#endif
