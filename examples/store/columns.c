/* SPDX-License-Identifier: MIT
 * Which member of which struct is which column. What the library works out when it is asked
 * (samples, totals, effective device names, counts of what refers to it) has none. */
#include "columns.h"

#define GOVERNING(type, name, item, member, count)         \
    {                                                      \
        name, COLUMN_##type, offsetof(item, member), count \
    }
#define COLUMN(type, name, item, member) GOVERNING(type, name, item, member, 0)
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const struct column meta[] = {
    COLUMN(U32, "format", svccomm_meta, format),
    COLUMN(U32, "points", svccomm_meta, points),
    COLUMN(U64, "revision", svccomm_meta, revision),
    COLUMN(I64, "interval", svccomm_meta, interval),
    COLUMN(TIME, "newest", svccomm_meta, newest),
    COLUMN(U64, "tombstones_from", svccomm_meta, tombstones_from),
    COLUMN(U64, "fan_in_key_0", svccomm_meta, fan_in_key[0]),
    COLUMN(U64, "fan_in_key_1", svccomm_meta, fan_in_key[1]),
};

#define PER_PROTOCOL(type, name, item, member)                                                    \
    COLUMN(type, name "_tcp", item, member[0]), COLUMN(type, name "_udp", item, member[1]),       \
        COLUMN(type, name "_sctp", item, member[2]), COLUMN(type, name "_dccp", item, member[3]), \
        COLUMN(type, name "_udplite", item, member[4])

static const struct column hosts[] = {
    COLUMN(U64, "host", svccomm_host, key.host),
    COLUMN(U32, "realm", svccomm_host, key.realm),
    COLUMN(U64, "revision", svccomm_host, revision),
    COLUMN(TEXT, "name", svccomm_host, name),
    COLUMN(TIME, "last_snapshot", svccomm_host, last_snapshot),
    COLUMN(U64, "snapshots", svccomm_host, snapshots),
    PER_PROTOCOL(U64, "complete_ipv4", svccomm_host, complete[0]),
    PER_PROTOCOL(U64, "complete_ipv6", svccomm_host, complete[1]),
    PER_PROTOCOL(TIME, "last_complete_ipv4", svccomm_host, last_complete[0]),
    PER_PROTOCOL(TIME, "last_complete_ipv6", svccomm_host, last_complete[1]),
    COLUMN(U16, "ephemeral_low", svccomm_host, ephemeral_low),
    COLUMN(U16, "ephemeral_high", svccomm_host, ephemeral_high),
};

static const struct column addresses[] = {
    COLUMN(U64, "scope", svccomm_address, key.scope),
    COLUMN(U32, "realm", svccomm_address, key.realm),
    COLUMN(ADDRESS, "address", svccomm_address, key.address),
    COLUMN(U64, "revision", svccomm_address, revision),
    COLUMN(U64, "owner", svccomm_address, owner),
    COLUMN(TIME, "since", svccomm_address, since),
    COLUMN(TIME, "last_seen", svccomm_address, last_seen),
    PER_PROTOCOL(U64, "settled", svccomm_address, settled),
    PER_PROTOCOL(U64, "base", svccomm_address, base),
    COLUMN(TEXT, "device", svccomm_address, device),
    COLUMN(TEXT, "fallback", svccomm_address, fallback),
};

static const struct column endpoints[] = {
    COLUMN(U64, "scope", svccomm_endpoint, key.scope),
    COLUMN(U32, "realm", svccomm_endpoint, key.realm),
    COLUMN(U16, "port", svccomm_endpoint, key.port),
    COLUMN(U8, "protocol", svccomm_endpoint, key.protocol),
    COLUMN(ADDRESS, "address", svccomm_endpoint, key.address),
    COLUMN(U64, "revision", svccomm_endpoint, revision),
    COLUMN(U64, "own", svccomm_endpoint, own),
    COLUMN(U64, "wildcard_base", svccomm_endpoint, wildcard_base),
    COLUMN(TIME, "own_listen", svccomm_endpoint, own_listen),
    COLUMN(TIME, "last_listen", svccomm_endpoint, last_listen),
    COLUMN(TIME, "last_seen", svccomm_endpoint, last_seen),
    COLUMN(U32, "evidence", svccomm_endpoint, evidence),
    COLUMN(U32, "own_evidence", svccomm_endpoint, own_evidence),
    COLUMN(TEXT, "process", svccomm_endpoint, process),
    COLUMN(TIME, "process_seen", svccomm_endpoint, process_seen),
};

static const struct column rules[] = {
    COLUMN(U64, "id", svccomm_rule, id),
    COLUMN(U32, "realm", svccomm_rule, realm),
    COLUMN(U32, "kind", svccomm_rule, kind),
    COLUMN(PREFIX, "client", svccomm_rule, client),
    COLUMN(PREFIX, "listener", svccomm_rule, listener),
    COLUMN(ADDRESS, "group_address", svccomm_rule, group),
    COLUMN(U16, "port_low", svccomm_rule, port_low),
    COLUMN(U16, "port_high", svccomm_rule, port_high),
    COLUMN(U8, "protocol", svccomm_rule, protocol),
    COLUMN(TEXT, "process", svccomm_rule, process),
    COLUMN(U64, "hits", svccomm_rule, hits),
};

static const struct column tombstones[] = {
    COLUMN(U64, "revision", svccomm_change, revision),
    COLUMN(ID, "id", svccomm_change, id),
    COLUMN(ID, "successor", svccomm_change, successor),
    COLUMN(U32, "cause", svccomm_change, cause),
};

