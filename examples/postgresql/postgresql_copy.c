/* SPDX-License-Identifier: MIT
 * Items on their way into a table. They go by COPY into a staging table of this session, and from
 * there by one statement. */
#include "postgresql_client.h"

#include <string.h>

#define SEND_AT ((size_t)1 << 16)
#define WHAT "cannot write"

/* What COPY in binary begins with: signature, flags, length of an extension: zeros. */
static const char header[19] = "PGCOPY\n\xff\r\n";

static const char *verb(const struct postgresql_copy *copy)
{
    return copy->erases ? "erase" : "put";
}

bool postgresql_has_processes(const struct kind *kind)
{
    return kind == &store_kinds[SVCCOMM_KIND_COMMUNICATION];
}

static void append_name(struct postgresql_bytes *sql, const char *prefix, const char *name)
{
    bytes_format(sql, "%s%s\"%s\"",
                 sql->length > 0 && sql->data[sql->length - 1] == '"' ? ", " : "", prefix, name);
}

void postgresql_names(struct postgresql_bytes *sql, const struct kind *kind, const char *prefix,
                      bool key_only)
{
    for (size_t i = 0; i < (key_only ? kind->key_columns : kind->column_count); i++)
        append_name(sql, prefix, kind->columns[i].name);
    if (key_only || !postgresql_has_processes(kind))
        return;
    append_name(sql, prefix, POSTGRESQL_PROCESSES);
    append_name(sql, prefix, POSTGRESQL_PROCESSES_SEEN);
}

static int run(struct postgresql_store *store, struct postgresql_bytes *sql)
{
    int code = sql->failed ? store_fail(&store->store, "out of memory")
                           : postgresql_exec(store, WHAT, sql->data);
    bytes_free(sql);
    return code;
}

/* The staging table stays in the session. Items have their position in it beside them. */
static int start(struct postgresql_store *store, const struct postgresql_copy *copy)
{
    const struct kind *kind = &store_kinds[copy->kind];
    struct postgresql_bytes sql = {0};
    bytes_format(&sql, "CREATE TEMP TABLE IF NOT EXISTS svccomm_%s_%s AS SELECT ", verb(copy),
                 kind->table);
    postgresql_names(&sql, kind, "", copy->erases);
    bytes_format(&sql,
                 ", 0::bigint AS svccomm_position FROM %s WITH NO DATA; "
                 "COPY svccomm_%s_%s FROM STDIN (FORMAT binary)",
                 kind->table, verb(copy), kind->table);
    return run(store, &sql);
}

int postgresql_copy_begin(struct postgresql_store *store, uint32_t kind, bool erases)
{
    struct postgresql_copy *copy = &store->copy;
    if (copy->active && copy->kind == kind && copy->erases == erases)
        return 0;
    int code = postgresql_copy_end(store);
    if (code != 0)
        return code;
    copy->kind = kind;
    copy->erases = erases;
    copy->position = 0;
    copy->bytes.length = 0;
    copy->bytes.failed = false;
    code = start(store, copy);
    copy->active = code == 0;
    bytes_append(&copy->bytes, header, sizeof header);
    return code;
}

static int send_bytes(struct postgresql_store *store)
{
    struct postgresql_bytes *bytes = &store->copy.bytes;
    if (bytes->failed)
        return store_fail(&store->store, "out of memory");
    if (PQputCopyData(store->connection, bytes->data, (int)bytes->length) != 1)
        return postgresql_fail(store, WHAT, NULL);
    bytes->length = 0;
    return 0;
}

int postgresql_copy_step(struct postgresql_store *store)
{
    store_step(&store->store);
    return store->copy.bytes.length >= SEND_AT ? send_bytes(store) : 0;
}

/* Where two rows have one key. */
static void append_same_key(struct postgresql_bytes *sql, const struct kind *kind)
{
    for (size_t i = 0; i < kind->key_columns; i++)
        bytes_format(sql, "s.\"%s\" = t.\"%s\" AND ", kind->columns[i].name, kind->columns[i].name);
}

static void append_erase(struct postgresql_bytes *sql, const struct kind *kind)
{
    bytes_format(sql, "DELETE FROM %s t USING svccomm_erase_%s s WHERE ", kind->table, kind->table);
    append_same_key(sql, kind);
    bytes_text(sql, "true");
}

static void append_updates(struct postgresql_bytes *sql, const struct kind *kind)
{
    for (size_t i = kind->key_columns; i < kind->column_count; i++)
        bytes_format(sql, "%s\"%s\" = EXCLUDED.\"%s\"", i > kind->key_columns ? ", " : "",
                     kind->columns[i].name, kind->columns[i].name);
    if (postgresql_has_processes(kind))
        bytes_text(sql, ", \"" POSTGRESQL_PROCESSES "\" = EXCLUDED.\"" POSTGRESQL_PROCESSES
                        "\", \"" POSTGRESQL_PROCESSES_SEEN
                        "\" = EXCLUDED.\"" POSTGRESQL_PROCESSES_SEEN "\"");
}

/* One statement must not meet a key twice: of those that came twice the last counts. */
static void append_put(struct postgresql_bytes *sql, const struct kind *kind)
{
    bytes_format(sql, "INSERT INTO %s (", kind->table);
    postgresql_names(sql, kind, "", false);
    bytes_text(sql, ") SELECT ");
    postgresql_names(sql, kind, "t.", false);
    bytes_format(sql,
                 " FROM svccomm_put_%s t WHERE NOT EXISTS (SELECT FROM svccomm_put_%s s WHERE ",
                 kind->table, kind->table);
    append_same_key(sql, kind);
    bytes_text(sql, "s.svccomm_position > t.svccomm_position) ON CONFLICT (");
    postgresql_names(sql, kind, "", true);
    bytes_text(sql, kind->key_columns > 0 ? ") DO UPDATE SET " : "one) DO UPDATE SET ");
    append_updates(sql, kind);
}

static int merge(struct postgresql_store *store, const struct postgresql_copy *copy)
{
    const struct kind *kind = &store_kinds[copy->kind];
    struct postgresql_bytes sql = {0};
    if (copy->erases)
        append_erase(&sql, kind);
    else
        append_put(&sql, kind);
    bytes_format(&sql, "; TRUNCATE svccomm_%s_%s", verb(copy), kind->table);
    return run(store, &sql);
}

int postgresql_copy_end(struct postgresql_store *store)
{
    struct postgresql_copy *copy = &store->copy;
    if (!copy->active)
        return 0;
    bytes_integer(&copy->bytes, -1, 2); /* the end */
    int code = send_bytes(store);
    if (code != 0)
        return code; /* rolling back ends it */
    copy->active = false;
    code = PQputCopyEnd(store->connection, NULL) == 1 ? postgresql_finish(store, WHAT)
                                                      : postgresql_fail(store, WHAT, NULL);
    return code == 0 ? merge(store, copy) : code;
}
