/* SPDX-License-Identifier: MIT
 * The schema: tables that a person can query. The comments within the statements stay in the
 * database, where `.schema` of the sqlite3 shell shows them. */
#include "sqlite_schema.h"

#include <stddef.h>

/* Lines of SQL from here on. */
/* clang-format off */

/* How every table is to be read. */
#define CONVENTIONS                                                                                \
    "  -- Times: nanoseconds since 1970-01-01 UTC, NULL for none. Counters, host ids and scopes\n" \
    "  -- are 64 bits without sign: values above 2^63 - 1 are stored as that value less 2^64.\n"   \
    "  -- Names that are not UTF-8 are stored as BLOB of the same bytes.\n"

static const char meta[] =
    "CREATE TABLE meta (\n" CONVENTIONS
    "  one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (one = 1),\n"
    "  format INTEGER NOT NULL,          -- of the items, as the library numbers it\n"
    "  points INTEGER NOT NULL,\n"
    "  revision INTEGER NOT NULL,        -- the newest that was given\n"
    "  interval INTEGER NOT NULL,        -- flow sample interval, nanoseconds\n"
    "  newest INTEGER,                   -- newest observation\n"
    "  tombstones_from INTEGER NOT NULL, -- tombstones of this revision and later are all kept\n"
    "  fan_in_key_0 INTEGER NOT NULL,    -- what fan_in.end_hash is made with; a secret\n"
    "  fan_in_key_1 INTEGER NOT NULL\n"
    ")";

#define PER_PROTOCOL(name)                \
    "  " name "_tcp INTEGER NOT NULL,\n"  \
    "  " name "_udp INTEGER NOT NULL,\n"  \
    "  " name "_sctp INTEGER NOT NULL,\n" \
    "  " name "_dccp INTEGER NOT NULL,\n" \
    "  " name "_udplite INTEGER NOT NULL,\n"

#define TIME_PER_PROTOCOL(name)  \
    "  " name "_tcp INTEGER,\n"  \
    "  " name "_udp INTEGER,\n"  \
    "  " name "_sctp INTEGER,\n" \
    "  " name "_dccp INTEGER,\n" \
    "  " name "_udplite INTEGER,\n"

static const char hosts[] =
    "CREATE TABLE hosts (\n" CONVENTIONS
    "  host INTEGER NOT NULL,\n"
    "  realm INTEGER NOT NULL,\n"
    "  revision INTEGER NOT NULL,\n"
    "  name TEXT,\n"
    "  last_snapshot INTEGER,\n"
    "  snapshots INTEGER NOT NULL,\n"
    "  -- complete snapshots, by family and protocol, and the time of the newest\n"
    PER_PROTOCOL("complete_ipv4")
    PER_PROTOCOL("complete_ipv6")
    TIME_PER_PROTOCOL("last_complete_ipv4")
    TIME_PER_PROTOCOL("last_complete_ipv6")
    "  ephemeral_low INTEGER NOT NULL,\n"
    "  ephemeral_high INTEGER NOT NULL,\n"
    "  PRIMARY KEY (host, realm)\n"
    ")";

static const char addresses[] =
    "CREATE TABLE addresses (\n" CONVENTIONS
    "  scope INTEGER NOT NULL,\n"
    "  realm INTEGER NOT NULL,\n"
    "  address TEXT NOT NULL,\n"
    "  revision INTEGER NOT NULL,\n"
    "  owner INTEGER NOT NULL,  -- host, or 0\n"
    "  since INTEGER,           -- when the owner took it over\n"
    "  last_seen INTEGER,\n"
    "  device TEXT,             -- a name that was set\n"
    "  fallback TEXT,           -- a name that an import told, where nothing better is known\n"
    "  -- samples of client views = settled + the owner's complete snapshots - base\n"
    PER_PROTOCOL("settled")
    PER_PROTOCOL("base")
    "  PRIMARY KEY (scope, realm, address)\n"
    ")";

