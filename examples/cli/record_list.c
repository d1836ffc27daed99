/* SPDX-License-Identifier: MIT
 * Lists of records, read batch by batch. */
#include "record_list.h"

#include "cursor_text.h"
#include "json_text.h"
#include "record_table.h"
#include "say.h"

#include <inttypes.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

#define BATCH 16

/* A list that is being read. */
struct reading {
    const svccomm_query *query;
    record_fn each;
    void *user;
    char *next;
    uint64_t given;
    svccomm_position last;
};

/* One more than the limit is asked for, to know whether there is more. */
static int open_cursor(svccomm_cursor **cursor, svccomm_registry *registry,
                       const svccomm_query *query)
{
    svccomm_query more = *query;
    more.limit = query->limit > 0 ? query->limit + 1 : 0;
    int code = svccomm_cursor_new(cursor, registry, &more);
    return code == 0 ? 0 : say_code("list", code, NULL);
}

static int give(struct reading *reading, const svccomm_record *record)
{
    const svccomm_query *query = reading->query;
    if (query->limit > 0 && reading->given == query->limit) {
        if (reading->next != NULL)
            cursor_text_format(query, &reading->last, reading->next);
        return 0;
    }
    reading->given++;
    svccomm_record_position(record, query->sort, &reading->last);
    return reading->each(reading->user, record);
}

static int read_all(svccomm_cursor *cursor, struct reading *reading)
{
    svccomm_record records[BATCH];
    int count;
    while ((count = svccomm_cursor_next(cursor, records, BATCH, sizeof *records)) > 0)
        for (int i = 0; i < count; i++) {
            int code = give(reading, &records[i]);
            if (code != 0)
                return code;
        }
    return count == 0 ? 0 : say_code("list", count, NULL);
}

int record_list_each(svccomm_registry *registry, const svccomm_query *query, record_fn each,
                     void *user, char *next)
{
    struct reading reading = {.query = query, .each = each, .user = user, .next = next};
    svccomm_cursor *cursor = NULL;
    if (next != NULL)
        next[0] = '\0';
    int code = open_cursor(&cursor, registry, query);
    if (code == 0)
        code = read_all(cursor, &reading);
    svccomm_cursor_free(cursor);
    return code;
}

static int print_json(void *user, const svccomm_record *record)
{
    bool *comma = user;
    if (*comma)
        putchar(',');
    *comma = true;
    int code = svccomm_record_write_json(record, write_stdout, NULL);
    return code == 0 ? 0 : say_code("output", code, NULL);
}

static int json_list(svccomm_registry *registry, const svccomm_query *query)
{
    char next[CURSOR_TEXT_SIZE];
    bool comma = false;
    fputs("{\"records\":[", stdout);
    int code = record_list_each(registry, query, print_json, &comma, next);
    if (code != 0)
        return code;
    if (next[0] != '\0')
        printf("],\"next\":\"%s\"}\n", next);
    else
        printf("],\"next\":null}\n");
    return 0;
}

static int measure(void *user, const svccomm_record *record)
{
    table_measure(user, record);
    return 0;
}

struct rows {
    struct table table;
    uint64_t count;
};

static int print_row(void *user, const svccomm_record *record)
{
    struct rows *rows = user;
    table_row(&rows->table, record);
    rows->count++;
    return 0;
}

static int text_list(svccomm_registry *registry, const svccomm_query *query)
{
    char next[CURSOR_TEXT_SIZE];
    struct rows rows = {.count = 0};
    table_init(&rows.table, record_columns);
    int code = record_list_each(registry, query, measure, &rows.table, NULL);
    if (code != 0)
        return code;
    table_header(&rows.table);
    code = record_list_each(registry, query, print_row, &rows, next);
    printf("%" PRIu64 " communication%s\n", rows.count, rows.count == 1 ? "" : "s");
    if (next[0] != '\0')
        printf("there are more: --cursor %s\n", next);
    return code;
}

int record_list_print(const struct cli *cli, svccomm_registry *registry, const svccomm_query *query)
{
    return cli->json ? json_list(registry, query) : text_list(registry, query);
}
