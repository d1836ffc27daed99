/* SPDX-License-Identifier: MIT
 * Puts and erases items: one prepared statement for each kind, made from its columns. */
#include "sqlite_client.h"

static void append_names(sqlite3_str *sql, const struct kind *kind)
{
    for (size_t i = 0; i < kind->column_count; i++)
        sqlite3_str_appendf(sql, "%s%s", i > 0 ? ", " : "", kind->columns[i].name);
}

/* REPLACE deletes the old row first, and with a communication its processes (ON DELETE CASCADE). */
static char *put_sql(const struct kind *kind)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "REPLACE INTO %s (", kind->table);
    append_names(sql, kind);
    sqlite3_str_appendall(sql, ") VALUES (");
    for (size_t i = 0; i < kind->column_count; i++)
        sqlite3_str_appendall(sql, i > 0 ? ", ?" : "?");
    sqlite3_str_appendall(sql, ")");
    return sqlite3_str_finish(sql);
}

static char *erase_sql(const struct kind *kind)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "DELETE FROM %s WHERE ", kind->table);
    for (size_t i = 0; i < kind->key_columns; i++)
        sqlite3_str_appendf(sql, "%s%s = ?", i > 0 ? " AND " : "", kind->columns[i].name);
    return sqlite3_str_finish(sql);
}

/* Binds the first `columns` columns of an item, or of a key, `shift` bytes into its item. */
static int bind(struct sqlite_store *store, const struct kind *kind, sqlite3_stmt *statement,
                const void *item, size_t columns, size_t shift)
{
    for (size_t i = 0; i < columns; i++) {
        int code =
            sqlite_bind(&kind->columns[i], (const char *)item + (kind->columns[i].offset - shift),
                        statement, (int)i + 1);
        if (code != SQLITE_OK)
            return store_fail(&store->store, "%s.%s: %s", kind->table, kind->columns[i].name,
                              sqlite3_errstr(code));
    }
    return SQLITE_OK;
}

static int put_item(struct sqlite_store *store, uint32_t kind_number, const void *item)
{
    const struct kind *kind = &store_kinds[kind_number];
    sqlite3_stmt *statement = store->put[kind_number];
    int code = bind(store, kind, statement, item, kind->column_count, 0);
    if (code == SQLITE_OK)
        code = sqlite_run(store, statement, kind->table);
    if (code == SQLITE_OK && kind_number == SVCCOMM_KIND_COMMUNICATION)
        code = sqlite_put_processes(store, item);
    store_step(&store->store);
    return code;
}

int sqlite_put(void *user, uint32_t kind_number, const void *items, size_t count, size_t size)
{
    struct sqlite_store *store = user;
    const struct kind *kind = &store_kinds[kind_number];
    if (size < kind->item_size)
        return store_fail(&store->store, "the library is older than this program");
    int code = sqlite_prepare(store, &store->put[kind_number], put_sql(kind));
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        code = put_item(store, kind_number, (const char *)items + i * size);
    return code;
}

static int erase_item(struct sqlite_store *store, uint32_t kind_number, const void *key)
{
    const struct kind *kind = &store_kinds[kind_number];
    sqlite3_stmt *statement = store->erase[kind_number];
    int code = bind(store, kind, statement, key, kind->key_columns, kind->key_offset);
    return code == SQLITE_OK ? sqlite_run(store, statement, kind->table) : code;
}

int sqlite_erase(void *user, uint32_t kind_number, const void *keys, size_t count, size_t size)
{
    struct sqlite_store *store = user;
    const struct kind *kind = &store_kinds[kind_number];
    if (size < kind->key_size)
        return store_fail(&store->store, "the library is older than this program");
    int code = sqlite_prepare(store, &store->erase[kind_number], erase_sql(kind));
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        code = erase_item(store, kind_number, (const char *)keys + i * size);
    return code;
}
