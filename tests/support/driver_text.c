/* SPDX-License-Identifier: MIT
 * The driver's answers: text that grows, and the library's structs as JSON. */
#include "driver.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->data != NULL)
        text->data[0] = '\0';
}

void text_free(struct text *text)
{
    free(text->data);
    memset(text, 0, sizeof *text);
}

static void text_reserve(struct text *text, size_t more)
{
    if (text->capacity - text->length > more)
        return;
    size_t capacity = (text->length + more + 1) * 2;
    char *data = realloc(text->data, capacity);
    if (data == NULL)
        abort();
    text->data = data;
    text->capacity = capacity;
}

void text_add(struct text *text, const char *data, size_t length)
{
    text_reserve(text, length);
    if (length > 0)
        memcpy(text->data + text->length, data, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments;

    text_reserve(text, 512);
    va_start(arguments, format);
    int length = vsnprintf(text->data + text->length, 512, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= 512)
        abort();
    text->length += (size_t)length;
}

void text_string(struct text *text, const char *string)
{
    if (string == NULL) {
        text_add(text, "null", 4);
        return;
    }
    text_add(text, "\"", 1);
    for (; *string != '\0'; string++) {
        unsigned char byte = (unsigned char)*string;
        if (byte == '"' || byte == '\\')
            text_format(text, "\\%c", byte);
        else if (byte < 0x20)
            text_format(text, "\\u%04x", byte);
        else
            text_add(text, string, 1);
    }
    text_add(text, "\"", 1);
}

void text_time(struct text *text, int64_t time)
{
    if (time == SVCCOMM_NO_TIME)
        text_add(text, "null", 4);
    else
        text_format(text, "%" PRId64, time);
}

void text_address(struct text *text, const uint8_t *address)
{
    char buffer[SVCCOMM_ADDRESS_TEXT_SIZE] = "";

    if (svccomm_address_format(address, buffer, sizeof buffer) < 0)
        abort();
    text_format(text, "\"%s\"", buffer);
}

int text_write(void *user, const void *data, size_t length)
{
    text_add(user, data, length);
    return 0;
}

static void text_id(struct text *text, const uint8_t *id)
{
    char buffer[SVCCOMM_ID_TEXT_SIZE] = "";

    if (svccomm_id_format(id, buffer, sizeof buffer) < 0)
        abort();
    text_format(text, "\"%s\"", buffer);
}

static void text_view(struct text *text, const char *name, const svccomm_netstat *view)
{
    text_format(text,
                ",\"%s\":[%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
                ",%" PRIu64 ",%" PRIu64 ",",
                name, view->view, view->found, view->total_samples, view->active_samples,
                view->recent_samples, view->attempts, view->implied_samples, view->total_ports);
    text_time(text, view->first_found);
    text_add(text, ",", 1);
    text_time(text, view->last_found);
    text_add(text, "]", 1);
}

/* What is kept of the spans: [folded end, folded active, folded samples, [segments]]. */
static void text_kept(struct text *text, const svccomm_spans *spans)
{
    text_add(text, "[", 1);
    text_time(text,
              (spans->flags & SVCCOMM_SPANS_FOLDED) != 0 ? spans->folded_end : SVCCOMM_NO_TIME);
    text_format(text, ",%" PRId64 ",%" PRIu64 ",[", spans->folded_active, spans->folded_samples);
    for (uint32_t i = 0; i < spans->count; i++)
        text_format(text, "%s[%" PRId64 ",%" PRId64 "]", i == 0 ? "" : ",",
                    spans->segments[i].start, spans->segments[i].end);
    text_add(text, "]]", 2);
}

static void text_flow(struct text *text, const svccomm_netflow *flow)
{
    text_format(text, ",\"flow\":");
    if (!flow->present) {
        text_add(text, "null", 4);
        return;
    }
    text_format(text,
                "{\"events\":[%" PRIu64 ",%" PRIu64 "],\"bytes\":[%" PRIu64 ",%" PRIu64
                "],\"packets\":[%" PRIu64 ",%" PRIu64 "],\"attempts\":%" PRIu64
                ",\"sampled\":%" PRIu32 ",\"late\":%" PRIu64 ",\"approximate\":%d",
                flow->forward_events, flow->reverse_events, flow->forward_bytes,
                flow->reverse_bytes, flow->forward_packets, flow->reverse_packets, flow->attempts,
                flow->sampled, flow->spans.late,
                (flow->spans.flags & SVCCOMM_SPANS_APPROXIMATE) != 0);
    text_format(text, ",\"active\":%" PRId64 ",\"gap\":%" PRId64 ",\"samples\":%" PRIu64,
                svccomm_spans_active(&flow->spans), svccomm_spans_gap(&flow->spans),
                svccomm_spans_samples(&flow->spans));
    text_format(text, ",\"first\":");
    text_time(text, flow->spans.first);
    text_format(text, ",\"last\":");
    text_time(text, flow->spans.last);
    text_format(text, ",\"kept\":");
    text_kept(text, &flow->spans);
    text_add(text, "}", 1);
}

static void text_named(struct text *text, const char *name, const char *value)
{
    text_format(text, ",\"%s\":", name);
    text_string(text, value);
}

static void text_named_time(struct text *text, const char *name, int64_t time)
{
    text_format(text, ",\"%s\":", name);
    text_time(text, time);
}

void text_record(struct text *text, const svccomm_record *record)
{
    text_add(text, "{\"id\":", 6);
    text_id(text, record->id);
    text_format(text, ",\"key\":[%" PRIu32 ",\"%" PRIx64 "\",%u,", record->key.realm,
                record->key.scope, record->key.protocol);
    text_address(text, record->key.client);
    text_add(text, ",", 1);
    text_address(text, record->key.listener);
    text_format(
        text,
        ",%u],\"rev\":%" PRIu64 ",\"origin\":%" PRIu32 ",\"evidence\":%" PRIu32
        ",\"status\":%" PRIu32 ",\"flags\":%" PRIu32 ",\"headline\":%" PRIu32 ",\"port\":%" PRIu32,
        record->key.port, record->revision, record->origin, record->evidence, record->status,
        record->flags & SVCCOMM_RECORD_MIXED, record->headline, record->client_port);
    text_named_time(text, "created", record->created);
    text_named_time(text, "updated", record->updated);
    text_named_time(text, "first", record->first_found);
    text_named_time(text, "last", record->last_found);
    text_named(text, "cdev", record->client_device);
    text_named(text, "ldev", record->listener_device);
    text_named(text, "cdevx", record->client_device_explicit);
    text_named(text, "ldevx", record->listener_device_explicit);
    text_named(text, "lproc", record->listener_process);
    text_named(text, "note", record->note);
    text_add(text, ",\"procs\":[", 10);
    for (uint32_t i = 0; i < record->process_count; i++) {
        text_add(text, i == 0 ? "[" : ",[", i == 0 ? 1 : 2);
        text_string(text, record->processes[i].name);
        text_add(text, ",", 1);
        text_time(text, record->processes[i].last_seen);
        text_add(text, "]", 1);
    }
    text_add(text, "]", 1);
    text_view(text, "lv", &record->listener_view);
    text_view(text, "cv", &record->client_view);
    text_flow(text, &record->netflow);
    text_add(text, "}", 1);
}

void text_endpoint(struct text *text, const svccomm_endpoint *endpoint)
{
    text_format(text, "{\"key\":[%" PRIu32 ",\"%" PRIx64 "\",%u,", endpoint->key.realm,
                endpoint->key.scope, endpoint->key.protocol);
    text_address(text, endpoint->key.address);
    text_format(text,
                ",%u],\"rev\":%" PRIu64 ",\"samples\":%" PRIu64 ",\"records\":%" PRIu64
                ",\"evidence\":%" PRIu32,
                endpoint->key.port, endpoint->revision, endpoint->samples, endpoint->records,
                endpoint->evidence);
    text_named_time(text, "listen", endpoint->last_listen);
    text_named_time(text, "seen", endpoint->last_seen);
    text_named(text, "process", endpoint->process);
    text_named(text, "device", endpoint->device);
    text_add(text, "}", 1);
}

void text_host(struct text *text, const svccomm_host *host)
{
    text_format(text,
                "{\"key\":[%" PRIu32 ",\"%" PRIx64 "\"],\"rev\":%" PRIu64 ",\"snapshots\":%" PRIu64
                ",\"addresses\":%" PRIu64 ",\"low\":%u,\"high\":%u",
                host->key.realm, host->key.host, host->revision, host->snapshots, host->addresses,
                host->ephemeral_low, host->ephemeral_high);
    text_named_time(text, "last", host->last_snapshot);
    text_named(text, "name", host->name);
    text_add(text, ",\"complete\":[", 13);
    for (size_t family = 0; family < 2; family++) {
        for (size_t protocol = 0; protocol < SVCCOMM_PROTOCOL_COUNT; protocol++) {
            text_format(text, "%s[%" PRIu64 ",", family + protocol == 0 ? "" : ",",
                        host->complete[family][protocol]);
            text_time(text, host->last_complete[family][protocol]);
            text_add(text, "]", 1);
        }
    }
    text_add(text, "]}", 2);
}

void text_host_address(struct text *text, const svccomm_address *address)
{
    text_format(text, "{\"key\":[%" PRIu32 ",\"%" PRIx64 "\",", address->key.realm,
                address->key.scope);
    text_address(text, address->key.address);
    text_format(text, "],\"rev\":%" PRIu64 ",\"owner\":\"%" PRIx64 "\"", address->revision,
                address->owner);
    text_named_time(text, "since", address->since);
    text_named_time(text, "seen", address->last_seen);
    text_named(text, "device", address->device);
    text_add(text, "}", 1);
}

void text_change(struct text *text, const svccomm_change *change)
{
    text_format(text, "[%" PRIu64 ",%" PRIu32 ",", change->revision, change->cause);
    text_id(text, change->id);
    text_add(text, ",", 1);
    text_id(text, change->successor);
    text_add(text, "]", 1);
}

void text_rule(struct text *text, const svccomm_rule *rule)
{
    text_format(text, "[%" PRIu64 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 "]", rule->id, rule->realm,
                rule->kind, rule->hits);
}
