/* SPDX-License-Identifier: MIT
 * Gives every item of a kind to the library. Their texts stay where they lie in the map, which does
 * not move within the transaction. What is damaged stays as it is until the same key is put. */
#include "lmdb_client.h"

#include <stdio.h>
#include <string.h>

/* An item as it is read. */
struct scanned {
    union lmdb_item item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
};

static const char *hexadecimal(const MDB_val *key, char *text, size_t size)
{
    const unsigned char *bytes = key->mv_data;
    text[0] = '\0';
    for (size_t i = 0; i < key->mv_size && 2 * i + 3 <= size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return text;
}

static void damaged(struct lmdb_store *store, uint32_t kind, const MDB_val *key, const char *what)
{
    char text[2 * SVCCOMM_ENCODED_KEY_MAX + 1];
    store_damaged(&store->store, "damaged item in %s under the key %s: %s", lmdb_kinds[kind].name,
                  hexadecimal(key, text, sizeof text), what);
}

/* Whether an item lies under its own key; another could never be erased. */
static bool is_in_place(struct lmdb_store *store, uint32_t kind, const MDB_val *key,
                        const struct scanned *scanned)
{
    struct lmdb_key_bytes room;
    MDB_val own;
    const char *member = (const char *)&scanned->item + lmdb_kinds[kind].key_offset;
    return lmdb_key(store, kind, member, lmdb_kinds[kind].key_size, &room, &own) == 0 &&
           own.mv_size == key->mv_size && memcmp(own.mv_data, key->mv_data, own.mv_size) == 0;
}

/* Whether the item is whole; else it was told. */
static bool read_item(struct lmdb_store *store, uint32_t kind, const MDB_val *key,
                      const MDB_val *value, struct scanned *scanned)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    svccomm_process *processes = kind == SVCCOMM_KIND_COMMUNICATION ? scanned->processes : NULL;
    int code = svccomm_item_decode(kind, value->mv_data, value->mv_size, &scanned->item,
                                   lmdb_kinds[kind].item_size, processes, NULL, &error);
    if (code != 0)
        damaged(store, kind, key,
                error.message[0] != '\0' ? error.message : svccomm_strerror(code));
    else if (!is_in_place(store, kind, key, scanned))
        damaged(store, kind, key, "it is an item of another key");
    else
        return true;
    return false;
}

static int scan_items(struct lmdb_store *store, uint32_t kind, MDB_cursor *cursor,
                      svccomm_sink *sink)
{
    struct scanned scanned;
    MDB_val key, value;
    int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    for (; code == 0; code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        store_step(&store->store);
        code = read_item(store, kind, &key, &value, &scanned)
                   ? svccomm_sink_put(sink, &scanned.item, 1, lmdb_kinds[kind].item_size)
                   : svccomm_sink_leave_out(sink);
        if (code != 0)
            return code;
    }
    return code == MDB_NOTFOUND ? 0 : lmdb_fail(store, lmdb_kinds[kind].name, code);
}

static int scan_meta(struct lmdb_store *store, svccomm_sink *sink)
{
    svccomm_meta meta;
    int code = lmdb_meta(&store->store, &meta);
    return code == 0 && meta.format != 0 ? svccomm_sink_put(sink, &meta, 1, sizeof meta) : code;
}

int lmdb_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct lmdb_store *store = user;
    MDB_cursor *cursor;
    if (store->txn == NULL || !store->there[kind])
        return 0;
    if (kind == SVCCOMM_KIND_META)
        return scan_meta(store, sink);
    int code = mdb_cursor_open(store->txn, store->kinds[kind], &cursor);
    if (code != 0)
        return lmdb_fail(store, lmdb_kinds[kind].name, code);
    code = scan_items(store, kind, cursor, sink);
    mdb_cursor_close(cursor);
    return code;
}

/* Without it nothing can be read. */
int lmdb_meta(struct store *base, svccomm_meta *meta)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    struct lmdb_key_bytes room;
    MDB_val key, value;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    meta->format = 0;
    if (store->txn == NULL || !store->there[SVCCOMM_KIND_META])
        return 0;
    lmdb_key(store, SVCCOMM_KIND_META, NULL, 0, &room, &key);
    int code = mdb_get(store->txn, store->kinds[SVCCOMM_KIND_META], &key, &value);
    if (code != 0)
        return code == MDB_NOTFOUND ? 0 : lmdb_fail(store, "meta", code);
    code = svccomm_item_decode(SVCCOMM_KIND_META, value.mv_data, value.mv_size, meta, sizeof *meta,
                               NULL, NULL, &error);
    return code == 0 ? 0 : store_fail(base, "its meta item is damaged: %s", error.message);
}
