/* SPDX-License-Identifier: MIT
 * Where a record stands in a sorted list: its value in an order-preserving 64-bit form. */
#include <string.h>

#include "base/arith.h"
#include "svccomm/cursor.h"
#include "svccomm/stats.h"

/* Signed numbers in unsigned order. */
static uint64_t from_signed(int64_t value)
{
    return (uint64_t)value ^ UINT64_C(1) << 63;
}

/* Doubles that are not negative are ordered as their bits are. */
static uint64_t from_double(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void set_value(svccomm_position *position, int has, uint64_t value)
{
    position->has_value = has ? 1 : 0;
    position->value = has ? value : 0;
}

static void set_time(svccomm_position *position, int64_t time)
{
    set_value(position, time != SVCCOMM_NO_TIME, from_signed(time));
}

static void netstat_value(const svccomm_netstat *n, uint32_t sort, svccomm_position *position)
{
    uint64_t a = n->active_samples, t = n->total_samples;

    switch (sort) {
    case SVCCOMM_SORT_TOTAL_SAMPLES:
        set_value(position, n->found != 0, t);
        break;
    case SVCCOMM_SORT_ACTIVE_SAMPLES:
        set_value(position, 1, a);
        break;
    case SVCCOMM_SORT_RECENT_SAMPLES:
        set_value(position, 1, n->recent_samples);
        break;
    case SVCCOMM_SORT_ATTEMPTS:
        set_value(position, 1, n->attempts);
        break;
    case SVCCOMM_SORT_IMPLIED_SAMPLES:
        set_value(position, 1, n->implied_samples);
        break;
    case SVCCOMM_SORT_TOTAL_PORTS:
        set_value(position, 1, n->total_ports);
        break;
    case SVCCOMM_SORT_AVERAGE_CONNECTIONS:
        set_value(position, a > 0, from_double(svccomm_average_connections(n->total_ports, a)));
        break;
    default:
        set_value(position, n->found && t > 0, from_double(svccomm_persistence(a, t)));
    }
}

/* As in exports, spans have no value where only attempts were seen. */
static void netflow_value(const svccomm_netflow *n, uint32_t sort, svccomm_position *position)
{
    int found = n->spans.first != SVCCOMM_NO_TIME;

    switch (sort) {
    case SVCCOMM_SORT_FLOW_EVENTS:
        set_value(position, 1, svccomm__sat_add(n->forward_events, n->reverse_events));
        break;
    case SVCCOMM_SORT_FLOW_BYTES:
        set_value(position, 1, svccomm__sat_add(n->forward_bytes, n->reverse_bytes));
        break;
    case SVCCOMM_SORT_FLOW_PACKETS:
        set_value(position, 1, svccomm__sat_add(n->forward_packets, n->reverse_packets));
        break;
    case SVCCOMM_SORT_FLOW_ACTIVE_SAMPLES:
        set_value(position, 1, svccomm_spans_samples(&n->spans));
        break;
    case SVCCOMM_SORT_FLOW_ACTIVE_SPAN:
        set_value(position, found, from_signed(svccomm_spans_active(&n->spans)));
        break;
    default:
        set_value(position, found, from_signed(svccomm_spans_gap(&n->spans)));
    }
}

static void plain_value(const svccomm_record *record, uint32_t sort, svccomm_position *position)
{
    if (sort == SVCCOMM_SORT_REVISION)
        set_value(position, 1, record->revision);
    else if (sort == SVCCOMM_SORT_CREATED)
        set_time(position, record->created);
    else if (sort == SVCCOMM_SORT_UPDATED)
        set_time(position, record->updated);
    else if (sort == SVCCOMM_SORT_FIRST_FOUND)
        set_time(position, record->first_found);
    else if (sort == SVCCOMM_SORT_LAST_FOUND)
        set_time(position, record->last_found);
}

int svccomm_record_position(const svccomm_record *record, uint32_t sort, svccomm_position *position)
{
    const svccomm_netstat *n = svccomm_record_headline(record);

    if (record == NULL || position == NULL || sort > SVCCOMM_SORT_FLOW_GAP_SPAN)
        return SVCCOMM_E_ARGUMENT;
    memset(position, 0, sizeof *position);
    position->key = record->key;
    if (sort < SVCCOMM_SORT_TOTAL_SAMPLES)
        plain_value(record, sort, position);
    else if (sort <= SVCCOMM_SORT_PERSISTENCE && n->view != SVCCOMM_VIEW_NONE)
        netstat_value(n, sort, position);
    else if (sort > SVCCOMM_SORT_PERSISTENCE && record->netflow.present)
        netflow_value(&record->netflow, sort, position);
    return 0;
}
