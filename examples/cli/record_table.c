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

const struct table_column record_columns[] = {
    {"ID", false, false, 8, id_cell},
    {"CLIENT", false, true, 0, client_cell},
    {"CLIENT DEVICE", false, true, 2, client_device_cell},
    {"LISTENER", false, true, 0, listener_cell},
    {"LISTENER DEVICE", false, true, 1, listener_device_cell},
    {"PORT", true, false, 0, port_cell},
    {"PROTO", false, false, 0, protocol_cell},
    {"PROCESS", false, true, 0, process_cell},
    {"SERVICE", false, true, 5, service_cell},
    {"ACT/TOT", true, false, 0, samples_cell},
    {"AVG", true, false, 0, average_cell},
    {"PERSIST", true, false, 0, persistence_cell},
    {"VIEW", false, false, 3, view_cell},
    {"EVIDENCE", false, false, 6, evidence_cell},
    {"LAST FOUND", false, false, 4, last_found_cell},
    {NULL, false, false, 0, NULL},
};
