/* SPDX-License-Identifier: MIT
 * What svccomm_decoder is. */
#ifndef SVCCOMM_INGEST_DECODER_STATE_H
#define SVCCOMM_INGEST_DECODER_STATE_H

#include "ingest/flow_array.h"
#include "ingest/flow_reading.h"
#include "ingest/pending.h"
#include "ingest/templates.h"

struct svccomm__vpc; /* the text of VPC flow logs that is being read */

struct svccomm_decoder {
    struct svccomm__memory memory;
    svccomm_decoder_config config;    /* its allocator is in `memory` */
    struct svccomm__flow_array flows; /* what the latest call gave out */
    struct svccomm__exporters exporters;
    struct svccomm__templates templates;
    struct svccomm__pending pending;
    struct svccomm__realms realms;
    struct svccomm__flow_reading reading; /* of the latest template; its plan NULL: none */
    uint64_t calls;                       /* of svccomm_decoder_datagram() that changed anything */
    struct svccomm__vpc *vpc;             /* NULL: none was begun yet */
};

/* Forgets all exporters, their templates and held data. */
void svccomm__decoder_clear(struct svccomm_decoder *decoder);

#endif
