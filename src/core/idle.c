/* SPDX-License-Identifier: MIT
 * The order in which what no record refers to goes at a cap (A7): for each kind a heap of what each
 * element's rank was when it was looked at last. Elements move on without touching the heap; one
 * that has is put back by its new rank, or dropped if it is in use, when it comes up. So an
 * eviction costs the logarithm of what is idle, beside what earlier calls have put off. */
#include "core/idle.h"

#include <string.h>

#include "core/addresses.h"
#include "core/changed.h"
#include "core/covers.h"

struct svccomm__idle_entry {
    uint64_t rank;
    uint32_t index;
};

#define RANK_NAMES (UINT64_C(1) << 63) /* of an address: names are looked up by it (K7) */

static const struct svccomm__pool *pool_of(const svccomm_registry *r, uint32_t kind)
{
    if (kind == SVCCOMM__IDLE_ENDPOINT)
        return &r->endpoints;
    return kind == SVCCOMM__IDLE_ADDRESS ? &r->addresses : &r->hosts;
}

static uint64_t cap_of(const svccomm_registry *r, uint32_t kind)
{
    if (kind == SVCCOMM__IDLE_ENDPOINT)
        return r->config.max_endpoints;
    return kind == SVCCOMM__IDLE_ADDRESS ? r->config.max_addresses : r->config.max_hosts;
}

/* ---- what is idle ---- */

static int endpoint_is_idle(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);

    return e->live && e->records == 0 && (e->address != 0 || !svccomm__covers_any(registry, index));
}

static int host_is_idle(const svccomm_registry *registry, uint32_t index)
{
    const struct svccomm__host *h = svccomm__host_at(registry, index);

    return h->live && h->held == 0 && (h->name == NULL || h->last_snapshot != SVCCOMM_NO_TIME);
}

static int is_idle(const svccomm_registry *registry, uint32_t kind, uint32_t index)
{
    if (kind == SVCCOMM__IDLE_ENDPOINT)
        return endpoint_is_idle(registry, index);
    return kind == SVCCOMM__IDLE_ADDRESS ? svccomm__address_is_idle(registry, index)
                                         : host_is_idle(registry, index);
}

static uint64_t idle_rank(const svccomm_registry *registry, uint32_t kind, uint32_t index)
{
    const struct svccomm__address *a;

    if (kind == SVCCOMM__IDLE_ENDPOINT)
        return svccomm__endpoint_at(registry, index)->revision;
    if (kind == SVCCOMM__IDLE_HOST)
        return svccomm__host_at(registry, index)->revision;
    a = svccomm__address_at(registry, index);
    return a->revision | (a->owner != 0 || a->fallback != NULL ? RANK_NAMES : 0);
}

static int compare_idle_keys(const svccomm_registry *registry, uint32_t kind, uint32_t a,
                             uint32_t b)
{
    if (kind == SVCCOMM__IDLE_ENDPOINT)
        return memcmp(&svccomm__endpoint_at(registry, a)->key,
                      &svccomm__endpoint_at(registry, b)->key, sizeof(svccomm_endpoint_key));
    if (kind == SVCCOMM__IDLE_ADDRESS)
        return memcmp(&svccomm__address_at(registry, a)->key,
                      &svccomm__address_at(registry, b)->key, sizeof(svccomm_address_key));
    return memcmp(&svccomm__host_at(registry, a)->key, &svccomm__host_at(registry, b)->key,
                  sizeof(svccomm_host_key));
}

/* ---- the heap ---- */

static int goes_before(const svccomm_registry *registry, uint32_t kind,
                       const struct svccomm__idle_entry *a, const struct svccomm__idle_entry *b)
{
    return a->rank < b->rank ||
           (a->rank == b->rank && compare_idle_keys(registry, kind, a->index, b->index) < 0);
}

static void heap_put(struct svccomm__idle_order *order, uint32_t at,
                     struct svccomm__idle_entry entry)
{
    order->heap[at] = entry;
    order->at[entry.index] = at + 1;
}

static void heap_up(svccomm_registry *registry, uint32_t kind, uint32_t at)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    struct svccomm__idle_entry entry = order->heap[at];

    for (; at > 0 && goes_before(registry, kind, &entry, &order->heap[(at - 1) / 2]);
         at = (at - 1) / 2)
        heap_put(order, at, order->heap[(at - 1) / 2]);
    heap_put(order, at, entry);
}

static void heap_down(svccomm_registry *registry, uint32_t kind, uint32_t at)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    struct svccomm__idle_entry entry = order->heap[at];
    uint32_t child;

    for (; at < order->count / 2; at = child) {
        child = 2 * at + 1;
        if (child + 1 < order->count &&
            goes_before(registry, kind, &order->heap[child + 1], &order->heap[child]))
            child++;
        if (!goes_before(registry, kind, &order->heap[child], &entry))
            break;
        heap_put(order, at, order->heap[child]);
    }
    heap_put(order, at, entry);
}

static void heap_remove(svccomm_registry *registry, uint32_t kind, uint32_t at)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    struct svccomm__idle_entry last = order->heap[--order->count];

    order->at[order->heap[at].index] = 0;
    if (at == order->count)
        return;
    heap_put(order, at, last);
    heap_up(registry, kind, at);
    heap_down(registry, kind, order->at[last.index] - 1);
}

/* ---- memory ---- */

