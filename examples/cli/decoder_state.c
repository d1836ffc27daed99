/* SPDX-License-Identifier: MIT
 * The decoder's state as one string of bytes. */
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

int decoder_state_put(struct store *store, svccomm_decoder *decoder)
{
    struct state state = {NULL, 0, 0, 0};
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_decoder_save(decoder, append, &state, &error);
    if (code == 0)
        code = store->client->put_state(store, state.bytes, state.length);
    else
        code = store_fail(store, "templates: %s", svccomm_strerror(code));
    free(state.bytes);
    return code;
}

static void say_unread(const struct store *store, const char *why)
{
    say_note("%s: the templates that were kept cannot be read: %s; beginning without them",
             store->name, why);
}

static void load(struct store *store, svccomm_decoder *decoder, struct state *state)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_decoder_load(decoder, give, state, &error);
    if (code != 0)
        say_unread(store, error.message[0] != '\0' ? error.message : svccomm_strerror(code));
}

void decoder_state_get(struct store *store, svccomm_decoder *decoder)
{
    struct state state = {NULL, 0, 0, 0};
    void *bytes = NULL;
    int code = store->client->get_state(store, &bytes, &state.length);
    state.bytes = bytes;
    if (code != 0)
        say_unread(store, store->message);
    else if (bytes != NULL)
        load(store, decoder, &state);
    free(bytes);
}
