/* SPDX-License-Identifier: MIT
 * Items whose members are random, and whose unused parts are garbage. */
#ifndef ITEM_RANDOM_H
#define ITEM_RANDOM_H

#include "svccomm/svccomm.h"

/* Seeds of items that have everything at its longest, and nothing that can be missing. */
#define ITEM_LONGEST UINT64_MAX
#define ITEM_SPARSE (UINT64_MAX - 1)

#define ITEM_TEXTS 6

union any_item {
    svccomm_meta meta;
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_change tombstone;
    svccomm_fan_in fan_in;
    svccomm_record record;
    unsigned char bytes[sizeof(svccomm_record) + 8];
};

/* What an item points to. */
struct item_room {
    char texts[ITEM_TEXTS][SVCCOMM_STRING_MAX + 1];
    char names[SVCCOMM_PROCESS_MAX][SVCCOMM_STRING_MAX + 1];
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
};

/* Makes the item of a seed; what does not count of it is filled with `garbage`. */
void item_random(uint32_t kind, uint64_t seed, unsigned char garbage, union any_item *item,
                 struct item_room *room);

/* The same with its unused parts as they are when it is read. */
void item_as_read(uint32_t kind, union any_item *item);

/* Whether all members are the same, and texts by what they say. */
int item_same(uint32_t kind, const union any_item *a, const union any_item *b);

size_t item_size(uint32_t kind);

/* Where the key of an item lies. */
const void *item_key(uint32_t kind, const union any_item *item);

#endif
