/* SPDX-License-Identifier: MIT
 * The checks of a record that was read, and what follows from its fields. */
#include <string.h>

#include "base/arith.h"
#include "export/import_draft.h"
#include "stats/spans_state.h"
#include "svccomm/error.h"

/* A fault with a field. */
static int finish_fault(struct svccomm__draft *draft, enum svccomm__group_index group,
                        const char *name, const char *fault)
{
    unsigned hint = 0;

    draft->where.group = &svccomm__groups[group];
    draft->where.field = svccomm__field_find(draft->where.group, name, &hint);
    return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, fault);
}

static int finish_key(struct svccomm__draft *draft)
{
    static const char *const required[] = {"protocol", "client_ip", "listener_ip", "port"};
    svccomm_record *record = &draft->record;
    uint8_t id[SVCCOMM_ID_SIZE];

    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
        if (!svccomm__draft_has(draft, SVCCOMM__GROUP_RECORD, required[i]))
            return finish_fault(draft, SVCCOMM__GROUP_RECORD, required[i], "missing");
    (void)svccomm_key_id(&record->key, id);
    if (svccomm__draft_has(draft, SVCCOMM__GROUP_RECORD, "id") &&
        memcmp(id, record->id, sizeof id) != 0)
        return finish_fault(draft, SVCCOMM__GROUP_RECORD, "id", "not the id of this key");
    memcpy(record->id, id, sizeof id);
    return 0;
}

/* Revisions go on from the greatest, so it must leave room. */
static int finish_revision(struct svccomm__draft *draft)
{
    if (draft->record.revision <= INT64_MAX)
        return 0;
    finish_fault(draft, SVCCOMM__GROUP_RECORD, "revision", "a number out of range");
    return SVCCOMM_E_RANGE;
}

/* Records written by hand need not say where they come from: from a person. A name that is not
 * explicit was derived and is passed on as such. */
static void finish_attributes(struct svccomm__draft *draft)
{
    svccomm_record *record = &draft->record;

    if (!svccomm__draft_has(draft, SVCCOMM__GROUP_RECORD, "origin"))
        record->origin = SVCCOMM_ORIGIN_MANUAL;
    if (record->evidence == SVCCOMM_EVIDENCE_NONE && (record->origin & SVCCOMM_ORIGIN_MANUAL) != 0)
        record->evidence = SVCCOMM_EVIDENCE_USER;
    record->processes = record->process_count > 0 ? draft->processes : NULL;
    if (record->client_device_explicit != NULL)
        record->client_device = NULL;
    if (record->listener_device_explicit != NULL)
        record->listener_device = NULL;
}

/* Whether any column of an object had a value. */
static int finish_is_present(const struct svccomm__draft *draft, enum svccomm__group_index index)
{
    const struct svccomm__group *group = &svccomm__groups[index];

    for (unsigned i = group->first; i < (unsigned)group->first + group->count; i++)
        if ((draft->given[i / 64] >> (i % 64) & 1) != 0)
            return 1;
    return 0;
}

static void finish_found(svccomm_record *record, int64_t first, int64_t last)
{
    record->first_found = svccomm__min_found(record->first_found, first);
    record->last_found = svccomm__max_time(record->last_found, last);
}

/* ---- views ---- */

static int finish_view_found(struct svccomm__draft *draft, enum svccomm__group_index group,
                             svccomm_netstat *view)
{
    int total = svccomm__draft_has(draft, group, "total_samples");
    int first = view->first_found != SVCCOMM_NO_TIME, last = view->last_found != SVCCOMM_NO_TIME;

    if (total != first || total != last)
        return finish_fault(draft, group, "total_samples",
                            "total_samples, first_found and last_found go together");
    if (view->first_found > view->last_found)
        return finish_fault(draft, group, "first_found", "after last_found");
    view->found = (uint32_t)total;
    return 0;
}

