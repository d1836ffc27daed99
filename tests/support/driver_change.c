/* SPDX-License-Identifier: MIT
 * The driver's commands that change the registry. */
#include "driver.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void answer_id(struct driver *driver, const uint8_t *id)
{
    char text[SVCCOMM_ID_TEXT_SIZE] = "";

    if (svccomm_id_format(id, text, sizeof text) < 0)
        abort();
    text_format(&driver->out, ",\"id\":\"%s\"", text);
}

int change_add(struct driver *driver, struct words *words)
{
    const char *processes[SVCCOMM_PROCESS_MAX + 1];
    svccomm_edit edit;
    uint8_t id[SVCCOMM_ID_SIZE] = {0};

    words_edit(words, &edit, processes);
    words_key(words, 1, &edit.key);
    int64_t now = words_int(words, 2);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = svccomm_registry_add(driver->registry, &edit, now, id, NULL);
    if (code == 0)
        answer_id(driver, id);
    return code;
}

int change_edit(struct driver *driver, struct words *words)
{
    const char *processes[SVCCOMM_PROCESS_MAX + 1];
    svccomm_edit edit;
    uint8_t id[SVCCOMM_ID_SIZE] = {0};
    uint8_t new_id[SVCCOMM_ID_SIZE] = {0};

    words_edit(words, &edit, processes);
    words_id(words, 1, id);
    int64_t now = words_int(words, 2);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = svccomm_registry_edit(driver->registry, id, &edit, now, new_id, NULL);
    if (code == 0)
        answer_id(driver, new_id);
    return code;
}

int change_delete(struct driver *driver, struct words *words)
{
    uint8_t ids[WORDS_MAX][SVCCOMM_ID_SIZE];
    size_t count = words->count < 2 ? 0 : words->count - 2;
    int64_t now = words_int(words, 1);

    for (size_t i = 0; i < count; i++)
        words_id(words, i + 2, ids[i]);
    if (words->failed)
        return DRIVER_E_COMMAND;
    return svccomm_registry_delete(driver->registry, ids[0], count, now, NULL);
}

static int change_matching(struct driver *driver, struct words *words,
                           int (*change)(svccomm_registry *, const svccomm_filter *, int, int64_t,
                                         uint64_t *))
{
    svccomm_filter filter;
    uint64_t count = 0;
    int dry_run = (int)words_int(words, 1);
    int64_t now = words_int(words, 2);

    words_filter(words, &filter);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = change(driver->registry, &filter, dry_run, now, &count);
    if (code == 0)
        text_format(&driver->out, ",\"count\":%" PRIu64, count);
    return code;
}

int change_delete_matching(struct driver *driver, struct words *words)
{
    return change_matching(driver, words, svccomm_registry_delete_matching);
}

int change_reset(struct driver *driver, struct words *words)
{
    return change_matching(driver, words, svccomm_registry_reset);
}

int change_prune(struct driver *driver, struct words *words)
{
    svccomm_prune prune;

    if (svccomm_prune_init(&prune, sizeof prune) != 0)
        abort();
    prune.older_than = words_int(words, 1);
    prune.include_manual = (uint32_t)words_int(words, 2);
    prune.dry_run = (uint32_t)words_int(words, 3);
    int64_t now = words_int(words, 4);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = svccomm_registry_prune(driver->registry, &prune, now);
    if (code == 0)
        text_format(&driver->out,
                    ",\"records\":%" PRIu64 ",\"endpoints\":%" PRIu64 ",\"addresses\":%" PRIu64
                    ",\"hosts\":%" PRIu64,
                    prune.records, prune.endpoints, prune.addresses, prune.hosts);
    return code;
}

/* Reads `count` lines of rows; the names in them point into `lines`. */
static void read_rows(struct words *words, svccomm_row *rows, char **lines, size_t count)
{
    static struct words parts;

    for (size_t i = 0; i < count; i++) {
        lines[i] = driver_line();
        if (lines[i] == NULL) {
            words->failed = 1;
            return;
        }
        words_split(&parts, lines[i]);
        words_row(&parts, &rows[i]);
        words->failed |= parts.failed;
    }
}

