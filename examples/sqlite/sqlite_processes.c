/* SPDX-License-Identifier: MIT
 * The client processes of a communication, rows of their own in the database. */
#include "sqlite_client.h"

#include <string.h>

#define PUT_SQL                                                                \
    "INSERT INTO client_processes (communication, position, name, last_seen) " \
    "VALUES (?, ?, ?, ?)"
#define GET_SQL                                                                       \
    "SELECT name, last_seen, position FROM client_processes WHERE communication = ? " \
    "ORDER BY position"

static int put_process(struct sqlite_store *store, const char *id, uint32_t position,
                       const svccomm_process *process)
{
    sqlite3_stmt *statement = store->put_process;
    int code = sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(statement, 2, position);
    if (code == SQLITE_OK)
        code = sqlite_bind_text(statement, 3, process->name);
    if (code == SQLITE_OK && process->last_seen != SVCCOMM_NO_TIME)
        code = sqlite3_bind_int64(statement, 4, process->last_seen);
    if (code != SQLITE_OK)
        return store_fail(&store->store, "client_processes: %s", sqlite3_errstr(code));
    return sqlite_run(store, statement, "client_processes");
}

int sqlite_put_processes(struct sqlite_store *store, const svccomm_record *record)
{
    char id[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(record->id, id, sizeof id);
    int code = sqlite_prepare(store, &store->put_process, sqlite3_mprintf(PUT_SQL));
    for (uint32_t i = 0; i < record->process_count && code == SQLITE_OK; i++)
        code = put_process(store, id, i, &record->processes[i]);
    return code;
}

/* Names are copied: SQLite's go with the next row. False: damaged. */
static bool read_process(sqlite3_stmt *statement, struct row *row)
{
    int type = sqlite3_column_type(statement, 1);
    int64_t seen = type == SQLITE_NULL ? SVCCOMM_NO_TIME : sqlite3_column_int64(statement, 1);
    const char *name;
    if ((type != SQLITE_NULL && type != SQLITE_INTEGER) ||
        !sqlite_read_text(sqlite3_column_value(statement, 0), &name))
        return false;
    name = name != NULL ? row_text(row, name, strlen(name)) : NULL;
    return name != NULL && row_add_process(row, name, seen);
}

static int read_processes(struct sqlite_store *store, struct row *row, const char *id)
{
    sqlite3_stmt *statement = store->get_processes;
    int code = sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        return store_fail(&store->store, "client_processes: %s", sqlite3_errstr(code));
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        if (!read_process(statement, row))
            store_damaged(&store->store,
                          "damaged row in table client_processes of communication %s, position %s",
                          id, (const char *)sqlite3_column_text(statement, 2));
    return code == SQLITE_DONE ? SQLITE_OK : sqlite_fail(store, "client_processes");
}

int sqlite_get_processes(struct sqlite_store *store, struct row *row)
{
    char id[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(row->item.record.id, id, sizeof id);
    int code = sqlite_prepare(store, &store->get_processes, sqlite3_mprintf(GET_SQL));
    if (code != SQLITE_OK)
        return code;
    code = read_processes(store, row, id);
    sqlite3_reset(store->get_processes);
    return code;
}
