/* SPDX-License-Identifier: MIT
 * Cells of CSV: quotes, line ends, what is refused; in chunks of any size. */
#include "test_export_samples.h"

#include "export/csv_read.h"

/* Reads all cells into `out`: each followed by | within a line, and / at its end; "" for a quoted
 * cell. */
static int cells_of(const char *text, size_t length, size_t chunk, char *out)
{
    static struct svccomm__csv csv;
    struct sample_source source = {.bytes = text, .length = length, .chunk = chunk};
    struct svccomm__in in;
    char buffer[5];
    int rc = 0;

    svccomm__in_begin(&in, buffer, sizeof buffer, sample_read, &source);
    svccomm__csv_begin(&csv, &in);
    *out = '\0';
    while (rc == 0 && svccomm__in_peek(&in) >= 0) {
        rc = svccomm__csv_cell(&csv);
        if (rc < 0)
            break;
        strcat(out, csv.quoted ? "\"" : "");
        strcat(out, csv.cell);
        strcat(out, csv.end == SVCCOMM__CSV_COMMA ? "|" : csv.end == SVCCOMM__CSV_LINE ? "/" : ".");
    }
    return rc;
}

static const struct {
    const char *text, *cells;
} good[] = {
    {"a,b\r\nc,d\r\n", "a|b/c|d/"},
    {"a,b\nc,d", "a|b/c|d."},
    {"a\r", "a/"},
    {",,\r\n", "||/"},
    {"\"\",\r\n", "\"|/"},
    {"\"a,b\",\"c\r\nd\"\r\n", "\"a,b|\"c\r\nd/"},
    {"\"say \"\"hi\"\"\"\n", "\"say \"hi\"/"},
    {"\"\"\"\"\n", "\"\"/"},
    {"\xc3\xa9,'=1\n", "\xc3\xa9|'=1/"},
    {" a , b\n", " a | b/"},
};

static void cells_are_taken_in_chunks_of_any_size(void **state)
{
    char out[64];

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        for (size_t chunk = 1; chunk <= 5; chunk++) {
            assert_int_equal(cells_of(good[i].text, strlen(good[i].text), chunk, out), 0);
            assert_string_equal(out, good[i].cells);
        }
    }
}

static const struct {
    const char *text;
    size_t length;
    int code;
} bad[] = {
    {"a\"b\"\n", 5, SVCCOMM_E_FORMAT},   {"\"a\"b\n", 5, SVCCOMM_E_FORMAT},
    {"\"a\" ,b\n", 7, SVCCOMM_E_FORMAT}, {"a\rb\n", 4, SVCCOMM_E_FORMAT},
    {"a\0b\n", 4, SVCCOMM_E_FORMAT},     {"\"a\0b\"\n", 6, SVCCOMM_E_FORMAT},
    {"a\xff\n", 3, SVCCOMM_E_FORMAT},    {"\"\xc3(\"\n", 5, SVCCOMM_E_FORMAT},
    {"\"a", 2, SVCCOMM_E_TRUNCATED},     {"\"a\"\"", 4, SVCCOMM_E_TRUNCATED},
    {"\"a\n,", 4, SVCCOMM_E_TRUNCATED},  {"a\xe2\x82", 3, SVCCOMM_E_TRUNCATED},
};

static void what_is_no_csv_is_refused(void **state)
{
    char out[64];

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        int rc = cells_of(bad[i].text, bad[i].length, 2, out);

        if (rc != bad[i].code)
            fail_msg("%s gives %d", bad[i].text, rc);
    }
}

static void a_cell_that_is_too_long_is_read_over(void **state)
{
    static struct svccomm__csv csv;
    static char text[SVCCOMM__CSV_CELL_SIZE + 20];
    struct svccomm__in in;

    (void)state;
    memset(text, 'a', sizeof text);
    text[SVCCOMM__CSV_CELL_SIZE] = ',';
    memset(text + SVCCOMM__CSV_CELL_SIZE + 1, '\n', 19);
    svccomm__in_memory(&in, text, sizeof text);
    svccomm__csv_begin(&csv, &in);
    assert_int_equal(svccomm__csv_cell(&csv), 0);
    assert_int_equal(csv.length, SVCCOMM__CSV_CELL_SIZE);
    assert_int_equal(csv.too_long, 0);
    text[SVCCOMM__CSV_CELL_SIZE] = 'a';
    svccomm__in_memory(&in, text, sizeof text);
    assert_int_equal(svccomm__csv_cell(&csv), 0);
    assert_int_equal(csv.too_long, 1);
    assert_int_equal(csv.end, SVCCOMM__CSV_LINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_taken_in_chunks_of_any_size),
        cmocka_unit_test(what_is_no_csv_is_refused),
        cmocka_unit_test(a_cell_that_is_too_long_is_read_over),
    };

    return cmocka_run_group_tests_name("csv_read", tests, NULL, NULL);
}
