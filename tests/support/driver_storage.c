/* SPDX-License-Identifier: MIT
 * A storage in the driver's memory: encoded items by their keys, transactions by copy, the
 * order of design S1 checked, callbacks that fail on command. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

/* One item as bytes: immutable, shared by the database and its state at begin. Its key follows the
 * version byte. */
struct item {
    size_t references;
    size_t length;
    unsigned char bytes[];
};

static struct item *item_new(uint32_t kind, const void *source, size_t size)
{
    unsigned char bytes[SVCCOMM_ENCODED_SIZE_MAX];
    size_t length;

    if (svccomm_item_encode(kind, source, size, NULL, 0, bytes, sizeof bytes, &length) != 0)
        abort();
    struct item *item = malloc(sizeof *item + length);
    if (item == NULL)
        abort();
    item->references = 1;
    item->length = length;
    memcpy(item->bytes, bytes, length);
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

static size_t items_find(const struct items *items, const unsigned char *key, size_t length)
{
    size_t i = 0;

    while (i < items->count && memcmp(items->item[i]->bytes + 1, key, length) != 0)
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

static void keep_item(struct items *kept, struct item *item, size_t key_length)
{
    size_t at = items_find(kept, item->bytes + 1, key_length);

    if (at == kept->count) {
        items_add(kept, item);
        return;
    }
    item_release(kept->item[at]);
    kept->item[at] = item;
}

static int database_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    static const size_t key_lengths[SVCCOMM_KIND_COUNT] = {0, 12, 28, 31, 8, 8, 8, 16};
    struct database *database = user;

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (kind >= SVCCOMM_KIND_COUNT || count == 0)
        return -4;
    int phase = kind == SVCCOMM_KIND_META ? 4 : kind == SVCCOMM_KIND_COMMUNICATION ? 3 : 2;
    if (next_phase(database, phase) != 0)
        return -3;
    for (size_t i = 0; i < count; i++)
        keep_item(&database->kinds[kind], item_new(kind, (const char *)items + i * size, size),
                  key_lengths[kind]);
    return 0;
}

static int database_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    struct database *database = user;
    unsigned char key[SVCCOMM_ENCODED_KEY_MAX];

    if (faults_hit(&database->faults))
        return STORAGE_FAULT;
    if (kind >= SVCCOMM_KIND_COUNT || count == 0)
        return -4;
    if (next_phase(database, kind == SVCCOMM_KIND_COMMUNICATION ? 0 : 1) != 0)
        return -3;
    struct items *kept = &database->kinds[kind];
    for (size_t i = 0; i < count; i++) {
        int length =
            svccomm_item_key_encode(kind, (const char *)keys + i * size, size, key, sizeof key);
        if (length < 0)
            abort();
        size_t at = items_find(kept, key, (size_t)length);
        if (at == kept->count)
            continue;
        item_release(kept->item[at]);
        kept->item[at] = kept->item[--kept->count];
    }
    return 0;
}

static int give_item(uint32_t kind, const struct item *item, svccomm_sink *sink)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record any; /* the largest of all items */
    int code = svccomm_item_decode(kind, item->bytes, item->length, &any, sizeof any, processes,
                                   NULL, NULL);

    return code != 0 ? code : svccomm_sink_put(sink, &any, 1, sizeof any);
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
        int code = give_item(kind, database->kinds[kind].item[i], sink);
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
