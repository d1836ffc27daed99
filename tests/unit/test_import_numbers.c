/* SPDX-License-Identifier: MIT
 * Times, spans and decimal numbers of exports, there and back. */
#include "test_export_samples.h"

#include "export/decimal.h"
#include "export/rfc3339.h"

static const struct {
    int64_t time;
    const char *text;
} times[] = {
    {0, "1970-01-01T00:00:00Z"},
    {T0, "2026-01-01T00:00:00Z"},
    {T0 + 1, "2026-01-01T00:00:00.000000001Z"},
    {T0 + 500000000, "2026-01-01T00:00:00.5Z"},
    {T0 + 123456780, "2026-01-01T00:00:00.12345678Z"},
    {T0 - 1, "2025-12-31T23:59:59.999999999Z"},
    {-1, "1969-12-31T23:59:59.999999999Z"},
    {-SECOND, "1969-12-31T23:59:59Z"},
    {951782400 * SECOND, "2000-02-29T00:00:00Z"},
    {951868800 * SECOND, "2000-03-01T00:00:00Z"},
    {INT64_C(-2203891200) * SECOND, "1900-03-01T00:00:00Z"},
    {INT64_C(4107542400) * SECOND, "2100-03-01T00:00:00Z"},
    {SVCCOMM_TIME_MAX, "2116-02-20T23:53:38.427387903Z"},
    {-SVCCOMM_TIME_MAX, "1823-11-12T00:06:21.572612097Z"},
};

static void times_are_rfc3339_there_and_back(void **state)
{
    char text[SVCCOMM__TIME_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        int64_t time = 0;
        size_t length = svccomm__time_format(times[i].time, text);

        assert_string_equal(text, times[i].text);
        assert_int_equal(length, strlen(text));
        assert_int_equal(svccomm__time_parse(text, length, &time), 0);
        assert_true(time == times[i].time);
    }
}

static void every_day_is_read_back(void **state)
{
    char text[SVCCOMM__TIME_SIZE];

    (void)state;
    for (int64_t day = -53000; day < 53000; day++) {
        int64_t time = day * 86400 * SECOND + 86399 * SECOND, back = 0;
        size_t length = svccomm__time_format(time, text);

        assert_int_equal(svccomm__time_parse(text, length, &back), 0);
        assert_true(time == back);
    }
}

static const struct {
    const char *text;
    int code;
} bad_times[] = {
    {"", SVCCOMM_E_FORMAT},
    {"2026-01-01", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00+00:00", SVCCOMM_E_FORMAT},
    {"2026-01-01 00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-01-01t00:00:00z", SVCCOMM_E_FORMAT},
    {"2026-1-01T00:00:000Z", SVCCOMM_E_FORMAT},
    {"2026-00-01T00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-13-01T00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-02-29T00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-04-31T00:00:00Z", SVCCOMM_E_FORMAT},
    {"1900-02-29T00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-01-00T00:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T24:00:00Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:60:00Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:60Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00.Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00.1234567890Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00.12a4Z", SVCCOMM_E_FORMAT},
    {"2026-01-01T00:00:00ZZ", SVCCOMM_E_FORMAT},
    {"+026-01-01T00:00:00Z", SVCCOMM_E_FORMAT},
    {"0000-01-01T00:00:00Z", SVCCOMM_E_FORMAT},
    {"0001-01-01T00:00:00Z", SVCCOMM_E_RANGE},
    {"9999-12-31T23:59:59Z", SVCCOMM_E_RANGE},
    {"2116-02-20T23:53:38.427387904Z", SVCCOMM_E_RANGE},
    {"1823-11-12T00:06:21.572612096Z", SVCCOMM_E_RANGE},
};

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_times); i++) {
        int64_t time = 7;
        int rc = svccomm__time_parse(bad_times[i].text, strlen(bad_times[i].text), &time);

        if (rc != bad_times[i].code || time != 7)
            fail_msg("%s gives %d", bad_times[i].text, rc);
    }
}

