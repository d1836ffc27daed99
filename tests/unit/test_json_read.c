/* SPDX-License-Identifier: MIT
 * The pull parser for JSON: what it takes, what it refuses and where, in chunks of any size. */
#include "test_export_samples.h"

#include "export/json_read.h"

struct parse {
    struct svccomm__in in;
    struct svccomm__json json;
    struct sample_source source;
    char buffer[7];
};

static void parse_begin(struct parse *parse, const char *text, size_t length, size_t chunk)
{
    memset(parse, 0, sizeof *parse);
    parse->source.bytes = text;
    parse->source.length = length;
    parse->source.chunk = chunk;
    svccomm__in_begin(&parse->in, parse->buffer, sizeof parse->buffer, sample_read, &parse->source);
    svccomm__json_begin(&parse->json, &parse->in);
}

/* Reads one value and all of what is in it, and looks that nothing comes after it. */
static int parse_all(struct parse *parse, struct svccomm__scalar *value)
{
    int rc = svccomm__json_value(&parse->json, value);

    if (rc == 0 && value->type >= SVCCOMM__SCALAR_OBJECT)
        rc = svccomm__json_skip(&parse->json, value);
    if (rc == 0 && svccomm__in_skip_space(&parse->in) >= 0)
        rc = svccomm__json_fault(&parse->json, "more");
    return rc < 0 ? rc : parse->in.code;
}

static const char *const good[] = {
    "null",
    " true ",
    "\r\n\tfalse",
    "0",
    "-0.5e+10",
    "123456789012345678901234567890",
    "\"\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"",
    "[]",
    "{}",
    "[ ]",
    "{ }",
    "[1,2 , 3]",
    "[[[[]]]]",
    "{\"a\":{\"b\":[{},[],null,true,false,-1]},\"a\":2}",
    "{\"\":\"\"}",
    "[\"\xc3\xa9\xf0\x9f\x90\xa7\"]",
};

static void valid_json_is_taken_in_chunks_of_any_size(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        for (size_t chunk = 1; chunk <= 7; chunk++) {
            parse_begin(&parse, good[i], strlen(good[i]), chunk);
            if (parse_all(&parse, &value) != 0)
                fail_msg("%s: %s", good[i], parse.json.fault);
        }
    }
}

/* A number alone cannot be seen to be cut. */
static void json_that_is_cut_off_is_truncated(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    for (size_t i = 8; i < COUNT(good); i++) {
        for (size_t length = 0; length < strlen(good[i]); length++) {
            parse_begin(&parse, good[i], length, 3);
            assert_int_equal(parse_all(&parse, &value), SVCCOMM_E_TRUNCATED);
        }
    }
}

static const char *const bad[] = {
    "nul",
    "nulL",
    "True",
    "'a'",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{a:1}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{1:1}",
    "]",
    "}",
    "[}",
    "{]",
    "01",
    "1.",
    ".1",
    "1e",
    "-",
    "+1",
    "1e+",
    "- 1",
    "--1",
    "0x1",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u00g0\"",
    "\"\\u0000\"",
    "\"\t\"",
    "\"\n\"",
    "\"\x01\"",
    "\"\xff\"",
    "\"\xc3\"",
    "\"\xed\xa0\x80\"",
    "\"\xc0\x80\"",
    "\"\\ud800\"",
    "\"\\ud800x\"",
    "\"\\ud800\\n\"",
    "\"\\ud800\\u12\"",
    "\"\\ud800\\u0041\"",
    "\"\\ud800\\ud800\"",
    "\"\\ud800\\ue000\"",
    "\"\\udc00\"",
    "\"\\udc7f\"",
    "\"\\udd00\"",
    "\"\\udfff\"",
    "NaN",
    "Infinity",
    "//",
    "1 1",
    "{} {}",
    "\xef\xbb\xbf[]",
    "\"\\U0041\"",
    "\"\\",
    "[1}",
    "{\"a\":1]",
};

static void invalid_json_is_refused(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        for (size_t chunk = 1; chunk <= 7; chunk++) {
            int rc;

            parse_begin(&parse, bad[i], strlen(bad[i]), chunk);
            rc = parse_all(&parse, &value);
            if (rc != SVCCOMM_E_FORMAT && rc != SVCCOMM_E_TRUNCATED)
                fail_msg("%s gives %d", bad[i], rc);
            if ((rc == SVCCOMM_E_FORMAT) != (parse.json.fault != NULL))
                fail_msg("%s: a fault is named where the form is wrong", bad[i]);
        }
    }
}

