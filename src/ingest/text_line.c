/* SPDX-License-Identifier: MIT
 * One line of a text source: which dialect knows it, and what becomes of it. */
#include "ingest/text_line.h"

#include "ingest/sections.h"
#include "ingest/text_goes_on.h"

static int text_is_wanted(const struct svccomm__source *source,
                          const struct svccomm__dialect *dialect)
{
    return source->forced == SVCCOMM_FORMAT_DETECT ||
           (dialect->formats & 1u << source->forced) != 0;
}

static void text_line_init(struct svccomm__line *line, const char *at, const char *end)
{
    line->at = at;
    line->end = end;
    line->name_count = 0;
    line->more = line->tables = 0;
    memset(line->places, 0, sizeof line->places);
    line->columns = line->protocol = line->processes = line->known_protocol = 0;
}

/* Asks the dialects but for that of the open section. `dialect` becomes the one that knows the
 * line. */
static int text_classify_others(const struct svccomm__source *source,
                                const struct svccomm__section *section, struct svccomm__line *line,
                                const struct svccomm__dialect **dialect)
{
    uint32_t i;
    int kind;

    for (i = 0; (*dialect = svccomm__dialect_at(i)) != NULL; i++) {
        if ((section != NULL && *dialect == section->dialect) || !text_is_wanted(source, *dialect))
            continue;
        text_line_init(line, line->at, line->end); /* nothing of what others took it for */
        kind = (*dialect)->read(line, NULL);
        if (kind != SVCCOMM__LINE_FOREIGN)
            return kind;
    }
    return SVCCOMM__LINE_FOREIGN;
}

/* The first line with a word in it, if it is nobody's: an error shows it. */
static void text_note_words(struct svccomm__source *source, struct svccomm__line *line)
{
    const char *at = svccomm__skip_blanks(line->at);
    size_t i, length = (size_t)(line->end - at);

    if (source->word_line != 0 || source->section_count > 0 || at >= line->end)
        return;
    source->word_line = line->number;
    for (i = 0; i < length && i < SVCCOMM__WORDS_SHOWN; i++)
        source->words[i] = (unsigned char)at[i] < ' ' || at[i] == 0x7f ? '.' : at[i];
    source->words[i] = 0;
    for (i = 0; (source->word_dialect = svccomm__dialect_at((uint32_t)i)) != NULL; i++)
        if (source->word_dialect->read(line, NULL) != SVCCOMM__LINE_FOREIGN)
            break;
}

/* Asks the dialect of the open section first, then the others: so texts of several utilities may
 * follow each other. */
static int text_classify(struct svccomm_snapshot *snapshot, struct svccomm__line *line,
                         const struct svccomm__dialect **dialect)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);
    int kind;

    if (section != NULL) {
        *dialect = section->dialect;
        kind = section->dialect->read(line, section);
        if (kind != SVCCOMM__LINE_FOREIGN)
            return kind;
    }
    return text_classify_others(&snapshot->source, section, line, dialect);
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
    if (section != NULL)
        section->goes_on = 0;
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

/* A socket that several programs hold is told once for each of their names (N4): the first goes
 * with the row, each other makes one more, which is not counted as taken. */
static int text_stage_names(struct svccomm_snapshot *snapshot, const struct svccomm__line *line)
{
    struct svccomm__sockets *sockets = &snapshot->sockets;
    const char *process = NULL;
    uint32_t i;
    int rc;

    for (i = 0; i < line->name_count; i++) {
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
    }
    return line->name_count > 0
               ? 0
               : text_stage(snapshot, line, svccomm__section_open(snapshot)->process);
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
    narrow->clears |= ((line->unsure | line->unsure >> 2 | line->unsure << 2) & SVCCOMM__COVER_BOTH)
                      << 4 * svccomm__protocol_index(line->row.protocol);
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
        section->goes_on = 0;
        line->known_protocol = 1;
        text_clear(source, section, line);
        return 0;
    }
    rc = text_stage_names(snapshot, line);
    if (rc < 0)
        return rc;
    section->goes_on = 1;
    if ((line->row.flags & SVCCOMM__ROW_UNSAID) != 0)
        section->has_unsaid = 1;
    else
        section->protocols |= 1u << svccomm__protocol_index(line->row.protocol);
    text_count(source, section, line);
    return 0;
}

static int text_is_open(struct svccomm_snapshot *snapshot, const struct svccomm__dialect *dialect)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);

    return section != NULL && section->dialect == dialect;
}

/* A header begins a section unless it goes on with the one before; it may name the process of the
 * rows that follow. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_header(struct svccomm_snapshot *snapshot, const struct svccomm__dialect *dialect,
                       const struct svccomm__line *line)
{
    int rc = 0;

    if (!line->more || !text_is_open(snapshot, dialect))
        rc = svccomm__section_begin(snapshot, dialect, line, 1);
    else
        svccomm__section_open(snapshot)->columns |= line->columns;
    return rc < 0 || line->name_count == 0 ? rc : svccomm__text_next(snapshot, line);
}

/* A row without a header begins a section of its dialect. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_first_row(struct svccomm_snapshot *snapshot, const struct svccomm__dialect *dialect,
                          struct svccomm__line *line)
{
    int rc;

    line->cover = dialect->default_cover;
    rc = svccomm__section_begin(snapshot, dialect, line, 0);
    if (rc < 0)
        return rc;
    /* Once more, so that the section learns what the row shows. */
    text_line_init(line, line->at, line->end);
    dialect->read(line, svccomm__section_open(snapshot));
    return 0;
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
static int text_rest(struct svccomm_snapshot *snapshot, const struct svccomm__dialect *dialect,
                     int kind, struct svccomm__line *line)
{
    struct svccomm__source *source = &snapshot->source;
    int rc = 0;

    if (line->cut && kind == SVCCOMM__LINE_HEADER)
        line->cover = line->tables = 0; /* what it announces is not there */
    if (kind == SVCCOMM__LINE_HEADER)
        rc = text_header(snapshot, dialect, line);
    if (rc == 0 && line->cut && svccomm__section_open(snapshot) != NULL)
        text_cut_rest(source, kind, line);
    else if (rc == 0 && kind != SVCCOMM__LINE_HEADER)
        text_skip(&source->report, line->number);
    source->processes |= line->processes;
    return rc;
}

int svccomm__text_line(struct svccomm_snapshot *snapshot, const char *at, const char *end, int cut)
{
    struct svccomm__section *section;
    const struct svccomm__dialect *dialect;
    struct svccomm__line line;
    int kind, rc = 0;

    if (!cut && end > at && end[-1] == '\r')
        end--;
    text_line_init(&line, at, end);
    line.number = ++snapshot->source.report.lines;
    line.forced = snapshot->source.forced;
    line.cut = (uint32_t)cut;
    kind = text_classify(snapshot, &line, &dialect);
    if (kind == SVCCOMM__LINE_FOREIGN)
        text_note_words(&snapshot->source, &line);
    if (kind < SVCCOMM__LINE_ROW || (cut && kind > SVCCOMM__LINE_DOUBTFUL))
        return text_rest(snapshot, dialect, kind, &line);
    if (kind > SVCCOMM__LINE_DOUBTFUL)
        return svccomm__text_goes_on(snapshot, kind, &line);
    if (!text_is_open(snapshot, dialect))
        rc = text_first_row(snapshot, dialect, &line);
    if (rc < 0)
        return rc;
    section = svccomm__section_open(snapshot);
    if (kind == SVCCOMM__LINE_ROW)
        return text_row(snapshot, section, &line);
    text_doubt(&snapshot->source, section, &line);
    return 0;
}
