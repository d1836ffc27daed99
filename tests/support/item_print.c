/* SPDX-License-Identifier: MIT
 * An item as text, each member by its name. */
#include "item_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void number(struct fault_text *text, const char *name, uint64_t value)
{
    char line[120];

    snprintf(line, sizeof line, "%s %" PRIu64 "\n", name, value);
    fault_text_word(text, line);
}

static void time_or_span(struct fault_text *text, const char *name, int64_t value)
{
    char line[120];

    snprintf(line, sizeof line, "%s %" PRId64 "\n", name, value);
    fault_text_word(text, line);
}

static void bytes(struct fault_text *text, const char *name, const uint8_t *value)
{
    fault_text_word(text, name);
    fault_text_word(text, " ");
    fault_text_hex(text, value, 16);
    fault_text_word(text, "\n");
}

static void string(struct fault_text *text, const char *name, const char *value)
{
    fault_text_word(text, name);
    if (value != NULL) {
        fault_text_word(text, " =");
        fault_text_word(text, value);
    }
    fault_text_word(text, "\n");
}

#define NUMBER(object, member) number(text, #member, (object)->member)
#define TIME(object, member) time_or_span(text, #member, (object)->member)
#define BYTES(object, member) bytes(text, #member, (object)->member)
#define STRING(object, member) string(text, #member, (object)->member)

static void print_meta(const svccomm_meta *m, struct fault_text *text)
{
    NUMBER(m, format);
    NUMBER(m, points);
    NUMBER(m, revision);
    TIME(m, interval);
    TIME(m, newest);
    NUMBER(m, tombstones_from);
    NUMBER(m, fan_in_key[0]);
    NUMBER(m, fan_in_key[1]);
}

static void print_host(const svccomm_host *h, struct fault_text *text)
{
    NUMBER(h, key.realm);
    NUMBER(h, key.host);
    NUMBER(h, revision);
    TIME(h, last_snapshot);
    NUMBER(h, snapshots);
    NUMBER(h, addresses);
    for (int family = 0; family < 2; family++)
        for (int p = 0; p < SVCCOMM_PROTOCOL_COUNT; p++) {
            number(text, "complete", h->complete[family][p]);
            time_or_span(text, "last_complete", h->last_complete[family][p]);
        }
    NUMBER(h, ephemeral_low);
    NUMBER(h, ephemeral_high);
    STRING(h, name);
}

static void print_address(const svccomm_address *a, struct fault_text *text)
{
    NUMBER(a, key.realm);
    NUMBER(a, key.scope);
    BYTES(a, key.address);
    NUMBER(a, revision);
    NUMBER(a, owner);
    TIME(a, since);
    TIME(a, last_seen);
    for (int p = 0; p < SVCCOMM_PROTOCOL_COUNT; p++) {
        number(text, "settled", a->settled[p]);
        number(text, "base", a->base[p]);
    }
    STRING(a, device);
    STRING(a, fallback);
}

static void print_endpoint(const svccomm_endpoint *e, struct fault_text *text)
{
    NUMBER(e, key.realm);
    NUMBER(e, key.scope);
    NUMBER(e, key.protocol);
    BYTES(e, key.address);
    NUMBER(e, key.port);
    NUMBER(e, revision);
    NUMBER(e, samples);
    NUMBER(e, own);
    NUMBER(e, wildcard_base);
    TIME(e, own_listen);
    TIME(e, last_listen);
    TIME(e, last_seen);
    TIME(e, process_seen);
    NUMBER(e, records);
    NUMBER(e, evidence);
    NUMBER(e, own_evidence);
    STRING(e, process);
    STRING(e, device);
}

static void print_rule(const svccomm_rule *r, struct fault_text *text)
{
    NUMBER(r, id);
    NUMBER(r, realm);
    NUMBER(r, kind);
    BYTES(r, client.address);
    NUMBER(r, client.length);
    BYTES(r, listener.address);
    NUMBER(r, listener.length);
    BYTES(r, group);
    NUMBER(r, port_low);
    NUMBER(r, port_high);
    NUMBER(r, protocol);
    STRING(r, process);
    NUMBER(r, hits);
}

static void print_tombstone(const svccomm_change *t, struct fault_text *text)
{
    NUMBER(t, revision);
    BYTES(t, id);
    BYTES(t, successor);
    NUMBER(t, cause);
}

