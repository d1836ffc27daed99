/* SPDX-License-Identifier: MIT
 * The decoder: datagrams of NetFlow v1, v5, v7, v9 and IPFIX, and the text of VPC flow logs, become
 * flows. Every byte is taken as hostile. */
#ifndef SVCCOMM_DECODER_H
#define SVCCOMM_DECODER_H

#include "allocator.h"
#include "error.h"
#include "flow.h"
#include "transfer.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A decoder: the templates, sampling rates and boot times of the exporters that it has met. */
typedef struct svccomm_decoder svccomm_decoder;

/** How a decoder is made. At a cap, templates that decoded no data leave first, then the one used
 *  longest ago; the same for exporters that gave no flow. The exporter at hand stays. Numbers are
 *  at least 1. */
typedef struct svccomm_decoder_config {
    uint32_t size;                   /**< sizeof(svccomm_decoder_config) */
    uint32_t max_exporters;          /**< (exporter, domain, version); default 65,536 */
    uint32_t max_templates;          /**< in all; default 65,536 */
    uint32_t max_exporter_templates; /**< of one (exporter, domain); default 4,096 */
    uint64_t max_bytes;              /**< bytes of templates and exporters, at least 4096; default
                                          64 MiB. Held data becomes no more flows than fit in so
                                          many bytes */
    uint64_t max_pending_bytes;      /**< of data held until its template comes; 0: none; default
                                          4 MiB */
    int64_t template_age;            /**< a template that was neither told nor used so long is
                                          forgotten, ns; default 24 h */
    uint64_t seed[2]; /**< key of the hash tables; give random numbers for untrusted input (A7) */
    const svccomm_allocator *allocator; /**< copied; NULL: the C library's */
} svccomm_decoder_config;

/** Where a datagram came from. */
typedef struct svccomm_datagram {
    uint32_t size;     /**< sizeof(svccomm_datagram) */
    uint32_t reserved; /**< 0 */
    int64_t received;  /**< ns; SVCCOMM_NO_TIME: the header's export time stands in */
    uint8_t exporter[SVCCOMM_ADDRESS_SIZE]; /**< address of the sender; its port does not matter */
} svccomm_datagram;

/** What became of datagrams; adds up over calls, unchanged by a failed one. */
typedef struct svccomm_decode_report {
    uint32_t size;              /**< sizeof(svccomm_decode_report) */
    uint32_t reserved;          /**< 0 */
    uint64_t datagrams;         /**< given */
    uint64_t flows;             /**< decoded, those from held data included */
    uint64_t unknown_version;   /**< datagrams of no version known here */
    uint64_t malformed;         /**< datagrams with a header or set whose length lies; what came
                                     before is decoded */
    uint64_t sets;              /**< of NetFlow v9 and IPFIX */
    uint64_t sets_unknown;      /**< sets of reserved ids, passed over */
    uint64_t templates;         /**< template records read, options templates included */
    uint64_t templates_new;     /**< of these, not known before */
    uint64_t templates_changed; /**< of these, known with other fields */
    uint64_t templates_invalid; /**< of these, refused: no fields, too long, cut */
    uint64_t templates_withdrawn;
    uint64_t templates_expired;
    uint64_t templates_evicted; /**< gone at a cap */
    uint64_t exporters_evicted; /**< gone at a cap with all they had */
    uint64_t options;           /**< options data records */
    uint64_t records_bad;       /**< data records that are cut or of no length */
    uint64_t records_other;     /**< data records that are no flow between two addresses */
    uint64_t no_template;       /**< data sets without a template: held or dropped */
    uint64_t held;              /**< of these, held until the template comes */
    uint64_t held_decoded;      /**< of these, decoded later */
    uint64_t held_dropped;      /**< of these, dropped later: no room, or never decoded */
    uint64_t lost;              /**< packets (v9) or records (v5, IPFIX) that the sequence numbers
                                     miss; those that came late are among them */
    uint64_t reordered;         /**< datagrams that came behind their successor */
    uint64_t restarts;          /**< exporters that began anew */
} svccomm_decode_report;

