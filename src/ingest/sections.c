/* SPDX-License-Identifier: MIT
 * Sections of a text source. Some rows can be understood only when all rows under the same header
 * are known: which protocol `ss -t` lists, whether netstat cut its columns, which byte order
 * /proc/net has. They are staged with a mark and decided about at the end. */
#include "ingest/sections.h"

#include "base/arith.h"
#include "svccomm/key.h"

/* A section that got no row; only the tables that its header named need to be remembered. */
static int section_is_empty(const struct svccomm__source *source,
                            const struct svccomm__section *section)
{
    return section->first == source->staged && section->protocols == 0 && !section->has_unsaid;
}

static void section_sum_tables(struct svccomm__source *source,
                               const struct svccomm__section *section)
{
    source->tables |= section->tables << (section->protocol == SVCCOMM_PROTO_UDP ? 2 : 0);
}

static uint32_t section_formats(const struct svccomm__section *section)
{
    uint32_t formats = section->dialect->formats;

    if ((formats & 1u << SVCCOMM_FORMAT_PROC_TCP) == 0)
        return formats;
    return section->protocol == SVCCOMM_PROTO_UDP ? 1u << SVCCOMM_FORMAT_PROC_UDP
                                                  : 1u << SVCCOMM_FORMAT_PROC_TCP;
}

/* The formats that are there, and what told each. */
static void section_sum_format(struct svccomm__source *source,
                               const struct svccomm__section *section)
{
    svccomm_text_report *report = &source->report;
    uint32_t formats = section_formats(section), i;

    report->formats |= formats;
    for (i = 0; i < SVCCOMM_FORMATS_MAX; i++) {
        if ((formats & 1u << i) == 0 || report->format_lines[i] != 0)
            continue;
        report->format_lines[i] = section->told;
        report->format_headers |= section->headed ? 1u << i : 0;
    }
}

int svccomm__section_begin(struct svccomm_snapshot *snapshot,
                           const struct svccomm__dialect *dialect, const struct svccomm__line *line,
                           int headed)
{
    struct svccomm__source *source = &snapshot->source;
    struct svccomm__section *section = svccomm__section_open(snapshot);
    uint32_t cover = line->cover;

    if (section != NULL && section_is_empty(source, section)) {
        /* Headers alone do not pile up: the place is used again. A title that several dialects have
         * holds for what goes on with it. */
        section_sum_tables(source, section);
        if (line->more)
            cover &= section->cover;
        else
            section_sum_format(source, section);
    } else {
        if (svccomm__memory_grow(&snapshot->sockets.memory, &source->sections,
                                 &source->section_capacity, source->section_count + 1,
                                 sizeof *source->sections) < 0)
            return SVCCOMM_E_NOMEM;
        section = &source->sections[source->section_count++];
    }
    memset(section, 0, sizeof *section);
    section->first = source->staged;
    section->dialect = dialect;
    section->told = line->number;
    section->headed = headed != 0;
    section->cover = cover;
    section->tables = line->tables;
    memcpy(section->places, line->places, sizeof section->places);
    section->columns = line->columns;
    section->protocol = line->protocol;
    return 0;
}

/* Rows that do not say their protocol: the header does, or the states. Without a hint TCP is the
 * likelier one. */
static void section_settle_protocol(struct svccomm__section *section, struct svccomm__socket *rows,
                                    size_t count)
{
    size_t i;

    if (section->protocol == 0)
        section->protocol =
            !section->stream_state && section->closed_state ? SVCCOMM_PROTO_UDP : SVCCOMM_PROTO_TCP;
    if (!section->has_unsaid)
        return;
    section->protocols |= 1u << svccomm__protocol_index(section->protocol);
    section->cleared |= section->unsaid << 4 * svccomm__protocol_index(section->protocol);
    for (i = 0; i < count; i++) {
        if ((rows[i].flags & SVCCOMM__ROW_UNSAID) == 0)
            continue;
        rows[i].protocol = section->protocol;
        if (section->protocol == SVCCOMM_PROTO_UDP)
            rows[i].state =
                svccomm__line_state(rows[i].protocol, rows[i].state, rows[i].remote_port != 0);
    }
}

static void section_first(uint64_t *first, uint64_t line)
{
    if (line != 0 && (*first == 0 || line < *first))
        *first = line;
}

/* Narrow rows were cut unless a wider one shows that the columns grow (netstat -W). */
static void section_settle_narrow(struct svccomm__source *source, struct svccomm__section *section)
{
    const struct svccomm__undecided *narrow = &section->narrow;
    svccomm_text_report *report = &source->report;

    if (section->wide) {
        report->taken += narrow->rows;
        report->unknown_states += narrow->unknown;
        section_first(&report->first_taken_line, narrow->first_line);
        section_first(&report->first_unknown_state_line, narrow->first_unknown_line);
        return;
    }
    report->doubtful += narrow->rows;
    section_first(&report->first_doubtful_line, narrow->first_line);
    section->cleared |= narrow->clears;
}

/* Claims of N1. /proc tables claim later, since the other family's table may come as another source
 * of the same snapshot. */
static void section_sum_claims(struct svccomm__source *source,
                               const struct svccomm__section *section)
{
    uint32_t index;

    source->cleared |= section->cleared;
    if (section->tables != 0) {
        section_sum_tables(source, section);
        return;
    }
    for (index = 0; index < 5; index++)
        if ((section->protocols & 1u << index) != 0)
            source->claimed |= section->cover << 4 * index;
}

/* Moves the rows that are taken to `into` and takes their marks off; how many they are. */
static size_t section_keep_rows(const struct svccomm__section *section,
                                struct svccomm__socket *rows, size_t count,
                                struct svccomm__socket *into)
{
    size_t kept = 0, i;

    if (into == rows && !section->marked)
        return count;
    for (i = 0; i < count; i++) {
        if ((rows[i].flags & SVCCOMM__ROW_NARROW) != 0 && !section->wide)
            continue;
        into[kept] = rows[i];
        into[kept++].flags &= SVCCOMM__ROW_PUBLIC;
    }
    return kept;
}

/* The rows of a section; `count` may be 0, then there is no telling where they are. */
static size_t section_rows(const struct svccomm__source *source, size_t index)
{
    const struct svccomm__section *section = &source->sections[index];

    return (index + 1 < source->section_count ? section[1].first : source->staged) - section->first;
}

void svccomm__sections_finish(struct svccomm_snapshot *snapshot)
{
    struct svccomm__source *source = &snapshot->source;
    struct svccomm__socket *staged = snapshot->sockets.rows, *rows;
    size_t kept = 0, count, i;
    struct svccomm__section *section;

    if (source->staged > 0)
        staged += snapshot->sockets.count;
    for (i = 0; i < source->section_count; i++) {
        section = &source->sections[i];
        count = section_rows(source, i);
        rows = count > 0 ? staged + section->first : NULL;
        if (section->dialect->finish != NULL)
            section->dialect->finish(section, rows, count);
        section_settle_protocol(section, rows, count);
        section_settle_narrow(source, section);
        if (count > 0)
            kept += section_keep_rows(section, rows, count, staged + kept);
        section_sum_format(source, section);
        section_sum_claims(source, section);
    }
    source->staged = kept;
    source->section_count = 0;
}
