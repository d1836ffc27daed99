/* SPDX-License-Identifier: MIT
 * A storage in the driver's memory: deep copies of items by their keys, transactions by copy, the
 * order of design S1 checked, callbacks that fail on command. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

/* One item: immutable, shared by the database and its state at begin. */
struct item {
    size_t references;
    max_align_t data[]; /* the item's struct, its processes, its strings */
};

#define STRINGS_MAX 6
#define NOT_HERE ((size_t)-1)

/* What an item looks like, by kind. */
static const struct {
    size_t size;
    size_t key;
    size_t key_size;
    size_t strings[STRINGS_MAX + 1]; /* offsets of const char *, ended by NOT_HERE */
} shapes[SVCCOMM_KIND_COUNT] = {
    {sizeof(svccomm_meta), 0, 0, {NOT_HERE}},
    {sizeof(svccomm_host),
     offsetof(svccomm_host, key),
     sizeof(svccomm_host_key),
     {offsetof(svccomm_host, name), NOT_HERE}},
    {sizeof(svccomm_address),
     offsetof(svccomm_address, key),
     sizeof(svccomm_address_key),
     {offsetof(svccomm_address, device), NOT_HERE}},
    {sizeof(svccomm_endpoint),
     offsetof(svccomm_endpoint, key),
     sizeof(svccomm_endpoint_key),
     {offsetof(svccomm_endpoint, process), offsetof(svccomm_endpoint, device), NOT_HERE}},
    {sizeof(svccomm_rule),
     offsetof(svccomm_rule, id),
     sizeof(uint64_t),
     {offsetof(svccomm_rule, process), NOT_HERE}},
    {sizeof(svccomm_change), offsetof(svccomm_change, revision), sizeof(uint64_t), {NOT_HERE}},
    {sizeof(svccomm_record),
     offsetof(svccomm_record, id),
     SVCCOMM_ID_SIZE,
     {offsetof(svccomm_record, client_device), offsetof(svccomm_record, listener_device),
      offsetof(svccomm_record, client_device_explicit),
      offsetof(svccomm_record, listener_device_explicit),
      offsetof(svccomm_record, listener_process), offsetof(svccomm_record, note)}},
};

static size_t string_count(uint32_t kind)
{
    size_t count = 0;

    while (count < STRINGS_MAX && shapes[kind].strings[count] != NOT_HERE)
        count++;
    return count;
}

/* Moves the string that the member at `member` points to behind the item. */
static char *keep_string(char *tail, const char **member)
{
    if (*member == NULL)
        return tail;
    size_t size = strlen(*member) + 1;
    memcpy(tail, *member, size);
    *member = tail;
    return tail + size;
}

static size_t string_size(const char *string)
{
    return string == NULL ? 0 : strlen(string) + 1;
}

static size_t copy_size(uint32_t kind, const char *source)
{
    size_t size = shapes[kind].size;

    for (size_t i = 0; i < string_count(kind); i++) {
        const char *string;
        memcpy(&string, source + shapes[kind].strings[i], sizeof string);
        size += string_size(string);
    }
    if (kind == SVCCOMM_KIND_COMMUNICATION) {
        svccomm_record record;
        memcpy(&record, source, sizeof record);
        for (uint32_t i = 0; i < record.process_count; i++)
            size += sizeof *record.processes + string_size(record.processes[i].name);
    }
    return size;
}

static struct item *item_new(uint32_t kind, const char *source)
{
    struct item *item = malloc(sizeof *item + copy_size(kind, source) + sizeof(max_align_t));
    if (item == NULL)
        abort();
    item->references = 1;
    char *data = (char *)item->data;
    char *tail = data + shapes[kind].size;
    memcpy(data, source, shapes[kind].size);
    if (kind == SVCCOMM_KIND_COMMUNICATION) {
        svccomm_record *record = (svccomm_record *)(void *)data;
        if (record->process_count > 0) {
            svccomm_process *processes = (svccomm_process *)(void *)tail;
            memcpy(processes, record->processes, record->process_count * sizeof *processes);
            tail += record->process_count * sizeof *processes;
            for (uint32_t i = 0; i < record->process_count; i++)
                tail = keep_string(tail, &processes[i].name);
            record->processes = processes;
        }
    }
    for (size_t i = 0; i < string_count(kind); i++)
        tail = keep_string(tail, (const char **)(void *)(data + shapes[kind].strings[i]));
    return item;
}

