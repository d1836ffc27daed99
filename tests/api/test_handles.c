/* SPDX-License-Identifier: MIT
 * Handles and structs at the boundary: sizes (A3), codes (A4), threads (A6), any order of the end
 * (A2). */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "svccomm/svccomm.h"

#define NOW INT64_C(1767225600000000000)

/* A struct of a caller that was built with a later version: more members at the end. */
struct later_config {
    svccomm_registry_config config;
    uint64_t unknown;
};

struct later_record {
    svccomm_record record;
    uint64_t unknown[2];
};

static svccomm_edit edit_of(uint8_t last)
{
    svccomm_edit edit;

    svccomm_edit_init(&edit, sizeof edit);
    svccomm_address_parse("10.0.0.7", 8, edit.key.client);
    svccomm_address_parse("10.0.0.5", 8, edit.key.listener);
    edit.key.client[15] = last;
    edit.key.protocol = SVCCOMM_PROTO_TCP;
    edit.key.port = 443;
    return edit;
}

static void a_struct_smaller_than_the_first_version_is_refused(void **state)
{
    svccomm_registry_config config;
    svccomm_registry *registry;
    svccomm_filter filter;
    svccomm_counts counts;

    (void)state;
    assert_int_equal(svccomm_registry_config_init(&config, sizeof config - 1),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_registry_config_init(&config, sizeof config), 0);
    config.size--;
    assert_int_equal(svccomm_registry_new(&registry, &config), SVCCOMM_E_STRUCT_SIZE);
    assert_null(registry);
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_filter_init(&filter, sizeof filter), 0);
    filter.size = 4;
    assert_int_equal(svccomm_registry_reset(registry, &filter, 1, NOW, NULL),
                     SVCCOMM_E_STRUCT_SIZE);
    counts.size = 0;
    assert_int_equal(svccomm_registry_counts(registry, &counts), SVCCOMM_E_STRUCT_SIZE);
    svccomm_registry_free(registry);
}

static void a_larger_struct_is_taken_if_its_unknown_tail_is_zero(void **state)
{
    struct later_config later;
    svccomm_registry *registry;

    (void)state;
    assert_int_equal(svccomm_registry_config_init(&later.config, sizeof later), 0);
    assert_int_equal(svccomm_registry_new(&registry, &later.config), 0);
    svccomm_registry_free(registry);
    later.unknown = 1;
    assert_int_equal(svccomm_registry_new(&registry, &later.config), SVCCOMM_E_STRUCT_TAIL);
    assert_null(registry);
}

static void elements_have_the_callers_size_and_a_zeroed_tail(void **state)
{
    struct later_record records[2];
    svccomm_edit edit = edit_of(1);
    svccomm_registry *registry;
    svccomm_cursor *cursor;

    (void)state;
    memset(records, 0xaa, sizeof records);
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_registry_add(registry, &edit, NOW, NULL, NULL), 0);
    edit = edit_of(2);
    assert_int_equal(svccomm_registry_add(registry, &edit, NOW, NULL, NULL), 0);
    assert_int_equal(svccomm_cursor_new(&cursor, registry, NULL), 0);
    assert_int_equal(
        svccomm_cursor_next(cursor, &records[0].record, 2, sizeof records[0].record - 1),
        SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_cursor_next(cursor, &records[0].record, 2, sizeof records[0]), 2);
    assert_int_equal(records[0].record.key.client[15], 1);
    assert_int_equal(records[1].record.key.client[15], 2);
    assert_true(records[0].unknown[0] == 0 && records[1].unknown[1] == 0);
    svccomm_cursor_free(cursor);
    svccomm_registry_free(registry);
}

static void handles_end_in_any_order(void **state)
{
    svccomm_registry *registry;
    svccomm_cursor *first, *second;
    svccomm_record record;

    (void)state;
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    assert_int_equal(svccomm_cursor_new(&first, registry, NULL), 0);
    assert_int_equal(svccomm_cursor_new(&second, registry, NULL), 0);
    svccomm_cursor_free(first);
    svccomm_registry_free(registry);
    assert_int_equal(svccomm_cursor_next(second, &record, 1, sizeof record), SVCCOMM_E_STATE);
    svccomm_cursor_free(second);
    svccomm_registry_free(NULL);
    svccomm_cursor_free(NULL);
    svccomm_snapshot_free(NULL);
}

static void failed_creators_leave_null(void **state)
{
    svccomm_registry_config config;
    svccomm_registry *registry = (svccomm_registry *)&config;

    (void)state;
    svccomm_registry_config_init(&config, sizeof config);
    config.keep_segments = 1;
    assert_int_equal(svccomm_registry_new(&registry, &config), SVCCOMM_E_RANGE);
    assert_null(registry);
    assert_int_equal(svccomm_registry_new(NULL, NULL), SVCCOMM_E_ARGUMENT);
}

static void every_code_has_a_text_and_an_error_says_more(void **state)
{
    svccomm_edit edit = edit_of(1);
    svccomm_registry *registry;
    svccomm_error error;
    int64_t code;
    uint32_t i;

    (void)state;
    for (i = 0; i < svccomm_constant_count(); i++)
        if (strncmp(svccomm_constant_name(i), "SVCCOMM_E_", 10) == 0) {
            assert_int_equal(svccomm_constant(svccomm_constant_name(i), &code), 0);
            assert_string_not_equal(svccomm_strerror((int)code), "unknown error");
        }
    assert_string_equal(svccomm_strerror(-999), "unknown error");
    assert_int_equal(svccomm_error_init(&error, sizeof error), 0);
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    edit.key.port = 0;
    assert_int_equal(svccomm_registry_add(registry, &edit, NOW, NULL, &error), SVCCOMM_E_ARGUMENT);
    assert_int_equal(error.code, SVCCOMM_E_ARGUMENT);
    assert_string_equal(error.message, "the port is 0");
    svccomm_registry_free(registry);
}

/* The whole life of a handle, in a thread of its own; the result is the number of records. */
static void *live(void *result)
{
    svccomm_registry *registry;
    svccomm_counts counts;
    svccomm_edit edit;
    int i;

    if (svccomm_registry_new(&registry, NULL) != 0)
        return NULL;
    for (i = 0; i < 250; i++) {
        edit = edit_of((uint8_t)(i + 1));
        svccomm_registry_add(registry, &edit, NOW, NULL, NULL);
    }
    svccomm_counts_init(&counts, sizeof counts);
    svccomm_registry_counts(registry, &counts);
    *(uint64_t *)result = counts.records;
    svccomm_registry_free(registry);
    return NULL;
}

static void different_handles_live_in_parallel(void **state)
{
    pthread_t threads[4];
    uint64_t records[4] = {0};
    int i;

    (void)state;
    for (i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, live, &records[i]), 0);
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(records[i], 250);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_struct_smaller_than_the_first_version_is_refused),
        cmocka_unit_test(a_larger_struct_is_taken_if_its_unknown_tail_is_zero),
        cmocka_unit_test(elements_have_the_callers_size_and_a_zeroed_tail),
        cmocka_unit_test(handles_end_in_any_order),
        cmocka_unit_test(failed_creators_leave_null),
        cmocka_unit_test(every_code_has_a_text_and_an_error_says_more),
        cmocka_unit_test(different_handles_live_in_parallel),
    };

    return cmocka_run_group_tests_name("handles", tests, NULL, NULL);
}
