/* SPDX-License-Identifier: MIT
 * Reading an export record by record: which format it has, and where in it something is wrong. */
#include "export/import_records.h"

#include "base/fail.h"
#include "base/structs.h"
#include "export/import_csv.h"
#include "export/import_json.h"

#define IMPORT_BUFFER_SIZE 4096

struct import_state {
    const struct svccomm__import_source *source;
    struct svccomm__in in;
    uint64_t line; /* where the record that is read begins */
    uint64_t offset;
    uint64_t records;
    svccomm_error why; /* of the sink */
    struct svccomm__json json;
    struct svccomm__draft draft;
    struct svccomm__csv_table table;
    char buffer[IMPORT_BUFFER_SIZE];
};

/* ---- faults ---- */

static void import_name_field(const struct import_state *state, svccomm_error *error)
{
    const struct svccomm__column *where = &state->draft.where;

    if (where->group == NULL || (where->field == NULL && where->group->name[0] == '\0'))
        return;
    svccomm__fail_text(error, where->group->name);
    if (where->field != NULL && where->group->name[0] != '\0')
        svccomm__fail_text(error, ".");
    if (where->field != NULL)
        svccomm__fail_text(error, where->field->name);
    svccomm__fail_text(error, ": ");
}

/* A reader's or the draft's fault. What a reader did not name is the code's own text. */
static int import_fault(struct import_state *state, int code, const char *fault, uint64_t line,
                        uint64_t offset, svccomm_error *error)
{
    svccomm__fail_at(error, code, line, offset, "");
    if (state->draft.fault != NULL)
        fault = state->draft.fault;
    if (fault != NULL)
        import_name_field(state, error);
    svccomm__fail_text(error, fault != NULL ? fault : svccomm_strerror(code));
    if (code == SVCCOMM_E_READ && svccomm__struct_out(error, sizeof *error) == 0)
        error->callback = state->in.callback;
    return code;
}

static int import_json_failed(struct import_state *state, int code, svccomm_error *error)
{
    const struct svccomm__json *json = &state->json;
    int at_end = code == SVCCOMM_E_TRUNCATED || code == SVCCOMM_E_READ;

    return import_fault(state, code, json->fault, at_end ? state->in.line : json->line,
                        at_end ? state->in.offset : json->offset, error);
}

static int import_csv_failed(struct import_state *state, int code, svccomm_error *error)
{
    const struct svccomm__csv *csv = &state->table.csv;

    return import_fault(state, code, csv->fault, csv->line, csv->offset, error);
}

static int import_record_failed(struct import_state *state, int code, svccomm_error *error)
{
    return import_fault(state, code, state->why.message[0] != '\0' ? state->why.message : NULL,
                        state->line, state->offset, error);
}

/* ---- records ---- */

static void import_begin_record(struct import_state *state)
{
    state->line = state->in.line;
    state->offset = state->in.offset;
    svccomm__draft_begin(&state->draft, &state->source->defaults);
}

static int import_end_record(struct import_state *state, svccomm_error *error)
{
    struct svccomm__draft *draft = &state->draft;
    int rc = svccomm__draft_finish(draft);

    if (rc == 0) {
        draft->where.group = NULL;
        draft->where.field = NULL;
        (void)svccomm_error_init(&state->why, sizeof state->why);
        rc = state->source->sink(state->source->sink_user, &draft->record, &state->why);
    }
    if (rc < 0)
        return import_record_failed(state, rc, error);
    state->records++;
    return 0;
}

/* One object. */
static int import_json_object(struct import_state *state, svccomm_error *error)
{
    struct svccomm__scalar scalar;
    int rc;

    (void)svccomm__in_skip_space(&state->in);
    import_begin_record(state);
    rc = svccomm__json_value(&state->json, &scalar);
    if (rc == 0 && scalar.type != SVCCOMM__SCALAR_OBJECT)
        rc = svccomm__json_fault(&state->json, "a record that is not an object");
    if (rc == 0)
        rc = svccomm__import_json_record(&state->json, &state->draft);
    return rc < 0 ? import_json_failed(state, rc, error) : import_end_record(state, error);
}

