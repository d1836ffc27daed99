/* SPDX-License-Identifier: MIT
 * The client processes of a communication, rows of their own in the database. */
#include "storage_kinds.h"

#include <string.h>

#define PUT_SQL                                                                \
    "INSERT INTO client_processes (communication, position, name, last_seen) " \
    "VALUES (?, ?, ?, ?)"
#define GET_SQL                                                             \
    "SELECT name, last_seen FROM client_processes WHERE communication = ? " \
    "ORDER BY position"

static int put_process(struct storage *storage, const char *id, uint32_t position,
                       const svccomm_process *process)
{
    sqlite3_stmt *statement = storage->put_process;
    int code = sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(statement, 2, position);
    if (code == SQLITE_OK)
        code = column_bind_text(statement, 3, process->name);
    if (code == SQLITE_OK && process->last_seen != SVCCOMM_NO_TIME)
        code = sqlite3_bind_int64(statement, 4, process->last_seen);
    if (code != SQLITE_OK)
        return storage_fail(storage, "client_processes: %s", sqlite3_errstr(code));
    return storage_run(storage, statement, "client_processes");
}

int processes_put(struct storage *storage, const svccomm_record *record)
{
    char id[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(record->id, id, sizeof id);
    int code = storage_prepare(storage, &storage->put_process, sqlite3_mprintf(PUT_SQL));
    for (uint32_t i = 0; i < record->process_count && code == SQLITE_OK; i++)
        code = put_process(storage, id, i, &record->processes[i]);
    return code;
}

/* Names are copied: SQLite's go with the next row. */
static bool read_process(sqlite3_stmt *statement, struct processes *processes, uint32_t position)
{
    svccomm_process *process = &processes->list[position];
    int type = sqlite3_column_type(statement, 1);
    const char *name;
    if (!column_read_text(statement, 0, &name) || name == NULL)
        return false;
    strcpy(processes->names[position], name);
    process->name = processes->names[position];
    process->last_seen = type == SQLITE_NULL ? SVCCOMM_NO_TIME : sqlite3_column_int64(statement, 1);
    return type == SQLITE_NULL || type == SQLITE_INTEGER;
}

static int read_processes(struct storage *storage, svccomm_record *record, const char *id,
                          struct processes *processes)
{
    sqlite3_stmt *statement = storage->get_processes;
    int code = sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        return storage_fail(storage, "client_processes: %s", sqlite3_errstr(code));
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (record->process_count == SVCCOMM_PROCESS_MAX ||
            !read_process(statement, processes, record->process_count))
            return storage_fail(storage,
                                "damaged row in table client_processes of communication "
                                "%s, position %u",
                                id, record->process_count);
        record->process_count++;
    }
    return code == SQLITE_DONE ? SQLITE_OK : storage_fail_sqlite(storage, "client_processes");
}

int processes_get(struct storage *storage, svccomm_record *record, struct processes *processes)
{
    char id[SVCCOMM_ID_TEXT_SIZE];
    svccomm_id_format(record->id, id, sizeof id);
    int code = storage_prepare(storage, &storage->get_processes, sqlite3_mprintf(GET_SQL));
    if (code != SQLITE_OK)
        return code;
    code = read_processes(storage, record, id, processes);
    sqlite3_reset(storage->get_processes);
    record->processes = record->process_count > 0 ? processes->list : NULL;
    return code;
}
