/* SPDX-License-Identifier: MIT
 * The rows of a snapshot as the rest of the library reads them: compact sockets with canonical
 * addresses, and what they cover. */
#ifndef SVCCOMM_MODEL_SOCKETS_H
#define SVCCOMM_MODEL_SOCKETS_H

#include "base/memory.h"
#include "model/snapshot_names.h"
#include "svccomm/key.h"
#include "svccomm/snapshot.h"

/* One row as it was told; duplicates (N4) are still in. */
struct svccomm__socket {
    uint8_t local[16];
    uint8_t remote[16]; /* zero (or 0.0.0.0) and port 0: no peer */
    uint16_t local_port;
    uint16_t remote_port;
    uint8_t protocol;
    uint8_t state;
    uint8_t flags; /* SVCCOMM_ROW_ */
    uint8_t reserved;
    const char *process; /* interned in the snapshot's strings (borrowed), or NULL */
};

/* A snapshot: what svccomm_snapshot is, but for the state of an open text source. */
struct svccomm__sockets {
    struct svccomm__memory memory;
    struct svccomm__names names;
    struct svccomm__socket *rows;
    size_t count;
    size_t capacity;
    size_t max_rows;
    uint32_t begun;             /* svccomm_snapshot_begin() was called */
    uint32_t source_open;       /* a text source is open */
    svccomm_snapshot_info info; /* name points to `name` or is NULL; ephemeral range filled in */
    char name[SVCCOMM_STRING_MAX + 1];
    uint32_t claimed; /* coverage bits claimed, within the mask */
    uint32_t cleared; /* coverage bits that doubtful rows took away */
};

/* The sockets of a handle. */
const struct svccomm__sockets *svccomm__snapshot_sockets(const svccomm_snapshot *snapshot);

/* SVCCOMM_PROTOCOL_COUNT index of a protocol with ports (0 TCP, 1 UDP, 2 SCTP, 3 DCCP, 4 UDP-Lite),
 * or -1. */
int svccomm__protocol_index(uint8_t protocol);

/* Whether it is one of those. */
static inline int svccomm__protocol_has_ports(uint8_t protocol)
{
    return protocol == SVCCOMM_PROTO_TCP || protocol == SVCCOMM_PROTO_UDP ||
           protocol == SVCCOMM_PROTO_SCTP || protocol == SVCCOMM_PROTO_DCCP ||
           protocol == SVCCOMM_PROTO_UDPLITE;
}

/* Whether sockets of the protocol are without states: UDP and UDP-Lite. */
static inline int svccomm__protocol_is_datagram(uint8_t protocol)
{
    return protocol == SVCCOMM_PROTO_UDP || protocol == SVCCOMM_PROTO_UDPLITE;
}

/* The coverage bit of (listeners or connections, IPv4 or IPv6) of a protocol; 0 if it has no
 * ports. */
uint32_t svccomm__cover_bit(uint8_t protocol, int connections, int v6);

#endif
