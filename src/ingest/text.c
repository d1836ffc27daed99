/* SPDX-License-Identifier: MIT
 * Text sources of a snapshot: lines over any cut of the input, each given to the dialects; rows are
 * staged behind those of the snapshot until the source ends. */
#include "base/fail.h"
#include "base/structs.h"
#include "ingest/sections.h"
#include "ingest/text_line.h"

/* What is kept of a line: enough for some thousand processes that share one socket. A longer one is
 * read up to here, as one that is cut. */
#define TEXT_LINE_MAX ((size_t)256 << 10)

int svccomm_snapshot_text_begin(svccomm_snapshot *snapshot, uint32_t format)
{
    struct svccomm__source *source;

    if (snapshot == NULL || svccomm_format_name(format) == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (!snapshot->sockets.begun || snapshot->sockets.source_open)
        return SVCCOMM_E_STATE;
    source = &snapshot->source;
    memset(&source->report, 0, sizeof source->report);
    svccomm__encoding_begin(&source->encoding);
    source->lines.max = TEXT_LINE_MAX;
    source->lines.length = source->section_count = source->staged = 0;
    source->claimed = source->cleared = source->tables = 0;
    source->word_line = 0;
    source->lines.overlong = source->processes = 0;
    source->forced = format;
    snapshot->sockets.source_open = 1;
    return 0;
}

/* Takes the bytes. What is behind the last line end is kept last of all: nothing fails after it. */
static int text_lines(struct svccomm_snapshot *snapshot, struct svccomm__piece piece)
{
    struct svccomm__lines *lines = &snapshot->source.lines;
    struct svccomm__line_bytes line;
    int rc = 1;

    while (rc > 0) {
        rc = svccomm__lines_next(lines, &snapshot->sockets.memory, &piece, &line);
        if (rc > 0 && svccomm__text_line(snapshot, line.at, line.end, line.overlong) < 0)
            rc = SVCCOMM_E_NOMEM;
    }
    return rc;
}

/* What a call changes, but for bytes behind the old lengths; to go back to when memory fails. */
struct text_point {
    struct svccomm__source source;
    struct svccomm__section section;
    struct svccomm__socket row; /* the last staged one: lines may go on with it */
};

static void text_mark(struct svccomm_snapshot *snapshot, struct text_point *point)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);

    svccomm__lines_mark(&snapshot->source.lines);
    point->source = snapshot->source;
    if (section != NULL)
        point->section = *section;
    if (snapshot->source.staged > 0)
        point->row = *svccomm__snapshot_last(snapshot);
    svccomm__names_mark(&snapshot->sockets.names);
}

static void text_rollback(struct svccomm_snapshot *snapshot, const struct text_point *point)
{
    struct svccomm__source *source = &snapshot->source, now = *source;

    *source = point->source;
    source->lines = now.lines;
    source->encoding.bytes = now.encoding.bytes;
    source->encoding.capacity = now.encoding.capacity;
    source->sections = now.sections;
    source->section_capacity = now.section_capacity;
    if (source->section_count > 0)
        source->sections[source->section_count - 1] = point->section;
    if (source->staged > 0)
        *svccomm__snapshot_last(snapshot) = point->row;
    svccomm__lines_rollback(&source->lines);
    svccomm__names_rollback(&snapshot->sockets.names);
}

int svccomm_snapshot_text(svccomm_snapshot *snapshot, const char *text, size_t length)
{
    struct svccomm__piece piece;
    struct text_point point;
    int rc;

    if (snapshot == NULL || (text == NULL && length > 0))
        return SVCCOMM_E_ARGUMENT;
    if (!snapshot->sockets.source_open)
        return SVCCOMM_E_STATE;
    if (length == 0)
        return 0;
    text_mark(snapshot, &point);
    piece.at = text;
    piece.end = text + length;
    rc = svccomm__encoding_read(&snapshot->source.encoding, &snapshot->sockets.memory, &piece);
    if (rc == 0)
        rc = text_lines(snapshot, piece);
    if (rc < 0)
        text_rollback(snapshot, &point);
    return rc;
}

/* The coverage that the /proc tables of all sources claim together (N1): IPv4 connections may stand
 * in tcp6 as mapped ones, so tcp alone does not cover them unless there is no IPv6. */
