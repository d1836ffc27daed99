/* SPDX-License-Identifier: MIT
 * Takes flows from exporters while this host is observed. */
#ifndef CLI_COLLECTOR_H
#define CLI_COLLECTOR_H

#include "database.h"
#include "flow_intake.h"
#include "flow_listener.h"
#include "meanwhile.h"
#include "own_addresses.h"

/* Starts as zeros. */
struct collector {
    bool on;
    uint64_t host; /* this one */
    struct flow_listener listener;
    struct flow_intake intake;
    struct own_addresses own;
    struct meanwhile meanwhile; /* receives what is there */
    int code;                   /* an exit code of what went wrong while receiving */
    uint64_t templates_kept;    /* changes of templates that the database has */
    int64_t kept_at;            /* when it got them (stop.h's clock) */
};

/* Reads the templates that the database keeps, and listens. 0 or an exit code, after saying what is
 * wrong; collector_end() in any case. */
int collector_begin(struct collector *collector, struct database *database, uint16_t port,
                    uint64_t host, uint32_t realm);
void collector_end(struct collector *collector);

/* Receives until that clock (stop.h) says `until`, a signal comes, or much is queued. */
int collector_receive(struct collector *collector, int64_t until);

/* Receives what came until `time` (of the day), as far as the queue has room; *all is false where
 * it had not. */
int collector_drain(struct collector *collector, int64_t time, bool *all);

/* Whether much is queued: datagrams wait in the socket's buffer. */
bool collector_is_full(const struct collector *collector);

/* Whether there are flows or templates to be written. */
bool collector_has(const struct collector *collector);

/* Takes what is queued into the registry, which is locked. */
int collector_ingest(struct collector *collector, svccomm_registry *registry, int64_t now);

/* The decoder, if its templates are to be kept when the database is saved now, else NULL. */
svccomm_decoder *collector_to_keep(struct collector *collector, bool at_end);

/* Says on stderr what became of all datagrams and flows. */
void collector_report(struct collector *collector);

#endif
