/* SPDX-License-Identifier: MIT
 * flow_print PCAP: decodes the UDP datagrams of a capture and prints each flow as a line of JSON;
 * the last line is what became of the datagrams, `{"report": …}`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pcap_datagrams.h"
#include "print_support.h"

static void print_time(const char *name, int64_t time)
{
    if (time == SVCCOMM_NO_TIME)
        printf("\"%s\": null, ", name);
    else
        printf("\"%s\": %" PRId64 ", ", name, time);
}

static void print_number(const char *name, uint64_t number)
{
    printf("\"%s\": %" PRIu64 ", ", name, number);
}

static void print_flow(const svccomm_flow *flow)
{
    printf("{");
    print_address("source", flow->source);
    print_address("destination", flow->destination);
    print_number("source_port", flow->source_port);
    print_number("destination_port", flow->destination_port);
    print_number("protocol", flow->protocol);
    print_number("tcp_flags", flow->tcp_flags);
    print_number("reverse_tcp_flags", flow->reverse_tcp_flags);
    print_number("initiator", flow->initiator);
    print_number("flags", flow->flags);
    print_time("start", flow->start);
    print_time("end", flow->end);
    print_number("bytes", flow->bytes);
    print_number("packets", flow->packets);
    print_number("reverse_bytes", flow->reverse_bytes);
    print_number("reverse_packets", flow->reverse_packets);
    print_number("sampling", flow->sampling);
    print_number("post_source_port", flow->post_source_port);
    print_number("post_destination_port", flow->post_destination_port);
    print_address("post_source", flow->post_source);
    print_address("post_destination", flow->post_destination);
    printf("\"domain\": %" PRIu32 "}\n", flow->domain);
}

#define COUNTER(report, name) \
    {                         \
#name, (report).name  \
    }

static void print_report(const svccomm_decode_report *report)
{
    const struct {
        const char *name;
        uint64_t value;
    } counters[] = {
        COUNTER(*report, datagrams),
        COUNTER(*report, flows),
        COUNTER(*report, unknown_version),
        COUNTER(*report, malformed),
        COUNTER(*report, sets),
        COUNTER(*report, sets_unknown),
        COUNTER(*report, templates),
        COUNTER(*report, templates_new),
        COUNTER(*report, templates_changed),
        COUNTER(*report, templates_invalid),
        COUNTER(*report, templates_withdrawn),
        COUNTER(*report, options),
        COUNTER(*report, records_bad),
        COUNTER(*report, records_other),
        COUNTER(*report, no_template),
        COUNTER(*report, held),
        COUNTER(*report, held_decoded),
        COUNTER(*report, held_dropped),
        COUNTER(*report, lost),
        COUNTER(*report, reordered),
        COUNTER(*report, restarts),
    };
    size_t i;

    printf("{\"report\": {");
    for (i = 0; i < sizeof counters / sizeof counters[0]; i++)
        printf("%s\"%s\": %" PRIu64, i > 0 ? ", " : "", counters[i].name, counters[i].value);
    printf("}}\n");
}

static void decode(svccomm_decoder *decoder, const struct pcap_datagram *from,
                   svccomm_decode_report *report)
{
    svccomm_datagram datagram;
    const svccomm_flow *flows;
    int count, i;

    check(svccomm_datagram_init(&datagram, sizeof datagram), "init");
    datagram.received = from->time;
    memcpy(datagram.exporter, from->source, sizeof datagram.exporter);
    count = svccomm_decoder_datagram(decoder, from->data, from->length, &datagram, &flows,
                                     sizeof *flows, report);
    check(count, "datagram");
    for (i = 0; i < count; i++)
        print_flow(&flows[i]);
}

int main(int argc, char **argv)
{
    struct pcap_datagram datagram;
    svccomm_decode_report report;
    struct pcap_reader reader;
    svccomm_decoder *decoder;
    uint8_t *bytes;
    size_t length;

    if (argc != 2) {
        fprintf(stderr, "usage: flow_print PCAP\n");
        return 2;
    }
    bytes = read_file(argv[1], &length);
    if (!pcap_open(&reader, bytes, length)) {
        fprintf(stderr, "flow_print: %s is no capture that can be read\n", argv[1]);
        return 1;
    }
    check(svccomm_decoder_new(&decoder, NULL), "new");
    check(svccomm_decode_report_init(&report, sizeof report), "init");
    while (pcap_next(&reader, &datagram))
        decode(decoder, &datagram, &report);
    print_report(&report);
    svccomm_decoder_free(decoder);
    free(bytes);
    return 0;
}
