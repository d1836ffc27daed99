/* SPDX-License-Identifier: MIT
 * The kinds of items that a storage keeps: how they are shown, and known to be written (S1). */
#include "store/kinds.h"

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

static void clean_host(svccomm_registry *registry, uint32_t index)
{
    svccomm__host_at(registry, index)->dirty = 0;
}

static void clean_address(svccomm_registry *registry, uint32_t index)
{
    svccomm__address_at(registry, index)->dirty = 0;
}

static void clean_endpoint(svccomm_registry *registry, uint32_t index)
{
    svccomm__endpoint_at(registry, index)->dirty = 0;
}

static void clean_rule(svccomm_registry *registry, uint32_t index)
{
    if (index < registry->rule_count)
        registry->rules[index].dirty = 0;
}

static void clean_record(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    record->flags = (uint8_t)(record->flags & ~SVCCOMM__RECORD_DIRTY);
}

const struct svccomm__kind svccomm__kinds[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = {"meta", sizeof(svccomm_meta), NULL, NULL, svccomm__restore_meta},
    [SVCCOMM_KIND_HOST] = {"host", sizeof(svccomm_host), show_host_item, clean_host,
                           svccomm__restore_host},
    [SVCCOMM_KIND_ADDRESS] = {"address", sizeof(svccomm_address), show_address_item, clean_address,
                              svccomm__restore_address},
    [SVCCOMM_KIND_ENDPOINT] = {"endpoint", sizeof(svccomm_endpoint), show_endpoint_item,
                               clean_endpoint, svccomm__restore_endpoint},
    [SVCCOMM_KIND_RULE] = {"rule", sizeof(svccomm_rule), show_rule_item, clean_rule,
                           svccomm__restore_rule},
    [SVCCOMM_KIND_TOMBSTONE] = {"tombstone", sizeof(svccomm_change), NULL, NULL,
                                svccomm__restore_tombstone},
    [SVCCOMM_KIND_FAN_IN] = {"fan-in end", sizeof(svccomm_fan_in), show_fan_in_item,
                             svccomm__fan_in_clean, svccomm__restore_fan_in},
    [SVCCOMM_KIND_COMMUNICATION] = {"communication", sizeof(svccomm_record), show_record_item,
                                    clean_record, svccomm__restore_communication},
};
