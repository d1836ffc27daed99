/* SPDX-License-Identifier: MIT
 * Scenarios of snapshots that a registry takes in. `prepare` leaves the snapshot ready; the call
 * under test only reads it. */
#include <stdio.h>

#include "scenario.h"

#define TCP SVCCOMM_PROTO_TCP
#define OPEN SVCCOMM_STATE_ESTABLISHED
#define LISTEN SVCCOMM_STATE_LISTEN
#define LATER (T0 + 20 * MINUTE)

static int ingest(struct world *world)
{
    return svccomm_registry_ingest_snapshot(world->registry, world->snapshot, T0 + 40 * DAY,
                                            &world->ingested, world_error(world));
}

static int ready(struct world *world, uint64_t host, const char *name, int64_t time,
                 const struct sample_row *rows, size_t count)
{
    return sample_snapshot(world, host, name, time, rows, count, SVCCOMM_COVER_ALL);
}

static const struct sample_row services[] = {
    {"10.3.0.1", NULL, 80, 0, TCP, LISTEN, 0, "httpd"},
    {"10.3.0.1", NULL, 80, 0, TCP, LISTEN, 0, "forked"},
    {"::", NULL, 8443, 0, TCP, LISTEN, 0, "envoy"},
    {"127.0.0.1", NULL, 9090, 0, TCP, LISTEN, 0, "metrics"},
    {"10.3.0.1", "10.3.0.7", 80, 51000, TCP, OPEN, 0, "httpd"},
    {"10.3.0.1", "10.3.0.7", 8443, 51001, TCP, OPEN, 0, "envoy"},
    {"2001:db8:3::1", "2001:db8:3::7", 8443, 51002, TCP, OPEN, 0, "envoy"},
    {"127.0.0.1", "127.0.0.1", 45000, 9090, TCP, OPEN, 0, "poller"},
    {"127.0.0.1", "127.0.0.1", 9090, 45000, TCP, OPEN, 0, "metrics"},
    {"10.3.0.1", "10.0.0.9", 40000, 5432, TCP, OPEN, 0, "app"},
    {"10.3.0.1", "10.0.0.9", 40001, 5432, TCP, OPEN, 0, "batch"},
    {"10.3.0.1", "10.3.0.99", 40002, 81, TCP, SVCCOMM_STATE_SYN_SENT, 0, "probe"},
    {"10.3.0.1", "10.3.0.98", 80, 40002, TCP, SVCCOMM_STATE_TIME_WAIT, 0, NULL},
};

static int first_snapshot(struct world *world)
{
    int rc = world_registry(world);

    return rc < 0 ? rc : ready(world, EDGE, "edge", LATER, services, COUNT(services));
}

static int another_host(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, EDGE, "edge", LATER, services, COUNT(services));
}

/* The same sockets again, with new processes: records that exist, more attributes. */
static int same_host(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.0.0.5", NULL, 443, 0, TCP, LISTEN, 0, "nginx2"},
        {"10.0.0.5", "10.0.0.7", 443, 51009, TCP, OPEN, 0, "nginx2"},
        {"10.0.0.5", "10.0.0.9", 40003, 5432, TCP, OPEN, 0, "w1"},
        {"10.0.0.5", "10.0.0.9", 40004, 5432, TCP, OPEN, 0, "w2"},
        {"10.0.0.5", "10.0.0.9", 40005, 5432, TCP, OPEN, 0, "w3"},
        {"10.0.0.5", "10.0.0.10", 40006, 81, TCP, OPEN, 0, "probe"},
    };
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, WEB, "web1", LATER, rows, COUNT(rows));
}

/* Another host shows the web host's address: endpoints and addresses settle. */
static int take_over(struct world *world)
{
    static const struct sample_row rows[] = {
        {"0.0.0.0", NULL, 443, 0, TCP, LISTEN, 0, "haproxy"},
        {"10.0.0.5", "10.0.0.7", 443, 51010, TCP, OPEN, 0, "haproxy"},
        {"2001:db8::5", NULL, 22, 0, TCP, LISTEN, 0, "sshd"},
    };
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, EDGE, "edge", LATER, rows, COUNT(rows));
}

static int lapse(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.0.0.66", "10.0.0.9", 40000, 5432, TCP, OPEN, 0, "worker"},
    };
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, WEB, "web1", T0 + 8 * DAY, rows, COUNT(rows));
}

