/* SPDX-License-Identifier: MIT
 * Tables for people. Names come from processes and files: what could move the cursor of a terminal
 * is not printed. */
#include "text_table.h"

#include "plain_text.h"
#include "terminal.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define GAP 2
#define COMFORTABLE 12 /* a flexible column is cut so far before the late columns are dropped */
#define NOTHING "-"
#define LEAST 4

void table_init(struct table *table, const struct table_column *columns)
{
    memset(table, 0, sizeof *table);
    table->columns = columns;
    for (; columns[table->count].header != NULL; table->count++)
        table->widths[table->count] = strlen(columns[table->count].header);
}

/* Characters, each taken as one column wide. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static size_t cell_of(const struct table_column *column, const void *item, char *text)
{
    text[0] = '\0';
    column->cell(item, text, TABLE_CELL_SIZE);
    plain_clean(text);
    if (text[0] == '\0')
        strcpy(text, NOTHING);
    return width_of(text);
}

void table_measure(struct table *table, const void *item)
{
    char text[TABLE_CELL_SIZE];
    for (size_t i = 0; i < table->count; i++) {
        size_t width = cell_of(&table->columns[i], item, text);
        if (width > table->widths[i])
            table->widths[i] = width;
        table->filled[i] = table->filled[i] || strcmp(text, NOTHING) != 0;
    }
}

static size_t total_width(const struct table *table)
{
    size_t total = 0;
    for (size_t i = 0; i < table->count; i++)
        if (!table->dropped[i])
            total += table->widths[i] + (total > 0 ? GAP : 0);
    return total;
}

/* Drops the next column whose turn is before `end`. */
static bool drop_one(struct table *table, int end)
{
    size_t found = table->count;
    for (size_t i = 0; i < table->count; i++) {
        int drop = table->columns[i].drop;
        if (drop == 0 || drop >= end || table->dropped[i])
            continue;
        if (found == table->count || drop < table->columns[found].drop)
            found = i;
    }
    if (found == table->count)
        return false;
    table->dropped[found] = true;
    return true;
}

/* Takes one from the widest flexible column that is wider than `least`. */
static bool shrink_one(struct table *table, size_t least)
{
    size_t found = table->count;
    for (size_t i = 0; i < table->count; i++)
        if ((table->columns[i].flags & TABLE_FLEXIBLE) != 0 && !table->dropped[i] &&
            table->widths[i] > least &&
            (found == table->count || table->widths[i] > table->widths[found]))
            found = i;
    if (found == table->count)
        return false;
    table->widths[found]--;
    return true;
}

static void drop_empty(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        table->dropped[i] = (table->columns[i].flags & TABLE_SPARSE) != 0 && !table->filled[i];
}

static void fit(struct table *table)
{
    size_t width = terminal_width();
    while (width > 0 && total_width(table) > width)
        if (!drop_one(table, TABLE_DROP_LATE) && !shrink_one(table, COMFORTABLE) &&
            !drop_one(table, INT_MAX) && !shrink_one(table, LEAST))
            return;
}

/* Cuts to so many characters; the last one then says that something is missing. */
static void cut(char *text, size_t width)
{
    size_t seen = 0;
    if (width_of(text) <= width)
        return;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xC0) != 0x80 && ++seen == width)
            break;
    strcpy(text, "~");
}

static void print_padding(size_t count)
{
    printf("%*s", (int)count, "");
}

/* The last column has no spaces after it. */
static void print_cell(const struct table *table, size_t i, char *text, bool first, bool last)
{
    size_t width = table->widths[i];
    cut(text, width);
    size_t padding = width - width_of(text);
    print_padding(first ? 0 : GAP);
    if ((table->columns[i].flags & TABLE_RIGHT) != 0)
        print_padding(padding);
    fputs(text, stdout);
    if ((table->columns[i].flags & TABLE_RIGHT) == 0 && !last)
        print_padding(padding);
}

static size_t last_shown(const struct table *table)
{
    size_t last = table->count - 1;
    while (table->dropped[last])
        last--;
    return last;
}

static void print_row(const struct table *table, const void *item)
{
    char text[TABLE_CELL_SIZE];
    size_t last = last_shown(table);
    bool first = true;
    for (size_t i = 0; i <= last; i++) {
        if (table->dropped[i])
            continue;
        if (item != NULL)
            cell_of(&table->columns[i], item, text);
        else
            snprintf(text, sizeof text, "%s", table->columns[i].header);
        print_cell(table, i, text, first, i == last);
        first = false;
    }
    putchar('\n');
}

void table_header(struct table *table)
{
    drop_empty(table);
    fit(table);
    print_row(table, NULL);
}

void table_row(const struct table *table, const void *item)
{
    print_row(table, item);
}
