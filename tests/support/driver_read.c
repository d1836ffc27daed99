/* SPDX-License-Identifier: MIT
 * The driver's commands that read the registry. Lists are read in small batches on purpose. */
#include "driver.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_MAX 64

static void separate(struct driver *driver, int *first)
{
    if (!*first)
        text_add(&driver->out, ",", 1);
    *first = 0;
}

/* The record by its id and by its key must be what the list gave. */
static int check_record(struct driver *driver, const svccomm_record *record)
{
    struct text listed = {NULL, 0, 0};
    struct text read = {NULL, 0, 0};
    svccomm_record other;

    text_record(&listed, record);
    svccomm_key key = record->key;
    uint8_t id[SVCCOMM_ID_SIZE];
    memcpy(id, record->id, sizeof id);
    int code = svccomm_registry_get(driver->registry, id, &other, sizeof other);
    if (code == 0) {
        text_record(&read, &other);
        code = strcmp(listed.data, read.data) == 0 ? 0 : DRIVER_E_DIFFERS;
    }
    text_clear(&read);
    if (code == 0)
        code = svccomm_registry_find(driver->registry, &key, &other, sizeof other);
    if (code == 0) {
        text_record(&read, &other);
        code = strcmp(listed.data, read.data) == 0 ? 0 : DRIVER_E_DIFFERS;
    }
    text_free(&listed);
    text_free(&read);
    return code;
}

static int dump_record(struct driver *driver, const svccomm_record *record, int json)
{
    if (!json) {
        text_record(&driver->out, record);
        return 0;
    }
    text_add(&driver->out, "[", 1);
    text_record(&driver->out, record);
    text_add(&driver->out, ",", 1);
    int code = svccomm_record_write_json(record, text_write, &driver->out);
    text_add(&driver->out, "]", 1);
    return code != 0 ? code : check_record(driver, record);
}

/* All records of all realms and statuses, in key order: the raw structs, with json=1 pairs of them
 * and of the library's own JSON. */
int read_dump(struct driver *driver, struct words *words)
{
    int json = words_option(words, "json") != NULL;
    svccomm_cursor *cursor = NULL;
    svccomm_query query;
    svccomm_filter filter;
    svccomm_record record[1];
    int first = 1;

    if (svccomm_query_init(&query, sizeof query) != 0 ||
        svccomm_filter_init(&filter, sizeof filter) != 0)
        abort();
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    int code = svccomm_cursor_new(&cursor, driver->registry, &query);
    if (code != 0)
        return code;
    text_add(&driver->out, ",\"records\":[", 12);
    while ((code = svccomm_cursor_next(cursor, record, 1, sizeof *record)) > 0) {
        separate(driver, &first);
        code = dump_record(driver, record, json);
        if (code != 0)
            break;
    }
    svccomm_cursor_free(cursor);
    text_add(&driver->out, "]", 1);
    if (code != 0)
        text_clear(&driver->out);
    return code;
}

int read_listeners(struct driver *driver, struct words *words)
{
    svccomm_endpoint endpoints[5];
    svccomm_endpoint_key after;
    const svccomm_endpoint_key *from = NULL;
    int first = 1;
    int count;

    (void)words;
    text_add(&driver->out, ",\"listeners\":[", 14);
    while ((count = svccomm_registry_listeners(driver->registry, 0, 1, from, endpoints, 5,
                                               sizeof endpoints[0])) > 0) {
        for (int i = 0; i < count; i++) {
            separate(driver, &first);
            text_endpoint(&driver->out, &endpoints[i]);
        }
        after = endpoints[count - 1].key;
        from = &after;
    }
    text_add(&driver->out, "]", 1);
    return count;
}

int read_hosts(struct driver *driver, struct words *words)
{
    svccomm_host hosts[2];
    svccomm_host_key after;
    const svccomm_host_key *from = NULL;
    int first = 1;
    int count;

    (void)words;
    text_add(&driver->out, ",\"hosts\":[", 10);
    while ((count = svccomm_registry_hosts(driver->registry, 0, 1, from, hosts, 2,
                                           sizeof hosts[0])) > 0) {
        for (int i = 0; i < count; i++) {
            separate(driver, &first);
            text_host(&driver->out, &hosts[i]);
        }
        after = hosts[count - 1].key;
        from = &after;
    }
    text_add(&driver->out, "]", 1);
    return count;
}

int read_addresses(struct driver *driver, struct words *words)
{
    svccomm_address addresses[5];
    svccomm_address_key after;
    const svccomm_address_key *from = NULL;
    int first = 1;
    int count;

    (void)words;
    text_add(&driver->out, ",\"addresses\":[", 14);
    while ((count = svccomm_registry_addresses(driver->registry, 0, 1, from, addresses, 5,
                                               sizeof addresses[0])) > 0) {
        for (int i = 0; i < count; i++) {
            separate(driver, &first);
            text_host_address(&driver->out, &addresses[i]);
        }
        after = addresses[count - 1].key;
        from = &after;
    }
    text_add(&driver->out, "]", 1);
    return count;
}

/* changes SINCE CAPACITY: all of them, in batches. */
int read_changes(struct driver *driver, struct words *words)
{
    svccomm_change changes[BATCH_MAX];
    uint64_t since = (uint64_t)words_int(words, 1);
    size_t capacity = (size_t)words_int(words, 2);
    int first = 1;
    int count;

    if (words->failed || capacity == 0 || capacity > BATCH_MAX)
        return DRIVER_E_COMMAND;
    text_add(&driver->out, ",\"changes\":[", 12);
    while ((count = svccomm_registry_changes(driver->registry, since, changes, capacity,
                                             sizeof changes[0])) > 0) {
        for (int i = 0; i < count; i++) {
            separate(driver, &first);
            text_change(&driver->out, &changes[i]);
        }
        since = changes[count - 1].revision;
    }
    text_add(&driver->out, "]", 1);
    if (count != 0)
        text_clear(&driver->out);
    return count;
}

int read_rules(struct driver *driver, struct words *words)
{
    svccomm_rule rules[2];
    uint64_t after = 0;
    int first = 1;
    int count;

    (void)words;
    text_add(&driver->out, ",\"rules\":[", 10);
    while ((count = svccomm_registry_rules(driver->registry, after, rules, 2, sizeof rules[0])) >
           0) {
        for (int i = 0; i < count; i++) {
            separate(driver, &first);
            text_rule(&driver->out, &rules[i]);
        }
        after = rules[count - 1].id;
    }
    text_add(&driver->out, "]", 1);
    return count;
}

int read_counts(struct driver *driver, struct words *words)
{
    svccomm_counts counts;

    (void)words;
    if (svccomm_counts_init(&counts, sizeof counts) != 0)
        abort();
    int code = svccomm_registry_counts(driver->registry, &counts);
    if (code != 0)
        return code;
    text_format(&driver->out,
                ",\"records\":%" PRIu64 ",\"endpoints\":%" PRIu64 ",\"addresses\":%" PRIu64
                ",\"hosts\":%" PRIu64 ",\"rules\":%" PRIu64 ",\"tombstones\":%" PRIu64
                ",\"revision\":%" PRIu64 ",\"unflushed\":%" PRIu64 ",\"evicted\":[%" PRIu64
                ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "],\"newest\":",
                counts.records, counts.endpoints, counts.addresses, counts.hosts, counts.rules,
                counts.tombstones, counts.revision, counts.unflushed, counts.evicted,
                counts.evicted_endpoints, counts.evicted_addresses, counts.evicted_hosts);
    text_time(&driver->out, counts.newest);
    return 0;
}
