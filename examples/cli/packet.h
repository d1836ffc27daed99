/* SPDX-License-Identifier: MIT
 * From a captured packet to the payload of its UDP datagram. Every byte is taken as hostile.
 *
 *   packet_link.c   link layers and VLAN tags
 *   packet_ip.c     IPv4, IPv6 with its extension headers, UDP */
#ifndef CLI_PACKET_H
#define CLI_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <svccomm/address.h>

enum packet_kind {
    PACKET_UDP,
    PACKET_OTHER,    /* another protocol */
    PACKET_FRAGMENT, /* of an IP datagram: the payload is not all there */
    PACKET_CUT       /* the capture ends within the headers */
};

/* The UDP datagram of a packet. */
struct packet {
    uint8_t source[SVCCOMM_ADDRESS_SIZE];
    const uint8_t *payload; /* in the packet */
    size_t length;          /* as captured */
    bool cut;               /* it was longer than what was captured */
};

/* Bytes that are left to be read. */
struct packet_bytes {
    const uint8_t *at;
    size_t left;
};

/* Whether packets of that link type (DLT_ of libpcap) are read here. */
bool packet_link_known(int link);

/* Looks into a packet; `packet` is filled for PACKET_UDP only. */
enum packet_kind packet_read(int link, const uint8_t *data, size_t length, struct packet *packet);

/* For the packet_ files: the next `count` bytes, or NULL where there are not so many. */
const uint8_t *packet_take(struct packet_bytes *bytes, size_t count);

/* A number in network order. */
unsigned packet_u16(const uint8_t *bytes);

enum packet_kind packet_ipv4(struct packet_bytes bytes, struct packet *packet);
enum packet_kind packet_ipv6(struct packet_bytes bytes, struct packet *packet);

#endif