/** What a decoder knows of an exporter and observation domain. */
typedef struct svccomm_exporter {
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    uint32_t domain;  /**< observation domain, source id, or engine type and id (v5) */
    uint32_t version; /**< 1, 5, 7, 9 or 10 */
    uint64_t datagrams;
    uint64_t flows;
    uint64_t lost;
    uint64_t reordered;
    uint64_t restarts;
    int64_t boot_time;  /**< ns, the estimate; SVCCOMM_NO_TIME: none */
    int64_t last_seen;  /**< ns */
    uint32_t templates; /**< held now */
    uint32_t sampling;  /**< of the exporter as a whole; 0: not told */
} svccomm_exporter;

/* Kinds of ids that a realm can be made of. */
#define SVCCOMM_REALM_BY_VLAN 1u /**< vlanId, dot1qVlanId (58, 243) */
#define SVCCOMM_REALM_BY_VRF 2u  /**< ingressVRFID (234) */

/** An id that means a realm. A VRF beats a VLAN; what is not mapped is realm 0. */
typedef struct svccomm_realm_map {
    uint32_t kind;     /**< SVCCOMM_REALM_BY_ */
    uint32_t id;       /**< as exported */
    uint32_t realm;    /**< what it means */
    uint32_t reserved; /**< 0 */
} svccomm_realm_map;

/** What became of the lines of VPC flow logs; adds up, unchanged by a failed call. */
typedef struct svccomm_vpc_report {
    uint32_t size;     /**< sizeof(svccomm_vpc_report) */
    uint32_t reserved; /**< 0 */
    uint64_t lines;    /**< read, empty ones not counted */
    uint64_t headers;
    uint64_t flows;               /**< given out */
    uint64_t rejected;            /**< of these, REJECT: attempts */
    uint64_t no_data;             /**< NODATA lines */
    uint64_t skip_data;           /**< SKIPDATA lines: records were lost */
    uint64_t doubtful;            /**< lines that are cut or cannot be read */
    uint64_t first_doubtful_line; /**< 1-based; 0: none */
} svccomm_vpc_report;

