/* SPDX-License-Identifier: MIT
 * svccomm listeners: the listener endpoints that snapshots and people told of. */
#include "database.h"
#include "filters.h"
#include "json_text.h"
#include "say.h"
#include "text_table.h"
#include "times.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

#define BATCH 16

static void address_cell(const void *item, char *text, size_t capacity)
{
    svccomm_address_format(((const svccomm_endpoint *)item)->key.address, text, capacity);
}

static void port_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%u", (unsigned)((const svccomm_endpoint *)item)->key.port);
}

static void protocol_cell(const void *item, char *text, size_t capacity)
{
    protocol_format(((const svccomm_endpoint *)item)->key.protocol, text, capacity);
}

static void process_cell(const void *item, char *text, size_t capacity)
{
    const char *process = ((const svccomm_endpoint *)item)->process;
    snprintf(text, capacity, "%s", process != NULL ? process : "");
}

static void device_cell(const void *item, char *text, size_t capacity)
{
    const char *device = ((const svccomm_endpoint *)item)->device;
    snprintf(text, capacity, "%s", device != NULL ? device : "");
}

static void samples_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%" PRIu64, ((const svccomm_endpoint *)item)->samples);
}

static void records_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%" PRIu64, ((const svccomm_endpoint *)item)->records);
}

static void last_seen_cell(const void *item, char *text, size_t capacity)
{
    char time[TIMES_TEXT_SIZE];
    times_format(((const svccomm_endpoint *)item)->last_seen, time);
    snprintf(text, capacity, "%s", time);
}

static const struct table_column columns[] = {
    {"ADDRESS", TABLE_FLEXIBLE, 0, address_cell},
    {"PORT", TABLE_RIGHT, 0, port_cell},
    {"PROTO", 0, 0, protocol_cell},
    {"PROCESS", TABLE_FLEXIBLE, 0, process_cell},
    {"DEVICE", TABLE_FLEXIBLE, 0, device_cell},
    {"SAMPLES", TABLE_RIGHT, 0, samples_cell},
    {"COMMUNICATIONS", TABLE_RIGHT, TABLE_DROP_LATE, records_cell},
    {"LAST SEEN", 0, 1, last_seen_cell},
    {NULL, 0, 0, NULL},
};

/* The realm that is asked for. */
struct scan {
    svccomm_registry *registry;
    uint32_t realm;
    int all;
};

typedef void (*endpoint_fn)(void *user, const svccomm_endpoint *endpoint);

static int each_endpoint(const struct scan *scan, endpoint_fn each, void *user)
{
    svccomm_endpoint endpoints[BATCH];
    svccomm_endpoint_key after;
    const svccomm_endpoint_key *start = NULL;
    int count;
    while ((count = svccomm_registry_listeners(scan->registry, scan->realm, scan->all, start,
                                               endpoints, BATCH, sizeof *endpoints)) > 0) {
        for (int i = 0; i < count; i++)
            each(user, &endpoints[i]);
        after = endpoints[count - 1].key;
        start = &after;
    }
    return count == 0 ? 0 : say_code("listeners", count, NULL);
}

static void print_json(void *user, const svccomm_endpoint *endpoint)
{
    struct json *json = user;
    char protocol[8];
    json_begin(json, NULL, '{');
    json_number(json, "realm", endpoint->key.realm);
    json_hex(json, "scope", endpoint->key.scope);
    json_text(json, "protocol", protocol_format(endpoint->key.protocol, protocol, sizeof protocol));
    json_address(json, "address", endpoint->key.address);
    json_number(json, "port", endpoint->key.port);
    json_text(json, "process", endpoint->process);
    json_text(json, "device", endpoint->device);
    json_text(json, "evidence", word_of(evidence_words, endpoint->evidence));
    json_number(json, "samples", endpoint->samples);
    json_number(json, "communications", endpoint->records);
    json_time(json, "last_listen", endpoint->last_listen);
    json_time(json, "last_seen", endpoint->last_seen);
    json_number(json, "revision", endpoint->revision);
    json_end(json, '}');
}

static int json_list(const struct scan *scan)
{
    struct json json = {false};
    json_begin(&json, NULL, '{');
    json_begin(&json, "listeners", '[');
    int code = each_endpoint(scan, print_json, &json);
    json_end(&json, ']');
    json_finish(&json, '}');
    return code;
}

static void measure(void *user, const svccomm_endpoint *endpoint)
{
    table_measure(user, endpoint);
}

static void print_row(void *user, const svccomm_endpoint *endpoint)
{
    table_row(user, endpoint);
}

static int text_list(const struct scan *scan)
{
    struct table table;
    table_init(&table, columns);
    int code = each_endpoint(scan, measure, &table);
    if (code != 0)
        return code;
    table_header(&table);
    return each_endpoint(scan, print_row, &table);
}

static int run(const struct cli *cli)
{
    struct database database;
    struct scan scan;
    int code = filters_realm(&cli->options, &scan.realm, &scan.all);
    if (code != 0)
        return code;
    code = database_open(cli, &database, DATABASE_READ);
    scan.registry = database.registry;
    if (code == 0)
        code = cli->json ? json_list(&scan) : text_list(&scan);
    database_close(&database);
    return code;
}

const struct command listeners_command = {
    .name = "listeners",
    .operands = "",
    .summary = "Lists the listener endpoints",
    .details = "0.0.0.0 and :: stand for every address of the host. SAMPLES: complete snapshots "
               "in which\nit was found listening, or was implied by a connection.",
    .sets = {realm_options, NULL},
    .run = run,
};
