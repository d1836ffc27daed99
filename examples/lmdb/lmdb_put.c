/* SPDX-License-Identifier: MIT
 * Puts and erases items. */
#include "lmdb_client.h"

#include <stdlib.h>
#include <string.h>

const struct lmdb_kind lmdb_kinds[SVCCOMM_KIND_COUNT] = {
    {"meta", sizeof(svccomm_meta), 0, 0},
    {"hosts", sizeof(svccomm_host), offsetof(svccomm_host, key), sizeof(svccomm_host_key)},
    {"addresses", sizeof(svccomm_address), offsetof(svccomm_address, key),
     sizeof(svccomm_address_key)},
    {"endpoints", sizeof(svccomm_endpoint), offsetof(svccomm_endpoint, key),
     sizeof(svccomm_endpoint_key)},
    {"rules", sizeof(svccomm_rule), offsetof(svccomm_rule, id), sizeof(uint64_t)},
    {"tombstones", sizeof(svccomm_change), offsetof(svccomm_change, revision), sizeof(uint64_t)},
    {"fan_in", sizeof(svccomm_fan_in), offsetof(svccomm_fan_in, end), sizeof(uint64_t)},
    {"communications", sizeof(svccomm_record), offsetof(svccomm_record, id), SVCCOMM_ID_SIZE},
};

static int fail(struct lmdb_store *store, uint32_t kind, const char *what)
{
    return store_fail(&store->store, "%s: %s", lmdb_kinds[kind].name, what);
}

/* LMDB has no empty keys: that of meta is its name. */
int lmdb_key(struct lmdb_store *store, uint32_t kind, const void *key, size_t size,
             struct lmdb_key_bytes *room, MDB_val *out)
{
    if (kind == SVCCOMM_KIND_META) {
        const size_t length = strlen(lmdb_kinds[kind].name);
        memcpy(room->bytes, lmdb_kinds[kind].name, length);
        *out = (MDB_val){length, room->bytes};
        return 0;
    }
    int length = svccomm_item_key_encode(kind, key, size, room->bytes, sizeof room->bytes);
    if (length < 0)
        return fail(store, kind, svccomm_strerror(length));
    *out = (MDB_val){(size_t)length, room->bytes};
    return 0;
}

static int reserve(struct lmdb_store *store, size_t capacity)
{
    if (capacity <= store->capacity)
        return 0;
    unsigned char *bytes = realloc(store->bytes, capacity);
    if (bytes == NULL)
        return store_fail(&store->store, "out of memory");
    store->bytes = bytes;
    store->capacity = capacity;
    return 0;
}

/* What a later version wrote behind what this one knows: it is kept. */
static MDB_val tail_of(uint32_t kind, const MDB_val *old)
{
    union lmdb_item item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    size_t known;
    if (svccomm_item_decode(kind, old->mv_data, old->mv_size, &item, lmdb_kinds[kind].item_size,
                            kind == SVCCOMM_KIND_COMMUNICATION ? processes : NULL, &known,
                            NULL) != 0)
        return (MDB_val){0, NULL};
    return (MDB_val){old->mv_size - known, (char *)old->mv_data + known};
}

static int encode(struct lmdb_store *store, uint32_t kind, const void *item, size_t size,
                  MDB_val tail, MDB_val *value)
{
    int code = reserve(store, SVCCOMM_ENCODED_SIZE_MAX + tail.mv_size);
    if (code != 0)
        return code;
    code = svccomm_item_encode(kind, item, size, tail.mv_data, tail.mv_size, store->bytes,
                               store->capacity, &value->mv_size);
    value->mv_data = store->bytes;
    return code == 0 ? 0 : fail(store, kind, svccomm_strerror(code));
}

/* Where the old one was found the new one is put, without another search. */
static int put_item(struct lmdb_store *store, uint32_t kind, MDB_cursor *cursor, const char *item,
                    size_t size)
{
    struct lmdb_key_bytes room;
    MDB_val key, old, tail = {0, NULL}, value;
    int code = lmdb_key(store, kind, item + lmdb_kinds[kind].key_offset, lmdb_kinds[kind].key_size,
                        &room, &key);
    if (code != 0)
        return code;
    bool there = mdb_cursor_get(cursor, &key, &old, MDB_SET) == 0;
    if (there)
        tail = tail_of(kind, &old);
    code = encode(store, kind, item, size, tail, &value);
    if (code != 0)
        return code;
    code = mdb_cursor_put(cursor, &key, &value, there ? MDB_CURRENT : 0);
    return code == 0 ? 0 : lmdb_fail(store, lmdb_kinds[kind].name, code);
}

int lmdb_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    struct lmdb_store *store = user;
    MDB_cursor *cursor;
    int code = mdb_cursor_open(store->txn, store->kinds[kind], &cursor);
    if (code != 0)
        return lmdb_fail(store, lmdb_kinds[kind].name, code);
    for (size_t i = 0; i < count && code == 0; i++) {
        code = put_item(store, kind, cursor, (const char *)items + i * size, size);
        store_step(&store->store);
    }
    mdb_cursor_close(cursor);
    return code;
}

static int erase_item(struct lmdb_store *store, uint32_t kind, const void *item_key, size_t size)
{
    struct lmdb_key_bytes room;
    MDB_val key;
    int code = lmdb_key(store, kind, item_key, size, &room, &key);
    if (code != 0)
        return code;
    code = mdb_del(store->txn, store->kinds[kind], &key, NULL);
    return code == 0 || code == MDB_NOTFOUND ? 0 : lmdb_fail(store, lmdb_kinds[kind].name, code);
}

int lmdb_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    struct lmdb_store *store = user;
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = erase_item(store, kind, (const char *)keys + i * size, size);
    return code;
}
