/* SPDX-License-Identifier: MIT
 * The database client over PostgreSQL 13 and newer. Items go both ways by COPY in binary.
 *
 *   postgresql_client.c    the client's table; transactions, the lock, the count of commits
 *   postgresql_connect.c   the connection, its name without the password
 *   postgresql_query.c     statements run, what fails in them
 *   postgresql_schema.c    whose tables they are, which version; made from the table of columns
 *   postgresql_comments.c  what psql's \d+ says, postgresql_views.c  views
 *   postgresql_bytes.c     bytes that grow
 *   postgresql_column.c    one value to and from COPY, postgresql_text.c  names,
 *   postgresql_array.c     lists
 *   postgresql_copy.c      items in, through a staging table, postgresql_put.c  put and erase
 *   postgresql_scan.c      scan and meta
 *   postgresql_state.c     what the program keeps beside the registry */
#ifndef POSTGRESQL_CLIENT_H
#define POSTGRESQL_CLIENT_H

#include "postgresql_bytes.h"
#include "store/columns.h"
#include "store/store.h"

#include <libpq-fe.h>

/* A random id as text. */
#define POSTGRESQL_WRITER_SIZE 40

/* Items on their way into a table: those of consecutive calls of put, or of erase. */
struct postgresql_copy {
    bool active;
    bool erases;
    uint32_t kind;
    uint64_t position; /* of the next item */
    struct postgresql_bytes bytes;
};

/* An open database. Functions that return an int return 0, or -1 with a text in store.message. */
struct postgresql_store {
    struct store store;
    PGconn *connection;
    bool nothing; /* it has no tables of ours, and is only read */
    struct postgresql_copy copy;

    /* Commits are counted in the database, with the id of who made the last one. Where the reply to
     * a commit is lost, that tells whether it took place. */
    char writer[POSTGRESQL_WRITER_SIZE]; /* this store's id */
    int64_t commits;                     /* at the begin of the transaction */
    int64_t own_commits;                 /* how many of them this store made */
    bool in_doubt;                       /* whether the last one took place is not known */
};

/* Connects, or connects again where the connection was lost. */
int postgresql_connect(struct postgresql_store *store, const char *name);
int postgresql_reconnect(struct postgresql_store *store);
bool postgresql_is_lost(const struct postgresql_store *store);

/* Keeps a message: what was done, and what libpq says (`result` may be NULL). */
int postgresql_fail(struct postgresql_store *store, const char *what, const PGresult *result);

/* Runs SQL, one or more statements, and gives the last one's result, or that of a COPY that has
 * begun; NULL where one failed. */
PGresult *postgresql_query(struct postgresql_store *store, const char *what, const char *sql);

/* Runs SQL whose result is not looked at. */
int postgresql_exec(struct postgresql_store *store, const char *what, const char *sql);

/* The result that libpq has next, as above: of the end of a COPY. */
int postgresql_finish(struct postgresql_store *store, const char *what);

/* Looks at what is in the schema; makes it where it is empty and is written to, refuses what is not
 * ours. Reads the count of commits and who made the last one. */
int postgresql_open_schema(struct postgresql_store *store);

/* Appends the column names of a kind: key only, or all; each behind `prefix`. */
void postgresql_names(struct postgresql_bytes *sql, const struct kind *kind, const char *prefix,
                      bool key_only);

/* Columns that only this client has. */
bool postgresql_has_processes(const struct kind *kind);
#define POSTGRESQL_PROCESSES "client_processes"
#define POSTGRESQL_PROCESSES_SEEN "client_processes_last_seen"

/* Appends the member of a column as a field of COPY. */
void postgresql_write(struct postgresql_bytes *bytes, const struct column *column,
                      const void *member);
void postgresql_write_bigint(struct postgresql_bytes *bytes, int64_t value);
void postgresql_write_time(struct postgresql_bytes *bytes, int64_t time);
void postgresql_write_text(struct postgresql_bytes *bytes, const char *text);
void postgresql_write_segments(struct postgresql_bytes *bytes, const svccomm_spans *spans);
void postgresql_write_ports(struct postgresql_bytes *bytes, const svccomm_fan_in *fan_in);
void postgresql_write_processes(struct postgresql_bytes *bytes, const svccomm_record *record);

/* Reads a field of COPY into the row's item; false where it is no value of that type. */
bool postgresql_read(const struct column *column, struct row *row, struct postgresql_field field);
const char *postgresql_read_text(struct row *row, struct postgresql_field field);
bool postgresql_read_segments(struct postgresql_field field, svccomm_spans *spans);
bool postgresql_read_ports(struct postgresql_field field, svccomm_fan_in *fan_in);
bool postgresql_read_processes(struct row *row, struct postgresql_field names,
                               struct postgresql_field seen);

/* Opens the way into a kind's table, unless it is open; what went another way is written first. */
int postgresql_copy_begin(struct postgresql_store *store, uint32_t kind, bool erases);

/* Sends what has gathered if it is much; after each item. */
int postgresql_copy_step(struct postgresql_store *store);

/* Writes what is on its way; nothing where nothing is. */
int postgresql_copy_end(struct postgresql_store *store);

/* What the client consists of (store.h). */
extern const struct store_client postgresql_client;
int postgresql_put(void *user, uint32_t kind, const void *items, size_t count, size_t size);
int postgresql_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
int postgresql_scan(void *user, uint32_t kind, svccomm_sink *sink);
int postgresql_meta(struct store *store, svccomm_meta *meta);
int postgresql_put_state(struct store *store, const void *bytes, size_t length);
int postgresql_get_state(struct store *store, void **bytes, size_t *length);

#endif
