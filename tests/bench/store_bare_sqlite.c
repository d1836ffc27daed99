/* SPDX-License-Identifier: MIT
 * Bare loops over SQLite. The tables are found in the schema, their columns by number. */
#define _POSIX_C_SOURCE 200809L
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store_bare.h"

#define TABLES_MAX 16

/* Rows of one table, value by value. */
struct table {
    char *name;
    int columns;
    uint64_t count;
    uint64_t capacity;
    sqlite3_value **values;
    sqlite3_stmt *put;
};

struct store_rows {
    sqlite3 *sqlite;
    struct table tables[TABLES_MAX];
    size_t table_count;
};

static sqlite3 *open_database(const char *name, int flags)
{
    sqlite3 *sqlite = NULL;

    store_bare_check(sqlite3_open_v2(name, &sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK,
                     name);
    sqlite3_exec(sqlite, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return sqlite;
}

static sqlite3_stmt *prepare(sqlite3 *sqlite, char *sql)
{
    sqlite3_stmt *statement = NULL;

    store_bare_check(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL) == SQLITE_OK, sql);
    sqlite3_free(sql);
    return statement;
}

static sqlite3_stmt *tables_of(sqlite3 *sqlite)
{
    /* What refers comes last. */
    return prepare(sqlite, sqlite3_mprintf("SELECT name FROM sqlite_master WHERE type = 'table' "
                                           "ORDER BY name = 'client_processes', rowid"));
}

static uint64_t read_value(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return (uint64_t)sqlite3_column_int64(statement, column);
    case SQLITE_TEXT:
        return sqlite3_column_text(statement, column)[0];
    default:
        return (uint64_t)sqlite3_column_bytes(statement, column);
    }
}

static uint64_t scan_table(sqlite3 *sqlite, const char *table, uint64_t *sum)
{
    sqlite3_stmt *rows = prepare(sqlite, sqlite3_mprintf("SELECT * FROM %s", table));
    uint64_t count = 0;

    for (; sqlite3_step(rows) == SQLITE_ROW; count++)
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            *sum += read_value(rows, i);
    sqlite3_finalize(rows);
    return count;
}

static uint64_t scan(const char *name, uint64_t *sum)
{
    sqlite3 *sqlite = open_database(name, SQLITE_OPEN_READONLY);
    sqlite3_stmt *tables = tables_of(sqlite);
    uint64_t count = 0;

    while (sqlite3_step(tables) == SQLITE_ROW)
        count += scan_table(sqlite, (const char *)sqlite3_column_text(tables, 0), sum);
    sqlite3_finalize(tables);
    sqlite3_close(sqlite);
    return count;
}

static void keep_row(struct table *table, sqlite3_stmt *row)
{
    if (table->count == table->capacity) {
        table->capacity = table->capacity * 2 + 64;
        table->values = realloc(table->values,
                                table->capacity * (size_t)table->columns * sizeof(sqlite3_value *));
        store_bare_check(table->values != NULL, "memory");
    }
    for (int i = 0; i < table->columns; i++)
        table->values[table->count * (uint64_t)table->columns + (uint64_t)i] =
            sqlite3_value_dup(sqlite3_column_value(row, i));
    table->count++;
}

/* The rows of a table that are newer; of the processes those of such a communication. */
static char *newer_sql(const char *table, uint64_t revision)
{
    const char *where = "revision > %lld";
    char *condition, *sql;

    if (strcmp(table, "client_processes") == 0)
        where = "communication IN (SELECT id FROM communications WHERE revision > %lld)";
    else if (strcmp(table, "decoder") == 0 || strcmp(table, "rules") == 0 ||
             strcmp(table, "fan_in") == 0)
        where = "0 > %lld";
    condition = sqlite3_mprintf(where, (long long)revision);
    sql = sqlite3_mprintf("SELECT * FROM %s WHERE %s", table, condition);
    sqlite3_free(condition);
    return sql;
}

static void keep_table(struct store_rows *rows, const char *name, uint64_t revision)
{
    struct table *table = &rows->tables[rows->table_count++];
    sqlite3_stmt *newer = prepare(rows->sqlite, newer_sql(name, revision));
    sqlite3_str *sql = sqlite3_str_new(NULL);

    table->name = strdup(name);
    table->columns = sqlite3_column_count(newer);
    while (sqlite3_step(newer) == SQLITE_ROW)
        keep_row(table, newer);
    sqlite3_finalize(newer);
    sqlite3_str_appendf(sql, "REPLACE INTO %s VALUES (?", name);
    for (int i = 1; i < table->columns; i++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    table->put = prepare(rows->sqlite, sqlite3_str_finish(sql));
}

static struct store_rows *rows_of(const char *name, uint64_t revision, uint64_t *count)
{
    struct store_rows *rows = calloc(1, sizeof *rows);
    sqlite3_stmt *tables;

    store_bare_check(rows != NULL, "memory");
    rows->sqlite = open_database(name, SQLITE_OPEN_READWRITE);
    tables = tables_of(rows->sqlite);
    *count = 0;
    while (sqlite3_step(tables) == SQLITE_ROW) {
        keep_table(rows, (const char *)sqlite3_column_text(tables, 0), revision);
        *count += rows->tables[rows->table_count - 1].count;
    }
    sqlite3_finalize(tables);
    return rows;
}

static void write_table(struct table *table)
{
    for (uint64_t row = 0; row < table->count; row++) {
        for (int i = 0; i < table->columns; i++)
            sqlite3_bind_value(table->put, i + 1,
                               table->values[row * (uint64_t)table->columns + (uint64_t)i]);
        store_bare_check(sqlite3_step(table->put) == SQLITE_DONE, table->name);
        sqlite3_reset(table->put);
    }
}

static void write_rows(struct store_rows *rows)
{
    int fine = sqlite3_exec(rows->sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

    store_bare_check(fine, "begin");
    for (size_t i = 0; i < rows->table_count; i++)
        write_table(&rows->tables[i]);
    store_bare_check(sqlite3_exec(rows->sqlite, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "commit");
}

static void free_rows(struct store_rows *rows)
{
    for (size_t i = 0; i < rows->table_count; i++) {
        struct table *table = &rows->tables[i];
        for (uint64_t k = 0; k < table->count * (uint64_t)table->columns; k++)
            sqlite3_value_free(table->values[k]);
        sqlite3_finalize(table->put);
        free(table->values);
        free(table->name);
    }
    sqlite3_close(rows->sqlite);
    free(rows);
}

const struct store_bare store_bare_sqlite = {"sqlite", NULL, scan, rows_of, write_rows, free_rows};