/** Fills a configuration with defaults. @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_config_init(svccomm_decoder_config *config, size_t size);

/** Clears a datagram's origin: no receive time, the zero address. @return as above.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_datagram_init(svccomm_datagram *datagram, size_t size);

/** Clears a report. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_decode_report_init(svccomm_decode_report *report, size_t size);

/** Clears a report. @return as above. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_vpc_report_init(svccomm_vpc_report *report, size_t size);

/** Makes a decoder.
 *  @param out     out: the handle, NULL on failure; end it with svccomm_decoder_free().
 *  @param config  or NULL for defaults.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL, SVCCOMM_E_RANGE,
 *  SVCCOMM_E_NOMEM. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_new(svccomm_decoder **out, const svccomm_decoder_config *config);

/** Ends a decoder; NULL is fine. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API void svccomm_decoder_free(svccomm_decoder *decoder);

/** Says which realm VLAN or VRF ids mean; replaces what was said before, all or nothing.
 *  Of an id that is said twice the later one counts.
 *  @param map    array; @param count elements; @param size sizeof(svccomm_realm_map) of the caller.
 *  @return 0, SVCCOMM_E_ARGUMENT (an unknown kind), SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL,
 *  SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_map_realms(svccomm_decoder *decoder, const svccomm_realm_map *map,
                                           size_t count, size_t size);

/** Decodes one datagram: the UDP payload of NetFlow v1, v5, v7, v9 (RFC 3954) or IPFIX (RFC 7011);
 *  several messages of v5 or IPFIX may be in it. Faults within it are counted, not errors. A header
 *  of v5 whose count lies stands for the records that are there, if they are whole and at most 30.
 *  Options data that tells a sampling rate, or when the system began, holds for the exporter and
 *  domain from there on. A flow without a time ends at the header's export time; a time beyond
 *  SVCCOMM_TIME_MAX is INT64_MAX.
 *  @param data      bytes, borrowed for the call; NULL when length is 0.
 *  @param length    at most 65,535.
 *  @param datagram  not NULL, initialised.
 *  @param flows     out: the flows, in the decoder until its next call; those of data that was held
 *                   stand where its template does.
 *  @param size      sizeof(svccomm_flow) of the caller: the distance of elements at `flows`.
 *  @param report    or NULL.
 *  @return how many flows; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL;
 *  SVCCOMM_E_RANGE (received, length); SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_datagram(svccomm_decoder *decoder, const void *data, size_t length,
                                         const svccomm_datagram *datagram,
                                         const svccomm_flow **flows, size_t size,
                                         svccomm_decode_report *report);

/** Exporters in order of (address, domain, version): one that sends NetFlow v5 and v9 under one
 *  number is two.
 *  @param after      give those after this one; NULL: from the start.
 *  @param exporters  out: `capacity` elements. @param size  sizeof(svccomm_exporter) of the caller.
 *  @return how many; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_NOMEM.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_exporters(svccomm_decoder *decoder, const svccomm_exporter *after,
                                          svccomm_exporter *exporters, size_t capacity,
                                          size_t size);

/** Bytes that the handle holds now; 0 for NULL. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API uint64_t svccomm_decoder_memory(const svccomm_decoder *decoder);

/** Writes the templates, sampling rates and boot times, so that a restart is not blind until the
 *  exporters tell their templates again. Portable, versioned, with a checksum.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_WRITE (`write` gave another int than 0: it is in
 *  error->callback); SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_save(svccomm_decoder *decoder, svccomm_write_fn write, void *user,
                                     svccomm_error *error);

/** Reads what svccomm_decoder_save() wrote into a decoder that has met no exporter yet; caps hold.
 *  Counters and sequence numbers begin anew. All or nothing.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE (not empty); SVCCOMM_E_FORMAT (damaged; `offset`
 *  says where); SVCCOMM_E_TRUNCATED; SVCCOMM_E_VERSION; SVCCOMM_E_READ; SVCCOMM_E_NOMEM.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_load(svccomm_decoder *decoder, svccomm_read_fn read, void *user,
                                     svccomm_error *error);

/** Begins the text of VPC flow logs (AWS, versions 2 to 5; fields of later ones are passed over):
 *  one file, unpacked. Its first line names the fields in any order; without one they are those of
 *  version 2. What was open ends unread. A header must name both addresses, both ports, `protocol`,
 *  and `start` or `end`; another one may follow anywhere, as in files that were joined.
 *
 *  A flow has the addresses of its packets, `pkt-srcaddr` and `pkt-dstaddr`, where the line tells
 *  them, else `srcaddr` and `dstaddr`: these name an interface on the way, where there is one, and
 *  that is neither end of the communication (F13). So what an instance sends to a NAT gateway
 *  counts for the instance and the far end, not for the gateway; a pod counts for itself, not for
 *  its node. The interface's address is not what an end was translated to, so post_source and
 *  post_destination stay empty. What the gateway sends on in its own name is a flow of the gateway;
 *  no line says on whose behalf. For ageing the `end` of a record is its receive time: ingest with
 *  none (svccomm_flow_batch).
 *
 *  Every flow has SVCCOMM_FLOW_SYN_ONLY_OK, since AWS tells ACK only where it comes with SYN.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_NOMEM. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_vpc_begin(svccomm_decoder *decoder);

/** Gives the next bytes of the text, cut anywhere, and takes the flows of the lines that end there.
 *  @param text   bytes; NULL when length is 0.
 *  @param flows  out: in the decoder until its next call. @param size  sizeof(svccomm_flow).
 *  @param report or NULL. @param error  or NULL: for SVCCOMM_E_FORMAT, the line and why.
 *  @return how many flows; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STATE (nothing was
 *  begun); SVCCOMM_E_FORMAT (the first line is neither a header nor a record: the text is none of
 *  VPC flow logs, and is closed); SVCCOMM_E_NOMEM (the bytes were not taken, give them again).
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_vpc(svccomm_decoder *decoder, const char *text, size_t length,
                                    const svccomm_flow **flows, size_t size,
                                    svccomm_vpc_report *report, svccomm_error *error);

/** Ends the text. A last line without a line end is doubtful and gives no flow.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STATE; SVCCOMM_E_FORMAT (there
 *  was no line of VPC flow logs). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_decoder_vpc_end(svccomm_decoder *decoder, svccomm_vpc_report *report,
                                        svccomm_error *error);

#ifdef __cplusplus
}
#endif

#endif
