/* SPDX-License-Identifier: MIT
 * Scenarios of exports and imports in the three formats, and of dumps. */
#include "scenario.h"

#define NOW (T0 + 30 * MINUTE)

/* Bytes that were written before a failure are void. */
static int export_as(struct world *world, uint32_t format)
{
    svccomm_query query;
    int rc;

    svccomm_query_init(&query, sizeof query);
    query.sort = SVCCOMM_SORT_LAST_FOUND;
    rc = svccomm_registry_export(world->registry, &query, format, fault_text_write, &world->output,
                                 world_error(world));
    if (rc < 0)
        fault_text_clear(&world->output);
    return rc;
}

static int export_csv(struct world *world)
{
    return export_as(world, SVCCOMM_TRANSFER_CSV);
}

static int export_json(struct world *world)
{
    return export_as(world, SVCCOMM_TRANSFER_JSON);
}

static int export_ndjson(struct world *world)
{
    return export_as(world, SVCCOMM_TRANSFER_NDJSON);
}

static int go_on_with_empty(struct world *world)
{
    svccomm_registry_free(world->registry);
    fault_storage_free(&world->storage);
    fault_storage_init(&world->storage, SVCCOMM_KINDS_ALL);
    return world_registry(world);
}

/* Fills the input with an export, and goes on with an empty registry. */
static int for_empty(struct world *world, uint32_t format)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = fault_digest_export(world->registry, format, &world->input);
    return rc < 0 ? rc : go_on_with_empty(world);
}

static int csv_for_empty(struct world *world)
{
    return for_empty(world, SVCCOMM_TRANSFER_CSV);
}

static int json_for_empty(struct world *world)
{
    return for_empty(world, SVCCOMM_TRANSFER_JSON);
}

static int ndjson_for_empty(struct world *world)
{
    return for_empty(world, SVCCOMM_TRANSFER_NDJSON);
}

/* The registry holds half of what comes, has gone on counting, and knows the rest no more. */
static int for_filled(struct world *world, uint32_t format)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    int rc = sample_fill(world);

    if (rc == 0)
        rc = fault_digest_export(world->registry, format, &world->input);
    sample_id("10.0.0.20", "10.0.0.5", 443, id);
    if (rc == 0)
        rc = svccomm_registry_delete(world->registry, id, 1, NOW, NULL);
    return rc < 0 ? rc : sample_web(world, NOW);
}

static int csv_for_filled(struct world *world)
{
    return for_filled(world, SVCCOMM_TRANSFER_CSV);
}

static int json_for_filled(struct world *world)
{
    return for_filled(world, SVCCOMM_TRANSFER_JSON);
}

static int ndjson_for_filled(struct world *world)
{
    return for_filled(world, SVCCOMM_TRANSFER_NDJSON);
}

static int import(struct world *world)
{
    world->input_at = 0;
    return svccomm_registry_import(world->registry, SVCCOMM_TRANSFER_DETECT, world_read, world, NOW,
                                   &world->imported, world_error(world));
}

/* Its bytes are no text. */
static int write_hex(void *user, const void *data, size_t length)
{
    fault_text_hex(user, data, length);
    return 0;
}

static int dump(struct world *world)
{
    int rc = svccomm_registry_dump(world->registry, write_hex, &world->output, world_error(world));

    if (rc < 0)
        fault_text_clear(&world->output);
    return rc;
}

static int dump_for_empty(struct world *world)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = svccomm_registry_dump(world->registry, fault_text_write, &world->input, NULL);
    return rc < 0 ? rc : go_on_with_empty(world);
}

static int restore(struct world *world)
{
    world->input_at = 0;
    return svccomm_registry_restore(world->registry, world_read, world, world_error(world));
}

static const struct scenario scenarios[] = {
    {"exporting as CSV", sample_fill, export_csv, 1},
    {"exporting as JSON", sample_fill, export_json, 1},
    {"exporting as NDJSON", sample_fill, export_ndjson, 1},
    {"importing CSV into an empty registry", csv_for_empty, import, 0},
    {"importing JSON into an empty registry", json_for_empty, import, 0},
    {"importing NDJSON into an empty registry", ndjson_for_empty, import, 0},
    {"importing CSV into a filled registry", csv_for_filled, import, 0},
    {"importing JSON into a filled registry", json_for_filled, import, 0},
    {"importing NDJSON into a filled registry", ndjson_for_filled, import, 0},
    {"dumping", sample_fill, dump, 0},
    {"restoring a dump", dump_for_empty, restore, 0},
};

const struct scenario_table transfer_scenarios = {scenarios, COUNT(scenarios)};
