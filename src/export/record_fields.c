/* SPDX-License-Identifier: MIT
 * The fields of an exported record, in the order of design section 10, and the names of values. */
#include "export/record_fields.h"

#include <string.h>

#define FIELDS_IN(type, name, kind, member)                           \
    {                                                                 \
        name, SVCCOMM__FIELD_##kind, (uint16_t)offsetof(type, member) \
    }
#define FIELDS_RECORD(name, kind, member) FIELDS_IN(svccomm_record, name, kind, member)
#define FIELDS_VIEW(name, kind, member) FIELDS_IN(svccomm_netstat, name, kind, member)
#define FIELDS_FLOW(name, kind, member) FIELDS_IN(svccomm_netflow, name, kind, member)

static const struct svccomm__field fields_of_record[] = {
    FIELDS_RECORD("id", ID, id),
    FIELDS_RECORD("realm", REALM, key.realm),
    FIELDS_RECORD("scope", SCOPE, key.scope),
    FIELDS_RECORD("protocol", PROTOCOL, key.protocol),
    FIELDS_RECORD("client_ip", ADDRESS, key.client),
    FIELDS_RECORD("listener_ip", ADDRESS, key.listener),
    FIELDS_RECORD("port", PORT, key.port),
    FIELDS_RECORD("client_device", TEXT, client_device),
    FIELDS_RECORD("listener_device", TEXT, listener_device),
    FIELDS_RECORD("client_device_explicit", TEXT, client_device_explicit),
    FIELDS_RECORD("listener_device_explicit", TEXT, listener_device_explicit),
    FIELDS_RECORD("client_processes", PROCESSES, processes),
    FIELDS_RECORD("listener_process", TEXT, listener_process),
    FIELDS_RECORD("origin", ORIGIN, origin),
    FIELDS_RECORD("evidence", EVIDENCE, evidence),
    FIELDS_RECORD("mixed", MIXED, flags),
    FIELDS_RECORD("status", STATUS, status),
    FIELDS_RECORD("note", TEXT, note),
    FIELDS_RECORD("created", TIME, created),
    FIELDS_RECORD("updated", TIME, updated),
    FIELDS_RECORD("first_found", FOUND, first_found),
    FIELDS_RECORD("last_found", FOUND, last_found),
    FIELDS_RECORD("revision", COUNTER, revision),
};

static const struct svccomm__field fields_of_view[] = {
    FIELDS_VIEW("view", VIEW, view),
    FIELDS_VIEW("total_samples", TOTAL, total_samples),
    FIELDS_VIEW("active_samples", COUNTER, active_samples),
    FIELDS_VIEW("recent_samples", COUNTER, recent_samples),
    FIELDS_VIEW("attempts", COUNTER, attempts),
    FIELDS_VIEW("implied_samples", COUNTER, implied_samples),
    FIELDS_VIEW("total_ports", COUNTER, total_ports),
    FIELDS_VIEW("average_connections", AVERAGE, total_ports),
    FIELDS_VIEW("persistence", PERSISTENCE, active_samples),
    FIELDS_VIEW("persistence_low", LOW, active_samples),
    FIELDS_VIEW("persistence_high", HIGH, active_samples),
    FIELDS_VIEW("first_found", TIME, first_found),
    FIELDS_VIEW("last_found", TIME, last_found),
};

static const struct svccomm__field fields_of_flow[] = {
    FIELDS_FLOW("active_samples", SAMPLES, spans.folded_samples),
    FIELDS_FLOW("total_events", EVENTS, forward_events),
    FIELDS_FLOW("forward_events", COUNTER, forward_events),
    FIELDS_FLOW("reverse_events", COUNTER, reverse_events),
    FIELDS_FLOW("forward_bytes", COUNTER, forward_bytes),
    FIELDS_FLOW("reverse_bytes", COUNTER, reverse_bytes),
    FIELDS_FLOW("forward_packets", COUNTER, forward_packets),
    FIELDS_FLOW("reverse_packets", COUNTER, reverse_packets),
    FIELDS_FLOW("attempts", COUNTER, attempts),
    FIELDS_FLOW("active_span", ACTIVE_SPAN, spans.folded_active),
    FIELDS_FLOW("gap_span", GAP_SPAN, spans),
    FIELDS_FLOW("first_found", TIME, spans.first),
    FIELDS_FLOW("last_found", TIME, spans.last),
    FIELDS_FLOW("late_events", COUNTER, spans.late),
    FIELDS_FLOW("sampled", SAMPLED, sampled),
    FIELDS_FLOW("approximate", APPROXIMATE, spans.flags),
};

