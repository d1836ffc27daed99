/* SPDX-License-Identifier: MIT
 * The client's table, and transactions on the directory. */
#include "lmdb_client.h"

#include <stdlib.h>
#include <unistd.h>

/* Databases that are not there are made by those who write only. */
static int open_kinds(struct lmdb_store *store)
{
    const unsigned flags = store->store.reading_only ? 0 : MDB_CREATE;
    int code = mdb_dbi_open(store->txn, NULL, 0, &store->top);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT && code == 0; kind++) {
        code = mdb_dbi_open(store->txn, lmdb_kinds[kind].name, flags, &store->kinds[kind]);
        store->there[kind] = code == 0;
        if (code == MDB_NOTFOUND)
            code = 0;
    }
    return code == 0 ? 0 : lmdb_fail(store, "cannot be read", code);
}

/* Whose it is was looked at when it was opened; another program may have made it meanwhile. */
static int set_up(struct lmdb_store *store)
{
    bool empty = false;
    int code = mdb_dbi_open(store->txn, NULL, 0, &store->top);
    if (code != 0)
        return lmdb_fail(store, "cannot be read", code);
    code = lmdb_check_format(store, &empty);
    if (code == 0 && empty && !store->store.reading_only)
        code = lmdb_put_format(store);
    return code == 0 ? open_kinds(store) : code;
}

static void rollback(struct store *base)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    mdb_txn_abort(store->txn);
    store->txn = NULL;
    lmdb_unlock(store);
}

/* Readers that were killed would hold on to pages for ever. */
static int begin_transaction(struct lmdb_store *store)
{
    int dead;
    const unsigned flags = store->store.reading_only ? MDB_RDONLY : 0;
    if (!store->lock_readers)
        mdb_reader_check(store->env, &dead);
    int code = mdb_txn_begin(store->env, NULL, flags, &store->txn);
    return code == 0 ? 0 : lmdb_fail(store, "cannot be read", code);
}

static int begin(struct store *base)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    int code = 0;
    if (store->env == NULL)
        return 0;
    if (!base->reading_only || store->lock_readers)
        code = lmdb_lock(store);
    if (code == 0)
        code = begin_transaction(store);
    if (code == 0)
        code = set_up(store);
    if (code != 0)
        rollback(base);
    return code;
}

static uint64_t last_transaction(const struct lmdb_store *store)
{
    MDB_envinfo info;
    return mdb_env_info(store->env, &info) == 0 ? info.me_last_txnid : 0;
}

/* A transaction that changed nothing leaves its number to the next. */
static int commit(struct store *base)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    if (store->env == NULL)
        return 0;
    const uint64_t number = mdb_txn_id(store->txn);
    int code = mdb_txn_commit(store->txn);
    store->txn = NULL; /* freed in any case */
    if (code != 0)
        return lmdb_fail(store, "cannot be written", code);
    store->own += !base->reading_only && last_transaction(store) == number;
    lmdb_unlock(store);
    return 0;
}

/* The number of the last transaction, without those of this program. */
static uint64_t version(struct store *base)
{
    const struct lmdb_store *store = (struct lmdb_store *)base;
    if (store->env == NULL)
        return 0;
    return mdb_txn_id(store->txn) - (base->reading_only ? 0 : 1) - store->own;
}

void lmdb_close_store(struct store *base)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    mdb_env_close(store->env);
    if (store->lock >= 0)
        close(store->lock);
    free(store->bytes);
}

extern const struct store_client lmdb_client;
const struct store_client lmdb_client = {
    .size = sizeof(struct lmdb_store),
    .open = lmdb_open_store,
    .close = lmdb_close_store,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .version = version,
    .put = lmdb_put,
    .erase = lmdb_erase,
    .scan = lmdb_scan,
    .meta = lmdb_meta,
    .put_state = lmdb_put_state,
    .get_state = lmdb_get_state,
};
