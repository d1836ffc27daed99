/* SPDX-License-Identifier: MIT
 * SQL run, and what fails in it. While the server works, so does the program. */
#include "postgresql_client.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define WAIT_MS 50

/* libpq ends its messages with a line end, and writes details on lines of their own. */
static void one_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == '\n')
        text[--length] = '\0';
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
}

int postgresql_fail(struct postgresql_store *store, const char *what, const PGresult *result)
{
    const char *said = result != NULL ? PQresultErrorMessage(result) : "";
    char text[STORE_MESSAGE_SIZE];
    if (said[0] == '\0')
        said = PQerrorMessage(store->connection);
    snprintf(text, sizeof text, "%s", said[0] != '\0' ? said : "no reply");
    one_line(text);
    return store_fail(&store->store, "%s: %.*s", what, STORE_MESSAGE_SIZE / 2, text);
}

static void wait_for_reply(struct postgresql_store *store)
{
    while (PQisBusy(store->connection)) {
        struct pollfd ready = {PQsocket(store->connection), POLLIN, 0};
        if (poll(&ready, 1, WAIT_MS) == 0)
            store_meanwhile(&store->store);
        else if (!PQconsumeInput(store->connection))
            return; /* the connection is lost: libpq gives a result that says so */
    }
}

static bool is_good(const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
        return true;
    default:
        return false;
    }
}

static bool begins_copy(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_COPY_IN || PQresultStatus(result) == PGRES_COPY_OUT;
}

/* Takes results until there is none, a COPY begins, or one is bad: the server leaves out what
 * follows that. */
static PGresult *last_result(struct postgresql_store *store, const char *what)
{
    PGresult *last = NULL, *next;
    for (;;) {
        wait_for_reply(store);
        next = PQgetResult(store->connection);
        if (next == NULL)
            break;
        if (last != NULL && !is_good(last)) {
            PQclear(next);
            continue;
        }
        PQclear(last);
        last = next;
        if (begins_copy(last))
            return last;
    }
    if (last != NULL && is_good(last))
        return last;
    postgresql_fail(store, what, last);
    PQclear(last);
    return NULL;
}

PGresult *postgresql_query(struct postgresql_store *store, const char *what, const char *sql)
{
    if (!PQsendQuery(store->connection, sql)) {
        postgresql_fail(store, what, NULL);
        return NULL;
    }
    return last_result(store, what);
}

int postgresql_exec(struct postgresql_store *store, const char *what, const char *sql)
{
    PGresult *result = postgresql_query(store, what, sql);
    int code = result != NULL ? 0 : -1;
    PQclear(result);
    return code;
}

int postgresql_finish(struct postgresql_store *store, const char *what)
{
    PGresult *result = last_result(store, what);
    int code = result != NULL ? 0 : -1;
    PQclear(result);
    return code;
}
