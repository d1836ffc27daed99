/* SPDX-License-Identifier: MIT
 * Scenarios of a registry and its storage. They tie the storage themselves. */
#include "scenario.h"

/* A full storage beside a registry that is empty and not tied. */
static int stored_by_another(struct world *world, uint32_t kinds)
{
    int rc;

    world->stored = 1;
    world->storage.callbacks.kinds = kinds;
    rc = sample_fill(world);
    if (rc == 0)
        rc = svccomm_registry_flush(world->registry, NULL);
    if (rc < 0)
        return rc;
    svccomm_registry_free(world->registry);
    world->stored = 0;
    return world_registry(world);
}

static int stored_whole(struct world *world)
{
    return stored_by_another(world, SVCCOMM_KINDS_ALL);
}

static int stored_least(struct world *world)
{
    return stored_by_another(world, SVCCOMM_KINDS_LEAST);
}

static int go_on_without(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    (void)user, (void)kind, (void)item, (void)error;
    return 0;
}

/* All that counts by the first host is to be written again. */
static int stored_damaged(struct world *world)
{
    int rc = stored_whole(world);

    world->storage.callbacks.damaged = go_on_without;
    if (rc == 0)
        ((svccomm_host *)world->storage.committed.kinds[SVCCOMM_KIND_HOST].items[0])
            ->last_snapshot = INT64_MIN + 1;
    return rc;
}

/* A failed open must have called destroy exactly once, a good one not at all. */
static int open_storage(struct world *world)
{
    int rc;

    fault_storage_arm(&world->storage, NULL);
    rc = svccomm_registry_open(world->registry, &world->storage.callbacks, world_error(world));
    return fault_storage_destroyed(&world->storage) != (uint64_t)(rc < 0) ? SVCCOMM_E_INTERNAL : rc;
}

static int changed_since_flush(struct world *world)
{
    int rc;

    world->stored = 1;
    rc = sample_fill(world);
    return rc < 0 ? rc : sample_web(world, T0 + 40 * MINUTE);
}

static int flush(struct world *world)
{
    return svccomm_registry_flush(world->registry, world_error(world));
}

static const struct scenario scenarios[] = {
    {"opening from a storage", stored_whole, open_storage, 1},
    {"opening from a storage of the least kinds", stored_least, open_storage, 1},
    {"opening without a damaged host", stored_damaged, open_storage, 1},
    {"flushing", changed_since_flush, flush, 1},
};

const struct scenario_table store_scenarios = {scenarios, COUNT(scenarios)};
