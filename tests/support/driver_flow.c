/* SPDX-License-Identifier: MIT
 * The driver's command that ingests a batch of flows. */
#include "driver.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* REALM PROTOCOL SOURCE SPORT DESTINATION DPORT START END BYTES PACKETS RBYTES RPACKETS TCP RTCP
 * INITIATOR FLAGS SAMPLING */
static void read_flow(struct words *words, svccomm_flow *flow)
{
    flow->realm = (uint32_t)words_int(words, 0);
    flow->protocol = (uint8_t)words_int(words, 1);
    words_address(words, 2, flow->source);
    flow->source_port = (uint16_t)words_int(words, 3);
    words_address(words, 4, flow->destination);
    flow->destination_port = (uint16_t)words_int(words, 5);
    flow->start = words_time(words, 6);
    flow->end = words_time(words, 7);
    flow->bytes = words_count(words, 8);
    flow->packets = words_count(words, 9);
    flow->reverse_bytes = words_count(words, 10);
    flow->reverse_packets = words_count(words, 11);
    flow->tcp_flags = (uint8_t)words_int(words, 12);
    flow->reverse_tcp_flags = (uint8_t)words_int(words, 13);
    flow->initiator = (uint8_t)words_int(words, 14);
    flow->flags = (uint32_t)words_int(words, 15);
    flow->sampling = (uint32_t)words_int(words, 16);
}

static void read_flows(struct words *words, svccomm_flow *flows, size_t count)
{
    static struct words parts;

    for (size_t i = 0; i < count; i++) {
        char *line = driver_line();
        if (line == NULL) {
            words->failed = 1;
            return;
        }
        words_split(&parts, line);
        read_flow(&parts, &flows[i]);
        words->failed |= parts.failed;
        free(line);
    }
}

static const struct {
    const char *name;
    size_t offset;
} counters[] = {
    {"flows", offsetof(svccomm_flow_report, flows)},
    {"events", offsetof(svccomm_flow_report, events)},
    {"attempts", offsetof(svccomm_flow_report, attempts)},
    {"attempts_unknown", offsetof(svccomm_flow_report, attempts_unknown)},
    {"ignored", offsetof(svccomm_flow_report, ignored)},
    {"dropped_protocol", offsetof(svccomm_flow_report, dropped_protocol)},
    {"dropped_port", offsetof(svccomm_flow_report, dropped_port)},
    {"dropped_fragment", offsetof(svccomm_flow_report, dropped_fragment)},
    {"dropped_address", offsetof(svccomm_flow_report, dropped_address)},
    {"dropped_future", offsetof(svccomm_flow_report, dropped_future)},
    {"dropped_old", offsetof(svccomm_flow_report, dropped_old)},
    {"dropped_time", offsetof(svccomm_flow_report, dropped_time)},
    {"dropped_scope", offsetof(svccomm_flow_report, dropped_scope)},
    {"dropped_full", offsetof(svccomm_flow_report, dropped_full)},
    {"records_new", offsetof(svccomm_flow_report, records_new)},
    {"turned", offsetof(svccomm_flow_report, turned)},
    {"mixed", offsetof(svccomm_flow_report, mixed)},
    {"late", offsetof(svccomm_flow_report, late)},
    {"sampled", offsetof(svccomm_flow_report, sampled)},
    {"biflows", offsetof(svccomm_flow_report, biflows)},
    {"long_durations", offsetof(svccomm_flow_report, long_durations)},
    {"reversed_times", offsetof(svccomm_flow_report, reversed_times)},
    {"fan_in_full", offsetof(svccomm_flow_report, fan_in_full)},
};

static void answer_report(struct driver *driver, const svccomm_flow_report *report)
{
    text_format(&driver->out, ",\"report\":{");
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        uint64_t value;
        memcpy(&value, (const char *)report + counters[i].offset, sizeof value);
        text_format(&driver->out, "%s\"%s\":%" PRIu64, i == 0 ? "" : ",", counters[i].name, value);
    }
    text_format(&driver->out, "}");
}

/* flows NOW RECEIVED HOST EXPORTER N */
static int ingest(struct driver *driver, struct words *words, const svccomm_flow *flows,
                  size_t count)
{
    svccomm_flow_batch batch;
    svccomm_flow_report report;

    if (svccomm_flow_batch_init(&batch, sizeof batch) != 0 ||
        svccomm_flow_report_init(&report, sizeof report) != 0)
        abort();
    batch.now = words_int(words, 1);
    batch.received = words_time(words, 2);
    batch.host = words_hex(words, 3);
    words_address(words, 4, batch.exporter);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = svccomm_registry_ingest_flows(driver->registry, flows, count, sizeof *flows, &batch,
                                             &report);
    if (code == 0)
        answer_report(driver, &report);
    return code;
}

int flow_ingest(struct driver *driver, struct words *words)
{
    size_t count = (size_t)words_int(words, 5);

    if (words->failed || count > 100000)
        return DRIVER_E_COMMAND;
    svccomm_flow *flows = calloc(count + 1, sizeof *flows);
    if (flows == NULL)
        abort();
    read_flows(words, flows, count);
    int code = ingest(driver, words, flows, count);
    free(flows);
    return code;
}
