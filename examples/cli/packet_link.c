/* SPDX-License-Identifier: MIT
 * Link layers of captured packets (https://www.tcpdump.org/linktypes.html), and VLAN tags. */
#include "packet.h"

#include <pcap/dlt.h>

#define TYPE_IPV4 0x0800u
#define TYPE_IPV6 0x86DDu

/* Where libpcap's headers are older than the link type. */
#ifndef DLT_LINUX_SLL2
#define DLT_LINUX_SLL2 276
#endif

const uint8_t *packet_take(struct packet_bytes *bytes, size_t count)
{
    const uint8_t *taken = bytes->at;
    if (bytes->left < count)
        return NULL;
    bytes->at += count;
    bytes->left -= count;
    return taken;
}

unsigned packet_u16(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

/* Link types: bytes before the protocol's number, bytes of the header in all. Without a number
 * (type_at == size) the first half byte of IP tells its version. */
static const struct {
    int link;
    size_t type_at;
    size_t size;
} links[] = {
    {DLT_EN10MB, 12, 14}, {DLT_LINUX_SLL, 14, 16}, {DLT_LINUX_SLL2, 0, 20}, {DLT_RAW, 0, 0},
    {DLT_IPV4, 0, 0},     {DLT_IPV6, 0, 0},        {DLT_NULL, 4, 4},        {DLT_LOOP, 4, 4},
};

#define LINK_COUNT (sizeof links / sizeof *links)

static size_t find_link(int link)
{
    size_t i = 0;
    while (i < LINK_COUNT && links[i].link != link)
        i++;
    return i;
}

bool packet_link_known(int link)
{
    return find_link(link) < LINK_COUNT;
}

/* IEEE 802.1Q, 802.1ad, and what was used for stacked tags before it. */
static bool is_tag(unsigned type)
{
    return type == 0x8100 || type == 0x88A8 || type == 0x9100 || type == 0x9200;
}

static enum packet_kind read_by_type(struct packet_bytes bytes, unsigned type,
                                     struct packet *packet)
{
    while (is_tag(type)) {
        const uint8_t *tag = packet_take(&bytes, 4);
        if (tag == NULL)
            return PACKET_CUT;
        type = packet_u16(tag + 2);
    }
    if (type == TYPE_IPV4)
        return packet_ipv4(bytes, packet);
    return type == TYPE_IPV6 ? packet_ipv6(bytes, packet) : PACKET_OTHER;
}

static enum packet_kind read_by_version(struct packet_bytes bytes, struct packet *packet)
{
    if (bytes.left == 0)
        return PACKET_CUT;
    if (bytes.at[0] >> 4 == 4)
        return packet_ipv4(bytes, packet);
    return bytes.at[0] >> 4 == 6 ? packet_ipv6(bytes, packet) : PACKET_OTHER;
}

enum packet_kind packet_read(int link, const uint8_t *data, size_t length, struct packet *packet)
{
    struct packet_bytes bytes = {data, length};
    size_t i = find_link(link);
    if (i == LINK_COUNT)
        return PACKET_OTHER;
    const uint8_t *header = packet_take(&bytes, links[i].size);
    if (header == NULL)
        return PACKET_CUT;
    if (links[i].type_at == links[i].size)
        return read_by_version(bytes, packet);
    return read_by_type(bytes, packet_u16(header + links[i].type_at), packet);
}
