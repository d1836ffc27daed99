/* SPDX-License-Identifier: MIT
 * Bare loops over LMDB: cursors and values. Only to find the rows that are newer an item is
 * decoded, which is not measured. */
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>

#include "store_bare.h"
#include "svccomm/encoding.h"

#define DATABASES_MAX 16
#define SCHEME "lmdb:"

struct row {
    uint64_t revision;
    MDB_dbi database;
    MDB_val key, value;
};

struct store_rows {
    MDB_env *env;
    struct row *rows;
    uint64_t count;
    uint64_t capacity;
};

static MDB_env *open_env(const char *name, unsigned flags)
{
    MDB_env *env = NULL;
    int code = mdb_env_create(&env);

    if (code == 0)
        code = mdb_env_set_maxdbs(env, DATABASES_MAX);
    if (code == 0)
        code = mdb_env_open(env, name + strlen(SCHEME), flags, 0644);
    store_bare_check(code == 0, name);
    return env;
}

static MDB_txn *begin(MDB_env *env, unsigned flags)
{
    MDB_txn *txn = NULL;

    store_bare_check(mdb_txn_begin(env, NULL, flags, &txn) == 0, "begin");
    return txn;
}

static uint64_t sum_of(const MDB_val *value)
{
    uint64_t sum = 0, word;
    size_t at;

    for (at = 0; at + sizeof word <= value->mv_size; at += sizeof word) {
        memcpy(&word, (const char *)value->mv_data + at, sizeof word);
        sum += word;
    }
    return sum;
}

static uint64_t scan_database(MDB_txn *txn, MDB_dbi database, uint64_t *sum)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    uint64_t count = 0;

    store_bare_check(mdb_cursor_open(txn, database, &cursor) == 0, "cursor");
    for (; mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0; count++)
        *sum += sum_of(&value);
    mdb_cursor_close(cursor);
    return count;
}

/* The databases are named in the first one, beside values of its own. */
static size_t databases(MDB_txn *txn, MDB_dbi out[DATABASES_MAX])
{
    MDB_cursor *cursor;
    MDB_dbi top;
    MDB_val key, value;
    size_t count = 0;
    char name[64];

    store_bare_check(mdb_dbi_open(txn, NULL, 0, &top) == 0 &&
                         mdb_cursor_open(txn, top, &cursor) == 0,
                     "databases");
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        store_bare_check(key.mv_size < sizeof name, "name");
        memcpy(name, key.mv_data, key.mv_size);
        name[key.mv_size] = '\0';
        if (mdb_dbi_open(txn, name, 0, &out[count]) == 0)
            count++;
    }
    mdb_cursor_close(cursor);
    return count;
}

static uint64_t scan(const char *name, uint64_t *sum)
{
    MDB_env *env = open_env(name, MDB_RDONLY);
    MDB_txn *txn = begin(env, MDB_RDONLY);
    MDB_dbi all[DATABASES_MAX];
    size_t i, count = databases(txn, all);
    uint64_t rows = 0;

    for (i = 0; i < count; i++)
        rows += scan_database(txn, all[i], sum);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return rows;
}

static MDB_val copy_of(const MDB_val *value)
{
    MDB_val copy = {value->mv_size, malloc(value->mv_size)};

    store_bare_check(copy.mv_data != NULL, "memory");
    memcpy(copy.mv_data, value->mv_data, value->mv_size);
    return copy;
}

static void keep(struct store_rows *rows, uint64_t revision, MDB_dbi database, const MDB_val *key,
                 const MDB_val *value)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity * 2 + 64;
        rows->rows = realloc(rows->rows, rows->capacity * sizeof *rows->rows);
        store_bare_check(rows->rows != NULL, "memory");
    }
    rows->rows[rows->count++] = (struct row){revision, database, copy_of(key), copy_of(value)};
}

static uint64_t revision_of(const MDB_val *value)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record record;

    store_bare_check(svccomm_record_decode(value->mv_data, value->mv_size, &record, sizeof record,
                                           processes, NULL) == 0,
                     "decode");
    return record.revision;
}

static void keep_communications(struct store_rows *rows, MDB_txn *txn, uint64_t newer)
{
    const char *name = "communications";
    MDB_cursor *cursor;
    MDB_dbi database;
    MDB_val key, value;
    uint64_t revision;

    store_bare_check(mdb_dbi_open(txn, name, 0, &database) == 0 &&
                         mdb_cursor_open(txn, database, &cursor) == 0,
                     name);
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        revision = revision_of(&value);
        if (revision > newer)
            keep(rows, revision, database, &key, &value);
    }
    mdb_cursor_close(cursor);
}

static void keep_meta(struct store_rows *rows, MDB_txn *txn)
{
    char name[] = "meta";
    MDB_dbi database;
    MDB_val key = {strlen(name), name}, value;

    store_bare_check(mdb_dbi_open(txn, name, 0, &database) == 0 &&
                         mdb_get(txn, database, &key, &value) == 0,
                     "meta");
    keep(rows, UINT64_MAX, database, &key, &value);
}

/* As they changed, which is the order in which a flush writes them. */
static int by_revision(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    return (x->revision > y->revision) - (x->revision < y->revision);
}

static struct store_rows *rows_of(const char *name, uint64_t revision, uint64_t *count)
{
    struct store_rows *rows = calloc(1, sizeof *rows);
    MDB_txn *txn;

    store_bare_check(rows != NULL, "memory");
    rows->env = open_env(name, 0);
    txn = begin(rows->env, 0);
    keep_communications(rows, txn, revision);
    keep_meta(rows, txn);
    store_bare_check(mdb_txn_commit(txn) == 0, "commit");
    qsort(rows->rows, rows->count, sizeof *rows->rows, by_revision);
    *count = rows->count;
    return rows;
}

static void write_rows(struct store_rows *rows)
{
    MDB_txn *txn = begin(rows->env, 0);

    for (uint64_t i = 0; i < rows->count; i++)
        store_bare_check(
            mdb_put(txn, rows->rows[i].database, &rows->rows[i].key, &rows->rows[i].value, 0) == 0,
            "put");
    store_bare_check(mdb_txn_commit(txn) == 0, "commit");
}

static void free_rows(struct store_rows *rows)
{
    for (uint64_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].key.mv_data);
        free(rows->rows[i].value.mv_data);
    }
    mdb_env_close(rows->env);
    free(rows->rows);
    free(rows);
}

const struct store_bare store_bare_lmdb = {"lmdb", SCHEME, scan, rows_of, write_rows, free_rows};
