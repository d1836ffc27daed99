/* SPDX-License-Identifier: MIT
 * For SQL databases: which table keeps a kind of items, and which member of its struct is which
 * column. */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <svccomm/storage.h>

/* Types of members. */
enum column_type {
    COLUMN_U64, /* above 2^63 - 1 the column has the value less 2^64 */
    COLUMN_I64,
    COLUMN_TIME, /* int64_t; NULL for SVCCOMM_NO_TIME */
    COLUMN_U32,
    COLUMN_U16,
    COLUMN_U8,      /* up to here integers, as column_integer() gives them */
    COLUMN_ADDRESS, /* 16 bytes */
    COLUMN_PREFIX,  /* svccomm_prefix */
    COLUMN_ID,      /* 16 bytes, a UUID */
    COLUMN_TEXT,    /* const char *, NULL for NULL */
    COLUMN_SEGMENTS /* of an svccomm_spans */
};

struct column {
    const char *name;
    enum column_type type;
    size_t offset; /* in the item */
};

struct kind {
    const char *table;
    const struct column *columns;
    size_t column_count;
    size_t key_columns; /* the first so many are the key */
    size_t key_offset;  /* of the key within the item */
    size_t key_size;
    size_t item_size;
};

/* By SVCCOMM_KIND_. */
extern const struct kind store_kinds[SVCCOMM_KIND_COUNT];

/* Whether a column of that type is an integer. */
bool column_is_integer(enum column_type type);

/* The integer at `member` as the 64 bits of a column. */
int64_t column_integer(const struct column *column, const void *member);

/* Sets it; false where the value is out of its range. */
bool column_set_integer(const struct column *column, void *member, int64_t value);

/* An item as it is read, with room for what it points to. */
struct row {
    union {
        svccomm_meta meta;
        svccomm_host host;
        svccomm_address address;
        svccomm_endpoint endpoint;
        svccomm_rule rule;
        svccomm_change change;
        svccomm_record record;
    } item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    char names[SVCCOMM_PROCESS_MAX][SVCCOMM_STRING_MAX + 1]; /* of the processes */
};

#endif
