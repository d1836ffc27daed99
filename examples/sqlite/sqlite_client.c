/* SPDX-License-Identifier: MIT
 * The client's table, transactions on the SQLite database, and its lock. */
#include "sqlite_client.h"

#include "sqlite_schema.h"

static int exec_all(struct sqlite_store *store, const char *const *sql)
{
    int code = SQLITE_OK;
    for (; *sql != NULL && code == SQLITE_OK; sql++)
        code = sqlite_exec(store, *sql);
    return code;
}

/* The first transaction on an empty database makes its tables, the first to write to one of an
 * older schema makes it the newest. */
static int make_tables(struct sqlite_store *store)
{
    if (sqlite_number(store, "SELECT count(*) FROM sqlite_master") == 0)
        return exec_all(store, sqlite_schema);
    int64_t schema = sqlite_number(store, "PRAGMA user_version");
    int code = SQLITE_OK;
    for (; schema > 0 && schema < SQLITE_STORE_SCHEMA_VERSION && code == SQLITE_OK; schema++)
        code = exec_all(store, sqlite_upgrades[schema - 1]);
    return code;
}

/* SQLite's data_version moves when another connection commits, a person's sqlite3 shell too. */
static void look_at_version(struct sqlite_store *store)
{
    store->version = sqlite_number(store, "PRAGMA data_version");
    store->revision = sqlite_number(store, "SELECT revision FROM meta");
}

/* The number may move too where what had been changed is thrown away, which is no other's doing. */
static void rollback(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    const int64_t version_before = store->version, revision = store->revision;
    sqlite3_exec(store->sqlite, "ROLLBACK", NULL, NULL, NULL);
    if (!store->looked)
        return;
    store->looked = false;
    look_at_version(store);
    if (store->revision == revision)
        store->moved_by_self += store->version - version_before;
}

int sqlite_begin(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    int code = sqlite_exec(store, base->reading_only ? "BEGIN" : "BEGIN IMMEDIATE");
    if ((code & 0xFF) == SQLITE_BUSY)
        return store_fail_busy(base);
    if (code != SQLITE_OK)
        return code;
    code = make_tables(store);
    if (code != SQLITE_OK)
        rollback(base);
    return code;
}

static int commit(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    int code = sqlite_exec(store, "COMMIT");
    store->looked = store->looked && code != SQLITE_OK;
    return code;
}

static uint64_t version(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    look_at_version(store);
    store->looked = true;
    return (uint64_t)(store->version - store->moved_by_self);
}

void sqlite_close_store(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    for (size_t i = 0; i < SVCCOMM_KIND_COUNT; i++) {
        sqlite3_finalize(store->put[i]);
        sqlite3_finalize(store->erase[i]);
    }
    sqlite3_finalize(store->put_process);
    sqlite3_finalize(store->get_processes);
    sqlite3_close(store->sqlite);
}

const struct store_client sqlite_client = {
    .size = sizeof(struct sqlite_store),
    .open = sqlite_open_store,
    .close = sqlite_close_store,
    .begin = sqlite_begin,
    .commit = commit,
    .rollback = rollback,
    .version = version,
    .put = sqlite_put,
    .erase = sqlite_erase,
    .scan = sqlite_scan,
    .meta = sqlite_meta,
    .put_state = sqlite_put_state,
    .get_state = sqlite_get_state,
};