static int implied(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.0.0.5", "10.0.0.7", 443, 51009, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "10.0.0.77", 443, 51010, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "10.0.0.78", 22, 51011, TCP, OPEN, 0, "sshd"},
    };
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, WEB, "web1", LATER, rows, COUNT(rows));
}

static int rules_hit(struct world *world)
{
    static const struct sample_row rows[] = {
        {"10.0.0.5", NULL, 443, 0, TCP, LISTEN, 0, "nginx"},
        {"10.0.0.5", "198.51.100.1", 443, 50001, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "198.51.100.2", 443, 50002, TCP, OPEN, 0, "nginx"},
        {"10.0.0.5", "10.0.0.40", 40010, 9999, TCP, OPEN, 0, "scanner"},
        {"172.17.0.1", "172.17.0.2", 40011, 8000, TCP, OPEN, 0, "docker"},
        {"10.0.0.9", "10.0.0.11", 5432, 40101, TCP, OPEN, 0, "postgres"},
    };
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, WEB, "web1", LATER, rows, COUNT(rows));
}

static int incomplete(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc
                  : sample_snapshot(world, EDGE, "edge", LATER, services, COUNT(services),
                                    SVCCOMM_COVER_CONNECTIONS);
}

static int nothing_seen(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc : ready(world, WEB, "another name", LATER, NULL, 0);
}

/* Enough that every table grows more than once. */
static int many(struct world *world)
{
    static char clients[100][16], processes[100][16];
    struct sample_row rows[100];
    int rc = sample_fill(world);

    for (unsigned i = 0; i < COUNT(rows); i++) {
        snprintf(clients[i], sizeof clients[i], "10.5.%u.%u", i / 10, i % 10 + 1);
        snprintf(processes[i], sizeof processes[i], "process%u", i);
        rows[i] = (struct sample_row){
            "10.0.0.5", clients[i], (uint16_t)(40000 + i), (uint16_t)(1 + i % 50), TCP,
            OPEN,       0,          processes[i]};
    }
    return rc < 0 ? rc : ready(world, WEB, "web1", LATER, rows, COUNT(rows));
}

static int at_cap(struct world *world, uint32_t policy)
{
    int rc;

    world->config.max_records = 12;
    world->config.cap_policy = policy;
    rc = sample_fill(world);
    return rc < 0 ? rc : ready(world, EDGE, "edge", LATER, services, COUNT(services));
}

static int at_cap_refuse(struct world *world)
{
    return at_cap(world, SVCCOMM_CAP_REFUSE);
}

static int at_cap_evict(struct world *world)
{
    return at_cap(world, SVCCOMM_CAP_EVICT);
}

/* Caps that the sample just fits under, so that the snapshot hits each of them. */
static int at_other_caps(struct world *world)
{
    svccomm_counts counts;
    struct world model;
    int rc;

    world_init(&model, 0);
    rc = sample_fill(&model);
    svccomm_counts_init(&counts, sizeof counts);
    svccomm_registry_counts(model.registry, &counts);
    world_end(&model, 0);
    world->config.max_endpoints = counts.endpoints + 2;
    world->config.max_addresses = counts.addresses + 2;
    world->config.max_strings = counts.strings + 3;
    return rc < 0 ? rc : another_host(world);
}

static const struct scenario scenarios[] = {
    {"taking the first snapshot", first_snapshot, ingest, 0},
    {"taking a snapshot of another host", another_host, ingest, 0},
    {"taking a snapshot of known sockets", same_host, ingest, 0},
    {"taking a snapshot that takes addresses over", take_over, ingest, 0},
    {"taking a snapshot after which addresses lapse", lapse, ingest, 0},
    {"taking a snapshot that implies listeners", implied, ingest, 0},
    {"taking a snapshot that rules catch", rules_hit, ingest, 0},
    {"taking an incomplete snapshot", incomplete, ingest, 0},
    {"taking an empty snapshot", nothing_seen, ingest, 0},
    {"taking a large snapshot", many, ingest, 0},
    {"taking a snapshot at the cap that refuses", at_cap_refuse, ingest, 0},
    {"taking a snapshot at the cap that evicts", at_cap_evict, ingest, 0},
    {"taking a snapshot at other caps", at_other_caps, ingest, 0},
};

const struct scenario_table ingest_scenarios = {scenarios, COUNT(scenarios)};
