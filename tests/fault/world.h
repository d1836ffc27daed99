/* SPDX-License-Identifier: MIT
 * What a fault test works in: handles with a failing allocator and storage, reports, sample data.
 */
#ifndef FAULT_WORLD_H
#define FAULT_WORLD_H

#include "fault_digest.h"
#include "fault_memory.h"
#include "fault_storage.h"
#include "svccomm/svccomm.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define T0 (1700000000 * SECOND)

#define WEB 0x11u /* hosts */
#define DB 0x22u
#define EDGE 0x33u

struct world {
    struct fault_memory memory;
    struct fault_storage storage;
    int stored; /* registries are tied to the storage */
    svccomm_registry_config config;
    svccomm_registry *registry;
    svccomm_snapshot *snapshot;
    svccomm_cursor *cursor;
    svccomm_ingest_report ingested;
    svccomm_flow_report flowed;
    svccomm_text_report text;
    svccomm_import_report imported;
    svccomm_prune pruned;
    uint64_t count;
    svccomm_error error;
    int told; /* the call under test was given `error` */
    struct fault_text input;
    size_t input_at;
    struct fault_text output;
};

struct sample_row {
    const char *local;
    const char *remote; /* NULL: no peer */
    uint16_t local_port;
    uint16_t remote_port;
    uint8_t protocol;
    uint8_t state;
    uint8_t flags;
    const char *process;
};

/* No handles yet; the configuration may be changed before world_registry(). */
void world_init(struct world *world, int stored);

/* Frees the handles in one of six orders, and all else but the allocator. */
void world_end(struct world *world, unsigned order);

/* An empty registry, tied to the storage if the world is stored. */
int world_registry(struct world *world);

/* Writes everything, frees the registry and opens a new one on what was stored. */
int world_reopen(struct world *world);

/* The world as text: registry, snapshot, reports, output. */
void world_digest(struct world *world, struct fault_text *text);

/* The world's error, cleared, for the call under test. */
svccomm_error *world_error(struct world *world);

/* A svccomm_read_fn that gives world->input in small pieces. */
int world_read(void *user, void *data, size_t capacity, size_t *length);

void sample_address(const char *text, uint8_t *address);
svccomm_key sample_key(const char *client, const char *listener, uint16_t port);
void sample_id(const char *client, const char *listener, uint16_t port, uint8_t *id);

/* An edit that names a key and nothing else. */
svccomm_edit sample_edit(const char *client, const char *listener, uint16_t port);

/* Makes world->snapshot (once) and fills it. */
int sample_snapshot(struct world *world, uint64_t host, const char *name, int64_t time,
                    const struct sample_row *rows, size_t count, uint32_t coverage);

/* Takes that snapshot into the registry. */
int sample_ingest(struct world *world, uint64_t host, const char *name, int64_t time,
                  const struct sample_row *rows, size_t count);

/* Snapshots of the two hosts. */
int sample_web(struct world *world, int64_t time);
int sample_db(struct world *world, int64_t time);

int sample_rules(struct world *world);

/* A registry with records of every origin and status, rules, names, tombstones. A stored one is
 * reopened, so that it has no memory left over from before. */
int sample_fill(struct world *world);

#endif
