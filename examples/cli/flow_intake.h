/* SPDX-License-Identifier: MIT
 * From datagrams and log text through the decoder into the queue, with what became of them. */
#ifndef CLI_FLOW_INTAKE_H
#define CLI_FLOW_INTAKE_H

#include "flow_queue.h"

#include <svccomm/decoder.h>

struct flow_intake {
    svccomm_decoder *decoder;
    struct flow_queue queue;
    uint32_t realm;  /* of flows that have none */
    uint64_t others; /* payloads that begin with no version that is known; not decoded */
    svccomm_decode_report decoded;
    svccomm_flow_report ingested;
};

/* 0 or an exit code, after saying what is wrong; flow_intake_end() in any case. */
int flow_intake_begin(struct flow_intake *intake, uint32_t realm);
void flow_intake_end(struct flow_intake *intake);

/* Decodes one datagram into the queue. Without a receive time it is the header's. */
int flow_intake_datagram(struct flow_intake *intake, const void *data, size_t length,
                         const struct flow_origin *origin);

/* Decodes the next bytes of a VPC flow log, which was begun, into the queue. `name` is the file. */
int flow_intake_vpc(struct flow_intake *intake, const char *text, size_t length,
                    const struct flow_origin *origin, const char *name, svccomm_vpc_report *report);

/* Takes the queue into the registry. */
int flow_intake_ingest(struct flow_intake *intake, svccomm_registry *registry, int64_t now);

/* Datagrams and records in which something is wrong, so far: one that rises says where. */
uint64_t flow_intake_faults(const struct flow_intake *intake);

#endif
