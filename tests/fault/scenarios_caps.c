/* SPDX-License-Identifier: MIT
 * Scenarios at the caps of endpoints, addresses and hosts, where what is idle is evicted (A7). The
 * calls say so if nothing was. */
#include "scenario.h"

#define TCP SVCCOMM_PROTO_TCP
#define OPEN SVCCOMM_STATE_ESTABLISHED
#define LISTEN SVCCOMM_STATE_LISTEN
#define NEW_HOST 0x44u
#define NOW (T0 + 40 * MINUTE)

/* Listeners to which nobody talks, and a wildcard that covers one of them. */
static const struct sample_row idle[] = {
    {"10.3.0.1", NULL, 80, 0, TCP, LISTEN, 0, "httpd"},
    {"10.3.0.1", NULL, 81, 0, TCP, LISTEN, 0, "httpd"},
    {"10.3.0.2", NULL, 80, 0, TCP, LISTEN, 0, "other"},
    {"10.3.0.3", NULL, 80, 0, TCP, LISTEN, 0, "third"},
    {"::", NULL, 80, 0, TCP, LISTEN, 0, "envoy"},
    {"0.0.0.0", NULL, 8443, 0, TCP, LISTEN, 0, "envoy"},
};

static int fill(struct world *world)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = sample_ingest(world, EDGE, "edge", T0 + 10 * MINUTE, idle, COUNT(idle));
    return rc == 0 && world->stored ? world_reopen(world) : rc;
}

/* Caps that are reached, of what a world like this one holds. */
static int caps_of_full(struct world *world)
{
    svccomm_counts counts;
    struct world model;
    int rc;

    world_init(&model, 0);
    rc = fill(&model);
    svccomm_counts_init(&counts, sizeof counts);
    if (rc == 0)
        rc = svccomm_registry_counts(model.registry, &counts);
    world_end(&model, 0);
    world->config.cap_policy = SVCCOMM_CAP_EVICT;
    world->config.max_endpoints = counts.endpoints;
    world->config.max_addresses = counts.addresses;
    world->config.max_hosts = counts.hosts;
    return rc;
}

static int full(struct world *world)
{
    int rc = caps_of_full(world);

    return rc < 0 ? rc : fill(world);
}

/* The same, once something was evicted: the order is there already. */
static int full_for_long(struct world *world)
{
    svccomm_edit edit = sample_edit("10.6.0.1", "10.6.0.2", 80);
    int rc = full(world);

    return rc < 0 ? rc : svccomm_registry_add(world->registry, &edit, NOW, NULL, NULL);
}

/* The sums of what was evicted, in world->count. */
static int evicted(struct world *world, int rc)
{
    svccomm_counts counts;
    uint64_t sum;

    if (rc < 0)
        return rc;
    svccomm_counts_init(&counts, sizeof counts);
    svccomm_registry_counts(world->registry, &counts);
    sum = counts.evicted_endpoints + counts.evicted_addresses + counts.evicted_hosts;
    if (sum <= world->count)
        return SVCCOMM_E_INTERNAL;
    world->count = sum;
    return 0;
}

static int snapshot_ready(struct world *world, uint64_t host)
{
    static const struct sample_row rows[] = {
        {"10.4.0.1", NULL, 90, 0, TCP, LISTEN, 0, "new"},
        {"10.3.0.1", NULL, 81, 0, TCP, LISTEN, 0, "httpd"},
        {"10.3.0.1", NULL, 91, 0, TCP, LISTEN, 0, "new"},
        {"::", NULL, 92, 0, TCP, LISTEN, 0, "new"},
        {"10.4.0.1", "10.4.0.9", 90, 51000, TCP, OPEN, 0, "new"},
        {"10.4.0.1", "10.4.0.8", 40000, 5432, TCP, OPEN, 0, "new"},
        {"10.3.0.1", "10.4.0.7", 40000, 5433, TCP, OPEN, 0, "new"},
    };

    return sample_snapshot(world, host, "named", T0 + 20 * MINUTE, rows, COUNT(rows),
                           SVCCOMM_COVER_ALL);
}

static int snapshot_of_new_host(struct world *world)
{
    int rc = full(world);

    return rc < 0 ? rc : snapshot_ready(world, NEW_HOST);
}

static int snapshot_of_old_host(struct world *world)
{
    int rc = full_for_long(world);

    return rc < 0 ? rc : snapshot_ready(world, EDGE);
}

static int ingest(struct world *world)
{
    return evicted(world, svccomm_registry_ingest_snapshot(world->registry, world->snapshot, NOW,
                                                           &world->ingested, world_error(world)));
}

static int add(struct world *world)
{
    svccomm_edit edit = sample_edit("10.7.0.1", "10.7.0.2", 80);

    return evicted(world,
                   svccomm_registry_add(world->registry, &edit, NOW, NULL, world_error(world)));
}

/* A record with a client view: both of its addresses are new. */
static int rekey(struct world *world)
{
    svccomm_edit edit = sample_edit("10.7.0.1", "10.7.0.2", 4443);
    uint8_t id[SVCCOMM_ID_SIZE];

    edit.fields = SVCCOMM_EDIT_KEY;
    sample_id("10.0.0.5", "10.0.0.10", 81, id);
    return evicted(
        world, svccomm_registry_edit(world->registry, id, &edit, NOW, NULL, world_error(world)));
}

static int name_address(struct world *world)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    sample_address("10.9.9.9", address);
    return evicted(world, svccomm_registry_set_device(world->registry, 0, 0, address, "new", NOW));
}

static int name_host(struct world *world)
{
    return evicted(world, svccomm_registry_set_host_name(world->registry, 0, NEW_HOST, "new", NOW));
}

static const struct scenario scenarios[] = {
    {"taking the snapshot of a new host at full tables", snapshot_of_new_host, ingest, 0},
    {"taking a snapshot at tables that are full for long", snapshot_of_old_host, ingest, 0},
    {"adding a record at full tables", full, add, 0},
    {"adding a record at tables that are full for long", full_for_long, add, 0},
    {"giving a record another key at full tables", full, rekey, 0},
    {"naming an address at full tables", full, name_address, 0},
    {"naming a host at full tables", full, name_host, 0},
};

const struct scenario_table caps_scenarios = {scenarios, COUNT(scenarios)};
