/* SPDX-License-Identifier: MIT
 * svccomm_storage over SQLite. A command that writes holds SQLite's write lock from before it reads
 * until its flush is committed, so that two programs on one database never overwrite each other.
 *
 *   storage_sqlite.c     transactions, the lock, the callbacks
 *   storage_open.c       the file: whose it is, which version, its pragmas
 *   storage_schema.c     tables and views, storage_upgrade.c  from an older schema
 *   storage_kinds.c      which member of which struct is which column
 *   storage_column.c     one value to and from its column
 *   storage_put.c        put and erase        storage_scan.c   scan
 *   storage_processes.c  the client processes of a communication */
#ifndef CLI_STORAGE_SQLITE_H
#define CLI_STORAGE_SQLITE_H

#include "meanwhile.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <svccomm/storage.h>

#define STORAGE_MESSAGE_SIZE 512

/* An open database. */
struct storage {
    sqlite3 *sqlite;
    const char *path;
    bool reading_only;
    bool in_transaction;
    bool loaded;
    int64_t data_version; /* SQLite's count of commits by others, when the registry was read */
    sqlite3_stmt *put[SVCCOMM_KIND_COUNT]; /* prepared at first use, kept */
    sqlite3_stmt *erase[SVCCOMM_KIND_COUNT];
    sqlite3_stmt *put_process;
    sqlite3_stmt *get_processes;
    const struct meanwhile *meanwhile;  /* run between items, and while another program writes */
    unsigned items;                     /* since it ran */
    char message[STORAGE_MESSAGE_SIZE]; /* what failed last */
};

/* Opens the file at `path`, which stays the caller's; `reading` never writes. 0 or an exit code,
 * after saying what is wrong; storage_close() in any case. */
int storage_open(struct storage *storage, const char *path, bool reading);
void storage_close(struct storage *storage);

/* Begins a transaction: with the write lock, unless the storage is for reading. While another
 * program writes it waits, and says so. 0 or an exit code, after saying what is wrong. */
int storage_begin(struct storage *storage);

/* Ends it without effect; without one nothing. */
void storage_end(struct storage *storage);

/* Makes it lasting; without one nothing. Returns SQLite's code. */
int storage_commit(struct storage *storage);

/* Whether another program wrote since the registry was read from it; within a transaction. */
bool storage_changed(struct storage *storage);

/* The registry is now as the database is; within a transaction. */
void storage_loaded(struct storage *storage);

/* The callbacks. */
void storage_callbacks(struct storage *storage, svccomm_storage *callbacks);

/* An item was put or scanned. */
void storage_step(struct storage *storage);

/* For the storage_ files: keeps a message and returns SQLITE_ERROR. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int storage_fail(struct storage *storage, const char *format, ...);

/* Keeps SQLite's message of what failed; returns its code. */
int storage_fail_sqlite(struct storage *storage, const char *what);

/* Prepares `sql` (from sqlite3_mprintf(), freed here) into *statement unless it is there. */
int storage_prepare(struct storage *storage, sqlite3_stmt **statement, char *sql);

/* Steps a statement that gives no rows, and makes it ready for the next use. */
int storage_run(struct storage *storage, sqlite3_stmt *statement, const char *what);

/* Runs SQL without parameters and results. */
int storage_exec(struct storage *storage, const char *sql);

/* The one integer that `sql` gives, or -1. */
int64_t storage_number(struct storage *storage, const char *sql);

int storage_put(void *user, uint32_t kind, const void *items, size_t count, size_t size);
int storage_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
int storage_scan(void *user, uint32_t kind, svccomm_sink *sink);

#endif
