/* SPDX-License-Identifier: MIT
 * The bare table: one cache line for each communication, looked up a few events ahead so that
 * memory comes while others are worked on. */
#include <string.h>

#include "flow_bare_decode.h"
#include "flow_pages.h"

#define INTERVAL_MS 60000u
#define AHEAD 24u /* events between the prefetch and the use of a slot */
#define RING 32u  /* hashes under way: a power of two above AHEAD */

#if defined(__GNUC__)
#define FETCH(p) __builtin_prefetch(p, 1)
#else
#define FETCH(p) (void)(p)
#endif

void flow_bare_table_open(struct flow_bare_table *table, uint64_t keys, int huge)
{
    uint64_t slots = 1;

    while (slots < keys + keys / 2)
        slots *= 2;
    table->mask = slots - 1;
    table->slots = flow_pages_map((size_t)slots * sizeof *table->slots, huge);
    flow_bare_table_empty(table);
}

void flow_bare_table_empty(struct flow_bare_table *table)
{
    memset(table->slots, 0, (size_t)(table->mask + 1) * sizeof *table->slots);
    table->count = 0;
}

void flow_bare_table_close(struct flow_bare_table *table)
{
    flow_pages_unmap(table->slots, (size_t)(table->mask + 1) * sizeof *table->slots);
}

/* Both halves of a product, folded. */
static inline uint64_t folded(uint64_t a, uint64_t b)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    uint64_t product = (a ^ a >> 32) * (b | 1);

    return product ^ product >> 29;
#endif
}

static inline uint64_t hash_of(const struct flow_bare_key *key)
{
    const uint64_t *w = key->words;
    uint64_t source = folded(w[0] ^ UINT64_C(0x9E3779B97F4A7C15), w[1] ^ 0xD1B54A32D192ED03u);
    uint64_t destination = folded(w[2] ^ UINT64_C(0xABC98388FB8FAC03), w[3] ^ 0x8CB92BA72F3D8DD7u);

    return folded(source ^ destination, w[4] ^ UINT64_C(0xDB4F0B9175AE2165));
}

static inline int same(const struct flow_bare_key *a, const struct flow_bare_key *b)
{
    return ((a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]) |
            (a->words[2] ^ b->words[2]) | (a->words[3] ^ b->words[3]) |
            (a->words[4] ^ b->words[4])) == 0;
}

/* As ::ffff:a.b.c.d, in some order of bytes. */
static inline uint64_t mapped(uint32_t address)
{
    return (uint64_t)address << 32 | 0xffff0000u;
}

static inline struct flow_bare_key key_of(uint32_t client, uint32_t listener, uint16_t port,
                                          uint8_t protocol)
{
    struct flow_bare_key key = {
        {0, mapped(client), 0, mapped(listener), port | (uint64_t)protocol << 16}};

    return key;
}

void flow_bare_events(const struct flow_load *load, size_t at, size_t count, uint64_t later_ms,
                      struct flow_bare_event *events)
{
    const struct flow_load_event *event = load->events + at;
    const struct flow_load_key *key;
    size_t i;

    for (i = 0; i < count; i++, event++) {
        key = &load->keys[event->key];
        events[i].key = key_of(key->client, key->listener, key->port, key->protocol);
        events[i].end_ms = FLOW_LOAD_BASE_MS + event->end_ms + later_ms;
    }
}

static void take_slot(struct flow_bare_table *table, struct flow_bare_slot *slot,
                      const struct flow_bare_key *key, uint64_t end_ms)
{
    slot->key = *key;
    slot->last = end_ms;
    table->count++;
}

static inline void update(struct flow_bare_table *table, uint64_t hash,
                          const struct flow_bare_key *key, uint64_t end_ms)
{
    struct flow_bare_slot *slot;
    uint64_t at = hash & table->mask, distance, mask;

    for (;; at = (at + 1) & table->mask) {
        slot = &table->slots[at];
        if (same(&slot->key, key))
            break;
        if (slot->key.words[4] == 0) {
            take_slot(table, slot, key, end_ms);
            break;
        }
    }
    distance = end_ms - slot->last;
    mask = (uint64_t)0 - (uint64_t)(distance <= INTERVAL_MS);
    slot->active += distance & mask;
    slot->gap += distance & ~mask;
    slot->last = end_ms;
}

static inline uint64_t fetched(const struct flow_bare_table *table, const struct flow_bare_key *key)
{
    uint64_t hash = hash_of(key);

    FETCH(&table->slots[hash & table->mask]);
    return hash;
}

void flow_bare_update(struct flow_bare_table *table, const struct flow_bare_event *events,
                      size_t count)
{
    uint64_t hashes[RING], hash;
    size_t i;

    for (i = 0; i < AHEAD && i < count; i++)
        hashes[i] = fetched(table, &events[i].key);
    for (i = 0; i < count; i++) {
        hash = hashes[i % RING];
        if (i + AHEAD < count)
            hashes[(i + AHEAD) % RING] = fetched(table, &events[i + AHEAD].key);
        update(table, hash, &events[i].key, events[i].end_ms);
    }
}

void flow_bare_sums(const struct flow_bare_table *table, uint64_t *active_ms, uint64_t *gap_ms)
{
    uint64_t i;

    *active_ms = *gap_ms = 0;
    for (i = 0; i <= table->mask; i++) {
        *active_ms += table->slots[i].active;
        *gap_ms += table->slots[i].gap;
    }
}

size_t flow_bare_chain(const struct flow_wire *wire, struct flow_bare_table *table)
{
    struct flow_bare_template template = {0};
    static struct flow_bare flows[FLOW_BARE_MOST];
    struct flow_bare_key keys[FLOW_BARE_MOST];
    uint64_t hashes[FLOW_BARE_MOST];
    const unsigned char *data;
    size_t at = 0, length, all = 0, n, i;

    while ((data = flow_wire_next(wire, &at, &length)) != NULL) {
        n = flow_bare_datagram(&template, wire->version, data, length, flows);
        for (i = 0; i < n; i++) {
            keys[i] = key_of(flows[i].source, flows[i].destination, flows[i].destination_port,
                             flows[i].protocol);
            hashes[i] = fetched(table, &keys[i]);
        }
        for (i = 0; i < n; i++)
            update(table, hashes[i], &keys[i], flows[i].end_ms);
        all += n;
    }
    return all;
}
