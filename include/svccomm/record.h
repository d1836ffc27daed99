/* SPDX-License-Identifier: MIT
 * A communication as callers see it: its key, attributes and statistics. */
#ifndef SVCCOMM_RECORD_H
#define SVCCOMM_RECORD_H

#include "key.h"
#include "spans.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Evidence: why we believe which side listens (design section 6); greater is stronger. */
#define SVCCOMM_EVIDENCE_NONE 0u
#define SVCCOMM_EVIDENCE_GUESS 1u
#define SVCCOMM_EVIDENCE_RANGE 2u
#define SVCCOMM_EVIDENCE_FAN_IN 3u
#define SVCCOMM_EVIDENCE_NAMED_PORT 4u
#define SVCCOMM_EVIDENCE_HANDSHAKE 5u
#define SVCCOMM_EVIDENCE_ABSENT 6u
#define SVCCOMM_EVIDENCE_KNOWN 7u
#define SVCCOMM_EVIDENCE_LISTEN 8u
#define SVCCOMM_EVIDENCE_OBSERVED 9u
#define SVCCOMM_EVIDENCE_USER 10u

/* Origin: a set. */
#define SVCCOMM_ORIGIN_MANUAL 1u
#define SVCCOMM_ORIGIN_NETSTAT 2u
#define SVCCOMM_ORIGIN_NETFLOW 4u

/* Status (K6). */
#define SVCCOMM_STATUS_NORMAL 0u
#define SVCCOMM_STATUS_HIDDEN 1u  /**< counted, not listed unless asked */
#define SVCCOMM_STATUS_IGNORED 2u /**< not counted; kept so that it does not come back */

/* svccomm_record.flags */
#define SVCCOMM_RECORD_MIXED 1u          /**< not one direction or client in all of it (D2, K11) */
#define SVCCOMM_RECORD_LISTENER_LOCAL 2u /**< the listener is local to the scope's host (K3) */
#define SVCCOMM_RECORD_CLIENT_LOCAL 4u   /**< the client is; one of the two where scope != 0 */
#define SVCCOMM_RECORD_FLAGS 7u          /**< all of these */

/* Views (N11). */
#define SVCCOMM_VIEW_NONE 0u
#define SVCCOMM_VIEW_LISTENER 1u
#define SVCCOMM_VIEW_CLIENT 2u

/** The most client processes that a record keeps. */
#define SVCCOMM_PROCESS_MAX 8

/** A process name and when a snapshot last showed it (SVCCOMM_NO_TIME: named by a person). */
typedef struct svccomm_process {
    const char *name;
    int64_t last_seen;
} svccomm_process;

/** Netstat statistics of one view (section 4). */
typedef struct svccomm_netstat {
    uint32_t view;  /**< SVCCOMM_VIEW_; NONE: this view was never seen and nothing has a value */
    uint32_t found; /**< 1: first_found is set and total_samples has a value; 0: attempts only */
    uint64_t total_samples;   /**< N9, N10 */
    uint64_t active_samples;  /**< N8; <= total_samples */
    uint64_t recent_samples;  /**< snapshots that gave presence only */
    uint64_t attempts;        /**< sockets in SYN_SENT, summed over complete snapshots (N7) */
    uint64_t implied_samples; /**< active samples in which the LISTEN row was missing (N6) */
    uint64_t total_ports;     /**< distinct client ports, summed over complete snapshots (N8) */
    int64_t first_found;      /**< or SVCCOMM_NO_TIME */
    int64_t last_found;       /**< or SVCCOMM_NO_TIME */
    uint64_t base;            /**< for storage: the source's count before the first find (N12); the
                                   total is source count - base, modulo 2^64 */
} svccomm_netstat;

/** Flow statistics (section 5). */
typedef struct svccomm_netflow {
    uint32_t present; /**< 0: no flow was ever seen and nothing has a value */
    uint32_t sampled; /**< 1: some of it came from a sampled exporter (F8) */
    uint64_t forward_events;
    uint64_t reverse_events;
    uint64_t forward_bytes;
    uint64_t reverse_bytes;
    uint64_t forward_packets;
    uint64_t reverse_packets;
    uint64_t attempts;
    svccomm_spans spans; /**< active span, gap span, samples by svccomm_spans_active() and so on */
} svccomm_netflow;

/** svccomm_record.client_port: more than one was seen, or some and the record is mixed, so that
 *  it is never turned (D2). */
#define SVCCOMM_CLIENT_PORT_SEVERAL 65536u

/** A communication. Strings and `processes` point into the handle that filled the record; the call
 *  that fills it says until when. */
typedef struct svccomm_record {
    svccomm_key key;
    uint8_t id[SVCCOMM_ID_SIZE];          /**< K4 */
    uint64_t revision;                    /**< K10 */
    int64_t created;                      /**< `now` of the call that made it */
    int64_t updated;                      /**< `now` of the call that changed it last */
    int64_t first_found;                  /**< over all views and flows, or SVCCOMM_NO_TIME */
    int64_t last_found;                   /**< likewise */
    uint32_t origin;                      /**< SVCCOMM_ORIGIN_ bits */
    uint32_t evidence;                    /**< SVCCOMM_EVIDENCE_: the strongest seen */
    uint32_t status;                      /**< SVCCOMM_STATUS_ */
    uint32_t flags;                       /**< SVCCOMM_RECORD_ bits */
    const char *client_device;            /**< effective name (K7), or NULL */
    const char *listener_device;          /**< effective name (K7), or NULL */
    const char *client_device_explicit;   /**< set on the record, or NULL */
    const char *listener_device_explicit; /**< set on the record, or NULL */
    const char *listener_process;         /**< or NULL */
    const char *note;                     /**< or NULL */
    const svccomm_process *processes;     /**< client processes, most recent first; NULL if none */
    uint32_t client_port; /**< for storage: the one client port that was seen (D2); 0: none known;
                               SVCCOMM_CLIENT_PORT_SEVERAL */
    uint32_t reserved;    /**< 0 */
    uint32_t process_count;
    uint32_t headline; /**< the view that `netstat` means (N11): LISTENER, CLIENT or NONE */
    svccomm_netstat listener_view;
    svccomm_netstat client_view;
    svccomm_netflow netflow;
} svccomm_record;

/** The view that the headline statistics use (N11): the listener view where it has samples, else
 *  the client view, else an empty one of the record. NULL for NULL. Points into the record.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API const svccomm_netstat *svccomm_record_headline(const svccomm_record *record);

#ifdef __cplusplus
}
#endif

#endif
