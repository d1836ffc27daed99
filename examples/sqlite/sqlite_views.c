/* SPDX-License-Identifier: MIT
 * The views: samples and statistics worked out in SQL as the library works them out (design N9-N13,
 * F3, F4), so that a person sees in the database what `svccomm show` prints. Totals move without
 * the communications being written, hence they are computed and not stored. */
#include "sqlite_schema.h"

/* Lines of SQL from here on. */
/* clang-format off */

/* Of an endpoint: its own, and its owner's wildcard's since the owner has the address. */
const char sqlite_view_endpoints[] =
    "CREATE VIEW endpoint_samples AS\n"
    "SELECT e.realm, e.scope, e.protocol, e.address, e.port,\n"
    "  e.own + CASE WHEN coalesce(a.owner, 0) = 0 THEN 0\n"
    "               ELSE coalesce(w.own, 0) - e.wildcard_base END AS samples\n"
    "FROM endpoints e\n"
    "LEFT JOIN addresses a\n"
    "  ON a.scope = e.scope AND a.realm = e.realm AND a.address = e.address\n"
    "LEFT JOIN endpoints w\n"
    "  ON w.scope = a.owner AND w.realm = e.realm AND w.port = e.port AND w.protocol = e.protocol\n"
    "  AND w.address = CASE WHEN instr(e.address, ':') THEN '::' ELSE '0.0.0.0' END";

#define ADDRESS_SAMPLES(protocol) \
    "  a.settled_" protocol " + CASE WHEN h.host IS NULL THEN 0\n" \
    "    ELSE CASE WHEN instr(a.address, ':') THEN h.complete_ipv6_" protocol "\n" \
    "              ELSE h.complete_ipv4_" protocol " END - a.base_" protocol " END AS " protocol

/* Of an address: those of its former owners, and its owner's since the owner has it. */
const char sqlite_view_addresses[] =
    "CREATE VIEW address_samples AS\n"
    "SELECT a.realm, a.scope, a.address,\n"
    ADDRESS_SAMPLES("tcp") ",\n"
    ADDRESS_SAMPLES("udp") ",\n"
    ADDRESS_SAMPLES("sctp") ",\n"
    ADDRESS_SAMPLES("dccp") ",\n"
    ADDRESS_SAMPLES("udplite") "\n"
    "FROM addresses a\n"
    "LEFT JOIN hosts h ON a.owner <> 0 AND h.host = a.owner AND h.realm = a.realm";

#define ENDPOINT_SAMPLES(scope) \
    "    (SELECT s.samples FROM endpoint_samples s\n" \
    "     WHERE s.scope = " scope " AND s.realm = c.realm AND s.port = c.port\n" \
    "       AND s.protocol = c.protocol AND s.address = c.listener)"

#define CLIENT_SAMPLES(scope) \
    "    (SELECT CASE c.protocol WHEN 6 THEN s.tcp WHEN 17 THEN s.udp WHEN 132 THEN s.sctp\n" \
    "            WHEN 33 THEN s.dccp WHEN 136 THEN s.udplite END FROM address_samples s\n" \
    "     WHERE s.scope = " scope " AND s.realm = c.realm AND s.address = c.client)"

/* Of a communication: an end that is local to a host has the scope of the record, others 0. */
const char sqlite_view_sources[] =
    "CREATE VIEW communication_sources AS\n"
    "SELECT c.id,\n"
    "  coalesce(\n" ENDPOINT_SAMPLES("c.scope") ",\n" ENDPOINT_SAMPLES("0") ",\n"
    "    0) AS listener_samples,\n"
    "  coalesce(\n" CLIENT_SAMPLES("c.scope") ",\n" CLIENT_SAMPLES("0") ",\n"
    "    0) AS client_samples\n"
    "FROM communications c";

/* A row for each view in which a communication was seen. A total has no value where only attempts
 * were seen; a ratio has none where its denominator is 0. */
