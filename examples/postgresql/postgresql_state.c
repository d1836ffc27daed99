/* SPDX-License-Identifier: MIT
 * What the program keeps beside the registry, as one bytea. */
#include "postgresql_client.h"

#include <stdlib.h>
#include <string.h>

#define PUT_SQL                                                                        \
    "INSERT INTO decoder (state) VALUES ($1) ON CONFLICT (one) DO UPDATE SET state = " \
    "EXCLUDED.state"
#define GET_SQL "SELECT state FROM decoder"

/* In binary, with a parameter where there is one. */
static PGresult *run(struct postgresql_store *store, const char *sql, const char *bytes,
                     size_t length)
{
    const int lengths[] = {(int)length}, formats[] = {1};
    PGresult *result = PQexecParams(store->connection, sql, bytes != NULL ? 1 : 0, NULL, &bytes,
                                    lengths, formats, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return result;
    postgresql_fail(store, "decoder", result);
    PQclear(result);
    return NULL;
}

int postgresql_put_state(struct store *base, const void *bytes, size_t length)
{
    struct postgresql_store *store = (struct postgresql_store *)base;
    if (postgresql_copy_end(store) != 0)
        return -1;
    PGresult *result = run(store, PUT_SQL, bytes != NULL ? bytes : "", length);
    int code = result != NULL ? 0 : -1;
    PQclear(result);
    return code;
}

static int copy_value(struct store *store, const PGresult *result, void **bytes, size_t *length)
{
    if (PQntuples(result) == 0)
        return 0;
    *length = (size_t)PQgetlength(result, 0, 0);
    *bytes = malloc(*length + 1); /* also where it is damaged by being empty */
    if (*bytes == NULL)
        return store_fail(store, "out of memory");
    memcpy(*bytes, PQgetvalue(result, 0, 0), *length);
    return 0;
}

int postgresql_get_state(struct store *base, void **bytes, size_t *length)
{
    struct postgresql_store *store = (struct postgresql_store *)base;
    *bytes = NULL;
    *length = 0;
    if (store->nothing)
        return 0;
    PGresult *result = run(store, GET_SQL, NULL, 0);
    int code = result != NULL ? copy_value(base, result, bytes, length) : -1;
    PQclear(result);
    return code;
}
