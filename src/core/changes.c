/* SPDX-License-Identifier: MIT
 * Changes since a revision: records that exist and tombstones, in rising revision (K10). */
#include <string.h>

#include "base/sort.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/state.h"
#include "core/tombstones.h"

struct change_page {
    svccomm_change *changes; /* scratch: the oldest that were asked for */
    size_t count;
    size_t capacity;
};

static int later(const void *context, const void *a, const void *b)
{
    const svccomm_change *left = a, *right = b;

    (void)context;
    return left->revision < right->revision ? -1 : left->revision > right->revision;
}

static void page_offer(struct change_page *page, const svccomm_change *change)
{
    svccomm__keep_least(page->changes, &page->count, page->capacity, sizeof *change, change, later,
                        NULL);
}

static void offer_records(const svccomm_registry *registry, uint64_t since,
                          struct change_page *page)
{
    const struct svccomm__record *record;
    svccomm_change change;
    svccomm_key key;
    uint32_t index;

    memset(&change, 0, sizeof change);
    for (index = 1; index <= registry->records.used; index++) {
        record = svccomm__record_at(registry, index);
        if (!(record->flags & SVCCOMM__RECORD_LIVE) || record->revision <= since)
            continue;
        change.revision = record->revision;
        key = svccomm__record_key(registry, record);
        svccomm_key_id(&key, change.id);
        page_offer(page, &change);
    }
}

static void offer_tombstones(const svccomm_registry *registry, uint64_t since,
                             struct change_page *page)
{
    size_t i;

    for (i = 0; i < registry->tombstones.count; i++)
        if (svccomm__tombstone_at(registry, i)->revision > since)
            page_offer(page, svccomm__tombstone_at(registry, i));
}

static int give_changes(svccomm_registry *registry, uint64_t since, svccomm_change *changes,
                        size_t capacity, size_t size)
{
    struct change_page page = {NULL, 0, capacity};
    size_t bytes = capacity * sizeof *page.changes, i;

    page.changes = svccomm__memory_new(&registry->memory, bytes);
    if (page.changes == NULL)
        return SVCCOMM_E_NOMEM;
    offer_records(registry, since, &page);
    offer_tombstones(registry, since, &page);
    svccomm__sort(page.changes, page.count, sizeof *page.changes, later, NULL);
    for (i = 0; i < page.count; i++)
        svccomm__element_out(changes, i, size, &page.changes[i], sizeof *page.changes);
    svccomm__memory_free(&registry->memory, page.changes, bytes);
    return (int)page.count;
}

int svccomm_registry_changes(svccomm_registry *registry, uint64_t since, svccomm_change *changes,
                             size_t capacity, size_t size)
{
    int rc = svccomm__call_check(registry);
    uint64_t most;

    if (rc == 0 && (changes == NULL || capacity == 0))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && size < sizeof *changes)
        rc = SVCCOMM_E_STRUCT_SIZE;
    if (rc == 0 && since + 1 < registry->tombstones.from)
        rc = SVCCOMM_E_TOO_OLD;
    if (rc < 0)
        return rc;
    most = (uint64_t)svccomm__pool_count(&registry->records) + registry->tombstones.count;
    if (most > INT32_MAX)
        most = INT32_MAX;
    if (capacity > most)
        capacity = (size_t)most;
    return capacity == 0 ? 0 : give_changes(registry, since, changes, capacity, size);
}
