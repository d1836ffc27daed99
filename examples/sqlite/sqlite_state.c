/* SPDX-License-Identifier: MIT
 * What the program keeps beside the registry, as one BLOB. */
#include "sqlite_client.h"

#include <stdlib.h>
#include <string.h>

int sqlite_put_state(struct store *base, const void *bytes, size_t length)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    sqlite3_stmt *statement = NULL;
    int code = sqlite_prepare(store, &statement,
                              sqlite3_mprintf("REPLACE INTO decoder (one, state) VALUES (1, ?)"));
    if (code == SQLITE_OK)
        code = sqlite3_bind_blob64(statement, 1, bytes, length, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite_run(store, statement, "decoder");
    sqlite3_finalize(statement);
    return code;
}

static int copy_blob(struct sqlite_store *store, sqlite3_stmt *statement, void **bytes,
                     size_t *length)
{
    const void *blob = sqlite3_column_blob(statement, 0);
    size_t size = (size_t)sqlite3_column_bytes(statement, 0);
    *bytes = malloc(size + 1); /* also where it is damaged by being empty */
    if (*bytes == NULL)
        return store_fail(&store->store, "out of memory");
    if (size > 0)
        memcpy(*bytes, blob, size);
    *length = size;
    return 0;
}

int sqlite_get_state(struct store *base, void **bytes, size_t *length)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    sqlite3_stmt *statement = NULL;
    *bytes = NULL;
    *length = 0;
    int code = sqlite_prepare(store, &statement, sqlite3_mprintf("SELECT state FROM decoder"));
    if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        code = copy_blob(store, statement, bytes, length);
    sqlite3_finalize(statement);
    return code;
}
