/* SPDX-License-Identifier: MIT
 * What a registry is made of: hosts, addresses, endpoints, records and their parts. Each has a file
 * with its functions; this one shows how they hang together.
 *
 *   record --> endpoint --> address --> owner host
 *      |           \--(looked up)--> wildcard endpoint of the owner
 *      |--> listener view, client view, netflow, attributes (each only if there is one)
 *
 * Totals move without touching records (N12): a record keeps the count of its source before its
 * first find, and the source's count is worked out when it is read. */
#ifndef SVCCOMM_CORE_STATE_H
#define SVCCOMM_CORE_STATE_H

#include "base/hash.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/strings.h"
#include "base/table.h"
#include "core/short_key.h"
#include "svccomm/inventory.h"
#include "svccomm/registry.h"
#include "svccomm/rules.h"
#include "svccomm/storage.h"

struct svccomm__host {
    svccomm_host_key key;
    uint64_t revision;
    const char *name; /* interned */
    int64_t last_snapshot;
    uint64_t snapshots;
    uint64_t complete[2][SVCCOMM_PROTOCOL_COUNT];
    int64_t last_complete[2][SVCCOMM_PROTOCOL_COUNT];
    uint32_t newest_owned; /* its addresses, latest sighting first */
    uint32_t oldest_owned;
    uint64_t owned;
    uint32_t held; /* of these, in use: references is not 0 */
    uint16_t ephemeral_low;
    uint16_t ephemeral_high;
    uint8_t live;
    uint8_t dirty;
};

struct svccomm__address {
    svccomm_address_key key;
    uint64_t revision;
    const char *device;   /* interned */
    const char *fallback; /* interned */
    int64_t since;
    int64_t last_seen;
    uint64_t settled[SVCCOMM_PROTOCOL_COUNT];
    uint64_t base[SVCCOMM_PROTOCOL_COUNT];
    uint32_t owner; /* index of a host, or 0 */
    uint32_t newer; /* in the owner's list */
    uint32_t older;
    uint32_t endpoints;  /* the first of the endpoints on it */
    uint32_t references; /* client views that count by it, endpoints on it that have records */
    uint8_t live;
    uint8_t dirty;
};

struct svccomm__endpoint {
    svccomm_endpoint_key key;
    uint64_t revision;
    const char *process; /* interned */
    int64_t process_seen;
    uint64_t own;
    uint64_t wildcard_base;
    int64_t last_listen;
    int64_t last_seen;
    uint32_t address;  /* index; 0 for a wildcard */
    uint32_t previous; /* among the endpoints on the address */
    uint32_t next;
    uint32_t records; /* records that refer to it */
    uint32_t manual;  /* of these, manual ones */
    uint8_t counted;  /* within a snapshot: its count has risen */
    uint8_t evidence; /* the strongest below USER by which it was taken for a listener */
    uint8_t told;     /* of these, the strongest that a flow told */
    uint8_t live;
    uint8_t dirty;
};

/* One view's counters; the total is the source's count less `base`. */
struct svccomm__view {
    uint64_t active;
    uint64_t recent;
    uint64_t attempts;
    uint64_t implied;
    uint64_t ports;
    int64_t first;
    int64_t last;
    uint64_t base;
};

/* A record of which one client port was seen, so that it can be turned round (D2): in a list of all
 * that have this client end. Lists are made when somebody asks for the first one. */
struct svccomm__turnable {
    uint32_t record;
    uint32_t previous; /* 0: the head, which the table knows */
    uint32_t next;
    uint16_t port;
    uint8_t looked; /* it, and all behind it, was looked at by evidence of that strength in vain */
};

#define SVCCOMM__PORT_SEVERAL UINT32_MAX
#define SVCCOMM__PORT_LISTED_AT 0x10000u /* what is more is the index of a svccomm__turnable */

/* The flow statistics of a record (section 5), packed: the K newest segments without what the
 * registry knows anyway. The first line is all that an event touches which continues the newest
 * segment; one that begins another moves that into the ring. What most records never have stands
 * in `rest`. */
