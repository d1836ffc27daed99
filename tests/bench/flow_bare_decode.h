/* SPDX-License-Identifier: MIT
 * The bare decoder of one datagram, for the two bare loops that have it inside. */
#ifndef FLOW_BARE_DECODE_H
#define FLOW_BARE_DECODE_H

#include "flow_bare.h"

/* Where a template has a wanted field. */
struct flow_bare_field {
    uint16_t offset;
    uint16_t length;
};

#define FLOW_BARE_FIELDS 12u

struct flow_bare_template {
    unsigned record; /* bytes; 0: not told yet */
    struct flow_bare_field fields[FLOW_BARE_FIELDS];
};

/* Decodes a datagram of that version to at most FLOW_BARE_MOST flows; gives how many. */
size_t flow_bare_datagram(struct flow_bare_template *template, unsigned version,
                          const unsigned char *data, size_t length, struct flow_bare *flows);

#endif
