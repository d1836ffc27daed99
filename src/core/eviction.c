/* SPDX-License-Identifier: MIT
 * Which record goes when the cap of records is reached (A7). A heap of what each record's rank was
 * when it was looked at last: records move on without touching the heap, and one that has moved is
 * put back by its new rank when it comes up. The heap is made when the cap is reached for the first
 * time. */
#include "core/eviction.h"

#include "core/attributes.h"
#include "core/changed.h"
#include "core/records.h"
#include "core/tombstones.h"

struct svccomm__victim {
    uint64_t rank; /* revision; the top bit is set where it is better evidence than a guess */
    uint32_t index;
    uint32_t generation;
};

#define RANK_SURER (UINT64_C(1) << 63)

static int evict_enabled(const svccomm_registry *registry)
{
    return registry->config.cap_policy == SVCCOMM_CAP_EVICT;
}

static uint64_t rank_of(const struct svccomm__record *record)
{
    return record->revision | (record->evidence > SVCCOMM_EVIDENCE_GUESS ? RANK_SURER : 0);
}

static int may_go(const svccomm_registry *registry, const struct svccomm__record *record)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    const struct svccomm__attributes *a;

    if ((record->origin & SVCCOMM_ORIGIN_MANUAL) || record->status == SVCCOMM_STATUS_IGNORED)
        return 0;
    if (attributes == 0)
        return 1;
    a = svccomm__attributes_at(registry, attributes);
    return a->note == NULL && a->client_device == NULL && a->listener_device == NULL;
}

static void sift_up(struct svccomm__victim *heap, size_t at)
{
    struct svccomm__victim v = heap[at];

    for (; at > 0 && heap[(at - 1) / 2].rank > v.rank; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = v;
}

static void sift_down(struct svccomm__victim *heap, size_t count, size_t at)
{
    struct svccomm__victim v = heap[at];
    size_t child;

    for (; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1].rank < heap[child].rank)
            child++;
        if (heap[child].rank >= v.rank)
            break;
        heap[at] = heap[child];
    }
    heap[at] = v;
}

static void victim_push(svccomm_registry *registry, uint32_t index, uint64_t rank)
{
    struct svccomm__eviction *e = &registry->eviction;

    e->heap[e->count].rank = rank;
    e->heap[e->count].index = index;
    e->heap[e->count].generation = svccomm__record_at(registry, index)->generation;
    sift_up(e->heap, e->count++);
}

static int grow_heap(svccomm_registry *registry, size_t need)
{
    return svccomm__memory_grow(&registry->memory, &registry->eviction.heap,
                                &registry->eviction.capacity, need, sizeof(struct svccomm__victim));
}

static void build_heap(svccomm_registry *registry)
{
    uint32_t index;

    registry->eviction.built = 1;
    for (index = 1; index <= registry->records.used; index++)
        if (svccomm__record_at(registry, index)->flags & SVCCOMM__RECORD_LIVE)
            svccomm__eviction_add(registry, index);
}

int svccomm__eviction_reserve(svccomm_registry *registry, uint32_t more)
{
    struct svccomm__eviction *e = &registry->eviction;
    uint64_t live = svccomm__pool_count(&registry->records);
    int rc;

    if (!evict_enabled(registry) || more == 0)
        return 0;
    if (e->count > 2 * live + 64)
        svccomm__eviction_forget(registry);
    if (!e->built && live + more <= registry->config.max_records)
        return 0;
    rc = grow_heap(registry, (e->built ? e->count : (size_t)live) + more);
    if (rc == 0 && !e->built)
        build_heap(registry);
    return rc;
}

void svccomm__eviction_add(svccomm_registry *registry, uint32_t index)
{
    if (registry->eviction.built)
        victim_push(registry, index, rank_of(svccomm__record_at(registry, index)));
}

int svccomm__evict_reserve(svccomm_registry *registry, uint32_t count)
{
    int rc;

    if (!evict_enabled(registry) || count == 0)
        return 0;
    rc = svccomm__tombstone_reserve(registry, count);
    return rc < 0 ? rc : svccomm__changed_reserve(registry, SVCCOMM_KIND_COMMUNICATION, 0, count);
}

/* Takes the least victim off; 0 if none is left. Those that ended meanwhile are dropped. */
static uint32_t victim_pop(svccomm_registry *registry)
{
    struct svccomm__eviction *e = &registry->eviction;
    struct svccomm__victim v;
    const struct svccomm__record *record;

    while (e->count > 0) {
        v = e->heap[0];
        record = svccomm__record_at(registry, v.index);
        e->heap[0] = e->heap[--e->count];
        if (e->count > 0)
            sift_down(e->heap, e->count, 0);
        if (!(record->flags & SVCCOMM__RECORD_LIVE) || record->generation != v.generation)
            continue;
        if (rank_of(record) == v.rank)
            return v.index;
        victim_push(registry, v.index, rank_of(record));
    }
    return 0;
}

int svccomm__evict_one(svccomm_registry *registry)
{
    uint32_t index;

    while ((index = victim_pop(registry)) != 0) {
        if (!may_go(registry, svccomm__record_at(registry, index)))
            continue;
        svccomm__record_end(registry, index, SVCCOMM_CHANGE_EVICTED, NULL);
        registry->evicted++;
        return 1;
    }
    svccomm__eviction_forget(registry);
    return 0;
}

void svccomm__eviction_forget(svccomm_registry *registry)
{
    registry->eviction.built = 0;
    registry->eviction.count = 0;
}

void svccomm__eviction_free(svccomm_registry *registry)
{
    struct svccomm__eviction *e = &registry->eviction;

    svccomm__memory_free(&registry->memory, e->heap, e->capacity * sizeof *e->heap);
    e->heap = NULL;
    e->count = e->capacity = 0;
    e->built = 0;
}
