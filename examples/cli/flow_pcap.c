/* SPDX-License-Identifier: MIT
 * Captures: every UDP datagram of a known version, whatever its port. */
#include "flow_file.h"
#include "packet.h"
#include "say.h"
#include "times.h"

#include <inttypes.h>
#include <pcap/pcap.h>
#include <string.h>

static int open_capture(struct flow_file *file, pcap_t **pcap)
{
    char message[PCAP_ERRBUF_SIZE] = "";
    *pcap = pcap_fopen_offline_with_tstamp_precision(file->input.file, PCAP_TSTAMP_PRECISION_NANO,
                                                     message);
    if (*pcap == NULL)
        return say_input("%s: at byte 0: %s", file->input.name, message);
    int link = pcap_datalink(*pcap);
    const char *word = pcap_datalink_val_to_name(link);
    if (packet_link_known(link))
        return 0;
    return say_input("%s: at byte 0: captures of link type %d (%s) are not read", file->input.name,
                     link, word != NULL ? word : "unknown");
}

/* The time stamp; none where it is beyond what times can be. With the precision that was asked for
 * tv_usec has nanoseconds. */
static int64_t time_of(const struct pcap_pkthdr *header)
{
    int64_t seconds = header->ts.tv_sec, nanoseconds = header->ts.tv_usec;
    if (seconds < 0 || seconds >= SVCCOMM_TIME_MAX / TIMES_SECOND || nanoseconds < 0 ||
        nanoseconds >= TIMES_SECOND)
        return SVCCOMM_NO_TIME;
    return seconds * TIMES_SECOND + nanoseconds;
}

static int take_udp(struct flow_file *file, const struct flow_reading *reading,
                    const struct pcap_pkthdr *header, const struct packet *packet)
{
    struct flow_origin origin = {time_of(header), reading->host, {0}};
    memcpy(origin.exporter, packet->source, sizeof origin.exporter);
    return flow_file_datagram(file, reading, packet->payload, packet->length, &origin);
}

static int take_packet(struct flow_file *file, const struct flow_reading *reading, int link,
                       const struct pcap_pkthdr *header, const uint8_t *data)
{
    struct packet packet;
    enum packet_kind kind = packet_read(link, data, header->caplen, &packet);
    bool cut = kind == PACKET_CUT || (kind == PACKET_UDP && packet.cut);
    file->packets++;
    file->cut += cut;
    file->fragments += kind == PACKET_FRAGMENT;
    file->other_packets += kind == PACKET_OTHER;
    if (cut || kind == PACKET_FRAGMENT)
        flow_file_fault(file);
    if (kind == PACKET_UDP)
        return take_udp(file, reading, header, &packet);
    return flow_file_step(file, reading);
}

static int read_packets(struct flow_file *file, const struct flow_reading *reading, pcap_t *pcap)
{
    struct pcap_pkthdr *header;
    const uint8_t *data;
    int got, code = 0;
    do {
        file->place.number++;
        file->place.offset = ftello(file->input.file);
        got = pcap_next_ex(pcap, &header, &data);
        if (got == 1)
            code = take_packet(file, reading, pcap_datalink(pcap), header, data);
    } while (got == 1 && code == 0);
    if (code != 0 || got == PCAP_ERROR_BREAK)
        return code;
    flow_file_fault(file);
    say_note("%s: packet %" PRIu64 ", at byte %" PRId64 ": %s; the packets before it are taken",
             file->input.name, file->place.number, file->place.offset, pcap_geterr(pcap));
    return 0;
}

int flow_pcap_read(struct flow_file *file, const struct flow_reading *reading)
{
    pcap_t *pcap = NULL;
    int code = open_capture(file, &pcap);
    if (code == 0)
        code = read_packets(file, reading, pcap);
    if (pcap != NULL) {
        pcap_close(pcap);
        file->input.file = NULL; /* it is closed, but for standard input */
    }
    return code;
}
