/* SPDX-License-Identifier: MIT
 * Tying a registry to its storage, and restoring what is there by scan (S2). */
#include <string.h>

#include "base/fail.h"
#include "base/structs.h"
#include "core/calls.h"
#include "store/item_name.h"
#include "store/kinds.h"

/* Kinds by which others count. */
#define COUNTED_BY \
    (1u << SVCCOMM_KIND_HOST | 1u << SVCCOMM_KIND_ADDRESS | 1u << SVCCOMM_KIND_ENDPOINT)

/* Where a scan puts its items. */
struct svccomm_sink {
    struct svccomm__restoring *restoring;
    svccomm_error *error;
    uint32_t kind;
    int rc; /* the first failure */
    uint64_t items;
};

int svccomm_storage_init(svccomm_storage *storage, size_t size)
{
    int rc = svccomm__struct_init(storage, size, sizeof *storage);

    if (rc == 0)
        storage->kinds = SVCCOMM_KINDS_ALL;
    return rc;
}

static void sink_describe(const svccomm_sink *sink, const void *item, int rc, svccomm_error *error)
{
    svccomm__fail_at(error, rc, 0, sink->items, "stored ");
    svccomm__item_name(sink->kind, item, error);
    svccomm__fail_text(error, ", number ");
    svccomm__fail_number(error, sink->items + 1);
    svccomm__fail_text(error, ": ");
    svccomm__fail_text(error, svccomm_strerror(rc));
}

static int sink_fail(svccomm_sink *sink, const void *item, int rc)
{
    sink->rc = rc;
    sink_describe(sink, item, rc, sink->error);
    return rc;
}

static void leave_out(svccomm_sink *sink)
{
    sink->restoring->left_out += (uint64_t)svccomm__kinds_have(COUNTED_BY, sink->kind);
}

int svccomm_sink_leave_out(svccomm_sink *sink)
{
    if (sink == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (sink->rc == 0 && sink->kind == SVCCOMM_KIND_META)
        return sink_fail(sink, NULL, SVCCOMM_E_FORMAT);
    leave_out(sink);
    sink->items++;
    return sink->rc;
}

/* Whether opening goes on without an item that is damaged. */
static int is_left_out(svccomm_sink *sink, const void *item)
{
    const svccomm_storage *storage = &sink->restoring->registry->storage;
    svccomm_error error;

    if (storage->damaged == NULL || sink->kind == SVCCOMM_KIND_META)
        return 0;
    svccomm_error_init(&error, sizeof error);
    sink_describe(sink, item, SVCCOMM_E_FORMAT, &error);
    if (storage->damaged(storage->user, sink->kind, item, &error) != 0)
        return 0;
    leave_out(sink);
    return 1;
}

int svccomm_sink_put(svccomm_sink *sink, const void *items, size_t count, size_t size)
{
    const struct svccomm__kind *kind;
    const void *item;
    size_t i;
    int rc;

    if (sink == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (sink->rc < 0)
        return sink->rc;
    kind = &svccomm__kinds[sink->kind];
    rc = svccomm__elements_in(items, count, size, kind->item_size);
    if (rc < 0)
        return sink_fail(sink, NULL, rc);
    for (i = 0; i < count; i++, sink->items++) {
        item = (const char *)items + i * size;
        rc = kind->restore(sink->restoring, item);
        if (rc < 0 && !(rc == SVCCOMM_E_FORMAT && is_left_out(sink, item)))
            return sink_fail(sink, item, rc);
    }
    return 0;
}

static int scan_kind(struct svccomm__restoring *r, uint32_t kind, svccomm_error *error)
{
    const svccomm_storage *storage = &r->registry->storage;
    svccomm_sink sink = {r, error, kind, 0, 0};
    int rc;

    if (!svccomm__kinds_have(r->kinds, kind))
        return 0;
    svccomm__registry_enter(r->registry);
    rc = storage->scan(storage->user, kind, &sink);
    svccomm__registry_leave(r->registry);
    if (sink.rc < 0)
        return sink.rc;
    if (rc != 0)
        return svccomm__fail_callback(error, SVCCOMM_E_STORAGE, rc, "scan of the storage failed");
    svccomm__restore_kind_end(r, kind);
    return 0;
}

/* What is there counts by what was left out no more: all of it is written again, as it counts now,
 * lest the item that is put in that one's place makes nonsense of it. What was made in its place
 * waits until something is seen of it. */
static int mark_counting(const struct svccomm__restoring *r)
{
    static const uint8_t counting[] = {SVCCOMM_KIND_ADDRESS, SVCCOMM_KIND_ENDPOINT,
                                       SVCCOMM_KIND_COMMUNICATION};
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < sizeof counting; i++)
        rc = svccomm__kind_mark(r->registry, counting[i], r->came[counting[i]]);
    r->registry->meta_dirty = 1;
    return rc;
}

static int scan_all(struct svccomm__restoring *r, svccomm_error *error)
{
    uint32_t kind;
    int rc = 0;

    for (kind = 0; rc == 0 && kind < SVCCOMM_KIND_COUNT; kind++)
        rc = scan_kind(r, kind, error);
    if (rc < 0)
        return rc;
    rc = svccomm__restore_end(r);
    return rc < 0 ? svccomm__fail(error, rc, NULL) : 0;
}

static int storage_check(const svccomm_registry *registry, const svccomm_storage *storage,
                         svccomm_storage *own)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0)
        rc = svccomm__struct_in(own, sizeof *own, storage);
    if (rc != 0)
        return rc;
    if (own->put == NULL || own->erase == NULL || own->scan == NULL ||
        (own->kinds & SVCCOMM_KINDS_LEAST) != SVCCOMM_KINDS_LEAST ||
        (own->kinds & ~SVCCOMM_KINDS_ALL))
        return SVCCOMM_E_UNSUPPORTED;
    if (registry->has_storage || registry->revision != 0 || registry->rule_count > 0)
        return SVCCOMM_E_STATE;
    return 0;
}

static void untie(svccomm_registry *registry)
{
    svccomm__registry_enter(registry);
    if (registry->storage.destroy != NULL)
        registry->storage.destroy(registry->storage.user);
    svccomm__registry_leave(registry);
    memset(&registry->storage, 0, sizeof registry->storage);
    svccomm__registry_clear(registry);
}

static int begin_flushing(const struct svccomm__restoring *r, svccomm_error *error)
{
    svccomm_registry *registry = r->registry;
    int rc = 0;

    registry->has_storage = 1;
    registry->flushed_revision = registry->revision;
    registry->meta_dirty = 0;
    if (r->left_out > 0)
        rc = mark_counting(r);
    if (rc == 0)
        return 0;
    registry->has_storage = 0;
    return svccomm__fail(error, rc, NULL);
}

int svccomm_registry_open(svccomm_registry *registry, const svccomm_storage *storage,
                          svccomm_error *error)
{
    struct svccomm__restoring restoring = {0};
    svccomm_storage own;
    int rc = storage_check(registry, storage, &own);

    if (rc != 0)
        return svccomm__fail(error, rc, NULL);
    registry->storage = own;
    restoring.registry = registry;
    restoring.kinds = own.kinds;
    rc = scan_all(&restoring, error);
    if (rc == 0)
        rc = begin_flushing(&restoring, error);
    if (rc < 0)
        untie(registry);
    return rc;
}
