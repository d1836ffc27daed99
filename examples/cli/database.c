/* SPDX-License-Identifier: MIT
 * A registry over its database: opened, saved, locked. */
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

/* For the database client. */
static void note(void *user, const char *text)
{
    (void)user;
    say_note("%s", text);
}

/* What failed in the database. */
static int say_store(const struct database *database)
{
    return say_input("%s: %s", database->store->name, database->store->message);
}

static int settle_intervals(struct database *database)
{
    svccomm_meta meta;
    struct intervals stored = {0};
    if (database->store->client->meta(database->store, &meta) != 0)
        return say_store(database);
    if (meta.format != 0) {
        stored.interval = meta.interval;
        stored.points = meta.points != 0;
    }
    database->intervals = database->asked;
    return intervals_settle(&database->intervals, &stored, database->store->name);
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

/* Says what a call with storage callbacks returned. */
static int say_storage(const struct database *database, int code, const svccomm_error *error)
{
    return code == SVCCOMM_E_STORAGE ? say_store(database)
                                     : say_code(database->store->name, code, error);
}

/* Reads the database, within a transaction. */
static int load(struct database *database)
{
    svccomm_storage callbacks;
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    store_callbacks(database->store, &callbacks);
    int code = new_registry(database);
    if (code != 0)
        return code;
    code = svccomm_registry_open(database->registry, &callbacks, &error);
    if (code != 0)
        return say_storage(database, code, &error);
    store_loaded(database->store);
    return 0;
}

static int open_store(struct database *database, const char *name, bool reading)
{
    const struct store_watch watch = {.note = note};
    int code = store_open(name, reading, &watch, &database->store);
    if (database->store == NULL)
        return say_input("out of memory");
    if (code == 0)
        code = store_begin(database->store);
    return code == 0 ? 0 : say_store(database);
}

int database_open(const struct cli *cli, struct database *database, enum database_use use)
{
    memset(database, 0, sizeof *database);
    int code = intervals_read(cli, &database->asked);
    if (code == 0)
        code = open_store(database, cli->database, use == DATABASE_READ);
    if (code == 0)
        code = load(database);
    if (code == 0 && use == DATABASE_READ)
        store_rollback(database->store);
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
        store_rollback(database->store); /* where nothing had changed */
    return code;
}

/* Both in one transaction: that of the lock, which the flush commits unless nothing had changed. */
int database_save_decoder(struct database *database, svccomm_decoder *decoder)
{
    if (decoder == NULL)
        return database_save(database);
    if (decoder_state_put(database->store, decoder) != 0)
        return say_store(database);
    int code = flush(database);
    if (code == 0 && store_commit(database->store) != 0)
        code = say_store(database);
    return code;
}

int database_lock(struct database *database)
{
    if (database->store->in_transaction)
        return 0;
    if (store_begin(database->store) != 0)
        return say_store(database);
    if (!store_changed(database->store))
        return 0;
    svccomm_registry_free(database->registry);
    database->registry = NULL;
    return load(database);
}

void database_unlock(struct database *database)
{
    if (database->store != NULL)
        store_rollback(database->store);
}

void database_meanwhile(struct database *database, const struct meanwhile *meanwhile)
{
    database->store->watch.meanwhile = meanwhile != NULL ? meanwhile->run : NULL;
    database->store->watch.user = meanwhile != NULL ? meanwhile->user : NULL;
}

void database_close(struct database *database)
{
    svccomm_registry_free(database->registry);
    store_close(database->store);
    database->registry = NULL;
    database->store = NULL;
}
