/* SPDX-License-Identifier: MIT
 * Datagrams of NetFlow and IPFIX built by hand, and a decoder to give them to. */
#ifndef DATAGRAMS_H
#define DATAGRAMS_H

#include "svccomm/svccomm.h"

#define SECOND INT64_C(1000000000)
#define MILLI INT64_C(1000000)

struct datagram {
    unsigned char bytes[65536];
    size_t length;
    size_t set; /* where the open set begins */
};

/* A field specifier: element, length, and the enterprise number of IPFIX; 0: none. */
struct datagram_field {
    uint16_t id;
    uint16_t length;
    uint32_t enterprise;
};

/* Begins a datagram with the header of v9 or IPFIX. */
void datagram_v9(struct datagram *datagram, uint32_t uptime_ms, uint32_t seconds, uint32_t sequence,
                 uint32_t domain);
void datagram_ipfix(struct datagram *datagram, uint32_t seconds, uint32_t sequence,
                    uint32_t domain);

/* The header of v1, v5 or v7, and a record with ports 1024 and 80, TCP, so many bytes, 2 packets,
 * that lasted from `start_ms` to `end_ms` of uptime. */
void datagram_fixed(struct datagram *datagram, uint16_t version, uint16_t count, uint32_t uptime_ms,
                    uint32_t seconds, uint32_t nanoseconds, uint32_t sequence);
void datagram_fixed_record(struct datagram *datagram, uint16_t version, uint32_t bytes,
                           uint32_t start_ms, uint32_t end_ms);

/* Appends a number in network order, or bytes. */
void datagram_put(struct datagram *datagram, uint64_t value, size_t size);
void datagram_bytes(struct datagram *datagram, const void *bytes, size_t length);

/* An IPv4 or IPv6 address in text, as 4 or 16 bytes. */
void datagram_address(struct datagram *datagram, const char *text);

/* Begins a set, and ends it: its length is put right. */
void datagram_set(struct datagram *datagram, uint16_t id);
void datagram_set_end(struct datagram *datagram);

/* A set with one template. */
void datagram_template(struct datagram *datagram, uint16_t id, const struct datagram_field *fields,
                       uint16_t count);

/* A set with one options template, whose first `scope` fields are its scope. */
void datagram_options(struct datagram *datagram, uint16_t id, const struct datagram_field *fields,
                      uint16_t count, uint16_t scope);

/* Puts the length of IPFIX right; v9 needs none. */
void datagram_end(struct datagram *datagram);

/* A decoder under test. */
struct decoding_test {
    svccomm_decoder *decoder;
    svccomm_datagram from;
    svccomm_decode_report report; /* adds up */
    const svccomm_flow *flows;
    int rc; /* of the latest datagram: how many flows, or an error */
};

/* A decoder with that configuration, or the defaults for NULL, whose datagrams come from 192.0.2.1
 * without a receive time. Ends the program on failure. */
void decoding_begin(struct decoding_test *test, const svccomm_decoder_config *config);
void decoding_end(struct decoding_test *test);

/* Says which exporter the next datagrams come from. */
void decoding_from(struct decoding_test *test, const char *address);

/* Gives a datagram; the number of flows or the error is in `rc` too. */
int decoding_give(struct decoding_test *test, struct datagram *datagram);
int decoding_give_bytes(struct decoding_test *test, const void *bytes, size_t length);

/* A flow as text: source, port, destination, port, protocol, TCP flags, packets/bytes, start..end
 * in seconds (- where none), and then what is not usual:
 *   `<- packets/bytes flags` biflow, `by source`, `by destination` initiator, `denied`, `fragment`,
 *   `nat source port destination port`, `realm N`, `one in N`. */
void flow_text(const svccomm_flow *flow, char *out, size_t room);

#endif