static void print_fan_in(const svccomm_fan_in *f, struct fault_text *text)
{
    NUMBER(f, end);
    TIME(f, reached);
    TIME(f, hour);
    NUMBER(f, count);
    for (int i = 0; i < SVCCOMM_FAN_IN_MOST; i++)
        number(text, "ports", f->ports[i]);
}

static void print_view(const char *name, const svccomm_netstat *v, struct fault_text *text)
{
    fault_text_word(text, name);
    fault_text_word(text, "\n");
    NUMBER(v, view);
    NUMBER(v, found);
    NUMBER(v, total_samples);
    NUMBER(v, active_samples);
    NUMBER(v, recent_samples);
    NUMBER(v, attempts);
    NUMBER(v, implied_samples);
    NUMBER(v, total_ports);
    TIME(v, first_found);
    TIME(v, last_found);
    NUMBER(v, base);
}

static void print_spans(const svccomm_spans *s, struct fault_text *text)
{
    number(text, "spans.size", s->size == sizeof *s);
    NUMBER(s, flags);
    TIME(s, interval);
    NUMBER(s, keep);
    NUMBER(s, count);
    TIME(s, first);
    TIME(s, last);
    TIME(s, folded_end);
    TIME(s, folded_active);
    NUMBER(s, folded_samples);
    NUMBER(s, late);
    for (int i = 0; i < SVCCOMM_SPANS_KEEP_MAX; i++) {
        time_or_span(text, "start", s->segments[i].start);
        time_or_span(text, "end", s->segments[i].end);
    }
}

static void print_netflow(const svccomm_netflow *n, struct fault_text *text)
{
    NUMBER(n, present);
    NUMBER(n, sampled);
    NUMBER(n, forward_events);
    NUMBER(n, reverse_events);
    NUMBER(n, forward_bytes);
    NUMBER(n, reverse_bytes);
    NUMBER(n, forward_packets);
    NUMBER(n, reverse_packets);
    NUMBER(n, attempts);
    print_spans(&n->spans, text);
}

static void print_names(const svccomm_record *r, struct fault_text *text)
{
    STRING(r, client_device);
    STRING(r, listener_device);
    STRING(r, client_device_explicit);
    STRING(r, listener_device_explicit);
    STRING(r, listener_process);
    STRING(r, note);
    NUMBER(r, process_count);
    for (uint32_t i = 0; i < r->process_count; i++) {
        string(text, "process", r->processes[i].name);
        time_or_span(text, "last_seen", r->processes[i].last_seen);
    }
}

static void print_communication(const svccomm_record *r, struct fault_text *text)
{
    BYTES(r, id);
    NUMBER(r, key.realm);
    NUMBER(r, key.scope);
    NUMBER(r, key.protocol);
    BYTES(r, key.client);
    BYTES(r, key.listener);
    NUMBER(r, key.port);
    NUMBER(r, revision);
    TIME(r, created);
    TIME(r, updated);
    TIME(r, first_found);
    TIME(r, last_found);
    NUMBER(r, origin);
    NUMBER(r, evidence);
    NUMBER(r, status);
    NUMBER(r, flags);
    NUMBER(r, client_port);
    NUMBER(r, headline);
    print_names(r, text);
    print_view("listener_view", &r->listener_view, text);
    print_view("client_view", &r->client_view, text);
    print_netflow(&r->netflow, text);
}

void item_print(uint32_t kind, const void *item, struct fault_text *text)
{
    switch (kind) {
    case SVCCOMM_KIND_META:
        print_meta(item, text);
        break;
    case SVCCOMM_KIND_HOST:
        print_host(item, text);
        break;
    case SVCCOMM_KIND_ADDRESS:
        print_address(item, text);
        break;
    case SVCCOMM_KIND_ENDPOINT:
        print_endpoint(item, text);
        break;
    case SVCCOMM_KIND_RULE:
        print_rule(item, text);
        break;
    case SVCCOMM_KIND_TOMBSTONE:
        print_tombstone(item, text);
        break;
    case SVCCOMM_KIND_FAN_IN:
        print_fan_in(item, text);
        break;
    default:
        print_communication(item, text);
        break;
    }
}

uint32_t item_kind(const char *name, size_t length)
{
    static const char *const names[SVCCOMM_KIND_COUNT] = {
        "meta", "host", "address", "endpoint", "rule", "tombstone", "fan_in", "communication"};
    uint32_t kind = 0;

    while (kind < SVCCOMM_KIND_COUNT &&
           (strlen(names[kind]) != length || memcmp(names[kind], name, length) != 0))
        kind++;
    return kind;
}
