/* SPDX-License-Identifier: MIT
 * Bytes of a dump to a whole registry: blocks are checked before their items are looked at. */
#include <string.h>

#include "base/byte_reader.h"
#include "base/fail.h"
#include "base/input.h"
#include "core/calls.h"
#include "core/changed.h"
#include "store/dump_format.h"
#include "store/item_members.h"
#include "store/item_name.h"
#include "store/kinds.h"

struct undumping {
    struct svccomm__input in;
    struct svccomm__restoring restoring;
    svccomm_error *error;
    uint32_t kind;     /* of the block */
    uint64_t block_at; /* its offset */
    uint64_t items;
    uint64_t sum;
    size_t length;
    unsigned char block[SVCCOMM__DUMP_BLOCK_MAX];
};

static int undump_fail(struct undumping *u, int rc, uint64_t offset, const char *message)
{
    if (rc == SVCCOMM_E_READ)
        return svccomm__fail_callback(u->error, rc, u->in.callback, NULL);
    return svccomm__fail_at(u->error, rc, 0, offset, message);
}

static int undump_bytes(struct undumping *u, unsigned char *out, size_t length)
{
    int rc = svccomm__input_read(&u->in, out, length);

    return rc < 0 ? undump_fail(u, rc, u->in.offset, "the dump is cut") : 0;
}

static int undump_head(struct undumping *u)
{
    unsigned char head[SVCCOMM__DUMP_HEAD_SIZE];
    uint64_t version;
    int rc = undump_bytes(u, head, sizeof head);

    if (rc < 0)
        return rc;
    if (memcmp(head, SVCCOMM__DUMP_MAGIC, SVCCOMM__DUMP_MAGIC_SIZE) != 0)
        return undump_fail(u, SVCCOMM_E_FORMAT, 0, "is not a dump of a registry");
    version = svccomm__little_load(head + SVCCOMM__DUMP_MAGIC_SIZE, 2);
    if (version == SVCCOMM_DUMP_VERSION)
        return 0;
    undump_fail(u, SVCCOMM_E_VERSION, SVCCOMM__DUMP_MAGIC_SIZE, "dump of version ");
    svccomm__fail_number(u->error, version);
    svccomm__fail_text(u->error, ", this library knows ");
    svccomm__fail_number(u->error, SVCCOMM_DUMP_VERSION);
    return SVCCOMM_E_VERSION;
}

/* Kinds never go back, and meta comes first and once. */
static int block_is_due(const struct undumping *u, uint32_t kind)
{
    if (u->block_at == SVCCOMM__DUMP_HEAD_SIZE)
        return kind == SVCCOMM_KIND_META;
    return kind == SVCCOMM__DUMP_END ||
           (kind > SVCCOMM_KIND_META && kind >= u->kind && kind < SVCCOMM_KIND_COUNT);
}

static int undump_block(struct undumping *u)
{
    unsigned char head[SVCCOMM__DUMP_BLOCK_HEAD], sum[SVCCOMM__DUMP_SUM];
    uint32_t kind;
    int rc;

    u->block_at = u->in.offset;
    rc = undump_bytes(u, head, sizeof head);
    if (rc < 0)
        return rc;
    kind = head[0];
    u->length = (size_t)svccomm__little_load(head + 1, 4);
    if (u->length > sizeof u->block || !block_is_due(u, kind))
        return undump_fail(u, SVCCOMM_E_FORMAT, u->block_at, "the dump is damaged");
    u->kind = kind;
    rc = undump_bytes(u, u->block, u->length);
    if (rc == 0)
        rc = undump_bytes(u, sum, sizeof sum);
    if (rc != 0)
        return rc;
    u->sum = svccomm__dump_sum(u->sum, kind, u->block, u->length);
    if (u->sum != svccomm__little_load(sum, sizeof sum))
        return undump_fail(u, SVCCOMM_E_FORMAT, u->block_at, "the dump is damaged: wrong checksum");
    return 0;
}

