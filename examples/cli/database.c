/* SPDX-License-Identifier: MIT
 * A registry over its database file: opened, saved, locked. */
#include "database.h"

#include "decoder_state.h"
#include "say.h"

#include <string.h>
#include <svccomm/svccomm.h>
#include <sys/random.h>

void random_seed(uint64_t seed[2])
{
    /* Cannot fail or be cut for so few bytes, but on kernels before 3.17: the seed is then zero,
     * which only gives up the protection against chosen keys. */
    seed[0] = seed[1] = 0;
    (void)!getrandom(seed, 2 * sizeof *seed, 0);
}

static struct intervals stored_intervals(struct storage *storage)
{
    struct intervals stored = {0};
    int64_t interval = storage_number(storage, "SELECT interval FROM meta");
    stored.interval = interval > 0 ? interval : 0; /* a damaged one is told when it is scanned */
    stored.points = storage_number(storage, "SELECT points FROM meta") > 0;
    return stored;
}

static int settle_intervals(struct database *database)
{
    struct intervals stored = stored_intervals(&database->storage);
    database->intervals = database->asked;
    return intervals_settle(&database->intervals, &stored, database->storage.path);
}

static int new_registry(struct database *database)
{
    svccomm_registry_config config;
    int code = settle_intervals(database);
    if (code != 0)
        return code;
    svccomm_registry_config_init(&config, sizeof config);
    random_seed(config.seed);
    config.interval = database->intervals.interval;
    config.points = database->intervals.points;
    code = svccomm_registry_new(&database->registry, &config);
    return code == 0 ? 0 : say_code("registry", code, NULL);
}

/* Says what a call with storage callbacks returned: SQLite's message where it was the database. */
static int say_storage(const struct database *database, int code, const svccomm_error *error)
{
    if (code == SVCCOMM_E_STORAGE)
        return say_input("%s: %s", database->storage.path, database->storage.message);
    return say_code(database->storage.path, code, error);
}

/* Reads the database, within a transaction. */
static int load(struct database *database)
{
    svccomm_storage callbacks;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    storage_callbacks(&database->storage, &callbacks);
    int code = new_registry(database);
    if (code != 0)
        return code;
    code = svccomm_registry_open(database->registry, &callbacks, &error);
    if (code != 0)
        return say_storage(database, code, &error);
    storage_loaded(&database->storage);
    return 0;
}

int database_open(const struct cli *cli, struct database *database, enum database_use use)
{
    memset(database, 0, sizeof *database);
    int code = intervals_read(cli, &database->asked);
    if (code == 0)
        code = storage_open(&database->storage, cli->database, use == DATABASE_READ);
    if (code == 0)
        code = load(database);
    if (code == 0 && use == DATABASE_READ)
        storage_end(&database->storage);
    return code;
}

static int flush(struct database *database)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_registry_flush(database->registry, &error);
    return code == 0 ? 0 : say_storage(database, code, &error);
}

int database_save(struct database *database)
{
    int code = flush(database);
    if (code == 0)
        storage_end(&database->storage); /* where nothing had changed */
    return code;
}

/* Both in one transaction: that of the lock, which the flush commits unless nothing had changed. */
int database_save_decoder(struct database *database, svccomm_decoder *decoder)
{
    if (decoder == NULL)
        return database_save(database);
    int code = 0;
    if (decoder_state_put(&database->storage, decoder) != SQLITE_OK)
        code = say_storage(database, SVCCOMM_E_STORAGE, NULL);
    if (code == 0)
        code = flush(database);
    if (code == 0 && storage_commit(&database->storage) != SQLITE_OK)
        code = say_storage(database, SVCCOMM_E_STORAGE, NULL);
    return code;
}

int database_lock(struct database *database)
{
    if (database->storage.in_transaction)
        return 0;
    int code = storage_begin(&database->storage);
    if (code != 0 || !storage_changed(&database->storage))
        return code;
    svccomm_registry_free(database->registry);
    database->registry = NULL;
    return load(database);
}

void database_unlock(struct database *database)
{
    storage_end(&database->storage);
}

void database_close(struct database *database)
{
    svccomm_registry_free(database->registry);
    storage_close(&database->storage);
    database->registry = NULL;
}
