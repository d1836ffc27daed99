/* SPDX-License-Identifier: MIT
 * Gives every item of a kind to the library, row by row; a damaged row ends it with its table, key
 * and column in the message. */
#include "storage_kinds.h"

#include <string.h>

/* Any item, and where the processes of a communication are kept meanwhile. */
struct scanned {
    union {
        svccomm_meta meta;
        svccomm_host host;
        svccomm_address address;
        svccomm_endpoint endpoint;
        svccomm_rule rule;
        svccomm_change change;
        svccomm_record record;
    } item;
    struct processes processes;
};

static char *scan_sql(const struct kind *kind)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendall(sql, "SELECT ");
    for (size_t i = 0; i < kind->column_count; i++)
        sqlite3_str_appendf(sql, "%s%s", i > 0 ? ", " : "", kind->columns[i].name);
    sqlite3_str_appendf(sql, " FROM %s", kind->table);
    return sqlite3_str_finish(sql);
}

static int damaged(struct storage *storage, const struct kind *kind, size_t column,
                   sqlite3_stmt *statement)
{
    sqlite3_str *key = sqlite3_str_new(NULL);
    for (size_t i = 0; i < kind->key_columns; i++) {
        const unsigned char *value = sqlite3_column_text(statement, (int)i);
        sqlite3_str_appendf(key, "%s%s %s", i > 0 ? ", " : " of ", kind->columns[i].name,
                            value != NULL ? (const char *)value : "NULL");
    }
    char *text = sqlite3_str_finish(key);
    int code = storage_fail(storage, "damaged row in table %s%s: column %s", kind->table,
                            text != NULL ? text : "", kind->columns[column].name);
    sqlite3_free(text);
    return code;
}

static int read_row(struct storage *storage, uint32_t kind_number, sqlite3_stmt *statement,
                    struct scanned *scanned)
{
    const struct kind *kind = &storage_kinds[kind_number];
    memset(&scanned->item, 0, sizeof scanned->item);
    for (size_t i = 0; i < kind->column_count; i++)
        if (!column_read(&kind->columns[i], &scanned->item, statement, (int)i))
            return damaged(storage, kind, i, statement);
    if (kind_number != SVCCOMM_KIND_COMMUNICATION)
        return SQLITE_OK;
    scanned->item.record.netflow.spans.size = sizeof(svccomm_spans);
    return processes_get(storage, &scanned->item.record, &scanned->processes);
}

static int scan_rows(struct storage *storage, uint32_t kind_number, sqlite3_stmt *statement,
                     svccomm_sink *sink)
{
    struct scanned scanned;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        code = read_row(storage, kind_number, statement, &scanned);
        storage_step(storage);
        if (code == SQLITE_OK)
            code = svccomm_sink_put(sink, &scanned.item, 1, storage_kinds[kind_number].item_size);
        if (code != SQLITE_OK)
            return code;
    }
    return code == SQLITE_DONE ? SQLITE_OK
                               : storage_fail_sqlite(storage, storage_kinds[kind_number].table);
}

int storage_scan(void *user, uint32_t kind_number, svccomm_sink *sink)
{
    struct storage *storage = user;
    sqlite3_stmt *statement = NULL;
    int code = storage_prepare(storage, &statement, scan_sql(&storage_kinds[kind_number]));
    if (code == SQLITE_OK)
        code = scan_rows(storage, kind_number, statement, sink);
    sqlite3_finalize(statement);
    return code;
}
