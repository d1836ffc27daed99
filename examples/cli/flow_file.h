/* SPDX-License-Identifier: MIT
 * Files of flows, each read as its first bytes say, and what became of them.
 *
 *   flow_file.c   what kind a file is of; what all kinds share
 *   flow_pcap.c   captures (libpcap)
 *   flow_raw.c    raw datagrams: 2-byte big-endian length + UDP payload, repeated
 *   flow_vpc.c    text of VPC flow logs */
#ifndef CLI_FLOW_FILE_H
#define CLI_FLOW_FILE_H

#include "flow_intake.h"
#include "input_file.h"

#include <stdbool.h>

enum flow_kind { FLOW_PCAP, FLOW_RAW, FLOW_VPC };

/* Where something is wrong; number 0: nowhere. */
struct flow_place {
    uint64_t number; /* of the packet or datagram, from 1 */
    int64_t offset;  /* of its first byte in the file; -1: not known (of a pipe) */
};

/* Starts as zeros but for its path. */
struct flow_file {
    const char *path;
    struct input_file input;
    char *buffer;
    enum flow_kind kind;
    int64_t size;            /* bytes; 0: not known */
    struct flow_place place; /* what is read now */
    int64_t shown;           /* when progress was last shown */
    uint64_t packets;        /* of a capture */
    uint64_t other_packets;  /* of these, no UDP over IP */
    uint64_t fragments;      /* of these, IP fragments; not reassembled */
    uint64_t cut;            /* packets and datagrams that are not all there */
    uint64_t datagrams;      /* UDP payloads */
    uint64_t others;         /* of these, of no version that is known */
    uint64_t flows;
    struct flow_place fault; /* the first one with something wrong */
    svccomm_vpc_report vpc;
};

/* How files are read. */
struct flow_reading {
    struct flow_intake *intake;
    uint64_t host;            /* scopes local addresses, 0: none */
    int (*drain)(void *user); /* many flows are queued */
    void *user;
};

/* Opens the file and finds out its kind. 0 or an exit code, after saying what is wrong;
 * flow_file_close() in any case. */
int flow_file_open(struct flow_file *file);
void flow_file_close(struct flow_file *file);

/* The word for a kind. */
const char *flow_kind_word(enum flow_kind kind);

/* Reads all of it. 0 or an exit code, after saying what is wrong. */
int flow_file_read(struct flow_file *file, const struct flow_reading *reading);

/* For the readers of one kind. */
int flow_pcap_read(struct flow_file *file, const struct flow_reading *reading);
int flow_raw_read(struct flow_file *file, const struct flow_reading *reading);
int flow_vpc_read(struct flow_file *file, const struct flow_reading *reading);

/* A datagram that was found at file->place. */
int flow_file_datagram(struct flow_file *file, const struct flow_reading *reading,
                       const uint8_t *data, size_t length, const struct flow_origin *origin);

/* Something is wrong at file->place. */
void flow_file_fault(struct flow_file *file);

/* Drains a queue that is long, and shows progress. */
int flow_file_step(struct flow_file *file, const struct flow_reading *reading);

#endif
