/* SPDX-License-Identifier: MIT
 * The database clients, and which name is whose. A client whose library was not there when the
 * program was built is known by its scheme only. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef STORE_WITH_LMDB
extern const struct store_client lmdb_client;
#define LMDB (&lmdb_client)
#else
#define LMDB NULL
#endif

#ifdef STORE_WITH_POSTGRESQL
extern const struct store_client postgresql_client;
#define POSTGRESQL (&postgresql_client)
#else
#define POSTGRESQL NULL
#endif

#ifdef STORE_WITH_SQLITE
extern const struct store_client sqlite_client;
#define SQLITE (&sqlite_client)
#else
#define SQLITE NULL
#endif

/* The first whose scheme a name begins with. */
static const struct {
    const char *scheme;
    const char *product;
    const struct store_client *client;
} clients[] = {
    {"lmdb:", "LMDB", LMDB},
    {"postgresql://", "PostgreSQL", POSTGRESQL},
    {"postgres://", "PostgreSQL", POSTGRESQL},
    {"", "SQLite", SQLITE},
};

static size_t client_of(const char *name)
{
    size_t i = 0;
    while (strncmp(name, clients[i].scheme, strlen(clients[i].scheme)) != 0)
        i++;
    return i;
}

int store_open(const char *name, bool reading, const struct store_watch *watch, struct store **out)
{
    const size_t i = client_of(name);
    const struct store_client *client = clients[i].client;
    struct store *store = calloc(1, client != NULL ? client->size : sizeof *store);
    *out = store;
    if (store == NULL)
        return -1;
    store->client = client;
    store->reading_only = reading;
    store->watch = *watch;
    if (client != NULL) {
        snprintf(store->name, sizeof store->name, "%s", name);
        return client->open(store, name);
    }
    snprintf(store->name, sizeof store->name, "%s...", clients[i].scheme);
    return store_fail(store, "this program was built without %s", clients[i].product);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_report_damaged(store);
    store_rollback(store);
    if (store->client != NULL)
        store->client->close(store);
    free(store);
}
