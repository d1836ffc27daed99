/* SPDX-License-Identifier: MIT
 * The driver's registries: made, flushed, restored from the database, moved by export, import. */
#include "driver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int life_new_registry(struct driver *driver, svccomm_registry **out)
{
    svccomm_registry_config config = driver->config;
    svccomm_allocator allocator;

    memory_allocator(&driver->memory, &allocator);
    config.seed[0] = 1;
    config.seed[1] = 2;
    config.allocator = &allocator;
    return svccomm_registry_new(out, &config);
}

static int new_snapshot(struct driver *driver)
{
    svccomm_snapshot_config config;
    svccomm_allocator allocator;

    memory_allocator(&driver->memory, &allocator);
    if (svccomm_snapshot_config_init(&config, sizeof config) != 0)
        abort();
    config.seed[0] = 1;
    config.seed[1] = 2;
    config.allocator = &allocator;
    return svccomm_snapshot_new(&driver->snapshot, &config);
}

static int tie(struct driver *driver, svccomm_storage *storage)
{
    if (driver->name[0] != '\0')
        return named_begin(driver, storage);
    database_storage(driver->database, storage);
    driver->database->users++;
    return 0;
}

/* A new registry that is tied to the database; none on failure. */
static int open_registry(struct driver *driver, svccomm_registry **out)
{
    svccomm_storage storage;
    svccomm_error error;
    int code = life_new_registry(driver, out);

    if (code != 0)
        return code;
    if (svccomm_error_init(&error, sizeof error) != 0)
        abort();
    code = tie(driver, &storage);
    if (code == 0)
        code = svccomm_registry_open(*out, &storage, &error);
    if (code == 0) {
        named_loaded(driver);
        return 0;
    }
    svccomm_registry_free(*out);
    *out = NULL;
    text_format(&driver->out, ",\"callback\":%" PRId32 ",\"message\":", error.callback);
    text_string(&driver->out, error.message);
    return code;
}

int life_end(struct driver *driver)
{
    svccomm_registry_free(driver->registry);
    svccomm_snapshot_free(driver->snapshot);
    svccomm_cursor_free(driver->walk); /* on purpose after its registry */
    driver->walk = NULL;
    driver->registry = NULL;
    driver->snapshot = NULL;
    named_end(driver);
    int fine = driver->database->users == 0 && driver->memory.blocks == 0 &&
               driver->memory.wrong_sizes == 0 && driver->memory.overruns == 0;
    if (!fine)
        text_format(&driver->out,
                    ",\"blocks\":%" PRIu64 ",\"wrong_sizes\":%" PRIu64 ",\"overruns\":%" PRIu64
                    ",\"users\":%d",
                    driver->memory.blocks, driver->memory.wrong_sizes, driver->memory.overruns,
                    driver->database->users);
    database_free(driver->database);
    memset(&driver->memory, 0, sizeof driver->memory);
    return fine ? 0 : DRIVER_E_LEAK;
}

