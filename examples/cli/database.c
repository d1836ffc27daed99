/* SPDX-License-Identifier: MIT
 * A registry over its database file: opened, saved, locked. */
#include "database.h"

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

static int new_registry(struct database *database)
{
    svccomm_registry_config config;
    svccomm_registry_config_init(&config, sizeof config);
    random_seed(config.seed);
    int code = svccomm_registry_new(&database->registry, &config);
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
    int code = storage_open(&database->storage, cli->database, use == DATABASE_READ);
    if (code == 0)
        code = load(database);
    if (code == 0 && use == DATABASE_READ)
        storage_end(&database->storage);
    return code;
}

int database_save(struct database *database)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_registry_flush(database->registry, &error);
    if (code != 0)
        return say_storage(database, code, &error);
    storage_end(&database->storage); /* where nothing had changed */
    return 0;
}

int database_lock(struct database *database)
{
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
