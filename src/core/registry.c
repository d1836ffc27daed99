/* SPDX-License-Identifier: MIT
 * The registry handle: made, counted, ended. */
#include <string.h>

#include "base/structs.h"
#include "core/addresses.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/eviction.h"
#include "core/fan_in.h"
#include "core/flow_plan.h"
#include "core/idle.h"
#include "core/listening.h"
#include "core/ports.h"
#include "core/records.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "core/tombstones.h"
#include "core/traffic.h"

#define DAY INT64_C(86400000000000)

#define OPEN_STATES                                                  \
    (1u << SVCCOMM_STATE_UNKNOWN | 1u << SVCCOMM_STATE_ESTABLISHED | \
     1u << SVCCOMM_STATE_FIN_WAIT1 | 1u << SVCCOMM_STATE_FIN_WAIT2 | \
     1u << SVCCOMM_STATE_CLOSE_WAIT | 1u << SVCCOMM_STATE_CLOSING | 1u << SVCCOMM_STATE_LAST_ACK)

#define FLOW_OPTIONS (SVCCOMM_FLOWS_PORTLESS | SVCCOMM_FLOWS_ATTEMPTS)

/* Pools know their elements by 32 bits. */
#define COUNT_MAX UINT64_C(4000000000)

int svccomm_registry_config_init(svccomm_registry_config *config, size_t size)
{
    int rc = svccomm__struct_init(config, size, sizeof *config);

    if (rc < 0)
        return rc;
    config->max_records = config->max_addresses = UINT64_C(16) << 20;
    config->max_endpoints = UINT64_C(4) << 20;
    config->max_hosts = config->max_strings = UINT64_C(1) << 20;
    config->max_string_bytes = UINT64_C(64) << 20;
    config->max_tombstones = 65536;
    config->max_rules = 4096;
    config->interval = SVCCOMM_INTERVAL_DEFAULT;
    config->keep_segments = SVCCOMM_SPANS_KEEP_DEFAULT;
    config->owner_age = 7 * DAY;
    config->open_states = OPEN_STATES;
    config->flow_age = DAY;
    config->flow_future = DAY / 144; /* 10 minutes */
    config->max_fan_in = 262144;
    return 0;
}

int svccomm_counts_init(svccomm_counts *counts, size_t size)
{
    return svccomm__struct_init(counts, size, sizeof *counts);
}

