/* SPDX-License-Identifier: MIT
 * Tying a registry to its storage, and restoring what is there by scan (S2). */
#include <string.h>

#include "base/fail.h"
#include "base/structs.h"
#include "core/addresses.h"
#include "core/calls.h"
#include "core/tombstones.h"
#include "store/kinds.h"

/* Where a scan puts its items. */
struct svccomm_sink {
    svccomm_registry *registry;
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

static int sink_fail(svccomm_sink *sink, int rc)
{
    sink->rc = rc;
    svccomm__fail_at(sink->error, rc, 0, sink->items, "stored ");
    svccomm__fail_text(sink->error, svccomm__kinds[sink->kind].name);
    svccomm__fail_text(sink->error, " number ");
    svccomm__fail_number(sink->error, sink->items + 1);
    svccomm__fail_text(sink->error, ": ");
    svccomm__fail_text(sink->error, svccomm_strerror(rc));
    return rc;
}

/* Names the record or the rule that is wrong, where its key can be told in short. */
static void sink_name(svccomm_sink *sink, const void *item)
{
    char text[SVCCOMM_ID_TEXT_SIZE];

    if (sink->kind != SVCCOMM_KIND_COMMUNICATION)
        return;
    svccomm_id_format(((const svccomm_record *)item)->id, text, sizeof text);
    svccomm__fail_text(sink->error, ", id ");
    svccomm__fail_text(sink->error, text);
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
        return sink_fail(sink, rc);
    for (i = 0; i < count; i++, sink->items++) {
        item = (const char *)items + i * size;
        rc = kind->restore(sink->registry, item);
        if (rc < 0) {
            sink_fail(sink, rc);
            sink_name(sink, item);
            return rc;
        }
    }
    return 0;
}

static int scan_kind(svccomm_registry *registry, uint32_t kind, svccomm_error *error)
{
    svccomm_sink sink = {registry, error, kind, 0, 0};
    int rc;

    if (!svccomm__storage_keeps(&registry->storage, kind))
        return 0;
    svccomm__registry_enter(registry);
    rc = registry->storage.scan(registry->storage.user, kind, &sink);
    svccomm__registry_leave(registry);
    if (sink.rc < 0)
        return sink.rc;
    if (rc == 0)
        return 0;
    return svccomm__fail_callback(error, SVCCOMM_E_STORAGE, rc, "scan of the storage failed");
}

static int scan_all(svccomm_registry *registry, svccomm_error *error)
{
    uint32_t kind;
    int rc = 0;

    for (kind = 0; rc == 0 && kind < SVCCOMM_KIND_COUNT; kind++)
        rc = scan_kind(registry, kind, error);
    if (rc < 0)
        return rc;
    svccomm__tombstones_sort(registry);
    /* Tombstones that are not kept are not known: whoever asks for older changes is told so (K10).
     */
    if (!svccomm__storage_keeps(&registry->storage, SVCCOMM_KIND_TOMBSTONE) ||
        registry->config.max_tombstones == 0)
        registry->tombstones.from = registry->revision + 1;
    rc = svccomm__addresses_enlist(registry);
    return rc < 0 ? svccomm__fail(error, rc, NULL) : 0;
}

static int storage_check(const svccomm_registry *registry, const svccomm_storage *storage,
                         svccomm_storage *own)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0)
        rc = svccomm__struct_in(own, sizeof *own, storage);
    if (rc < 0)
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

int svccomm_registry_open(svccomm_registry *registry, const svccomm_storage *storage,
                          svccomm_error *error)
{
    svccomm_storage own;
    int rc = storage_check(registry, storage, &own);

    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    registry->storage = own;
    rc = scan_all(registry, error);
    if (rc < 0) {
        untie(registry);
        return rc;
    }
    registry->has_storage = 1;
    registry->flushed_revision = registry->revision;
    registry->meta_dirty = 0;
    return 0;
}
