/* SPDX-License-Identifier: MIT
 * Callbacks of the library, passed on to Go, which has no `const`. */
#include "callbacks.h"

#include "_cgo_export.h"

int svccomm_go_write(void *user, const void *data, size_t length)
{
    return svccommGoWrite(user, (void *)data, length);
}

int svccomm_go_read(void *user, void *data, size_t capacity, size_t *length)
{
    return svccommGoRead(user, data, capacity, length);
}

static int put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    return svccommGoPut(user, kind, (void *)items, count, size);
}

static int erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    return svccommGoErase(user, kind, (void *)keys, count, size);
}

static int scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    return svccommGoScan(user, kind, sink);
}

static int damaged_item(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    return svccommGoDamaged(user, kind, (void *)item, (svccomm_error *)error);
}

void svccomm_go_storage(svccomm_storage *storage, void *user, int transactions, int damaged)
{
    storage->user = user;
    if (transactions) {
        storage->begin = svccommGoBegin;
        storage->commit = svccommGoCommit;
        storage->rollback = svccommGoRollback;
    }
    storage->put = put;
    storage->erase = erase;
    storage->scan = scan;
    storage->damaged = damaged ? damaged_item : NULL;
    storage->destroy = svccommGoDestroy;
}
