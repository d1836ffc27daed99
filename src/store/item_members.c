/* SPDX-License-Identifier: MIT
 * Which members of which struct travel, in which order and form. */
#include "store/item_members.h"

#define WIDTH_OF(type, member) sizeof(((type *)0)->member)
#define MEMBER(form, width, count, type, member)   \
    {                                              \
        form, width, count, offsetof(type, member) \
    }
#define NUMBER(type, member) MEMBER(SVCCOMM__FORM_NUMBERS, WIDTH_OF(type, member), 1, type, member)
#define NUMBERS(type, member, count) \
    MEMBER(SVCCOMM__FORM_NUMBERS, WIDTH_OF(type, member) / (count), count, type, member)
#define BYTES(type, member) MEMBER(SVCCOMM__FORM_BYTES, WIDTH_OF(type, member), 1, type, member)
#define TEXT(type, member) MEMBER(SVCCOMM__FORM_TEXT, 0, 1, type, member)

static const struct svccomm__member meta_members[] = {
    NUMBER(svccomm_meta, format),         NUMBER(svccomm_meta, points),
    NUMBER(svccomm_meta, revision),       NUMBER(svccomm_meta, interval),
    NUMBER(svccomm_meta, newest),         NUMBER(svccomm_meta, tombstones_from),
    NUMBERS(svccomm_meta, fan_in_key, 2),
};

static const struct svccomm__member host_members[] = {
    NUMBER(svccomm_host, key.realm),
    NUMBER(svccomm_host, key.host),
    NUMBER(svccomm_host, revision),
    NUMBER(svccomm_host, last_snapshot),
    NUMBER(svccomm_host, snapshots),
    NUMBER(svccomm_host, addresses),
    NUMBERS(svccomm_host, complete, 2 * SVCCOMM_PROTOCOL_COUNT),
    NUMBERS(svccomm_host, last_complete, 2 * SVCCOMM_PROTOCOL_COUNT),
    NUMBER(svccomm_host, ephemeral_low),
    NUMBER(svccomm_host, ephemeral_high),
    TEXT(svccomm_host, name),
};

static const struct svccomm__member address_members[] = {
    NUMBER(svccomm_address, key.realm),
    NUMBER(svccomm_address, key.scope),
    BYTES(svccomm_address, key.address),
    NUMBER(svccomm_address, revision),
    NUMBER(svccomm_address, owner),
    NUMBER(svccomm_address, since),
    NUMBER(svccomm_address, last_seen),
    NUMBERS(svccomm_address, settled, SVCCOMM_PROTOCOL_COUNT),
    NUMBERS(svccomm_address, base, SVCCOMM_PROTOCOL_COUNT),
    TEXT(svccomm_address, device),
    TEXT(svccomm_address, fallback),
};

static const struct svccomm__member endpoint_members[] = {
    NUMBER(svccomm_endpoint, key.realm),     NUMBER(svccomm_endpoint, key.scope),
    NUMBER(svccomm_endpoint, key.protocol),  BYTES(svccomm_endpoint, key.address),
    NUMBER(svccomm_endpoint, key.port),      NUMBER(svccomm_endpoint, revision),
    NUMBER(svccomm_endpoint, samples),       NUMBER(svccomm_endpoint, own),
    NUMBER(svccomm_endpoint, wildcard_base), NUMBER(svccomm_endpoint, own_listen),
    NUMBER(svccomm_endpoint, last_listen),   NUMBER(svccomm_endpoint, last_seen),
    NUMBER(svccomm_endpoint, process_seen),  NUMBER(svccomm_endpoint, records),
    NUMBER(svccomm_endpoint, evidence),      NUMBER(svccomm_endpoint, own_evidence),
    TEXT(svccomm_endpoint, process),         TEXT(svccomm_endpoint, device),
};

static const struct svccomm__member rule_members[] = {
    NUMBER(svccomm_rule, id),
    NUMBER(svccomm_rule, realm),
    NUMBER(svccomm_rule, kind),
    BYTES(svccomm_rule, client.address),
    NUMBER(svccomm_rule, client.length),
    BYTES(svccomm_rule, listener.address),
    NUMBER(svccomm_rule, listener.length),
    BYTES(svccomm_rule, group),
    NUMBER(svccomm_rule, port_low),
    NUMBER(svccomm_rule, port_high),
    NUMBER(svccomm_rule, protocol),
    TEXT(svccomm_rule, process),
    NUMBER(svccomm_rule, hits),
};

static const struct svccomm__member tombstone_members[] = {
    NUMBER(svccomm_change, revision),
    BYTES(svccomm_change, id),
    BYTES(svccomm_change, successor),
    NUMBER(svccomm_change, cause),
};

static const struct svccomm__member fan_in_members[] = {
    NUMBER(svccomm_fan_in, end),
    NUMBER(svccomm_fan_in, reached),
    NUMBER(svccomm_fan_in, hour),
    MEMBER(SVCCOMM__FORM_PORTS, 0, 1, svccomm_fan_in, end),
};

