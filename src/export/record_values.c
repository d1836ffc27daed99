/* SPDX-License-Identifier: MIT
 * What the fields of a record say, as text: a function for each kind of field. */
#include "export/record_values.h"

#include <string.h>

#include "base/arith.h"
#include "base/numbers.h"
#include "export/rfc3339.h"
#include "stats/ratio.h"
#include "svccomm/stats.h"

_Static_assert(SVCCOMM__VALUE_SIZE >= SVCCOMM_ADDRESS_TEXT_SIZE, "room for an address");
_Static_assert(SVCCOMM__VALUE_SIZE >= SVCCOMM__RATIO_SIZE, "room for a ratio");

/* ---- forms ---- */

static void value_bare(struct svccomm__value *value, const char *text)
{
    value->form = SVCCOMM__VALUE_BARE;
    value->text = text;
}

/* What is in the buffer, or no value where that is empty. */
static void value_in_buffer(struct svccomm__value *value, enum svccomm__value_form form)
{
    value->form = value->buffer[0] == '\0' ? SVCCOMM__VALUE_NULL : form;
    value->text = value->buffer;
}

static void value_number(struct svccomm__value *value, uint64_t number)
{
    svccomm__number_format(number, value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_BARE);
}

static void value_boolean(struct svccomm__value *value, int truth)
{
    value_bare(value, truth ? "true" : "false");
}

static void value_name(struct svccomm__value *value, const char *name)
{
    value->form = name == NULL ? SVCCOMM__VALUE_NULL : SVCCOMM__VALUE_QUOTED;
    value->text = name;
}

/* ---- kinds; `place` is the field's place in its struct ---- */

static void value_id(const void *place, struct svccomm__value *value)
{
    (void)svccomm_id_format(place, value->buffer, sizeof value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_QUOTED);
}

static void value_realm(const void *place, struct svccomm__value *value)
{
    uint32_t realm;

    memcpy(&realm, place, sizeof realm);
    value_number(value, realm);
}

static void value_scope(const void *place, struct svccomm__value *value)
{
    uint64_t scope;

    memcpy(&scope, place, sizeof scope);
    for (unsigned i = 0; i < 16; i++)
        value->buffer[i] = "0123456789abcdef"[scope >> (60 - 4 * i) & 15];
    value->buffer[16] = '\0';
    value_in_buffer(value, SVCCOMM__VALUE_QUOTED);
}

static void value_protocol(const void *place, struct svccomm__value *value)
{
    uint8_t protocol = *(const uint8_t *)place;

    switch (protocol) {
    case SVCCOMM_PROTO_TCP:
        value_name(value, "tcp");
        break;
    case SVCCOMM_PROTO_UDP:
        value_name(value, "udp");
        break;
    case SVCCOMM_PROTO_SCTP:
        value_name(value, "sctp");
        break;
    default:
        value_number(value, protocol);
    }
}

static void value_address(const void *place, struct svccomm__value *value)
{
    (void)svccomm_address_format(place, value->buffer, sizeof value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_QUOTED);
}

static void value_port(const void *place, struct svccomm__value *value)
{
    uint16_t port;

    memcpy(&port, place, sizeof port);
    value_number(value, port);
}

static void value_text(const void *place, struct svccomm__value *value)
{
    memcpy(&value->text, place, sizeof value->text);
    value->form = value->text == NULL ? SVCCOMM__VALUE_NULL : SVCCOMM__VALUE_TEXT;
}

static void value_processes(const void *place, struct svccomm__value *value)
{
    (void)place;
    value->form = SVCCOMM__VALUE_PROCESSES;
}

static void value_origin(const void *place, struct svccomm__value *value)
{
    (void)place;
    value->form = SVCCOMM__VALUE_ORIGIN;
}

static uint32_t value_read_u32(const void *place)
{
    uint32_t number;

    memcpy(&number, place, sizeof number);
    return number;
}

static void value_evidence(const void *place, struct svccomm__value *value)
{
    value_name(value, svccomm__evidence_name(value_read_u32(place)));
}

static void value_mixed(const void *place, struct svccomm__value *value)
{
    value_boolean(value, (value_read_u32(place) & SVCCOMM_RECORD_MIXED) != 0);
}

static void value_status(const void *place, struct svccomm__value *value)
{
    value_name(value, svccomm__status_name(value_read_u32(place)));
}

static void value_time(const void *place, struct svccomm__value *value)
{
    int64_t time;

    memcpy(&time, place, sizeof time);
    value->buffer[0] = '\0';
    if (time != SVCCOMM_NO_TIME)
        svccomm__time_format(time, value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_QUOTED);
}

static void value_counter(const void *place, struct svccomm__value *value)
{
    uint64_t number;

    memcpy(&number, place, sizeof number);
    value_number(value, number);
}

static void value_sampled(const void *place, struct svccomm__value *value)
{
    value_boolean(value, value_read_u32(place) != 0);
}

static void value_approximate(const void *place, struct svccomm__value *value)
{
    value_boolean(value, (value_read_u32(place) & SVCCOMM_SPANS_APPROXIMATE) != 0);
}

