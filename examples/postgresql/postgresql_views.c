/* SPDX-License-Identifier: MIT
 * The views: samples and statistics worked out in SQL as the library works them out (design N9-N13,
 * F3, F4), so that a person sees in the database what `svccomm show` prints. Totals move without
 * the communications being written, hence they are computed and not stored. */
#include "postgresql_schema.h"

/* Lines of SQL from here on. */
/* clang-format off */

/* Of an endpoint: its own, and its owner's wildcard's since the owner has the address. */
static const char endpoint_samples[] =
    "CREATE VIEW endpoint_samples AS\n"
    "SELECT e.realm, e.scope, e.protocol, e.address, e.port,\n"
    "  e.own + CASE WHEN coalesce(a.owner, 0) = 0 THEN 0\n"
    "               ELSE coalesce(w.own, 0) - e.wildcard_base END AS samples\n"
    "FROM endpoints e\n"
    "LEFT JOIN addresses a\n"
    "  ON a.scope = e.scope AND a.realm = e.realm AND a.address = e.address\n"
    "LEFT JOIN endpoints w\n"
    "  ON w.scope = a.owner AND w.realm = e.realm AND w.port = e.port AND w.protocol = e.protocol\n"
    "  AND w.address = CASE family(e.address) WHEN 6 THEN inet '::' ELSE inet '0.0.0.0' END";

#define ADDRESS_SAMPLES(protocol) \
    "  a.settled_" protocol " + CASE WHEN h.host IS NULL THEN 0\n" \
    "    ELSE CASE family(a.address) WHEN 6 THEN h.complete_ipv6_" protocol "\n" \
    "              ELSE h.complete_ipv4_" protocol " END - a.base_" protocol " END AS " protocol

/* Of an address: those of its former owners, and its owner's since the owner has it. */
static const char address_samples[] =
    "CREATE VIEW address_samples AS\n"
    "SELECT a.realm, a.scope, a.address,\n"
    ADDRESS_SAMPLES("tcp") ",\n"
    ADDRESS_SAMPLES("udp") ",\n"
    ADDRESS_SAMPLES("sctp") ",\n"
    ADDRESS_SAMPLES("dccp") ",\n"
    ADDRESS_SAMPLES("udplite") "\n"
    "FROM addresses a\n"
    "LEFT JOIN hosts h ON a.owner <> 0 AND h.host = a.owner AND h.realm = a.realm";

#define JOIN_ENDPOINT(alias, its_scope) \
    "LEFT JOIN endpoint_samples " alias " ON " alias ".scope = " its_scope "\n" \
    "  AND " alias ".realm = c.realm AND " alias ".port = c.port\n" \
    "  AND " alias ".protocol = c.protocol AND " alias ".address = c.listener\n"

#define JOIN_ADDRESS(alias, its_scope) \
    "LEFT JOIN address_samples " alias " ON " alias ".scope = " its_scope "\n" \
    "  AND " alias ".realm = c.realm AND " alias ".address = c.client\n"

#define OF_PROTOCOL(alias) \
    "CASE c.protocol WHEN 6 THEN " alias ".tcp WHEN 17 THEN " alias ".udp\n" \
    "    WHEN 132 THEN " alias ".sctp WHEN 33 THEN " alias ".dccp\n" \
    "    WHEN 136 THEN " alias ".udplite END"

/* Of a communication: an end that is local to a host has the scope of the record, others 0. */
static const char communication_sources[] =
    "CREATE VIEW communication_sources AS\n"
    "SELECT c.id, coalesce(l.samples, g.samples, 0) AS listener_samples,\n"
    "  coalesce(" OF_PROTOCOL("k") ",\n    " OF_PROTOCOL("o") ", 0) AS client_samples\n"
    "FROM communications c\n"
    JOIN_ENDPOINT("l", "c.scope")
    JOIN_ENDPOINT("g", "0")
    JOIN_ADDRESS("k", "c.scope")
    JOIN_ADDRESS("o", "0");

