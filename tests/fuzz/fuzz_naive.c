/* SPDX-License-Identifier: MIT
 * The naive lists: they follow svccomm/filter.h and svccomm/cursor.h, and nothing else. */
#include "fuzz_naive.h"

#include <string.h>
#include <strings.h>

static int within(const svccomm_prefix *prefix, const uint8_t *address)
{
    unsigned i;

    for (i = 0; i < prefix->length; i++)
        if (((prefix->address[i / 8] ^ address[i / 8]) >> (7 - i % 8) & 1) != 0)
            return 0;
    return 1;
}

static int is_name(const char *name, const char *wanted)
{
    return name != NULL && strcasecmp(name, wanted) == 0;
}

static int has_part(const char *name, const char *part)
{
    if (name == NULL)
        return 0;
    for (; strlen(name) >= strlen(part); name++)
        if (strncasecmp(name, part, strlen(part)) == 0)
            return 1;
    return 0;
}

static int has_process(const svccomm_record *record, const char *part)
{
    uint32_t i;

    for (i = 0; i < record->process_count; i++)
        if (has_part(record->processes[i].name, part))
            return 1;
    return has_part(record->listener_process, part);
}

static int persists(const svccomm_record *record, double least)
{
    const svccomm_netstat *n = svccomm_record_headline(record);

    return n->found && n->total_samples > 0 &&
           100.0 * (double)n->active_samples / (double)n->total_samples >= least;
}

static int passes_key(const svccomm_key *key, const svccomm_filter *f)
{
    uint32_t asked = f->fields;

    if (!(asked & SVCCOMM_FILTER_ALL_REALMS) && key->realm != f->realm)
        return 0;
    if (asked & SVCCOMM_FILTER_CLIENT && !within(&f->client, key->client))
        return 0;
    if (asked & SVCCOMM_FILTER_LISTENER && !within(&f->listener, key->listener))
        return 0;
    if (asked & SVCCOMM_FILTER_PORT && (key->port < f->port_low || key->port > f->port_high))
        return 0;
    return !(asked & SVCCOMM_FILTER_PROTOCOL) || key->protocol == f->protocol;
}

static int passes(const svccomm_record *r, const svccomm_filter *f)
{
    uint32_t statuses = f->statuses == 0 ? SVCCOMM_STATUSES_NORMAL : f->statuses, asked = f->fields;

    if (!passes_key(&r->key, f) || !(statuses >> r->status & 1))
        return 0;
    if (asked & SVCCOMM_FILTER_DEVICE && !is_name(r->client_device, f->device) &&
        !is_name(r->listener_device, f->device))
        return 0;
    if (asked & SVCCOMM_FILTER_PROCESS && !has_process(r, f->process))
        return 0;
    if (asked & SVCCOMM_FILTER_ORIGIN && !(r->origin & f->origin))
        return 0;
    if (asked & SVCCOMM_FILTER_SINCE &&
        (r->last_found == SVCCOMM_NO_TIME || r->last_found < f->since))
        return 0;
    if (asked & SVCCOMM_FILTER_CHANGED_SINCE && r->revision <= f->changed_since)
        return 0;
    return !(asked & SVCCOMM_FILTER_MIN_PERSISTENCE) || persists(r, f->min_persistence);
}

/* Whether a comes after b. Values are compared as the library gives them; their order is what
 * svccomm_record_position() promises, and tests/api/test_cursor.c looks at them. */
static int after(const svccomm_position *a, const svccomm_position *b, const svccomm_query *query)
{
    if (query->sort != SVCCOMM_SORT_KEY && a->has_value != b->has_value)
        return !a->has_value;
    if (query->sort != SVCCOMM_SORT_KEY && a->has_value && a->value != b->value)
        return query->descending ? a->value < b->value : a->value > b->value;
    if (query->sort == SVCCOMM_SORT_KEY && query->descending)
        return svccomm_key_compare(&a->key, &b->key) < 0;
    return svccomm_key_compare(&a->key, &b->key) > 0;
}

static void insert(struct naive_list *list, const svccomm_record *record,
                   const svccomm_query *query)
{
    svccomm_position own, other;
    size_t at = list->count++;

    svccomm_record_position(record, query->sort, &own);
    for (; at > 0; at--) {
        svccomm_record_position(list->records[at - 1], query->sort, &other);
        if (!after(&other, &own, query))
            break;
        list->records[at] = list->records[at - 1];
    }
    list->records[at] = record;
}

size_t naive_passing(const svccomm_record *all, size_t count, const svccomm_filter *filter)
{
    size_t passing = 0, i;

    for (i = 0; i < count; i++)
        passing += passes(&all[i], filter) != 0;
    return passing;
}

void naive_list(const svccomm_record *all, size_t count, const svccomm_query *query,
                struct naive_list *list)
{
    svccomm_position own;
    size_t i;

    list->count = 0;
    for (i = 0; i < count; i++) {
        svccomm_record_position(&all[i], query->sort, &own);
        if (passes(&all[i], query->filter) &&
            (!query->has_after || after(&own, &query->after, query)))
            insert(list, &all[i], query);
    }
    if (query->limit > 0 && list->count > query->limit)
        list->count = (size_t)query->limit;
}
