/* SPDX-License-Identifier: MIT
 * Scenarios of batches of flows: into an empty and a filled registry, over known records, with
 * local ends, what rules catch, records that turn, many at once, and at full tables. */
#include <string.h>

#include "scenario.h"

#define LATER (T0 + 10 * MINUTE)
#define MANY 300u
#define ACK SVCCOMM_TCP_ACK
#define SYN SVCCOMM_TCP_SYN

struct sample_flow {
    const char *source;
    const char *destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t protocol;
    uint8_t tcp_flags;
};

static const struct sample_flow flows[] = {
    {"10.5.0.1", "10.5.0.2", 50000, 443, SVCCOMM_PROTO_TCP, SYN | ACK},
    {"10.5.0.2", "10.5.0.1", 443, 50000, SVCCOMM_PROTO_TCP, ACK},
    {"10.0.0.7", "10.0.0.5", 51000, 443, SVCCOMM_PROTO_TCP, ACK},     /* a record */
    {"10.0.0.11", "10.0.0.9", 40100, 5432, SVCCOMM_PROTO_TCP, ACK},   /* an ignored one */
    {"10.0.0.21", "10.0.0.9", 50001, 5432, SVCCOMM_PROTO_TCP, ACK},   /* a manual one */
    {"127.0.0.1", "127.0.0.1", 45001, 6379, SVCCOMM_PROTO_TCP, ACK},  /* a host's own */
    {"198.51.100.9", "10.5.0.2", 50002, 443, SVCCOMM_PROTO_TCP, ACK}, /* of a group */
    {"2001:db8::9", "2001:db8::5", 50003, 22, SVCCOMM_PROTO_UDP, 0},  /* no TCP */
    {"10.5.0.3", "10.5.0.4", 50004, 8080, SVCCOMM_PROTO_TCP, SYN},    /* an attempt */
    {"10.5.0.5", "10.5.0.6", 40001, 40002, SVCCOMM_PROTO_TCP, ACK},   /* a guess */
    {"10.5.0.6", "10.5.0.5", 40002, 40001, SVCCOMM_PROTO_TCP, SYN | ACK},
};

static svccomm_flow flow_of(const struct sample_flow *sample, int64_t end)
{
    svccomm_flow flow;

    memset(&flow, 0, sizeof flow);
    sample_address(sample->source, flow.source);
    sample_address(sample->destination, flow.destination);
    flow.source_port = sample->source_port;
    flow.destination_port = sample->destination_port;
    flow.protocol = sample->protocol;
    flow.tcp_flags = sample->tcp_flags;
    flow.start = end - SECOND;
    flow.end = end;
    flow.bytes = 100;
    flow.packets = 2;
    return flow;
}

static int give(struct world *world, const svccomm_flow *batch_flows, size_t count, int64_t time)
{
    svccomm_flow_batch batch;

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = batch.received = time;
    batch.host = WEB;
    return svccomm_registry_ingest_flows(world->registry, batch_flows, count, sizeof *batch_flows,
                                         &batch, &world->flowed);
}

static int give_sample(struct world *world)
{
    svccomm_flow batch[COUNT(flows)];

    for (size_t i = 0; i < COUNT(flows); i++)
        batch[i] = flow_of(&flows[i], LATER - (int64_t)(i % 3) * MINUTE);
    return give(world, batch, COUNT(flows), LATER);
}

/* More records than tables have room for at first, and enough ports for fan-in. */
static int give_many(struct world *world)
{
    static svccomm_flow batch[MANY];
    struct sample_flow one = {"10.6.0.1", "10.6.0.2", 0, 0, SVCCOMM_PROTO_TCP, ACK};

    for (unsigned i = 0; i < MANY; i++) {
        one.source_port = (uint16_t)(20000 + i);
        one.destination_port = (uint16_t)(i % 3 == 0 ? 20000 : 30000 + i);
        batch[i] = flow_of(&one, LATER);
    }
    return give(world, batch, MANY, LATER);
}

/* A stored one is reopened, so that it has no memory left over from before. */
static int given_before(struct world *world)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = give_sample(world);
    svccomm_flow_report_init(&world->flowed, sizeof world->flowed);
    return rc == 0 && world->stored ? world_reopen(world) : rc;
}

