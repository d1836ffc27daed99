/* SPDX-License-Identifier: MIT
 * Transactions on the SQLite database, and the table of storage callbacks. */
#include "storage_sqlite.h"

#include "say.h"
#include "storage_schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MEANWHILE_ITEMS 64

int storage_fail(struct storage *storage, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(storage->message, sizeof storage->message, format, arguments);
    va_end(arguments);
    return SQLITE_ERROR;
}

int storage_fail_sqlite(struct storage *storage, const char *what)
{
    int code = sqlite3_errcode(storage->sqlite);
    storage_fail(storage, "%s: %s", what, sqlite3_errmsg(storage->sqlite));
    return code != SQLITE_OK ? code : SQLITE_ERROR;
}

int storage_prepare(struct storage *storage, sqlite3_stmt **statement, char *sql)
{
    int code = SQLITE_OK;
    if (sql == NULL)
        return storage_fail(storage, "out of memory");
    if (*statement == NULL)
        code = sqlite3_prepare_v3(storage->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, statement,
                                  NULL);
    if (code != SQLITE_OK)
        code = storage_fail_sqlite(storage, sql);
    sqlite3_free(sql);
    return code;
}

int storage_run(struct storage *storage, sqlite3_stmt *statement, const char *what)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE)
        storage_fail_sqlite(storage, what);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int storage_exec(struct storage *storage, const char *sql)
{
    int code = sqlite3_exec(storage->sqlite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? code : storage_fail_sqlite(storage, sql);
}

int64_t storage_number(struct storage *storage, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(storage->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static int exec_all(struct storage *storage, const char *const *sql)
{
    int code = SQLITE_OK;
    for (; *sql != NULL && code == SQLITE_OK; sql++)
        code = storage_exec(storage, *sql);
    return code;
}

/* The first transaction on an empty database makes its tables, the first to write to one of an
 * older schema makes it the newest. */
static int make_tables(struct storage *storage)
{
    if (storage_number(storage, "SELECT count(*) FROM sqlite_master") == 0)
        return exec_all(storage, storage_schema);
    int64_t schema = storage_number(storage, "PRAGMA user_version");
    int code = SQLITE_OK;
    for (; schema > 0 && schema < STORAGE_SCHEMA_VERSION && code == SQLITE_OK; schema++)
        code = exec_all(storage, storage_upgrades[schema - 1]);
    return code;
}

static int begin_transaction(struct storage *storage)
{
    int code = storage_exec(storage, storage->reading_only ? "BEGIN" : "BEGIN IMMEDIATE");
    if (code != SQLITE_OK)
        return code;
    storage->in_transaction = true;
    return make_tables(storage);
}

int storage_begin(struct storage *storage)
{
    int code = begin_transaction(storage);
    if ((code & 0xFF) == SQLITE_BUSY)
        return say_input("%s: another program is still writing to it; nothing was done",
                         storage->path);
    return code == SQLITE_OK ? 0 : say_input("%s: %s", storage->path, storage->message);
}

void storage_end(struct storage *storage)
{
    if (storage->in_transaction)
        sqlite3_exec(storage->sqlite, "ROLLBACK", NULL, NULL, NULL);
    storage->in_transaction = false;
}

int storage_commit(struct storage *storage)
{
    int code = storage->in_transaction ? storage_exec(storage, "COMMIT") : SQLITE_OK;
    storage->in_transaction = storage->in_transaction && code != SQLITE_OK;
    return code;
}

void storage_step(struct storage *storage)
{
    if (++storage->items % MEANWHILE_ITEMS == 0)
        meanwhile_run(storage->meanwhile);
}

/* SQLite's data_version moves when another connection commits, a person's sqlite3 shell too. */
static int64_t data_version(struct storage *storage)
{
    return storage_number(storage, "PRAGMA data_version");
}

bool storage_changed(struct storage *storage)
{
    return !storage->loaded || data_version(storage) != storage->data_version;
}

void storage_loaded(struct storage *storage)
{
    storage->data_version = data_version(storage);
    storage->loaded = true;
}

/* A flush goes into the transaction in which the registry was read. Without one the registry may
 * be older than the database: then it must not overwrite what others wrote. */
static int begin(void *user)
{
    struct storage *storage = user;
    if (storage->in_transaction)
        return SQLITE_OK;
    int code = begin_transaction(storage);
    if (code != SQLITE_OK)
        return code;
    if (storage_changed(storage))
        return storage_fail(storage, "another program changed it meanwhile; nothing was written");
    return SQLITE_OK;
}

static int commit(void *user)
{
    return storage_commit(user);
}

static int rollback(void *user)
{
    storage_end(user);
    return SQLITE_OK;
}

void storage_callbacks(struct storage *storage, svccomm_storage *callbacks)
{
    svccomm_storage_init(callbacks, sizeof *callbacks);
    callbacks->kinds &= ~(1u << SVCCOMM_KIND_FAN_IN);
    callbacks->user = storage;
    callbacks->begin = begin;
    callbacks->commit = commit;
    callbacks->rollback = rollback;
    callbacks->put = storage_put;
    callbacks->erase = storage_erase;
    callbacks->scan = storage_scan;
}

void storage_close(struct storage *storage)
{
    storage_end(storage);
    for (size_t i = 0; i < SVCCOMM_KIND_COUNT; i++) {
        sqlite3_finalize(storage->put[i]);
        sqlite3_finalize(storage->erase[i]);
    }
    sqlite3_finalize(storage->put_process);
    sqlite3_finalize(storage->get_processes);
    sqlite3_close(storage->sqlite);
    memset(storage, 0, sizeof *storage);
}
