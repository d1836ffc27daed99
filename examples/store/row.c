/* SPDX-License-Identifier: MIT
 * An item as it is read from an SQL database. */
#include "columns.h"

#include <string.h>

void row_clear(struct row *row)
{
    memset(&row->item, 0, sizeof row->item);
    row->text_count = 0;
}

const char *row_text(struct row *row, const char *text, size_t length)
{
    if (row->text_count == ROW_TEXTS || length > SVCCOMM_STRING_MAX ||
        memchr(text, '\0', length) != NULL)
        return NULL;
    char *copy = row->texts[row->text_count++];
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

bool row_add_process(struct row *row, const char *name, int64_t last_seen)
{
    svccomm_record *record = &row->item.record;
    if (record->process_count == SVCCOMM_PROCESS_MAX)
        return false;
    row->processes[record->process_count].name = name;
    row->processes[record->process_count].last_seen = last_seen;
    record->process_count++;
    record->processes = row->processes;
    return true;
}
