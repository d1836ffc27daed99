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
    COLUMN_I32,
    COLUMN_U16,
    COLUMN_U8,       /* up to here integers, as column_integer() gives them */
    COLUMN_ADDRESS,  /* 16 bytes */
    COLUMN_PREFIX,   /* svccomm_prefix */
    COLUMN_ID,       /* 16 bytes, a UUID */
    COLUMN_TEXT,     /* const char *, NULL for NULL */
    COLUMN_SEGMENTS, /* of an svccomm_spans */
    COLUMN_PORTS     /* of an svccomm_fan_in */
};

struct column {
    const char *name;
    enum column_type type;
    size_t offset;  /* in the item */
    size_t governs; /* so many columns after it say nothing where it is 0 */
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

/* The texts of any item: four names and those of its processes. */
#define ROW_TEXTS (SVCCOMM_PROCESS_MAX + 4)

/* An item as it is read, with room for what it points to. */
struct row {
    union {
        svccomm_meta meta;
        svccomm_host host;
        svccomm_address address;
        svccomm_endpoint endpoint;
        svccomm_rule rule;
        svccomm_change change;
        svccomm_fan_in fan_in;
        svccomm_record record;
    } item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    char texts[ROW_TEXTS][SVCCOMM_STRING_MAX + 1];
    size_t text_count;
};

/* Begins with a new item. */
void row_clear(struct row *row);

/* Copies a text into the row. NULL where it is too long or has a NUL in it. */
const char *row_text(struct row *row, const char *text, size_t length);

/* Adds a client process to the record; the name is the row's. False where there are too many. */
bool row_add_process(struct row *row, const char *name, int64_t last_seen);

#endif