static const struct svccomm__member record_members[] = {
    BYTES(svccomm_record, id),
    NUMBER(svccomm_record, key.realm),
    NUMBER(svccomm_record, key.scope),
    NUMBER(svccomm_record, key.protocol),
    BYTES(svccomm_record, key.client),
    BYTES(svccomm_record, key.listener),
    NUMBER(svccomm_record, key.port),
    NUMBER(svccomm_record, revision),
    NUMBER(svccomm_record, created),
    NUMBER(svccomm_record, updated),
    NUMBER(svccomm_record, first_found),
    NUMBER(svccomm_record, last_found),
    NUMBER(svccomm_record, origin),
    NUMBER(svccomm_record, evidence),
    NUMBER(svccomm_record, status),
    NUMBER(svccomm_record, flags),
    NUMBER(svccomm_record, client_port),
    NUMBER(svccomm_record, headline),
    TEXT(svccomm_record, client_device),
    TEXT(svccomm_record, listener_device),
    TEXT(svccomm_record, client_device_explicit),
    TEXT(svccomm_record, listener_device_explicit),
    TEXT(svccomm_record, listener_process),
    TEXT(svccomm_record, note),
    MEMBER(SVCCOMM__FORM_PROCESSES, 0, 1, svccomm_record, processes),
    MEMBER(SVCCOMM__FORM_VIEW, 0, SVCCOMM_VIEW_LISTENER, svccomm_record, listener_view),
    MEMBER(SVCCOMM__FORM_VIEW, 0, SVCCOMM_VIEW_CLIENT, svccomm_record, client_view),
    MEMBER(SVCCOMM__FORM_NETFLOW, 0, 1, svccomm_record, netflow),
};

static const struct svccomm__member view_members[] = {
    NUMBER(svccomm_netstat, found),          NUMBER(svccomm_netstat, total_samples),
    NUMBER(svccomm_netstat, active_samples), NUMBER(svccomm_netstat, recent_samples),
    NUMBER(svccomm_netstat, attempts),       NUMBER(svccomm_netstat, implied_samples),
    NUMBER(svccomm_netstat, total_ports),    NUMBER(svccomm_netstat, first_found),
    NUMBER(svccomm_netstat, last_found),     NUMBER(svccomm_netstat, base),
};

static const struct svccomm__member netflow_members[] = {
    NUMBER(svccomm_netflow, sampled),
    NUMBER(svccomm_netflow, forward_events),
    NUMBER(svccomm_netflow, reverse_events),
    NUMBER(svccomm_netflow, forward_bytes),
    NUMBER(svccomm_netflow, reverse_bytes),
    NUMBER(svccomm_netflow, forward_packets),
    NUMBER(svccomm_netflow, reverse_packets),
    NUMBER(svccomm_netflow, attempts),
    NUMBER(svccomm_netflow, spans.flags),
    NUMBER(svccomm_netflow, spans.interval),
    NUMBER(svccomm_netflow, spans.keep),
    NUMBER(svccomm_netflow, spans.first),
    NUMBER(svccomm_netflow, spans.last),
    NUMBER(svccomm_netflow, spans.folded_end),
    NUMBER(svccomm_netflow, spans.folded_active),
    NUMBER(svccomm_netflow, spans.folded_samples),
    NUMBER(svccomm_netflow, spans.late),
    MEMBER(SVCCOMM__FORM_SEGMENTS, 0, 1, svccomm_netflow, spans),
};

#define MEMBERS(list)                       \
    {                                       \
        list, sizeof(list) / sizeof *(list) \
    }

const struct svccomm__members svccomm__view_members = MEMBERS(view_members);
const struct svccomm__members svccomm__netflow_members = MEMBERS(netflow_members);

const struct svccomm__item_shape svccomm__item_shapes[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = {sizeof(svccomm_meta), 0, 0, 0, MEMBERS(meta_members)},
    [SVCCOMM_KIND_HOST] = {sizeof(svccomm_host), sizeof(svccomm_host_key), 0, 2,
                           MEMBERS(host_members)},
    [SVCCOMM_KIND_ADDRESS] = {sizeof(svccomm_address), sizeof(svccomm_address_key), 0, 3,
                              MEMBERS(address_members)},
    [SVCCOMM_KIND_ENDPOINT] = {sizeof(svccomm_endpoint), sizeof(svccomm_endpoint_key), 0, 5,
                               MEMBERS(endpoint_members)},
    [SVCCOMM_KIND_RULE] = {sizeof(svccomm_rule), sizeof(uint64_t), 0, 1, MEMBERS(rule_members)},
    [SVCCOMM_KIND_TOMBSTONE] = {sizeof(svccomm_change), sizeof(uint64_t), 0, 1,
                                MEMBERS(tombstone_members)},
    [SVCCOMM_KIND_FAN_IN] = {sizeof(svccomm_fan_in), sizeof(uint64_t), 0, 1,
                             MEMBERS(fan_in_members)},
    [SVCCOMM_KIND_COMMUNICATION] = {sizeof(svccomm_record), SVCCOMM_ID_SIZE,
                                    offsetof(svccomm_record, id), 1, MEMBERS(record_members)},
};