struct svccomm__traffic {
    uint64_t events; /* forward */
    uint64_t bytes;
    uint64_t packets;
    svccomm_segment newest;
    int64_t first;
    uint32_t rest;  /* index of svccomm__traffic_rest, or 0 */
    uint8_t count;  /* segments kept, the newest included */
    uint8_t oldest; /* its place in the ring */
    uint8_t flags;  /* SVCCOMM_SPANS_ bits, and SVCCOMM__TRAFFIC_SAMPLED */
    int64_t folded_end;
    int64_t folded_active;
    uint64_t folded_samples;
    svccomm_segment ring[]; /* K - 1: those before the newest */
};

#define SVCCOMM__TRAFFIC_SAMPLED 0x80u

struct svccomm__traffic_rest {
    uint64_t reverse_events;
    uint64_t reverse_bytes;
    uint64_t reverse_packets;
    uint64_t attempts;
    uint64_t late;
};

struct svccomm__process {
    const char *name; /* interned */
    int64_t last_seen;
    uint32_t next;
};

struct svccomm__attributes {
    const char *client_device; /* interned, all three */
    const char *listener_device;
    const char *note;
    uint32_t processes; /* the first, most recent one */
};

/* What only some records have. */
struct svccomm__parts {
    uint32_t listener_view;
    uint32_t client_view;
    uint32_t attributes;
    uint32_t client_address; /* what a client view counts by; 0 without one */
};

/* One cache line: an event of a flow touches this, its slot of the table, and its flow state. */
struct svccomm__record {
    struct svccomm__short_key key;
    uint64_t revision;
    int64_t created;
    int64_t updated;
    uint32_t endpoint;
    uint32_t netflow;
    uint32_t parts;
    uint32_t generation; /* how often the slot was used, so that a cursor knows its record */
    uint8_t origin;
    uint8_t evidence;
    uint8_t status;
    uint8_t flags;     /* SVCCOMM_RECORD_ bits and the two below */
    uint32_t turnable; /* the one client port that was seen (D2), or where it is listed by it; 0:
                          none, or SVCCOMM__PORT_SEVERAL */
};

#define SVCCOMM__RECORD_LIVE 0x40u
#define SVCCOMM__RECORD_DIRTY 0x80u

/* Indices of what changed, and keys of what ended, since the last flush. */
struct svccomm__changed {
    uint32_t *items;
    size_t count;
    size_t capacity;
    unsigned char *erased;
    size_t erased_count;
    size_t erased_capacity;
    size_t key_size;
};

struct svccomm__rule_entry {
    svccomm_rule rule; /* process is interned */
    uint8_t dirty;
};

struct svccomm__tombstones {
    svccomm_change *ring;
    size_t capacity;
    size_t first;
    size_t count;
    uint64_t from; /* tombstones of this revision and later are all here */
};

struct svccomm__eviction {
    struct svccomm__victim *heap;
    size_t count;
    size_t capacity;
    uint8_t built;
};

/* Of what there is an order of eviction beside the records' (core/idle.h). */
#define SVCCOMM__IDLE_ENDPOINT 0u
#define SVCCOMM__IDLE_ADDRESS 1u
#define SVCCOMM__IDLE_HOST 2u
#define SVCCOMM__IDLE_KINDS 3u

struct svccomm__idle_order {
    struct svccomm__idle_entry *heap;
    size_t capacity;
    uint32_t *at; /* by index: the place in the heap + 1, or 0 */
    size_t at_capacity;
    uint32_t count;
};

struct svccomm__idle {
    struct svccomm__idle_order orders[SVCCOMM__IDLE_KINDS];
    uint64_t evicted[SVCCOMM__IDLE_KINDS];
    struct svccomm__cover_link *links; /* by index of an endpoint */
    size_t link_capacity;
    struct svccomm__table covers;
    uint32_t endpoints; /* with an address and without a record, whether built or not */
    uint32_t addresses; /* that are idle, whether built or not */
    uint8_t built;
};

struct svccomm__scratch;
struct svccomm__flow_scratch;

/* Which ends met how many ports (section 6, fan-in). */
struct svccomm__fan_in {
    uint64_t key[2]; /* of the storage's ends where it has any */
    struct svccomm__word_keys word_keys;
    struct svccomm__pool ends;
    struct svccomm__pool sets;
    struct svccomm__table table;
    uint32_t hand;                       /* where the search for one that is out of date goes on */
    int32_t since;                       /* the earliest hour of the batch */
    struct svccomm__fan_change *changes; /* since svccomm__fan_in_keep() */
    size_t change_count;
    size_t change_capacity;
};

