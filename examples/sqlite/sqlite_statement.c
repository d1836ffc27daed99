/* SPDX-License-Identifier: MIT
 * Statements prepared and run, and what fails in them. */
#include "sqlite_client.h"

int sqlite_fail(struct sqlite_store *store, const char *what)
{
    int code = sqlite3_errcode(store->sqlite);
    store_fail(&store->store, "%s: %s", what, sqlite3_errmsg(store->sqlite));
    return code != SQLITE_OK ? code : SQLITE_ERROR;
}

int sqlite_prepare(struct sqlite_store *store, sqlite3_stmt **statement, char *sql)
{
    int code = SQLITE_OK;
    if (sql == NULL)
        return store_fail(&store->store, "out of memory");
    if (*statement == NULL)
        code =
            sqlite3_prepare_v3(store->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (code != SQLITE_OK)
        code = sqlite_fail(store, sql);
    sqlite3_free(sql);
    return code;
}

int sqlite_run(struct sqlite_store *store, sqlite3_stmt *statement, const char *what)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE)
        sqlite_fail(store, what);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int sqlite_exec(struct sqlite_store *store, const char *sql)
{
    int code = sqlite3_exec(store->sqlite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? code : sqlite_fail(store, sql);
}

int64_t sqlite_number(struct sqlite_store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(store->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}
