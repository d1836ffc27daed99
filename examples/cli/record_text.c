/* SPDX-License-Identifier: MIT
 * One record with everything that is known of it: names, both views, flow statistics. */
#include "record_text.h"

#include "json_text.h"
#include "plain_text.h"
#include "record_table.h"
#include "say.h"
#include "times.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

static void print_end(const char *label, const uint8_t *address, const char *device)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    svccomm_address_format(address, text, sizeof text);
    plain_line(label, "%s", text);
    plain_name("  device", device);
}

static void print_service(const svccomm_record *record)
{
    char protocol[8];
    protocol_format(record->key.protocol, protocol, sizeof protocol);
    plain_line("port", "%u/%s", (unsigned)record->key.port, protocol);
    if (record->key.realm != 0)
        plain_line("realm", "%" PRIu32, record->key.realm);
    if (record->key.scope != 0)
        plain_line("only on host", "%016" PRIx64, record->key.scope);
}

static void print_processes(const svccomm_record *record)
{
    for (uint32_t i = 0; i < record->process_count; i++) {
        plain_name("client process", record->processes[i].name);
        plain_time("  last seen", record->processes[i].last_seen);
    }
    plain_name("listener process", record->listener_process);
}

static void print_attributes(const svccomm_record *record)
{
    char origin[64];
    plain_line("origin", "%s", word_bits(origin_words, record->origin, origin, sizeof origin));
    plain_line("evidence", "%s%s", word_of(evidence_words, record->evidence),
               (record->flags & SVCCOMM_RECORD_MIXED) != 0 ? " (mixed)" : "");
    plain_line("status", "%s", word_of(status_words, record->status));
    plain_name("note", record->note);
    plain_time("created", record->created);
    plain_time("updated", record->updated);
    plain_time("first found", record->first_found);
    plain_time("last found", record->last_found);
    plain_line("revision", "%" PRIu64, record->revision);
}

static void print_persistence(const svccomm_netstat *netstat)
{
    char persistence[32];
    double low, high;
    ratio_format(svccomm_persistence(netstat->active_samples, netstat->total_samples), 1, " %",
                 persistence, sizeof persistence);
    if (!netstat->found || persistence[0] == '\0')
        return;
    svccomm_persistence_interval(netstat->active_samples, netstat->total_samples, &low, &high);
    plain_line("persistence", "%s (95 %% sure: %.1f to %.1f)", persistence, low, high);
}

static void print_average(const svccomm_netstat *netstat)
{
    char average[32];
    ratio_format(svccomm_average_connections(netstat->total_ports, netstat->active_samples), 2, "",
                 average, sizeof average);
    if (average[0] != '\0')
        plain_line("average connections", "%s", average);
}

static void print_view(const char *title, const svccomm_netstat *netstat, bool headline)
{
    printf("\n%s%s\n", title, headline ? " (the one that lists show)" : "");
    if (netstat->view == SVCCOMM_VIEW_NONE) {
        plain_line("never seen", "%s", "");
        return;
    }
    if (netstat->found)
        plain_line("total samples", "%" PRIu64, netstat->total_samples);
    plain_line("active samples", "%" PRIu64, netstat->active_samples);
    plain_line("recent samples", "%" PRIu64, netstat->recent_samples);
    plain_line("attempts", "%" PRIu64, netstat->attempts);
    plain_line("implied samples", "%" PRIu64, netstat->implied_samples);
    plain_line("total ports", "%" PRIu64, netstat->total_ports);
    print_average(netstat);
    print_persistence(netstat);
    plain_time("first found", netstat->first_found);
    plain_time("last found", netstat->last_found);
}

static void print_span(const char *label, int64_t span)
{
    char text[32];
    times_format_span(span, text, sizeof text);
    if (span < 100 * TIMES_SECOND)
        plain_line(label, "%.3f s", (double)span / 1e9);
    else
        plain_line(label, "%.3f s (%s)", (double)span / 1e9, text);
}

static void print_spans(const svccomm_spans *spans)
{
    plain_line("active samples", "%" PRIu64, svccomm_spans_samples(spans));
    print_span("active span", svccomm_spans_active(spans));
    print_span("gap span", svccomm_spans_gap(spans));
    plain_line("interval", "%.9g s%s", (double)spans->interval / 1e9,
               (spans->flags & SVCCOMM_SPANS_POINTS) != 0 ? ", points" : "");
    plain_time("first found", spans->first);
    plain_time("last found", spans->last);
    plain_line("late events", "%" PRIu64, spans->late);
    if ((spans->flags & SVCCOMM_SPANS_APPROXIMATE) != 0)
        plain_line("spans", "%s", "approximate");
}

/* Forward is from client to listener. */
static void print_ways(const char *label, uint64_t forward, uint64_t reverse)
{
    plain_line(label, "%" PRIu64 " (%" PRIu64 " forward, %" PRIu64 " reverse)",
               counter_sum(forward, reverse), forward, reverse);
}

static void print_netflow(const svccomm_netflow *netflow)
{
    printf("\nNetflow\n");
    if (!netflow->present) {
        plain_line("never seen", "%s", "");
        return;
    }
    print_ways("events", netflow->forward_events, netflow->reverse_events);
    print_ways("bytes", netflow->forward_bytes, netflow->reverse_bytes);
    print_ways("packets", netflow->forward_packets, netflow->reverse_packets);
    plain_line("attempts", "%" PRIu64, netflow->attempts);
    if (netflow->sampled)
        plain_line("traffic", "%s", "scaled from sampled flows");
    print_spans(&netflow->spans);
}

static void print_text(const svccomm_record *record)
{
    char id[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(record->id, id, sizeof id);
    printf("%s\n", id);
    print_end("client", record->key.client, record->client_device);
    print_end("listener", record->key.listener, record->listener_device);
    print_service(record);
    print_processes(record);
    print_attributes(record);
    if (record->headline == SVCCOMM_VIEW_NONE && record->netflow.present) {
        print_netflow(&record->netflow);
        printf("\nNetstat\n");
        plain_line("never seen", "%s", "");
        return;
    }
    print_view("Netstat, listener view", &record->listener_view,
               record->headline == SVCCOMM_VIEW_LISTENER);
    print_view("Netstat, client view", &record->client_view,
               record->headline == SVCCOMM_VIEW_CLIENT);
    print_netflow(&record->netflow);
}

int record_print(const struct cli *cli, svccomm_registry *registry, const uint8_t *id)
{
    svccomm_record record;
    int code = svccomm_registry_get(registry, id, &record, sizeof record);
    if (code == 0 && cli->json) {
        code = svccomm_record_write_json(&record, write_stdout, NULL);
        putchar('\n');
    } else if (code == 0) {
        print_text(&record);
    }
    return code == 0 ? 0 : say_code("record", code, NULL);
}