/* ---- formats ---- */

static int import_ndjson(struct import_state *state, svccomm_error *error)
{
    int rc = 0;

    while (rc == 0 && svccomm__in_skip_space(&state->in) >= 0)
        rc = import_json_object(state, error);
    if (rc == 0 && state->in.code != 0)
        rc = import_json_failed(state, state->in.code, error);
    return rc;
}

static int import_after_array(struct import_state *state)
{
    if (svccomm__in_skip_space(&state->in) < 0)
        return state->in.code;
    state->json.line = state->in.line;
    state->json.offset = state->in.offset;
    return svccomm__json_fault(&state->json, "more after the end of the list");
}

static int import_json(struct import_state *state, svccomm_error *error)
{
    struct svccomm__scalar scalar;
    int first = 1, rc = svccomm__json_value(&state->json, &scalar);

    if (rc == 0 && scalar.type != SVCCOMM__SCALAR_ARRAY)
        rc = svccomm__json_fault(&state->json, "not a list of records");
    while (rc == 0) {
        svccomm__draft_begin(&state->draft, &state->source->defaults);
        rc = svccomm__json_element(&state->json, &first);
        if (rc <= 0)
            break;
        rc = import_json_object(state, error);
        if (rc < 0)
            return rc;
    }
    if (rc == 0)
        rc = import_after_array(state);
    return rc < 0 ? import_json_failed(state, rc, error) : 0;
}

static int import_csv(struct import_state *state, svccomm_error *error)
{
    struct svccomm__csv_table *table = &state->table;
    int rc;

    svccomm__csv_begin(&table->csv, &state->in);
    import_begin_record(state);
    rc = svccomm__import_csv_header(table, &state->draft);
    while (rc == 0) {
        import_begin_record(state);
        rc = svccomm__import_csv_record(table, &state->draft);
        if (rc <= 0)
            break;
        rc = import_end_record(state, error);
        if (rc < 0)
            return rc;
    }
    return rc < 0 ? import_csv_failed(state, rc, error) : 0;
}

/* Spreadsheets write a byte order mark. */
static int import_skip_mark(struct import_state *state)
{
    if (!svccomm__in_skip(&state->in, '\xef'))
        return 0;
    if (svccomm__in_skip(&state->in, '\xbb') && svccomm__in_skip(&state->in, '\xbf'))
        return 0;
    return svccomm__json_fault(&state->json, "neither JSON nor CSV");
}

/* Nothing at all is NDJSON without records. */
static uint32_t import_detect(struct import_state *state)
{
    int c = svccomm__in_skip_space(&state->in);

    if (c == '[')
        return SVCCOMM_TRANSFER_JSON;
    return c == '{' || c < 0 ? SVCCOMM_TRANSFER_NDJSON : SVCCOMM_TRANSFER_CSV;
}

static int import_run(struct import_state *state, svccomm_error *error)
{
    uint32_t format = state->source->format;
    int rc = import_skip_mark(state);

    if (rc < 0)
        return import_json_failed(state, rc, error);
    if (format == SVCCOMM_TRANSFER_DETECT)
        format = import_detect(state);
    if (format == SVCCOMM_TRANSFER_CSV)
        return import_csv(state, error);
    return format == SVCCOMM_TRANSFER_JSON ? import_json(state, error)
                                           : import_ndjson(state, error);
}

int svccomm__import_records(const struct svccomm__import_source *source,
                            struct svccomm__memory *memory, uint64_t *records, svccomm_error *error)
{
    struct import_state *state = svccomm__memory_new(memory, sizeof *state);
    int rc;

    if (state == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    state->source = source;
    svccomm__in_begin(&state->in, state->buffer, sizeof state->buffer, source->read,
                      source->read_user);
    svccomm__json_begin(&state->json, &state->in);
    rc = import_run(state, error);
    *records = state->records;
    svccomm__memory_free(memory, state, sizeof *state);
    return rc;
}
