/* SPDX-License-Identifier: MIT
 * Scenarios of what a person or a program changes: records, rules, names. */
#include <string.h>

#include "scenario.h"

#define NOW (T0 + 10 * MINUTE)

static int nothing(struct world *world)
{
    (void)world;
    return 0;
}

/* A failed call must leave no handle behind. */
static int make_registry(struct world *world)
{
    int rc = svccomm_registry_new(&world->registry, &world->config);

    return rc < 0 && world->registry != NULL ? SVCCOMM_E_INTERNAL : rc;
}

static int add(struct world *world)
{
    svccomm_edit edit = sample_edit("10.1.0.1", "10.1.0.2", 9000);

    return svccomm_registry_add(world->registry, &edit, NOW, NULL, world_error(world));
}

static int add_with_everything(struct world *world)
{
    static const char *const processes[] = {"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"};
    svccomm_edit edit = sample_edit("10.1.0.1", "127.0.0.1", 9000);

    edit.fields = SVCCOMM_EDIT_CLIENT_DEVICE | SVCCOMM_EDIT_LISTENER_DEVICE |
                  SVCCOMM_EDIT_PROCESSES | SVCCOMM_EDIT_LISTENER_PROCESS | SVCCOMM_EDIT_NOTE |
                  SVCCOMM_EDIT_STATUS;
    edit.client_device = "client";
    edit.listener_device = "listener";
    edit.listener_process = "listening";
    edit.note = "a note";
    edit.status = SVCCOMM_STATUS_HIDDEN;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    return svccomm_registry_add(world->registry, &edit, NOW, NULL, world_error(world));
}

static int add_found(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.7", "10.0.0.5", 443);

    return svccomm_registry_add(world->registry, &edit, NOW, NULL, world_error(world));
}

static int change(struct world *world, const char *client, const svccomm_edit *edit)
{
    uint8_t id[SVCCOMM_ID_SIZE], new_id[SVCCOMM_ID_SIZE];

    sample_id(client, "10.0.0.5", 443, id);
    return svccomm_registry_edit(world->registry, id, edit, NOW, new_id, world_error(world));
}

static int edit_texts(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.7", "10.0.0.5", 443);

    edit.fields = SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_LISTENER_DEVICE | SVCCOMM_EDIT_LISTENER_PROCESS |
                  SVCCOMM_EDIT_STATUS;
    edit.note = "edited";
    edit.listener_device = "front";
    edit.listener_process = "nginx: master";
    edit.status = SVCCOMM_STATUS_IGNORED;
    return change(world, "10.0.0.7", &edit);
}

static int edit_takes_away(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.20", "10.0.0.5", 443);

    edit.fields = SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_CLIENT_DEVICE | SVCCOMM_EDIT_PROCESSES;
    return change(world, "10.0.0.20", &edit);
}

static int edit_processes(struct world *world)
{
    static const char *const processes[] = {"new", "cron", "newer", "newest"};
    svccomm_edit edit = sample_edit("10.0.0.20", "10.0.0.5", 443);

    edit.fields = SVCCOMM_EDIT_PROCESSES;
    edit.processes = processes;
    edit.process_count = COUNT(processes);
    return change(world, "10.0.0.20", &edit);
}

static int rekey(struct world *world)
{
    svccomm_edit edit = sample_edit("10.2.0.1", "10.2.0.2", 4443);

    edit.fields = SVCCOMM_EDIT_KEY | SVCCOMM_EDIT_NOTE;
    edit.note = "moved";
    return change(world, "10.0.0.7", &edit);
}

static int rekey_and_merge(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.7", "10.0.0.5", 443);

    edit.fields = SVCCOMM_EDIT_KEY | SVCCOMM_EDIT_MERGE;
    return change(world, "10.0.0.20", &edit);
}

/* A client view goes where only a listener view was. */
static int merge_views(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.7", "10.0.0.5", 443);
    uint8_t id[SVCCOMM_ID_SIZE];

    edit.fields = SVCCOMM_EDIT_KEY | SVCCOMM_EDIT_MERGE;
    sample_id("10.0.0.5", "10.0.0.9", 5432, id);
    return svccomm_registry_edit(world->registry, id, &edit, NOW, NULL, world_error(world));
}

static int delete_some(struct world *world)
{
    uint8_t ids[3 * SVCCOMM_ID_SIZE];

    sample_id("10.0.0.7", "10.0.0.5", 443, ids);
    sample_id("10.0.0.20", "10.0.0.5", 443, ids + SVCCOMM_ID_SIZE);
    memcpy(ids + 2 * SVCCOMM_ID_SIZE, ids, SVCCOMM_ID_SIZE);
    return svccomm_registry_delete(world->registry, ids, 3, NOW, world_error(world));
}