static const struct column fan_in[] = {
    COLUMN(U64, "end_hash", svccomm_fan_in, end),
    COLUMN(TIME, "reached", svccomm_fan_in, reached),
    COLUMN(I32, "hour", svccomm_fan_in, hour),
    {"ports", COLUMN_PORTS, 0, 0},
};

#define NETSTAT(name, member)                                                         \
    GOVERNING(U32, name "_view", svccomm_record, member.view, 9),                     \
        COLUMN(U32, name "_found", svccomm_record, member.found),                     \
        COLUMN(U64, name "_active_samples", svccomm_record, member.active_samples),   \
        COLUMN(U64, name "_recent_samples", svccomm_record, member.recent_samples),   \
        COLUMN(U64, name "_attempts", svccomm_record, member.attempts),               \
        COLUMN(U64, name "_implied_samples", svccomm_record, member.implied_samples), \
        COLUMN(U64, name "_total_ports", svccomm_record, member.total_ports),         \
        COLUMN(TIME, name "_first_found", svccomm_record, member.first_found),        \
        COLUMN(TIME, name "_last_found", svccomm_record, member.last_found),          \
        COLUMN(U64, name "_base", svccomm_record, member.base)

#define NETFLOW(type, name) COLUMN(type, "netflow_" #name, svccomm_record, netflow.name)
#define SPANS(type, name, member) COLUMN(type, name, svccomm_record, netflow.spans.member)

static const struct column communications[] = {
    COLUMN(ID, "id", svccomm_record, id),
    COLUMN(U32, "realm", svccomm_record, key.realm),
    COLUMN(U64, "scope", svccomm_record, key.scope),
    COLUMN(U8, "protocol", svccomm_record, key.protocol),
    COLUMN(ADDRESS, "client", svccomm_record, key.client),
    COLUMN(ADDRESS, "listener", svccomm_record, key.listener),
    COLUMN(U16, "port", svccomm_record, key.port),
    COLUMN(U64, "revision", svccomm_record, revision),
    COLUMN(TIME, "created", svccomm_record, created),
    COLUMN(TIME, "updated", svccomm_record, updated),
    COLUMN(TIME, "first_found", svccomm_record, first_found),
    COLUMN(TIME, "last_found", svccomm_record, last_found),
    COLUMN(U32, "origin", svccomm_record, origin),
    COLUMN(U32, "evidence", svccomm_record, evidence),
    COLUMN(U32, "status", svccomm_record, status),
    COLUMN(U32, "flags", svccomm_record, flags),
    COLUMN(U32, "client_port", svccomm_record, client_port),
    COLUMN(TEXT, "client_device", svccomm_record, client_device_explicit),
    COLUMN(TEXT, "listener_device", svccomm_record, listener_device_explicit),
    COLUMN(TEXT, "listener_process", svccomm_record, listener_process),
    COLUMN(TEXT, "note", svccomm_record, note),
    NETSTAT("netstat_listener", listener_view),
    NETSTAT("netstat_client", client_view),
    GOVERNING(U32, "netflow_present", svccomm_record, netflow.present, 18),
    NETFLOW(U32, sampled),
    NETFLOW(U64, forward_events),
    NETFLOW(U64, reverse_events),
    NETFLOW(U64, forward_bytes),
    NETFLOW(U64, reverse_bytes),
    NETFLOW(U64, forward_packets),
    NETFLOW(U64, reverse_packets),
    NETFLOW(U64, attempts),
    SPANS(U32, "netflow_flags", flags),
    SPANS(I64, "netflow_interval", interval),
    SPANS(U32, "netflow_keep", keep),
    SPANS(TIME, "netflow_first_found", first),
    SPANS(TIME, "netflow_last_found", last),
    SPANS(I64, "netflow_folded_end", folded_end),
    SPANS(I64, "netflow_folded_active", folded_active),
    SPANS(U64, "netflow_folded_samples", folded_samples),
    SPANS(U64, "netflow_late", late),
    COLUMN(SEGMENTS, "netflow_segments", svccomm_record, netflow.spans),
};

#define KIND(columns, key_columns, key_offset, key_size, item)                                \
    {                                                                                         \
#columns, columns, COUNT_OF(columns), key_columns, key_offset, key_size, sizeof(item) \
    }

const struct kind store_kinds[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = KIND(meta, 0, 0, 0, svccomm_meta),
    [SVCCOMM_KIND_HOST] = KIND(hosts, 2, 0, sizeof(svccomm_host_key), svccomm_host),
    [SVCCOMM_KIND_ADDRESS] = KIND(addresses, 3, 0, sizeof(svccomm_address_key), svccomm_address),
    [SVCCOMM_KIND_ENDPOINT] = KIND(endpoints, 5, 0, sizeof(svccomm_endpoint_key), svccomm_endpoint),
    [SVCCOMM_KIND_RULE] = KIND(rules, 1, 0, sizeof(uint64_t), svccomm_rule),
    [SVCCOMM_KIND_TOMBSTONE] = KIND(tombstones, 1, 0, sizeof(uint64_t), svccomm_change),
    [SVCCOMM_KIND_FAN_IN] = KIND(fan_in, 1, 0, sizeof(uint64_t), svccomm_fan_in),
    [SVCCOMM_KIND_COMMUNICATION] =
        KIND(communications, 1, offsetof(svccomm_record, id), SVCCOMM_ID_SIZE, svccomm_record),
};
