/* SPDX-License-Identifier: MIT
 * Interned strings: one copy each, references, caps (A7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/strings.h"
#include "svccomm/error.h"

static void open_strings(struct svccomm__memory *memory, struct svccomm__strings *strings)
{
    assert_int_equal(svccomm__memory_init(memory, NULL), 0);
    memset(strings, 0, sizeof *strings);
    strings->memory = memory;
    strings->max_count = UINT64_MAX;
    strings->max_bytes = UINT64_MAX;
}

static const char *intern(struct svccomm__strings *strings, const char *text)
{
    const char *out = NULL;

    assert_int_equal(svccomm__strings_intern(strings, text, strlen(text), &out), 0);
    assert_string_equal(out, text);
    return out;
}

static void equal_texts_are_one_string(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__strings strings;
    const char *a, *b, *part;

    (void)state;
    open_strings(&memory, &strings);
    a = intern(&strings, "sshd");
    b = intern(&strings, "sshd");
    assert_ptr_equal(a, b);
    assert_ptr_not_equal(intern(&strings, "ssh"), a);
    assert_int_equal(svccomm__strings_intern(&strings, "sshd-session", 4, &part), 0);
    assert_ptr_equal(part, a);
    assert_int_equal(svccomm__strings_intern(&strings, "", 0, &part), 0);
    assert_string_equal(part, "");
    assert_int_equal(strings.count, 3);
    assert_int_equal(strings.bytes, 7);
    svccomm__strings_free(&strings);
    assert_int_equal(memory.bytes, 0);
}

static void a_string_ends_with_its_last_reference(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__strings strings;
    const char *a;

    (void)state;
    open_strings(&memory, &strings);
    a = intern(&strings, "sshd");
    assert_ptr_equal(svccomm__strings_keep(a), a);
    intern(&strings, "sshd");
    svccomm__strings_drop(&strings, a);
    svccomm__strings_drop(&strings, a);
    assert_int_equal(strings.count, 1);
    assert_string_equal(a, "sshd");
    svccomm__strings_drop(&strings, a);
    assert_int_equal(strings.count, 0);
    assert_int_equal(strings.bytes, 0);
    svccomm__strings_drop(&strings, NULL);
    assert_null(svccomm__strings_keep(NULL));
    svccomm__strings_free(&strings);
    assert_int_equal(memory.bytes, 0);
}

#define TEXTS 300

static void it_holds_what_a_naive_model_of_references_holds(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__strings strings;
    const char *held[TEXTS] = {0};
    unsigned references[TEXTS] = {0}, i, n, there;
    uint64_t random = 3;
    char text[16];

    (void)state;
    open_strings(&memory, &strings);
    for (n = 0; n < 20000; n++) {
        random = random * UINT64_C(6364136223846793005) + 1;
        i = (unsigned)(random >> 33) % TEXTS;
        if (references[i] == 0 || random >> 63) {
            snprintf(text, sizeof text, "name-%u", i);
            if (references[i] == 0)
                held[i] = intern(&strings, text);
            else
                assert_ptr_equal(intern(&strings, text), held[i]);
            references[i]++;
        } else {
            svccomm__strings_drop(&strings, held[i]);
            references[i]--;
        }
    }
    for (i = there = 0; i < TEXTS; i++)
        there += references[i] > 0;
    assert_int_equal(strings.count, there);
    svccomm__strings_free(&strings);
    assert_int_equal(memory.bytes, 0);
}

static void caps_refuse_new_strings_and_give_old_ones(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__strings strings;
    const char *out;

    (void)state;
    open_strings(&memory, &strings);
    strings.max_count = 2;
    strings.max_bytes = 6;
    intern(&strings, "abc");
    assert_int_equal(svccomm__strings_intern(&strings, "defg", 4, &out), SVCCOMM_E_FULL);
    intern(&strings, "def");
    assert_int_equal(svccomm__strings_intern(&strings, "", 0, &out), SVCCOMM_E_FULL);
    svccomm__strings_drop(&strings, intern(&strings, "def"));
    svccomm__strings_drop(&strings, intern(&strings, "abc"));
    svccomm__strings_free(&strings);
}

static void a_string_may_be_255_bytes_long(void **state)
{
    struct svccomm__memory memory;
    struct svccomm__strings strings;
    char text[SVCCOMM_STRING_MAX + 2];
    const char *out;

    (void)state;
    open_strings(&memory, &strings);
    memset(text, 'x', sizeof text);
    text[SVCCOMM_STRING_MAX + 1] = '\0';
    assert_int_equal(svccomm__strings_intern(&strings, text, SVCCOMM_STRING_MAX + 1, &out),
                     SVCCOMM_E_RANGE);
    assert_int_equal(svccomm__strings_intern(&strings, text, SVCCOMM_STRING_MAX, &out), 0);
    assert_int_equal(strlen(out), SVCCOMM_STRING_MAX);
    svccomm__strings_free(&strings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_are_one_string),
        cmocka_unit_test(a_string_ends_with_its_last_reference),
        cmocka_unit_test(it_holds_what_a_naive_model_of_references_holds),
        cmocka_unit_test(caps_refuse_new_strings_and_give_old_ones),
        cmocka_unit_test(a_string_may_be_255_bytes_long),
    };

    return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