static void (*const value_of_place[SVCCOMM__FIELD_KINDS])(const void *, struct svccomm__value *) = {
    [SVCCOMM__FIELD_ID] = value_id,
    [SVCCOMM__FIELD_REALM] = value_realm,
    [SVCCOMM__FIELD_SCOPE] = value_scope,
    [SVCCOMM__FIELD_PROTOCOL] = value_protocol,
    [SVCCOMM__FIELD_ADDRESS] = value_address,
    [SVCCOMM__FIELD_PORT] = value_port,
    [SVCCOMM__FIELD_TEXT] = value_text,
    [SVCCOMM__FIELD_PROCESSES] = value_processes,
    [SVCCOMM__FIELD_ORIGIN] = value_origin,
    [SVCCOMM__FIELD_EVIDENCE] = value_evidence,
    [SVCCOMM__FIELD_MIXED] = value_mixed,
    [SVCCOMM__FIELD_STATUS] = value_status,
    [SVCCOMM__FIELD_TIME] = value_time,
    [SVCCOMM__FIELD_FOUND] = value_time,
    [SVCCOMM__FIELD_COUNTER] = value_counter,
    [SVCCOMM__FIELD_SAMPLED] = value_sampled,
    [SVCCOMM__FIELD_APPROXIMATE] = value_approximate,
};

/* ---- what is worked out ---- */

static void value_bound(const svccomm_netstat *view, int high, struct svccomm__value *value)
{
    double bounds[2];

    (void)svccomm_persistence_interval(view->active_samples, view->total_samples, &bounds[0],
                                       &bounds[1]);
    svccomm__fixed6_format(bounds[high], value->buffer); /* empty for NaN */
}

/* A total has no value before the first find, and so persistence has none. */
static void value_of_view(const svccomm_netstat *view, uint8_t kind, struct svccomm__value *value)
{
    value->buffer[0] = '\0';
    if (kind == SVCCOMM__FIELD_AVERAGE)
        svccomm__ratio_format(view->total_ports, view->active_samples, 0, value->buffer);
    else if (kind == SVCCOMM__FIELD_PERSISTENCE && view->found)
        svccomm__ratio_format(view->active_samples, view->total_samples, 2, value->buffer);
    else if (kind == SVCCOMM__FIELD_LOW && view->found)
        value_bound(view, 0, value);
    else if (kind == SVCCOMM__FIELD_HIGH && view->found)
        value_bound(view, 1, value);
    else if (kind == SVCCOMM__FIELD_TOTAL && view->found)
        svccomm__number_format(view->total_samples, value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_BARE);
}

/* Spans have no value where only attempts were seen. */
static void value_of_flow(const svccomm_netflow *flow, uint8_t kind, struct svccomm__value *value)
{
    const svccomm_spans *spans = &flow->spans;

    value->buffer[0] = '\0';
    if (kind == SVCCOMM__FIELD_EVENTS)
        svccomm__number_format(svccomm__sat_add(flow->forward_events, flow->reverse_events),
                               value->buffer);
    else if (kind == SVCCOMM__FIELD_SAMPLES)
        svccomm__number_format(svccomm_spans_samples(spans), value->buffer);
    else if (kind == SVCCOMM__FIELD_ACTIVE_SPAN && spans->first != SVCCOMM_NO_TIME)
        svccomm__span_format(svccomm_spans_active(spans), value->buffer);
    else if (kind == SVCCOMM__FIELD_GAP_SPAN && spans->first != SVCCOMM_NO_TIME)
        svccomm__span_format(svccomm_spans_gap(spans), value->buffer);
    value_in_buffer(value, SVCCOMM__VALUE_BARE);
}

/* ---- columns ---- */

static const void *value_base(const svccomm_record *record, const struct svccomm__group *group)
{
    if (group == &svccomm__groups[SVCCOMM__GROUP_HEADLINE])
        return svccomm_record_headline(record);
    return (const unsigned char *)record + group->offset;
}

static int value_is_absent(const void *base, const struct svccomm__group *group)
{
    if (group == &svccomm__groups[SVCCOMM__GROUP_RECORD])
        return 0;
    if (group == &svccomm__groups[SVCCOMM__GROUP_NETFLOW])
        return !((const svccomm_netflow *)base)->present;
    return ((const svccomm_netstat *)base)->view == SVCCOMM_VIEW_NONE;
}

void svccomm__record_value(const svccomm_record *record, struct svccomm__column column,
                           struct svccomm__value *value)
{
    const void *base = value_base(record, column.group);
    uint8_t kind = column.field->kind;

    if (value_is_absent(base, column.group))
        value_name(value, NULL);
    else if (kind == SVCCOMM__FIELD_VIEW)
        value_name(value, value_read_u32(base) == SVCCOMM_VIEW_LISTENER ? "listener" : "client");
    else if (kind >= SVCCOMM__FIELD_TOTAL && kind <= SVCCOMM__FIELD_HIGH)
        value_of_view(base, kind, value);
    else if (kind >= SVCCOMM__FIELD_SAMPLES && kind <= SVCCOMM__FIELD_GAP_SPAN)
        value_of_flow(base, kind, value);
    else
        value_of_place[kind]((const unsigned char *)base + column.field->offset, value);
}
