/* SPDX-License-Identifier: MIT
 * Cursors (A11). One in key order holds indices sorted by key and makes them anew, from the last
 * key on, when records were added; one sorted by a statistic keeps what it found at the start. A
 * generation tells whether a slot still holds the record that was meant. */
#include "svccomm/cursor.h"

#include <string.h>

#include "base/sort.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/match.h"
#include "core/show.h"

struct item {
    uint64_t value;
    uint32_t has_value;
    uint32_t index;
    uint32_t generation;
    uint32_t reserved;
};

struct svccomm_cursor {
    svccomm_registry *registry;
    struct svccomm__memory memory;
    struct svccomm__match match;
    uint32_t sort;
    uint32_t descending;
    uint64_t left; /* records that may still be given */
    struct item *items;
    size_t count;
    size_t capacity;
    size_t next;
    uint64_t additions;     /* of the registry, when the items were made */
    svccomm_position after; /* the last one given, or where to begin */
    uint8_t has_after;
    svccomm_process *processes; /* of the records given last */
    size_t process_capacity;
};

int svccomm_query_init(svccomm_query *query, size_t size)
{
    return svccomm__struct_init(query, size, sizeof *query);
}

/* No value comes last whatever the direction. */
static int compare_values(const struct svccomm_cursor *c, int a_has, uint64_t a, int b_has,
                          uint64_t b)
{
    int order;

    if (a_has != b_has)
        return a_has ? -1 : 1;
    if (a == b)
        return 0;
    order = a < b ? -1 : 1;
    return c->descending ? -order : order;
}

/* Ties go by the key, rising. */
static int compare_listed_keys(const struct svccomm_cursor *c, const svccomm_key *a,
                               const svccomm_key *b)
{
    int order = svccomm_key_compare(a, b);

    return c->descending && c->sort == SVCCOMM_SORT_KEY ? -order : order;
}

static int compare_positions(const struct svccomm_cursor *c, const svccomm_position *a,
                             const svccomm_position *b)
{
    int order = compare_values(c, a->has_value != 0, a->value, b->has_value != 0, b->value);

    return order != 0 ? order : compare_listed_keys(c, &a->key, &b->key);
}

static void item_position(const svccomm_registry *registry, const struct item *item,
                          svccomm_position *position)
{
    memset(position, 0, sizeof *position);
    position->value = item->value;
    position->has_value = item->has_value;
    position->key = svccomm__record_key(registry, svccomm__record_at(registry, item->index));
}

static int item_order(const void *context, const void *a, const void *b)
{
    const struct svccomm_cursor *c = context;
    const struct item *x = a, *y = b;
    int order = compare_values(c, x->has_value != 0, x->value, y->has_value != 0, y->value);
    svccomm_key left, right;

    if (order != 0)
        return order;
    left = svccomm__record_key(c->registry, svccomm__record_at(c->registry, x->index));
    right = svccomm__record_key(c->registry, svccomm__record_at(c->registry, y->index));
    return compare_listed_keys(c, &left, &right);
}

static void item_value(const struct svccomm_cursor *c, uint32_t index, svccomm_position *position)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record record;

    if (c->sort == SVCCOMM_SORT_KEY) {
        memset(position, 0, sizeof *position);
        position->key = svccomm__record_key(c->registry, svccomm__record_at(c->registry, index));
        return;
    }
    svccomm__record_show(c->registry, index, processes, &record);
    svccomm_record_position(&record, c->sort, position);
}

/* Takes a record into the list if it passes and comes after what was given. */
static int collect(struct svccomm_cursor *c, uint32_t index)
{
    svccomm_position position;
    struct item *item;
    int rc;

    if (!svccomm__match_record(c->registry, &c->match, index))
        return 0;
    item_value(c, index, &position);
    if (c->has_after && compare_positions(c, &position, &c->after) <= 0)
        return 0;
    rc = svccomm__memory_grow(&c->memory, &c->items, &c->capacity, c->count + 1, sizeof *item);
    if (rc < 0)
        return rc;
    item = &c->items[c->count++];
    memset(item, 0, sizeof *item);
    item->value = position.value;
    item->has_value = position.has_value;
    item->index = index;
    item->generation = svccomm__record_at(c->registry, index)->generation;
    return 0;
}

static int make_list(struct svccomm_cursor *c)
{
    uint32_t index;
    int rc = 0;

    c->count = c->next = 0;
    for (index = 1; rc == 0 && index <= c->registry->records.used; index++)
        rc = collect(c, index);
    if (rc < 0) {
        c->count = 0;
        c->additions = UINT64_MAX;
        return rc;
    }
    svccomm__sort(c->items, c->count, sizeof *c->items, item_order, c);
    c->additions = c->registry->additions;
    return 0;
}

