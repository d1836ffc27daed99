/* SPDX-License-Identifier: MIT
 * A registry's life: each step is one call that may fail and be repeated. Steps that prepare a
 * snapshot are calls on another handle, and fail and repeat likewise. */
#include "life.h"

#define TCP SVCCOMM_PROTO_TCP
#define OPEN SVCCOMM_STATE_ESTABLISHED

static int make(struct world *world)
{
    return svccomm_registry_new(&world->registry, &world->config);
}

static int open_storage(struct world *world)
{
    return svccomm_registry_open(world->registry, &world->storage.callbacks, NULL);
}

static int make_snapshot(struct world *world)
{
    svccomm_snapshot_config config;

    svccomm_snapshot_config_init(&config, sizeof config);
    config.allocator = &world->memory.allocator;
    return svccomm_snapshot_new(&world->snapshot, &config);
}

static int collect(struct world *world, uint64_t host, const char *name, int64_t time,
                   unsigned first)
{
    static const char *const clients[] = {"10.4.0.1", "10.4.0.2", "10.4.0.3", "10.4.0.4",
                                          "10.4.0.5"};
    static const char *const processes[] = {"a", "bb", "ccc"};
    struct sample_row rows[24] = {
        {"10.4.0.9", NULL, 443, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "nginx"},
        {"::", NULL, 22, 0, TCP, SVCCOMM_STATE_LISTEN, 0, "sshd"},
    };

    for (unsigned i = 2; i < COUNT(rows); i++)
        rows[i] = (struct sample_row){"10.4.0.9",
                                      clients[(first + i) % COUNT(clients)],
                                      (uint16_t)(i % 3 == 0 ? 443 : 40000 + i),
                                      (uint16_t)(i % 3 == 0 ? 50000 + i : 1000 + (first + i) % 7),
                                      TCP,
                                      OPEN,
                                      0,
                                      processes[i % COUNT(processes)]};
    return sample_snapshot(world, host, name, time, rows, COUNT(rows), SVCCOMM_COVER_ALL);
}

static int collect_first(struct world *world)
{
    return collect(world, WEB, "web1", T0, 0);
}

static int collect_second(struct world *world)
{
    return collect(world, WEB, "web1", T0 + MINUTE, 3);
}

/* The same address on another host. */
static int collect_other(struct world *world)
{
    return collect(world, DB, "db1", T0 + 2 * MINUTE, 1);
}

static int collect_late(struct world *world)
{
    return collect(world, WEB, "web1", T0 + 9 * DAY, 2);
}

static int ingest(struct world *world)
{
    return svccomm_registry_ingest_snapshot(world->registry, world->snapshot, T0 + 10 * DAY,
                                            &world->ingested, NULL);
}

static int add(struct world *world)
{
    static const char *const processes[] = {"backup", "cron"};
    svccomm_edit edit = sample_edit("10.4.0.77", "10.4.0.9", 443);

    edit.fields = SVCCOMM_EDIT_PROCESSES | SVCCOMM_EDIT_NOTE;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    edit.note = "manual";
    return svccomm_registry_add(world->registry, &edit, T0 + MINUTE, NULL, NULL);
}

static int merge(struct world *world)
{
    svccomm_edit edit = sample_edit("10.4.0.4", "10.4.0.9", 443);
    uint8_t id[SVCCOMM_ID_SIZE];

    edit.fields = SVCCOMM_EDIT_KEY | SVCCOMM_EDIT_MERGE;
    sample_id("10.4.0.77", "10.4.0.9", 443, id);
    return svccomm_registry_edit(world->registry, id, &edit, T0 + 2 * MINUTE, NULL, NULL);
}

static int rules(struct world *world)
{
    return sample_rules(world);
}

static int flush(struct world *world)
{
    return svccomm_registry_flush(world->registry, NULL);
}

static int reset(struct world *world)
{
    return svccomm_registry_reset(world->registry, NULL, 0, T0 + 3 * MINUTE, &world->count);
}

static int delete_matching(struct world *world)
{
    svccomm_filter filter;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_PROCESS;
    filter.process = "BB";
    return svccomm_registry_delete_matching(world->registry, &filter, 0, T0 + 4 * MINUTE,
                                            &world->count);
}

static int name_host(struct world *world)
{
    return svccomm_registry_set_host_name(world->registry, 0, WEB, "renamed", T0 + 4 * MINUTE);
}

static int prune(struct world *world)
{
    world->pruned.older_than = T0 + 2 * DAY;
    return svccomm_registry_prune(world->registry, &world->pruned, T0 + 10 * DAY);
}

const struct life_step life_steps[] = {
    {"new", make},
    {"open", open_storage},
    {"rules", rules},
    {"new snapshot", make_snapshot},
    {"first rows", collect_first},
    {"first ingest", ingest},
    {"flush", flush},
    {"add", add},
    {"merge", merge},
    {"second rows", collect_second},
    {"second ingest", ingest},
    {"rows of another host", collect_other},
    {"ingest of another host", ingest},
    {"flush again", flush},
    {"name of a host", name_host},
    {"delete", delete_matching},
    {"reset", reset},
    {"late rows", collect_late},
    {"late ingest", ingest},
    {"prune", prune},
    {"last flush", flush},
};

const size_t life_step_count = COUNT(life_steps);
