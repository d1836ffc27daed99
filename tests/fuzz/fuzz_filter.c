/* SPDX-License-Identifier: MIT
 * Filters and queries from bytes over a small registry that never changes: a list is what a naive
 * look at every record gives, in the naive order; so is what pages of any size give, what an
 * export has, and how many a deletion would hit. */
#include <string.h>

#include "fuzz_check.h"
#include "fuzz_naive.h"
#include "world.h"

#define RECORDS 64

static struct world world;
static svccomm_cursor *all_cursor; /* what `all` points into */
static svccomm_record all[RECORDS];
static size_t all_count;

static void make_world(void)
{
    svccomm_filter filter;
    svccomm_query query;
    int count;

    world_init(&world, 0);
    FUZZ_CHECK(sample_fill(&world) == 0);
    FUZZ_CHECK(svccomm_filter_init(&filter, sizeof filter) == 0);
    FUZZ_CHECK(svccomm_query_init(&query, sizeof query) == 0);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    FUZZ_CHECK(svccomm_cursor_new(&all_cursor, world.registry, &query) == 0);
    count = svccomm_cursor_next(all_cursor, all, RECORDS, sizeof *all);
    FUZZ_CHECK(count > 8 && count < RECORDS);
    all_count = (size_t)count;
}

static uint64_t number(struct fuzz_input *input)
{
    uint64_t value = 0;
    int i;

    for (i = 0; i < 8; i++)
        value = value << 8 | fuzz_byte(input);
    return value;
}

/* A record of the registry, so that a filter meets something. */
static const svccomm_record *some(struct fuzz_input *input)
{
    return &all[fuzz_byte(input) % all_count];
}

