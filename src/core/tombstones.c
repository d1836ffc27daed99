/* SPDX-License-Identifier: MIT
 * Tombstones: what ended under its id, the newest so many (K10). A ring that grows up to its cap.
 */
#include "core/tombstones.h"

#include <string.h>

#include "base/sort.h"
#include "core/changed.h"

const svccomm_change *svccomm__tombstone_at(const svccomm_registry *registry, size_t n)
{
    const struct svccomm__tombstones *t = &registry->tombstones;

    return &t->ring[(t->first + n) % t->capacity];
}

/* Moves the ring into one of the wanted capacity, oldest first. */
static int tombstones_move(svccomm_registry *registry, size_t wanted)
{
    struct svccomm__tombstones *t = &registry->tombstones;
    svccomm_change *ring = svccomm__memory_new(&registry->memory, wanted * sizeof *ring);
    size_t i;

    if (ring == NULL)
        return SVCCOMM_E_NOMEM;
    for (i = 0; i < t->count; i++)
        ring[i] = *svccomm__tombstone_at(registry, i);
    svccomm__memory_free(&registry->memory, t->ring, t->capacity * sizeof *ring);
    t->ring = ring;
    t->capacity = wanted;
    t->first = 0;
    return 0;
}

int svccomm__tombstone_reserve(svccomm_registry *registry, size_t more)
{
    struct svccomm__tombstones *t = &registry->tombstones;
    size_t wanted = t->count + more, cap = registry->config.max_tombstones;
    int rc = 0;

    if (wanted > cap)
        wanted = cap;
    if (wanted > t->capacity)
        rc = tombstones_move(registry, wanted < cap / 2 ? wanted * 2 : cap);
    return rc < 0
               ? rc
               : svccomm__changed_reserve(registry, SVCCOMM_KIND_TOMBSTONE, more, more + t->count);
}

/* Forgets the oldest, so that a question about it is answered by "too old". */
static void tombstones_forget(svccomm_registry *registry)
{
    struct svccomm__tombstones *t = &registry->tombstones;
    const svccomm_change *oldest = svccomm__tombstone_at(registry, 0);

    svccomm__changed_erase(registry, SVCCOMM_KIND_TOMBSTONE, &oldest->revision);
    /* Stored ones may come back in any order: what is said to be whole only shrinks. */
    if (t->from <= oldest->revision)
        t->from = oldest->revision + 1;
    t->first = (t->first + 1) % t->capacity;
    t->count--;
}

static svccomm_change *tombstones_push(svccomm_registry *registry)
{
    struct svccomm__tombstones *t = &registry->tombstones;

    if (t->count == t->capacity)
        tombstones_forget(registry);
    t->count++;
    return &t->ring[(t->first + t->count - 1) % t->capacity];
}

void svccomm__tombstone_add(svccomm_registry *registry, const svccomm_key *key, uint32_t cause,
                            const svccomm_key *successor)
{
    svccomm_change *t;
    uint8_t dirty = 0;

    registry->revision++;
    if (registry->config.max_tombstones == 0) {
        registry->tombstones.from = registry->revision + 1;
        return;
    }
    t = tombstones_push(registry);
    memset(t, 0, sizeof *t);
    t->revision = registry->revision;
    t->cause = cause;
    svccomm_key_id(key, t->id);
    if (successor != NULL)
        svccomm_key_id(successor, t->successor);
    svccomm__changed_mark(registry, SVCCOMM_KIND_TOMBSTONE, 0, &dirty);
}

void svccomm__tombstone_restore(svccomm_registry *registry, const svccomm_change *tombstone)
{
    if (registry->config.max_tombstones > 0)
        *tombstones_push(registry) = *tombstone;
}

static int by_revision(const void *context, const void *a, const void *b)
{
    const svccomm_change *x = a, *y = b;

    (void)context;
    return x->revision < y->revision ? -1 : x->revision > y->revision;
}

void svccomm__tombstones_sort(svccomm_registry *registry)
{
    struct svccomm__tombstones *t = &registry->tombstones;

    /* A ring that was never full begins at 0; a full one is sorted in place all the same. */
    svccomm__sort(t->ring, t->count, sizeof *t->ring, by_revision, NULL);
    if (t->count == t->capacity)
        t->first = 0;
}

void svccomm__tombstones_free(svccomm_registry *registry)
{
    struct svccomm__tombstones *t = &registry->tombstones;

    svccomm__memory_free(&registry->memory, t->ring, t->capacity * sizeof *t->ring);
    memset(t, 0, sizeof *t);
}
