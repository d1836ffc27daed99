/* SPDX-License-Identifier: MIT
 * Opens the database file: whose it is, which schema it has, how it is used. */
#include "sqlite_client.h"
#include "sqlite_schema.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* While another program writes. */
static int wait_for_lock(void *user, int tries)
{
    return store_wait(user, (unsigned)tries);
}

static bool is_empty(struct sqlite_store *store)
{
    return sqlite_number(store, "SELECT count(*) FROM sqlite_master") == 0;
}

/* Refuses the files of other programs and of the future. */
static int check_identity(struct sqlite_store *store)
{
    int64_t schema = sqlite_number(store, "PRAGMA user_version");
    int64_t application = sqlite_number(store, "PRAGMA application_id");
    if (sqlite_number(store, "SELECT count(*) FROM sqlite_master") < 0)
        return sqlite_fail(store, "cannot be read");
    if (application != SQLITE_STORE_APPLICATION_ID && !is_empty(store))
        return store_fail(&store->store, "is a database of another program");
    if (schema > SQLITE_STORE_SCHEMA_VERSION)
        return store_fail(&store->store,
                          "has schema %" PRId64 ", this program knows %d: use a newer one", schema,
                          SQLITE_STORE_SCHEMA_VERSION);
    return 0;
}

/* A file that is not there yet, or has nothing in it, reads as an empty database, but is not made
 * by reading it. */
static int open_nothing(struct sqlite_store *store)
{
    sqlite3_close(store->sqlite);
    store->sqlite = NULL;
    store_note(&store->store, "there is nothing in it yet");
    if (sqlite3_open(":memory:", &store->sqlite) != SQLITE_OK)
        return store_fail(&store->store, "out of memory");
    return 0;
}

struct state {
    bool empty;
    bool older;
};

/* What it is at one instant: another program may be making it. */
static int look(struct sqlite_store *store, struct state *state)
{
    int code = sqlite_exec(store, "BEGIN");
    if (code == 0)
        code = check_identity(store);
    if (code != 0)
        return code;
    state->empty = is_empty(store);
    state->older =
        !state->empty && sqlite_number(store, "PRAGMA user_version") < SQLITE_STORE_SCHEMA_VERSION;
    return sqlite_exec(store, "COMMIT");
}

/* A database of an older schema is made one of the newest before it is read. */
static int upgrade(struct store *reader, const char *path)
{
    struct store *writer;
    int code = store_open(path, false, &reader->watch, &writer);
    if (code == 0)
        code = store_begin(writer);
    if (code == 0)
        code = store_commit(writer);
    if (code != 0)
        store_fail(reader, "%s", writer != NULL ? writer->message : "out of memory");
    store_close(writer);
    return code;
}

/* For reading it is not opened as read-only: SQLite could not undo then what a writer that was
 * killed left half-done, and refused to read. Where the file is write-protected, it is anyway. */
static int open_file(struct sqlite_store *store, const char *path)
{
    const bool reading = store->store.reading_only;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (reading ? 0 : SQLITE_OPEN_CREATE);
    if (reading && access(path, F_OK) != 0 && errno == ENOENT)
        return open_nothing(store);
    if (sqlite3_open_v2(path, &store->sqlite, flags, NULL) != SQLITE_OK)
        return store_fail(&store->store, "%s", sqlite3_errmsg(store->sqlite));
    sqlite3_extended_result_codes(store->sqlite, 1);
    sqlite3_busy_handler(store->sqlite, wait_for_lock, store);
    struct state state = {false, false};
    int code = reading ? sqlite_exec(store, "PRAGMA query_only = ON") : 0;
    if (code == 0)
        code = look(store, &state);
    if (code == 0 && reading && state.empty)
        return open_nothing(store);
    if (code == 0 && reading && state.older)
        return upgrade(&store->store, path);
    return code;
}

/* The write-ahead log lets others read while one writes. */
static int set_up(struct sqlite_store *store)
{
    int code = 0;
    if (!store->store.reading_only &&
        sqlite_number(store, "PRAGMA user_version") != SQLITE_STORE_SCHEMA_VERSION)
        code = sqlite_exec(store, "PRAGMA journal_mode = WAL");
    return code == 0 ? sqlite_exec(store, "PRAGMA foreign_keys = ON") : code;
}

int sqlite_open_store(struct store *base, const char *path)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    if (*path == '\0') /* SQLite would make one that is gone in the end */
        return store_fail(base, "a database needs a name");
    base->reading_only = base->reading_only && strcmp(path, ":memory:") != 0;
    int code = open_file(store, path);
    return code == 0 ? set_up(store) : code;
}
