/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks through the library's public functions. */
#include "flow_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)

void flow_feed_check(int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, svccomm_strerror(rc));
    exit(1);
}

svccomm_registry *flow_feed_registry(const svccomm_allocator *allocator, uint32_t keep, int points)
{
    svccomm_registry_config config;
    svccomm_registry *registry;

    flow_feed_check(svccomm_registry_config_init(&config, sizeof config), "config");
    config.points = points != 0;
    config.keep_segments = keep;
    config.allocator = allocator;
    flow_feed_check(svccomm_registry_new(&registry, &config), "registry");
    return registry;
}

svccomm_decoder *flow_feed_decoder(const svccomm_allocator *allocator)
{
    svccomm_decoder_config config;
    svccomm_decoder *decoder;

    flow_feed_check(svccomm_decoder_config_init(&config, sizeof config), "config");
    config.allocator = allocator;
    flow_feed_check(svccomm_decoder_new(&decoder, &config), "decoder");
    return decoder;
}

void flow_feed_address(uint32_t number, uint8_t *address)
{
    address[10] = address[11] = 0xff;
    address[12] = (uint8_t)(number >> 24);
    address[13] = (uint8_t)(number >> 16);
    address[14] = (uint8_t)(number >> 8);
    address[15] = (uint8_t)number;
}

void flow_feed_structs(const struct flow_load *load, size_t at, size_t count, uint64_t later_ms,
                       svccomm_flow *flows)
{
    const struct flow_load_event *event = load->events + at;
    const struct flow_load_key *key;
    svccomm_flow *flow = flows;

    memset(flows, 0, count * sizeof *flows);
    for (; flow < flows + count; flow++, event++) {
        key = &load->keys[event->key];
        flow_feed_address(key->client, flow->source);
        flow_feed_address(key->listener, flow->destination);
        flow->source_port = event->client_port;
        flow->destination_port = key->port;
        flow->protocol = key->protocol;
        flow->tcp_flags = flow_load_tcp_flags(key->protocol);
        flow->end = (int64_t)(FLOW_LOAD_BASE_MS + event->end_ms + later_ms) * MS;
        flow->start = flow->end - event->duration_ms * MS;
        flow->bytes = event->bytes;
        flow->packets = event->packets;
    }
}

void flow_feed_ingest(svccomm_registry *registry, const svccomm_flow *flows, size_t count,
                      int64_t received, svccomm_flow_report *report)
{
    svccomm_flow_batch batch;

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.received = received;
    batch.now = received != SVCCOMM_NO_TIME ? received : (int64_t)FLOW_LOAD_BASE_MS * MS;
    flow_feed_check(
        svccomm_registry_ingest_flows(registry, flows, count, sizeof *flows, &batch, report),
        "ingest");
}

/* A second after the export time of its header, so that nothing in it is of the future. */
static int64_t receive_time(const struct flow_wire *wire, const unsigned char *data)
{
    const unsigned char *p = data + (wire->version == FLOW_WIRE_IPFIX ? 4 : 8);
    uint32_t seconds = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];

    return ((int64_t)seconds + 1) * 1000 * MS;
}

static size_t decode(svccomm_decoder *decoder, const unsigned char *data, size_t length,
                     int64_t received, const svccomm_flow **flows, svccomm_decode_report *report)
{
    svccomm_datagram datagram;
    int count;

    svccomm_datagram_init(&datagram, sizeof datagram);
    flow_feed_address(0xC0A80001u, datagram.exporter);
    datagram.received = received;
    count =
        svccomm_decoder_datagram(decoder, data, length, &datagram, flows, sizeof **flows, report);
    flow_feed_check(count, "decode");
    return (size_t)count;
}

void flow_feed_decode(svccomm_decoder *decoder, const struct flow_wire *wire,
                      svccomm_decode_report *report)
{
    const svccomm_flow *flows;
    const unsigned char *data;
    size_t at = 0, length;

    while ((data = flow_wire_next(wire, &at, &length)) != NULL)
        decode(decoder, data, length, receive_time(wire, data), &flows, report);
}

void flow_feed_chain(svccomm_decoder *decoder, svccomm_registry *registry,
                     const struct flow_wire *wire, svccomm_decode_report *decoded,
                     svccomm_flow_report *ingested)
{
    const svccomm_flow *flows;
    const unsigned char *data;
    size_t at = 0, length, count;
    int64_t received;

    while ((data = flow_wire_next(wire, &at, &length)) != NULL) {
        received = receive_time(wire, data);
        count = decode(decoder, data, length, received, &flows, decoded);
        flow_feed_ingest(registry, flows, count, received, ingested);
    }
}
