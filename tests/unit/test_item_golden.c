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

#include "dump_items.h"
#include "fault_digest.h"
#include "folder.h"
#include "item_print.h"

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
    static struct CMUnitTest tests[FILES + 1] = {
        cmocka_unit_test(a_dump_of_version_1_is_restored_as_what_it_is),
    };
    size_t count = list_names();

    for (size_t i = 0; i < count; i++) {
        tests[i + 1].name = names[i];
        tests[i + 1].test_func = an_item_of_version_1_is_read_as_what_it_is;
        tests[i + 1].initial_state = names[i];
    }
    return count == 0 ? 1 : _cmocka_run_group_tests("golden items", tests, count + 1, NULL, NULL);
}
