/* SPDX-License-Identifier: MIT
 * Records, buffers and callbacks for the tests of exports and imports. */
#ifndef TEST_EXPORT_SAMPLES_H
#define TEST_EXPORT_SAMPLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "svccomm/svccomm.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SECOND INT64_C(1000000000)
#define T0 (INT64_C(1767225600) * SECOND) /* 2026-01-01T00:00:00Z */

/* Takes what is written; fails in the call number `fail_at` (1-based) with `fail_with`. */
struct sample_sink {
    char *bytes;
    size_t length;
    size_t capacity;
    unsigned calls;
    unsigned fail_at;
    int fail_with;
};

static inline int sample_write(void *user, const void *data, size_t length)
{
    struct sample_sink *sink = user;

    if (++sink->calls == sink->fail_at)
        return sink->fail_with;
    if (sink->length + length + 1 > sink->capacity) {
        sink->capacity = 2 * (sink->length + length + 1);
        sink->bytes = realloc(sink->bytes, sink->capacity);
        if (sink->bytes == NULL)
            abort();
    }
    memcpy(sink->bytes + sink->length, data, length);
    sink->length += length;
    sink->bytes[sink->length] = '\0';
    return 0;
}

/* Gives bytes in chunks; fails in the call number `fail_at` (1-based) with `fail_with`. */
struct sample_source {
    const char *bytes;
    size_t length;
    size_t at;
    size_t chunk; /* 0: as much as is asked for */
    unsigned calls;
    unsigned fail_at;
    int fail_with;
};

static inline int sample_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct sample_source *source = user;
    size_t step = source->length - source->at;

    if (++source->calls == source->fail_at)
        return source->fail_with;
    if (step > capacity)
        step = capacity;
    if (source->chunk > 0 && step > source->chunk)
        step = source->chunk;
    if (step > 0)
        memcpy(data, source->bytes + source->at, step);
    source->at += step;
    *length = step;
    return 0;
}

static inline svccomm_key sample_key(const char *client, const char *listener, uint16_t port)
{
    svccomm_key key;

    memset(&key, 0, sizeof key);
    key.protocol = SVCCOMM_PROTO_TCP;
    key.port = port;
    assert_int_equal(svccomm_address_parse(client, strlen(client), key.client), 0);
    assert_int_equal(svccomm_address_parse(listener, strlen(listener), key.listener), 0);
    return key;
}

static inline void sample_no_times(svccomm_record *record)
{
    record->first_found = record->last_found = SVCCOMM_NO_TIME;
    record->listener_view.first_found = record->listener_view.last_found = SVCCOMM_NO_TIME;
    record->client_view.first_found = record->client_view.last_found = SVCCOMM_NO_TIME;
    (void)svccomm_spans_init(&record->netflow.spans, sizeof record->netflow.spans,
                             SVCCOMM_INTERVAL_DEFAULT, SVCCOMM_SPANS_KEEP_DEFAULT, 0);
}

/* A record of which nothing is known but its key. */
static inline svccomm_record sample_bare(void)
{
    svccomm_record record;

    memset(&record, 0, sizeof record);
    sample_no_times(&record);
    record.key = sample_key("10.0.0.7", "10.0.0.5", 443);
    (void)svccomm_key_id(&record.key, record.id);
    record.origin = SVCCOMM_ORIGIN_MANUAL;
    record.evidence = SVCCOMM_EVIDENCE_USER;
    record.created = record.updated = T0;
    record.revision = 1;
    return record;
}

static inline svccomm_netstat sample_view(uint32_t view)
{
    svccomm_netstat netstat;

    memset(&netstat, 0, sizeof netstat);
    netstat.view = view;
    netstat.found = 1;
    netstat.total_samples = 3;
    netstat.active_samples = 2;
    netstat.recent_samples = 1;
    netstat.attempts = 4;
    netstat.implied_samples = 1;
    netstat.total_ports = 5;
    netstat.first_found = T0;
    netstat.last_found = T0 + 120 * SECOND;
    return netstat;
}

/* F6 of the design, kept in one folded stretch and segments. */
static inline svccomm_netflow sample_flow(void)
{
    static const int64_t events[] = {75, 105, 130, 165, 230, 235};
    svccomm_netflow flow;

    memset(&flow, 0, sizeof flow);
    flow.present = 1;
    flow.forward_events = 4;
    flow.reverse_events = 2;
    flow.forward_bytes = 1000;
    flow.reverse_bytes = 500;
    flow.forward_packets = 10;
    flow.reverse_packets = 5;
    flow.attempts = 7;
    (void)svccomm_spans_init(&flow.spans, sizeof flow.spans, SVCCOMM_INTERVAL_DEFAULT,
                             SVCCOMM_SPANS_KEEP_DEFAULT, 0);
    for (size_t i = 0; i < COUNT(events); i++)
        (void)svccomm_spans_add(&flow.spans, T0 + events[i] * SECOND, T0 + events[i] * SECOND);
    return flow;
}

/* A record with everything. */
static inline svccomm_record sample_full(void)
{
    static const svccomm_process processes[] = {
        {"curl", T0 + 120 * SECOND},
        {"a \"b\"\\c", T0 + SECOND / 2},
        {"by hand", SVCCOMM_NO_TIME},
    };
    svccomm_record record = sample_bare();

    record.origin = SVCCOMM_ORIGIN_MANUAL | SVCCOMM_ORIGIN_NETSTAT | SVCCOMM_ORIGIN_NETFLOW;
    record.flags = SVCCOMM_RECORD_MIXED;
    record.status = SVCCOMM_STATUS_HIDDEN;
    record.client_device = record.client_device_explicit = "laptop";
    record.listener_device = "web1";
    record.listener_process = "nginx";
    record.note = "=1+1";
    record.processes = processes;
    record.process_count = COUNT(processes);
    record.headline = SVCCOMM_VIEW_LISTENER;
    record.listener_view = sample_view(SVCCOMM_VIEW_LISTENER);
    record.client_view = sample_view(SVCCOMM_VIEW_CLIENT);
    record.client_view.last_found = T0 + 60 * SECOND;
    record.netflow = sample_flow();
    record.first_found = T0;
    record.last_found = T0 + 235 * SECOND;
    record.revision = 42;
    return record;
}

#endif
