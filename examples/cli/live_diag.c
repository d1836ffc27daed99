/* SPDX-License-Identifier: MIT
 * Sockets from the kernel over netlink: one dump for each protocol and family. Faster than text,
 * and the only source that tells of IPV6_V6ONLY. */
#include "live.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE 65536
#define STATES 0xFFEu /* 1 ESTABLISHED to 11 CLOSING: those that /proc/net tells of */

struct dump {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
};

static bool send_request(int fd, uint8_t family, uint8_t protocol)
{
    struct dump dump;
    memset(&dump, 0, sizeof dump);
    dump.header.nlmsg_len = sizeof dump;
    dump.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    dump.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    dump.request.sdiag_family = family;
    dump.request.sdiag_protocol = protocol;
    dump.request.idiag_states = STATES;
    return send(fd, &dump, sizeof dump, 0) == (ssize_t)sizeof dump;
}

static void set_address(uint8_t *address, uint8_t family, const __be32 *words)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (family == AF_INET6) {
        memcpy(address, words, 16);
        return;
    }
    memcpy(address, mapped, sizeof mapped);
    memcpy(address + sizeof mapped, words, 4);
}

/* The kernel gives IPv4 sockets without peer the address 0.0.0.0; rows want none. */
static void set_ends(svccomm_row *row, const struct inet_diag_msg *message)
{
    row->local_port = ntohs(message->id.idiag_sport);
    row->remote_port = ntohs(message->id.idiag_dport);
    set_address(row->local, message->idiag_family, message->id.idiag_src);
    if (row->remote_port != 0)
        set_address(row->remote, message->idiag_family, message->id.idiag_dst);
}

/* Looks for INET_DIAG_SKV6ONLY among the attributes, which listeners have. */
static bool is_v6only(const unsigned char *attributes, size_t length)
{
    struct nlattr attribute;
    while (length >= sizeof attribute) {
        memcpy(&attribute, attributes, sizeof attribute);
        if (attribute.nla_len < sizeof attribute || attribute.nla_len > length)
            return false;
        if (attribute.nla_type == INET_DIAG_SKV6ONLY && attribute.nla_len > sizeof attribute)
            return attributes[sizeof attribute] != 0;
        size_t step = ((size_t)attribute.nla_len + 3) & ~(size_t)3;
        step = step < length ? step : length;
        attributes += step;
        length -= step;
    }
    return false;
}

static int take_socket(struct live_sockets *sockets, uint8_t protocol, const unsigned char *data,
                       size_t length)
{
    struct inet_diag_msg message;
    svccomm_row row;
    if (length < sizeof message)
        return 0;
    memcpy(&message, data, sizeof message);
    memset(&row, 0, sizeof row);
    row.protocol = protocol;
    row.state = message.idiag_state;
    set_ends(&row, &message);
    if (is_v6only(data + sizeof message, length - sizeof message))
        row.flags = SVCCOMM_ROW_V6ONLY;
    return live_sockets_add(sockets, &row, message.idiag_inode);
}

enum progress { MORE, DONE, FAILED };

static enum progress take_messages(struct live_sockets *sockets, uint8_t protocol,
                                   const unsigned char *data, size_t length)
{
    struct nlmsghdr header;
    while (length >= sizeof header) {
        memcpy(&header, data, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > length)
            return FAILED;
        if (header.nlmsg_type == NLMSG_DONE)
            return DONE;
        if (header.nlmsg_type == NLMSG_ERROR)
            return FAILED;
        if (take_socket(sockets, protocol, data + NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN) !=
            0)
            return FAILED;
        size_t step = NLMSG_ALIGN((size_t)header.nlmsg_len);
        step = step < length ? step : length;
        data += step;
        length -= step;
    }
    return MORE;
}

static bool dump(int fd, struct live_sockets *sockets, uint8_t family, uint8_t protocol)
{
    static unsigned char buffer[BUFFER_SIZE];
    enum progress progress = MORE;
    if (!send_request(fd, family, protocol))
        return false;
    while (progress == MORE) {
        ssize_t length = recv(fd, buffer, sizeof buffer, 0);
        if (length <= 0)
            return false;
        progress = take_messages(sockets, protocol, buffer, (size_t)length);
    }
    return progress == DONE;
}

int live_diag_read(struct live_sockets *sockets)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0)
        return 1;
    bool done = dump(fd, sockets, AF_INET, IPPROTO_TCP) &&
                dump(fd, sockets, AF_INET6, IPPROTO_TCP) &&
                dump(fd, sockets, AF_INET, IPPROTO_UDP) && dump(fd, sockets, AF_INET6, IPPROTO_UDP);
    close(fd);
    return done ? 0 : 1;
}
