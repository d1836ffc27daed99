/* SPDX-License-Identifier: MIT
 * Opens the directory: whose it is, which schema it has, how much of it is mapped. */
#include "lmdb_client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA_FILE "data.mdb"
#define DIRECTORY_MODE 0777 /* less the umask, as for files */
#define FILE_MODE 0666
#define DATABASES_MAX (SVCCOMM_KIND_COUNT + 8) /* a later version may have more kinds */
#define MIB ((size_t)1 << 20)

/* What the directory may grow to. Only addresses are taken, no memory and no room on the disk. */
#define MAP_MIB (sizeof(size_t) > 4 ? (size_t)64 * 1024 : (size_t)1024)

static const char format_key[] = "format";
static const char format_prefix[] = "svccomm ";

int lmdb_fail(struct lmdb_store *store, const char *what, int code)
{
    if (code != MDB_MAP_FULL)
        store_fail(&store->store, "%s: %s", what, mdb_strerror(code));
    else
        store_fail(&store->store,
                   "it has grown to all that is mapped: set SVCCOMM_LMDB_MIB, which is %zu unless "
                   "it is set, to more",
                   MAP_MIB);
    return code;
}

static MDB_val text_value(const char *text)
{
    return (MDB_val){strlen(text), (void *)(uintptr_t)text};
}

/* The schema that `format` tells, or 0: it is not ours. */
static unsigned schema_of(const MDB_val *value)
{
    char text[32];
    const size_t prefix = sizeof format_prefix - 1;
    if (value->mv_size <= prefix || value->mv_size >= sizeof text ||
        memcmp(value->mv_data, format_prefix, prefix) != 0)
        return 0;
    memcpy(text, value->mv_data, value->mv_size);
    text[value->mv_size] = '\0';
    return (unsigned)strtoul(text + prefix, NULL, 10);
}

int lmdb_check_format(struct lmdb_store *store, bool *empty)
{
    MDB_stat all;
    MDB_val value, key = text_value(format_key);
    int code = mdb_stat(store->txn, store->top, &all);
    if (code != 0)
        return lmdb_fail(store, "cannot be read", code);
    *empty = all.ms_entries == 0;
    if (*empty)
        return 0;
    code = mdb_get(store->txn, store->top, &key, &value);
    if (code != 0 && code != MDB_NOTFOUND && code != MDB_INCOMPATIBLE)
        return lmdb_fail(store, format_key, code);
    const unsigned schema = code == 0 ? schema_of(&value) : 0;
    if (schema == 0)
        return store_fail(&store->store, "is a database of another program");
    if (schema > LMDB_STORE_SCHEMA_VERSION)
        return store_fail(&store->store, "has schema %u, this program knows %d: use a newer one",
                          schema, LMDB_STORE_SCHEMA_VERSION);
    return 0;
}

int lmdb_put_format(struct lmdb_store *store)
{
    char text[32];
    MDB_val key = text_value(format_key);
    snprintf(text, sizeof text, "%s%d", format_prefix, LMDB_STORE_SCHEMA_VERSION);
    MDB_val value = text_value(text);
    int code = mdb_put(store->txn, store->top, &key, &value, 0);
    return code == 0 ? 0 : lmdb_fail(store, format_key, code);
}

static size_t map_mib(void)
{
    const char *text = getenv("SVCCOMM_LMDB_MIB");
    char *end;
    if (text == NULL)
        return MAP_MIB;
    unsigned long mib = strtoul(text, &end, 10);
    return *end == '\0' && mib > 0 && mib <= SIZE_MAX / MIB ? (size_t)mib : MAP_MIB;
}

static int try_to_map(struct lmdb_store *store, size_t mib, unsigned flags)
{
    int code = mdb_env_create(&store->env);
    if (code == 0)
        code = mdb_env_set_maxdbs(store->env, DATABASES_MAX);
    if (code == 0)
        code = mdb_env_set_mapsize(store->env, mib * MIB);
    if (code == 0)
        code = mdb_env_open(store->env, store->path, flags, FILE_MODE);
    if (code == 0)
        return 0;
    mdb_env_close(store->env);
    store->env = NULL;
    return code;
}

/* Where addresses are short (ulimit -v, valgrind) less will do. */
static int map(struct lmdb_store *store, unsigned flags)
{
    size_t mib = map_mib();
    int code = try_to_map(store, mib, flags);
    for (; (code == ENOMEM || code == EINVAL) && mib > 1; mib /= 2)
        code = try_to_map(store, mib / 2, flags);
    return code;
}

/* A reader that may not write does without LMDB's table of readers; the lock of those who write
 * stands in for it. */
static int map_for_reading(struct lmdb_store *store)
{
    int code = map(store, MDB_RDONLY);
    if (code != EACCES && code != EROFS)
        return code;
    store->lock_readers = true;
    return map(store, MDB_RDONLY | MDB_NOLOCK);
}

static int map_for_writing(struct lmdb_store *store)
{
    if (mkdir(store->path, DIRECTORY_MODE) != 0 && errno != EEXIST)
        return errno;
    return map(store, 0);
}

/* Nothing is made by reading what is not there. */
static int open_nothing(struct lmdb_store *store)
{
    mdb_env_close(store->env);
    store->env = NULL;
    store_note(&store->store, "there is nothing in it yet");
    return 0;
}

static bool is_there(const struct lmdb_store *store)
{
    char path[STORE_NAME_SIZE + sizeof "/" DATA_FILE];
    struct stat status;
    snprintf(path, sizeof path, "%s/" DATA_FILE, store->path);
    return stat(path, &status) != 0 ? errno != ENOENT : status.st_size > 0;
}

/* Directories of others are refused before anything is made in them. */
static int look(struct lmdb_store *store, bool *empty)
{
    int code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &store->txn);
    if (code == 0)
        code = mdb_dbi_open(store->txn, NULL, 0, &store->top);
    if (code == 0)
        code = lmdb_check_format(store, empty);
    else
        lmdb_fail(store, "cannot be read", code);
    mdb_txn_abort(store->txn);
    store->txn = NULL;
    return code;
}

static int open_directory(struct lmdb_store *store)
{
    const bool reading = store->store.reading_only;
    bool empty = false;
    if (reading && !is_there(store))
        return open_nothing(store);
    int code = reading ? map_for_reading(store) : map_for_writing(store);
    if (code != 0)
        return lmdb_fail(store, "cannot be opened", code);
    code = look(store, &empty);
    return code == 0 && reading && empty ? open_nothing(store) : code;
}

int lmdb_open_store(struct store *base, const char *name)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    store->lock = -1;
    store->path = base->name + strlen("lmdb:");
    if (strlen(name) >= sizeof base->name || *store->path == '\0')
        return store_fail(base, "lmdb: is followed by a directory, of at most %d bytes",
                          STORE_NAME_SIZE - 1 - (int)strlen("lmdb:"));
    return open_directory(store);
}
