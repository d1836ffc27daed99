/* SPDX-License-Identifier: MIT
 * The driver's lists of ids by cursors: whole, in pages, and read between other commands. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

#define BATCH_MAX 64

static void add_id(struct driver *driver, const uint8_t *id, int *first)
{
    char text[SVCCOMM_ID_TEXT_SIZE] = "";

    if (svccomm_id_format(id, text, sizeof text) < 0)
        abort();
    text_format(&driver->out, "%s\"%s\"", *first ? "" : ",", text);
    *first = 0;
}

struct page {
    svccomm_query query;
    size_t batch;
    svccomm_position last; /* of the last record given */
    uint64_t given;
    int first;
};

/* One list by a cursor; ids are added to the answer. */
static int query_page(struct driver *driver, struct page *page)
{
    static svccomm_record records[BATCH_MAX];
    svccomm_cursor *cursor = NULL;
    int code = svccomm_cursor_new(&cursor, driver->registry, &page->query);

    page->given = 0;
    while (code == 0) {
        int count = svccomm_cursor_next(cursor, records, page->batch, sizeof records[0]);
        if (count <= 0) {
            code = count;
            break;
        }
        for (int i = 0; i < count; i++)
            add_id(driver, records[i].id, &page->first);
        page->given += (uint64_t)count;
        code = svccomm_record_position(&records[count - 1], page->query.sort, &page->last);
    }
    svccomm_cursor_free(cursor);
    return code;
}

/* query SORT DESCENDING LIMIT PAGE BATCH [FILTER]: with PAGE > 0 the list is read in lists of that
 * many, each beginning after the last one's end. */
int read_query(struct driver *driver, struct words *words)
{
    static struct page page;
    svccomm_filter filter;
    uint64_t left;

    memset(&page, 0, sizeof page);
    if (svccomm_query_init(&page.query, sizeof page.query) != 0)
        abort();
    page.first = 1;
    page.query.sort = (uint32_t)words_int(words, 1);
    page.query.descending = (uint32_t)words_int(words, 2);
    page.query.limit = left = (uint64_t)words_int(words, 3);
    uint64_t size = (uint64_t)words_int(words, 4);
    page.batch = (size_t)words_int(words, 5);
    words_filter(words, &filter);
    page.query.filter = &filter;
    if (words->failed || page.batch == 0 || page.batch > BATCH_MAX)
        return DRIVER_E_COMMAND;
    text_add(&driver->out, ",\"ids\":[", 8);
    if (size > 0)
        page.query.limit = left > 0 && left < size ? left : size;
    int code = query_page(driver, &page);
    while (code == 0 && size > 0 && page.given == page.query.limit) {
        left = left > 0 ? left - page.given : 0;
        if (left == 0 && words_int(words, 3) > 0)
            break;
        page.query.limit = left > 0 && left < size ? left : size;
        page.query.has_after = 1;
        page.query.after = page.last;
        code = query_page(driver, &page);
    }
    text_add(&driver->out, "]", 1);
    if (code != 0)
        text_clear(&driver->out);
    return code;
}

static int open_walk(struct driver *driver, uint32_t sort)
{
    svccomm_query query;
    svccomm_filter filter;

    if (svccomm_query_init(&query, sizeof query) != 0 ||
        svccomm_filter_init(&filter, sizeof filter) != 0)
        abort();
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    query.sort = sort;
    return svccomm_cursor_new(&driver->walk, driver->registry, &query);
}

/* walk SORT N: opens a list of all if none is open; gives up to N ids; ends it with its end, or
 * where its registry has gone. */
int read_walk(struct driver *driver, struct words *words)
{
    static svccomm_record records[BATCH_MAX];
    uint32_t sort = (uint32_t)words_int(words, 1);
    size_t capacity = (size_t)words_int(words, 2);
    int first = 1;

    if (words->failed || capacity == 0 || capacity > BATCH_MAX)
        return DRIVER_E_COMMAND;
    int code = driver->walk == NULL ? open_walk(driver, sort) : 0;
    if (code != 0)
        return code;
    int count = svccomm_cursor_next(driver->walk, records, capacity, sizeof records[0]);
    if (count == 0 || count == SVCCOMM_E_STATE) {
        svccomm_cursor_free(driver->walk);
        driver->walk = NULL;
    }
    if (count < 0)
        return count;
    text_add(&driver->out, ",\"ids\":[", 8);
    for (int i = 0; i < count; i++)
        add_id(driver, records[i].id, &first);
    text_add(&driver->out, "]", 1);
    return 0;
}
