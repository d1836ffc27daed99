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

static void rollback(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    sqlite3_exec(store->sqlite, "ROLLBACK", NULL, NULL, NULL);
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
    return sqlite_exec((struct sqlite_store *)base, "COMMIT");
}

/* SQLite's data_version moves when another connection commits, a person's sqlite3 shell too. But it
 * may move as well where a transaction of one's own failed and what it had changed was thrown away:
 * then nobody wrote if meta is still what it was. */
static uint64_t version(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    const int64_t now = sqlite_number(store, "PRAGMA data_version");
    const int64_t revision = sqlite_number(store, "SELECT revision FROM meta");
    if (store->failed && revision == store->revision)
        store->moved_by_self += now - store->version;
    store->failed = false;
    store->version = now;
    store->revision = revision;
    return (uint64_t)(now - store->moved_by_self);
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
