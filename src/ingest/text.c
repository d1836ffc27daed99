/* SPDX-License-Identifier: MIT
 * Text sources of a snapshot: lines over any cut of the input, each given to the dialects; rows are
 * staged behind those of the snapshot until the source ends. */
#include "base/arith.h"
#include "base/fail.h"
#include "base/structs.h"
#include "ingest/sections.h"
#include "model/address.h"

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

static int text_is_wanted(const struct svccomm__source *source,
                          const struct svccomm__dialect *dialect)
{
    return source->forced == SVCCOMM_FORMAT_DETECT ||
           (dialect->formats & 1u << source->forced) != 0;
}

/* Asks the dialect of the open section first, then the others: so texts of several utilities may
 * follow each other. `dialect` becomes the index of the one that knows the line. */
static int text_classify(struct svccomm_snapshot *snapshot, struct svccomm__line *line,
                         uint32_t *dialect)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);
    const struct svccomm__dialect *candidate;
    uint32_t current = UINT32_MAX;
    int kind;

    if (section != NULL) {
        current = *dialect = section->dialect;
        kind = svccomm__dialect_at(current)->read(line, section);
        if (kind != SVCCOMM__LINE_FOREIGN)
            return kind;
    }
    for (*dialect = 0; (candidate = svccomm__dialect_at(*dialect)) != NULL; ++*dialect) {
        if (*dialect == current || !text_is_wanted(&snapshot->source, candidate))
            continue;
        kind = candidate->read(line, NULL);
        if (kind != SVCCOMM__LINE_FOREIGN)
            return kind;
    }
    return SVCCOMM__LINE_FOREIGN;
}

static void text_skip(svccomm_text_report *report, uint64_t line)
{
    report->skipped++;
    svccomm__report_first(&report->first_skipped_line, line);
}

/* Clears the coverage of what a row that is not taken may be (N1). */
static void text_clear(struct svccomm__source *source, struct svccomm__section *section,
                       const struct svccomm__line *line)
{
    int index = svccomm__protocol_index(line->row.protocol);

    if (!line->known_protocol) {
        source->cleared |= line->unsure * 0x11111u;
    } else if ((line->row.flags & SVCCOMM__ROW_UNSAID) != 0) {
        section->has_unsaid = 1;
        section->unsaid |= line->unsure;
    } else if (index >= 0) {
        section->protocols |= 1u << index;
        section->cleared |= line->unsure << 4 * index;
    }
}

static void text_doubt(struct svccomm__source *source, struct svccomm__section *section,
                       const struct svccomm__line *line)
{
    source->report.doubtful++;
    svccomm__report_first(&source->report.first_doubtful_line, line->number);
    text_clear(source, section, line);
}

/* Stages one row with one name. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_stage(struct svccomm_snapshot *snapshot, const struct svccomm__line *line,
                      const char *process)
{
    struct svccomm__sockets *sockets = &snapshot->sockets;
    size_t at = sockets->count + snapshot->source.staged;
    int rc = at < sockets->capacity
                 ? 0
                 : svccomm__memory_grow(&sockets->memory, &sockets->rows, &sockets->capacity,
                                        at + 1, sizeof *sockets->rows);

    if (rc < 0)
        return rc;
    sockets->rows[at] = line->row;
    sockets->rows[at].process = process;
    snapshot->source.staged++;
    return 0;
}

/* A socket that several programs hold is told once for each of their names (N4): the first goes with
 * the row, each other makes one more, which is not counted as taken. */
static int text_stage_names(struct svccomm_snapshot *snapshot, const struct svccomm__line *line)
{
    struct svccomm__sockets *sockets = &snapshot->sockets;
    const char *process = NULL;
    uint32_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < line->name_count; i++) {
        snapshot->source.processes = 1;
        rc = svccomm__names_intern(&sockets->names, &sockets->memory, line->names[i].at,
                                   line->names[i].length, &process);
        if (rc == SVCCOMM_E_NOMEM)
            return rc;
        if (i > 0 && (rc < 0 || !svccomm__snapshot_has_room(snapshot))) {
            snapshot->source.report.dropped_names++;
        } else {
            snapshot->source.report.dropped_names += rc < 0;
            rc = text_stage(snapshot, line, rc < 0 ? NULL : process);
            if (rc < 0)
                return rc;
        }
        rc = 0;
    }
    return line->name_count > 0 ? rc : text_stage(snapshot, line, NULL);
}

/* Counts a row that is staged; narrow ones are counted at the end of their section. */
static void text_count(struct svccomm__source *source, struct svccomm__section *section,
                       const struct svccomm__line *line)
{
    int unknown = line->row.state == SVCCOMM_STATE_UNKNOWN;
    svccomm_text_report *report = &source->report;
    struct svccomm__undecided *narrow = &section->narrow;

    if ((line->row.flags & SVCCOMM__ROW_NARROW) == 0) {
        report->taken++;
        svccomm__report_first(&report->first_taken_line, line->number);
        if (unknown) {
            report->unknown_states++;
            svccomm__report_first(&report->first_unknown_state_line, line->number);
        }
        return;
    }
    narrow->rows++;
    svccomm__report_first(&narrow->first_line, line->number);
    narrow->clears |= (line->unsure | line->unsure >> 2 | line->unsure << 2) << 4 *
                      svccomm__protocol_index(line->row.protocol);
    if (unknown) {
        narrow->unknown++;
        svccomm__report_first(&narrow->first_unknown_line, line->number);
    }
}

