/* SPDX-License-Identifier: MIT
 * The kinds of items that a storage keeps: how they are shown, and known to be written (S1). */
#include "store/kinds.h"

#include <string.h>

#include "core/changed.h"
#include "core/fan_in.h"
#include "core/inventory_show.h"
#include "core/show.h"

int svccomm__kinds_have(uint32_t kinds, uint32_t kind)
{
    return (kinds >> kind & 1u) != 0;
}

int svccomm__kinds_tell_totals(uint32_t kinds)
{
    return svccomm__kinds_have(kinds, SVCCOMM_KIND_HOST) &&
           svccomm__kinds_have(kinds, SVCCOMM_KIND_ADDRESS) &&
           svccomm__kinds_have(kinds, SVCCOMM_KIND_ENDPOINT);
}

static int show_host_item(const svccomm_registry *registry, uint32_t index, void *out,
                          svccomm_process *processes)
{
    (void)processes;
    if (!svccomm__host_at(registry, index)->live)
        return 0;
    svccomm__host_show(registry, index, out);
    return 1;
}

static int show_address_item(const svccomm_registry *registry, uint32_t index, void *out,
                             svccomm_process *processes)
{
    (void)processes;
    if (!svccomm__address_at(registry, index)->live)
        return 0;
    svccomm__address_show(registry, index, out);
    return 1;
}

static int show_endpoint_item(const svccomm_registry *registry, uint32_t index, void *out,
                              svccomm_process *processes)
{
    (void)processes;
    if (!svccomm__endpoint_at(registry, index)->live)
        return 0;
    svccomm__endpoint_show(registry, index, out);
    return 1;
}

static int show_rule_item(const svccomm_registry *registry, uint32_t index, void *out,
                          svccomm_process *processes)
{
    svccomm_rule *rule = out;

    (void)processes;
    if (index >= registry->rule_count)
        return 0;
    *rule = registry->rules[index].rule;
    return 1;
}

static int show_fan_in_item(const svccomm_registry *registry, uint32_t index, void *out,
                            svccomm_process *processes)
{
    (void)processes;
    return svccomm__fan_in_show(registry, index, out);
}

static int show_record_item(const svccomm_registry *registry, uint32_t index, void *out,
                            svccomm_process *processes)
{
    if (!(svccomm__record_at(registry, index)->flags & SVCCOMM__RECORD_LIVE))
        return 0;
    svccomm__record_show(registry, index, processes, out);
    return 1;
}

static void host_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    svccomm__host_at(registry, index)->dirty = (uint8_t)dirty;
}

static void address_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    svccomm__address_at(registry, index)->dirty = (uint8_t)dirty;
}

static void endpoint_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    svccomm__endpoint_at(registry, index)->dirty = (uint8_t)dirty;
}

static void rule_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    if (index < registry->rule_count)
        registry->rules[index].dirty = (uint8_t)dirty;
}

static void fan_in_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    svccomm__fan_end_at(registry, index)->dirty = (uint8_t)dirty;
}

static void record_is_dirty(svccomm_registry *registry, uint32_t index, int dirty)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    unsigned others = record->flags & ~SVCCOMM__RECORD_DIRTY;

    record->flags = (uint8_t)(others | (dirty ? SVCCOMM__RECORD_DIRTY : 0u));
}

const struct svccomm__kind svccomm__kinds[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = {"meta", sizeof(svccomm_meta), NULL, NULL, svccomm__restore_meta},
    [SVCCOMM_KIND_HOST] = {"host", sizeof(svccomm_host), show_host_item, host_is_dirty,
                           svccomm__restore_host},
    [SVCCOMM_KIND_ADDRESS] = {"address", sizeof(svccomm_address), show_address_item,
                              address_is_dirty, svccomm__restore_address},
    [SVCCOMM_KIND_ENDPOINT] = {"endpoint", sizeof(svccomm_endpoint), show_endpoint_item,
                               endpoint_is_dirty, svccomm__restore_endpoint},
    [SVCCOMM_KIND_RULE] = {"rule", sizeof(svccomm_rule), show_rule_item, rule_is_dirty,
                           svccomm__restore_rule},
    [SVCCOMM_KIND_TOMBSTONE] = {"tombstone", sizeof(svccomm_change), NULL, NULL,
                                svccomm__restore_tombstone},
    [SVCCOMM_KIND_FAN_IN] = {"fan-in end", sizeof(svccomm_fan_in), show_fan_in_item,
                             fan_in_is_dirty, svccomm__restore_fan_in},
    [SVCCOMM_KIND_COMMUNICATION] = {"communication", sizeof(svccomm_record), show_record_item,
                                    record_is_dirty, svccomm__restore_communication},
};

svccomm_meta svccomm__meta_show(const svccomm_registry *registry)
{
    svccomm_meta meta = {0};

    meta.format = SVCCOMM_META_FORMAT;
    meta.points = registry->config.points != 0;
    meta.revision = registry->revision;
    meta.interval = registry->config.interval;
    meta.newest = registry->newest;
    meta.tombstones_from = registry->tombstones.from;
    memcpy(meta.fan_in_key, registry->fan_in.key, sizeof meta.fan_in_key);
    return meta;
}

void svccomm__kind_range(const svccomm_registry *r, uint32_t kind, uint32_t *from, uint32_t *to)
{
    const struct svccomm__pool *const pools[SVCCOMM_KIND_COUNT] = {
        [SVCCOMM_KIND_HOST] = &r->hosts,
        [SVCCOMM_KIND_ADDRESS] = &r->addresses,
        [SVCCOMM_KIND_ENDPOINT] = &r->endpoints,
        [SVCCOMM_KIND_FAN_IN] = &r->fan_in.ends,
        [SVCCOMM_KIND_COMMUNICATION] = &r->records,
    };

    *from = kind == SVCCOMM_KIND_RULE ? 0 : 1;
    *to = 0;
    if (kind == SVCCOMM_KIND_RULE)
        *to = (uint32_t)r->rule_count;
    else if (pools[kind] != NULL)
        *to = pools[kind]->used + 1;
}

int svccomm__kind_mark(svccomm_registry *registry, uint32_t kind, uint32_t to)
{
    struct svccomm__changed *c = &registry->changed[kind];
    uint32_t at, end;
    int rc;

    svccomm__kind_range(registry, kind, &at, &end);
    rc = svccomm__changed_reserve(registry, kind, end, 0);
    for (; rc == 0 && at < to && at < end; at++) {
        c->items[c->count++] = at;
        svccomm__kinds[kind].is_dirty(registry, at, 1);
    }
    return rc;
}
