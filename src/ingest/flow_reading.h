/* SPDX-License-Identifier: MIT
 * Reading the records of one data set as flows. */
#ifndef SVCCOMM_INGEST_FLOW_READING_H
#define SVCCOMM_INGEST_FLOW_READING_H

#include "ingest/exporters.h"
#include "ingest/flow_times.h"
#include "ingest/realms.h"
#include "ingest/record_layout.h"

/* Shapes of records. Those that nearly all exporters send have a loop of their own. */
enum svccomm__shape {
    SVCCOMM__SHAPE_OTHER,   /* no flow between two addresses */
    SVCCOMM__SHAPE_GENERAL, /* any flow */
    SVCCOMM__SHAPE_V5,      /* NetFlow v5 */
    SVCCOMM__SHAPE_UPTIME,  /* IPv4, counters of 4 bytes, uptimes: NetFlow v9 mostly */
    SVCCOMM__SHAPE_MILLI,   /* IPv4, counters of 8 bytes, milliseconds: IPFIX mostly */
};

struct svccomm__flow_reading {
    const struct svccomm__plan *plan;
    uint64_t removed; /* templates, when the plan was there */
    const struct svccomm__exporter *exporter;
    const struct svccomm__realms *realms;
    struct svccomm__moment moment;
    svccomm_flow image; /* what all flows of the set have in common */
    uint8_t shape;      /* SVCCOMM__SHAPE_ */
    uint8_t v6;
    uint8_t rare; /* there is more than the hot values */
    uint8_t reserved[5];
    struct svccomm__layout layout;
};

/* Says of which shape records of the layout are. */
void svccomm__reading_classify(struct svccomm__flow_reading *reading);

/* Writes `count` flows of records of one of the common shapes, `stride` bytes apart. */
void svccomm__flows_v5(const struct svccomm__flow_reading *reading, const unsigned char *records,
                       size_t count, unsigned char *flows, size_t stride);
void svccomm__flows_uptime(const struct svccomm__flow_reading *reading,
                           const unsigned char *records, size_t count, unsigned char *flows,
                           size_t stride);
void svccomm__flows_milli(const struct svccomm__flow_reading *reading, const unsigned char *records,
                          size_t count, unsigned char *flows, size_t stride);

/* ICMP has its type and code where others have a port. */
static inline int svccomm__has_type_for_port(unsigned protocol)
{
    return protocol == 1 || protocol == 58;
}

/* What few templates have: counters of the other direction, translation, denial, realms and so on.
 * The hot values are in the flow. */
void svccomm__flow_rare(const struct svccomm__flow_reading *reading, const unsigned char *record,
                        svccomm_flow *flow);

/* Fills times that are not told by those that are. */
void svccomm__flow_complete_times(const struct svccomm__flow_reading *reading,
                                  const unsigned char *record, svccomm_flow *flow);

/* The sampling rate that a record tells: 1, or 0 if it tells none. */
int svccomm__record_rate(const struct svccomm__layout *layout, const unsigned char *record,
                         uint32_t *rate);

#endif
