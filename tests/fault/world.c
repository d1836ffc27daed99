/* SPDX-License-Identifier: MIT
 * The handles of a fault test: made, described, ended in any order. */
#include "world.h"

#include <string.h>

/* Small enough that tokens and lines are cut everywhere. */
#define PIECE 113

void world_init(struct world *world, int stored)
{
    memset(world, 0, sizeof *world);
    fault_memory_init(&world->memory);
    fault_storage_init(&world->storage, SVCCOMM_KINDS_ALL);
    world->stored = stored;
    svccomm_registry_config_init(&world->config, sizeof world->config);
    world->config.allocator = &world->memory.allocator;
    svccomm_ingest_report_init(&world->ingested, sizeof world->ingested);
    svccomm_flow_report_init(&world->flowed, sizeof world->flowed);
    svccomm_text_report_init(&world->text, sizeof world->text);
    svccomm_import_report_init(&world->imported, sizeof world->imported);
    svccomm_prune_init(&world->pruned, sizeof world->pruned);
    svccomm_error_init(&world->error, sizeof world->error);
}

static void end_handle(struct world *world, unsigned which)
{
    if (which == 0)
        svccomm_registry_free(world->registry);
    else if (which == 1)
        svccomm_snapshot_free(world->snapshot);
    else
        svccomm_cursor_free(world->cursor);
}

void world_end(struct world *world, unsigned order)
{
    static const unsigned char orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                               {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    for (size_t i = 0; i < 3; i++)
        end_handle(world, orders[order % 6][i]);
    fault_storage_free(&world->storage);
    fault_text_free(&world->input);
    fault_text_free(&world->output);
}

int world_registry(struct world *world)
{
    int rc = svccomm_registry_new(&world->registry, &world->config);

    if (rc == 0 && world->stored)
        rc = svccomm_registry_open(world->registry, &world->storage.callbacks, NULL);
    return rc;
}

int world_reopen(struct world *world)
{
    int rc = svccomm_registry_flush(world->registry, NULL);

    if (rc < 0)
        return rc;
    svccomm_registry_free(world->registry);
    return world_registry(world);
}

static void digest_reports(const struct world *world, struct fault_text *text)
{
    fault_text_word(text, "reports ");
    fault_text_hex(text, &world->ingested, sizeof world->ingested);
    fault_text_hex(text, &world->flowed, sizeof world->flowed);
    fault_text_hex(text, &world->text, sizeof world->text);
    fault_text_hex(text, &world->imported, sizeof world->imported);
    fault_text_hex(text, &world->pruned, sizeof world->pruned);
    fault_text_number(text, " count", world->count);
}

void world_digest(struct world *world, struct fault_text *text)
{
    if (world->registry != NULL)
        fault_digest_registry(world->registry, text);
    if (world->snapshot != NULL)
        fault_digest_snapshot(world->snapshot, text);
    fault_text_number(text, "cursor", world->cursor != NULL);
    digest_reports(world, text);
    fault_text_word(text, fault_text_get(&world->output));
}

svccomm_error *world_error(struct world *world)
{
    svccomm_error_init(&world->error, sizeof world->error);
    world->told = 1;
    return &world->error;
}

int world_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct world *world = user;
    size_t left = world->input.length - world->input_at;

    *length = left < capacity ? left : capacity;
    if (*length > PIECE)
        *length = PIECE;
    memcpy(data, fault_text_get(&world->input) + world->input_at, *length);
    world->input_at += *length;
    return 0;
}
