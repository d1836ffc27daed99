/* SPDX-License-Identifier: MIT
 * Writing what changed, in one transaction: erased before put, communications erased first and put
 * last but for meta (S1). What was written is forgotten only after the commit. */
#include "base/fail.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/endpoints.h"
#include "core/tombstones.h"
#include "core/traffic.h"
#include "store/kinds.h"

/* A flush under way. */
struct flushing {
    svccomm_registry *registry;
    unsigned char *items;       /* SVCCOMM__BATCH of the largest kind */
    svccomm_process *processes; /* SVCCOMM_PROCESS_MAX for each */
    size_t count;               /* items that wait for put */
    uint32_t kind;
};

#define ITEMS_SIZE (SVCCOMM__BATCH * sizeof(svccomm_record))
#define PROCESSES_SIZE (SVCCOMM__BATCH * SVCCOMM_PROCESS_MAX * sizeof(svccomm_process))

/* How many records before they are shown they are fetched, and then their statistics. */
#define RECORDS_AHEAD 16u
#define TRAFFIC_AHEAD 8u

static int flush_erase(struct flushing *f, uint32_t kind)
{
    const svccomm_storage *s = &f->registry->storage;
    const struct svccomm__changed *c = &f->registry->changed[kind];

    if (c->erased_count == 0 || !svccomm__kinds_have(s->kinds, kind))
        return 0;
    return s->erase(s->user, kind, c->erased, c->erased_count, c->key_size);
}

static int flush_put(struct flushing *f)
{
    const svccomm_storage *s = &f->registry->storage;
    size_t count = f->count;

    f->count = 0;
    if (count == 0)
        return 0;
    return s->put(s->user, f->kind, f->items, count, svccomm__kinds[f->kind].item_size);
}

static void *next_item(struct flushing *f)
{
    return f->items + f->count * svccomm__kinds[f->kind].item_size;
}

/* Adds the item that was written at next_item(). */
static int added_item(struct flushing *f)
{
    f->count++;
    return f->count == SVCCOMM__BATCH ? flush_put(f) : 0;
}

static int add_index(struct flushing *f, uint32_t index)
{
    if (!svccomm__kinds[f->kind].show(f->registry, index, next_item(f),
                                      f->processes + f->count * SVCCOMM_PROCESS_MAX))
        return 0;
    return added_item(f);
}

/* The one at a place among those that changed. They lie anywhere in memory, so that later ones are
 * sent for meanwhile. (What only prefetched and gave nothing, gcc would take for nothing.) */
static uint32_t changed_record(const svccomm_registry *r, const struct svccomm__changed *c,
                               size_t at)
{
    uint32_t netflow;

    if (at + RECORDS_AHEAD < c->count) {
        SVCCOMM__PREFETCH(svccomm__record_at(r, c->items[at + RECORDS_AHEAD]));
        netflow = svccomm__record_at(r, c->items[at + TRAFFIC_AHEAD])->netflow;
        if (netflow != 0)
            svccomm__traffic_prefetch(r, netflow);
    }
    return c->items[at];
}

static int put_marked(struct flushing *f)
{
    const struct svccomm__changed *c = &f->registry->changed[f->kind];
    const int records = f->kind == SVCCOMM_KIND_COMMUNICATION;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < c->count; i++)
        rc = add_index(f, records ? changed_record(f->registry, c, i) : c->items[i]);
    return rc;
}

static int put_tombstones(struct flushing *f)
{
    const svccomm_registry *r = f->registry;
    size_t i = r->tombstones.count;
    int rc = 0;

    while (i > 0 && svccomm__tombstone_at(r, i - 1)->revision > r->flushed_revision)
        i--;
    for (; rc == 0 && i < r->tombstones.count; i++) {
        *(svccomm_change *)next_item(f) = *svccomm__tombstone_at(r, i);
        rc = added_item(f);
    }
    return rc;
}

static int moved(const svccomm_registry *r, const struct svccomm__endpoint *e)
{
    uint32_t cover = svccomm__endpoint_cover(r, e);

    return e->revision > r->flushed_revision ||
           (cover != 0 && svccomm__endpoint_at(r, cover)->revision > r->flushed_revision);
}

