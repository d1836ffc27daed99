/* SPDX-License-Identifier: MIT
 * Items and a dump of version 1 as files that the library did not write: they are read as what they
 * are, whatever version reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/little.h"
#include "dump_items.h"
#include "fault_digest.h"
#include "folder.h"
#include "item_print.h"
#include "store/dump_format.h"

#define FILES 40
#define SUFFIX ".hex"

union item {
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_fan_in fan_in;
    svccomm_record record;
};

static FILE *open_file(const char *name, const char *suffix)
{
    const char *folder = getenv("SVCCOMM_TEST_DATA");
    char path[1024];

    snprintf(path, sizeof path, "%s/encoding/v1/%s%s", folder == NULL ? "tests/data" : folder, name,
             suffix);
    return fopen(path, "rb");
}

static void read_text(const char *name, const char *suffix, struct fault_text *text)
{
    FILE *file = open_file(name, suffix);
    char part[4096];
    size_t length;

    assert_non_null(file);
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        fault_text_add(text, part, length);
    fclose(file);
}

/* Bytes of a file of hex digits, without its comments. */
static void read_hex(const char *name, struct fault_text *out)
{
    FILE *file = open_file(name, SUFFIX);
    char line[200];

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        for (const char *at = line; at[0] != '#' && at[0] != '\n' && at[0] != '\0'; at += 2) {
            unsigned value;
            unsigned char byte;
            assert_int_equal(sscanf(at, "%2x", &value), 1);
            byte = (unsigned char)value;
            fault_text_add(out, &byte, 1);
        }
    fclose(file);
}

static void an_item_of_version_1_is_read_as_what_it_is(void **state)
{
    struct fault_text bytes = {0}, expected = {0}, got = {0};
    unsigned char again[SVCCOMM_ENCODED_SIZE_MAX];
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    const char *name = *state;
    uint32_t kind = item_kind(name, strcspn(name, "-"));
    size_t known, length;
    union item item;

    assert_true(kind < SVCCOMM_KIND_COUNT);
    read_hex(name, &bytes);
    read_text(name, ".expected", &expected);
    assert_int_equal(svccomm_item_decode(kind, bytes.bytes, bytes.length, &item, sizeof item,
                                         processes, &known, NULL),
                     0);
    assert_int_equal(known, bytes.length);
    item_print(kind, &item, &got);
    assert_string_equal(fault_text_get(&got), fault_text_get(&expected));
    if (SVCCOMM_ENCODING_VERSION == 1) {
        assert_int_equal(
            svccomm_item_encode(kind, &item, sizeof item, NULL, 0, again, sizeof again, &length),
            0);
        assert_int_equal(length, bytes.length);
        assert_memory_equal(again, bytes.bytes, length);
    }
    fault_text_free(&bytes);
    fault_text_free(&expected);
    fault_text_free(&got);
}

static void a_dump_of_version_1_is_restored_as_what_it_is(void **state)
{
    struct fault_text expected = {0}, got = {0};
    struct dump_file file = {0};
    svccomm_registry *registry;
    svccomm_error error;

    (void)state;
    read_hex("registry", &file.text);
    read_text("registry", ".ndjson", &expected);
    svccomm_error_init(&error, sizeof error);
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_registry_restore(registry, dump_file_read, &file, &error), 0);
    assert_int_equal(fault_digest_export(registry, SVCCOMM_TRANSFER_NDJSON, &got), 0);
    assert_string_equal(fault_text_get(&got), fault_text_get(&expected));
    svccomm_registry_free(registry);
    fault_text_free(&expected);
    fault_text_free(&got);
    dump_file_free(&file);
}

/* ---- dumps with the right checksums that nobody wrote ---- */

struct dump_block {
    unsigned char *bytes; /* its kind and length, then what it holds */
    size_t length;        /* of what it holds */
};

/* The n-th block, or the end where there are fewer; `before` becomes the sum of the one before. */
static struct dump_block block_at(struct fault_text *dump, size_t number, uint64_t *before)
{
    struct dump_block block = {(unsigned char *)dump->bytes + SVCCOMM__DUMP_HEAD_SIZE, 0};

    for (*before = 0;; number--) {
        block.length = (size_t)svccomm__little_load(block.bytes + 1, 4);
        if (number == 0 || block.bytes[0] == SVCCOMM__DUMP_END)
            return block;
        block.bytes += SVCCOMM__DUMP_BLOCK_HEAD + block.length + SVCCOMM__DUMP_SUM;
        *before = svccomm__little_load(block.bytes - SVCCOMM__DUMP_SUM, SVCCOMM__DUMP_SUM);
    }
}

