/* SPDX-License-Identifier: MIT
 * Flows: what exporters tell of traffic between two ends, and how a registry takes them in (design
 * section 5). A flow comes from svccomm_decoder, or from the caller's own source. */
#ifndef SVCCOMM_FLOW_H
#define SVCCOMM_FLOW_H

#include "address.h"
#include "registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * How direction is decided where section 6 leaves it open:
 *
 * - A lone packet with SYN and ACK is the answer to a SYN only without FIN, RST and PSH.
 * - What a flow tells itself (observed, handshake) is remembered at the endpoint, and later flows
 *   of weaker evidence follow it; listen, known and fan-in count as long as their own ages say.
 * - A record of one client port is turned where evidence for its client's end is stronger than the
 *   strongest that its listener ever had: by flows, snapshots, or a record that a person adds.
 * - A TCP record of nothing but a reset makes no record: the answers to a port scan are no more
 *   than the scan. Where there is a record it is an event of it.
 * - Fan-in is working memory: it is not stored, and an end keeps the counts of its newest hour.
 */

/* svccomm_flow.initiator: who opened the communication, where the source of the flow says so. */
#define SVCCOMM_INITIATOR_UNKNOWN 0u
#define SVCCOMM_INITIATOR_SOURCE 1u
#define SVCCOMM_INITIATOR_DESTINATION 2u

/* svccomm_flow.flags */
#define SVCCOMM_FLOW_BIFLOW 1u      /**< both directions in one record (RFC 5103) */
#define SVCCOMM_FLOW_DENIED 2u      /**< denied, rejected or dropped: an attempt (F12) */
#define SVCCOMM_FLOW_FRAGMENT 4u    /**< of fragments without ports: not recorded (F9) */
#define SVCCOMM_FLOW_SYN_ONLY_OK 8u /**< no ACK is ever told: a SYN alone is no attempt (VPC) */
#define SVCCOMM_FLOW_POST_NAT 16u   /**< post_source and post_destination are set (F13) */

/* svccomm_flow.tcp_flags, as in the TCP header (RFC 9293 section 3.1). */
#define SVCCOMM_TCP_FIN 1u
#define SVCCOMM_TCP_SYN 2u
#define SVCCOMM_TCP_RST 4u
#define SVCCOMM_TCP_PSH 8u
#define SVCCOMM_TCP_ACK 16u

/** One flow. Counters are as exported, before sampling is made up for (F8). Addresses and ports are
 *  those before translation (F13). An element of arrays: zero it before filling it. */
typedef struct svccomm_flow {
    uint8_t source[SVCCOMM_ADDRESS_SIZE];
    uint8_t destination[SVCCOMM_ADDRESS_SIZE];
    uint16_t source_port;      /**< host byte order; 0 where there is none */
    uint16_t destination_port; /**< host byte order */
    uint8_t protocol;          /**< IANA number */
    uint8_t tcp_flags;         /**< of the source, or of both where it is one record without
                                    `reverse_tcp_flags`; cumulative; 0: not told */
    uint8_t reverse_tcp_flags; /**< biflow: of the destination */
    uint8_t initiator;         /**< SVCCOMM_INITIATOR_ */
    uint32_t realm;            /**< 0 unless the caller or a mapping says otherwise (K5) */
    uint32_t flags;            /**< SVCCOMM_FLOW_ bits */
    int64_t start;             /**< ns; SVCCOMM_NO_TIME: not told, the end counts as a point */
    int64_t end;               /**< ns */
    uint64_t bytes;            /**< from source to destination */
    uint64_t packets;
    uint64_t reverse_bytes; /**< biflow: from destination to source, else 0 */
    uint64_t reverse_packets;
    uint32_t sampling; /**< one of so many packets was looked at; 0, 1: all of them */
    uint32_t domain;   /**< observation domain or source id (RFC 7011 section 3.1); informative */
    uint16_t post_source_port; /**< after translation, with SVCCOMM_FLOW_POST_NAT */
    uint16_t post_destination_port;
    uint32_t reserved;                         /**< 0 */
    uint8_t post_source[SVCCOMM_ADDRESS_SIZE]; /**< after translation; zero: not translated */
    uint8_t post_destination[SVCCOMM_ADDRESS_SIZE];
} svccomm_flow;

