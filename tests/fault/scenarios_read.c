/* SPDX-License-Identifier: MIT
 * Scenarios of reads: records, cursors, changes, inventory. What was read goes to the output. */
#include "scenario.h"

#define SMALL 4
#define LARGE 40

static void keep_records(struct world *world, const svccomm_record *records, int count)
{
    for (int i = 0; i < count; i++) {
        svccomm_record_write_json(&records[i], fault_text_write, &world->output);
        fault_text_word(&world->output, "\n");
    }
}

/* The first look-up by id makes an index. */
static int get(struct world *world)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    svccomm_record record;
    int rc;

    sample_id("10.0.0.20", "10.0.0.5", 443, id);
    rc = svccomm_registry_get(world->registry, id, &record, sizeof record);
    keep_records(world, &record, rc == 0);
    return rc;
}

static int find(struct world *world)
{
    svccomm_key key = sample_key("10.0.0.7", "10.0.0.5", 443);
    svccomm_record record;
    int rc = svccomm_registry_find(world->registry, &key, &record, sizeof record);

    keep_records(world, &record, rc == 0);
    return rc;
}

static int open_cursor(struct world *world, uint32_t sort)
{
    svccomm_filter filter;
    svccomm_query query;
    int rc;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS | SVCCOMM_FILTER_DEVICE;
    filter.device = "WEB1";
    filter.statuses = SVCCOMM_STATUSES_ALL;
    svccomm_query_init(&query, sizeof query);
    query.sort = sort;
    query.filter = &filter;
    rc = svccomm_cursor_new(&world->cursor, world->registry, &query);
    return rc < 0 && world->cursor != NULL ? SVCCOMM_E_INTERNAL : rc;
}

static int open_by_key(struct world *world)
{
    return open_cursor(world, SVCCOMM_SORT_KEY);
}

static int open_sorted(struct world *world)
{
    return open_cursor(world, SVCCOMM_SORT_PERSISTENCE);
}

static int prepare_by_key(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc : open_by_key(world);
}

static int prepare_sorted(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc : open_sorted(world);
}

static int next_records(struct world *world, size_t capacity)
{
    svccomm_record records[LARGE];
    int count = svccomm_cursor_next(world->cursor, records, capacity, sizeof *records);

    keep_records(world, records, count);
    return count < 0 ? count : 0;
}

static int next_few(struct world *world)
{
    return next_records(world, SMALL);
}

static int next_all(struct world *world)
{
    return next_records(world, LARGE);
}

/* Records that came meanwhile make the cursor list anew. */
static int prepare_stale_list(struct world *world)
{
    svccomm_edit edit = sample_edit("10.200.0.1", "10.200.0.2", 9000);
    int rc = prepare_by_key(world);

    if (rc == 0)
        rc = next_records(world, 1);
    edit.fields = SVCCOMM_EDIT_CLIENT_DEVICE;
    edit.client_device = "web1";
    return rc < 0 ? rc : svccomm_registry_add(world->registry, &edit, T0 + DAY, NULL, NULL);
}

static int changes(struct world *world)
{
    svccomm_change list[LARGE];
    int count = svccomm_registry_changes(world->registry, 0, list, LARGE, sizeof *list);

    for (int i = 0; i < count; i++)
        fault_item_describe(SVCCOMM_KIND_TOMBSTONE, &list[i], &world->output);
    return count < 0 ? count : 0;
}

static int listeners(struct world *world)
{
    svccomm_endpoint list[SMALL];
    int count = svccomm_registry_listeners(world->registry, 0, 1, NULL, list, SMALL, sizeof *list);

    for (int i = 0; i < count; i++)
        fault_item_describe(SVCCOMM_KIND_ENDPOINT, &list[i], &world->output);
    return count < 0 ? count : 0;
}

static int hosts(struct world *world)
{
    svccomm_host list[SMALL];
    int count = svccomm_registry_hosts(world->registry, 0, 0, NULL, list, SMALL, sizeof *list);

    for (int i = 0; i < count; i++)
        fault_item_describe(SVCCOMM_KIND_HOST, &list[i], &world->output);
    return count < 0 ? count : 0;
}

static int addresses(struct world *world)
{
    svccomm_address list[SMALL];
    int count = svccomm_registry_addresses(world->registry, 0, 1, NULL, list, SMALL, sizeof *list);

    for (int i = 0; i < count; i++)
        fault_item_describe(SVCCOMM_KIND_ADDRESS, &list[i], &world->output);
    return count < 0 ? count : 0;
}

static const struct scenario scenarios[] = {
    {"getting a record by its id", sample_fill, get, 0},
    {"finding a record by its key", sample_fill, find, 1},
    {"opening a cursor in key order", sample_fill, open_by_key, 1},
    {"opening a sorted cursor", sample_fill, open_sorted, 1},
    {"reading a few records in key order", prepare_by_key, next_few, 1},
    {"reading all records in key order", prepare_by_key, next_all, 1},
    {"reading sorted records", prepare_sorted, next_all, 1},
    {"reading on after a record came", prepare_stale_list, next_all, 1},
    {"reading changes", sample_fill, changes, 0},
    {"reading listeners", sample_fill, listeners, 1},
    {"reading hosts", sample_fill, hosts, 1},
    {"reading addresses", sample_fill, addresses, 1},
};

const struct scenario_table read_scenarios = {scenarios, COUNT(scenarios)};
