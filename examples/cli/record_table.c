/* SPDX-License-Identifier: MIT
 * Records as rows of a table: one small function for each column. */
#include "record_table.h"

#include "times.h"
#include "words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

#define SHORT_ID 8 /* characters: enough to tell the records of most databases apart */

void ratio_format(double value, int decimals, const char *unit, char *text, size_t capacity)
{
    text[0] = '\0';
    if (!isnan(value))
        snprintf(text, capacity, "%.*f%s", decimals, value, unit);
}

uint64_t counter_sum(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* 1234567 as "1.2M": tables have little room. */
static void amount_format(uint64_t amount, char *text, size_t capacity)
{
    static const char units[] = "kMGTPE";
    double scaled = (double)amount;
    int unit = -1;
    for (; scaled >= 999.95 && units[unit + 1] != '\0'; unit++)
        scaled /= 1000;
    if (unit < 0)
        snprintf(text, capacity, "%" PRIu64, amount);
    else
        snprintf(text, capacity, "%.1f%c", scaled, units[unit]);
}

static void copy(char *text, size_t capacity, const char *from)
{
    snprintf(text, capacity, "%s", from != NULL ? from : "");
}

static void id_cell(const void *item, char *text, size_t capacity)
{
    svccomm_id_format(((const svccomm_record *)item)->id, text, capacity);
    text[SHORT_ID] = '\0';
}

static void client_cell(const void *item, char *text, size_t capacity)
{
    svccomm_address_format(((const svccomm_record *)item)->key.client, text, capacity);
}

static void listener_cell(const void *item, char *text, size_t capacity)
{
    svccomm_address_format(((const svccomm_record *)item)->key.listener, text, capacity);
}

static void client_device_cell(const void *item, char *text, size_t capacity)
{
    copy(text, capacity, ((const svccomm_record *)item)->client_device);
}

static void listener_device_cell(const void *item, char *text, size_t capacity)
{
    copy(text, capacity, ((const svccomm_record *)item)->listener_device);
}

static void port_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%u", (unsigned)((const svccomm_record *)item)->key.port);
}

static void protocol_cell(const void *item, char *text, size_t capacity)
{
    protocol_format(((const svccomm_record *)item)->key.protocol, text, capacity);
}

static void process_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_record *record = item;
    for (uint32_t i = 0; i < record->process_count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, capacity - length, "%s%s", i > 0 ? ", " : "",
                 record->processes[i].name);
    }
}

static void service_cell(const void *item, char *text, size_t capacity)
{
    copy(text, capacity, ((const svccomm_record *)item)->listener_process);
}

static void samples_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netstat *netstat = svccomm_record_headline(item);
    if (netstat->found)
        snprintf(text, capacity, "%" PRIu64 "/%" PRIu64, netstat->active_samples,
                 netstat->total_samples);
}

static void average_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netstat *netstat = svccomm_record_headline(item);
    ratio_format(svccomm_average_connections(netstat->total_ports, netstat->active_samples), 2, "",
                 text, capacity);
}

static void persistence_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netstat *netstat = svccomm_record_headline(item);
    if (netstat->found)
        ratio_format(svccomm_persistence(netstat->active_samples, netstat->total_samples), 1, "%",
                     text, capacity);
}

static void view_cell(const void *item, char *text, size_t capacity)
{
    static const char *const views[] = {"", "listener", "client"};
    uint32_t headline = ((const svccomm_record *)item)->headline;
    copy(text, capacity, headline < 3 ? views[headline] : "?");
}

static void evidence_cell(const void *item, char *text, size_t capacity)
{
    copy(text, capacity, word_of(evidence_words, ((const svccomm_record *)item)->evidence));
}

static void last_found_cell(const void *item, char *text, size_t capacity)
{
    char time_text[TIMES_TEXT_SIZE];
    int64_t time = ((const svccomm_record *)item)->last_found;
    if (time != SVCCOMM_NO_TIME)
        time -= time % TIMES_SECOND;
    copy(text, capacity, times_format(time, time_text));
}

static void events_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netflow *netflow = &((const svccomm_record *)item)->netflow;
    if (netflow->present)
        snprintf(text, capacity, "%" PRIu64,
                 counter_sum(netflow->forward_events, netflow->reverse_events));
}

static void bytes_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netflow *netflow = &((const svccomm_record *)item)->netflow;
    if (netflow->present)
        amount_format(counter_sum(netflow->forward_bytes, netflow->reverse_bytes), text, capacity);
}

static void active_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netflow *netflow = &((const svccomm_record *)item)->netflow;
    if (netflow->present)
        times_format_span(svccomm_spans_active(&netflow->spans), text, capacity);
}

static void gap_cell(const void *item, char *text, size_t capacity)
{
    const svccomm_netflow *netflow = &((const svccomm_record *)item)->netflow;
    if (netflow->present)
        times_format_span(svccomm_spans_gap(&netflow->spans), text, capacity);
}

const struct table_column record_columns[] = {
    {"ID", 0, TABLE_DROP_LATE, id_cell},
    {"CLIENT", TABLE_FLEXIBLE, 0, client_cell},
    {"CLIENT DEVICE", TABLE_FLEXIBLE | TABLE_SPARSE, 2, client_device_cell},
    {"LISTENER", TABLE_FLEXIBLE, 0, listener_cell},
    {"LISTENER DEVICE", TABLE_FLEXIBLE | TABLE_SPARSE, 1, listener_device_cell},
    {"PORT", TABLE_RIGHT, 0, port_cell},
    {"PROTO", 0, 0, protocol_cell},
    {"PROCESS", TABLE_FLEXIBLE | TABLE_SPARSE, 0, process_cell},
    {"SERVICE", TABLE_FLEXIBLE | TABLE_SPARSE, 5, service_cell},
    {"ACT/TOT", TABLE_RIGHT | TABLE_SPARSE, TABLE_DROP_LATE + 1, samples_cell},
    {"AVG", TABLE_RIGHT | TABLE_SPARSE, TABLE_DROP_LATE + 2, average_cell},
    {"PERSIST", TABLE_RIGHT | TABLE_SPARSE, 0, persistence_cell},
    {"VIEW", TABLE_SPARSE, 3, view_cell},
    {"EVENTS", TABLE_RIGHT | TABLE_SPARSE, 0, events_cell},
    {"BYTES", TABLE_RIGHT | TABLE_SPARSE, 7, bytes_cell},
    {"ACTIVE", TABLE_RIGHT | TABLE_SPARSE, 0, active_cell},
    {"GAP", TABLE_RIGHT | TABLE_SPARSE, 0, gap_cell},
    {"EVIDENCE", 0, 6, evidence_cell},
    {"LAST FOUND", 0, 4, last_found_cell},
    {NULL, 0, 0, NULL},
};
