/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks as datagrams of one exporter. The layouts are plain ones of
 * RFC 3954 and RFC 7011, and fill a datagram of 1,500 bytes as exporters do. */
#include "flow_wire.h"

#include <string.h>

#include "flow_pages.h"

#define DATAGRAM_ROOM 1500u
#define TEMPLATE_ID 256u
#define TEMPLATE_EVERY 1000u

/* The exporter started ten days before the workload. */
#define BOOT_MS (FLOW_LOAD_BASE_MS - UINT64_C(864000000))

struct field {
    uint16_t id;
    uint16_t length;
};

static const struct field fields_of_v9[] = {{8, 4},  {12, 4}, {7, 2}, {11, 2}, {4, 1},
                                            {6, 1},  {1, 4},  {2, 4}, {22, 4}, {21, 4},
                                            {10, 2}, {14, 2}, {5, 1}};
static const struct field fields_of_ipfix[] = {{8, 4},  {12, 4}, {7, 2}, {11, 2},  {4, 1},
                                               {6, 2},  {1, 8},  {2, 8}, {152, 8}, {153, 8},
                                               {10, 4}, {14, 4}, {5, 1}, {136, 1}};

#define FIELDS_OF_V9 (sizeof fields_of_v9 / sizeof fields_of_v9[0])
#define FIELDS_OF_IPFIX (sizeof fields_of_ipfix / sizeof fields_of_ipfix[0])

/* Where the next byte goes. */
struct pen {
    unsigned char *at;
};

static void put8(struct pen *pen, unsigned value)
{
    *pen->at++ = (unsigned char)value;
}

static void put16(struct pen *pen, unsigned value)
{
    put8(pen, value >> 8 & 0xff);
    put8(pen, value & 0xff);
}

static void put32(struct pen *pen, uint32_t value)
{
    put16(pen, value >> 16);
    put16(pen, value & 0xffff);
}

static void put64(struct pen *pen, uint64_t value)
{
    put32(pen, (uint32_t)(value >> 32));
    put32(pen, (uint32_t)value);
}

static void put16_at(unsigned char *at, size_t value)
{
    at[0] = (unsigned char)(value >> 8 & 0xff);
    at[1] = (unsigned char)(value & 0xff);
}

/* What one datagram is made of. */
struct batch {
    const struct flow_load *load;
    const struct flow_load_event *events;
    size_t count;
    uint64_t now_ms; /* the end of the last event */
    uint32_t sequence;
    int with_template;
};

static uint32_t uptime(uint64_t ms)
{
    return (uint32_t)(ms - BOOT_MS);
}

static uint64_t end_ms(const struct flow_load_event *event)
{
    return FLOW_LOAD_BASE_MS + event->end_ms;
}

static void put_v5_record(struct pen *pen, const struct flow_load_key *key,
                          const struct flow_load_event *event)
{
    put32(pen, key->client);
    put32(pen, key->listener);
    put32(pen, 0); /* next hop */
    put16(pen, 1); /* interfaces */
    put16(pen, 2);
    put32(pen, event->packets);
    put32(pen, event->bytes);
    put32(pen, uptime(end_ms(event)) - event->duration_ms);
    put32(pen, uptime(end_ms(event)));
    put16(pen, event->client_port);
    put16(pen, key->port);
    put8(pen, 0);
    put8(pen, flow_load_tcp_flags(key->protocol));
    put8(pen, key->protocol);
    put8(pen, 0);  /* type of service */
    put32(pen, 0); /* autonomous systems */
    put8(pen, 24); /* prefix lengths */
    put8(pen, 24);
    put16(pen, 0);
}

static void put_v5(struct pen *pen, const struct batch *batch)
{
    size_t i;

    put16(pen, 5);
    put16(pen, (unsigned)batch->count);
    put32(pen, uptime(batch->now_ms));
    put32(pen, (uint32_t)(batch->now_ms / 1000));
    put32(pen, (uint32_t)(batch->now_ms % 1000) * 1000000u);
    put32(pen, batch->sequence);
    put8(pen, 0); /* engine */
    put8(pen, 1);
    put16(pen, 0); /* not sampled */
    for (i = 0; i < batch->count; i++)
        put_v5_record(pen, &batch->load->keys[batch->events[i].key], &batch->events[i]);
}

static void put_template(struct pen *pen, unsigned set, const struct field *fields, size_t count)
{
    size_t i;

    put16(pen, set);
    put16(pen, (unsigned)(8 + 4 * count));
    put16(pen, TEMPLATE_ID);
    put16(pen, (unsigned)count);
    for (i = 0; i < count; i++) {
        put16(pen, fields[i].id);
        put16(pen, fields[i].length);
    }
}

static void put_v9_record(struct pen *pen, const struct flow_load_key *key,
                          const struct flow_load_event *event)
{
    put32(pen, key->client);
    put32(pen, key->listener);
    put16(pen, event->client_port);
    put16(pen, key->port);
    put8(pen, key->protocol);
    put8(pen, flow_load_tcp_flags(key->protocol));
    put32(pen, event->bytes);
    put32(pen, event->packets);
    put32(pen, uptime(end_ms(event)) - event->duration_ms);
    put32(pen, uptime(end_ms(event)));
    put16(pen, 1); /* interfaces */
    put16(pen, 2);
    put8(pen, 0); /* type of service */
}

