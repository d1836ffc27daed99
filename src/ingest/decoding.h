/* SPDX-License-Identifier: MIT
 * The call that decodes one datagram: the message at hand, whose it is, and what was made ready for
 * it, so that nothing can fail once anything changes. */
#ifndef SVCCOMM_INGEST_DECODING_H
#define SVCCOMM_INGEST_DECODING_H

#include "base/arith.h"
#include "ingest/decoder_state.h"
#include "ingest/flow_times.h"

#define SVCCOMM__FLOW_LEAST_RECORD 8u /* two IPv4 addresses */

/* A message: a datagram, or one of several in it. */
struct svccomm__message {
    struct svccomm__reader body; /* behind the header */
    struct svccomm__exporter_key key;
    struct svccomm__clock clock; /* its time is the export time */
    uint32_t sequence;
    uint32_t sampling; /* of the header; 0: none */
    uint32_t records;  /* fixed ones, of v1, v5 and v7 */
    uint8_t has_uptime;
    uint8_t has_sequence;
    uint8_t lies; /* its header or length does */
    uint8_t cut;  /* its last record is */
};

struct svccomm__decoding {
    struct svccomm_decoder *decoder;
    svccomm_decode_report *report;
    int64_t received; /* ns, the caller's, or else the header's */
    uint32_t exporter_index;
    struct svccomm__exporter *exporter;
    struct svccomm__moment moment;
    uint64_t units;    /* data records that the sequence numbers count */
    uint8_t timed;     /* `received` is the caller's */
    uint8_t uncounted; /* there are data records that nobody could count */
    uint8_t malformed; /* a length lies */
    uint8_t reserved[5];
    /* Made ready: templates and data sets in the order of the datagram. */
    struct svccomm__compiled *templates;
    struct svccomm__compiled *last_template;
    struct svccomm__held *sets;
    struct svccomm__held *last_set;
    uint32_t template_count;
    uint32_t set_count;
    uint32_t exporter_count; /* messages of exporters not known before */
    uint32_t restage;        /* templates of this datagram replace others, so look no more */
    size_t held_flows;       /* that may come out of held data */
};

/* Takes the next message off a datagram: 1; 0 if there is none, or a negative SVCCOMM__MESSAGE_. */
int svccomm__message_read(struct svccomm__reader *datagram, const uint8_t *exporter,
                          struct svccomm__message *message);

#define SVCCOMM__MESSAGE_CUT (-1)     /* within its header */
#define SVCCOMM__MESSAGE_UNKNOWN (-2) /* of no version known here */

/* Makes ready what a message needs: 0 or SVCCOMM_E_NOMEM. */
int svccomm__message_prepare(struct svccomm__decoding *decoding,
                             const struct svccomm__message *message);

/* Makes room for the exporters, templates and sets that were counted: 0 or SVCCOMM_E_NOMEM. */
int svccomm__prepare_room(struct svccomm__decoding *decoding);

/* Decodes a message. */
void svccomm__message_decode(struct svccomm__decoding *decoding,
                             const struct svccomm__message *message);

/* The same for each version: 1, or 0 if the header is cut. */
int svccomm__fixed_read(struct svccomm__reader *datagram, struct svccomm__message *message);
int svccomm__netflow9_read(struct svccomm__reader *datagram, struct svccomm__message *message);
int svccomm__ipfix_read(struct svccomm__reader *datagram, struct svccomm__message *message);

/* Decodes the fixed records of a message. */
void svccomm__fixed_decode(struct svccomm__decoding *decoding,
                           const struct svccomm__message *message);

/* Makes ready what the sets of a message need: 0 or SVCCOMM_E_NOMEM. `exporter` is 0 where it is
 * not known yet. */
int svccomm__sets_prepare(struct svccomm__decoding *decoding,
                          const struct svccomm__message *message, uint32_t exporter);

/* Decodes the sets of a message. */
void svccomm__sets_decode(struct svccomm__decoding *decoding,
                          const struct svccomm__message *message);

/* Flows of records of fixed length; at least 8 bytes before the first one can be read. */
void svccomm__flows_fixed(struct svccomm__decoding *decoding, const struct svccomm__plan *plan,
                          const struct svccomm__step *steps, const unsigned char *records,
                          size_t count);

/* Flows of a data set: takes whole records off it. */
void svccomm__flows_decode(struct svccomm__decoding *decoding,
                           const struct svccomm__compiled *compiled, struct svccomm__reader *set);

/* What options records say of their exporter: takes whole records off the set. */
void svccomm__options_decode(struct svccomm__decoding *decoding,
                             const struct svccomm__compiled *compiled, struct svccomm__reader *set);

/* Room at the caps (A7). */
void svccomm__caps_for_exporter(struct svccomm__decoding *decoding);
void svccomm__caps_for_template(struct svccomm__decoding *decoding, uint64_t bytes);
int svccomm__caps_fit_template(const struct svccomm__decoding *decoding, uint64_t bytes);
void svccomm__caps_for_held(struct svccomm__decoding *decoding, uint64_t bytes);
void svccomm__caps_expire(struct svccomm__decoding *decoding);

#endif