static int delete_matching(struct world *world)
{
    svccomm_filter filter;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_PROCESS;
    filter.process = "n";
    filter.statuses = SVCCOMM_STATUSES_ALL;
    return svccomm_registry_delete_matching(world->registry, &filter, 0, NOW, &world->count);
}

static int delete_dry(struct world *world)
{
    return svccomm_registry_delete_matching(world->registry, NULL, 1, NOW, &world->count);
}

static int prune_all(struct world *world)
{
    int rc;

    world->pruned.include_manual = 1;
    world->pruned.older_than = T0 + 30 * DAY;
    rc = svccomm_registry_prune(world->registry, &world->pruned, T0 + 30 * DAY);
    /* What the caller set is no part of the state. */
    world->pruned.include_manual = 0;
    world->pruned.older_than = 0;
    return rc;
}

static int prune_dry(struct world *world)
{
    int rc;

    world->pruned.dry_run = 1;
    world->pruned.older_than = T0 + 30 * DAY;
    rc = svccomm_registry_prune(world->registry, &world->pruned, T0 + 30 * DAY);
    world->pruned.dry_run = 0;
    world->pruned.older_than = 0;
    return rc;
}

static int reset(struct world *world)
{
    return svccomm_registry_reset(world->registry, NULL, 0, NOW, &world->count);
}

static int set_rules(struct world *world)
{
    svccomm_rule rules[12];

    memset(rules, 0, sizeof rules);
    for (size_t i = 0; i < COUNT(rules); i++) {
        rules[i].id = 1 + i;
        rules[i].kind = SVCCOMM_RULE_IGNORE;
        rules[i].port_low = rules[i].port_high = (uint16_t)(100 + i);
        rules[i].process = i % 2 == 0 ? "a*" : "*b";
    }
    return svccomm_registry_set_rules(world->registry, rules, COUNT(rules), sizeof *rules,
                                      world_error(world));
}

static int delete_rule(struct world *world)
{
    return svccomm_registry_delete_rule(world->registry, 1);
}

static int set_device(struct world *world)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    sample_address("10.9.9.9", address);
    return svccomm_registry_set_device(world->registry, 0, 0, address, "printer", NOW);
}

static int set_device_again(struct world *world)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    sample_address("10.0.0.7", address);
    return svccomm_registry_set_device(world->registry, 0, 0, address, "telephone", NOW);
}

static int set_host_name(struct world *world)
{
    return svccomm_registry_set_host_name(world->registry, 0, 0x77, "new host", NOW);
}

static int set_host_name_again(struct world *world)
{
    return svccomm_registry_set_host_name(world->registry, 0, WEB, "renamed", NOW);
}

static const struct scenario scenarios[] = {
    {"making a registry", nothing, make_registry, 1},
    {"adding the first record", world_registry, add, 0},
    {"adding a record among others", sample_fill, add, 0},
    {"adding a record with every attribute", sample_fill, add_with_everything, 0},
    {"adding a record that was found", sample_fill, add_found, 0},
    {"editing the attributes of a record", sample_fill, edit_texts, 0},
    {"taking attributes away", sample_fill, edit_takes_away, 0},
    {"editing the processes of a record", sample_fill, edit_processes, 0},
    {"giving a record another key", sample_fill, rekey, 0},
    {"merging a record with another by its key", sample_fill, rekey_and_merge, 0},
    {"merging a client view into a listener view", sample_fill, merge_views, 0},
    {"deleting records", sample_fill, delete_some, 0},
    {"deleting what passes a filter", sample_fill, delete_matching, 0},
    {"counting what a deletion would hit", sample_fill, delete_dry, 1},
    {"pruning everything", sample_fill, prune_all, 0},
    {"counting what a prune would hit", sample_fill, prune_dry, 1},
    {"resetting statistics", sample_fill, reset, 0},
    {"setting the first rules", world_registry, set_rules, 0},
    {"adding and replacing rules", sample_fill, set_rules, 0},
    {"deleting a rule", sample_fill, delete_rule, 0},
    {"naming a new address", sample_fill, set_device, 0},
    {"renaming an address", sample_fill, set_device_again, 0},
    {"naming a new host", sample_fill, set_host_name, 0},
    {"renaming a host", sample_fill, set_host_name_again, 0},
};

const struct scenario_table change_scenarios = {scenarios, COUNT(scenarios)};
