/* SPDX-License-Identifier: MIT
 * UDP datagrams of a capture in the classic pcap format, read without libpcap. */
#include "pcap_datagrams.h"

#include <string.h>

#define LINK_ETHERNET 1u
#define LINK_RAW 101u
#define LINK_COOKED 113u

#define TYPE_IPV4 0x0800u
#define TYPE_IPV6 0x86ddu
#define TYPE_VLAN 0x8100u

/* What is left of a packet. */
struct packet {
    const uint8_t *at;
    size_t length;
};

static uint32_t be16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t be32(const uint8_t *at)
{
    return be16(at) << 16 | be16(at + 2);
}

static uint32_t file32(const struct pcap_reader *reader, const uint8_t *at)
{
    return reader->swapped ? (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | be16(at) >> 8 |
                                 (be16(at) & 0xff) << 8
                           : be32(at);
}

int pcap_open(struct pcap_reader *reader, const uint8_t *bytes, size_t length)
{
    static const uint32_t micro = 0xa1b2c3d4, nano = 0xa1b23c4d;
    uint32_t magic = 0;

    memset(reader, 0, sizeof *reader);
    if (length < 24)
        return 0;
    for (reader->swapped = 0; reader->swapped < 2; reader->swapped++) {
        magic = file32(reader, bytes);
        if (magic == micro || magic == nano)
            break;
    }
    if (reader->swapped == 2)
        return 0;
    reader->fraction = magic == nano ? 1 : 1000;
    reader->link = file32(reader, bytes + 20);
    reader->at = bytes + 24;
    reader->end = bytes + length;
    return reader->link == LINK_ETHERNET || reader->link == LINK_RAW || reader->link == LINK_COOKED;
}

static int skip(struct packet *packet, size_t length)
{
    if (length > packet->length)
        return 0;
    packet->at += length;
    packet->length -= length;
    return 1;
}

/* The type of what follows the link header, or 0. */
static uint32_t link_type(const struct pcap_reader *reader, struct packet *packet)
{
    uint32_t type;

    if (reader->link == LINK_RAW)
        return packet->length == 0 ? 0 : packet->at[0] >> 4 == 4 ? TYPE_IPV4 : TYPE_IPV6;
    if (!skip(packet, reader->link == LINK_ETHERNET ? 14 : 16))
        return 0;
    for (type = be16(packet->at - 2); type == TYPE_VLAN; type = be16(packet->at - 2))
        if (!skip(packet, 4))
            return 0;
    return type;
}

/* The UDP part of an IPv4 packet that is no fragment. */
static int ipv4(struct packet *packet, uint8_t *source)
{
    const uint8_t *at = packet->at;
    size_t header, total;

    if (packet->length < 20)
        return 0;
    header = (size_t)(at[0] & 15) * 4;
    total = be16(at + 2);
    if (header < 20 || total < header || total > packet->length || at[9] != 17 ||
        (be16(at + 6) & 0x3fff) != 0)
        return 0;
    memset(source, 0, 10);
    memset(source + 10, 0xff, 2);
    memcpy(source + 12, at + 12, 4);
    packet->length = total;
    return skip(packet, header);
}

/* The UDP part of an IPv6 packet without extension headers. */
static int ipv6(struct packet *packet, uint8_t *source)
{
    const uint8_t *at = packet->at;

    if (packet->length < 40 || at[6] != 17 || be16(at + 4) > packet->length - 40)
        return 0;
    memcpy(source, at + 8, 16);
    packet->length = 40 + be16(at + 4);
    return skip(packet, 40);
}

static int udp(struct packet *packet)
{
    size_t length = packet->length < 8 ? 0 : be16(packet->at + 4);

    if (length < 8 || length > packet->length)
        return 0;
    packet->length = length;
    return skip(packet, 8);
}

static int datagram_of(const struct pcap_reader *reader, struct packet packet,
                       struct pcap_datagram *datagram)
{
    uint32_t type = link_type(reader, &packet);

    if (type == TYPE_IPV4 ? !ipv4(&packet, datagram->source)
                          : type != TYPE_IPV6 || !ipv6(&packet, datagram->source))
        return 0;
    if (!udp(&packet))
        return 0;
    datagram->data = packet.at;
    datagram->length = packet.length;
    return 1;
}

int pcap_next(struct pcap_reader *reader, struct pcap_datagram *datagram)
{
    struct packet packet;
    const uint8_t *at;

    while (reader->end - reader->at >= 16) {
        at = reader->at;
        packet.at = at + 16;
        packet.length = file32(reader, at + 8);
        if (packet.length > (size_t)(reader->end - packet.at))
            return 0;
        reader->at = packet.at + packet.length;
        datagram->time = (int64_t)file32(reader, at) * 1000000000 +
                         (int64_t)file32(reader, at + 4) * reader->fraction;
        if (datagram_of(reader, packet, datagram))
            return 1;
    }
    return 0;
}