static const char endpoints[] =
    "CREATE TABLE endpoints (\n" CONVENTIONS
    "  scope INTEGER NOT NULL,\n"
    "  realm INTEGER NOT NULL,\n"
    "  port INTEGER NOT NULL,\n"
    "  protocol INTEGER NOT NULL,  -- IANA number\n"
    "  address TEXT NOT NULL,      -- :: or 0.0.0.0: every address of the host that `scope` names\n"
    "  revision INTEGER NOT NULL,\n"
    "  -- samples = own + the owner's wildcard's own - wildcard_base\n"
    "  own INTEGER NOT NULL,\n"
    "  wildcard_base INTEGER NOT NULL,\n"
    "  own_listen INTEGER,         -- its own LISTEN row; last_listen: or its wildcard's\n"
    "  last_listen INTEGER,\n"
    "  last_seen INTEGER,\n"
    "  evidence INTEGER NOT NULL,  -- 0 none, 1 guess .. 10 user\n"
    "  own_evidence INTEGER NOT NULL, -- what stays without manual records + 256 * told by flows\n"
    "  process TEXT,\n"
    "  process_seen INTEGER,\n"
    "  PRIMARY KEY (scope, realm, port, protocol, address)\n"
    ")";

static const char rules[] =
    "CREATE TABLE rules (\n" CONVENTIONS
    "  id INTEGER NOT NULL PRIMARY KEY,\n"
    "  realm INTEGER NOT NULL,\n"
    "  kind INTEGER NOT NULL,  -- 1 ignore, 2 group, 3 local\n"
    "  client TEXT NOT NULL,   -- prefix\n"
    "  listener TEXT NOT NULL,\n"
    "  group_address TEXT NOT NULL,\n"
    "  port_low INTEGER NOT NULL,\n"
    "  port_high INTEGER NOT NULL,\n"
    "  protocol INTEGER NOT NULL,\n"
    "  process TEXT,\n"
    "  hits INTEGER NOT NULL\n"
    ")";

static const char tombstones[] =
    "CREATE TABLE tombstones (\n" CONVENTIONS
    "  revision INTEGER NOT NULL PRIMARY KEY,\n"
    "  id TEXT NOT NULL,\n"
    "  successor TEXT NOT NULL,  -- all zeros: none\n"
    "  cause INTEGER NOT NULL    -- 1 deleted, 2 turned, 3 re-keyed, 4 pruned, 5 evicted\n"
    ")";

#define NETSTAT(view)                                                                           \
    "  netstat_" view "_view INTEGER NOT NULL,   -- 0: never seen, nothing has a value\n"       \
    "  netstat_" view "_found INTEGER NOT NULL,  -- 0: attempts only, the total has no value\n" \
    "  netstat_" view "_active_samples INTEGER NOT NULL,\n"                                     \
    "  netstat_" view "_recent_samples INTEGER NOT NULL,\n"                                     \
    "  netstat_" view "_attempts INTEGER NOT NULL,\n"                                           \
    "  netstat_" view "_implied_samples INTEGER NOT NULL,\n"                                    \
    "  netstat_" view "_total_ports INTEGER NOT NULL,\n"                                        \
    "  netstat_" view "_first_found INTEGER,\n"                                                 \
    "  netstat_" view "_last_found INTEGER,\n"                                                  \
    "  netstat_" view "_base INTEGER NOT NULL,   -- total samples = those of the source - base\n"