static void item_release(struct item *item)
{
    if (--item->references == 0)
        free(item);
}

static void items_add(struct items *items, struct item *item)
{
    if (items->count == items->capacity) {
        size_t capacity = items->capacity * 2 + 16;
        struct item **grown = realloc(items->item, capacity * sizeof *grown);
        if (grown == NULL)
            abort();
        items->item = grown;
        items->capacity = capacity;
    }
    items->item[items->count++] = item;
}

static void items_clear(struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        item_release(items->item[i]);
    free(items->item);
    memset(items, 0, sizeof *items);
}

static size_t items_find(const struct items *items, uint32_t kind, const void *key)
{
    size_t i = 0;

    while (i < items->count && memcmp((const char *)items->item[i]->data + shapes[kind].key, key,
                                      shapes[kind].key_size) != 0)
        i++;
    return i;
}

static int database_begin(void *user)
{
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (database->open)
        return -1;
    database->open = 1;
    database->phase = 0;
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        for (size_t i = 0; i < database->kinds[kind].count; i++) {
            database->kinds[kind].item[i]->references++;
            items_add(&database->before[kind], database->kinds[kind].item[i]);
        }
    }
    return 0;
}

static int database_commit(void *user)
{
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (!database->open)
        return -2;
    database->open = 0;
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        items_clear(&database->before[kind]);
    return 0;
}

static int database_rollback(void *user)
{
    struct database *database = user;

    if (!database->open)
        return 0;
    database->open = 0;
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        items_clear(&database->kinds[kind]);
        database->kinds[kind] = database->before[kind];
        memset(&database->before[kind], 0, sizeof database->before[kind]);
    }
    return 0;
}

/* S1: communications erased first, then the others; put last but for meta. */
static int next_phase(struct database *database, int phase)
{
    if (!database->open || phase < database->phase)
        return -3;
    database->phase = phase;
    return 0;
}

static int database_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (kind >= SVCCOMM_KIND_COUNT || size != shapes[kind].size || count == 0)
        return -4;
    int phase = kind == SVCCOMM_KIND_META ? 4 : kind == SVCCOMM_KIND_COMMUNICATION ? 3 : 2;
    if (next_phase(database, phase) != 0)
        return -3;
    struct items *kept = &database->kinds[kind];
    for (size_t i = 0; i < count; i++) {
        const char *source = (const char *)items + i * size;
        size_t at = items_find(kept, kind, source + shapes[kind].key);
        struct item *item = item_new(kind, source);
        if (at == kept->count) {
            items_add(kept, item);
            continue;
        }
        item_release(kept->item[at]);
        kept->item[at] = item;
    }
    return 0;
}

static int database_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (kind >= SVCCOMM_KIND_COUNT || size != shapes[kind].key_size || count == 0)
        return -4;
    if (next_phase(database, kind == SVCCOMM_KIND_COMMUNICATION ? 0 : 1) != 0)
        return -3;
    struct items *kept = &database->kinds[kind];
    for (size_t i = 0; i < count; i++) {
        size_t at = items_find(kept, kind, (const char *)keys + i * size);
        if (at == kept->count)
            continue;
        item_release(kept->item[at]);
        kept->item[at] = kept->item[--kept->count];
    }
    return 0;
}

/* Newest first: no order is promised. */
static int database_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (kind >= SVCCOMM_KIND_COUNT)
        return -4;
    for (size_t i = database->kinds[kind].count; i-- > 0;) {
        int code =
            svccomm_sink_put(sink, database->kinds[kind].item[i]->data, 1, shapes[kind].size);
        if (code != 0)
            return code;
    }
    return 0;
}

static void database_destroy(void *user)
{
    struct database *database = user;

    database->users--;
}

void database_storage(struct database *database, svccomm_storage *storage)
{
    if (svccomm_storage_init(storage, sizeof *storage) != 0)
        abort();
    storage->user = database;
    storage->begin = database_begin;
    storage->commit = database_commit;
    storage->rollback = database_rollback;
    storage->put = database_put;
    storage->erase = database_erase;
    storage->scan = database_scan;
    storage->destroy = database_destroy;
}

void database_free(struct database *database)
{
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        items_clear(&database->kinds[kind]);
        items_clear(&database->before[kind]);
    }
    memset(database, 0, sizeof *database);
}
