/* SPDX-License-Identifier: MIT
 * Whose tables are in the schema, which version of them; and how they are made: each kind of items
 * has a table, with its columns and their checks by the types of the members. */
#include "postgresql_schema.h"

#include "postgresql_client.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define WHAT_LOOK "cannot look at the schema"
#define WHAT_MAKE "cannot make the tables"

/* What there is besides the tables of items. */
#define OTHER_TABLES                                                                    \
    "CREATE TABLE svccomm (one boolean PRIMARY KEY DEFAULT true CHECK (one), "          \
    "schema_version integer NOT NULL, commits bigint NOT NULL, writer uuid NOT NULL); " \
    "CREATE TABLE decoder (one boolean PRIMARY KEY DEFAULT true CHECK (one), "          \
    "state bytea NOT NULL); "

#define KEY_INDEX                                           \
    "CREATE INDEX communications_by_key ON communications " \
    "(realm, scope, protocol, listener, port, client); "

/* The type of a column, and what its value is checked for. */
static const struct {
    const char *type;
    const char *check;
} types[] = {
    [COLUMN_U64] = {"bigint NOT NULL", ""},
    [COLUMN_I64] = {"bigint NOT NULL", ""},
    [COLUMN_TIME] = {"bigint", ""},
    [COLUMN_U32] = {"bigint NOT NULL", " BETWEEN 0 AND 4294967295"},
    [COLUMN_I32] = {"integer NOT NULL", ""},
    [COLUMN_U16] = {"integer NOT NULL", " BETWEEN 0 AND 65535"},
    [COLUMN_U8] = {"smallint NOT NULL", " BETWEEN 0 AND 255"},
    [COLUMN_ADDRESS] = {"inet NOT NULL", ""},
    [COLUMN_PREFIX] = {"inet NOT NULL", ""},
    [COLUMN_ID] = {"uuid NOT NULL", ""},
    [COLUMN_TEXT] = {"text", ""},
    [COLUMN_SEGMENTS] = {"bigint[] NOT NULL", ""},
    [COLUMN_PORTS] = {"integer[] NOT NULL", ""},
};

static void append_column(struct postgresql_bytes *sql, const struct column *column)
{
    bytes_format(sql, "\"%s\" %s", column->name, types[column->type].type);
    if (column->type == COLUMN_ADDRESS)
        bytes_format(sql,
                     " CHECK (masklen(\"%s\") = CASE family(\"%s\") WHEN 4 THEN 32 ELSE 128 END)",
                     column->name, column->name);
    else if (column->type == COLUMN_SEGMENTS)
        bytes_format(sql,
                     " CHECK (cardinality(\"%s\") = 0 OR coalesce(array_length(\"%s\", 2), 0) = 2)",
                     column->name, column->name);
    else if (types[column->type].check[0] != '\0')
        bytes_format(sql, " CHECK (\"%s\"%s)", column->name, types[column->type].check);
}

static void append_table(struct postgresql_bytes *sql, const struct kind *kind)
{
    bytes_format(sql, "CREATE TABLE %s (", kind->table);
    for (size_t i = 0; i < kind->column_count; i++) {
        append_column(sql, &kind->columns[i]);
        bytes_text(sql, ", ");
    }
    if (postgresql_has_processes(kind))
        bytes_text(sql, POSTGRESQL_PROCESSES
                   " text[] NOT NULL, " POSTGRESQL_PROCESSES_SEEN
                   " bigint[] NOT NULL, CHECK (cardinality(" POSTGRESQL_PROCESSES
                   ") = cardinality(" POSTGRESQL_PROCESSES_SEEN ")), ");
    if (kind->key_columns == 0)
        bytes_text(sql, "one boolean DEFAULT true CHECK (one), PRIMARY KEY (one");
    else
        bytes_text(sql, "PRIMARY KEY (");
    for (size_t i = 0; i < kind->key_columns; i++)
        bytes_format(sql, "%s\"%s\"", i > 0 ? ", " : "", kind->columns[i].name);
    bytes_text(sql, ")); ");
}

/* Quotes in comments are not needed, and would not survive. */
static void append_comment(struct postgresql_bytes *sql, const struct postgresql_comment *comment)
{
    if (comment->column == NULL)
        bytes_format(sql, "COMMENT ON TABLE %s IS '%s'; ", comment->table, comment->text);
    else
        bytes_format(sql, "COMMENT ON COLUMN %s.\"%s\" IS '%s'; ", comment->table, comment->column,
                     comment->text);
}

