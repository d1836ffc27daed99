/* SPDX-License-Identifier: MIT
 * What fan-in counted, to and from the storage: without it a restart within the hour would change
 * what is decided of pairs that nothing else decides. */
#include <string.h>

#include "core/calls.h"
#include "core/fan_in.h"

int svccomm__fan_in_show(const svccomm_registry *registry, uint32_t index, svccomm_fan_in *out)
{
    const struct svccomm__fan_end *e = svccomm__fan_end_at(registry, index);

    if (svccomm__fan_end_find(registry, e->end) != index)
        return 0;
    memset(out, 0, sizeof *out);
    out->end = e->end;
    out->reached = e->reached;
    out->hour = e->hour;
    out->count = e->count;
    memcpy(out->ports, svccomm__fan_end_ports(registry, e), e->count * sizeof out->ports[0]);
    return 1;
}

static int stored_is_valid(const svccomm_fan_in *stored)
{
    uint32_t i, k;

    if (stored->count == 0 || stored->count > SVCCOMM_FAN_IN_MOST ||
        !(stored->reached == SVCCOMM_NO_TIME || svccomm__time_is_valid(stored->reached)))
        return 0;
    for (i = 1; i < stored->count; i++)
        for (k = 0; k < i; k++)
            if (stored->ports[i] == stored->ports[k])
                return 0;
    return 1;
}

static int room_for_end(svccomm_registry *registry)
{
    struct svccomm__fan_in *f = &registry->fan_in;
    int rc;

    if (svccomm__pool_count(&f->ends) >= registry->config.max_fan_in)
        return SVCCOMM_E_FULL;
    rc = svccomm__pool_reserve(&f->ends, &registry->memory, 1);
    if (rc == 0)
        rc = svccomm__pool_reserve(&f->sets, &registry->memory, 1);
    return rc < 0 ? rc : svccomm__table_reserve(&f->table, &registry->memory, 1);
}

int svccomm__fan_in_restore(svccomm_registry *registry, const svccomm_fan_in *stored)
{
    struct svccomm__fan_end *e;
    uint32_t i;
    int rc;

    if (!stored_is_valid(stored) || svccomm__fan_end_find(registry, stored->end) != 0)
        return SVCCOMM_E_FORMAT;
    rc = room_for_end(registry);
    if (rc < 0)
        return rc;
    e = svccomm__fan_end_at(registry, svccomm__fan_end_take(registry, stored->end));
    e->reached = stored->reached;
    e->hour = stored->hour;
    for (i = 0; i < stored->count; i++)
        svccomm__fan_end_add(registry, e, stored->ports[i]);
    return 0;
}
