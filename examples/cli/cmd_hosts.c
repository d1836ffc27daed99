/* SPDX-License-Identifier: MIT
 * svccomm hosts: the hosts of which snapshots were taken. */
#include "database.h"
#include "filters.h"
#include "json_text.h"
#include "say.h"
#include "text_table.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

#define BATCH 16

static void name_cell(const void *item, char *text, size_t capacity)
{
    const char *name = ((const svccomm_host *)item)->name;
    snprintf(text, capacity, "%s", name != NULL ? name : "");
}

static void id_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%016" PRIx64, ((const svccomm_host *)item)->key.host);
}

static void realm_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%" PRIu32, ((const svccomm_host *)item)->key.realm);
}

static void snapshots_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%" PRIu64, ((const svccomm_host *)item)->snapshots);
}

static void addresses_cell(const void *item, char *text, size_t capacity)
{
    snprintf(text, capacity, "%" PRIu64, ((const svccomm_host *)item)->addresses);
}

static void last_cell(const void *item, char *text, size_t capacity)
{
    char time[TIMES_TEXT_SIZE];
    times_format(((const svccomm_host *)item)->last_snapshot, time);
    snprintf(text, capacity, "%s", time);
}

static const struct table_column columns[] = {
    {"NAME", TABLE_FLEXIBLE, 0, name_cell},
    {"ID", 0, TABLE_DROP_LATE, id_cell},
    {"REALM", TABLE_RIGHT, 1, realm_cell},
    {"SNAPSHOTS", TABLE_RIGHT, 0, snapshots_cell},
    {"ADDRESSES", TABLE_RIGHT, 0, addresses_cell},
    {"LAST SNAPSHOT", 0, 0, last_cell},
    {NULL, 0, 0, NULL},
};

/* The realm that is asked for. */
struct scan {
    svccomm_registry *registry;
    uint32_t realm;
    int all;
};

typedef void (*host_fn)(void *user, const svccomm_host *host);

static int each_host(const struct scan *scan, host_fn each, void *user)
{
    svccomm_host hosts[BATCH];
    svccomm_host_key after;
    const svccomm_host_key *start = NULL;
    int count;
    while ((count = svccomm_registry_hosts(scan->registry, scan->realm, scan->all, start, hosts,
                                           BATCH, sizeof *hosts)) > 0) {
        for (int i = 0; i < count; i++)
            each(user, &hosts[i]);
        after = hosts[count - 1].key;
        start = &after;
    }
    return count == 0 ? 0 : say_code("hosts", count, NULL);
}

static void print_complete(struct json *json, const svccomm_host *host, int family)
{
    static const char *const protocols[SVCCOMM_PROTOCOL_COUNT] = {"tcp", "udp", "sctp", "dccp",
                                                                  "udplite"};
    json_begin(json, family == 0 ? "ipv4" : "ipv6", '{');
    for (size_t i = 0; i < SVCCOMM_PROTOCOL_COUNT; i++)
        json_number(json, protocols[i], host->complete[family][i]);
    json_end(json, '}');
}

static void print_json(void *user, const svccomm_host *host)
{
    struct json *json = user;
    json_begin(json, NULL, '{');
    json_hex(json, "id", host->key.host);
    json_number(json, "realm", host->key.realm);
    json_text(json, "name", host->name);
    json_number(json, "snapshots", host->snapshots);
    json_time(json, "last_snapshot", host->last_snapshot);
    json_number(json, "addresses", host->addresses);
    json_begin(json, "complete", '{');
    print_complete(json, host, 0);
    print_complete(json, host, 1);
    json_end(json, '}');
    json_number(json, "ephemeral_low", host->ephemeral_low);
    json_number(json, "ephemeral_high", host->ephemeral_high);
    json_number(json, "revision", host->revision);
    json_end(json, '}');
}

static int json_list(const struct scan *scan)
{
    struct json json = {false};
    json_begin(&json, NULL, '{');
    json_begin(&json, "hosts", '[');
    int code = each_host(scan, print_json, &json);
    json_end(&json, ']');
    json_finish(&json, '}');
    return code;
}

static void measure(void *user, const svccomm_host *host)
{
    table_measure(user, host);
}

static void print_row(void *user, const svccomm_host *host)
{
    table_row(user, host);
}

static int text_list(const struct scan *scan)
{
    struct table table;
    table_init(&table, columns);
    int code = each_host(scan, measure, &table);
    if (code != 0)
        return code;
    table_header(&table);
    return each_host(scan, print_row, &table);
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

const struct command hosts_command = {
    .name = "hosts",
    .operands = "",
    .summary = "Lists the hosts of which snapshots were taken",
    .sets = {realm_options, NULL},
    .run = run,
};
