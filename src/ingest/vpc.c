/* SPDX-License-Identifier: MIT
 * VPC flow logs: text in any pieces becomes flows. */
#include "ingest/vpc.h"

#include <limits.h>

#include "base/arith.h"
#include "base/fail.h"
#include "base/structs.h"
#include "ingest/decoder_state.h"
#include "ingest/fields.h"
#include "ingest/vpc_record.h"

/* Five times what the names of AWS can make of a line. */
#define VPC_LINE_MAX ((size_t)64 << 10)
/* About the bytes of a record: what to make room for at first. */
#define VPC_RECORD_BYTES 128u

/* One call that reads text. */
struct vpc_call {
    struct svccomm_decoder *decoder;
    svccomm_vpc_report report;
    svccomm_error *error;
};

int svccomm_vpc_report_init(svccomm_vpc_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

void svccomm__vpc_free(struct svccomm__vpc *vpc, struct svccomm__memory *memory)
{
    if (vpc == NULL)
        return;
    svccomm__lines_free(&vpc->lines, memory);
    svccomm__memory_free(memory, vpc, sizeof *vpc);
}

int svccomm_decoder_vpc_begin(svccomm_decoder *decoder)
{
    struct svccomm__vpc *vpc;

    if (decoder == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (decoder->vpc == NULL)
        decoder->vpc = svccomm__memory_new(&decoder->memory, sizeof *vpc);
    vpc = decoder->vpc;
    if (vpc == NULL)
        return SVCCOMM_E_NOMEM;
    vpc->lines.max = VPC_LINE_MAX;
    vpc->lines.length = 0;
    vpc->lines.overlong = 0;
    memset(&vpc->place, 0, sizeof vpc->place);
    vpc->place.open = 1;
    return 0;
}

static void vpc_doubt(struct vpc_call *call)
{
    call->report.doubtful++;
    if (call->report.first_doubtful_line == 0)
        call->report.first_doubtful_line = call->decoder->vpc->place.line;
}

static void vpc_count(struct vpc_call *call, int kind)
{
    struct svccomm__flow_array *flows = &call->decoder->flows;

    if (kind == SVCCOMM__VPC_FLOW) {
        call->report.rejected +=
            (svccomm__flow_array_next(flows)->flags & SVCCOMM_FLOW_DENIED) != 0;
        call->report.flows++;
        svccomm__flow_array_add(flows);
    } else if (kind == SVCCOMM__VPC_NO_DATA) {
        call->report.no_data++;
    } else if (kind == SVCCOMM__VPC_SKIP_DATA) {
        call->report.skip_data++;
    } else {
        vpc_doubt(call);
    }
}

/* A line that is no header. Returns its kind or SVCCOMM_E_NOMEM. */
static int vpc_row(struct vpc_call *call, const char *at, const char *end)
{
    struct svccomm__flow_array *flows = &call->decoder->flows;
    int kind;

    if (flows->count == INT_MAX) /* no more can be told by the return value */
        return SVCCOMM_E_NOMEM;
    if (svccomm__flow_array_reserve(flows, &call->decoder->memory, 1) < 0)
        return SVCCOMM_E_NOMEM;
    kind = svccomm__vpc_record(&call->decoder->vpc->place.columns, at, end,
                               svccomm__flow_array_next(flows));
    vpc_count(call, kind);
    return kind;
}

static int vpc_refuse(const struct vpc_call *call, const char *why)
{
    return svccomm__fail_at(call->error, SVCCOMM_E_FORMAT, call->decoder->vpc->place.line, 0, why);
}

/* The first line decides whether this is a flow log, and in which columns. */
static int vpc_first(struct vpc_call *call, const char *at, const char *end)
{
    struct svccomm__vpc_place *place = &call->decoder->vpc->place;
    const char *fault;
    int kind;

    place->known = 1;
    if (svccomm__vpc_columns_read(&place->columns, at, end, &fault)) {
        call->report.headers++;
        return fault == NULL ? 0 : vpc_refuse(call, fault);
    }
    svccomm__vpc_columns_default(&place->columns);
    kind = vpc_row(call, at, end);
    if (kind == SVCCOMM__VPC_DOUBTFUL)
        return vpc_refuse(call, "the first line is neither a header nor a record of VPC flow logs");
    return kind < 0 ? kind : 0;
}

/* Files that were joined have headers between them. One that cannot be worked with makes all rows
 * doubtful up to the next: their columns are not those of before. */
static int vpc_later(struct vpc_call *call, const char *at, const char *end)
{
    struct svccomm__vpc_columns *columns = &call->decoder->vpc->place.columns;
    const char *fault;
    int kind;

    if (svccomm__vpc_columns_read(columns, at, end, &fault)) {
        call->report.headers++;
        if (fault != NULL)
            vpc_doubt(call);
        return 0;
    }
    kind = vpc_row(call, at, end);
    return kind < 0 ? kind : 0;
}

/* Returns 0, SVCCOMM_E_NOMEM or SVCCOMM_E_FORMAT. */
static int vpc_line(struct vpc_call *call, const struct svccomm__line_bytes *line)
{
    struct svccomm__vpc_place *place = &call->decoder->vpc->place;
    const char *at = svccomm__skip_blanks(line->at), *end = line->end;

    place->line++;
    if (end > line->at && end[-1] == '\r')
        end--;
    if (!line->overlong && at == end)
        return 0;
    call->report.lines++;
    if (!line->overlong)
        return place->known ? vpc_later(call, at, end) : vpc_first(call, at, end);
    if (!place->known)
        return vpc_refuse(call, "the first line is too long for VPC flow logs");
    vpc_doubt(call);
    return 0;
}

/* All lines that end in the text. Returns 0, SVCCOMM_E_NOMEM or SVCCOMM_E_FORMAT. */
static int vpc_lines(struct vpc_call *call, const char *text, size_t length)
{
    struct svccomm_decoder *decoder = call->decoder;
    struct svccomm__line_bytes line;
    struct svccomm__piece piece;
    int rc;

    if (length == 0)
        return 0;
    piece.at = text;
    piece.end = text + length;
    while ((rc = svccomm__lines_next(&decoder->vpc->lines, &decoder->memory, &piece, &line)) > 0) {
        rc = vpc_line(call, &line);
        if (rc < 0)
            break;
    }
    return rc;
}

static void vpc_report_add(svccomm_vpc_report *report, const svccomm_vpc_report *more)
{
    if (report == NULL)
        return;
    svccomm__count(&report->lines, more->lines);
    svccomm__count(&report->headers, more->headers);
    svccomm__count(&report->flows, more->flows);
    svccomm__count(&report->rejected, more->rejected);
    svccomm__count(&report->no_data, more->no_data);
    svccomm__count(&report->skip_data, more->skip_data);
    svccomm__count(&report->doubtful, more->doubtful);
    if (report->first_doubtful_line == 0)
        report->first_doubtful_line = more->first_doubtful_line;
}

/* Checks what both calls that read have in common, and starts one. */
static int vpc_call_begin(struct vpc_call *call, svccomm_decoder *decoder,
                          const svccomm_vpc_report *report, svccomm_error *error)
{
    int rc = report == NULL ? 0 : svccomm__struct_out(report, sizeof *report);

    memset(call, 0, sizeof *call);
    call->decoder = decoder;
    call->error = error;
    if (decoder == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "decoder is NULL");
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (decoder->vpc == NULL || !decoder->vpc->place.open)
        return svccomm__fail(error, SVCCOMM_E_STATE, "no text of VPC flow logs is open");
    return 0;
}

/* vpc_lines() as a whole or not at all. Text that is no flow log is closed. */
static int vpc_read(struct vpc_call *call, const char *text, size_t length)
{
    struct svccomm__vpc *vpc = call->decoder->vpc;
    struct svccomm__vpc_place before = vpc->place;
    int rc;

    svccomm__lines_mark(&vpc->lines);
    rc = vpc_lines(call, text, length);
    if (rc == SVCCOMM_E_FORMAT) {
        vpc->place.open = 0;
    } else if (rc < 0) {
        vpc->place = before;
        svccomm__lines_rollback(&vpc->lines);
        svccomm__fail(call->error, rc, NULL);
    }
    return rc;
}

int svccomm_decoder_vpc(svccomm_decoder *decoder, const char *text, size_t length,
                        const svccomm_flow **flows, size_t size, svccomm_vpc_report *report,
                        svccomm_error *error)
{
    struct vpc_call call;
    int rc;

    if (flows == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "flows is NULL");
    *flows = NULL;
    if (text == NULL && length > 0)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "text is NULL");
    rc = vpc_call_begin(&call, decoder, report, error);
    if (rc < 0)
        return rc;
    rc = svccomm__flow_array_begin(&decoder->flows, &decoder->memory, length / VPC_RECORD_BYTES,
                                   size);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    rc = vpc_read(&call, text, length);
    if (rc < 0)
        return rc;
    vpc_report_add(report, &call.report);
    *flows = (const svccomm_flow *)(const void *)decoder->flows.bytes;
    return (int)decoder->flows.count;
}

/* The line that the text ends in, without a line end: what follows may be missing. */
static void vpc_rest(struct vpc_call *call)
{
    struct svccomm__line_bytes line;

    if (!svccomm__lines_last(&call->decoder->vpc->lines, &line))
        return;
    call->decoder->vpc->place.line++;
    if (!line.overlong && svccomm__skip_blanks(line.at) == line.end)
        return;
    call->report.lines++;
    vpc_doubt(call);
}

int svccomm_decoder_vpc_end(svccomm_decoder *decoder, svccomm_vpc_report *report,
                            svccomm_error *error)
{
    struct svccomm__vpc_place *place;
    struct vpc_call call;
    int rc = vpc_call_begin(&call, decoder, report, error);

    if (rc < 0)
        return rc;
    place = &decoder->vpc->place;
    place->open = 0;
    if (!place->known) {
        place->line++;
        return vpc_refuse(&call, "no line of VPC flow logs ends in the text");
    }
    vpc_rest(&call);
    vpc_report_add(report, &call.report);
    return 0;
}