/* Ends the dump with this block, of another length. */
static void end_with(struct fault_text *dump, size_t number, size_t length)
{
    uint64_t before, sum;
    struct dump_block block = block_at(dump, number, &before);
    unsigned char *end = block.bytes + SVCCOMM__DUMP_BLOCK_HEAD + length;

    svccomm__little_store(block.bytes + 1, length, 4);
    sum = svccomm__dump_sum(before, block.bytes[0], block.bytes + SVCCOMM__DUMP_BLOCK_HEAD, length);
    svccomm__little_store(end, sum, SVCCOMM__DUMP_SUM);
    dump->length = (size_t)(end + SVCCOMM__DUMP_SUM - (unsigned char *)dump->bytes);
}

static void go_back(struct fault_text *dump)
{
    static const unsigned char hosts[SVCCOMM__DUMP_BLOCK_HEAD] = {SVCCOMM_KIND_HOST, 0, 0, 0, 0};
    uint64_t before;

    block_at(dump, 1, &before).bytes[0] = SVCCOMM_KIND_COMMUNICATION;
    end_with(dump, 1, 0);
    fault_text_add(dump, hosts, sizeof hosts);
}

static void assert_dump_damaged(struct dump_file *file)
{
    svccomm_registry *registry;

    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_registry_restore(registry, dump_file_read, file, NULL),
                     SVCCOMM_E_FORMAT);
    svccomm_registry_free(registry);
    dump_file_free(file);
}

static void what_is_in_a_dump_fits_whatever_its_checksums_say(void **state)
{
    struct dump_file file;
    uint64_t before;

    (void)state;
    for (int i = 0; i < 6; i++) {
        memset(&file, 0, sizeof file);
        read_hex("registry", &file.text);
        if (i == 0) /* an item that goes on behind its block */
            block_at(&file.text, 0, &before).bytes[SVCCOMM__DUMP_BLOCK_HEAD + 1] = 1;
        if (i == 1) /* half the length of an item */
            end_with(&file.text, 0, 2);
        else if (i == 2) /* a kind that nobody knows */
            block_at(&file.text, 1, &before).bytes[0] = SVCCOMM_KIND_COUNT;
        else if (i == 3) /* an end that is too short to say how many */
            end_with(&file.text, SIZE_MAX, 4);
        else if (i == 4) /* a second meta */
            block_at(&file.text, 1, &before).bytes[0] = SVCCOMM_KIND_META;
        else if (i == 5) /* hosts behind communications, of which there are none */
            go_back(&file.text);
        if (i == 0)
            end_with(&file.text, 0, block_at(&file.text, 0, &before).length);
        assert_dump_damaged(&file);
    }
}

static char files[FILES][FOLDER_NAME], names[FILES][64];

/* Of a file NAME-REST.hex; the others are no items. */
static void add_name(const char *file, size_t *count)
{
    size_t length = strlen(file), suffix = strlen(SUFFIX);

    if (length > suffix && strchr(file, '-') != NULL && strcmp(file + length - suffix, SUFFIX) == 0)
        snprintf(names[(*count)++], sizeof names[0], "%.*s", (int)(length - suffix), file);
}

/* Names of items without their suffix; 0 if there are none. */
static size_t list_names(void)
{
    const char *folder = getenv("SVCCOMM_TEST_DATA");
    char path[1024];
    size_t count = 0, found;

    snprintf(path, sizeof path, "%s/encoding/v1", folder == NULL ? "tests/data" : folder);
    found = folder_names(path, files, FILES);
    for (size_t i = 0; i < found; i++)
        add_name(files[i], &count);
    return count;
}

int main(void)
{
    static struct CMUnitTest tests[FILES + 2] = {
        cmocka_unit_test(a_dump_of_version_1_is_restored_as_what_it_is),
        cmocka_unit_test(what_is_in_a_dump_fits_whatever_its_checksums_say),
    };
    size_t count = list_names();

    for (size_t i = 0; i < count; i++) {
        tests[i + 2].name = names[i];
        tests[i + 2].test_func = an_item_of_version_1_is_read_as_what_it_is;
        tests[i + 2].initial_state = names[i];
    }
    return count == 0 ? 1 : _cmocka_run_group_tests("golden items", tests, count + 2, NULL, NULL);
}
