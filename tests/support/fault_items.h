/* SPDX-License-Identifier: MIT
 * Deep copies of stored items: what they look like by kind, and lists of them ordered by key. */
#ifndef FAULT_ITEMS_H
#define FAULT_ITEMS_H

#include "fault_text.h"
#include "svccomm/svccomm.h"

/* The items of one kind, rising by the bytes of their keys. */
struct fault_items {
    void **items;
    size_t count;
};

/* What is in a database. */
struct fault_content {
    struct fault_items kinds[SVCCOMM_KIND_COUNT];
};

/* "communication", as the library calls it in messages. */
const char *fault_kind_name(uint32_t kind);
size_t fault_kind_item_size(uint32_t kind);
size_t fault_kind_key_size(uint32_t kind);

/* Inserts a deep copy, or replaces the item of the same key. */
void fault_items_put(struct fault_items *list, uint32_t kind, const void *item);

/* Appends a deep copy as it is, a repeated key too: for damaged databases. */
void fault_items_append(struct fault_items *list, uint32_t kind, const void *item);

/* Erases by key; not there is fine. */
void fault_items_erase(struct fault_items *list, uint32_t kind, const void *key);

void fault_content_copy(struct fault_content *to, const struct fault_content *from);
void fault_content_free(struct fault_content *content);

/* Every item with all of its members; equal contents give equal texts. */
void fault_content_describe(const struct fault_content *content, struct fault_text *text);

/* The same for one item. */
void fault_item_describe(uint32_t kind, const void *item, struct fault_text *text);

#endif
