/* SPDX-License-Identifier: MIT
 * What the sequence numbers of an exporter and domain say of datagrams that did not come. */
#ifndef SVCCOMM_INGEST_SEQUENCE_H
#define SVCCOMM_INGEST_SEQUENCE_H

#include <stdint.h>

struct svccomm__sequence {
    int64_t time;      /* export time of the datagram that was furthest on, ns */
    uint32_t expected; /* number of the next datagram */
    uint32_t known;    /* whether `expected` is */
};

/* What one number says. */
struct svccomm__gap {
    uint32_t lost;     /* units: datagrams (v9), flows (v5), data records (IPFIX) */
    uint8_t reordered; /* the datagram came behind its successor */
    uint8_t restarted; /* the numbers began anew */
    uint8_t reserved[2];
};

/* Takes in a number before its datagram is decoded. `anew`: the system is known to have begun
 * anew. */
struct svccomm__gap svccomm__sequence_observe(struct svccomm__sequence *sequence, uint32_t number,
                                              int64_t time, int anew);

/* Says how many units the datagram of `number` had, by which the next one's number is known; or
 * that nobody can tell. */
void svccomm__sequence_advance(struct svccomm__sequence *sequence, uint32_t number, uint64_t units);
void svccomm__sequence_forget(struct svccomm__sequence *sequence);

#endif