const char sqlite_view_netstat[] =
    "CREATE VIEW netstat_statistics AS\n"
    "SELECT id, view, total_samples, active_samples, recent_samples, attempts, implied_samples,\n"
    "  total_ports, 1.0 * total_ports / nullif(active_samples, 0) AS average_connections,\n"
    "  100.0 * active_samples / nullif(total_samples, 0) AS persistence,\n"
    "  first_found, last_found\n"
    "FROM (\n"
    "  SELECT c.id, 'listener' AS view,\n"
    "    CASE WHEN c.netstat_listener_found THEN s.listener_samples - c.netstat_listener_base END\n"
    "      AS total_samples,\n"
    "    c.netstat_listener_active_samples AS active_samples,\n"
    "    c.netstat_listener_recent_samples AS recent_samples,\n"
    "    c.netstat_listener_attempts AS attempts,\n"
    "    c.netstat_listener_implied_samples AS implied_samples,\n"
    "    c.netstat_listener_total_ports AS total_ports,\n"
    "    c.netstat_listener_first_found AS first_found,\n"
    "    c.netstat_listener_last_found AS last_found\n"
    "  FROM communications c JOIN communication_sources s ON s.id = c.id\n"
    "  WHERE c.netstat_listener_view <> 0\n"
    "  UNION ALL\n"
    "  SELECT c.id, 'client',\n"
    "    CASE WHEN c.netstat_client_found THEN s.client_samples - c.netstat_client_base END,\n"
    "    c.netstat_client_active_samples, c.netstat_client_recent_samples,\n"
    "    c.netstat_client_attempts, c.netstat_client_implied_samples,\n"
    "    c.netstat_client_total_ports, c.netstat_client_first_found, c.netstat_client_last_found\n"
    "  FROM communications c JOIN communication_sources s ON s.id = c.id\n"
    "  WHERE c.netstat_client_view <> 0\n"
    ")";

/* A segment that continues what was folded shares its first period with it (F5). Spans are
 * seconds. */
const char sqlite_view_netflow[] =
    "CREATE VIEW netflow_statistics AS\n"
    "SELECT id, total_events, active_samples, active / 1e9 AS active_span,\n"
    "  (last_found - first_found - active) / 1e9 AS gap_span\n"
    "FROM (\n"
    "  SELECT c.id, c.netflow_forward_events + c.netflow_reverse_events AS total_events,\n"
    "    c.netflow_first_found AS first_found, c.netflow_last_found AS last_found,\n"
    "    c.netflow_folded_samples + (\n"
    "      SELECT coalesce(sum(json_extract(g.value, '$[1]') / c.netflow_interval\n"
    "          - json_extract(g.value, '$[0]') / c.netflow_interval + 1\n"
    "          - (c.netflow_flags & 4\n"
    "             AND json_extract(g.value, '$[0]') = c.netflow_folded_end)), 0)\n"
    "      FROM json_each(c.netflow_segments) g) AS active_samples,\n"
    "    c.netflow_folded_active + (\n"
    "      SELECT coalesce(sum(json_extract(g.value, '$[1]') - json_extract(g.value, '$[0]')), 0)\n"
    "      FROM json_each(c.netflow_segments) g) AS active\n"
    "  FROM communications c WHERE c.netflow_present <> 0\n"
    ")";

/* A row for each communication, with the statistics that lists show: of the listener view where it
 * has samples, else of the client view (N11). */
const char sqlite_view_statistics[] =
    "CREATE VIEW communication_statistics AS\n"
    "SELECT c.id, c.realm, printf('%016x', c.scope) AS scope,\n"
    "  CASE c.protocol WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' WHEN 132 THEN 'sctp'\n"
    "       ELSE CAST(c.protocol AS TEXT) END AS protocol,\n"
    "  c.client, c.listener, c.port,\n"
    "  (SELECT group_concat(name, ', ') FROM (SELECT p.name FROM client_processes p\n"
    "   WHERE p.communication = c.id ORDER BY p.position)) AS client_processes,\n"
    "  c.listener_process, c.status,\n"
    "  strftime('%Y-%m-%dT%H:%M:%SZ', c.first_found / 1000000000, 'unixepoch') AS first_found,\n"
    "  strftime('%Y-%m-%dT%H:%M:%SZ', c.last_found / 1000000000, 'unixepoch') AS last_found,\n"
    "  n.view, n.total_samples, n.active_samples, n.total_ports, n.average_connections,\n"
    "  n.persistence,\n"
    "  f.total_events AS netflow_total_events, f.active_samples AS netflow_active_samples,\n"
    "  f.active_span AS netflow_active_span, f.gap_span AS netflow_gap_span\n"
    "FROM communications c\n"
    "LEFT JOIN netstat_statistics n ON n.id = c.id AND n.view =\n"
    "  CASE WHEN c.netstat_listener_found THEN 'listener'\n"
    "       WHEN c.netstat_client_found THEN 'client'\n"
    "       WHEN c.netstat_listener_view THEN 'listener' ELSE 'client' END\n"
    "LEFT JOIN netflow_statistics f ON f.id = c.id";
