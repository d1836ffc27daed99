/* SPDX-License-Identifier: MIT
 * Tables for people, which fit the terminal. Rows are given twice, first to be measured, then to be
 * printed, so that a table of any length needs no memory. */
#ifndef CLI_TEXT_TABLE_H
#define CLI_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 24
#define TABLE_CELL_SIZE 1024
#define TABLE_DROP_LATE 100

/* What a column is. */
#define TABLE_RIGHT 1u    /* numbers */
#define TABLE_FLEXIBLE 2u /* may be cut */
#define TABLE_SPARSE 4u   /* is left out where no row has anything in it */

struct table_column {
    const char *header;
    unsigned flags;
    int drop; /* 0: always there; else which goes first where there is no room: 1, 2, ...; from
                 TABLE_DROP_LATE on only where cutting the flexible ones is not enough */
    void (*cell)(const void *item, char *text, size_t capacity); /* "" is shown as - */
};

struct table {
    const struct table_column *columns; /* ends with a NULL header */
    size_t count;
    size_t widths[TABLE_COLUMNS_MAX];
    bool filled[TABLE_COLUMNS_MAX]; /* a row has something in it */
    bool dropped[TABLE_COLUMNS_MAX];
};

void table_init(struct table *table, const struct table_column *columns);
void table_measure(struct table *table, const void *item);

/* Fits it to the terminal, and prints the header. */
void table_header(struct table *table);
void table_row(const struct table *table, const void *item);

#endif
