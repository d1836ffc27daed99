/* SPDX-License-Identifier: MIT
 * The views of a record: counters, and the totals that go by the count of their source (N9, N10,
 * N12). */
#include "base/arith.h"
#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/records.h"
#include "core/traffic.h"
#include "model/sockets.h"

static uint32_t *view_slot(struct svccomm__parts *parts, uint32_t view)
{
    return view == SVCCOMM_VIEW_LISTENER ? &parts->listener_view : &parts->client_view;
}

/* A client view refers to the address that it counts by, so that it stays (N12). */
static uint32_t refer(svccomm_registry *registry, const struct svccomm__record *record)
{
    svccomm_key key = svccomm__record_key(registry, record);
    uint64_t scope = record->flags & SVCCOMM_RECORD_CLIENT_LOCAL ? key.scope : 0;
    uint32_t address = svccomm__address_find(registry, key.realm, scope, key.client);

    if (address == 0) {
        address = svccomm__address_make(registry, key.realm, scope, key.client);
        svccomm__address_touch(registry, address);
    }
    svccomm__address_hold(registry, address);
    return address;
}

struct svccomm__view *svccomm__record_view(svccomm_registry *registry, uint32_t index,
                                           uint32_t view)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__parts *parts = svccomm__record_parts(registry, record);
    uint32_t *slot = view_slot(parts, view);

    if (*slot == 0) {
        *slot = svccomm__pool_take(&registry->views);
        svccomm__view_at(registry, *slot)->first = SVCCOMM_NO_TIME;
        svccomm__view_at(registry, *slot)->last = SVCCOMM_NO_TIME;
        if (view == SVCCOMM_VIEW_CLIENT)
            parts->client_address = refer(registry, record);
    }
    return svccomm__view_at(registry, *slot);
}

void svccomm__record_end_view(svccomm_registry *registry, uint32_t index, uint32_t view)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__parts *parts;
    uint32_t *slot;

    if (record->parts == 0)
        return;
    parts = svccomm__record_parts(registry, record);
    slot = view_slot(parts, view);
    if (*slot == 0)
        return;
    if (view == SVCCOMM_VIEW_CLIENT) {
        svccomm__address_let_go(registry, parts->client_address);
        parts->client_address = 0;
    }
    svccomm__pool_give(&registry->views, *slot);
    *slot = 0;
}

void svccomm__record_end_netflow(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    if (record->netflow != 0)
        svccomm__traffic_end(registry, record->netflow);
    record->netflow = 0;
}

uint64_t svccomm__record_source(const svccomm_registry *registry, uint32_t index, uint32_t view)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    int protocol = svccomm__protocol_index(record->key.protocol);
    uint32_t address = svccomm__parts_of(registry, record).client_address;

    if (view == SVCCOMM_VIEW_LISTENER)
        return svccomm__endpoint_count(registry, record->endpoint);
    if (address == 0 || protocol < 0)
        return 0;
    return svccomm__address_count(registry, address, protocol);
}

uint64_t svccomm__record_total(const svccomm_registry *registry, uint32_t index, uint32_t view)
{
    struct svccomm__parts parts = svccomm__parts_of(registry, svccomm__record_at(registry, index));
    uint32_t slot = *view_slot(&parts, view);

    return svccomm__record_source(registry, index, view) - svccomm__view_at(registry, slot)->base;
}

int64_t svccomm__record_first(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__parts parts = svccomm__parts_of(registry, record);
    int64_t first = SVCCOMM_NO_TIME;

    if (parts.listener_view != 0)
        first = svccomm__view_at(registry, parts.listener_view)->first;
    if (parts.client_view != 0)
        first = svccomm__min_found(first, svccomm__view_at(registry, parts.client_view)->first);
    if (record->netflow != 0)
        first = svccomm__min_found(first, svccomm__traffic_first(registry, record->netflow));
    return first;
}

int64_t svccomm__record_last(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__parts parts = svccomm__parts_of(registry, record);
    int64_t last = SVCCOMM_NO_TIME;

    if (parts.listener_view != 0)
        last = svccomm__view_at(registry, parts.listener_view)->last;
    if (parts.client_view != 0)
        last = svccomm__max_time(last, svccomm__view_at(registry, parts.client_view)->last);
    if (record->netflow != 0)
        last = svccomm__max_time(last, svccomm__traffic_last(registry, record->netflow));
    return last;
}
