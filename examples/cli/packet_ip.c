/* SPDX-License-Identifier: MIT
 * IPv4 (RFC 791), IPv6 with extension headers (RFC 8200) and UDP (RFC 768) of captured packets. */
#include "packet.h"

#include <string.h>

#define UDP 17
#define IPV4_MORE_OR_OFFSET 0x3FFFu
#define IPV6_MORE_OR_OFFSET 0xFFF9u

/* IPv6 next headers. */
#define HOP_BY_HOP 0
#define ROUTING 43
#define FRAGMENT 44
#define AUTHENTICATION 51
#define DESTINATION 60
#define MOBILITY 135
#define HOST_IDENTITY 139
#define SHIM6 140

/* What follows an IP header: its length as the header tells it; 0 is that of a packet which the
 * network card was to split up, or of a jumbogram: what was captured. */
static void narrow(struct packet_bytes *bytes, size_t told, struct packet *packet)
{
    packet->cut = told > bytes->left;
    if (told > 0 && told < bytes->left)
        bytes->left = told;
}

static enum packet_kind read_udp(struct packet_bytes bytes, struct packet *packet)
{
    const uint8_t *header = packet_take(&bytes, 8);
    if (header == NULL)
        return PACKET_CUT;
    size_t told = packet_u16(header + 4);
    if (told > 0 && told < 8)
        return PACKET_OTHER;
    size_t length = told > 0 ? told - 8 : bytes.left; /* 0: a jumbogram (RFC 2675 section 4) */
    packet->cut = packet->cut || length > bytes.left;
    packet->payload = bytes.at;
    packet->length = length < bytes.left ? length : bytes.left;
    return PACKET_UDP;
}

enum packet_kind packet_ipv4(struct packet_bytes bytes, struct packet *packet)
{
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    const uint8_t *header = packet_take(&bytes, 20);
    if (header == NULL)
        return PACKET_CUT;
    size_t size = (header[0] & 0x0Fu) * 4;
    size_t total = packet_u16(header + 2);
    if (header[0] >> 4 != 4 || size < 20 || (total > 0 && total < size))
        return PACKET_OTHER;
    if (packet_take(&bytes, size - 20) == NULL)
        return PACKET_CUT;
    if (header[9] != UDP)
        return PACKET_OTHER;
    if ((packet_u16(header + 6) & IPV4_MORE_OR_OFFSET) != 0)
        return PACKET_FRAGMENT;
    memcpy(packet->source, mapped, sizeof mapped);
    memcpy(packet->source + sizeof mapped, header + 12, 4);
    narrow(&bytes, total > 0 ? total - size : 0, packet);
    return read_udp(bytes, packet);
}

/* Bytes of an extension header by its number and second byte, 0 where it is none. */
static size_t extension_size(unsigned next, unsigned length)
{
    switch (next) {
    case HOP_BY_HOP:
    case ROUTING:
    case DESTINATION:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
        return (length + 1) * 8;
    case AUTHENTICATION:
        return (length + 2) * 4; /* RFC 4302 section 2.2 */
    case FRAGMENT:
        return 8;
    default:
        return 0;
    }
}

/* A fragment header whose fragment is the whole datagram (RFC 6946) is as good as none. What
 * follows other extension headers is not known in later fragments: it may be UDP. */
static enum packet_kind fragment_kind(const uint8_t *header)
{
    if ((packet_u16(header + 2) & IPV6_MORE_OR_OFFSET) == 0)
        return PACKET_UDP;
    return header[0] == UDP || extension_size(header[0], 0) > 0 ? PACKET_FRAGMENT : PACKET_OTHER;
}

/* Steps over the extension headers; *next becomes what follows them. */
static enum packet_kind skip_extensions(struct packet_bytes *bytes, unsigned *next)
{
    while (extension_size(*next, 0) > 0) {
        if (bytes->left < 2)
            return PACKET_CUT;
        const uint8_t *header = packet_take(bytes, extension_size(*next, bytes->at[1]));
        if (header == NULL)
            return PACKET_CUT;
        if (*next == FRAGMENT && fragment_kind(header) != PACKET_UDP)
            return fragment_kind(header);
        *next = header[0];
    }
    return *next == UDP ? PACKET_UDP : PACKET_OTHER;
}

enum packet_kind packet_ipv6(struct packet_bytes bytes, struct packet *packet)
{
    const uint8_t *header = packet_take(&bytes, 40);
    if (header == NULL)
        return PACKET_CUT;
    if (header[0] >> 4 != 6)
        return PACKET_OTHER;
    unsigned next = header[6];
    memcpy(packet->source, header + 8, sizeof packet->source);
    narrow(&bytes, packet_u16(header + 4), packet);
    enum packet_kind kind = skip_extensions(&bytes, &next);
    return kind == PACKET_UDP ? read_udp(bytes, packet) : kind;
}
