/* SPDX-License-Identifier: MIT
 * Deep copies of stored items. A copy is one block for the struct and one for each string, so that
 * the address sanitizer sees who keeps a pointer for too long. */
#include "fault_items.h"

#include <stdlib.h>
#include <string.h>

#define STRINGS_MAX 6

/* What an item looks like, by kind. */
static const struct shape {
    const char *name;
    size_t size;
    size_t key;
    size_t key_size;
    size_t string_count;
    size_t strings[STRINGS_MAX]; /* offsets of const char * */
} shapes[SVCCOMM_KIND_COUNT] = {
    [SVCCOMM_KIND_META] = {"meta", sizeof(svccomm_meta), 0, 0, 0, {0}},
    [SVCCOMM_KIND_HOST] = {"host",
                           sizeof(svccomm_host),
                           offsetof(svccomm_host, key),
                           sizeof(svccomm_host_key),
                           1,
                           {offsetof(svccomm_host, name)}},
    [SVCCOMM_KIND_ADDRESS] = {"address",
                              sizeof(svccomm_address),
                              offsetof(svccomm_address, key),
                              sizeof(svccomm_address_key),
                              2,
                              {offsetof(svccomm_address, device),
                               offsetof(svccomm_address, fallback)}},
    [SVCCOMM_KIND_ENDPOINT] = {"endpoint",
                               sizeof(svccomm_endpoint),
                               offsetof(svccomm_endpoint, key),
                               sizeof(svccomm_endpoint_key),
                               2,
                               {offsetof(svccomm_endpoint, process),
                                offsetof(svccomm_endpoint, device)}},
    [SVCCOMM_KIND_RULE] = {"rule",
                           sizeof(svccomm_rule),
                           offsetof(svccomm_rule, id),
                           sizeof(uint64_t),
                           1,
                           {offsetof(svccomm_rule, process)}},
    [SVCCOMM_KIND_TOMBSTONE] = {"tombstone",
                                sizeof(svccomm_change),
                                offsetof(svccomm_change, revision),
                                sizeof(uint64_t),
                                0,
                                {0}},
    [SVCCOMM_KIND_FAN_IN] =
        {"fan-in", sizeof(svccomm_fan_in), offsetof(svccomm_fan_in, end), sizeof(uint64_t), 0, {0}},
    [SVCCOMM_KIND_COMMUNICATION] = {"communication",
                                    sizeof(svccomm_record),
                                    offsetof(svccomm_record, id),
                                    SVCCOMM_ID_SIZE,
                                    6,
                                    {offsetof(svccomm_record, client_device),
                                     offsetof(svccomm_record, listener_device),
                                     offsetof(svccomm_record, client_device_explicit),
                                     offsetof(svccomm_record, listener_device_explicit),
                                     offsetof(svccomm_record, listener_process),
                                     offsetof(svccomm_record, note)}},
};

static void *block_of(const void *bytes, size_t size)
{
    void *block = malloc(size);

    if (block == NULL)
        abort();
    memcpy(block, bytes, size);
    return block;
}

static const char *string_at(uint32_t kind, const void *item, size_t i)
{
    const char *string;

    memcpy(&string, (const char *)item + shapes[kind].strings[i], sizeof string);
    return string;
}

static void set_string(uint32_t kind, void *item, size_t i, const char *string)
{
    memcpy((char *)item + shapes[kind].strings[i], &string, sizeof string);
}

static char *string_copy(const char *string)
{
    return string == NULL ? NULL : block_of(string, strlen(string) + 1);
}

static void copy_processes(svccomm_record *record)
{
    svccomm_process *processes;

    if (record->process_count == 0) {
        record->processes = NULL;
        return;
    }
    processes = block_of(record->processes, record->process_count * sizeof *processes);
    for (uint32_t i = 0; i < record->process_count; i++)
        processes[i].name = string_copy(processes[i].name);
    record->processes = processes;
}

static void *item_copy(uint32_t kind, const void *item)
{
    void *copy = block_of(item, shapes[kind].size);

    for (size_t i = 0; i < shapes[kind].string_count; i++)
        set_string(kind, copy, i, string_copy(string_at(kind, item, i)));
    if (kind == SVCCOMM_KIND_COMMUNICATION)
        copy_processes(copy);
    return copy;
}

/* Casts the const of a pointer away that this file allocated. */
static void free_const(const void *block)
{
    void *own;

    memcpy(&own, &block, sizeof own);
    free(own);
}

static void free_processes(const svccomm_record *record)
{
    for (uint32_t i = 0; record->processes != NULL && i < record->process_count; i++)
        free_const(record->processes[i].name);
    free_const(record->processes);
}

