/* SPDX-License-Identifier: MIT
 * What a registry knows of each port. */
#include "core/ports.h"

#include "core/named_ports.h"

void svccomm__ports_init(svccomm_registry *registry)
{
    size_t count, i;
    const uint16_t *named = svccomm__named_ports(&count);

    for (i = 0; i < SVCCOMM__PORT_ALL_NAMED; i++)
        svccomm__ports_note(registry, (uint16_t)i, SVCCOMM__PORT_NAMED);
    for (i = 0; i < count; i++)
        svccomm__ports_note(registry, named[i], SVCCOMM__PORT_NAMED);
    svccomm__ports_note(registry, 0, SVCCOMM__PORT_RANGED);
    registry->lowest_low = registry->highest_low = SVCCOMM__PORT_EPHEMERAL;
    registry->lowest_high = UINT16_MAX;
}

static void mark_ranged(svccomm_registry *registry, uint32_t from, uint32_t to)
{
    for (; from < to; from++)
        registry->ports[from] |= SVCCOMM__PORT_RANGED;
}

/* What lies between the range and those that were told before was not marked yet, so that all hosts
 * together mark each port a few times at most. */
void svccomm__ports_range(svccomm_registry *registry, uint16_t low, uint16_t high)
{
    if (high == 0)
        return;
    mark_ranged(registry, low, registry->lowest_low);
    mark_ranged(registry, registry->highest_low, low);
    mark_ranged(registry, high + 1u, registry->lowest_high + 1u);
    if (low < registry->lowest_low)
        registry->lowest_low = low;
    if (low > registry->highest_low)
        registry->highest_low = low;
    if (high < registry->lowest_high)
        registry->lowest_high = high;
}
