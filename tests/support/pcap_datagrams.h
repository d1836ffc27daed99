/* SPDX-License-Identifier: MIT
 * UDP datagrams of a capture in the classic pcap format, read without libpcap. */
#ifndef PCAP_DATAGRAMS_H
#define PCAP_DATAGRAMS_H

#include <stddef.h>
#include <stdint.h>

struct pcap_datagram {
    const uint8_t *data;
    size_t length;
    int64_t time;       /* ns */
    uint8_t source[16]; /* IPv4 as ::ffff:a.b.c.d */
};

struct pcap_reader {
    const uint8_t *at;
    const uint8_t *end;
    uint32_t link;    /* the link type */
    int swapped;      /* written on a machine of the other byte order */
    int64_t fraction; /* ns of a unit of the second part of a time */
};

/* Begins a capture that is in memory. 0 if it is none, or of a link type that is not known here:
 * Ethernet, Linux cooked (v1), raw IP. */
int pcap_open(struct pcap_reader *reader, const uint8_t *bytes, size_t length);

/* The next datagram that is whole, in the capture's bytes: 1, or 0 at the end. Other packets, and
 * fragments, are passed over. */
int pcap_next(struct pcap_reader *reader, struct pcap_datagram *datagram);

#endif