static void take_prefix(struct fuzz_input *input, const uint8_t *address, svccomm_prefix *prefix)
{
    unsigned i;

    memcpy(prefix->address, address, SVCCOMM_ADDRESS_SIZE);
    prefix->length = (uint8_t)fuzz_byte(input);
    for (i = prefix->length; i < 128; i++)
        prefix->address[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
}

/* Texts of the sample in other letters, parts of them, and any bytes. */
static const char *take_word(struct fuzz_input *input, char *room, size_t size)
{
    static const char *const words[] = {"WEB1", "web1", "db1",   "Laptop", "postgres", "GRES",
                                        "",     "o",    "NGINX", "backup", "gateway",  "x"};
    unsigned which = fuzz_byte(input), i;

    if (which < 0x80)
        return words[which % (sizeof words / sizeof *words)];
    for (i = 0; i < which % 8 && i + 1 < size; i++)
        room[i] = (char)fuzz_byte(input);
    room[i] = 0;
    return room;
}

static void take_filter(struct fuzz_input *input, svccomm_filter *filter, char *room, size_t size)
{
    FUZZ_CHECK(svccomm_filter_init(filter, sizeof *filter) == 0);
    filter->fields = fuzz_byte(input) << 8 | fuzz_byte(input);
    filter->statuses = fuzz_byte(input) % 10;
    take_prefix(input, some(input)->key.client, &filter->client);
    take_prefix(input, some(input)->key.listener, &filter->listener);
    filter->port_low = some(input)->key.port;
    filter->port_high = (uint16_t)(filter->port_low + fuzz_byte(input) - 1);
    filter->protocol = some(input)->key.protocol;
    filter->device = take_word(input, room, size);
    filter->process = take_word(input, room + size, size);
    filter->origin = fuzz_byte(input) % 9;
    filter->since = some(input)->last_found;
    filter->changed_since = some(input)->revision - fuzz_byte(input) % 2;
    filter->min_persistence = (double)fuzz_byte(input);
    filter->realm = fuzz_byte(input) % 3;
}

static void take_query(struct fuzz_input *input, svccomm_query *query)
{
    FUZZ_CHECK(svccomm_query_init(query, sizeof *query) == 0);
    query->sort = fuzz_byte(input) % (SVCCOMM_SORT_FLOW_GAP_SPAN + 2);
    query->descending = fuzz_byte(input) % 2;
    query->limit = fuzz_byte(input) % 32;
    query->has_after = fuzz_byte(input) % 2;
    query->after.key = some(input)->key;
    query->after.has_value = fuzz_byte(input) % 2;
    query->after.value = query->after.has_value ? number(input) : 0;
    if (query->sort <= SVCCOMM_SORT_FLOW_GAP_SPAN && fuzz_byte(input) % 2 == 0)
        svccomm_record_position(some(input), query->sort, &query->after);
}

static int valid(const svccomm_query *query)
{
    const svccomm_filter *f = query->filter;

    return query->sort <= SVCCOMM_SORT_FLOW_GAP_SPAN && f->fields <= SVCCOMM_FILTER_FIELDS &&
           f->statuses <= SVCCOMM_STATUSES_ALL && f->client.length <= 128 &&
           f->listener.length <= 128;
}

/* Reads a list in batches. */
static size_t read_list(const svccomm_query *query, svccomm_record *out, size_t batch)
{
    svccomm_cursor *cursor;
    size_t count = 0;
    int rc;

    FUZZ_CHECK(svccomm_cursor_new(&cursor, world.registry, query) == 0);
    while ((rc = svccomm_cursor_next(cursor, out + count, batch, sizeof *out)) > 0)
        count += (size_t)rc;
    FUZZ_CHECK(rc == 0);
    svccomm_cursor_free(cursor);
    return count;
}

static void check_list(const svccomm_query *query, const struct naive_list *naive, size_t batch)
{
    svccomm_record list[2 * RECORDS];
    size_t count = read_list(query, list, batch), i;

    FUZZ_CHECK(count == naive->count);
    for (i = 0; i < count; i++)
        FUZZ_CHECK(svccomm_key_compare(&list[i].key, &naive->records[i]->key) == 0);
}

/* Lists that each begin where the one before ended. */
static void check_pages(svccomm_query query, const struct naive_list *naive, uint64_t page)
{
    svccomm_record list[2 * RECORDS];
    size_t done = 0, count, i;

    query.limit = page;
    while ((count = read_list(&query, list, (size_t)page)) > 0 && done < naive->count) {
        for (i = 0; i < count && done < naive->count; i++, done++)
            FUZZ_CHECK(svccomm_key_compare(&list[i].key, &naive->records[done]->key) == 0);
        query.has_after = 1;
        FUZZ_CHECK(svccomm_record_position(&list[count - 1], query.sort, &query.after) == 0);
    }
    FUZZ_CHECK(done == naive->count);
}

static int count_lines(void *user, const void *data, size_t length)
{
    size_t *lines = user, i;

    for (i = 0; i < length; i++)
        *lines += ((const char *)data)[i] == '\n';
    return 0;
}

static void check_uses(const svccomm_query *query, const struct naive_list *naive)
{
    uint64_t hit = 0, reset = 0;
    size_t lines = 0, passing = naive_passing(all, all_count, query->filter);

    FUZZ_CHECK(svccomm_registry_export(world.registry, query, SVCCOMM_TRANSFER_NDJSON, count_lines,
                                       &lines, NULL) == 0);
    FUZZ_CHECK(lines == naive->count);
    FUZZ_CHECK(svccomm_registry_delete_matching(world.registry, query->filter, 1, T0, &hit) == 0);
    FUZZ_CHECK(svccomm_registry_reset(world.registry, query->filter, 1, T0, &reset) == 0);
    FUZZ_CHECK(hit == passing && reset == passing);
}

static void check_refused(const svccomm_query *query)
{
    svccomm_cursor *cursor;

    FUZZ_CHECK(svccomm_cursor_new(&cursor, world.registry, query) == SVCCOMM_E_ARGUMENT);
    FUZZ_CHECK(cursor == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    struct naive_list naive;
    svccomm_filter filter;
    svccomm_query query;
    char room[2][16];
    size_t batch;

    if (all_count == 0)
        make_world();
    batch = fuzz_byte(&input) % 20 + 1;
    take_query(&input, &query);
    take_filter(&input, &filter, room[0], sizeof *room);
    query.filter = &filter;
    if (!valid(&query)) {
        check_refused(&query);
        return 0;
    }
    naive_list(all, all_count, &query, &naive);
    check_list(&query, &naive, batch);
    check_uses(&query, &naive);
    if (query.limit == 0)
        check_pages(query, &naive, batch);
    return 0;
}
