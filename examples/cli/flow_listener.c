/* SPDX-License-Identifier: MIT
 * Receives datagrams: a large buffer, the kernel's receive times, the kernel's count of drops. */
#include "flow_listener.h"

#include "say.h"
#include "stop.h"
#include "times.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* At 250,000 datagrams a second a buffer of 4 MiB loses some, one of 32 MiB none. */
#define BUFFER_BYTES (32 << 20)
#define DATAGRAM_MOST 65536
#define SLICE (TIMES_SECOND / 5) /* as in stop.c: a signal just before poll() delays by one */

#ifndef SO_MEMINFO
#define SO_MEMINFO 55 /* Linux 4.12 */
#endif
#define MEMINFO_DROPS 8 /* SK_MEMINFO_DROPS of linux/sock_diag.h */
#define MEMINFO_COUNT 9

union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/* Without the right to exceed the system's limit the buffer is as large as that. */
static void set_buffer(int fd)
{
    int bytes = 0;
    socklen_t size = sizeof bytes;
    if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES))
        set(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
    /* The kernel doubles what it is asked for, for its own needs. */
    if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &size) == 0 && bytes / 2 < BUFFER_BYTES)
        say_note("the socket's buffer has %d KiB; for more, be root or raise net.core.rmem_max",
                 bytes / 2048);
}

static int open_socket(const union socket_address *address, socklen_t size)
{
    int fd = socket(address->any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (address->any.sa_family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (bind(fd, &address->any, size) == 0)
        return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

static int open_ipv6(uint16_t port)
{
    union socket_address address;
    memset(&address, 0, sizeof address);
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(port);
    return open_socket(&address, sizeof address.v6);
}

static int open_ipv4(uint16_t port)
{
    union socket_address address;
    memset(&address, 0, sizeof address);
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
    return open_socket(&address, sizeof address.v4);
}

static void say_where(int fd)
{
    union socket_address address;
    socklen_t size = sizeof address;
    if (getsockname(fd, &address.any, &size) != 0)
        return;
    bool v6 = address.any.sa_family == AF_INET6;
    say_note("listening for NetFlow on %s:%u", v6 ? "[::]" : "0.0.0.0",
             (unsigned)ntohs(v6 ? address.v6.sin6_port : address.v4.sin_port));
}

int flow_listener_open(struct flow_listener *listener, uint16_t port)
{
    memset(listener, 0, sizeof *listener);
    listener->fd = open_ipv6(port);
    if (listener->fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
        listener->fd = open_ipv4(port); /* a system without IPv6 */
    if (listener->fd < 0)
        return say_input("UDP port %u: %s", (unsigned)port, strerror(errno));
    set_buffer(listener->fd);
    set(listener->fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    set(listener->fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
    say_where(listener->fd);
    return 0;
}

void flow_listener_close(struct flow_listener *listener)
{
    if (listener->fd >= 0)
        close(listener->fd);
    listener->fd = -1;
}

void flow_listener_wait(const struct flow_listener *listener, int64_t until)
{
    struct pollfd waited = {listener->fd, POLLIN, 0};
    int64_t left;
    while (!stop_requested() && (left = until - stop_clock()) > 0) {
        int64_t slice = left < SLICE ? left : SLICE;
        if (poll(&waited, 1, (int)((slice + 999999) / 1000000)) > 0)
            return;
    }
}

/* The counter has 32 bits and goes round. A datagram tells what it was when the datagram came,
 * which may be less than was asked for since. */
static void count_drops(struct flow_listener *listener, uint32_t count)
{
    uint32_t more = count - listener->drop_count;
    if (more > UINT32_MAX / 2)
        return;
    listener->dropped += more;
    listener->drop_count = count;
}

static void take_control(struct flow_listener *listener, const struct cmsghdr *control,
                         struct flow_arrival *arrival)
{
    struct timespec time;
    uint32_t count;
    if (control->cmsg_level != SOL_SOCKET)
        return;
    if (control->cmsg_type == SCM_TIMESTAMPNS) {
        memcpy(&time, CMSG_DATA(control), sizeof time);
        arrival->received = (int64_t)time.tv_sec * TIMES_SECOND + time.tv_nsec;
    } else if (control->cmsg_type == SO_RXQ_OVFL) {
        memcpy(&count, CMSG_DATA(control), sizeof count);
        count_drops(listener, count);
    }
}

static void take_address(const union socket_address *from, struct flow_arrival *arrival)
{
    memset(arrival->exporter, 0, sizeof arrival->exporter);
    if (from->any.sa_family == AF_INET6) {
        memcpy(arrival->exporter, &from->v6.sin6_addr, sizeof arrival->exporter);
    } else {
        arrival->exporter[10] = arrival->exporter[11] = 0xFF;
        memcpy(arrival->exporter + 12, &from->v4.sin_addr, 4);
    }
}

bool flow_listener_next(struct flow_listener *listener, struct flow_arrival *arrival)
{
    static uint8_t data[DATAGRAM_MOST];
    union {
        struct cmsghdr header; /* aligns */
        char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(uint32_t))];
    } control;
    union socket_address from;
    struct iovec piece = {data, sizeof data};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t length = recvmsg(listener->fd, &message, 0);
    if (length < 0)
        return false;
    listener->datagrams++;
    arrival->data = data;
    arrival->length = (size_t)length;
    arrival->received = SVCCOMM_NO_TIME;
    take_address(&from, arrival);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c))
        take_control(listener, c, arrival);
    if (arrival->received == SVCCOMM_NO_TIME)
        arrival->received = times_now();
    return true;
}

void flow_listener_count_drops(struct flow_listener *listener)
{
    uint32_t counters[MEMINFO_COUNT];
    socklen_t size = sizeof counters;
    if (getsockopt(listener->fd, SOL_SOCKET, SO_MEMINFO, counters, &size) == 0 &&
        size >= sizeof counters)
        count_drops(listener, counters[MEMINFO_DROPS]);
}