static int finish_view(struct svccomm__draft *draft, enum svccomm__group_index group,
                       svccomm_netstat *view, uint32_t name)
{
    int rc;

    if (!finish_is_present(draft, group))
        return 0;
    view->view = name;
    rc = finish_view_found(draft, group, view);
    if (rc < 0)
        return rc;
    if (view->active_samples > view->total_samples)
        return finish_fault(draft, group, "active_samples", "more than total_samples");
    if (view->implied_samples > view->active_samples)
        return finish_fault(draft, group, "implied_samples", "more than active_samples");
    if (view->active_samples == 0 && view->total_ports > 0)
        return finish_fault(draft, group, "total_ports", "without active_samples");
    finish_found(&draft->record, view->first_found, view->last_found);
    return 0;
}

/* ---- flows ---- */

static int finish_is_empty(struct svccomm__draft *draft)
{
    if (draft->active_span != 0 || draft->gap_span != 0 || draft->active_samples != 0 ||
        draft->record.netflow.spans.last != SVCCOMM_NO_TIME)
        return finish_fault(draft, SVCCOMM__GROUP_NETFLOW, "first_found", "missing");
    return 0;
}

/* The spans as folded up to last found: the segments themselves are not in an export. */
static int finish_spans(struct svccomm__draft *draft)
{
    svccomm_spans *spans = &draft->record.netflow.spans;

    spans->flags |= SVCCOMM_SPANS_FOLDED;
    spans->folded_end = spans->last;
    spans->folded_active = draft->active_span;
    spans->folded_samples = draft->active_samples;
    if (!svccomm__spans_valid(spans))
        return finish_fault(draft, SVCCOMM__GROUP_NETFLOW, "active_span",
                            "does not agree with active_samples, first_found, last_found and the "
                            "interval");
    if (svccomm__draft_has(draft, SVCCOMM__GROUP_NETFLOW, "gap_span") &&
        draft->gap_span != svccomm_spans_gap(spans))
        return finish_fault(draft, SVCCOMM__GROUP_NETFLOW, "gap_span",
                            "not last_found - first_found - active_span");
    finish_found(&draft->record, spans->first, spans->last);
    return 0;
}

static int finish_flow(struct svccomm__draft *draft)
{
    const struct svccomm__import_defaults *defaults = draft->defaults;
    svccomm_netflow *flow = &draft->record.netflow;
    svccomm_spans *spans = &flow->spans;

    spans->size = (uint32_t)sizeof *spans;
    spans->flags |= defaults->points ? SVCCOMM_SPANS_POINTS : 0;
    spans->interval = defaults->interval;
    spans->keep = defaults->keep;
    if (!finish_is_present(draft, SVCCOMM__GROUP_NETFLOW))
        return 0;
    flow->present = 1;
    if (svccomm__draft_has(draft, SVCCOMM__GROUP_NETFLOW, "total_events") &&
        draft->total_events != svccomm__sat_add(flow->forward_events, flow->reverse_events))
        return finish_fault(draft, SVCCOMM__GROUP_NETFLOW, "total_events",
                            "not forward_events + reverse_events");
    return spans->first == SVCCOMM_NO_TIME ? finish_is_empty(draft) : finish_spans(draft);
}

int svccomm__draft_finish(struct svccomm__draft *draft)
{
    svccomm_record *record = &draft->record;
    int rc = finish_key(draft);

    if (rc == 0)
        rc = finish_view(draft, SVCCOMM__GROUP_LISTENER, &record->listener_view,
                         SVCCOMM_VIEW_LISTENER);
    if (rc == 0)
        rc = finish_view(draft, SVCCOMM__GROUP_CLIENT, &record->client_view, SVCCOMM_VIEW_CLIENT);
    if (rc == 0)
        rc = finish_flow(draft);
    if (rc == 0)
        rc = finish_revision(draft);
    finish_attributes(draft);
    return rc;
}