static const char communications[] =
    "CREATE TABLE communications (\n" CONVENTIONS
    "  id TEXT NOT NULL PRIMARY KEY,\n"
    "  realm INTEGER NOT NULL,\n"
    "  scope INTEGER NOT NULL,\n"
    "  protocol INTEGER NOT NULL,  -- IANA number\n"
    "  client TEXT NOT NULL,\n"
    "  listener TEXT NOT NULL,\n"
    "  port INTEGER NOT NULL,\n"
    "  revision INTEGER NOT NULL,\n"
    "  created INTEGER,\n"
    "  updated INTEGER,\n"
    "  first_found INTEGER,\n"
    "  last_found INTEGER,\n"
    "  origin INTEGER NOT NULL,    -- set: 1 manual, 2 netstat, 4 netflow\n"
    "  evidence INTEGER NOT NULL,  -- 1 guess .. 10 user\n"
    "  status INTEGER NOT NULL,    -- 0 normal, 1 hidden, 2 ignored\n"
    "  flags INTEGER NOT NULL, -- set: 1 mixed, 2 listener is local to the scope, 4 client is\n"
    "  client_port INTEGER NOT NULL, -- the one that was seen; 0: none known, 65536: several\n"
    "  client_device TEXT,         -- names that were set on the record\n"
    "  listener_device TEXT,\n"
    "  listener_process TEXT,\n"
    "  note TEXT,\n"
    NETSTAT("listener")
    NETSTAT("client")
    "  netflow_present INTEGER NOT NULL,  -- 0: no flow was seen, nothing has a value\n"
    "  netflow_sampled INTEGER NOT NULL,\n"
    "  netflow_forward_events INTEGER NOT NULL,\n"
    "  netflow_reverse_events INTEGER NOT NULL,\n"
    "  netflow_forward_bytes INTEGER NOT NULL,\n"
    "  netflow_reverse_bytes INTEGER NOT NULL,\n"
    "  netflow_forward_packets INTEGER NOT NULL,\n"
    "  netflow_reverse_packets INTEGER NOT NULL,\n"
    "  netflow_attempts INTEGER NOT NULL,\n"
    "  netflow_flags INTEGER NOT NULL,  -- set: 1 points, 2 approximate, 4 folded\n"
    "  netflow_interval INTEGER NOT NULL,\n"
    "  netflow_keep INTEGER NOT NULL,\n"
    "  netflow_first_found INTEGER,\n"
    "  netflow_last_found INTEGER,\n"
    "  netflow_folded_end INTEGER,\n"
    "  netflow_folded_active INTEGER NOT NULL,\n"
    "  netflow_folded_samples INTEGER NOT NULL,\n"
    "  netflow_late INTEGER NOT NULL,\n"
    "  netflow_segments TEXT NOT NULL  -- JSON: [[start, end], ...], oldest first\n"
    ")";

static const char client_processes[] =
    "CREATE TABLE client_processes (\n" CONVENTIONS
    "  communication TEXT NOT NULL REFERENCES communications (id) ON DELETE CASCADE,\n"
    "  position INTEGER NOT NULL,  -- 0 is the most recent\n"
    "  name TEXT NOT NULL,\n"
    "  last_seen INTEGER,          -- NULL: named by a person\n"
    "  PRIMARY KEY (communication, position)\n"
    ")";

const char sqlite_table_fan_in[] =
    "CREATE TABLE fan_in (\n" CONVENTIONS
    "  end_hash INTEGER NOT NULL PRIMARY KEY,  -- stands for an address and port\n"
    "  reached INTEGER,          -- when it had met enough ports of others to be a listener\n"
    "  hour INTEGER NOT NULL,    -- since 1970: the one whose ports are counted\n"
    "  ports TEXT NOT NULL       -- JSON: those that it met in this hour\n"
    ")";

const char sqlite_table_decoder[] =
    "CREATE TABLE decoder (\n"
    "  one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (one = 1),\n"
    "  state BLOB NOT NULL  -- templates of flow exporters, as the library writes them\n"
    ")";

const char *const sqlite_schema[] = {
    meta,
    hosts,
    addresses,
    endpoints,
    rules,
    tombstones,
    communications,
    client_processes,
    sqlite_table_fan_in,
    sqlite_table_decoder,
    "CREATE INDEX communications_by_key\n"
    "ON communications (realm, scope, protocol, listener, port, client)",
    sqlite_view_endpoints,
    sqlite_view_addresses,
    sqlite_view_sources,
    sqlite_view_netstat,
    sqlite_view_netflow,
    sqlite_view_statistics,
    "PRAGMA application_id = 1937138531", /* SQLITE_STORE_APPLICATION_ID */
    "PRAGMA user_version = 3",            /* SQLITE_STORE_SCHEMA_VERSION */
    NULL,
};
