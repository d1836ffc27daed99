/* SPDX-License-Identifier: MIT
 * Exporting the records that a query gives, batch by batch. */
#include "base/fail.h"
#include "base/structs.h"
#include "core/calls.h"
#include "export/csv_write.h"
#include "export/json_write.h"
#include "svccomm/transfer.h"

#define EXPORT_BATCH 64

struct export_state {
    svccomm_registry *registry;
    svccomm_write_fn write;
    void *user;
    uint32_t format;
    uint64_t written;
    struct svccomm__out out;
    svccomm_record records[EXPORT_BATCH];
};

/* The caller's callback, in which the registry must not be changed (S4). */
static int export_write(void *user, const void *data, size_t length)
{
    struct export_state *state = user;
    int rc;

    svccomm__registry_enter(state->registry);
    rc = state->write(state->user, data, length);
    svccomm__registry_leave(state->registry);
    return rc;
}

static void export_record(struct export_state *state, const svccomm_record *record)
{
    struct svccomm__out *out = &state->out;

    if (state->format == SVCCOMM_TRANSFER_CSV) {
        svccomm__csv_write_record(out, record);
        return;
    }
    if (state->format == SVCCOMM_TRANSFER_JSON)
        svccomm__out_text(out, state->written == 0 ? "\n" : ",\n");
    svccomm__json_write_record(out, record);
    if (state->format == SVCCOMM_TRANSFER_NDJSON)
        svccomm__out_byte(out, '\n');
    state->written++;
}

static void export_head(struct export_state *state)
{
    if (state->format == SVCCOMM_TRANSFER_CSV)
        svccomm__csv_write_header(&state->out);
    else if (state->format == SVCCOMM_TRANSFER_JSON)
        svccomm__out_byte(&state->out, '[');
}

static void export_tail(struct export_state *state)
{
    if (state->format == SVCCOMM_TRANSFER_JSON)
        svccomm__out_text(&state->out, state->written == 0 ? "]\n" : "\n]\n");
}

/* Strings of a batch live until the cursor moves on, so it is written at once. A callback that
 * failed is not waited for to the end. */
static int export_records(struct export_state *state, svccomm_cursor *cursor)
{
    int count;

    export_head(state);
    do {
        count = svccomm_cursor_next(cursor, state->records, EXPORT_BATCH, sizeof *state->records);
        for (int i = 0; i < count && state->out.callback == 0; i++)
            export_record(state, &state->records[i]);
    } while (count > 0 && state->out.callback == 0);
    if (count < 0)
        return count;
    export_tail(state);
    return svccomm__out_flush(&state->out);
}

static int export_run(svccomm_registry *registry, svccomm_cursor *cursor, uint32_t format,
                      svccomm_write_fn write, void *user, svccomm_error *error)
{
    struct export_state *state = svccomm__memory_new(&registry->memory, sizeof *state);
    int rc;

    if (state == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    state->registry = registry;
    state->write = write;
    state->user = user;
    state->format = format;
    svccomm__out_begin(&state->out, export_write, state);
    rc = export_records(state, cursor);
    if (rc < 0)
        svccomm__fail(error, rc, NULL);
    if (rc == SVCCOMM_E_WRITE && svccomm__struct_out(error, sizeof *error) == 0)
        error->callback = state->out.callback;
    svccomm__memory_free(&registry->memory, state, sizeof *state);
    return rc;
}

int svccomm_registry_export(svccomm_registry *registry, const svccomm_query *query, uint32_t format,
                            svccomm_write_fn write, void *user, svccomm_error *error)
{
    svccomm_cursor *cursor;
    int rc = svccomm__call_check(registry);

    if (rc == 0 && write == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && (format < SVCCOMM_TRANSFER_CSV || format > SVCCOMM_TRANSFER_NDJSON))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0)
        rc = svccomm_cursor_new(&cursor, registry, query);
    if (rc != 0)
        return svccomm__fail(error, rc, NULL);
    rc = export_run(registry, cursor, format, write, user, error);
    svccomm_cursor_free(cursor);
    return rc;
}