int svccomm_ingest_report_init(svccomm_ingest_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

int svccomm_edit_init(svccomm_edit *edit, size_t size)
{
    return svccomm__struct_init(edit, size, sizeof *edit);
}

int svccomm_prune_init(svccomm_prune *prune, size_t size)
{
    return svccomm__struct_init(prune, size, sizeof *prune);
}

static int config_check(const svccomm_registry_config *c)
{
    if (c->cap_policy > SVCCOMM_CAP_EVICT || c->interval <= 0 || c->interval > SVCCOMM_TIME_MAX)
        return SVCCOMM_E_RANGE;
    if (c->keep_segments < SVCCOMM_SPANS_KEEP_MIN || c->keep_segments > SVCCOMM_SPANS_KEEP_MAX)
        return SVCCOMM_E_RANGE;
    if (c->flow_age < 0 || c->flow_future < 0 || c->flow_options > FLOW_OPTIONS)
        return SVCCOMM_E_RANGE;
    if (c->owner_age < 0 || c->max_records > COUNT_MAX || c->max_endpoints > COUNT_MAX ||
        c->max_addresses > COUNT_MAX || c->max_hosts > COUNT_MAX)
        return SVCCOMM_E_RANGE;
    return 0;
}

static int config_take(svccomm_registry_config *own, const svccomm_registry_config *config)
{
    int rc = svccomm_registry_config_init(own, sizeof *own);

    if (rc == 0 && config != NULL)
        rc = svccomm__struct_in(own, sizeof *own, config);
    return rc < 0 ? rc : config_check(own);
}

static void registry_setup(svccomm_registry *r)
{
    svccomm__pool_init(&r->hosts, sizeof(struct svccomm__host));
    svccomm__pool_init(&r->addresses, sizeof(struct svccomm__address));
    svccomm__pool_init(&r->endpoints, sizeof(struct svccomm__endpoint));
    svccomm__pool_init(&r->records, sizeof(struct svccomm__record));
    svccomm__pool_init(&r->views, sizeof(struct svccomm__view));
    svccomm__pool_init(&r->parts, sizeof(struct svccomm__parts));
    svccomm__traffic_init(r);
    svccomm__pool_init(&r->turnables, sizeof(struct svccomm__turnable));
    svccomm__atoms_init(&r->atoms, r->config.seed);
    svccomm__word_keys_make(&r->word_keys, r->config.seed);
    svccomm__pool_init(&r->attributes, sizeof(struct svccomm__attributes));
    svccomm__pool_init(&r->processes, sizeof(struct svccomm__process));
    memcpy(r->strings.seed, r->config.seed, sizeof r->strings.seed);
    r->strings.memory = &r->memory;
    r->strings.max_count = r->config.max_strings;
    r->strings.max_bytes = r->config.max_string_bytes;
    r->newest = SVCCOMM_NO_TIME;
    r->interval_inverse = 1.0 / (double)r->config.interval;
    svccomm__ports_init(r);
    svccomm__fan_in_init(r);
    svccomm__changed_init(r);
}

int svccomm_registry_new(svccomm_registry **out, const svccomm_registry_config *config)
{
    svccomm_registry_config own;
    struct svccomm__memory memory;
    svccomm_registry *registry;
    int rc;

    if (out == NULL)
        return SVCCOMM_E_ARGUMENT;
    *out = NULL;
    rc = config_take(&own, config);
    if (rc == 0)
        rc = svccomm__memory_init(&memory, own.allocator);
    if (rc < 0)
        return rc;
    registry = svccomm__memory_new(&memory, sizeof *registry);
    if (registry == NULL)
        return SVCCOMM_E_NOMEM;
    registry->memory = memory;
    registry->config = own;
    registry->config.allocator = NULL;
    registry->references = 1;
    registry_setup(registry);
    *out = registry;
    return 0;
}

static void free_pools(svccomm_registry *r)
{
    struct svccomm__pool *pools[] = {&r->hosts,   &r->addresses,    &r->endpoints,  &r->records,
                                     &r->views,   &r->parts,        &r->attributes, &r->processes,
                                     &r->traffic, &r->traffic_rest, &r->turnables};
    struct svccomm__table *tables[] = {&r->host_table, &r->address_table, &r->endpoint_table,
                                       &r->record_table, &r->turnable_table};
    size_t i;

    for (i = 0; i < sizeof pools / sizeof pools[0]; i++)
        svccomm__pool_free(pools[i], &r->memory);
    for (i = 0; i < sizeof tables / sizeof tables[0]; i++)
        svccomm__table_free(tables[i], &r->memory);
}

void svccomm__registry_clear(svccomm_registry *r)
{
    free_pools(r);
    svccomm__fan_in_free(r);
    svccomm__fan_in_init(r); /* a storage may have given another key */
    svccomm__record_index_free(r);
    svccomm__rules_free(r);
    svccomm__tombstones_free(r);
    svccomm__eviction_free(r);
    svccomm__idle_free(r);
    r->idle.endpoints = r->idle.addresses = 0;
    svccomm__changed_free(r);
    svccomm__strings_free(&r->strings);
    svccomm__atoms_free(&r->atoms, &r->memory);
    r->revision = r->flushed_revision = 0;
    r->newest = SVCCOMM_NO_TIME;
    r->meta_dirty = 0;
}

void svccomm__registry_release(svccomm_registry *registry)
{
    struct svccomm__memory memory = registry->memory;

    if (--registry->references == 0)
        svccomm__memory_free(&memory, registry, sizeof *registry);
}

void svccomm_registry_free(svccomm_registry *registry)
{
    if (registry == NULL || registry->busy || registry->dead)
        return;
    if (registry->has_storage && registry->storage.destroy != NULL) {
        svccomm__registry_enter(registry);
        registry->storage.destroy(registry->storage.user);
        svccomm__registry_leave(registry);
    }
    svccomm__registry_clear(registry);
    svccomm__scratch_free(registry);
    svccomm__flow_scratch_free(registry);
    registry->dead = 1;
    svccomm__registry_release(registry);
}

int svccomm_registry_counts(const svccomm_registry *r, svccomm_counts *counts)
{
    int rc = svccomm__struct_out(counts, sizeof *counts);

    if (r == NULL || rc < 0)
        return r == NULL ? SVCCOMM_E_ARGUMENT : rc;
    counts->records = svccomm__pool_count(&r->records);
    counts->endpoints = svccomm__pool_count(&r->endpoints);
    counts->addresses = svccomm__pool_count(&r->addresses);
    counts->hosts = svccomm__pool_count(&r->hosts);
    counts->rules = r->rule_count;
    counts->tombstones = r->tombstones.count;
    counts->strings = r->strings.count;
    counts->string_bytes = r->strings.bytes;
    counts->revision = r->revision;
    counts->unflushed = svccomm__changed_count(r);
    counts->evicted = r->evicted;
    counts->memory = r->memory.bytes;
    counts->newest = r->newest;
    counts->evicted_endpoints = r->idle.evicted[SVCCOMM__IDLE_ENDPOINT];
    counts->evicted_addresses = r->idle.evicted[SVCCOMM__IDLE_ADDRESS];
    counts->evicted_hosts = r->idle.evicted[SVCCOMM__IDLE_HOST];
    return 0;
}

int svccomm__time_is_valid(int64_t time)
{
    return time >= -SVCCOMM_TIME_MAX && time <= SVCCOMM_TIME_MAX;
}

int svccomm__call_check(const svccomm_registry *registry)
{
    if (registry == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (registry->dead)
        return SVCCOMM_E_STATE;
    return registry->busy ? SVCCOMM_E_REENTRY : 0;
}

int svccomm__call_check_now(const svccomm_registry *registry, int64_t now)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0 && !svccomm__time_is_valid(now))
        rc = SVCCOMM_E_RANGE;
    return rc;
}

void svccomm__registry_enter(svccomm_registry *registry)
{
    registry->busy++;
}

void svccomm__registry_leave(svccomm_registry *registry)
{
    registry->busy--;
}
