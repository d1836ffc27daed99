/* SPDX-License-Identifier: MIT
 * A whole registry to bytes. */
#include "base/fail.h"
#include "core/calls.h"
#include "core/tombstones.h"
#include "store/dump_format.h"
#include "store/item_members.h"
#include "store/kinds.h"

/* Once the callback has failed nothing more is given to it. */
struct dumping {
    const svccomm_registry *registry;
    svccomm_write_fn write;
    void *user;
    int callback;
    uint32_t kind;
    uint64_t items;
    uint64_t sum;
    size_t used; /* of the block's bytes */
    unsigned char block[SVCCOMM__DUMP_BLOCK];
};

static void dump_bytes(struct dumping *d, const void *bytes, size_t length)
{
    if (d->callback == 0 && length > 0)
        d->callback = d->write(d->user, bytes, length);
}

static void dump_head(struct dumping *d)
{
    unsigned char head[SVCCOMM__DUMP_HEAD_SIZE] = SVCCOMM__DUMP_MAGIC;

    svccomm__little_store(head + SVCCOMM__DUMP_MAGIC_SIZE, SVCCOMM_DUMP_VERSION, 2);
    dump_bytes(d, head, sizeof head);
}

static void dump_block(struct dumping *d, uint32_t kind)
{
    unsigned char head[SVCCOMM__DUMP_BLOCK_HEAD], sum[SVCCOMM__DUMP_SUM];

    d->sum = svccomm__dump_sum(d->sum, kind, d->block, d->used);
    svccomm__little_store(head, kind, 1);
    svccomm__little_store(head + 1, d->used, 4);
    svccomm__little_store(sum, d->sum, sizeof sum);
    dump_bytes(d, head, sizeof head);
    dump_bytes(d, d->block, d->used);
    dump_bytes(d, sum, sizeof sum);
    d->used = 0;
}

static void dump_item(struct dumping *d, const void *item)
{
    unsigned char *at = d->block + d->used;
    size_t length;

    /* Cannot fail: items of a registry are of their form, and there is room for any. */
    svccomm_item_encode(d->kind, item, svccomm__kinds[d->kind].item_size, NULL, 0,
                        at + SVCCOMM__DUMP_ITEM_HEAD, SVCCOMM_ENCODED_SIZE_MAX, &length);
    svccomm__little_store(at, length, SVCCOMM__DUMP_ITEM_HEAD);
    d->used += SVCCOMM__DUMP_ITEM_HEAD + length;
    d->items++;
    if (sizeof d->block - d->used < SVCCOMM__DUMP_ITEM_HEAD + SVCCOMM_ENCODED_SIZE_MAX)
        dump_block(d, d->kind);
}

static void dump_index(struct dumping *d, uint32_t index)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    union svccomm__item item;

    if (svccomm__kinds[d->kind].show(d->registry, index, &item, processes))
        dump_item(d, &item);
}

static void dump_tombstones(struct dumping *d)
{
    size_t i;

    for (i = 0; d->callback == 0 && i < d->registry->tombstones.count; i++)
        dump_item(d, svccomm__tombstone_at(d->registry, i));
}

static void dump_kind(struct dumping *d, uint32_t kind)
{
    uint32_t at, end;

    d->kind = kind;
    svccomm__kind_range(d->registry, kind, &at, &end);
    for (; d->callback == 0 && at < end; at++)
        dump_index(d, at);
    if (kind == SVCCOMM_KIND_TOMBSTONE)
        dump_tombstones(d);
    if (d->used > 0)
        dump_block(d, kind);
}

static void dump_meta(struct dumping *d)
{
    svccomm_meta meta = svccomm__meta_show(d->registry);

    d->kind = SVCCOMM_KIND_META;
    dump_item(d, &meta);
    dump_block(d, SVCCOMM_KIND_META);
}

static void dump_end(struct dumping *d)
{
    svccomm__little_store(d->block, d->items, 8);
    d->used = 8;
    dump_block(d, SVCCOMM__DUMP_END);
}

static void dump_all(struct dumping *d)
{
    uint32_t kind;

    dump_head(d);
    dump_meta(d);
    for (kind = SVCCOMM_KIND_META + 1; kind < SVCCOMM_KIND_COUNT; kind++)
        dump_kind(d, kind);
    dump_end(d);
}

int svccomm_registry_dump(svccomm_registry *registry, svccomm_write_fn write, void *user,
                          svccomm_error *error)
{
    int rc = svccomm__call_check(registry);
    struct dumping *d;

    if (rc == 0 && write == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    d = svccomm__memory_new(&registry->memory, sizeof *d);
    if (d == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    d->registry = registry;
    d->write = write;
    d->user = user;
    svccomm__registry_enter(registry);
    dump_all(d);
    svccomm__registry_leave(registry);
    if (d->callback != 0)
        rc = svccomm__fail_callback(error, SVCCOMM_E_WRITE, d->callback, NULL);
    svccomm__memory_free(&registry->memory, d, sizeof *d);
    return rc;
}
