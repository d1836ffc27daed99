/* SPDX-License-Identifier: MIT
 * Which table keeps a kind of items, and which member of its struct is which column. */
#ifndef CLI_STORAGE_KINDS_H
#define CLI_STORAGE_KINDS_H

#include "storage_sqlite.h"

/* Types of members. */
enum column_type {
    COLUMN_U64, /* two's complement in the column */
    COLUMN_I64,
    COLUMN_TIME, /* int64_t; NULL for SVCCOMM_NO_TIME */
    COLUMN_U32,
    COLUMN_U16,
    COLUMN_U8,
    COLUMN_ADDRESS, /* 16 bytes */
    COLUMN_PREFIX,  /* svccomm_prefix */
    COLUMN_ID,      /* 16 bytes, a UUID in the column */
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
extern const struct kind storage_kinds[SVCCOMM_KIND_COUNT];

/* Binds the column's member of the item (or key, which is `shift` bytes into it) as a parameter. */
int column_bind(const struct column *column, const void *item, size_t shift,
                sqlite3_stmt *statement, int parameter);

/* Reads a result column into the item; text stays SQLite's. False: not a value of that type. */
bool column_read(const struct column *column, void *item, sqlite3_stmt *statement, int result);

/* Binds a name: as text, or as BLOB where it is not UTF-8. */
int column_bind_text(sqlite3_stmt *statement, int parameter, const char *text);

/* A name in a result column; false where it is neither text nor BLOB nor NULL, or too long. */
bool column_read_text(sqlite3_stmt *statement, int result, const char **text);

/* The client processes of a communication. */
int processes_put(struct storage *storage, const svccomm_record *record);

/* Reads them into `processes` with their names in `names`; record->processes points there. */
struct processes {
    svccomm_process list[SVCCOMM_PROCESS_MAX];
    char names[SVCCOMM_PROCESS_MAX][SVCCOMM_STRING_MAX + 1];
};
int processes_get(struct storage *storage, svccomm_record *record, struct processes *processes);

#endif
