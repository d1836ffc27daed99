/* SPDX-License-Identifier: MIT
 * Which end of a connection listens (D1): the ladder of design section 6, strongest rung first. */
#include "core/direction.h"

#include <string.h>

#include "core/named_ports.h"
#include "svccomm/record.h"

int svccomm__peer_is_named(const struct svccomm__peer *end)
{
    return end->port < SVCCOMM__PORT_ALL_NAMED ||
           (!end->ephemeral && svccomm__port_is_named(end->port));
}

/* Whether exactly one end stands on the rung; says which. */
static int one_of(int first, int second, struct svccomm__direction *d, uint32_t evidence)
{
    if (!first == !second)
        return 0;
    d->first_listens = first != 0;
    d->evidence = evidence;
    return 1;
}

static struct svccomm__direction guess(const struct svccomm__peer *first,
                                       const struct svccomm__peer *second, int record)
{
    struct svccomm__direction d = {0, SVCCOMM_EVIDENCE_GUESS};

    if (first->port != second->port)
        d.first_listens = first->port < second->port;
    else if (record != SVCCOMM__RECORD_NONE)
        d.first_listens = record == SVCCOMM__RECORD_FIRST;
    else
        d.first_listens = memcmp(first->address, second->address, 16) > 0;
    return d;
}

struct svccomm__direction svccomm__direction_decide(const struct svccomm__peer *first,
                                                    const struct svccomm__peer *second, int record)
{
    struct svccomm__direction d;

    if (one_of(first->user, second->user, &d, SVCCOMM_EVIDENCE_USER) ||
        one_of(first->observed, second->observed, &d, SVCCOMM_EVIDENCE_OBSERVED) ||
        one_of(first->listens, second->listens, &d, SVCCOMM_EVIDENCE_LISTEN) ||
        one_of(first->known, second->known, &d, SVCCOMM_EVIDENCE_KNOWN) ||
        one_of(first->handshake, second->handshake, &d, SVCCOMM_EVIDENCE_HANDSHAKE) ||
        one_of(first->named, second->named, &d, SVCCOMM_EVIDENCE_NAMED_PORT) ||
        one_of(first->fan_in, second->fan_in, &d, SVCCOMM_EVIDENCE_FAN_IN) ||
        one_of(!first->ephemeral, !second->ephemeral, &d, SVCCOMM_EVIDENCE_RANGE))
        return d;
    return guess(first, second, record);
}