#define FIELDS_COUNT(fields) (sizeof(fields) / sizeof(fields)[0])
#define FIELDS_OF_RECORD FIELDS_COUNT(fields_of_record)
#define FIELDS_OF_VIEW FIELDS_COUNT(fields_of_view)

const struct svccomm__group svccomm__groups[SVCCOMM__GROUP_COUNT] = {
    {"", fields_of_record, FIELDS_OF_RECORD, 0, 0},
    {"netstat", fields_of_view, FIELDS_OF_VIEW, FIELDS_OF_RECORD, 0},
    {"netstat_client", fields_of_view, FIELDS_OF_VIEW, FIELDS_OF_RECORD + FIELDS_OF_VIEW,
     offsetof(svccomm_record, client_view)},
    {"netstat_listener", fields_of_view, FIELDS_OF_VIEW, FIELDS_OF_RECORD + 2 * FIELDS_OF_VIEW,
     offsetof(svccomm_record, listener_view)},
    {"netflow", fields_of_flow, FIELDS_COUNT(fields_of_flow), FIELDS_OF_RECORD + 3 * FIELDS_OF_VIEW,
     offsetof(svccomm_record, netflow)},
};

_Static_assert(SVCCOMM__COLUMN_COUNT ==
                   FIELDS_OF_RECORD + 3 * FIELDS_OF_VIEW + FIELDS_COUNT(fields_of_flow),
               "columns of an export");

struct svccomm__column svccomm__column_at(unsigned index)
{
    struct svccomm__column column = {&svccomm__groups[0], NULL};

    while (index >= (unsigned)column.group->first + column.group->count)
        column.group++;
    column.field = &column.group->fields[index - column.group->first];
    return column;
}

unsigned svccomm__column_index(struct svccomm__column column)
{
    return column.group->first + (unsigned)(column.field - column.group->fields);
}

const struct svccomm__field *svccomm__field_find(const struct svccomm__group *group,
                                                 const char *name, unsigned *hint)
{
    for (unsigned i = 0; i < group->count; i++) {
        unsigned at = (*hint + i) % group->count;

        if (strcmp(group->fields[at].name, name) == 0) {
            *hint = at + 1;
            return &group->fields[at];
        }
    }
    return NULL;
}

const struct svccomm__group *svccomm__group_find(const char *name, size_t length)
{
    for (unsigned i = SVCCOMM__GROUP_RECORD + 1; i < SVCCOMM__GROUP_COUNT; i++) {
        const struct svccomm__group *group = &svccomm__groups[i];

        if (strlen(group->name) == length && memcmp(group->name, name, length) == 0)
            return group;
    }
    return NULL;
}

int svccomm__column_find(const char *path)
{
    const char *dot = strchr(path, '.');
    struct svccomm__column column = {&svccomm__groups[SVCCOMM__GROUP_RECORD], NULL};
    unsigned hint = 0;

    if (dot != NULL)
        column.group = svccomm__group_find(path, (size_t)(dot - path));
    if (column.group == NULL)
        return -1;
    column.field = svccomm__field_find(column.group, dot != NULL ? dot + 1 : path, &hint);
    return column.field == NULL ? -1 : (int)svccomm__column_index(column);
}

/* ---- names of values, by value ---- */

static const char *const fields_evidence[] = {
    NULL,     "guess", "range",  "fan-in",   "named-port", "handshake",
    "absent", "known", "listen", "observed", "user",
};

static const char *const fields_status[] = {"normal", "hidden", "ignored"};

static const char *const fields_origin[SVCCOMM__ORIGIN_COUNT] = {"manual", "netstat", "netflow"};

static const char *fields_name(const char *const *names, size_t count, uint32_t value)
{
    return value < count ? names[value] : NULL;
}

static int fields_value(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (names[i] != NULL && strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

const char *svccomm__evidence_name(uint32_t evidence)
{
    return fields_name(fields_evidence, FIELDS_COUNT(fields_evidence), evidence);
}

int svccomm__evidence_find(const char *name)
{
    return fields_value(fields_evidence, FIELDS_COUNT(fields_evidence), name);
}

const char *svccomm__status_name(uint32_t status)
{
    return fields_name(fields_status, FIELDS_COUNT(fields_status), status);
}

int svccomm__status_find(const char *name)
{
    return fields_value(fields_status, FIELDS_COUNT(fields_status), name);
}

const char *svccomm__origin_name(unsigned bit)
{
    return fields_name(fields_origin, SVCCOMM__ORIGIN_COUNT, bit);
}

int svccomm__origin_find(const char *name)
{
    return fields_value(fields_origin, SVCCOMM__ORIGIN_COUNT, name);
}