static int query_take(struct svccomm_cursor *c, const svccomm_query *query)
{
    svccomm_query own;
    int rc = svccomm_query_init(&own, sizeof own);

    if (rc == 0 && query != NULL)
        rc = svccomm__struct_in(&own, sizeof own, query);
    if (rc == 0 && own.sort > SVCCOMM_SORT_FLOW_GAP_SPAN)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0)
        rc = svccomm__match_take(&c->match, own.filter);
    c->sort = own.sort;
    c->descending = own.descending;
    c->left = own.limit == 0 ? UINT64_MAX : own.limit;
    c->has_after = own.has_after != 0;
    c->after = own.after;
    if (own.sort == SVCCOMM_SORT_KEY)
        c->after.value = c->after.has_value = 0;
    return rc;
}

int svccomm_cursor_new(svccomm_cursor **out, svccomm_registry *registry, const svccomm_query *query)
{
    svccomm_cursor *c;
    int rc;

    if (out == NULL)
        return SVCCOMM_E_ARGUMENT;
    *out = NULL;
    rc = svccomm__call_check(registry);
    if (rc < 0)
        return rc;
    c = svccomm__memory_new(&registry->memory, sizeof *c);
    if (c == NULL)
        return SVCCOMM_E_NOMEM;
    c->registry = registry;
    c->memory.allocator = registry->memory.allocator;
    registry->references++;
    rc = query_take(c, query);
    if (rc == 0)
        rc = make_list(c);
    if (rc == 0)
        *out = c;
    else
        svccomm_cursor_free(c);
    return rc;
}

void svccomm_cursor_free(svccomm_cursor *cursor)
{
    svccomm_registry *registry;

    if (cursor == NULL)
        return;
    registry = cursor->registry;
    svccomm__memory_free(&cursor->memory, cursor->items, cursor->capacity * sizeof *cursor->items);
    svccomm__memory_free(&cursor->memory, cursor->processes,
                         cursor->process_capacity * sizeof *cursor->processes);
    svccomm__memory_free(&registry->memory, cursor, sizeof *cursor);
    svccomm__registry_release(registry);
}

/* Whether the item's record is still the one that was meant, and passes now. */
static int is_current(const struct svccomm_cursor *c, const struct item *item)
{
    const struct svccomm__record *record = svccomm__record_at(c->registry, item->index);

    if (!(record->flags & SVCCOMM__RECORD_LIVE) || record->generation != item->generation)
        return 0;
    return c->sort != SVCCOMM_SORT_KEY ||
           svccomm__match_record(c->registry, &c->match, item->index);
}

static size_t give(struct svccomm_cursor *c, svccomm_record *records, size_t capacity, size_t size)
{
    svccomm_record record;
    const struct item *item;
    size_t n = 0;

    for (; n < capacity && c->left > 0 && c->next < c->count; c->next++) {
        item = &c->items[c->next];
        if (!is_current(c, item))
            continue;
        svccomm__record_show(c->registry, item->index, c->processes + n * SVCCOMM_PROCESS_MAX,
                             &record);
        svccomm__element_out(records, n++, size, &record, sizeof record);
        c->left--;
        item_position(c->registry, item, &c->after);
        c->has_after = 1;
    }
    return n;
}

static int next_check(const struct svccomm_cursor *c, const svccomm_record *records, size_t size)
{
    if (c == NULL || records == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (size < sizeof *records)
        return SVCCOMM_E_STRUCT_SIZE;
    return svccomm__call_check(c->registry);
}

int svccomm_cursor_next(svccomm_cursor *cursor, svccomm_record *records, size_t capacity,
                        size_t size)
{
    int rc = next_check(cursor, records, size);

    if (rc < 0)
        return rc;
    if (capacity > (size_t)INT32_MAX)
        capacity = (size_t)INT32_MAX;
    if (capacity > svccomm__pool_count(&cursor->registry->records)) /* no more need room */
        capacity = svccomm__pool_count(&cursor->registry->records);
    rc = svccomm__memory_grow(&cursor->memory, &cursor->processes, &cursor->process_capacity,
                              capacity * SVCCOMM_PROCESS_MAX, sizeof *cursor->processes);
    if (rc == 0 && cursor->sort == SVCCOMM_SORT_KEY &&
        cursor->additions != cursor->registry->additions)
        rc = make_list(cursor);
    return rc < 0 ? rc : (int)give(cursor, records, capacity, size);
}
