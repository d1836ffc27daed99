/* SPDX-License-Identifier: MIT
 * Protocols with ports, and the coverage bits of each. */
#include "model/sockets.h"

int svccomm__protocol_index(uint8_t protocol)
{
    switch (protocol) {
    case SVCCOMM_PROTO_TCP:
        return SVCCOMM_COVER_SHIFT_TCP / 4;
    case SVCCOMM_PROTO_UDP:
        return SVCCOMM_COVER_SHIFT_UDP / 4;
    case SVCCOMM_PROTO_SCTP:
        return SVCCOMM_COVER_SHIFT_SCTP / 4;
    case SVCCOMM_PROTO_DCCP:
        return SVCCOMM_COVER_SHIFT_DCCP / 4;
    case SVCCOMM_PROTO_UDPLITE:
        return SVCCOMM_COVER_SHIFT_UDPLITE / 4;
    default:
        return -1;
    }
}

uint32_t svccomm__cover_bit(uint8_t protocol, int connections, int v6)
{
    int index = svccomm__protocol_index(protocol);
    uint32_t bit = connections ? SVCCOMM_COVER_CONNECTIONS_V4 : SVCCOMM_COVER_LISTENERS_V4;

    if (index < 0)
        return 0;
    return (v6 ? bit << 2 : bit) << (4 * index);
}
