/* SPDX-License-Identifier: MIT
 * The workload of the flow benchmarks. Every constant here is part of the check values that
 * check_flow holds: another one makes another workload. */
#include "flow_load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow_pages.h"

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)
#define SEED_OF_KEYS 42u
#define SEED_OF_EVENTS 0xC0FFEEu

/* Ports of services, from the most used on. */
static const uint16_t service_ports[] = {
    443,  80,    22,   53,   3306,  5432, 1433,  1521, 8080,  8443, 389,  636,  445,   139,  135,
    88,   25,    587,  993,  995,   143,  110,   123,  161,   162,  514,  2049, 111,   3389, 5900,
    6379, 11211, 9200, 9300, 27017, 5672, 15672, 9092, 2181,  2379, 2380, 6443, 10250, 8086, 8125,
    9090, 9100,  3000, 5000, 5601,  4222, 7001,  7077, 32767, 1812, 1813, 3128, 5060,  5061, 1883};

#define SERVICE_PORTS (sizeof service_ports / sizeof service_ports[0])

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mixed(uint64_t x)
{
    x += GOLDEN;
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static uint64_t drawn(uint64_t *state)
{
    uint64_t value = mixed(*state);

    *state += GOLDEN;
    return value;
}

/* [0, 1), of 53 bits. */
static double unit(uint64_t random)
{
    return (double)(random >> 11) * (1.0 / 9007199254740992.0);
}

static uint16_t listener_port(uint64_t random)
{
    double rank;

    if (random % 100 >= 92)
        return (uint16_t)(1024 + (random >> 40) % 31000);
    rank = pow((double)SERVICE_PORTS + 1, (double)(random >> 8 & 0xFFFFFF) / 16777216.0) - 1;
    return service_ports[(unsigned)rank % SERVICE_PORTS];
}

/* UDP where the service is, but for one key in 32, which has the other one. */
static uint8_t protocol_of(uint16_t port, uint64_t random)
{
    static const uint16_t udp[] = {53, 123, 161, 162, 514, 1812, 1813, 8125};
    uint8_t protocol = 6;
    size_t i;

    for (i = 0; i < sizeof udp / sizeof udp[0]; i++)
        if (port == udp[i])
            protocol = 17;
    return (random >> 33 & 31) == 0 ? protocol ^ 6 ^ 17 : protocol;
}

static struct flow_load_key drawn_key(uint64_t *state, uint32_t keys)
{
    uint64_t a = drawn(state), b = drawn(state);
    uint32_t clients = keys / 20 + 16, listeners = keys / 50 + 8;
    struct flow_load_key key;

    key.client = 0x0A000000u | (uint32_t)(mixed(a % clients) & 0x7FFFFF);
    key.listener = 0x0A800000u | (uint32_t)(mixed((a >> 32) % listeners + 7777777) & 0x7FFFFF);
    key.port = listener_port(b);
    key.protocol = protocol_of(key.port, b);
    return key;
}

static int same_key(const struct flow_load_key *a, const struct flow_load_key *b)
{
    return a->client == b->client && a->listener == b->listener && a->port == b->port &&
           a->protocol == b->protocol;
}

static uint64_t key_hash(const struct flow_load_key *key)
{
    return mixed(((uint64_t)key->client << 32 | key->listener) ^
                 mixed((uint64_t)key->port << 8 | key->protocol));
}

/* Whether the key is new to a set of indices + 1 into `keys`, where it would be `index`. */
static int set_adds(uint32_t *set, uint64_t mask, const struct flow_load_key *keys, uint32_t index)
{
    uint64_t at = key_hash(&keys[index]) & mask;

    for (; set[at] != 0; at = (at + 1) & mask)
        if (same_key(&keys[set[at] - 1], &keys[index]))
            return 0;
    set[at] = index + 1;
    return 1;
}

static void make_keys(struct flow_load *load)
{
    uint64_t state = SEED_OF_KEYS, slots = 1;
    uint32_t *set, i = 0;

    while (slots < 2 * (uint64_t)load->key_count)
        slots *= 2;
    set = flow_pages_zeroed((size_t)slots, sizeof *set);
    while (i < load->key_count) {
        load->keys[i] = drawn_key(&state, load->key_count);
        i += (uint32_t)set_adds(set, slots - 1, load->keys, i);
    }
    free(set);
}

/* Which key, when it is not the turn of a new one; ranks are spread over the keys. */
static uint32_t drawn_index(uint64_t *state, uint32_t keys, double log_keys, int uniform)
{
    uint64_t rank;

    if (uniform)
        return (uint32_t)(drawn(state) % keys);
    rank = (uint64_t)(exp(unit(drawn(state)) * log_keys) - 1.0);
    if (rank >= keys)
        rank = keys - 1;
    return (uint32_t)((rank * 2654435761u + 12345) % keys);
}

static void make_events(struct flow_load *load, int uniform)
{
    double all = (double)load->event_count, log_keys = log((double)load->key_count + 1.0);
    uint64_t state = SEED_OF_EVENTS, a, b;
    struct flow_load_event *event;
    uint32_t unseen = 0;
    size_t i;

    for (i = 0; i < load->event_count; i++) {
        event = &load->events[i];
        a = drawn(&state);
        b = drawn(&state);
        event->key = unseen < load->key_count && unit(a) * (double)(load->event_count - i) <
                                                     (double)(load->key_count - unseen)
                         ? unseen++
                         : drawn_index(&state, load->key_count, log_keys, uniform);
        event->end_ms = (uint32_t)((double)i * (double)FLOW_LOAD_SPAN_MS / all);
        event->client_port = (uint16_t)(32768 + b % 28232);
        event->duration_ms = (uint16_t)((b >> 16) % 30000);
        event->packets = (uint8_t)(1 + (b >> 32) % 200);
        event->bytes = event->packets * (40 + (uint32_t)((b >> 40) % 1400));
    }
}

void flow_load_make(struct flow_load *load, size_t events, uint32_t keys, int uniform)
{
    load->key_count = keys;
    load->event_count = events;
    load->keys = flow_pages_zeroed(keys, sizeof *load->keys);
    load->events = flow_pages_zeroed(events, sizeof *load->events);
    make_keys(load);
    make_events(load, uniform);
}

void flow_load_free(struct flow_load *load)
{
    free(load->keys);
    free(load->events);
    memset(load, 0, sizeof *load);
}

uint8_t flow_load_tcp_flags(uint8_t protocol)
{
    return protocol == 6 ? 0x1b : 0; /* FIN, SYN, PSH, ACK: a whole connection */
}
