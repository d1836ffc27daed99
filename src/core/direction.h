/* SPDX-License-Identifier: MIT
 * Which end of a connection listens: one pure function over what is known of both (D1). */
#ifndef SVCCOMM_CORE_DIRECTION_H
#define SVCCOMM_CORE_DIRECTION_H

#include <stdint.h>

/* What is known of one end. */
struct svccomm__peer {
    const uint8_t *address; /* 16 bytes */
    uint16_t port;
    uint8_t user;      /* a person named it as a listener */
    uint8_t observed;  /* the source says that the other end opened the communication */
    uint8_t listens;   /* in LISTEN in the same snapshot */
    uint8_t known;     /* in LISTEN in its host's latest complete snapshot */
    uint8_t handshake; /* the flags say that the other end opened it */
    uint8_t fan_in;    /* it met many more ports than the other end */
    uint8_t named;     /* its port is a service's, and not ephemeral unless below 512 */
    uint8_t ephemeral; /* its port is in its host's ephemeral range */
};

/* What decides where the two ports are equal: the orientation of a record, or of the earliest flow.
 */
#define SVCCOMM__RECORD_NONE 0
#define SVCCOMM__RECORD_FIRST 1  /* one that has the first end as listener */
#define SVCCOMM__RECORD_SECOND 2 /* one that has the second end as listener */

struct svccomm__direction {
    int first_listens; /* 1: the first end is the listener; 0: the second */
    uint32_t evidence; /* SVCCOMM_EVIDENCE_ of the rung that decided */
};

/* Whether the port tells a listener: named, and below the ephemeral range unless it is < 512; for
 * `named`, once `ephemeral` is set. */
int svccomm__peer_is_named(const struct svccomm__peer *end);

/* Goes down the ladder; both ends on a rung: the next one decides. */
struct svccomm__direction svccomm__direction_decide(const struct svccomm__peer *first,
                                                    const struct svccomm__peer *second, int record);

#endif