static void spans_are_seconds_without_trailing_zeros(void **state)
{
    static const struct {
        int64_t span;
        const char *text;
    } spans[] = {
        {0, "0"},
        {95 * SECOND, "95"},
        {SECOND / 2, "0.5"},
        {1, "0.000000001"},
        {100 * SECOND + 10, "100.00000001"},
        {INT64_MAX, "9223372036.854775807"},
    };
    char text[SVCCOMM__TIME_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(spans); i++) {
        uint64_t back = 0;

        assert_int_equal(svccomm__span_format(spans[i].span, text), strlen(spans[i].text));
        assert_string_equal(text, spans[i].text);
        assert_int_equal(svccomm__decimal_parse(text, strlen(text), 9, INT64_MAX, &back), 0);
        assert_true(back == (uint64_t)spans[i].span);
    }
}

static const struct {
    const char *text;
    unsigned scale;
    uint64_t max;
    int code;
    uint64_t number;
} decimals[] = {
    {"0", 0, 9, 0, 0},
    {"-0", 0, 9, 0, 0},
    {"0.000", 0, 9, 0, 0},
    {"0e999999999999999999999", 0, 9, 0, 0},
    {"7", 0, 7, 0, 7},
    {"8", 0, 7, SVCCOMM_E_RANGE, 0},
    {"-1", 0, 7, SVCCOMM_E_RANGE, 0},
    {"5.000000000000000000000000000000", 0, 9, 0, 5},
    {"1e3", 0, 9999, 0, 1000},
    {"1.5E+1", 0, 99, 0, 15},
    {"1500e-2", 0, 99, 0, 15},
    {"0.1", 0, 99, SVCCOMM_E_FORMAT, 0},
    {"1e-1", 0, 99, SVCCOMM_E_FORMAT, 0},
    {"18446744073709551615", 0, UINT64_MAX, 0, UINT64_MAX},
    {"1844674407370955161.5e1", 0, UINT64_MAX, 0, UINT64_MAX},
    {"18446744073709551616", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"184467440737095516150", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"1e20", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"18446744073709551616.5", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"18446744073709551617.5", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"1e99999999999999999999", 0, UINT64_MAX, SVCCOMM_E_RANGE, 0},
    {"1e-99999999999999999999", 0, UINT64_MAX, SVCCOMM_E_FORMAT, 0},
    {"95.5", 9, INT64_MAX, 0, UINT64_C(95500000000)},
    {"9e-9", 9, INT64_MAX, 0, 9},
    {"0.0000000001", 9, INT64_MAX, SVCCOMM_E_FORMAT, 0},
    {"9223372036.854775808", 9, INT64_MAX, SVCCOMM_E_RANGE, 0},
    {"", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"-", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"+1", 0, 9, SVCCOMM_E_FORMAT, 0},
    {".5", 9, 9, SVCCOMM_E_FORMAT, 0},
    {"1.", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"1e", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"1e+", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"1 ", 0, 9, SVCCOMM_E_FORMAT, 0},
    {"1,5", 0, 99, SVCCOMM_E_FORMAT, 0},
    {"0x1", 0, 99, SVCCOMM_E_FORMAT, 0},
    {"NaN", 0, 99, SVCCOMM_E_FORMAT, 0},
};

static void decimals_are_exact_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(decimals); i++) {
        uint64_t number = 0;
        int rc = svccomm__decimal_parse(decimals[i].text, strlen(decimals[i].text),
                                        decimals[i].scale, decimals[i].max, &number);

        if (rc != decimals[i].code || number != decimals[i].number)
            fail_msg("%s gives %d, %llu", decimals[i].text, rc, (unsigned long long)number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_rfc3339_there_and_back),
        cmocka_unit_test(every_day_is_read_back),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(spans_are_seconds_without_trailing_zeros),
        cmocka_unit_test(decimals_are_exact_or_refused),
    };

    return cmocka_run_group_tests_name("import_numbers", tests, NULL, NULL);
}
