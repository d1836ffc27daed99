/* SPDX-License-Identifier: MIT
 * The UDP socket on which exporters' datagrams come. */
#ifndef CLI_FLOW_LISTENER_H
#define CLI_FLOW_LISTENER_H

#include "flow_queue.h"

#include <stdbool.h>
#include <stddef.h>

struct flow_listener {
    int fd;              /* -1: closed */
    uint64_t datagrams;  /* received */
    uint64_t dropped;    /* by the kernel, for want of room in the socket's buffer */
    uint32_t drop_count; /* the kernel's counter as it was told last */
};

/* A datagram as it was received. */
struct flow_arrival {
    const uint8_t *data;
    size_t length;
    int64_t received;
    uint8_t exporter[SVCCOMM_ADDRESS_SIZE];
};

/* Listens on all addresses, IPv6 and IPv4, and says on what; port 0 is any free one. 0 or an exit
 * code, after saying what is wrong; flow_listener_close() in any case. */
int flow_listener_open(struct flow_listener *listener, uint16_t port);
void flow_listener_close(struct flow_listener *listener);

/* Waits until there is a datagram, or that clock (stop.h) says `until`, or a signal came. */
void flow_listener_wait(const struct flow_listener *listener, int64_t until);

/* The next datagram, valid until the next call; false where none is there. */
bool flow_listener_next(struct flow_listener *listener, struct flow_arrival *arrival);

/* Asks the kernel how many it dropped: while none comes, nobody tells. */
void flow_listener_count_drops(struct flow_listener *listener);

#endif
