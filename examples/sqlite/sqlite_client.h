/* SPDX-License-Identifier: MIT
 * The database client over SQLite.
 *
 *   sqlite_client.c     the client's table; transactions and the lock
 *   sqlite_statement.c  statements prepared and run, what fails in them
 *   sqlite_open.c       the file: whose it is, which version, its pragmas
 *   sqlite_schema.c     tables, sqlite_views.c  views, sqlite_upgrade.c  from an older schema
 *   sqlite_column.c     one value to and from its column, sqlite_list.c  a list
 *   sqlite_put.c        put and erase
 *   sqlite_scan.c       scan and meta
 *   sqlite_processes.c  the client processes of a communication
 *   sqlite_state.c      what the program keeps beside the registry */
#ifndef SQLITE_CLIENT_H
#define SQLITE_CLIENT_H

#include "store/columns.h"
#include "store/store.h"

#include <sqlite3.h>

/* An open database. Functions return 0, SQLite's code or -1, with a text in store.message. */
struct sqlite_store {
    struct store store;
    sqlite3 *sqlite;
    sqlite3_stmt *put[SVCCOMM_KIND_COUNT]; /* prepared at first use, kept */
    sqlite3_stmt *erase[SVCCOMM_KIND_COUNT];
    sqlite3_stmt *put_process;
    sqlite3_stmt *get_processes;
    bool looked;           /* at `version` and `revision`, in this transaction */
    int64_t version;       /* SQLite's number */
    int64_t revision;      /* of meta; -1: there is none */
    int64_t moved_by_self; /* how far rollbacks of our own moved that number */
};

/* Keeps SQLite's message of what failed; returns its code. */
int sqlite_fail(struct sqlite_store *store, const char *what);

/* Prepares `sql` (from sqlite3_mprintf(), freed here) into *statement unless it is there. */
int sqlite_prepare(struct sqlite_store *store, sqlite3_stmt **statement, char *sql);

/* Steps a statement that gives no rows, and makes it ready for the next use. */
int sqlite_run(struct sqlite_store *store, sqlite3_stmt *statement, const char *what);

/* Runs SQL without parameters and results. */
int sqlite_exec(struct sqlite_store *store, const char *sql);

/* The one integer that `sql` gives, or -1. */
int64_t sqlite_number(struct sqlite_store *store, const char *sql);

/* Binds the member of a column as a parameter. */
int sqlite_bind(const struct column *column, const void *member, sqlite3_stmt *statement,
                int parameter);

/* Reads the value of a result column into the item; text stays SQLite's. False: not of that type.
 * Values may be looked at since no other thread has the connection. */
bool sqlite_read(const struct column *column, void *item, sqlite3_value *value);

/* The same of a list, whose text is JSON. */
int sqlite_bind_list(const struct column *column, const void *member, sqlite3_stmt *statement,
                     int parameter);
bool sqlite_read_list(const struct column *column, void *member, const char *text);

/* Binds a name: as text, or as BLOB where it is not UTF-8. */
int sqlite_bind_text(sqlite3_stmt *statement, int parameter, const char *text);

/* A name; false where it is neither text nor BLOB nor NULL, or too long. */
bool sqlite_read_text(sqlite3_value *value, const char **text);

/* The client processes of a communication; as read, row->item.record points into the row. */
int sqlite_put_processes(struct sqlite_store *store, const svccomm_record *record);
int sqlite_get_processes(struct sqlite_store *store, struct row *row);

/* What the client consists of (store.h). */
extern const struct store_client sqlite_client;
int sqlite_open_store(struct store *store, const char *name);
int sqlite_begin(struct store *store);
void sqlite_close_store(struct store *store);
int sqlite_put(void *user, uint32_t kind, const void *items, size_t count, size_t size);
int sqlite_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
int sqlite_scan(void *user, uint32_t kind, svccomm_sink *sink);
int sqlite_meta(struct store *store, svccomm_meta *meta);
int sqlite_put_state(struct store *store, const void *bytes, size_t length);
int sqlite_get_state(struct store *store, void **bytes, size_t *length);

#endif
