/* SPDX-License-Identifier: MIT
 * Gives every item of a kind to the library, row by row. What is damaged stays in the database
 * until the same key is put. */
#include "sqlite_client.h"

#include <string.h>
#include <svccomm/svccomm.h>

/* Whether a communication has any process: flows tell of none, and a look-up for each row costs. */
static const char *has_processes(struct sqlite_store *store)
{
    return sqlite_number(store, "SELECT EXISTS (SELECT 1 FROM client_processes)") == 0
               ? ", 0"
               : ", EXISTS (SELECT 1 FROM client_processes p "
                 "WHERE p.communication = communications.id)";
}

static char *scan_sql(struct sqlite_store *store, const struct kind *kind)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendall(sql, "SELECT ");
    for (size_t i = 0; i < kind->column_count; i++)
        sqlite3_str_appendf(sql, "%s%s", i > 0 ? ", " : "", kind->columns[i].name);
    if (kind == &store_kinds[SVCCOMM_KIND_COMMUNICATION])
        sqlite3_str_appendall(sql, has_processes(store));
    sqlite3_str_appendf(sql, " FROM %s", kind->table);
    return sqlite3_str_finish(sql);
}

/* A damaged row is told and left out, but for meta: without it nothing can be read. */
static int damaged(struct sqlite_store *store, uint32_t kind_number, size_t column,
                   sqlite3_stmt *statement)
{
    const struct kind *kind = &store_kinds[kind_number];
    const char *name = kind->columns[column].name;
    if (kind_number == SVCCOMM_KIND_META)
        return store_fail(&store->store, "damaged row in table %s: column %s", kind->table, name);
    sqlite3_str *key = sqlite3_str_new(NULL);
    for (size_t i = 0; i < kind->key_columns; i++) {
        const unsigned char *value = sqlite3_column_text(statement, (int)i);
        sqlite3_str_appendf(key, "%s%s %s", i > 0 ? ", " : " of ", kind->columns[i].name,
                            value != NULL ? (const char *)value : "NULL");
    }
    char *text = sqlite3_str_finish(key);
    store_damaged(&store->store, "damaged row in table %s%s: column %s", kind->table,
                  text != NULL ? text : "", name);
    sqlite3_free(text);
    return 0;
}

static const void *item_member(const struct row *row, const struct column *column)
{
    return (const char *)&row->item + column->offset;
}

/* Whether a text of the key is spelled as it is written here: an item under another spelling would
 * never be found again, neither to be put nor to be erased. */
static bool is_own_spelling(const struct column *column, const void *member, sqlite3_value *value)
{
    char own[SVCCOMM_ADDRESS_TEXT_SIZE];
    if (column->type == COLUMN_ID)
        svccomm_id_format(member, own, sizeof own);
    else if (column->type == COLUMN_ADDRESS)
        svccomm_address_format(member, own, sizeof own);
    else
        return true;
    return strcmp(own, (const char *)sqlite3_value_text(value)) == 0;
}

static bool read_value(const struct kind *kind, size_t column, struct row *row,
                       sqlite3_value *value)
{
    const struct column *c = &kind->columns[column];
    return sqlite_read(c, &row->item, value) &&
           (column >= kind->key_columns || is_own_spelling(c, item_member(row, c), value));
}

/* *whole is false where the row was damaged. */
static int read_row(struct sqlite_store *store, uint32_t kind_number, sqlite3_stmt *statement,
                    struct row *row, bool *whole)
{
    const struct kind *kind = &store_kinds[kind_number];
    row_clear(row);
    *whole = false;
    for (size_t i = 0; i < kind->column_count; i++) {
        const struct column *column = &kind->columns[i];
        if (!read_value(kind, i, row, sqlite3_column_value(statement, (int)i)))
            return damaged(store, kind_number, i, statement);
        if (column->governs > 0 && column_integer(column, item_member(row, column)) == 0)
            i += column->governs;
    }
    *whole = true;
    if (kind_number != SVCCOMM_KIND_COMMUNICATION)
        return SQLITE_OK;
    row->item.record.netflow.spans.size = sizeof(svccomm_spans);
    if (sqlite3_column_int(statement, (int)kind->column_count) == 0)
        return SQLITE_OK;
    return sqlite_get_processes(store, row);
}

static int scan_rows(struct sqlite_store *store, uint32_t kind_number, sqlite3_stmt *statement,
                     svccomm_sink *sink)
{
    struct row row;
    bool whole;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        code = read_row(store, kind_number, statement, &row, &whole);
        store_step(&store->store);
        if (code == SQLITE_OK)
            code = whole ? svccomm_sink_put(sink, &row.item, 1, store_kinds[kind_number].item_size)
                         : svccomm_sink_leave_out(sink);
        if (code != SQLITE_OK)
            return code;
    }
    return code == SQLITE_DONE ? SQLITE_OK : sqlite_fail(store, store_kinds[kind_number].table);
}

int sqlite_scan(void *user, uint32_t kind_number, svccomm_sink *sink)
{
    struct sqlite_store *store = user;
    sqlite3_stmt *statement = NULL;
    int code = sqlite_prepare(store, &statement, scan_sql(store, &store_kinds[kind_number]));
    if (code == SQLITE_OK)
        code = scan_rows(store, kind_number, statement, sink);
    sqlite3_finalize(statement);
    return code;
}

int sqlite_meta(struct store *base, svccomm_meta *meta)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    sqlite3_stmt *statement = NULL;
    struct row row = {.item.meta = {.format = 0}};
    bool whole;
    int code = sqlite_prepare(store, &statement, scan_sql(store, &store_kinds[SVCCOMM_KIND_META]));
    if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        code = read_row(store, SVCCOMM_KIND_META, statement, &row, &whole);
    sqlite3_finalize(statement);
    *meta = row.item.meta;
    return code;
}