static int collect(struct driver *driver, const svccomm_snapshot_info *info, uint32_t coverage,
                   const svccomm_row *rows, size_t count)
{
    int code = svccomm_snapshot_begin(driver->snapshot, info);

    if (code == 0)
        code = svccomm_snapshot_add_rows(driver->snapshot, rows, count, sizeof *rows, NULL, NULL);
    if (code == 0)
        code = svccomm_snapshot_cover(driver->snapshot, coverage);
    return code;
}

static void answer_report(struct driver *driver, const svccomm_ingest_report *report)
{
    text_format(&driver->out,
                ",\"rows\":%" PRIu64 ",\"duplicates\":%" PRIu64 ",\"listeners\":%" PRIu64
                ",\"connections\":%" PRIu64 ",\"not_counted\":%" PRIu64 ",\"seen\":%" PRIu64
                ",\"new\":%" PRIu64 ",\"implied\":%" PRIu64 ",\"presence\":%" PRIu64
                ",\"ignored\":%" PRIu64 ",\"dropped_address\":%" PRIu64 ",\"dropped_port\":%" PRIu64
                ",\"dropped_full\":%" PRIu64,
                report->rows, report->duplicates, report->listeners, report->connections,
                report->not_counted, report->records_seen, report->records_new, report->implied,
                report->presence_only, report->ignored, report->dropped_address,
                report->dropped_port, report->dropped_full);
}

static int apply(struct driver *driver, struct words *words, const svccomm_row *rows, size_t count)
{
    svccomm_snapshot_info info;
    svccomm_ingest_report report;

    if (svccomm_snapshot_info_init(&info, sizeof info) != 0 ||
        svccomm_ingest_report_init(&report, sizeof report) != 0)
        abort();
    info.realm = (uint32_t)words_int(words, 1);
    info.host = words_hex(words, 2);
    info.name = words_text(words, 3);
    info.time = words_int(words, 4);
    int64_t now = words_int(words, 5);
    uint32_t coverage = (uint32_t)words_hex(words, 6);
    info.ephemeral_low = (uint16_t)words_int(words, 7);
    info.ephemeral_high = (uint16_t)words_int(words, 8);
    if (words->failed)
        return DRIVER_E_COMMAND;
    int code = collect(driver, &info, coverage, rows, count);
    if (code == 0)
        code = svccomm_registry_ingest_snapshot(driver->registry, driver->snapshot, now, &report,
                                                NULL);
    if (code == 0)
        answer_report(driver, &report);
    return code;
}

int change_snapshot(struct driver *driver, struct words *words)
{
    size_t count = (size_t)words_int(words, 9);

    if (words->failed || count > 100000)
        return DRIVER_E_COMMAND;
    svccomm_row *rows = calloc(count + 1, sizeof *rows);
    char **lines = calloc(count + 1, sizeof *lines);
    if (rows == NULL || lines == NULL)
        abort();
    read_rows(words, rows, lines, count);
    int code = apply(driver, words, rows, count);
    for (size_t i = 0; i < count; i++)
        free(lines[i]);
    free(lines);
    free(rows);
    return code;
}

int change_rule(struct driver *driver, struct words *words)
{
    svccomm_rule rule;

    words_rule(words, &rule);
    if (words->failed)
        return DRIVER_E_COMMAND;
    return svccomm_registry_set_rules(driver->registry, &rule, 1, sizeof rule, NULL);
}

int change_delete_rule(struct driver *driver, struct words *words)
{
    uint64_t id = (uint64_t)words_int(words, 1);

    return words->failed ? DRIVER_E_COMMAND : svccomm_registry_delete_rule(driver->registry, id);
}

int change_device(struct driver *driver, struct words *words)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    uint32_t realm = (uint32_t)words_int(words, 1);
    uint64_t scope = words_hex(words, 2);
    words_address(words, 3, address);
    const char *name = words_text(words, 4);
    int64_t now = words_int(words, 5);
    if (words->failed)
        return DRIVER_E_COMMAND;
    return svccomm_registry_set_device(driver->registry, realm, scope, address, name, now);
}

int change_hostname(struct driver *driver, struct words *words)
{
    uint32_t realm = (uint32_t)words_int(words, 1);
    uint64_t host = words_hex(words, 2);
    const char *name = words_text(words, 3);
    int64_t now = words_int(words, 4);

    if (words->failed)
        return DRIVER_E_COMMAND;
    return svccomm_registry_set_host_name(driver->registry, realm, host, name, now);
}
