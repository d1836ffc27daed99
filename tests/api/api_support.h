/* SPDX-License-Identifier: MIT
 * What the API tests share: a registry with a snapshot handle, snapshots made of lines like
 * "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB sshd", and records written as lines, so that tests read as
 * tables. */
#ifndef API_SUPPORT_H
#define API_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "svccomm/svccomm.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define T0 (INT64_C(1767225600) * SECOND) /* 2026-01-01T00:00:00Z */

#define HOST_A UINT64_C(0xa)
#define HOST_B UINT64_C(0xb)
#define HOST_C UINT64_C(0xc)

#define COVER_NOTHING UINT32_MAX /* for shot.coverage, where 0 is everything */

struct world {
    svccomm_registry *registry;
    svccomm_snapshot *snapshot;
    svccomm_ingest_report report; /* of the last snapshot alone */
    svccomm_text_report rows;     /* likewise */
    svccomm_flow_report flows;    /* of the last batch of flows alone */
    svccomm_error error;
    svccomm_record record; /* of the last record_of() */
    char text[65536];      /* of the last records_text() or the like */
};

/* What a snapshot is of; what is zero is the default. */
struct shot {
    uint64_t host;
    int64_t at;  /* after T0 */
    int64_t now; /* after T0; 0: at */
    uint32_t realm;
    uint32_t coverage;  /* 0: everything; COVER_NOTHING */
    uint16_t low, high; /* ephemeral range */
    const char *name;   /* "none": no name; NULL: host-a and so on */
};

/* For cmocka: one world for each test, with the default configuration. */
int world_open(void **state);
int world_close(void **state);
#define world_test(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)

/* Makes the registry anew with another configuration. */
svccomm_registry_config default_config(void);
void world_configure(struct world *w, const svccomm_registry_config *config);

/* Snapshots. A row is "PROTO LOCAL REMOTE STATE [PROCESS [FLAG]]": an end is ADDRESS:PORT, IPv6 in
 * brackets; REMOTE or PROCESS "-" is none; FLAG is v6only or listening. Rows end with a line end.
 */
svccomm_row row_of(const char *line);
void collect(struct world *w, const struct shot *shot, const char *rows);
int try_take(struct world *w, const struct shot *shot, const char *rows);
void take(struct world *w, const struct shot *shot, const char *rows);
/* A complete snapshot of realm 0. */
void scan(struct world *w, uint64_t host, int64_t at, const char *rows);

/* Records. A record is "[rREALM ][@SCOPE ]PROTO CLIENT > LISTENER:PORT", then in lists its
 * evidence, its views "L TOTAL/ACTIVE pPORTS" and "C …" with rRECENT aATTEMPTS iIMPLIED where not 0
 * ("L -" when never found), and "mixed", "hidden", "ignored", "manual" (with +netstat where found
 * too), and "F FORWARD/REVERSE" events of flows with aATTEMPTS. */
svccomm_key key_of(const char *text);
const svccomm_record *record_of(struct world *w, const char *text);
int is_there(struct world *w, const char *text);
const uint8_t *id_of(struct world *w, const char *text);
const char *records_text(struct world *w); /* every realm, every status, in key order */
const char *query_text(struct world *w, const svccomm_query *query); /* only the keys */
#define assert_records(w, expected) assert_string_equal(records_text(w), expected)
#define assert_record(w, key, expected) assert_string_equal(line_of(w, key), expected)
const char *line_of(struct world *w, const char *text); /* what follows the key in a list */

/* Flows. One is "PROTO SOURCE DESTINATION [OPTION…]", a line each: NAME=VALUE of b (bytes, default
 * 100), p (packets, default 2), f (TCP flags, letters of FSRPA), t (start and end in seconds after
 * the batch, "-5" or "-9..-5", default 0), r (realm), by (source or destination: who opened it), or
 * "denied", "biflow" (with 60 bytes in 1 packet back), "syn-ok". */
svccomm_flow flow_of(const char *line, int64_t at);
int try_give(struct world *w, uint64_t host, int64_t at, const svccomm_flow *flows, size_t count);
/* Takes in one batch, which came at `at` after T0. */
void give(struct world *w, int64_t at, const char *flows);

/* What the flows of all records come to. */
struct flow_totals {
    uint64_t events, bytes, packets, attempts;
    int64_t first, last;
};
struct flow_totals flow_totals(struct world *w);

/* Manual records and edits. */
svccomm_edit edit_of(uint32_t fields);
int try_add(struct world *w, const char *text, int64_t at);
void add(struct world *w, const char *text, int64_t at);
void set_status(struct world *w, const char *text, uint32_t status, int64_t at);
int try_rekey(struct world *w, const char *from, const char *to, uint32_t more, int64_t at);

/* Other parts. */
svccomm_prefix prefix_of(const char *text);
void address_of(const char *text, uint8_t *address);
svccomm_rule rule_of(uint64_t id, uint32_t kind, const char *prefix);
void set_rule(struct world *w, const svccomm_rule *rule);
uint64_t revision(struct world *w);
svccomm_counts counts(struct world *w);
/* Listener endpoints of all realms: "[@SCOPE ]PROTO ADDRESS:PORT SAMPLES RECORDS PROCESS\n". */
const char *listeners_text(struct world *w);

#endif
