/* SPDX-License-Identifier: MIT
 * Sample data for fault tests: two hosts, their services, what a person said of them. */
#include <string.h>

#include "world.h"

#define MAX_ROWS 64

void sample_address(const char *text, uint8_t *address)
{
    svccomm_address_parse(text, strlen(text), address);
}

/* Loopback ends are those of the host WEB. */
svccomm_key sample_key(const char *client, const char *listener, uint16_t port)
{
    svccomm_key key;

    memset(&key, 0, sizeof key);
    sample_address(client, key.client);
    sample_address(listener, key.listener);
    key.port = port;
    key.protocol = SVCCOMM_PROTO_TCP;
    key.scope = strncmp(listener, "127.", 4) == 0 ? WEB : 0;
    return key;
}

void sample_id(const char *client, const char *listener, uint16_t port, uint8_t *id)
{
    svccomm_key key = sample_key(client, listener, port);

    svccomm_key_id(&key, id);
}

svccomm_edit sample_edit(const char *client, const char *listener, uint16_t port)
{
    svccomm_edit edit;

    svccomm_edit_init(&edit, sizeof edit);
    edit.key = sample_key(client, listener, port);
    return edit;
}

static svccomm_row row_of(const struct sample_row *sample)
{
    svccomm_row row;

    memset(&row, 0, sizeof row);
    sample_address(sample->local, row.local);
    if (sample->remote != NULL)
        sample_address(sample->remote, row.remote);
    row.local_port = sample->local_port;
    row.remote_port = sample->remote_port;
    row.protocol = sample->protocol;
    row.state = sample->state;
    row.flags = sample->flags;
    row.process = sample->process;
    return row;
}

static int add_rows(struct world *world, const struct sample_row *rows, size_t count)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        svccomm_row row = row_of(&rows[i]);
        rc = svccomm_snapshot_add_rows(world->snapshot, &row, 1, sizeof row, NULL, NULL);
    }
    return rc;
}

int sample_snapshot(struct world *world, uint64_t host, const char *name, int64_t time,
                    const struct sample_row *rows, size_t count, uint32_t coverage)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;
    int rc = 0;

    svccomm_snapshot_config_init(&config, sizeof config);
    config.allocator = &world->memory.allocator;
    if (world->snapshot == NULL)
        rc = svccomm_snapshot_new(&world->snapshot, &config);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = host;
    info.name = name;
    info.time = time;
    if (rc == 0)
        rc = svccomm_snapshot_begin(world->snapshot, &info);
    if (rc == 0)
        rc = add_rows(world, rows, count);
    return rc < 0 ? rc : svccomm_snapshot_cover(world->snapshot, coverage);
}

int sample_ingest(struct world *world, uint64_t host, const char *name, int64_t time,
                  const struct sample_row *rows, size_t count)
{
    int rc = sample_snapshot(world, host, name, time, rows, count, SVCCOMM_COVER_ALL);

    return rc < 0 ? rc
                  : svccomm_registry_ingest_snapshot(world->registry, world->snapshot, time, NULL,
                                                     NULL);
}

#define TCP SVCCOMM_PROTO_TCP
#define UDP SVCCOMM_PROTO_UDP
#define OPEN SVCCOMM_STATE_ESTABLISHED
#define LISTEN SVCCOMM_STATE_LISTEN

int sample_web(struct world *world, int64_t time)
{
    static const struct sample_row rows[] = {
        {"10.0.0.5", NULL, 443, 0, TCP, LISTEN, 0, "nginx"},
        {"::", NULL, 22, 0, TCP, LISTEN, 0, "sshd"},
        {"0.0.0.0", NULL, 53, 0, UDP, 0, 0, "named"},
        {"127.0.0.1", NULL, 6379, 0, TCP, LISTEN, 0, "redis"},
        {"10.0.0.5", "10.0.0.7", 443, 51000, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "10.0.0.7", 443, 51001, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "10.0.0.8", 443, 52000, TCP, SVCCOMM_STATE_TIME_WAIT, 0, NULL},
        {"2001:db8::5", "2001:db8::7", 22, 50022, TCP, OPEN, 0, "sshd"},
        {"10.0.0.5", "10.0.0.9", 40000, 5432, TCP, OPEN, 0, "worker"},
        {"10.0.0.5", "10.0.0.9", 40001, 5432, TCP, OPEN, 0, "report"},
        {"10.0.0.5", "10.0.0.10", 40002, 81, TCP, SVCCOMM_STATE_SYN_SENT, 0, "probe"},
        {"127.0.0.1", "127.0.0.1", 45000, 6379, TCP, OPEN, 0, "worker"},
        {"127.0.0.1", "127.0.0.1", 6379, 45000, TCP, OPEN, 0, "redis"},
    };

    return sample_ingest(world, WEB, "web1", time, rows, COUNT(rows));
}