/* What a whole block says is wrong; names the item where it is the item that is. */
static int undump_refuse(struct undumping *u, const void *item, int rc)
{
    undump_fail(u, rc, u->block_at, "the dump's ");
    svccomm__item_name(u->kind, item, u->error);
    svccomm__fail_text(u->error, ": ");
    svccomm__fail_text(u->error, svccomm_strerror(rc));
    return rc;
}

static int undump_item(struct undumping *u, const struct svccomm__reader *bytes)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    union svccomm__item item;
    int rc = svccomm_item_decode(u->kind, bytes->at, bytes->left, &item, sizeof item, processes,
                                 NULL, NULL);

    if (rc < 0)
        return undump_refuse(u, NULL, rc);
    rc = svccomm__kinds[u->kind].restore(&u->restoring, &item);
    u->items++;
    return rc < 0 ? undump_refuse(u, &item, rc) : 0;
}

static int undump_items(struct undumping *u)
{
    struct svccomm__reader block = {u->block, u->length}, head, bytes;
    int rc = 0;

    while (rc == 0 && block.left > 0) {
        if (!svccomm__read_part(&block, SVCCOMM__DUMP_ITEM_HEAD, &head) ||
            !svccomm__read_part(
                &block, (size_t)svccomm__little_load(head.at, SVCCOMM__DUMP_ITEM_HEAD), &bytes))
            return undump_refuse(u, NULL, SVCCOMM_E_FORMAT);
        rc = undump_item(u, &bytes);
    }
    return rc;
}

static int undump_all(struct undumping *u)
{
    int rc = undump_head(u);

    while (rc == 0) {
        rc = undump_block(u);
        if (rc == 0 && u->kind == SVCCOMM__DUMP_END)
            break;
        if (rc == 0)
            rc = undump_items(u);
    }
    if (rc < 0)
        return rc;
    if (u->length != 8 || svccomm__little_load(u->block, 8) != u->items)
        return undump_fail(u, SVCCOMM_E_FORMAT, u->block_at, "the dump is damaged");
    rc = svccomm__restore_end(&u->restoring);
    return rc < 0 ? svccomm__fail(u->error, rc, NULL) : 0;
}

/* The storage, which is as empty as the registry was, gets all of it by the next flush. */
static int mark_all(svccomm_registry *registry)
{
    uint32_t kind, from, to;
    int rc = 0;

    for (kind = SVCCOMM_KIND_META + 1; rc == 0 && kind < SVCCOMM_KIND_COUNT; kind++) {
        svccomm__kind_range(registry, kind, &from, &to);
        rc = svccomm__kind_mark(registry, kind, to);
    }
    registry->flushed_revision = 0;
    registry->meta_dirty = 1;
    return rc;
}

/* Nothing is marked for the flush until all is there. */
static int undump_into(struct undumping *u)
{
    svccomm_registry *registry = u->restoring.registry;
    uint8_t has_storage = registry->has_storage;
    int rc;

    registry->has_storage = 0;
    svccomm__registry_enter(registry);
    rc = undump_all(u);
    svccomm__registry_leave(registry);
    registry->has_storage = has_storage;
    if (rc == 0 && has_storage) {
        rc = mark_all(registry);
        if (rc < 0)
            svccomm__fail(u->error, rc, NULL);
    }
    if (rc < 0)
        svccomm__registry_clear(registry);
    return rc;
}

int svccomm_registry_restore(svccomm_registry *registry, svccomm_read_fn read, void *user,
                             svccomm_error *error)
{
    int rc = svccomm__call_check(registry);
    struct undumping *u;

    if (rc == 0 && read == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && (registry->revision != 0 || registry->rule_count > 0))
        rc = SVCCOMM_E_STATE;
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    u = svccomm__memory_new(&registry->memory, sizeof *u);
    if (u == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    u->in.read = read;
    u->in.user = user;
    u->restoring.registry = registry;
    u->restoring.kinds = SVCCOMM_KINDS_ALL;
    u->error = error;
    rc = undump_into(u);
    svccomm__memory_free(&registry->memory, u, sizeof *u);
    return rc;
}