/* Whether a record that is not marked shows another total than it did at the last flush. */
static int total_moved(const svccomm_registry *r, const struct svccomm__record *record)
{
    struct svccomm__parts parts = svccomm__parts_of(r, record);
    uint32_t owner;

    if (record->flags & SVCCOMM__RECORD_DIRTY || !(record->flags & SVCCOMM__RECORD_LIVE))
        return 0;
    if (parts.listener_view != 0 && moved(r, svccomm__endpoint_at(r, record->endpoint)))
        return 1;
    if (parts.client_address == 0)
        return 0;
    owner = svccomm__address_at(r, parts.client_address)->owner;
    return owner != 0 && svccomm__host_at(r, owner)->revision > r->flushed_revision;
}

/* A storage without endpoints, addresses and hosts keeps totals, so each that moved is written
 * (S2). */
static int put_moved(struct flushing *f)
{
    const svccomm_registry *r = f->registry;
    uint32_t index;
    int rc = 0;

    if (svccomm__kinds_tell_totals(r->storage.kinds))
        return 0;
    for (index = 1; rc == 0 && index <= r->records.used; index++)
        if (total_moved(r, svccomm__record_at(r, index)))
            rc = add_index(f, index);
    return rc;
}

static int put_kind(struct flushing *f, uint32_t kind)
{
    int rc;

    if (!svccomm__kinds_have(f->registry->storage.kinds, kind))
        return 0;
    f->kind = kind;
    rc = kind == SVCCOMM_KIND_TOMBSTONE ? put_tombstones(f) : put_marked(f);
    if (rc == 0 && kind == SVCCOMM_KIND_COMMUNICATION)
        rc = put_moved(f);
    return rc != 0 ? rc : flush_put(f);
}

static int put_meta(struct flushing *f)
{
    const svccomm_registry *r = f->registry;
    svccomm_meta meta = svccomm__meta_show(r);

    return r->storage.put(r->storage.user, SVCCOMM_KIND_META, &meta, 1, sizeof meta);
}

static int write_all(struct flushing *f)
{
    uint32_t kind;
    int rc = 0;

    /* In the opposite order of put: what refers goes before what it refers to, so that even without
     * transactions nothing that is left refers to what is gone. */
    for (kind = SVCCOMM_KIND_COMMUNICATION; rc == 0 && kind >= SVCCOMM_KIND_HOST; kind--)
        rc = flush_erase(f, kind);
    for (kind = SVCCOMM_KIND_HOST; rc == 0 && kind < SVCCOMM_KIND_COUNT; kind++)
        rc = put_kind(f, kind);
    return rc != 0 ? rc : put_meta(f);
}

static int transact(struct flushing *f)
{
    const svccomm_storage *s = &f->registry->storage;
    int rc = s->begin == NULL ? 0 : s->begin(s->user);

    if (rc != 0)
        return rc;
    rc = write_all(f);
    if (rc == 0 && s->commit != NULL)
        rc = s->commit(s->user);
    if (rc != 0 && s->rollback != NULL)
        s->rollback(s->user);
    return rc;
}

static void all_clean(svccomm_registry *registry)
{
    const struct svccomm__changed *c;
    uint32_t kind;
    size_t i;

    for (kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        c = &registry->changed[kind];
        for (i = 0; svccomm__kinds[kind].is_dirty != NULL && i < c->count; i++)
            svccomm__kinds[kind].is_dirty(registry, c->items[i], 0);
    }
    svccomm__changed_clear(registry);
    registry->flushed_revision = registry->revision;
}

static int flush_changes(svccomm_registry *registry, svccomm_error *error)
{
    struct flushing f = {registry, NULL, NULL, 0, 0};
    int rc = 0;

    f.items = svccomm__memory_new(&registry->memory, ITEMS_SIZE);
    f.processes = svccomm__memory_new(&registry->memory, PROCESSES_SIZE);
    if (f.items == NULL || f.processes == NULL) {
        svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
        rc = SVCCOMM_E_NOMEM;
    } else {
        svccomm__registry_enter(registry);
        rc = transact(&f);
        svccomm__registry_leave(registry);
        if (rc == 0) {
            all_clean(registry);
        } else {
            rc = svccomm__fail_callback(error, SVCCOMM_E_STORAGE, rc, NULL);
        }
    }
    svccomm__memory_free(&registry->memory, f.items, ITEMS_SIZE);
    svccomm__memory_free(&registry->memory, f.processes, PROCESSES_SIZE);
    return rc;
}

int svccomm_registry_flush(svccomm_registry *registry, svccomm_error *error)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0 && !registry->has_storage)
        rc = SVCCOMM_E_STATE;
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (svccomm__changed_count(registry) == 0 && !registry->meta_dirty)
        return 0;
    return flush_changes(registry, error);
}
