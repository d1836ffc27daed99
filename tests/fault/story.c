/* SPDX-License-Identifier: MIT
 * A stored registry with changes of every kind that wait for a flush. */
#include "story.h"

#include <stdio.h>
#include <string.h>

#define TCP SVCCOMM_PROTO_TCP
#define NOW (T0 + 10 * MINUTE)
#define OLD (T0 - 60 * DAY)
#define MANY 70 /* more than a batch of the library */

/* A host that was not seen for long: pruning ends it and all that it had. */
static int old_host(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.7.0.1", NULL, 25, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "smtpd"},
        {"10.7.0.1", "10.7.0.2", 25, 50000, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "smtpd"},
        {"10.7.0.1", "10.7.0.3", 25, 50001, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "smtpd"},
    };

    return sample_ingest(world, 0x44, "old1", OLD, rows, COUNT(rows));
}

/* The web host's address goes to a host that has counted before, so that counts settle and begin at
 * a base; story_change() gives it back. */
static int hand_over(struct world *world)
{
    static const struct sample_row rows[] = {
        {"0.0.0.0", NULL, 443, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "haproxy"},
        {"10.3.0.1", "10.3.0.2", 443, 50000, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "haproxy"},
        {"10.0.0.5", "10.0.0.7", 443, 50001, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "haproxy"},
        {"10.0.0.5", "10.0.0.9", 50002, 5432, TCP, SVCCOMM_STATE_ESTABLISHED, 0, "haproxy"},
    };
    int rc = sample_ingest(world, EDGE, "edge1", T0 + 3 * MINUTE, rows, 2);

    return rc < 0 ? rc : sample_ingest(world, EDGE, "edge1", T0 + 4 * MINUTE, rows, COUNT(rows));
}

/* Two ends of which nothing tells who listens. */
static int meet(struct world *world, unsigned last_byte, int64_t time)
{
    svccomm_flow_batch batch;
    svccomm_flow flow;

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = batch.received = time;
    memset(&flow, 0, sizeof flow);
    svccomm_address_parse("10.4.0.1", 8, flow.source);
    svccomm_address_parse("10.4.0.1", 8, flow.destination);
    flow.destination[15] = (uint8_t)last_byte;
    flow.protocol = TCP;
    flow.source_port = 40000;
    flow.destination_port = 50000;
    flow.start = flow.end = time;
    flow.packets = 1;
    return svccomm_registry_ingest_flows(world->registry, &flow, 1, sizeof flow, &batch, NULL);
}

static int add_many(struct world *world)
{
    char client[24];
    int rc = 0;

    for (unsigned i = 0; rc == 0 && i < MANY; i++) {
        snprintf(client, sizeof client, "10.8.0.%u", i + 1);
        svccomm_edit edit = sample_edit(client, "10.8.1.1", 9000);
        rc = svccomm_registry_add(world->registry, &edit, NOW, NULL, NULL);
    }
    return rc;
}

static int prune_old(struct world *world)
{
    svccomm_prune prune;

    svccomm_prune_init(&prune, sizeof prune);
    prune.older_than = T0 - 30 * DAY;
    return svccomm_registry_prune(world->registry, &prune, NOW);
}

static int rekey(struct world *world)
{
    svccomm_edit edit = sample_edit("10.6.0.1", "10.0.0.5", 443);
    uint8_t id[SVCCOMM_ID_SIZE];

    edit.fields = SVCCOMM_EDIT_KEY;
    sample_id("10.0.0.7", "10.0.0.5", 443, id);
    return svccomm_registry_edit(world->registry, id, &edit, NOW, NULL, NULL);
}

/* A record that is deleted and comes back must be there in the end. */
static int delete_and_add(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.20", "10.0.0.5", 443);
    uint8_t id[SVCCOMM_ID_SIZE];
    int rc;

    sample_id("10.0.0.20", "10.0.0.5", 443, id);
    rc = svccomm_registry_delete(world->registry, id, 1, NOW, NULL);
    return rc < 0 ? rc : svccomm_registry_add(world->registry, &edit, NOW, NULL, NULL);
}

static int change_rules(struct world *world)
{
    svccomm_rule rule;
    int rc = svccomm_registry_delete_rule(world->registry, 1);

    memset(&rule, 0, sizeof rule);
    rule.id = 9;
    rule.kind = SVCCOMM_RULE_IGNORE;
    rule.process = "noise*";
    return rc < 0 ? rc : svccomm_registry_set_rules(world->registry, &rule, 1, sizeof rule, NULL);
}

int story_change(struct world *world)
{
    int rc = add_many(world);

    if (rc == 0)
        rc = prune_old(world);
    if (rc == 0)
        rc = rekey(world);
    if (rc == 0)
        rc = delete_and_add(world);
    if (rc == 0)
        rc = change_rules(world);
    if (rc == 0)
        rc = meet(world, 9, T0);
    return rc < 0 ? rc : sample_web(world, T0 + 20 * MINUTE);
}

int story_prepare(struct world *world)
{
    int rc;

    world->stored = 1;
    /* So few that stored ones are dropped, and erased. */
    world->config.max_tombstones = 3;
    world->config.max_fan_in = 2;
    rc = sample_fill(world);
    if (rc == 0)
        rc = old_host(world);
    if (rc == 0)
        rc = meet(world, 2, OLD);
    if (rc == 0)
        rc = hand_over(world);
    if (rc == 0)
        rc = world_reopen(world);
    return rc < 0 ? rc : story_change(world);
}

int story_go_on(struct world *world)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    int rc;

    sample_id("10.8.0.5", "10.8.1.1", 9000, id);
    rc = svccomm_registry_delete(world->registry, id, 1, NOW, NULL);
    return rc < 0 ? rc : sample_db(world, T0 + 25 * MINUTE);
}

int story_reopens_equal(struct world *world, int backwards, int in_one)
{
    struct fault_text live = {0}, reopened = {0};
    struct world other;
    int equal = 0;

    world_init(&other, 1);
    fault_storage_free(&other.storage);
    fault_storage_clone(&other.storage, &world->storage);
    other.storage.scan_backwards = backwards;
    other.storage.scan_in_one = in_one;
    other.config = world->config;
    other.config.allocator = &other.memory.allocator;
    if (world_registry(&other) == 0) {
        fault_digest_lasting(world->registry, &live);
        fault_digest_lasting(other.registry, &reopened);
        equal = strcmp(fault_text_get(&live), fault_text_get(&reopened)) == 0;
    }
    world_end(&other, 0);
    fault_text_free(&live);
    fault_text_free(&reopened);
    return equal && other.memory.live_bytes == 0;
}