static int text_row(struct svccomm_snapshot *snapshot, struct svccomm__section *section,
                    struct svccomm__line *line)
{
    struct svccomm__source *source = &snapshot->source;
    int rc;

    if (line->cut) {
        /* A cut IPv6 row may be a mapped one (N1). */
        line->unsure |= line->unsure >> 2 & SVCCOMM__COVER_V4;
        line->known_protocol = 1;
        text_doubt(source, section, line);
        return 0;
    }
    if (!svccomm__snapshot_has_room(snapshot)) {
        source->report.dropped++;
        line->known_protocol = 1;
        text_clear(source, section, line);
        return 0;
    }
    rc = text_stage_names(snapshot, line);
    if (rc < 0)
        return rc;
    if ((line->row.flags & SVCCOMM__ROW_UNSAID) != 0)
        section->has_unsaid = 1;
    else
        section->protocols |= 1u << svccomm__protocol_index(line->row.protocol);
    text_count(source, section, line);
    return 0;
}

static void text_line_init(struct svccomm__line *line, const char *at, const char *end)
{
    line->at = at;
    line->end = end;
    line->name_count = 0;
    line->more = line->tables = 0;
    line->columns = line->protocol = line->processes = line->known_protocol = 0;
}

/* Begins a section if the line is the first of its dialect, or a header that does not go on with the
 * one before. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_section(struct svccomm_snapshot *snapshot, uint32_t dialect, int kind,
                        struct svccomm__line *line)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);
    const struct svccomm__dialect *own = svccomm__dialect_at(dialect);
    int same = section != NULL && section->dialect == dialect, rc;

    if (kind == SVCCOMM__LINE_HEADER && same && line->more) {
        section->columns |= line->columns;
        return 0;
    }
    if (kind != SVCCOMM__LINE_HEADER && same)
        return 0;
    if (kind != SVCCOMM__LINE_HEADER)
        line->cover = own->default_cover;
    rc = svccomm__section_begin(snapshot, dialect, line);
    if (rc == 0 && kind != SVCCOMM__LINE_HEADER) {
        /* Once more, so that the section learns what the row shows. */
        text_line_init(line, line->at, line->end);
        own->read(line, svccomm__section_open(snapshot));
    }
    return rc;
}

/* The end of a text that is cut: not the row that it may have become, and of no known protocol
 * unless a dialect reads that much of it. */
static void text_cut_rest(struct svccomm__source *source, int kind, struct svccomm__line *line)
{
    line->known_protocol = 0;
    line->unsure = kind == SVCCOMM__LINE_FOREIGN ? SVCCOMM__COVER_BOTH : 0;
    text_doubt(source, NULL, line);
}

/* A line that is no row. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_rest(struct svccomm_snapshot *snapshot, uint32_t dialect, int kind,
                     struct svccomm__line *line)
{
    struct svccomm__source *source = &snapshot->source;
    int rc = 0;

    if (line->cut && kind == SVCCOMM__LINE_HEADER)
        line->cover = line->tables = 0; /* what it announces is not there */
    if (kind == SVCCOMM__LINE_HEADER)
        rc = text_section(snapshot, dialect, kind, line);
    if (rc == 0 && line->cut && svccomm__section_open(snapshot) != NULL)
        text_cut_rest(source, kind, line);
    else if (rc == 0 && kind != SVCCOMM__LINE_HEADER)
        text_skip(&source->report, line->number);
    source->processes |= line->processes;
    return rc;
}

/* One line, without its end. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_line(struct svccomm_snapshot *snapshot, const char *at, const char *end, int cut)
{
    struct svccomm__section *section;
    struct svccomm__line line;
    uint32_t dialect;
    int kind, rc;

    if (!cut && end > at && end[-1] == '\r')
        end--;
    text_line_init(&line, at, end);
    line.number = ++snapshot->source.report.lines;
    line.forced = snapshot->source.forced;
    line.cut = (uint32_t)cut;
    kind = text_classify(snapshot, &line, &dialect);
    if (kind < SVCCOMM__LINE_ROW)
        return text_rest(snapshot, dialect, kind, &line);
    rc = text_section(snapshot, dialect, kind, &line);
    if (rc < 0)
        return rc;
    section = svccomm__section_open(snapshot);
    if (kind == SVCCOMM__LINE_ROW)
        return text_row(snapshot, section, &line);
    text_doubt(&snapshot->source, section, &line);
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
    return svccomm__memory_grow(&snapshot->sockets.memory, &source->carry,
                                &source->carry_capacity, need + 1, 1);
}

/* The line that is in the carry, which is then empty. */
static int text_carried_line(struct svccomm_snapshot *snapshot, int cut)
{
    struct svccomm__source *source = &snapshot->source;
    size_t length = source->carry_length;
    int overlong = source->overlong != 0;

    source->carry_length = 0;
    source->overlong = 0;
    return text_line(snapshot, source->carry, source->carry + length, cut || overlong);
}

/* A line that is all in the caller's bytes. One that is too long goes by the carry like any other
 * that is, so that the cut of the input makes no difference. */
static int text_whole_line(struct svccomm_snapshot *snapshot, const char *at, const char *end)
{
    if ((size_t)(end - at) <= TEXT_LINE_MAX)
        return text_line(snapshot, at, end, 0);
    if (text_reserve(snapshot, (size_t)(end - at)) < 0)
        return SVCCOMM_E_NOMEM;
    text_carry(&snapshot->source, at, (size_t)(end - at));
    return text_carried_line(snapshot, 0);
}

/* Takes the bytes; what is behind the last line end goes to the carry, last of all, since until then
 * its bytes of before must stay for a second try. */
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