/** What a batch of flows has in common (F11). */
typedef struct svccomm_flow_batch {
    uint32_t size;     /**< sizeof(svccomm_flow_batch) */
    uint32_t reserved; /**< 0 */
    int64_t now;       /**< the caller's clock, ns: created and updated */
    int64_t received;  /**< when the batch came, ns: flows that ended long before, or end after it,
                            are dropped (F9). SVCCOMM_NO_TIME: not asked */
    uint64_t host; /**< the host that scopes local addresses (K3); 0: flows with one are dropped */
    uint8_t exporter[SVCCOMM_ADDRESS_SIZE]; /**< who sent them; zero: nobody known. Informative */
} svccomm_flow_batch;

/** What became of flows; adds up over calls, unchanged by a failed one. Each flow is in exactly one
 *  of events, attempts, attempts_unknown, ignored and the dropped_ counters. */
typedef struct svccomm_flow_report {
    uint32_t size;             /**< sizeof(svccomm_flow_report) */
    uint32_t reserved;         /**< 0 */
    uint64_t flows;            /**< given */
    uint64_t events;           /**< counted as events (F1) */
    uint64_t attempts;         /**< counted as attempts of a record (F12) */
    uint64_t attempts_unknown; /**< attempts without a record, so not kept (F12); likewise TCP
                                  records of nothing but a reset, which else are events */
    uint64_t ignored;          /**< caught by an ignore rule, or of a record that is ignored */
    uint64_t dropped_protocol; /**< a protocol without ports (F9) */
    uint64_t dropped_port;     /**< port 0 on a protocol with ports */
    uint64_t dropped_fragment; /**< fragments */
    uint64_t dropped_address;  /**< zero addresses; or neither end may be a client (D1) */
    uint64_t dropped_future;   /**< ended after `received` and the slack */
    uint64_t dropped_old;      /**< ended too long before `received` */
    uint64_t dropped_time;     /**< times outside of +-SVCCOMM_TIME_MAX */
    uint64_t dropped_scope;    /**< a local address, and no host given (K3) */
    uint64_t dropped_full;     /**< refused at a cap (A7) */
    uint64_t records_new;      /**< communications made */
    uint64_t turned;           /**< communications turned round by stronger evidence (D2) */
    uint64_t mixed;            /**< communications marked mixed instead (D2) */
    uint64_t late;             /**< events that were late (F5) */
    uint64_t sampled;          /**< events of a sampled exporter (F8) */
    uint64_t biflows;          /**< events with both directions */
    uint64_t long_durations;   /**< events of more than 24 h, taken as points (F9) */
    uint64_t reversed_times;   /**< events with start > end, taken as points (F9) */
    uint64_t fan_in_full;      /**< pairs that the fan-in rung could not count at its cap */
} svccomm_flow_report;

/** Clears a batch: no receive time, no host. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_flow_batch_init(svccomm_flow_batch *batch, size_t size);

/** Clears a report. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_flow_report_init(svccomm_flow_report *report, size_t size);

/** Takes in flows, whole or not at all where memory runs out (F1-F13, D1-D4). Faults of flows are
 *  counted, not errors. All evidence of the batch is counted before any of it is decided, so that
 *  order within the batch does not matter.
 *  @param flows   array, borrowed for the call and only read; NULL when count is 0.
 *  @param count   elements.
 *  @param size    sizeof(svccomm_flow) of the caller.
 *  @param batch   not NULL, initialised.
 *  @param report  or NULL.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL; SVCCOMM_E_RANGE
 *  (now, received); SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_ingest_flows(svccomm_registry *registry, const svccomm_flow *flows,
                                              size_t count, size_t size,
                                              const svccomm_flow_batch *batch,
                                              svccomm_flow_report *report);

#ifdef __cplusplus
}
#endif

#endif
