/* SPDX-License-Identifier: MIT
 * Which members of which struct travel, in which order and form: one table for each kind, from
 * which items are both written and read. A later member goes to the end of an item's table; views
 * and flow statistics, which lie within, stay as they are. */
#ifndef SVCCOMM_STORE_ITEM_MEMBERS_H
#define SVCCOMM_STORE_ITEM_MEMBERS_H

#include "svccomm/encoding.h"

/* Forms of a member; encoding.h describes their bytes. */
enum svccomm__form {
    SVCCOMM__FORM_NUMBERS,   /* `count` integers of `width` bytes */
    SVCCOMM__FORM_BYTES,     /* `width` bytes as they are */
    SVCCOMM__FORM_TEXT,      /* const char * */
    SVCCOMM__FORM_PROCESSES, /* of a record */
    SVCCOMM__FORM_PORTS,     /* of a fan-in end */
    SVCCOMM__FORM_SEGMENTS,  /* of an svccomm_spans */
    SVCCOMM__FORM_VIEW,      /* svccomm_netstat of view `count` */
    SVCCOMM__FORM_NETFLOW,   /* svccomm_netflow */
};

struct svccomm__member {
    uint8_t form;
    uint8_t width;
    uint8_t count;
    uint16_t offset; /* in the struct */
};

struct svccomm__members {
    const struct svccomm__member *list;
    uint8_t count;
};

/* Any item. */
union svccomm__item {
    svccomm_meta meta;
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_change tombstone;
    svccomm_fan_in fan_in;
    svccomm_record record;
};

/* A kind: its struct, its key's, and their members. The key's are the first of the item's; what
 * `erase` gets as a key begins `key_offset` bytes into the item. */
struct svccomm__item_shape {
    uint16_t size;
    uint16_t key_size;
    uint16_t key_offset;
    uint8_t key_members;
    struct svccomm__members members;
};

extern const struct svccomm__item_shape svccomm__item_shapes[SVCCOMM_KIND_COUNT];

/* Of a view that was seen, and of flow statistics that are there. */
extern const struct svccomm__members svccomm__view_members;
extern const struct svccomm__members svccomm__netflow_members;

#endif
