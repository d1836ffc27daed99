/* SPDX-License-Identifier: MIT
 * A record that is being read: which columns were there, what goes into its fields and lists. */
#include "export/import_setters.h"

#include <string.h>

#include "svccomm/error.h"

void svccomm__draft_begin(struct svccomm__draft *draft,
                          const struct svccomm__import_defaults *defaults)
{
    svccomm_record *record = &draft->record;

    memset(draft, 0, sizeof *draft);
    draft->defaults = defaults;
    record->created = record->updated = defaults->now;
    record->first_found = record->last_found = SVCCOMM_NO_TIME;
    record->listener_view.first_found = record->listener_view.last_found = SVCCOMM_NO_TIME;
    record->client_view.first_found = record->client_view.last_found = SVCCOMM_NO_TIME;
    record->client_port = SVCCOMM_CLIENT_PORT_SEVERAL; /* exports do not tell it */
    record->netflow.spans.first = record->netflow.spans.last = SVCCOMM_NO_TIME;
}

int svccomm__draft_fault(struct svccomm__draft *draft, int code, const char *fault)
{
    draft->fault = fault;
    return code;
}

static int draft_bit(const uint64_t *bits, unsigned index)
{
    return (bits[index / 64] >> (index % 64) & 1) != 0;
}

int svccomm__draft_column(struct svccomm__draft *draft, struct svccomm__column column)
{
    unsigned index = svccomm__column_index(column);

    draft->where = column;
    if (draft_bit(draft->seen, index))
        return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, "given twice");
    draft->seen[index / 64] |= UINT64_C(1) << index % 64;
    return 0;
}

static void draft_give(struct svccomm__draft *draft)
{
    unsigned index = svccomm__column_index(draft->where);

    draft->given[index / 64] |= UINT64_C(1) << index % 64;
}

int svccomm__draft_has(const struct svccomm__draft *draft, enum svccomm__group_index group,
                       const char *name)
{
    struct svccomm__column column = {&svccomm__groups[group], NULL};
    unsigned hint = 0;

    column.field = svccomm__field_find(column.group, name, &hint);
    return column.field != NULL && draft_bit(draft->given, svccomm__column_index(column));
}

/* ---- fields ---- */

int svccomm__draft_set(struct svccomm__draft *draft, const struct svccomm__scalar *scalar)
{
    const struct svccomm__column *column = &draft->where;
    svccomm__draft_setter *set = svccomm__draft_setter_of(column->field->kind);
    size_t offset = (size_t)column->group->offset + column->field->offset;
    int rc;

    if (scalar->type == SVCCOMM__SCALAR_NULL || set == NULL ||
        column->group == &svccomm__groups[SVCCOMM__GROUP_HEADLINE])
        return 0;
    rc = set(draft, scalar, (unsigned char *)&draft->record + offset);
    if (rc == 0)
        draft_give(draft);
    return rc;
}

/* ---- lists ---- */

void svccomm__draft_list(struct svccomm__draft *draft)
{
    draft_give(draft);
}

int svccomm__draft_add_origin(struct svccomm__draft *draft, const struct svccomm__scalar *scalar)
{
    int bit = svccomm__draft_find(scalar, svccomm__origin_find);

    if (bit < 0)
        return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, "not manual, netstat or netflow");
    draft->record.origin |= 1u << bit;
    return 0;
}

int svccomm__draft_add_process(struct svccomm__draft *draft)
{
    svccomm_process *process = &draft->processes[draft->record.process_count];

    if (draft->record.process_count == SVCCOMM_PROCESS_MAX)
        return svccomm__draft_fault(draft, SVCCOMM_E_RANGE, "more than 8 processes");
    process->name = NULL;
    process->last_seen = SVCCOMM_NO_TIME;
    draft->record.process_count++;
    return 0;
}

int svccomm__draft_process_name(struct svccomm__draft *draft, const struct svccomm__scalar *scalar)
{
    svccomm_process *process = &draft->processes[draft->record.process_count - 1];

    if (process->name != NULL)
        return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, "a process with two names");
    return svccomm__draft_keep(draft, scalar, &process->name);
}

int svccomm__draft_process_seen(struct svccomm__draft *draft, const struct svccomm__scalar *scalar)
{
    svccomm_process *process = &draft->processes[draft->record.process_count - 1];

    if (scalar->type == SVCCOMM__SCALAR_NULL)
        return 0;
    return svccomm__draft_read_time(draft, scalar, &process->last_seen);
}