static void item_free(uint32_t kind, void *item)
{
    for (size_t i = 0; i < shapes[kind].string_count; i++)
        free_const(string_at(kind, item, i));
    if (kind == SVCCOMM_KIND_COMMUNICATION)
        free_processes(item);
    free(item);
}

const char *fault_kind_name(uint32_t kind)
{
    return shapes[kind].name;
}

size_t fault_kind_item_size(uint32_t kind)
{
    return shapes[kind].size;
}

size_t fault_kind_key_size(uint32_t kind)
{
    return shapes[kind].key_size;
}

/* The item of this key, wherever it is: damage may have left the list in disorder. */
static size_t find_key(const struct fault_items *list, uint32_t kind, const void *key)
{
    const struct shape *shape = &shapes[kind];
    size_t at = 0;

    while (at < list->count &&
           memcmp((const char *)list->items[at] + shape->key, key, shape->key_size) != 0)
        at++;
    return at;
}

/* That, or the first item whose key is greater. */
static size_t place_of(const struct fault_items *list, uint32_t kind, const void *key, int *found)
{
    const struct shape *shape = &shapes[kind];
    size_t at = find_key(list, kind, key);

    *found = at < list->count;
    for (at = *found ? at : 0; !*found && at < list->count; at++)
        if (memcmp((const char *)list->items[at] + shape->key, key, shape->key_size) > 0)
            break;
    return at;
}

static void insert(struct fault_items *list, size_t at, void *item)
{
    list->items = realloc(list->items, (list->count + 1) * sizeof *list->items);
    if (list->items == NULL)
        abort();
    memmove(list->items + at + 1, list->items + at, (list->count - at) * sizeof *list->items);
    list->items[at] = item;
    list->count++;
}

void fault_items_put(struct fault_items *list, uint32_t kind, const void *item)
{
    int found;
    size_t at = place_of(list, kind, (const char *)item + shapes[kind].key, &found);

    if (!found) {
        insert(list, at, item_copy(kind, item));
        return;
    }
    item_free(kind, list->items[at]);
    list->items[at] = item_copy(kind, item);
}

void fault_items_append(struct fault_items *list, uint32_t kind, const void *item)
{
    insert(list, list->count, item_copy(kind, item));
}

void fault_items_erase(struct fault_items *list, uint32_t kind, const void *key)
{
    int found;
    size_t at = place_of(list, kind, key, &found);

    if (!found)
        return;
    item_free(kind, list->items[at]);
    list->count--;
    memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
}

void fault_content_copy(struct fault_content *to, const struct fault_content *from)
{
    memset(to, 0, sizeof *to);
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        for (size_t i = 0; i < from->kinds[kind].count; i++)
            insert(&to->kinds[kind], i, item_copy(kind, from->kinds[kind].items[i]));
}

void fault_content_free(struct fault_content *content)
{
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++) {
        for (size_t i = 0; i < content->kinds[kind].count; i++)
            item_free(kind, content->kinds[kind].items[i]);
        free(content->kinds[kind].items);
    }
    memset(content, 0, sizeof *content);
}

static void describe_processes(const svccomm_record *record, struct fault_text *text)
{
    for (uint32_t i = 0; i < record->process_count; i++) {
        fault_text_string(text, record->processes[i].name);
        fault_text_hex(text, &record->processes[i].last_seen, sizeof(int64_t));
    }
}

/* The members as bytes with the pointers out of the way: no public struct has padding. */
void fault_item_describe(uint32_t kind, const void *item, struct fault_text *text)
{
    char *bytes = block_of(item, shapes[kind].size);

    for (size_t i = 0; i < shapes[kind].string_count; i++)
        set_string(kind, bytes, i, NULL);
    if (kind == SVCCOMM_KIND_COMMUNICATION)
        memset(bytes + offsetof(svccomm_record, processes), 0, sizeof(void *));
    fault_text_word(text, shapes[kind].name);
    fault_text_word(text, " ");
    fault_text_hex(text, bytes, shapes[kind].size);
    for (size_t i = 0; i < shapes[kind].string_count; i++)
        fault_text_string(text, string_at(kind, item, i));
    if (kind == SVCCOMM_KIND_COMMUNICATION)
        describe_processes(item, text);
    fault_text_word(text, "\n");
    free(bytes);
}

void fault_content_describe(const struct fault_content *content, struct fault_text *text)
{
    for (uint32_t kind = 0; kind < SVCCOMM_KIND_COUNT; kind++)
        for (size_t i = 0; i < content->kinds[kind].count; i++)
            fault_item_describe(kind, content->kinds[kind].items[i], text);
}