static const struct {
    const char *json, *text;
    size_t length;
} texts[] = {
    {"\"abc\"", "abc", 3},
    {"\"\\u00e9\\u20AC\"", "\xc3\xa9\xe2\x82\xac", 5},
    {"\"\\ud83d\\udc27\"", "\xf0\x9f\x90\xa7", 4},
    {"\"\\ud800\\udc80\"", "\xf0\x90\x82\x80", 4}, /* a pair, not a byte */
    {"\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf", 4},
    {"\"\\udc80\\udcff\"", "\x80\xff", 2},
    {"\"\\u0001\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
     "\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", 12},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
};

static void escapes_are_undone(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        parse_begin(&parse, texts[i].json, strlen(texts[i].json), 2);
        assert_int_equal(parse_all(&parse, &value), 0);
        assert_int_equal(value.type, SVCCOMM__SCALAR_STRING);
        assert_int_equal(value.length, texts[i].length);
        assert_string_equal(value.text, texts[i].text);
    }
}

static void text_beyond_255_bytes_is_read_over_and_said_to_be_too_long(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;
    char json[400];

    (void)state;
    memset(json, 'a', sizeof json);
    json[0] = json[256] = '"';
    parse_begin(&parse, json, 257, 5);
    assert_int_equal(parse_all(&parse, &value), 0);
    assert_int_equal(value.length, 255);
    assert_int_equal(value.too_long, 0);
    json[256] = 'a';
    json[399] = '"';
    parse_begin(&parse, json, 400, 5);
    assert_int_equal(parse_all(&parse, &value), 0);
    assert_int_equal(value.too_long, 1);
    memset(json, '7', sizeof json);
    parse_begin(&parse, json, 400, 5);
    assert_int_equal(parse_all(&parse, &value), 0);
    assert_int_equal(value.too_long, 1);
}

static void nesting_is_bounded(void **state)
{
    struct svccomm__scalar value;
    struct parse parse;
    char json[200000];

    (void)state;
    memset(json, '[', 64);
    memset(json + 64, ']', 64);
    parse_begin(&parse, json, 128, 7);
    assert_int_equal(parse_all(&parse, &value), 0);
    memset(json, '[', sizeof json);
    parse_begin(&parse, json, sizeof json, 7);
    assert_int_equal(parse_all(&parse, &value), SVCCOMM_E_FORMAT);
    assert_string_equal(parse.json.fault, "nested too deeply");
    for (size_t i = 0; i + 5 <= sizeof json; i += 5)
        memcpy(json + i, "{\"a\":", 5);
    parse_begin(&parse, json, sizeof json, 7);
    assert_int_equal(parse_all(&parse, &value), SVCCOMM_E_FORMAT);
}

static void a_fault_has_its_line_and_offset(void **state)
{
    static const char text[] = "[1,\n 2,\n  x]";
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    parse_begin(&parse, text, strlen(text), 2);
    assert_int_equal(parse_all(&parse, &value), SVCCOMM_E_FORMAT);
    assert_int_equal(parse.json.line, 3);
    assert_int_equal(parse.json.offset, 10);
}

static void a_failing_callback_is_no_end_of_the_input(void **state)
{
    static const char text[] = "[1, \"two\", {\"three\": [4]}]  ";
    struct svccomm__scalar value;
    struct parse parse;

    (void)state;
    for (unsigned call = 1; call <= strlen(text); call++) {
        parse_begin(&parse, text, strlen(text), 1);
        parse.source.fail_at = call;
        parse.source.fail_with = 5;
        assert_int_equal(parse_all(&parse, &value), SVCCOMM_E_READ);
        assert_int_equal(parse.in.callback, 5);
        assert_int_equal(parse.source.calls, call);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_json_is_taken_in_chunks_of_any_size),
        cmocka_unit_test(json_that_is_cut_off_is_truncated),
        cmocka_unit_test(invalid_json_is_refused),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(text_beyond_255_bytes_is_read_over_and_said_to_be_too_long),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(a_fault_has_its_line_and_offset),
        cmocka_unit_test(a_failing_callback_is_no_end_of_the_input),
    };

    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
