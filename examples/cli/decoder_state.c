/* SPDX-License-Identifier: MIT
 * The decoder's state as one BLOB. */
#include "decoder_state.h"

#include "grow.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are written or read. */
struct state {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t read;
};

static int append(void *user, const void *data, size_t length)
{
    struct state *state = user;
    if (grow(&state->bytes, state->length + length, &state->capacity, 1) != 0)
        return 1;
    memcpy(state->bytes + state->length, data, length);
    state->length += length;
    return 0;
}

static int give(void *user, void *data, size_t capacity, size_t *length)
{
    struct state *state = user;
    size_t left = state->length - state->read;
    *length = capacity < left ? capacity : left;
    if (*length > 0)
        memcpy(data, state->bytes + state->read, *length);
    state->read += *length;
    return 0;
}

static int put_bytes(struct storage *storage, const struct state *state)
{
    sqlite3_stmt *statement = NULL;
    int code = storage_prepare(storage, &statement,
                               sqlite3_mprintf("REPLACE INTO decoder (one, state) VALUES (1, ?)"));
    if (code == SQLITE_OK)
        code = sqlite3_bind_blob64(statement, 1, state->bytes, state->length, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = storage_run(storage, statement, "decoder");
    sqlite3_finalize(statement);
    return code;
}

int decoder_state_put(struct storage *storage, svccomm_decoder *decoder)
{
    struct state state = {NULL, 0, 0, 0};
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_decoder_save(decoder, append, &state, &error);
    if (code == 0)
        code = put_bytes(storage, &state);
    else
        code = storage_fail(storage, "templates: %s", svccomm_strerror(code));
    free(state.bytes);
    return code;
}

static void load(struct storage *storage, svccomm_decoder *decoder, struct state *state)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_decoder_load(decoder, give, state, &error);
    if (code != 0)
        say_note("%s: the templates that were kept cannot be read: %s; beginning without them",
                 storage->path, error.message[0] != '\0' ? error.message : svccomm_strerror(code));
}

void decoder_state_get(struct storage *storage, svccomm_decoder *decoder)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(storage->sqlite, "SELECT state FROM decoder", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const void *bytes = sqlite3_column_blob(statement, 0);
        struct state state = {NULL, (size_t)sqlite3_column_bytes(statement, 0), 0, 0};
        memcpy(&state.bytes, &bytes, sizeof bytes); /* only read from */
        load(storage, decoder, &state);
    }
    sqlite3_finalize(statement);
}