/* The other end of the guess turns out to listen. */
static int give_handshake(struct world *world)
{
    static const struct sample_flow answer = {"10.5.0.5", "10.5.0.6",        40001,
                                              40002,      SVCCOMM_PROTO_TCP, SYN | ACK};
    svccomm_flow flow = flow_of(&answer, LATER + MINUTE);

    return give(world, &flow, 1, LATER + MINUTE);
}

static int give_one(struct world *world, const struct sample_flow *sample, int64_t time)
{
    svccomm_flow flow = flow_of(sample, time);

    return give(world, &flow, 1, time);
}

/* Ends that are looked at by nothing but guesses yet; no memory is left over from before. */
static int guessed_before(struct world *world)
{
    static const struct sample_flow guesses[] = {
        {"10.5.0.6", "10.5.0.5", 40002, 40001, SVCCOMM_PROTO_TCP, ACK},
        {"10.5.0.6", "10.5.0.5", 40003, 40001, SVCCOMM_PROTO_TCP, ACK},
        {"10.5.0.8", "10.5.0.7", 40002, 40001, SVCCOMM_PROTO_TCP, ACK},
    };
    int rc = sample_fill(world);

    for (size_t i = 0; rc == 0 && i < COUNT(guesses); i++)
        rc = give_one(world, &guesses[i], LATER);
    svccomm_flow_report_init(&world->flowed, sizeof world->flowed);
    return rc == 0 && world->stored ? world_reopen(world) : rc;
}

/* The client of several ports listens: the record is marked. */
static int give_mixed(struct world *world)
{
    static const struct sample_flow answer = {"10.5.0.6", "10.5.0.5",        40002,
                                              40001,      SVCCOMM_PROTO_TCP, SYN | ACK};
    svccomm_flow flow = flow_of(&answer, LATER + MINUTE);

    flow.packets = 1;
    return give(world, &flow, 1, LATER + MINUTE);
}

/* An end is known to listen, by an answer. */
static int answered_before(struct world *world)
{
    int rc = guessed_before(world);

    if (rc == 0)
        rc = give_mixed(world);
    svccomm_flow_report_init(&world->flowed, sizeof world->flowed);
    return rc == 0 && world->stored ? world_reopen(world) : rc;
}

/* It talks to a named port of another, as a client of which it must give way. */
static int give_named(struct world *world)
{
    static const struct sample_flow named = {"10.5.0.6", "10.5.0.5",        40002,
                                             22,         SVCCOMM_PROTO_TCP, ACK};

    return give_one(world, &named, LATER + 2 * MINUTE);
}

/* A person says that the client of one port listens: the record is turned. */
static int add_client(struct world *world)
{
    svccomm_edit edit = sample_edit("10.5.0.7", "10.5.0.8", 40002);

    return svccomm_registry_add(world->registry, &edit, LATER + MINUTE, NULL, world_error(world));
}

static int at_cap(struct world *world, uint32_t policy)
{
    world->config.max_records = 12;
    world->config.max_fan_in = 4;
    world->config.cap_policy = policy;
    return sample_fill(world);
}

static int at_cap_refuse(struct world *world)
{
    return at_cap(world, SVCCOMM_CAP_REFUSE);
}

static int at_cap_evict(struct world *world)
{
    return at_cap(world, SVCCOMM_CAP_EVICT);
}

static const struct scenario scenarios[] = {
    {"taking the first flows", world_registry, give_sample, 0},
    {"taking flows among records", sample_fill, give_sample, 0},
    {"taking flows of known records", given_before, give_sample, 0},
    {"taking many flows", sample_fill, give_many, 1},
    {"taking a flow that may turn a record", given_before, give_handshake, 0},
    {"taking a flow that marks a record", guessed_before, give_mixed, 0},
    {"taking a flow of an end that listens", answered_before, give_named, 0},
    {"adding a record that turns another", guessed_before, add_client, 0},
    {"taking flows at the cap that refuses", at_cap_refuse, give_sample, 0},
    {"taking flows at the cap that evicts", at_cap_evict, give_sample, 0},
};

const struct scenario_table flow_scenarios = {scenarios, COUNT(scenarios)};