int sample_db(struct world *world, int64_t time)
{
    static const struct sample_row rows[] = {
        {"0.0.0.0", NULL, 5432, 0, TCP, LISTEN, 0, "postgres"},
        {"10.0.0.9", "10.0.0.5", 5432, 40000, TCP, OPEN, 0, "postgres"},
        {"10.0.0.9", "10.0.0.11", 5432, 40100, TCP, OPEN, 0, "postgres"},
        {"10.0.0.9", "10.0.0.5", 33000, 53, UDP, 0, 0, "postgres"},
    };

    return sample_ingest(world, DB, "db1", time, rows, COUNT(rows));
}

int sample_rules(struct world *world)
{
    svccomm_rule rules[3];

    memset(rules, 0, sizeof rules);
    rules[0].id = 1;
    rules[0].kind = SVCCOMM_RULE_IGNORE;
    rules[0].process = "scan*";
    rules[1].id = 2;
    rules[1].kind = SVCCOMM_RULE_GROUP;
    svccomm_prefix_parse("198.51.100.0/24", 15, &rules[1].client);
    sample_address("198.51.100.0", rules[1].group);
    rules[2].id = 3;
    rules[2].kind = SVCCOMM_RULE_LOCAL;
    svccomm_prefix_parse("172.17.0.0/16", 13, &rules[2].client);
    return svccomm_registry_set_rules(world->registry, rules, COUNT(rules), sizeof *rules, NULL);
}

static int add_manual(struct world *world)
{
    static const char *const processes[] = {"backup", "cron"};
    svccomm_edit edit = sample_edit("10.0.0.20", "10.0.0.5", 443);
    int rc;

    edit.fields = SVCCOMM_EDIT_PROCESSES | SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_CLIENT_DEVICE;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    edit.note = "said by a person";
    edit.client_device = "laptop";
    rc = svccomm_registry_add(world->registry, &edit, T0 + MINUTE, NULL, NULL);
    edit = sample_edit("10.0.0.21", "10.0.0.9", 5432);
    if (rc == 0)
        rc = svccomm_registry_add(world->registry, &edit, T0 + MINUTE, NULL, NULL);
    edit = sample_edit("10.0.0.22", "10.0.0.30", 8080);
    return rc < 0 ? rc : svccomm_registry_add(world->registry, &edit, T0 + MINUTE, NULL, NULL);
}

static int change_found(struct world *world)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    svccomm_edit edit = sample_edit("10.0.0.8", "10.0.0.5", 443);
    int rc;

    edit.fields = SVCCOMM_EDIT_STATUS | SVCCOMM_EDIT_NOTE;
    edit.status = SVCCOMM_STATUS_HIDDEN;
    edit.note = "hidden";
    sample_id("10.0.0.8", "10.0.0.5", 443, id);
    rc = svccomm_registry_edit(world->registry, id, &edit, T0 + 2 * MINUTE, NULL, NULL);
    edit.status = SVCCOMM_STATUS_IGNORED;
    sample_id("10.0.0.11", "10.0.0.9", 5432, id);
    if (rc == 0)
        rc = svccomm_registry_edit(world->registry, id, &edit, T0 + 2 * MINUTE, NULL, NULL);
    sample_id("10.0.0.22", "10.0.0.30", 8080, id);
    return rc < 0 ? rc : svccomm_registry_delete(world->registry, id, 1, T0 + 2 * MINUTE, NULL);
}

static int name_things(struct world *world)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    int rc;

    sample_address("10.0.0.7", address);
    rc = svccomm_registry_set_device(world->registry, 0, 0, address, "phone", T0 + 2 * MINUTE);
    return rc < 0
               ? rc
               : svccomm_registry_set_host_name(world->registry, 0, EDGE, "edge1", T0 + 2 * MINUTE);
}

int sample_fill(struct world *world)
{
    int rc = world_registry(world);

    if (rc == 0)
        rc = sample_rules(world);
    if (rc == 0)
        rc = sample_web(world, T0);
    if (rc == 0)
        rc = sample_db(world, T0 + 30 * SECOND);
    if (rc == 0)
        rc = add_manual(world);
    if (rc == 0)
        rc = change_found(world);
    if (rc == 0)
        rc = name_things(world);
    return rc == 0 && world->stored ? world_reopen(world) : rc;
}
