/* SPDX-License-Identifier: MIT
 * What the program keeps beside the registry, as one value. */
#include "lmdb_client.h"

#include <stdlib.h>
#include <string.h>

static char state_name[] = "state";

static MDB_val state_key(void)
{
    return (MDB_val){sizeof state_name - 1, state_name};
}

int lmdb_put_state(struct store *base, const void *bytes, size_t length)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    MDB_val key = state_key(), value = {length, (void *)(uintptr_t)bytes};
    int code = mdb_put(store->txn, store->top, &key, &value, 0);
    return code == 0 ? 0 : lmdb_fail(store, state_name, code);
}

int lmdb_get_state(struct store *base, void **bytes, size_t *length)
{
    struct lmdb_store *store = (struct lmdb_store *)base;
    MDB_val key = state_key(), value;
    *bytes = NULL;
    *length = 0;
    int code = store->txn != NULL ? mdb_get(store->txn, store->top, &key, &value) : MDB_NOTFOUND;
    if (code != 0)
        return code == MDB_NOTFOUND ? 0 : lmdb_fail(store, state_name, code);
    *bytes = malloc(value.mv_size + 1); /* also where it is damaged by being empty */
    if (*bytes == NULL)
        return store_fail(base, "out of memory");
    memcpy(*bytes, value.mv_data, value.mv_size);
    *length = value.mv_size;
    return 0;
}