struct svccomm_registry {
    struct svccomm__memory memory;
    svccomm_registry_config config;
    struct svccomm__word_keys word_keys; /* of all tables whose keys are whole words */
    struct svccomm__strings strings;
    struct svccomm__atoms atoms;
    struct svccomm__pool hosts, addresses, endpoints, records;
    struct svccomm__pool parts, views, attributes, processes;
    struct svccomm__pool traffic, traffic_rest, turnables;
    struct svccomm__table host_table, address_table, endpoint_table, record_table;
    struct svccomm__table turnable_table; /* of the lists' heads, once they are made */
    struct svccomm__table id_table;       /* made when the first id is asked for */
    struct svccomm__rule_entry *rules;    /* in order of id */
    size_t rule_count;
    size_t rule_capacity;
    struct svccomm__tombstones tombstones;
    struct svccomm__eviction eviction;
    struct svccomm__idle idle;
    struct svccomm__changed changed[SVCCOMM_KIND_COUNT];
    struct svccomm__scratch *scratch; /* of snapshot ingestion, kept for the next */
    double interval_inverse;          /* 1 / config.interval */
    uint8_t ports[65536];             /* core/ports.h */
    uint16_t lowest_low;              /* of ephemeral ranges: the default and what hosts told */
    uint16_t highest_low;
    uint16_t lowest_high;
    struct svccomm__fan_in fan_in;
    struct svccomm__flow_scratch *flow_scratch; /* of flow ingestion, kept for the next */
    uint64_t revision;
    uint64_t flushed_revision;
    uint64_t additions; /* records ever made: a cursor in key order sees that there are new ones */
    uint64_t evicted;
    int64_t newest; /* newest observation */
    svccomm_storage storage;
    uint8_t has_storage;
    uint8_t meta_dirty;
    uint8_t id_index;
    uint8_t turnables_listed;
    uint8_t dead;                               /* freed, but for the cursors that are left */
    uint32_t busy;                              /* within a callback (S4) */
    uint64_t references;                        /* the caller's and one for each cursor */
    svccomm_process shown[SVCCOMM_PROCESS_MAX]; /* of the record that get() gave last */
};

static inline struct svccomm__host *svccomm__host_at(const svccomm_registry *r, uint32_t index)
{
    return svccomm__pool_at(&r->hosts, index);
}

static inline struct svccomm__address *svccomm__address_at(const svccomm_registry *r,
                                                           uint32_t index)
{
    return svccomm__pool_at(&r->addresses, index);
}

static inline struct svccomm__endpoint *svccomm__endpoint_at(const svccomm_registry *r,
                                                             uint32_t index)
{
    return svccomm__pool_at(&r->endpoints, index);
}

static inline struct svccomm__record *svccomm__record_at(const svccomm_registry *r, uint32_t index)
{
    return svccomm__pool_at(&r->records, index);
}

static inline svccomm_key svccomm__record_key(const svccomm_registry *r,
                                              const struct svccomm__record *record)
{
    return svccomm__short_key_expand(&r->atoms, &record->key);
}

/* What the record has of the rarer parts; all 0 where it has none. */
static inline struct svccomm__parts svccomm__parts_of(const svccomm_registry *r,
                                                      const struct svccomm__record *record)
{
    static const struct svccomm__parts none = {0};

    return record->parts == 0
               ? none
               : *(const struct svccomm__parts *)svccomm__pool_at(&r->parts, record->parts);
}

static inline struct svccomm__view *svccomm__view_at(const svccomm_registry *r, uint32_t index)
{
    return svccomm__pool_at(&r->views, index);
}

static inline struct svccomm__traffic *svccomm__traffic_at(const svccomm_registry *r,
                                                           uint32_t index)
{
    return svccomm__pool_at(&r->traffic, index);
}

static inline struct svccomm__attributes *svccomm__attributes_at(const svccomm_registry *r,
                                                                 uint32_t index)
{
    return svccomm__pool_at(&r->attributes, index);
}

static inline struct svccomm__process *svccomm__process_at(const svccomm_registry *r,
                                                           uint32_t index)
{
    return svccomm__pool_at(&r->processes, index);
}

#endif