/* The number that an option gives, else what it was. */
static uint64_t option(const struct words *words, const char *name, uint64_t otherwise)
{
    const char *text = words_option(words, name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void read_caps(svccomm_registry_config *config, const struct words *words)
{
    config->max_records = option(words, "records", config->max_records);
    config->max_endpoints = option(words, "endpoints", config->max_endpoints);
    config->max_addresses = option(words, "addresses", config->max_addresses);
    config->max_hosts = option(words, "hosts", config->max_hosts);
    config->cap_policy = (uint32_t)option(words, "evict", config->cap_policy);
}

static void read_config(svccomm_registry_config *config, const struct words *words)
{
    if (svccomm_registry_config_init(config, sizeof *config) != 0)
        abort();
    config->max_tombstones = (uint32_t)option(words, "tombstones", config->max_tombstones);
    config->owner_age = (int64_t)option(words, "owner_age", (uint64_t)config->owner_age);
    config->interval = (int64_t)option(words, "interval", (uint64_t)config->interval);
    config->keep_segments = (uint32_t)option(words, "keep", config->keep_segments);
    config->points = (uint32_t)option(words, "points", config->points);
    config->flow_options = (uint32_t)option(words, "options", config->flow_options);
    config->flow_age = (int64_t)option(words, "flow_age", (uint64_t)config->flow_age);
    config->flow_future = (int64_t)option(words, "flow_future", (uint64_t)config->flow_future);
    read_caps(config, words);
}

int life_init(struct driver *driver, struct words *words)
{
    const char *name = words_option(words, "database");
    int code = life_end(driver);

    if (code != 0)
        return code;
    snprintf(driver->name, sizeof driver->name, "%s", name != NULL ? name : "");
    read_config(&driver->config, words);
    code = new_snapshot(driver);
    return code != 0 ? code : open_registry(driver, &driver->registry);
}

int life_flush(struct driver *driver, struct words *words)
{
    svccomm_error error;

    (void)words;
    if (svccomm_error_init(&error, sizeof error) != 0)
        abort();
    int code = svccomm_registry_flush(driver->registry, &error);
    if (code != 0) {
        text_format(&driver->out, ",\"callback\":%" PRId32 ",\"message\":", error.callback);
        text_string(&driver->out, error.message);
    }
    return code;
}

int life_reopen(struct driver *driver, struct words *words)
{
    svccomm_registry *opened = NULL;
    int code = life_flush(driver, words);

    if (code == 0 && driver->name[0] != '\0') {
        svccomm_registry_free(driver->registry);
        driver->registry = NULL; /* a database that has a name is open once at a time */
    }
    if (code == 0)
        code = open_registry(driver, &opened);
    if (code != 0)
        return code;
    svccomm_registry_free(driver->registry);
    driver->registry = opened;
    return 0;
}

struct reader {
    const struct text *text;
    size_t at;
    size_t step;
};

/* Gives the text in pieces of changing length. */
static int reader_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct reader *reader = user;
    size_t left = reader->text->length - reader->at;

    reader->step = reader->step * 7 % 61 + 1;
    *length = left < reader->step * 97 ? left : reader->step * 97;
    if (*length > capacity)
        *length = capacity;
    if (*length > 0)
        memcpy(data, reader->text->data + reader->at, *length);
    reader->at += *length;
    return 0;
}

static int export_all(svccomm_registry *registry, uint32_t format, struct text *text)
{
    svccomm_query query;
    svccomm_filter filter;
    svccomm_error error;

    if (svccomm_query_init(&query, sizeof query) != 0 ||
        svccomm_filter_init(&filter, sizeof filter) != 0 ||
        svccomm_error_init(&error, sizeof error) != 0)
        abort();
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    return svccomm_registry_export(registry, &query, format, text_write, text, &error);
}

/* What surrounds the first difference, in hexadecimal. */
static void show_difference(struct driver *driver, const struct text *a, const struct text *b)
{
    const struct text *both[2] = {a, b};
    size_t at = 0;

    while (at < a->length && at < b->length && a->data[at] == b->data[at])
        at++;
    text_format(&driver->out, ",\"offset\":%u,\"around\":[", (unsigned)at);
    for (size_t i = 0; i < 2; i++) {
        size_t end = at + 80 < both[i]->length ? at + 80 : both[i]->length;
        text_format(&driver->out, i > 0 ? ",\"" : "\"");
        for (size_t j = at < 300 ? 0 : at - 300; j < end; j++)
            text_format(&driver->out, "%02x", (unsigned char)both[i]->data[j]);
        text_format(&driver->out, "\"");
    }
    text_format(&driver->out, "]");
}

/* Restores a dump over the other database, which is empty. */
static int restore_text(struct driver *driver, const struct text *text, svccomm_registry **out)
{
    struct reader reader = {text, 0, 1};
    svccomm_error error;

    if (svccomm_error_init(&error, sizeof error) != 0)
        abort();
    int code = open_registry(driver, out);
    if (code == 0)
        code = svccomm_registry_restore(*out, reader_read, &reader, &error);
    if (code == 0)
        code = svccomm_registry_flush(*out, &error);
    return code;
}

static struct database *other_database(struct driver *driver)
{
    return &driver->databases[driver->database == driver->databases];
}

/* A dump, a restored registry, whose dump is the same but for what the order of flushes shows. */
static int dump_and_restore(struct driver *driver, svccomm_registry **out)
{
    struct text first = {NULL, 0, 0}, second = {NULL, 0, 0};
    int code = svccomm_registry_dump(driver->registry, text_write, &first, NULL);

    if (code == 0)
        code = restore_text(driver, &first, out);
    if (code == 0)
        code = svccomm_registry_dump(*out, text_write, &second, NULL);
    if (code == 0 &&
        (first.length != second.length || memcmp(first.data, second.data, first.length) != 0)) {
        show_difference(driver, &first, &second);
        code = DRIVER_E_DIFFERS;
    }
    text_free(&first);
    text_free(&second);
    return code;
}

int life_redump(struct driver *driver, struct words *words)
{
    struct database *before = driver->database;
    svccomm_registry *restored = NULL;

    (void)words;
    driver->database = other_database(driver);
    driver->database->faults = before->faults;
    int code = dump_and_restore(driver, &restored);
    before->faults = driver->database->faults;
    if (code != 0) {
        svccomm_registry_free(restored);
        database_free(driver->database);
        driver->database = before;
        return code;
    }
    svccomm_registry_free(driver->registry);
    database_free(before);
    driver->registry = restored;
    return 0;
}

static int import_text(struct driver *driver, svccomm_registry *registry, uint32_t format,
                       const struct text *text)
{
    struct reader reader = {text, 0, 1};
    svccomm_error error;

    if (svccomm_error_init(&error, sizeof error) != 0)
        abort();
    int code = svccomm_registry_import(registry, format, reader_read, &reader, INT64_C(1000000000),
                                       NULL, &error);
    if (code != 0) {
        text_format(&driver->out,
                    ",\"line\":%" PRIu64 ",\"at\":%" PRIu64 ",\"message\":", error.line,
                    error.offset);
        text_string(&driver->out, error.message);
    }
    return code;
}

/* An export carries no rules; the importing registry must know the same local prefixes. */
static int copy_local_rules(struct driver *driver, svccomm_registry *to)
{
    svccomm_rule rule;
    uint64_t after = 0;
    int code = 0;

    while (code == 0 &&
           (code = svccomm_registry_rules(driver->registry, after, &rule, 1, sizeof rule)) > 0) {
        after = rule.id;
        code = 0;
        if (rule.kind == SVCCOMM_RULE_LOCAL)
            code = svccomm_registry_set_rules(to, &rule, 1, sizeof rule, NULL);
    }
    return code;
}

int life_roundtrip(struct driver *driver, struct words *words)
{
    uint32_t format = (uint32_t)words_int(words, 1);
    struct text first = {NULL, 0, 0};
    struct text second = {NULL, 0, 0};
    svccomm_registry *other = NULL;

    int code = export_all(driver->registry, format, &first);
    if (code == 0)
        code = life_new_registry(driver, &other);
    if (code == 0)
        code = copy_local_rules(driver, other);
    if (code == 0)
        code = import_text(driver, other, format, &first);
    if (code == 0)
        code = export_all(other, format, &second);
    if (code == 0 && (first.length != second.length ||
                      (first.length > 0 && memcmp(first.data, second.data, first.length) != 0))) {
        show_difference(driver, &first, &second);
        code = DRIVER_E_DIFFERS;
    }
    if (code == 0)
        text_format(&driver->out, ",\"bytes\":%u", (unsigned)first.length);
    svccomm_registry_free(other);
    text_free(&first);
    text_free(&second);
    return code;
}
