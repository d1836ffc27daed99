/* SPDX-License-Identifier: MIT
 * Opens the database file: whose it is, which schema it has, how it is used. */
#include "say.h"
#include "storage_schema.h"
#include "storage_sqlite.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUSY_STEP_MS 50
#define BUSY_SAY_STEPS 20   /* one second */
#define BUSY_LAST_STEPS 200 /* ten seconds */

/* While another program writes. */
static int wait_for_lock(void *user, int tries)
{
    const struct storage *storage = user;
    const struct timespec step = {0, BUSY_STEP_MS * 1000000L};
    if (tries >= BUSY_LAST_STEPS)
        return 0;
    if (tries == BUSY_SAY_STEPS)
        say_note("%s: waiting for another program that writes to it", storage->path);
    meanwhile_run(storage->meanwhile);
    nanosleep(&step, NULL);
    return 1;
}

static int refuse(const struct storage *storage)
{
    return say_input("%s: %s", storage->path, storage->message);
}

static bool is_empty(struct storage *storage)
{
    return storage_number(storage, "SELECT count(*) FROM sqlite_master") == 0;
}

/* Refuses the files of other programs and of the future. */
static int check_identity(struct storage *storage)
{
    int64_t schema = storage_number(storage, "PRAGMA user_version");
    int64_t application = storage_number(storage, "PRAGMA application_id");
    if (storage_number(storage, "SELECT count(*) FROM sqlite_master") < 0) {
        storage_fail_sqlite(storage, "cannot be read");
        return refuse(storage);
    }
    if (application != STORAGE_APPLICATION_ID && !is_empty(storage))
        return say_input("%s: is a database of another program", storage->path);
    if (schema > STORAGE_SCHEMA_VERSION)
        return say_input("%s: has schema %" PRId64 ", this program knows %d: use a newer one",
                         storage->path, schema, STORAGE_SCHEMA_VERSION);
    return 0;
}

/* A file that is not there yet, or has nothing in it, reads as an empty database, but is not made
 * by reading it. */
static int open_nothing(struct storage *storage)
{
    sqlite3_close(storage->sqlite);
    storage->sqlite = NULL;
    say_note("%s: there is nothing in it yet", storage->path);
    if (sqlite3_open(":memory:", &storage->sqlite) != SQLITE_OK)
        return say_input("out of memory");
    return 0;
}

struct state {
    bool empty;
    bool older;
};

/* What it is at one instant: another program may be making it. */
static int look(struct storage *storage, struct state *state)
{
    if (storage_exec(storage, "BEGIN") != SQLITE_OK)
        return refuse(storage);
    int code = check_identity(storage);
    state->empty = is_empty(storage);
    state->older =
        !state->empty && storage_number(storage, "PRAGMA user_version") < STORAGE_SCHEMA_VERSION;
    if (code == 0 && storage_exec(storage, "COMMIT") != SQLITE_OK)
        return refuse(storage);
    return code;
}

/* A database of an older schema is made one of the newest before it is read. */
static int upgrade(const char *path)
{
    struct storage writer;
    int code = storage_open(&writer, path, false);
    if (code == 0 && storage_commit(&writer) != SQLITE_OK)
        code = refuse(&writer);
    storage_close(&writer);
    return code;
}

static int open_file(struct storage *storage)
{
    int flags =
        storage->reading_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (storage->reading_only && access(storage->path, F_OK) != 0 && errno == ENOENT)
        return open_nothing(storage);
    if (sqlite3_open_v2(storage->path, &storage->sqlite, flags, NULL) != SQLITE_OK)
        return say_input("%s: %s", storage->path, sqlite3_errmsg(storage->sqlite));
    sqlite3_extended_result_codes(storage->sqlite, 1);
    sqlite3_busy_handler(storage->sqlite, wait_for_lock, storage);
    struct state state = {false, false};
    int code = look(storage, &state);
    if (code == 0 && storage->reading_only && state.empty)
        return open_nothing(storage);
    if (code == 0 && storage->reading_only && state.older)
        return upgrade(storage->path);
    return code;
}

/* The write-ahead log lets others read while one writes. */
static int set_up(struct storage *storage)
{
    if (!storage->reading_only &&
        storage_number(storage, "PRAGMA user_version") != STORAGE_SCHEMA_VERSION &&
        storage_exec(storage, "PRAGMA journal_mode = WAL") != SQLITE_OK)
        return refuse(storage);
    if (storage_exec(storage, "PRAGMA foreign_keys = ON") != SQLITE_OK)
        return refuse(storage);
    return 0;
}

int storage_open(struct storage *storage, const char *path, bool reading)
{
    memset(storage, 0, sizeof *storage);
    storage->path = path;
    storage->reading_only = reading && strcmp(path, ":memory:") != 0;
    int code = open_file(storage);
    if (code == 0)
        code = set_up(storage);
    return code == 0 ? storage_begin(storage) : code;
}
