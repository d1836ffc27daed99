/* SPDX-License-Identifier: MIT
 * Bare loops over PostgreSQL: COPY in binary, both ways. The tables are found in the schema. */
#define _POSIX_C_SOURCE 200809L
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_bare.h"

#define TABLES_MAX 16
#define HEADER 19 /* bytes of COPY before the first row */

/* Rows of one table as COPY sends them. */
struct table {
    char name[64];
    char same_key[256];
    char *bytes;
    size_t length, capacity;
};

struct store_rows {
    PGconn *connection;
    struct table tables[TABLES_MAX];
    size_t table_count;
};

/* Runs it, and gives the result: that of a COPY that has begun, or the last one. */
static PGresult *run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);

    store_bare_check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                         status == PGRES_COPY_IN || status == PGRES_COPY_OUT,
                     PQerrorMessage(connection));
    return result;
}

static void run_format(PGconn *connection, const char *format, const char *a, const char *b)
{
    char sql[1024];

    snprintf(sql, sizeof sql, format, a, b);
    PQclear(run(connection, sql));
}

static PGconn *connect_to(const char *name)
{
    PGconn *connection = PQconnectdb(name);

    store_bare_check(PQstatus(connection) == CONNECTION_OK, PQerrorMessage(connection));
    PQclear(run(connection, "SET client_min_messages = error"));
    return connection;
}

/* Each with how two rows have one key, and whether it has revisions. */
static PGresult *tables_of(PGconn *connection)
{
    return run(
        connection,
        "SELECT c.relname, (SELECT string_agg(format('t.%I = s.%I', a.attname, a.attname), "
        "' AND ') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = "
        "ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary), (SELECT count(*) FROM "
        "pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'revision') FROM pg_class c "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND "
        "c.relname <> 'svccomm'");
}

static unsigned read_integer(const unsigned char *bytes, size_t width)
{
    unsigned value = 0;

    for (size_t i = 0; i < width; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* The columns of a row; 0 where it is the end. */
static uint64_t read_row(const unsigned char *row, uint64_t *sum)
{
    unsigned columns = read_integer(row, 2);

    if (columns == 0xFFFF)
        return 0;
    row += 2;
    for (unsigned i = 0; i < columns; i++) {
        unsigned length = read_integer(row, 4);
        row += 4;
        if (length != 0xFFFFFFFF) {
            *sum += length > 0 ? *row : 0;
            row += length;
        }
    }
    return 1;
}

static uint64_t scan_table(PGconn *connection, const char *table, uint64_t *sum)
{
    uint64_t count = 0, offset = HEADER;
    char *data;

    run_format(connection, "COPY %s TO STDOUT (FORMAT binary)%s", table, "");
    while (PQgetCopyData(connection, &data, 0) > 0) {
        count += read_row((const unsigned char *)data + offset, sum);
        offset = 0;
        PQfreemem(data);
    }
    PQclear(PQgetResult(connection));
    store_bare_check(PQgetResult(connection) == NULL, table);
    return count;
}

static uint64_t scan(const char *name, uint64_t *sum)
{
    PGconn *connection = connect_to(name);
    PGresult *tables = tables_of(connection);
    uint64_t count = 0;

    for (int i = 0; i < PQntuples(tables); i++)
        count += scan_table(connection, PQgetvalue(tables, i, 0), sum);
    PQclear(tables);
    PQfinish(connection);
    return count;
}

static void keep(struct table *table, const char *data, size_t length)
{
    if (table->length + length > table->capacity) {
        table->capacity = 2 * table->capacity + length;
        table->bytes = realloc(table->bytes, table->capacity);
        store_bare_check(table->bytes != NULL, "memory");
    }
    memcpy(table->bytes + table->length, data, length);
    table->length += length;
}

static uint64_t keep_table(PGconn *connection, struct table *table, uint64_t revision)
{
    char number[32];
    uint64_t count = 0;
    int length;
    char *data;

    snprintf(number, sizeof number, "%llu", (unsigned long long)revision);
    run_format(connection, "COPY (SELECT * FROM %s WHERE revision > %s) TO STDOUT (FORMAT binary)",
               table->name, number);
    for (; (length = PQgetCopyData(connection, &data, 0)) > 0; count++) {
        keep(table, data, (size_t)length);
        PQfreemem(data);
    }
    PQclear(PQgetResult(connection));
    store_bare_check(PQgetResult(connection) == NULL, table->name);
    return count - 1; /* the end is a message too */
}

static struct store_rows *rows_of(const char *name, uint64_t revision, uint64_t *count)
{
    struct store_rows *rows = calloc(1, sizeof *rows);
    PGresult *tables;

    store_bare_check(rows != NULL, "memory");
    rows->connection = connect_to(name);
    tables = tables_of(rows->connection);
    *count = 0;
    for (int i = 0; i < PQntuples(tables); i++) {
        struct table *table = &rows->tables[rows->table_count];
        if (PQgetvalue(tables, i, 2)[0] == '0')
            continue;
        rows->table_count++;
        snprintf(table->name, sizeof table->name, "%s", PQgetvalue(tables, i, 0));
        snprintf(table->same_key, sizeof table->same_key, "%s", PQgetvalue(tables, i, 1));
        *count += keep_table(rows->connection, table, revision);
        run_format(rows->connection, "CREATE TEMP TABLE bare_%s (LIKE %s)", table->name,
                   table->name);
    }
    PQclear(tables);
    return rows;
}

/* In by way of a staging table, the old ones out, the new ones in. */
static void write_table(PGconn *connection, const struct table *table)
{
    char sql[1024];

    run_format(connection, "COPY bare_%s FROM STDIN (FORMAT binary)%s", table->name, "");
    store_bare_check(PQputCopyData(connection, table->bytes, (int)table->length) == 1 &&
                         PQputCopyEnd(connection, NULL) == 1,
                     table->name);
    PQclear(PQgetResult(connection));
    store_bare_check(PQgetResult(connection) == NULL, table->name);
    snprintf(sql, sizeof sql,
             "DELETE FROM %s t USING bare_%s s WHERE %s; INSERT INTO %s SELECT * FROM bare_%s",
             table->name, table->name, table->same_key, table->name, table->name);
    PQclear(run(connection, sql));
}

static void write_rows(struct store_rows *rows)
{
    PQclear(run(rows->connection, "BEGIN"));
    for (size_t i = 0; i < rows->table_count; i++)
        write_table(rows->connection, &rows->tables[i]);
    PQclear(run(rows->connection, "COMMIT"));
}

static void free_rows(struct store_rows *rows)
{
    for (size_t i = 0; i < rows->table_count; i++)
        free(rows->tables[i].bytes);
    PQfinish(rows->connection);
    free(rows);
}

const struct store_bare store_bare_postgresql = {"postgresql://", scan, rows_of, write_rows,
                                                 free_rows};