static int make(struct postgresql_store *store)
{
    struct postgresql_bytes sql = {0};
    bytes_text(&sql, OTHER_TABLES);
    for (size_t i = 0; i < SVCCOMM_KIND_COUNT; i++)
        append_table(&sql, &store_kinds[i]);
    bytes_text(&sql, KEY_INDEX);
    for (size_t i = 0; postgresql_comments[i].table != NULL; i++)
        append_comment(&sql, &postgresql_comments[i]);
    for (size_t i = 0; postgresql_views[i] != NULL; i++) {
        bytes_text(&sql, postgresql_views[i]);
        bytes_text(&sql, "; ");
    }
    bytes_format(&sql, "INSERT INTO svccomm (schema_version, commits, writer) VALUES (%d, 0, '%s')",
                 POSTGRESQL_SCHEMA_VERSION, store->writer);
    int code = sql.failed ? store_fail(&store->store, "out of memory")
                          : postgresql_exec(store, WHAT_MAKE, sql.data);
    bytes_free(&sql);
    return code;
}

/* How many columns of ours the table svccomm of the schema has, and which other relations have the
 * names of ours. */
static void append_look(struct postgresql_bytes *sql)
{
    bytes_text(sql,
               "SELECT (SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = "
               "c.oid WHERE c.relnamespace = s.oid AND c.relname = 'svccomm' AND a.attname IN "
               "('schema_version', 'commits', 'writer')), (SELECT string_agg(relname, ', ') "
               "FROM pg_class WHERE relnamespace = s.oid AND relname IN ('svccomm', 'decoder'");
    for (size_t i = 0; i < SVCCOMM_KIND_COUNT; i++)
        bytes_format(sql, ", '%s'", store_kinds[i].table);
    bytes_text(sql, ")) FROM pg_namespace s WHERE s.nspname = current_schema()");
}

/* Refuses the tables of others. */
static int look(struct postgresql_store *store, bool *ours)
{
    struct postgresql_bytes sql = {0};
    append_look(&sql);
    *ours = false;
    if (sql.failed) {
        bytes_free(&sql);
        return store_fail(&store->store, "out of memory");
    }
    PGresult *result = postgresql_query(store, WHAT_LOOK, sql.data);
    int code = result != NULL ? 0 : -1;
    if (result != NULL && PQntuples(result) == 1) {
        *ours = strcmp(PQgetvalue(result, 0, 0), "3") == 0;
        if (!*ours && !PQgetisnull(result, 0, 1))
            code = store_fail(&store->store, "is a database of another program: it has %s",
                              PQgetvalue(result, 0, 1));
    }
    PQclear(result);
    bytes_free(&sql);
    return code;
}

/* Where the reply to the last commit was lost: whether it took place. */
static void settle_doubt(struct postgresql_store *store, int64_t commits, const char *writer)
{
    if (store->in_doubt && commits == store->commits + 1 && strcmp(writer, store->writer) == 0)
        store->own_commits++;
    store->in_doubt = false;
    store->commits = commits;
}

/* Refuses what is of the future. */
static int read_state(struct postgresql_store *store)
{
    PGresult *result =
        postgresql_query(store, WHAT_LOOK, "SELECT schema_version, commits, writer FROM svccomm");
    if (result == NULL)
        return -1;
    int code = 0;
    int64_t schema = PQntuples(result) == 1 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    if (schema < 1)
        code = store_fail(&store->store, "damaged row in table svccomm: column schema_version");
    else if (schema > POSTGRESQL_SCHEMA_VERSION)
        code = store_fail(&store->store,
                          "has schema %" PRId64 ", this program knows %d: use a newer one", schema,
                          POSTGRESQL_SCHEMA_VERSION);
    else
        settle_doubt(store, strtoll(PQgetvalue(result, 0, 1), NULL, 10), PQgetvalue(result, 0, 2));
    PQclear(result);
    return code;
}

int postgresql_open_schema(struct postgresql_store *store)
{
    bool ours;
    int code = look(store, &ours);
    store->nothing = code == 0 && !ours && store->store.reading_only;
    if (code != 0)
        return code;
    if (store->nothing) {
        store_note(&store->store, "there is nothing in it yet");
        return 0;
    }
    if (!ours)
        code = make(store);
    return code == 0 ? read_state(store) : code;
}