int svccomm__idle_grow(svccomm_registry *registry, uint32_t kind, uint32_t more)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    size_t had = order->at_capacity, need = (size_t)pool_of(registry, kind)->used + more + 1;
    int rc;

    if (!registry->idle.built)
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &order->heap, &order->capacity, need,
                              sizeof *order->heap);
    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &order->at, &order->at_capacity, need,
                                  sizeof *order->at);
    if (rc == 0 && order->at_capacity > had)
        memset(order->at + had, 0, (order->at_capacity - had) * sizeof *order->at);
    return rc == 0 && kind == SVCCOMM__IDLE_ENDPOINT ? svccomm__covers_grow(registry, more) : rc;
}

static void idle_fill(svccomm_registry *registry)
{
    uint32_t kind, index;

    for (index = 1; index <= registry->endpoints.used; index++)
        if (svccomm__endpoint_at(registry, index)->live)
            svccomm__covers_add(registry, index);
    for (kind = 0; kind < SVCCOMM__IDLE_KINDS; kind++)
        for (index = 1; index <= pool_of(registry, kind)->used; index++)
            svccomm__idle_note(registry, kind, index);
}

/* Makes the order if it is not there, with room for so many elements more. */
static int idle_build(svccomm_registry *registry, const uint32_t more[SVCCOMM__IDLE_KINDS])
{
    int was_built = registry->idle.built, rc = 0;
    uint32_t kind;

    registry->idle.built = 1;
    for (kind = 0; rc == 0 && kind < SVCCOMM__IDLE_KINDS; kind++)
        rc = svccomm__idle_grow(registry, kind, more[kind]);
    if (rc < 0 && !was_built)
        svccomm__idle_free(registry);
    else if (!was_built)
        idle_fill(registry);
    return rc;
}

static int may_be_full(const svccomm_registry *registry, uint32_t kind, uint32_t more)
{
    return more > 0 && registry->config.cap_policy == SVCCOMM_CAP_EVICT &&
           svccomm__pool_count(pool_of(registry, kind)) + (uint64_t)more > cap_of(registry, kind);
}

int svccomm__idle_reserve(svccomm_registry *registry, uint32_t endpoints, uint32_t addresses,
                          uint32_t records)
{
    const uint32_t more[SVCCOMM__IDLE_KINDS] = {endpoints, addresses, 0};
    int no_endpoints = may_be_full(registry, SVCCOMM__IDLE_ENDPOINT, endpoints);
    int no_addresses = may_be_full(registry, SVCCOMM__IDLE_ADDRESS, addresses);
    size_t erased = no_endpoints ? endpoints : 0;
    int rc;

    if (!no_endpoints && !no_addresses)
        return 0;
    rc = idle_build(registry, more);
    /* An address takes the endpoints on it along: those that are idle now or will be. */
    if (no_addresses)
        erased += (size_t)registry->idle.endpoints + endpoints + records;
    if (rc == 0)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_ENDPOINT, 0, erased);
    if (rc == 0 && no_addresses)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_ADDRESS, 0, addresses);
    return rc;
}

int svccomm__idle_reserve_host(svccomm_registry *registry)
{
    const uint32_t more[SVCCOMM__IDLE_KINDS] = {0, 0, 1};
    int rc;

    if (!may_be_full(registry, SVCCOMM__IDLE_HOST, 1))
        return 0;
    rc = idle_build(registry, more);
    return rc < 0 ? rc : svccomm__changed_reserve(registry, SVCCOMM_KIND_HOST, 0, 1);
}

void svccomm__idle_free(svccomm_registry *registry)
{
    struct svccomm__idle_order *order;
    uint32_t kind;

    for (kind = 0; kind < SVCCOMM__IDLE_KINDS; kind++) {
        order = &registry->idle.orders[kind];
        svccomm__memory_free(&registry->memory, order->heap, order->capacity * sizeof *order->heap);
        svccomm__memory_free(&registry->memory, order->at, order->at_capacity * sizeof *order->at);
        memset(order, 0, sizeof *order);
    }
    svccomm__covers_free(registry);
    registry->idle.built = 0;
}

/* ---- the order ---- */

void svccomm__idle_note(svccomm_registry *registry, uint32_t kind, uint32_t index)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    struct svccomm__idle_entry entry = {0, index};
    uint32_t at;

    if (!registry->idle.built || !is_idle(registry, kind, index))
        return;
    entry.rank = idle_rank(registry, kind, index);
    at = order->at[index];
    if (at == 0)
        at = ++order->count;
    else if (order->heap[at - 1].rank <= entry.rank)
        return;
    heap_put(order, at - 1, entry);
    heap_up(registry, kind, at - 1);
}

void svccomm__idle_forget(svccomm_registry *registry, uint32_t kind, uint32_t index)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];

    if (registry->idle.built && order->at[index] != 0)
        heap_remove(registry, kind, order->at[index] - 1);
}

uint32_t svccomm__idle_first(svccomm_registry *registry, uint32_t kind, uint64_t before)
{
    struct svccomm__idle_order *order = &registry->idle.orders[kind];
    struct svccomm__idle_entry *top;
    uint64_t rank;

    while (order->count > 0) {
        top = &order->heap[0];
        rank = idle_rank(registry, kind, top->index);
        if (!is_idle(registry, kind, top->index)) {
            heap_remove(registry, kind, 0);
        } else if (rank != top->rank) {
            top->rank = rank;
            heap_down(registry, kind, 0);
        } else {
            return (rank & ~RANK_NAMES) < before ? top->index : 0;
        }
    }
    return 0;
}
