/* SPDX-License-Identifier: MIT
 * Reading the records of one data set as flows. */
#ifndef SVCCOMM_INGEST_FLOW_READING_H
#define SVCCOMM_INGEST_FLOW_READING_H

#include "ingest/decoding.h"
#include "ingest/record_layout.h"

struct svccomm__flow_reading {
    struct svccomm__layout layout;
    svccomm_flow image; /* what all flows of the set have in common */
    struct svccomm__moment moment;
    const struct svccomm__plan *plan;
    const struct svccomm__exporter *exporter;
    const struct svccomm__realms *realms;
    uint8_t flows; /* the records are flows between two addresses */
    uint8_t v6;
    uint8_t rare; /* there is more than the hot values */
    uint8_t reserved[5];
};

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