#define NETSTAT(view) \
    "  SELECT c.id, '" view "' AS view,\n" \
    "    CASE WHEN c.netstat_" view "_found <> 0\n" \
    "         THEN s." view "_samples - c.netstat_" view "_base END AS total_samples,\n" \
    "    c.netstat_" view "_active_samples AS active_samples,\n" \
    "    c.netstat_" view "_recent_samples AS recent_samples,\n" \
    "    c.netstat_" view "_attempts AS attempts,\n" \
    "    c.netstat_" view "_implied_samples AS implied_samples,\n" \
    "    c.netstat_" view "_total_ports AS total_ports,\n" \
    "    c.netstat_" view "_first_found AS first_found,\n" \
    "    c.netstat_" view "_last_found AS last_found\n" \
    "  FROM communications c JOIN communication_sources s ON s.id = c.id\n" \
    "  WHERE c.netstat_" view "_view <> 0\n"

/* A row for each view in which a communication was seen. A total has no value where only attempts
 * were seen; a ratio has none where its denominator is 0. */
static const char netstat_statistics[] =
    "CREATE VIEW netstat_statistics AS\n"
    "SELECT id, view, total_samples, active_samples, recent_samples, attempts, implied_samples,\n"
    "  total_ports, total_ports::float8 / nullif(active_samples, 0) AS average_connections,\n"
    "  100 * active_samples::float8 / nullif(total_samples, 0) AS persistence,\n"
    "  first_found, last_found\n"
    "FROM (\n"
    NETSTAT("listener")
    "  UNION ALL\n"
    NETSTAT("client")
    ") n";

/* A segment that continues what was folded shares its first period with it (F5). Spans are
 * seconds. */
static const char netflow_statistics[] =
    "CREATE VIEW netflow_statistics AS\n"
    "SELECT c.id, c.netflow_forward_events + c.netflow_reverse_events AS total_events,\n"
    "  c.netflow_folded_samples + g.samples AS active_samples,\n"
    "  (c.netflow_folded_active + g.active) / 1e9::float8 AS active_span,\n"
    "  (c.netflow_last_found - c.netflow_first_found - c.netflow_folded_active - g.active)\n"
    "    / 1e9::float8 AS gap_span\n"
    "FROM communications c, LATERAL (\n"
    "  SELECT coalesce(sum(s.last - s.first), 0)::bigint AS active,\n"
    "    coalesce(sum(s.last / c.netflow_interval - s.first / c.netflow_interval + 1\n"
    "      - CASE WHEN c.netflow_flags & 4 <> 0 AND s.first = c.netflow_folded_end THEN 1\n"
    "             ELSE 0 END), 0)::bigint AS samples\n"
    "  FROM (SELECT c.netflow_segments[i][1] AS first, c.netflow_segments[i][2] AS last\n"
    "        FROM generate_subscripts(c.netflow_segments, 1) i) s) g\n"
    "WHERE c.netflow_present <> 0";

/* A row for each communication, with the statistics that lists show: of the listener view where it
 * has samples, else of the client view (N11). */
static const char communication_statistics[] =
    "CREATE VIEW communication_statistics AS\n"
    "SELECT c.id, c.realm, lpad(to_hex(c.scope), 16, '0') AS scope,\n"
    "  CASE c.protocol WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' WHEN 132 THEN 'sctp'\n"
    "       ELSE c.protocol::text END AS protocol,\n"
    "  c.client, c.listener, c.port,\n"
    "  nullif(array_to_string(c.client_processes, ', '), '') AS client_processes,\n"
    "  c.listener_process, c.status,\n"
    "  to_timestamp(c.first_found / 1000000000) AS first_found,\n"
    "  to_timestamp(c.last_found / 1000000000) AS last_found,\n"
    "  n.view, n.total_samples, n.active_samples, n.total_ports, n.average_connections,\n"
    "  n.persistence,\n"
    "  f.total_events AS netflow_total_events, f.active_samples AS netflow_active_samples,\n"
    "  f.active_span AS netflow_active_span, f.gap_span AS netflow_gap_span\n"
    "FROM communications c\n"
    "LEFT JOIN netstat_statistics n ON n.id = c.id AND n.view =\n"
    "  CASE WHEN c.netstat_listener_found <> 0 THEN 'listener'\n"
    "       WHEN c.netstat_client_found <> 0 THEN 'client'\n"
    "       WHEN c.netstat_listener_view <> 0 THEN 'listener' ELSE 'client' END\n"
    "LEFT JOIN netflow_statistics f ON f.id = c.id";

const char *const postgresql_views[] = {
    endpoint_samples,
    address_samples,
    communication_sources,
    netstat_statistics,
    netflow_statistics,
    communication_statistics,
    NULL,
};