static uint32_t text_table_claims(uint32_t tables, int no_ipv6)
{
    uint32_t claims = 0, bits, shift;

    for (shift = 0; shift <= 4; shift += 4, tables >>= 2) {
        bits = 0;
        if ((tables & 1u) != 0)
            bits |= SVCCOMM_COVER_LISTENERS_V4;
        if ((tables & 2u) != 0)
            bits |= SVCCOMM__COVER_V6;
        if ((tables & 3u) == 3u)
            bits |= SVCCOMM__COVER_V4;
        if ((tables & 1u) != 0 && no_ipv6)
            bits = SVCCOMM__COVER_BOTH;
        claims |= bits << shift;
    }
    return claims;
}

/* The source becomes part of the snapshot. Cannot fail. */
static void text_commit(struct svccomm_snapshot *snapshot)
{
    struct svccomm__sockets *sockets = &snapshot->sockets;
    struct svccomm__source *source = &snapshot->source;
    uint32_t claims;

    svccomm__sections_finish(snapshot);
    sockets->count += source->staged;
    source->staged = 0;
    snapshot->tables |= source->tables;
    claims = source->claimed | text_table_claims(snapshot->tables, sockets->info.no_ipv6 != 0);
    if (source->processes)
        claims |= SVCCOMM_COVER_PROCESSES;
    sockets->claimed |= claims & sockets->info.coverage_mask;
    sockets->cleared |= source->cleared & SVCCOMM_COVER_ALL;
    sockets->source_open = 0;
}

/* The formats that the source might have been of. */
static void text_say_candidates(const struct svccomm__source *source, svccomm_error *error)
{
    const struct svccomm__dialect *dialect;
    uint32_t i;

    if (source->forced != SVCCOMM_FORMAT_DETECT) {
        svccomm__fail_text(error, svccomm_format_name(source->forced));
        return;
    }
    for (i = 0; (dialect = svccomm__dialect_at(i)) != NULL; i++) {
        if (i > 0)
            svccomm__fail_text(error, svccomm__dialect_at(i + 1) == NULL ? " or " : ", ");
        svccomm__fail_text(error, dialect->name);
    }
}

/* No line told a format: which one ruled them out, and that the source is gone. */
static int text_unknown(struct svccomm_snapshot *snapshot, svccomm_error *error)
{
    const struct svccomm__source *source = &snapshot->source;

    snapshot->sockets.source_open = 0;
    if (source->word_line == 0)
        return svccomm__fail_at(error, SVCCOMM_E_FORMAT, source->report.lines, 0,
                                "the text is empty");
    svccomm__fail_at(error, SVCCOMM_E_FORMAT, source->word_line, 0, "\"");
    svccomm__fail_text(error, source->words);
    svccomm__fail_text(error, "\" is no header and no row of ");
    text_say_candidates(source, error);
    if (source->word_dialect != NULL) {
        svccomm__fail_text(error, ", but of ");
        svccomm__fail_text(error, source->word_dialect->name);
    }
    return SVCCOMM_E_FORMAT;
}

int svccomm_snapshot_text_end(svccomm_snapshot *snapshot, svccomm_text_report *report,
                              svccomm_error *error)
{
    struct svccomm__line_bytes line;
    struct svccomm__piece piece;
    struct text_point point;
    int rc = report == NULL ? 0 : svccomm__struct_out(report, sizeof *report);

    if (snapshot == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "snapshot is NULL");
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (!snapshot->sockets.source_open)
        return svccomm__fail(error, SVCCOMM_E_STATE, "no text source is open");
    text_mark(snapshot, &point);
    svccomm__encoding_end(&snapshot->source.encoding, &piece);
    rc = text_lines(snapshot, piece);
    if (rc == 0 && svccomm__lines_last(&snapshot->source.lines, &line))
        rc = svccomm__text_line(snapshot, line.at, line.end, 1);
    if (rc < 0) {
        text_rollback(snapshot, &point);
        return svccomm__fail(error, rc, NULL);
    }
    if (snapshot->source.section_count == 0)
        return text_unknown(snapshot, error);
    text_commit(snapshot);
    svccomm__report_add(report, &snapshot->source.report);
    return 0;
}
