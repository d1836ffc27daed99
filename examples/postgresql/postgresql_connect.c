/* SPDX-License-Identifier: MIT
 * The connection to the server, and how it is named without its password. */
#include "postgresql_client.h"

#include <stdio.h>
#include <string.h>

/* Of this session. The server notices soon when this machine is gone, and lets go of the lock. */
#define SET_UP_SQL                                                                     \
    "SET client_min_messages = warning; SET jit = off; SET tcp_keepalives_idle = 30; " \
    "SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; "                 \
    "SELECT gen_random_uuid()"

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL)
            return options->val;
    return "";
}

/* What is said of it, with nothing that may be secret. */
static void set_name(struct store *store, const PQconninfoOption *options)
{
    const char *user = value_of(options, "user"), *host = value_of(options, "host");
    const char *port = value_of(options, "port"), *database = value_of(options, "dbname");
    const char *address = value_of(options, "hostaddr");
    const bool socket = host[0] == '/';
    if (host[0] == '\0')
        host = address;
    snprintf(store->name, sizeof store->name, "postgresql://%s%s%s%s%s/%s%s%s", user,
             user[0] != '\0' ? "@" : "", socket ? "" : host, port[0] != '\0' ? ":" : "", port,
             database, socket ? "?host=" : "", socket ? host : "");
}

/* libpq's message about an URI that it cannot read has the URI in it. */
static int read_name(struct store *store, const char *name)
{
    PQconninfoOption *options = PQconninfoParse(name, NULL);
    if (options == NULL) {
        snprintf(store->name, sizeof store->name, "postgresql://...");
        return store_fail(store, "is no connection URI as libpq reads them");
    }
    set_name(store, options);
    PQconninfoFree(options);
    return 0;
}

static void ignore_notice(void *user, const PGresult *result)
{
    (void)user;
    (void)result;
}

static int set_up(struct postgresql_store *store)
{
    const char *encoding = PQparameterStatus(store->connection, "server_encoding");
    PQsetNoticeReceiver(store->connection, ignore_notice, NULL);
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
        return store_fail(&store->store, "the encoding of the database is %s, not UTF8",
                          encoding != NULL ? encoding : "unknown");
    PGresult *result = postgresql_query(store, "cannot begin a session", SET_UP_SQL);
    if (result != NULL && store->writer[0] == '\0')
        snprintf(store->writer, sizeof store->writer, "%s", PQgetvalue(result, 0, 0));
    int code = result != NULL ? 0 : -1;
    PQclear(result);
    return code;
}

static int check_connection(struct postgresql_store *store)
{
    if (store->connection == NULL)
        return store_fail(&store->store, "out of memory");
    if (PQstatus(store->connection) != CONNECTION_OK)
        return postgresql_fail(store, "cannot connect", NULL);
    return set_up(store);
}

/* What stands before the name, the name may say otherwise. */
int postgresql_connect(struct postgresql_store *store, const char *name)
{
    static const char *const keywords[] = {
        "connect_timeout",  "keepalives_idle",           "keepalives_interval",
        "keepalives_count", "tcp_user_timeout",          "dbname",
        "client_encoding",  "fallback_application_name", NULL,
    };
    const char *const values[] = {"10", "30", "10", "3", "60000", name, "UTF8", "svccomm", NULL};
    if (read_name(&store->store, name) != 0)
        return -1;
    store->connection = PQconnectdbParams(keywords, values, 1);
    return check_connection(store);
}

int postgresql_reconnect(struct postgresql_store *store)
{
    PQreset(store->connection);
    return check_connection(store);
}

bool postgresql_is_lost(const struct postgresql_store *store)
{
    return PQstatus(store->connection) != CONNECTION_OK;
}
