/* SPDX-License-Identifier: MIT
 * The client's table, transactions, and the lock that a writer holds in each of them. */
#include "postgresql_client.h"

#include <stdio.h>
#include <string.h>

/* Of a schema of a database, for all versions of this program: "svcc". */
#define LOCK_SQL "SELECT pg_try_advisory_xact_lock(1937138531, hashtext(current_schema()))"

static struct postgresql_store *of(struct store *store)
{
    return (struct postgresql_store *)store;
}

static int open_store(struct store *base, const char *name)
{
    return postgresql_connect(of(base), name);
}

static void close_store(struct store *base)
{
    bytes_free(&of(base)->copy.bytes);
    PQfinish(of(base)->connection);
}

/* A session that was lost since the last transaction shows at the first statement only. */
static int begin_transaction(struct postgresql_store *store)
{
    const char *sql =
        store->store.reading_only ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
    if (!postgresql_is_lost(store) && postgresql_exec(store, "cannot begin", sql) == 0)
        return 0;
    if (!postgresql_is_lost(store) || postgresql_reconnect(store) != 0)
        return -1;
    return postgresql_exec(store, "cannot begin", sql);
}

static int try_lock(struct postgresql_store *store, bool *locked)
{
    PGresult *result = postgresql_query(store, "cannot lock", LOCK_SQL);
    if (result == NULL)
        return -1;
    bool no_schema = PQgetisnull(result, 0, 0);
    *locked = PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    if (no_schema)
        return store_fail(&store->store, "search_path names no schema that is there");
    return 0;
}

static int lock(struct postgresql_store *store)
{
    bool locked = false;
    int code = try_lock(store, &locked);
    for (unsigned tries = 0; code == 0 && !locked; tries++) {
        if (!store_wait(&store->store, tries))
            return store_fail_busy(&store->store);
        code = try_lock(store, &locked);
    }
    return code;
}

static void rollback(struct store *base)
{
    struct postgresql_store *store = of(base);
    char message[STORE_MESSAGE_SIZE]; /* of what failed before */
    memcpy(message, base->message, sizeof message);
    if (store->copy.active && PQputCopyEnd(store->connection, "given up") == 1)
        postgresql_finish(store, "cannot roll back");
    store->copy.active = false;
    if (!postgresql_is_lost(store))
        postgresql_exec(store, "cannot roll back", "ROLLBACK");
    memcpy(base->message, message, sizeof message);
}

/* Writers see what is committed before each statement; with the lock nothing of that moves. */
static int begin(struct store *base)
{
    struct postgresql_store *store = of(base);
    int code = begin_transaction(store);
    if (code != 0)
        return code;
    if (!base->reading_only)
        code = lock(store);
    if (code == 0)
        code = postgresql_open_schema(store);
    if (code != 0)
        rollback(base);
    return code;
}

/* Where the reply to COMMIT does not come, only the next transaction can tell whether it was. */
static int commit(struct store *base)
{
    struct postgresql_store *store = of(base);
    char sql[128];
    int code = base->reading_only ? 0 : postgresql_copy_end(store);
    if (code != 0)
        return code;
    snprintf(sql, sizeof sql, "UPDATE svccomm SET commits = commits + 1, writer = '%s'; COMMIT",
             store->writer);
    code = postgresql_exec(store, "cannot commit", base->reading_only ? "COMMIT" : sql);
    store->in_doubt = code != 0 && postgresql_is_lost(store);
    store->own_commits += code == 0 && !base->reading_only;
    return code;
}

/* All commits but one's own. */
static uint64_t version(struct store *base)
{
    return (uint64_t)(of(base)->commits - of(base)->own_commits);
}

const struct store_client postgresql_client = {
    .size = sizeof(struct postgresql_store),
    .open = open_store,
    .close = close_store,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .version = version,
    .put = postgresql_put,
    .erase = postgresql_erase,
    .scan = postgresql_scan,
    .meta = postgresql_meta,
    .put_state = postgresql_put_state,
    .get_state = postgresql_get_state,
};
