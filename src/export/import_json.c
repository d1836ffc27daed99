/* SPDX-License-Identifier: MIT
 * From JSON to the draft of a record. */
#include "export/import_json.h"

#include <string.h>

/* ---- lists ---- */

static int import_json_skip(struct svccomm__json *json)
{
    struct svccomm__scalar scalar;
    int rc = svccomm__json_value(json, &scalar);

    return rc < 0 ? rc : svccomm__json_skip(json, &scalar);
}

static int import_json_process_member(struct svccomm__json *json, struct svccomm__draft *draft)
{
    int is_name = strcmp(json->text, "name") == 0, is_seen = strcmp(json->text, "last_seen") == 0;
    struct svccomm__scalar scalar;
    int rc;

    if (!is_name && !is_seen)
        return import_json_skip(json);
    rc = svccomm__json_value(json, &scalar);
    if (rc < 0)
        return rc;
    return is_name ? svccomm__draft_process_name(draft, &scalar)
                   : svccomm__draft_process_seen(draft, &scalar);
}

/* {"name": …, "last_seen": …} */
static int import_json_process(struct svccomm__json *json, struct svccomm__draft *draft)
{
    struct svccomm__scalar scalar;
    int first = 1, rc = svccomm__json_value(json, &scalar);

    if (rc == 0 && scalar.type != SVCCOMM__SCALAR_OBJECT)
        return svccomm__json_fault(json, "a process that is not an object");
    if (rc == 0)
        rc = svccomm__draft_add_process(draft);
    while (rc == 0 && (rc = svccomm__json_member(json, &first)) > 0)
        rc = import_json_process_member(json, draft);
    if (rc == 0 && draft->processes[draft->record.process_count - 1].name == NULL)
        return svccomm__json_fault(json, "a process without a name");
    return rc;
}

static int import_json_origin(struct svccomm__json *json, struct svccomm__draft *draft)
{
    struct svccomm__scalar scalar;
    int rc = svccomm__json_value(json, &scalar);

    return rc < 0 ? rc : svccomm__draft_add_origin(draft, &scalar);
}

int svccomm__import_json_list(struct svccomm__json *json, struct svccomm__draft *draft)
{
    int is_origin = draft->where.field->kind == SVCCOMM__FIELD_ORIGIN;
    struct svccomm__scalar scalar;
    int first = 1, rc = svccomm__json_value(json, &scalar);

    if (rc < 0 || scalar.type == SVCCOMM__SCALAR_NULL)
        return rc;
    if (scalar.type != SVCCOMM__SCALAR_ARRAY)
        return svccomm__json_fault(json, "not a list");
    svccomm__draft_list(draft);
    while (rc == 0 && (rc = svccomm__json_element(json, &first)) > 0)
        rc = is_origin ? import_json_origin(json, draft) : import_json_process(json, draft);
    return rc;
}

/* ---- records ---- */

static int import_json_field(struct svccomm__json *json, struct svccomm__draft *draft,
                             struct svccomm__column column)
{
    struct svccomm__scalar scalar;
    int rc = svccomm__draft_column(draft, column);

    if (rc < 0)
        return rc;
    if (column.field->kind == SVCCOMM__FIELD_PROCESSES ||
        column.field->kind == SVCCOMM__FIELD_ORIGIN)
        return svccomm__import_json_list(json, draft);
    rc = svccomm__json_value(json, &scalar);
    return rc < 0 ? rc : svccomm__draft_set(draft, &scalar);
}

static int import_json_group(struct svccomm__json *json, struct svccomm__draft *draft,
                             const struct svccomm__group *group);

/* The name in json->text is one of the group's, or, in the record, that of an object in it. */
static int import_json_member(struct svccomm__json *json, struct svccomm__draft *draft,
                              const struct svccomm__group *group, unsigned *hint)
{
    struct svccomm__column column = {group, svccomm__field_find(group, json->text, hint)};
    const struct svccomm__group *object = NULL;
    struct svccomm__scalar scalar;
    int rc;

    draft->where.field = NULL; /* what follows is no fault of the field before */
    draft->where.group = group;
    if (column.field != NULL)
        return import_json_field(json, draft, column);
    if (group == &svccomm__groups[SVCCOMM__GROUP_RECORD])
        object = svccomm__group_find(json->text, json->length);
    rc = svccomm__json_value(json, &scalar);
    if (rc < 0 || object == NULL)
        return rc < 0 ? rc : svccomm__json_skip(json, &scalar);
    draft->where.group = object;
    if (scalar.type == SVCCOMM__SCALAR_OBJECT)
        return import_json_group(json, draft, object);
    return scalar.type == SVCCOMM__SCALAR_NULL ? 0 : svccomm__json_fault(json, "not an object");
}

/* Goes no deeper than two levels, since objects have no objects. */
static int import_json_group(struct svccomm__json *json, struct svccomm__draft *draft,
                             const struct svccomm__group *group)
{
    unsigned hint = 0;
    int first = 1, rc;

    while ((rc = svccomm__json_member(json, &first)) > 0) {
        rc = import_json_member(json, draft, group, &hint);
        if (rc < 0)
            return rc;
    }
    return rc;
}

int svccomm__import_json_record(struct svccomm__json *json, struct svccomm__draft *draft)
{
    return import_json_group(json, draft, &svccomm__groups[SVCCOMM__GROUP_RECORD]);
}
