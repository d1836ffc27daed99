/* SPDX-License-Identifier: MIT
 * Transactions, and the callbacks for the library. */
#include "store.h"

int store_begin(struct store *store)
{
    int code = store->in_transaction ? 0 : store->client->begin(store);
    store->in_transaction = code == 0;
    return code;
}

/* After a failure the transaction is there until it is rolled back, as the library does. */
int store_commit(struct store *store)
{
    int code = store->in_transaction ? store->client->commit(store) : 0;
    store->in_transaction = code != 0;
    return code;
}

void store_rollback(struct store *store)
{
    if (store->in_transaction)
        store->client->rollback(store);
    store->in_transaction = false;
}

bool store_changed(struct store *store)
{
    return !store->loaded || store->client->version(store) != store->version;
}

void store_loaded(struct store *store)
{
    store->version = store->client->version(store);
    store->loaded = true;
    store_report_damaged(store);
}

/* Without a transaction the registry may be older than the database: then it must not overwrite
 * what others wrote. */
static int begin(void *user)
{
    struct store *store = user;
    if (store->in_transaction)
        return 0;
    int code = store_begin(store);
    if (code != 0 || !store_changed(store))
        return code;
    store_rollback(store); /* the library does so only where a transaction began */
    return store_fail(store, "another program changed it meanwhile; nothing was written");
}

static int commit(void *user)
{
    return store_commit(user);
}

static int rollback(void *user)
{
    store_rollback(user);
    return 0;
}

/* The client can read it, the library makes no sense of it. */
static int damaged(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    (void)kind;
    (void)item;
    store_damaged(user, "%s", error->message);
    return 0;
}

void store_callbacks(struct store *store, svccomm_storage *callbacks)
{
    svccomm_storage_init(callbacks, sizeof *callbacks);
    callbacks->user = store;
    callbacks->begin = begin;
    callbacks->commit = commit;
    callbacks->rollback = rollback;
    callbacks->put = store->client->put;
    callbacks->erase = store->client->erase;
    callbacks->scan = store->client->scan;
    callbacks->damaged = damaged;
}