static void put_v9(struct pen *pen, const struct batch *batch)
{
    unsigned char *set;
    size_t i;

    put16(pen, 9);
    put16(pen, (unsigned)batch->count + (batch->with_template ? 1 : 0));
    put32(pen, uptime(batch->now_ms));
    put32(pen, (uint32_t)(batch->now_ms / 1000)); /* whole seconds: RFC 3954 section 5.1 */
    put32(pen, batch->sequence);
    put32(pen, 1); /* source id */
    if (batch->with_template)
        put_template(pen, 0, fields_of_v9, FIELDS_OF_V9);
    set = pen->at;
    put16(pen, TEMPLATE_ID);
    put16(pen, 0);
    for (i = 0; i < batch->count; i++)
        put_v9_record(pen, &batch->load->keys[batch->events[i].key], &batch->events[i]);
    while ((pen->at - set) % 4 != 0)
        put8(pen, 0);
    put16_at(set + 2, (size_t)(pen->at - set));
}

static void put_ipfix_record(struct pen *pen, const struct flow_load_key *key,
                             const struct flow_load_event *event)
{
    put32(pen, key->client);
    put32(pen, key->listener);
    put16(pen, event->client_port);
    put16(pen, key->port);
    put8(pen, key->protocol);
    put16(pen, flow_load_tcp_flags(key->protocol));
    put64(pen, event->bytes);
    put64(pen, event->packets);
    put64(pen, end_ms(event) - event->duration_ms);
    put64(pen, end_ms(event));
    put32(pen, 1); /* interfaces */
    put32(pen, 2);
    put8(pen, 0); /* type of service */
    put8(pen, 3); /* end of flow detected */
}

static void put_ipfix(struct pen *pen, const struct batch *batch)
{
    unsigned char *message = pen->at, *set;
    size_t i;

    put16(pen, 10);
    put16(pen, 0);
    put32(pen, (uint32_t)(batch->now_ms / 1000));
    put32(pen, batch->sequence);
    put32(pen, 1); /* observation domain */
    if (batch->with_template)
        put_template(pen, 2, fields_of_ipfix, FIELDS_OF_IPFIX);
    set = pen->at;
    put16(pen, TEMPLATE_ID);
    put16(pen, 0);
    for (i = 0; i < batch->count; i++)
        put_ipfix_record(pen, &batch->load->keys[batch->events[i].key], &batch->events[i]);
    put16_at(set + 2, (size_t)(pen->at - set));
    put16_at(message + 2, (size_t)(pen->at - message));
}

/* v5 and IPFIX count records, v9 counts packets. */
static const struct {
    unsigned version;
    size_t records;
    int counts_packets;
    void (*put)(struct pen *pen, const struct batch *batch);
} forms[] = {{FLOW_WIRE_V5, 30, 0, put_v5},
             {FLOW_WIRE_V9, 38, 1, put_v9},
             {FLOW_WIRE_IPFIX, 23, 0, put_ipfix}};

static size_t form_of(unsigned version)
{
    return version == FLOW_WIRE_V5 ? 0 : version == FLOW_WIRE_V9 ? 1 : 2;
}

static void put_datagram(struct flow_wire *wire, size_t form, const struct batch *batch)
{
    unsigned char *head = wire->bytes + wire->length;
    struct pen pen = {head + 2};

    forms[form].put(&pen, batch);
    put16_at(head, (size_t)(pen.at - head) - 2);
    wire->length = (size_t)(pen.at - wire->bytes);
    wire->datagrams++;
}

void flow_wire_make(struct flow_wire *wire, const struct flow_load *load, unsigned version)
{
    size_t form = form_of(version), most = forms[form].records, at;
    struct batch batch = {load, NULL, 0, 0, 0, 0};

    memset(wire, 0, sizeof *wire);
    wire->version = version;
    wire->room = (load->event_count / most + 1) * DATAGRAM_ROOM;
    wire->bytes = flow_pages_map(wire->room, 1);
    for (at = 0; at < load->event_count; at += batch.count) {
        batch.events = load->events + at;
        batch.count = load->event_count - at < most ? load->event_count - at : most;
        batch.now_ms = end_ms(&batch.events[batch.count - 1]);
        batch.with_template = wire->datagrams % TEMPLATE_EVERY == 0;
        put_datagram(wire, form, &batch);
        batch.sequence += forms[form].counts_packets ? 1 : (uint32_t)batch.count;
    }
}

void flow_wire_free(struct flow_wire *wire)
{
    flow_pages_unmap(wire->bytes, wire->room);
    memset(wire, 0, sizeof *wire);
}

const unsigned char *flow_wire_next(const struct flow_wire *wire, size_t *at, size_t *length)
{
    const unsigned char *head = wire->bytes + *at;

    if (*at >= wire->length)
        return NULL;
    *length = (size_t)head[0] << 8 | head[1];
    *at += 2 + *length;
    return head + 2;
}
