/* SPDX-License-Identifier: MIT
 * Lines of a text source that go on with what stands before: the owner or the state of a row, or
 * the process of the rows that follow. */
#include "ingest/text_goes_on.h"

#include "ingest/sections.h"

/* Interns a name; over the cap it is NULL, and counted. Returns 0 or SVCCOMM_E_NOMEM. */
static int text_intern(struct svccomm_snapshot *snapshot, const struct svccomm__word *name,
                       const char **out)
{
    int rc = svccomm__names_intern(&snapshot->sockets.names, &snapshot->sockets.memory, name->at,
                                   name->length, out);

    snapshot->source.processes = 1;
    if (rc == 0 || rc == SVCCOMM_E_NOMEM)
        return rc;
    snapshot->source.report.dropped_names++;
    *out = NULL;
    return 0;
}

static int text_owner(struct svccomm_snapshot *snapshot, const struct svccomm__line *line)
{
    struct svccomm__socket *row = svccomm__snapshot_last(snapshot);

    return row->process != NULL || line->name_count == 0
               ? 0
               : text_intern(snapshot, &line->names[0], &row->process);
}

int svccomm__text_next(struct svccomm_snapshot *snapshot, const struct svccomm__line *line)
{
    struct svccomm__section *section = svccomm__section_open(snapshot);

    section->process = NULL;
    return line->name_count == 0 ? 0 : text_intern(snapshot, &line->names[0], &section->process);
}

static void text_state(struct svccomm_snapshot *snapshot, const struct svccomm__line *line)
{
    svccomm_text_report *report = &snapshot->source.report;

    svccomm__snapshot_last(snapshot)->state = line->row.state;
    if (line->row.state != SVCCOMM_STATE_UNKNOWN)
        return;
    report->unknown_states++;
    svccomm__report_first(&report->first_unknown_state_line, line->number);
}

int svccomm__text_goes_on(struct svccomm_snapshot *snapshot, int kind,
                          const struct svccomm__line *line)
{
    if (kind == SVCCOMM__LINE_NEXT)
        return svccomm__text_next(snapshot, line);
    if (!svccomm__section_open(snapshot)->goes_on)
        return 0;
    if (kind == SVCCOMM__LINE_OWNER)
        return text_owner(snapshot, line);
    text_state(snapshot, line);
    return 0;
}
