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
    source->carry_length = source->section_count = source->staged = 0;
    source->claimed = source->cleared = source->tables = 0;
    source->overlong = source->processes = 0;
    source->forced = format;
    snapshot->sockets.source_open = 1;
    return 0;
}

/* Appends to the partial line; the byte behind it is an LF, which the dialects rely on. Room was
 * reserved. */
static void text_carry(struct svccomm__source *source, const char *at, size_t length)
{
    size_t room = TEXT_LINE_MAX - source->carry_length;

    source->overlong |= length > room;
    if (length > room)
        length = room;
    memcpy(source->carry + source->carry_length, at, length);
    source->carry_length += length;
    source->carry[source->carry_length] = '\n';
}

static int text_reserve(struct svccomm_snapshot *snapshot, size_t more)
{
    struct svccomm__source *source = &snapshot->source;
    size_t need = source->carry_length;

    need += more < TEXT_LINE_MAX - need ? more : TEXT_LINE_MAX - need;
    return svccomm__memory_grow(&snapshot->sockets.memory, &source->carry, &source->carry_capacity,
                                need + 1, 1);
}

/* The line that is in the carry, which is then empty. */
static int text_carried_line(struct svccomm_snapshot *snapshot, int cut)
{
    struct svccomm__source *source = &snapshot->source;
    size_t length = source->carry_length;
    int overlong = source->overlong != 0;

    source->carry_length = 0;
    source->overlong = 0;
    return svccomm__text_line(snapshot, source->carry, source->carry + length, cut || overlong);
}

/* A line that is all in the caller's bytes. One that is too long goes by the carry like any other
 * that is, so that the cut of the input makes no difference. */
static int text_whole_line(struct svccomm_snapshot *snapshot, const char *at, const char *end)
{
    if ((size_t)(end - at) <= TEXT_LINE_MAX)
        return svccomm__text_line(snapshot, at, end, 0);
    if (text_reserve(snapshot, (size_t)(end - at)) < 0)
        return SVCCOMM_E_NOMEM;
    text_carry(&snapshot->source, at, (size_t)(end - at));
    return text_carried_line(snapshot, 0);
}

/* Takes the bytes; what is behind the last line end goes to the carry, last of all, since until
 * then its bytes of before must stay for a second try. */
static int text_lines(struct svccomm_snapshot *snapshot, const char *at, size_t length)
{
    const char *end = at + length, *next = memchr(at, '\n', length);
    struct svccomm__source *source = &snapshot->source;
    int rc = 0;

    if (next != NULL && source->carry_length > 0) {
        rc = text_reserve(snapshot, (size_t)(next - at));
        if (rc == 0) {
            text_carry(source, at, (size_t)(next - at));
            rc = text_carried_line(snapshot, 0);
        }
        at = next + 1;
        next = memchr(at, '\n', (size_t)(end - at));
    }
    for (; rc == 0 && next != NULL; next = memchr(at, '\n', (size_t)(end - at))) {
        rc = text_whole_line(snapshot, at, next);
        at = next + 1;
    }
    if (rc == 0)
        rc = text_reserve(snapshot, (size_t)(end - at));
    if (rc == 0)
        text_carry(source, at, (size_t)(end - at));
    return rc;
}

/* What a call changes, but for bytes behind the old lengths; to go back to when memory fails. */
struct text_point {
    struct svccomm__source source;
    struct svccomm__section section;
};

static void text_mark(struct svccomm_snapshot *snapshot, struct text_point *point)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);

    point->source = snapshot->source;
    if (section != NULL)
        point->section = *section;
    svccomm__names_mark(&snapshot->sockets.names);
}

static void text_rollback(struct svccomm_snapshot *snapshot, const struct text_point *point)
{
    struct svccomm__source *source = &snapshot->source, now = *source;

    *source = point->source;
    source->carry = now.carry;
    source->carry_capacity = now.carry_capacity;
    source->sections = now.sections;
    source->section_capacity = now.section_capacity;
    if (source->section_count > 0)
        source->sections[source->section_count - 1] = point->section;
    if (source->carry_length > 0)
        source->carry[source->carry_length] = '\n';
    svccomm__names_rollback(&snapshot->sockets.names);
}

int svccomm_snapshot_text(svccomm_snapshot *snapshot, const char *text, size_t length)
{
    struct text_point point;
    int rc;

    if (snapshot == NULL || (text == NULL && length > 0))
        return SVCCOMM_E_ARGUMENT;
    if (!snapshot->sockets.source_open)
        return SVCCOMM_E_STATE;
    if (length == 0)
        return 0;
    text_mark(snapshot, &point);
    rc = text_lines(snapshot, text, length);
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

/* No line told a format: what there was to see, and that the source is gone. */
static int text_unknown(struct svccomm_snapshot *snapshot, svccomm_error *error)
{
    struct svccomm__source *source = &snapshot->source;
    uint64_t lines = source->report.lines;

    snapshot->sockets.source_open = 0;
    svccomm__fail_at(error, SVCCOMM_E_FORMAT, lines, 0,
                     lines == 0 ? "the text is empty" : "no header and no row of ");
    if (lines == 0)
        return SVCCOMM_E_FORMAT;
    svccomm__fail_text(error, source->forced == SVCCOMM_FORMAT_DETECT
                                  ? "ss, netstat or /proc/net"
                                  : svccomm_format_name(source->forced));
    svccomm__fail_text(error, " in lines 1 to ");
    svccomm__fail_number(error, lines);
    return SVCCOMM_E_FORMAT;
}

int svccomm_snapshot_text_end(svccomm_snapshot *snapshot, svccomm_text_report *report,
                              svccomm_error *error)
{
    struct text_point point;
    int rc = report == NULL ? 0 : svccomm__struct_out(report, sizeof *report);

    if (snapshot == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "snapshot is NULL");
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (!snapshot->sockets.source_open)
        return svccomm__fail(error, SVCCOMM_E_STATE, "no text source is open");
    text_mark(snapshot, &point);
    if (snapshot->source.carry_length > 0)
        rc = text_carried_line(snapshot, 1);
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
