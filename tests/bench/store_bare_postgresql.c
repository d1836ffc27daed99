/* SPDX-License-Identifier: MIT
 * Bare loops over PostgreSQL: COPY in binary, both ways. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_bare.h"

#define SQL_SIZE 65536
#define HEADER_LENGTH 19 /* of COPY, before the first row */

/* What COPY sent of a table. */
struct copy {
    const char *table;
    const char *key;
    char *bytes;
    size_t length;
    size_t capacity;
};

struct store_rows {
    PGconn *connection;
    struct copy communications;
    struct copy meta;
};

static PGconn *open_connection(const char *name)
{
    PGconn *connection = PQconnectdb(name);

    store_bare_check(PQstatus(connection) == CONNECTION_OK, PQerrorMessage(connection));
    return connection;
}

static PGresult *run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);

    store_bare_check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                         status == PGRES_COPY_OUT || status == PGRES_COPY_IN,
                     PQerrorMessage(connection));
    return result;
}

static void finish_copy(PGconn *connection)
{
    PGresult *result = PQgetResult(connection);

    store_bare_check(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(connection));
    PQclear(result);
    PQclear(PQgetResult(connection));
}

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Every field of a row: its length, then so many bytes; none of NULL. */
static uint64_t sum_row(const unsigned char *row, size_t length)
{
    size_t at = 2;
    uint64_t sum = 0;

    while (at + 4 <= length) {
        uint32_t size = word_at(row + at);
        at += 4;
        if (size == UINT32_MAX || size == 0)
            continue;
        sum += row[at];
        at += size;
    }
    return sum;
}

static uint64_t scan_table(PGconn *connection, const char *table, uint64_t *sum)
{
    char sql[256];
    char *row;
    int length;
    uint64_t count = 0;

    snprintf(sql, sizeof sql, "COPY (SELECT * FROM %s) TO STDOUT (FORMAT binary)", table);
    PQclear(run(connection, sql));
    for (; (length = PQgetCopyData(connection, &row, 0)) > 0; count++) {
        size_t skip = count == 0 ? HEADER_LENGTH : 0;
        *sum += sum_row((const unsigned char *)row + skip, (size_t)length - skip);
        PQfreemem(row);
    }
    finish_copy(connection);
    return count - 1; /* the last one is the end */
}

static uint64_t scan(const char *name, uint64_t *sum)
{
    PGconn *connection = open_connection(name);
    PGresult *tables = run(connection, "SELECT relname FROM pg_class WHERE relkind = 'r' AND "
                                       "relnamespace = current_schema()::regnamespace");
    uint64_t count = 0;

    for (int i = 0; i < PQntuples(tables); i++)
        count += scan_table(connection, PQgetvalue(tables, i, 0), sum);
    PQclear(tables);
    PQfinish(connection);
    return count;
}

static void append(struct copy *copy, const char *bytes, size_t length)
{
    if (copy->length + length > copy->capacity) {
        copy->capacity = (copy->length + length) * 2;
        copy->bytes = realloc(copy->bytes, copy->capacity);
        store_bare_check(copy->bytes != NULL, "memory");
    }
    memcpy(copy->bytes + copy->length, bytes, length);
    copy->length += length;
}

static uint64_t keep(PGconn *connection, struct copy *copy, uint64_t revision)
{
    char sql[256];
    char *row;
    int length;
    uint64_t count = 0;

    snprintf(sql, sizeof sql,
             "COPY (SELECT * FROM %s WHERE revision > %" PRIu64 ") TO STDOUT (FORMAT binary)",
             copy->table, revision);
    PQclear(run(connection, sql));
    for (; (length = PQgetCopyData(connection, &row, 0)) > 0; count++) {
        append(copy, row, (size_t)length);
        PQfreemem(row);
    }
    finish_copy(connection);
    return count - 1;
}

static struct store_rows *rows_of(const char *name, uint64_t revision, uint64_t *count)
{
    struct store_rows *rows = calloc(1, sizeof *rows);

    store_bare_check(rows != NULL, "memory");
    rows->connection = open_connection(name);
    rows->communications = (struct copy){.table = "communications", .key = "id"};
    rows->meta = (struct copy){.table = "meta", .key = "one"};
    *count = keep(rows->connection, &rows->communications, revision);
    *count += keep(rows->connection, &rows->meta, 0);
    return rows;
}

/* "column = excluded.column", for all of them. */
static PGresult *assignments(PGconn *connection, const char *table)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "SELECT string_agg(format('%%I = excluded.%%I', attname, attname), ', ') FROM "
             "pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0",
             table);
    return run(connection, sql);
}

static void write_copy(PGconn *connection, const struct copy *copy)
{
    static char sql[SQL_SIZE];
    PGresult *set = assignments(connection, copy->table);

    snprintf(sql, sizeof sql, "CREATE TEMP TABLE stage_%s (LIKE %s) ON COMMIT DROP", copy->table,
             copy->table);
    PQclear(run(connection, sql));
    snprintf(sql, sizeof sql, "COPY stage_%s FROM STDIN (FORMAT binary)", copy->table);
    PQclear(run(connection, sql));
    store_bare_check(PQputCopyData(connection, copy->bytes, (int)copy->length) == 1 &&
                         PQputCopyEnd(connection, NULL) == 1,
                     PQerrorMessage(connection));
    finish_copy(connection);
    snprintf(sql, sizeof sql,
             "INSERT INTO %s SELECT * FROM stage_%s ON CONFLICT (%s) DO UPDATE SET %s", copy->table,
             copy->table, copy->key, PQgetvalue(set, 0, 0));
    PQclear(run(connection, sql));
    PQclear(set);
}

static void write_rows(struct store_rows *rows)
{
    PQclear(run(rows->connection, "BEGIN"));
    write_copy(rows->connection, &rows->communications);
    write_copy(rows->connection, &rows->meta);
    PQclear(run(rows->connection, "COMMIT"));
}

static void free_rows(struct store_rows *rows)
{
    PQfinish(rows->connection);
    free(rows->communications.bytes);
    free(rows->meta.bytes);
    free(rows);
}

const struct store_bare store_bare_postgresql = {"postgresql", "postgresql://", scan,
                                                 rows_of,      write_rows,      free_rows};
