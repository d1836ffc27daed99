/* SPDX-License-Identifier: MIT
 * The information elements that mean something to a flow: which value each one is (IANA registry
 * "IPFIX Information Elements"; NetFlow v9 has the same numbers below 128). */
#ifndef SVCCOMM_INGEST_ELEMENTS_H
#define SVCCOMM_INGEST_ELEMENTS_H

#include <stdint.h>

/* What a field of a record can be. The values down to SVCCOMM__TOLD_HOT are in nearly every record
 * and are read without asking; those that follow only where a template has one. */
enum svccomm__told {
    SVCCOMM__TOLD_NONE, /* passed over */
    SVCCOMM__TOLD_SOURCE_PORT,
    SVCCOMM__TOLD_DESTINATION_PORT,
    SVCCOMM__TOLD_PROTOCOL,
    SVCCOMM__TOLD_TCP_FLAGS,
    SVCCOMM__TOLD_BYTES,
    SVCCOMM__TOLD_PACKETS,
    SVCCOMM__TOLD_START,
    SVCCOMM__TOLD_END,
    SVCCOMM__TOLD_SOURCE_V4,
    SVCCOMM__TOLD_DESTINATION_V4,
    SVCCOMM__TOLD_SOURCE_V6,
    SVCCOMM__TOLD_DESTINATION_V6,
    SVCCOMM__TOLD_HOT = SVCCOMM__TOLD_DESTINATION_V6,
    SVCCOMM__TOLD_REVERSE_BYTES,
    SVCCOMM__TOLD_REVERSE_PACKETS,
    SVCCOMM__TOLD_REVERSE_TCP_FLAGS,
    SVCCOMM__TOLD_REVERSE_START,
    SVCCOMM__TOLD_REVERSE_END,
    SVCCOMM__TOLD_INITIATOR_BYTES,
    SVCCOMM__TOLD_INITIATOR_PACKETS,
    SVCCOMM__TOLD_RESPONDER_BYTES,
    SVCCOMM__TOLD_RESPONDER_PACKETS,
    SVCCOMM__TOLD_POST_SOURCE_V4,
    SVCCOMM__TOLD_POST_DESTINATION_V4,
    SVCCOMM__TOLD_POST_SOURCE_V6,
    SVCCOMM__TOLD_POST_DESTINATION_V6,
    SVCCOMM__TOLD_POST_SOURCE_PORT,
    SVCCOMM__TOLD_POST_DESTINATION_PORT,
    SVCCOMM__TOLD_TCP_SOURCE_PORT,
    SVCCOMM__TOLD_TCP_DESTINATION_PORT,
    SVCCOMM__TOLD_UDP_SOURCE_PORT,
    SVCCOMM__TOLD_UDP_DESTINATION_PORT,
    SVCCOMM__TOLD_DURATION_MILLI,
    SVCCOMM__TOLD_DURATION_MICRO,
    SVCCOMM__TOLD_INIT_TIME, /* systemInitTimeMilliseconds */
    SVCCOMM__TOLD_BIFLOW_DIRECTION,
    SVCCOMM__TOLD_FIREWALL_EVENT,
    SVCCOMM__TOLD_FIREWALL_EXTENDED_EVENT,
    SVCCOMM__TOLD_FORWARDING_STATUS,
    SVCCOMM__TOLD_FRAGMENT_OFFSET,
    SVCCOMM__TOLD_VLAN,
    SVCCOMM__TOLD_DOT1Q_VLAN,
    SVCCOMM__TOLD_VRF,
    SVCCOMM__TOLD_SAMPLER_ID,
    SVCCOMM__TOLD_SELECTOR_ID,
    SVCCOMM__TOLD_SAMPLING_INTERVAL,   /* one packet of so many: 34 and 50 */
    SVCCOMM__TOLD_SAMPLING_TAKEN,      /* so many packets in a row: 305 */
    SVCCOMM__TOLD_SAMPLING_SPACE,      /* and then not so many: 306 */
    SVCCOMM__TOLD_SAMPLING_SIZE,       /* so many packets: 309 */
    SVCCOMM__TOLD_SAMPLING_POPULATION, /* of so many: 310 */
    SVCCOMM__TOLD_COUNT
};

#define SVCCOMM__TOLD_BIT(value) (UINT64_C(1) << (value))

/* How a time is told. */
enum svccomm__time_form {
    SVCCOMM__TIME_NONE,
    SVCCOMM__TIME_UPTIME,  /* ms since the system began, modulo 2^32 */
    SVCCOMM__TIME_SECONDS, /* since 1970 */
    SVCCOMM__TIME_MILLI,
    SVCCOMM__TIME_MICRO, /* NTP: seconds since 1900 and a fraction of 2^32 (RFC 7011 section 6.1.9)
                          */
    SVCCOMM__TIME_NANO,  /* the same, to the nanosecond */
    SVCCOMM__TIME_BEFORE_EXPORT /* us before the export time */
};

/* What an element is; where a template has several for one value, the lowest rank is taken. */
struct svccomm__element {
    uint16_t id;
    uint8_t value; /* SVCCOMM__TOLD_ */
    uint8_t rank;
    uint8_t form; /* SVCCOMM__TIME_ */
};

/* Enterprise numbers; 0 is the IANA registry. */
#define SVCCOMM__ENTERPRISE_IANA 0u
#define SVCCOMM__ENTERPRISE_REVERSE 29305u /* the other direction of a biflow (RFC 5103) */
#define SVCCOMM__ENTERPRISE_V9 UINT32_MAX  /* NetFlow v9, which knows no enterprises */

/* The element, or NULL where it means nothing to a flow. */
const struct svccomm__element *svccomm__element_find(uint32_t enterprise, uint16_t id);

#endif
