/* SPDX-License-Identifier: MIT
 * Exports, damaged or made up: they are imported whole or not at all, whatever the pieces that they
 * are read in, and with memory that fails; what was taken is exported in each format, and that
 * imported and exported again is the same bytes (design section 11, property 7).
 *
 * Input: a byte for the format that is said and the caps, one for the length of pieces, one that
 * says which allocation fails; then the export. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "svccomm/svccomm.h"

#define NOW INT64_C(1767225600000000000)
#define SMALL_CAPS 4u

struct text {
    char *bytes;
    size_t length;
    size_t read;
    size_t piece;
};

static int read_text(void *user, void *data, size_t capacity, size_t *length)
{
    struct text *text = user;
    size_t left = text->length - text->read;

    *length = left < capacity ? left : capacity;
    if (*length > text->piece)
        *length = text->piece;
    if (*length > 0)
        memcpy(data, text->bytes + text->read, *length);
    text->read += *length;
    return 0;
}

static int write_text(void *user, const void *data, size_t length)
{
    struct text *text = user;

    if (length == 0)
        return 0;
    text->bytes = realloc(text->bytes, text->length + length);
    FUZZ_CHECK(text->bytes != NULL);
    memcpy(text->bytes + text->length, data, length);
    text->length += length;
    return 0;
}

static svccomm_registry *new_registry(const svccomm_allocator *allocator, unsigned control)
{
    svccomm_registry_config config;
    svccomm_registry *registry;

    FUZZ_CHECK(svccomm_registry_config_init(&config, sizeof config) == 0);
    if ((control & SMALL_CAPS) != 0) {
        config.max_records = 2;
        config.max_endpoints = 2;
    }
    config.max_tombstones = 8; /* a ring of the default size takes the time */
    config.allocator = allocator;
    FUZZ_CHECK(svccomm_registry_new(&registry, &config) == 0);
    return registry;
}

static int import(svccomm_registry *registry, const struct text *from, uint32_t format,
                  size_t piece)
{
    struct text text = {from->bytes, from->length, 0, piece};
    svccomm_import_report report;
    svccomm_error error;
    int rc;

    FUZZ_CHECK(svccomm_error_init(&error, sizeof error) == 0);
    FUZZ_CHECK(svccomm_import_report_init(&report, sizeof report) == 0);
    rc = svccomm_registry_import(registry, format, read_text, &text, NOW, &report, &error);
    FUZZ_CHECK(rc == error.code && error.offset <= text.length);
    FUZZ_CHECK(report.records == report.created + report.merged);
    FUZZ_CHECK(rc == 0 || report.records == 0);
    return rc;
}

/* Everything that the registry has. */
static struct text export_as(svccomm_registry *registry, uint32_t format)
{
    struct text text = {NULL, 0, 0, SIZE_MAX};
    svccomm_filter filter;
    svccomm_query query;

    FUZZ_CHECK(svccomm_filter_init(&filter, sizeof filter) == 0);
    FUZZ_CHECK(svccomm_query_init(&query, sizeof query) == 0);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    query.filter = &filter;
    FUZZ_CHECK(svccomm_registry_export(registry, &query, format, write_text, &text, NULL) == 0);
    return text;
}

static void check_same(svccomm_registry *a, svccomm_registry *b, uint32_t format)
{
    struct text one = export_as(a, format), other = export_as(b, format);

    FUZZ_CHECK(one.length == other.length);
    FUZZ_CHECK(one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
    free(one.bytes);
    free(other.bytes);
}

/* What is exported in a format is the same registry again. */
static void check_again(svccomm_registry *registry, uint32_t format, unsigned control)
{
    svccomm_registry *other = new_registry(NULL, control);
    struct text text = export_as(registry, format);

    FUZZ_CHECK(import(other, &text, format, SIZE_MAX) == 0);
    check_same(registry, other, format);
    check_same(registry, other, SVCCOMM_TRANSFER_JSON);
    free(text.bytes);
    svccomm_registry_free(other);
}

static void check_code(int rc)
{
    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT || rc == SVCCOMM_E_TRUNCATED ||
               rc == SVCCOMM_E_RANGE || rc == SVCCOMM_E_FULL);
}

/* A registry is used again as long as importing fails, which must leave it as it was; making one is
 * what takes the time. One for each choice of caps. */
struct kept {
    struct fault_memory memory;
    svccomm_registry *registry;
    uint64_t bytes; /* that it holds while empty */
};

static struct kept kept_calm[2], kept_failing[2];

static svccomm_registry *take_kept(struct kept *kept, unsigned control)
{
    if (kept->registry == NULL) {
        fault_memory_init(&kept->memory);
        kept->registry = new_registry(&kept->memory.allocator, control);
        kept->bytes = kept->memory.live_bytes;
    }
    return kept->registry;
}

static void let_go(struct kept *kept, int rc)
{
    if (rc == 0) {
        svccomm_registry_free(kept->registry);
        kept->registry = NULL;
        kept->bytes = 0;
    }
    FUZZ_CHECK(kept->memory.live_bytes == kept->bytes && kept->memory.complaint == NULL);
}

/* In pieces and with memory that fails once; the second time it is there. */
static int import_stubbornly(struct kept *kept, const struct text *text, uint32_t format,
                             size_t piece, uint64_t nth)
{
    int rc;

    fault_memory_arm(&kept->memory, nth, FAULT_ONCE);
    rc = import(kept->registry, text, format, piece);
    FUZZ_CHECK(rc != SVCCOMM_E_NOMEM || kept->memory.failed > 0);
    fault_memory_disarm(&kept->memory);
    return rc == SVCCOMM_E_NOMEM ? import(kept->registry, text, format, piece) : rc;
}

static void compare(const struct text *text, unsigned control, size_t piece, uint64_t nth)
{
    struct kept *calm = &kept_calm[(control & SMALL_CAPS) != 0];
    struct kept *failing = &kept_failing[(control & SMALL_CAPS) != 0];
    int rc = import(take_kept(calm, control), text, control % 4, SIZE_MAX);
    uint32_t format;

    check_code(rc);
    take_kept(failing, control);
    FUZZ_CHECK(import_stubbornly(failing, text, control % 4, piece, nth) == rc);
    check_same(calm->registry, failing->registry, SVCCOMM_TRANSFER_CSV);
    for (format = 1; rc == 0 && format <= 3; format++)
        check_again(calm->registry, format, control);
    let_go(calm, rc);
    let_go(failing, rc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    unsigned control = fuzz_byte(&input), piece = fuzz_byte(&input), nth = fuzz_byte(&input);
    struct text text = {NULL, 0, 0, SIZE_MAX};

    write_text(&text, input.at, fuzz_left(&input));
    compare(&text, control, piece + 1, nth);
    free(text.bytes);
    return 0;
}
