/* SPDX-License-Identifier: MIT
 * Records as lines of CSV: what a cell looks like, and that text survives (design section 10). */
#include "test_export_samples.h"

#include "export/csv_text.h"
#include "export/csv_write.h"
#include "rounds.h"

static char *line_of(const svccomm_record *record)
{
    struct sample_sink sink = {0};
    struct svccomm__out out;

    svccomm__out_begin(&out, sample_write, &sink);
    svccomm__csv_write_record(&out, record);
    assert_int_equal(svccomm__out_flush(&out), 0);
    return sink.bytes;
}

static void check_line(const svccomm_record *record, const char *expected)
{
    char *line = line_of(record);

    assert_string_equal(line, expected);
    free(line);
}

static void the_header_has_the_dotted_paths_in_order(void **state)
{
    struct sample_sink sink = {0};
    struct svccomm__out out;

    (void)state;
    svccomm__out_begin(&out, sample_write, &sink);
    svccomm__csv_write_header(&out);
    assert_int_equal(svccomm__out_flush(&out), 0);
#define VIEW_COLUMNS(v)                                                                       \
    v ".view," v ".total_samples," v ".active_samples," v ".recent_samples," v ".attempts," v \
      ".implied_samples," v ".total_ports," v ".average_connections," v ".persistence," v     \
      ".persistence_low," v ".persistence_high," v ".first_found," v ".last_found,"
    assert_string_equal(
        sink.bytes,
        "id,realm,scope,protocol,client_ip,listener_ip,port,client_device,listener_device,"
        "client_device_explicit,listener_device_explicit,client_processes,listener_process,"
        "origin,evidence,mixed,status,note,created,updated,first_found,last_found,"
        "revision," VIEW_COLUMNS("netstat") VIEW_COLUMNS("netstat_client") VIEW_COLUMNS(
            "netstat_listener") "netflow.active_samples,netflow.total_events,"
                                "netflow.forward_events,netflow.reverse_events,netflow.forward_"
                                "bytes,"
                                "netflow.reverse_bytes,netflow.forward_packets,netflow.reverse_"
                                "packets,netflow.attempts,"
                                "netflow.active_span,netflow.gap_span,netflow.first_found,netflow."
                                "last_found,"
                                "netflow.late_events,netflow.sampled,netflow.approximate\r\n");
    free(sink.bytes);
}

static void no_value_is_an_empty_cell(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    check_line(
        &record,
        "2081a6aa-74e4-5d0a-a3bc-96369808ee33,0,0000000000000000,tcp,10.0.0.7,10.0.0.5,443,"
        ",,,,\"[]\",,\"[\"\"manual\"\"]\",user,false,normal,,2026-01-01T00:00:00Z,"
        "2026-01-01T00:00:00Z,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
}

static void every_value_has_its_cell(void **state)
{
    svccomm_record record = sample_full();

    (void)state;
    record.client_view = (svccomm_netstat){0};
    check_line(&record,
               "2081a6aa-74e4-5d0a-a3bc-96369808ee33,0,0000000000000000,tcp,10.0.0.7,10.0.0.5,443,"
               "laptop,web1,laptop,,\"[{\"\"name\"\":\"\"curl\"\",\"\"last_seen\"\":"
               "\"\"2026-01-01T00:02:00Z\"\"},{\"\"name\"\":\"\"a \\\"\"b\\\"\"\\\\c\"\","
               "\"\"last_seen\"\":\"\"2026-01-01T00:00:00.5Z\"\"},{\"\"name\"\":\"\"by hand\"\","
               "\"\"last_seen\"\":null}]\",nginx,"
               "\"[\"\"manual\"\",\"\"netstat\"\",\"\"netflow\"\"]\",user,true,hidden,'=1+1,"
               "2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,"
               "2026-01-01T00:03:55Z,42,"
               "listener,3,2,1,4,1,5,2.500000,66.666667,20.765960,93.850806,"
               "2026-01-01T00:00:00Z,2026-01-01T00:02:00Z,"
               ",,,,,,,,,,,,,"
               "listener,3,2,1,4,1,5,2.500000,66.666667,20.765960,93.850806,"
               "2026-01-01T00:00:00Z,2026-01-01T00:02:00Z,"
               "3,6,4,2,1000,500,10,5,7,95,65,2026-01-01T00:01:15Z,2026-01-01T00:03:55Z,0,false,"
               "false\r\n");
}

static const struct {
    const char *text, *cell;
} cells[] = {
    {"plain", "plain"},
    {"", "\"\""},
    {" x", "\" x\""},
    {"x ", "\"x \""},
    {"a,b", "\"a,b\""},
    {"a;b", "\"a;b\""},
    {"say \"hi\"", "\"say \"\"hi\"\"\""},
    {"two\nlines", "\"two\nlines\""},
    {"two\r\nlines", "\"two\r\nlines\""},
    {"=1+1", "'=1+1"},
    {"+1", "'+1"},
    {"-1", "'-1"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"=\"a\",1", "\"'=\"\"a\"\",1\""},
    {"\t=1", "\"'\t=1\""},
    {"\r=1", "\"'\r=1\""},
    {"\n=1", "\"'\n=1\""},
    {"'quoted'", "''quoted'"},
    {"\xef\xbc\x9d"
     "1",
     "'\xef\xbc\x9d"
     "1"}, /* a wide = */
    {"a=1", "a=1"},
    {"C:\\Windows\\udp.exe", "C:\\Windows\\udp.exe"},
    {"\xff", "\\udcff"},
    {"=\x80", "'=\\udc80"},
    {"\\udcff", "\\udc5cudcff"},
    {"\\udc5c", "\\udc5cudc5c"},
    {"\\udc7f", "\\udc7f"},
    {"\\udcFF", "\\udcFF"},
    {"\\udc8F", "\\udc8F"},
    {"\\udcf", "\\udcf"},
    {"\\\xff", "\\\\udcff"},
    {"\\udc\xff", "\\udc\\udcff"},
    {"\xc3\xa9", "\xc3\xa9"},
    {"\xed\xa0\x80", "\\udced\\udca0\\udc80"},
};

static void text_is_quoted_marked_and_escaped(void **state)
{
    svccomm_record record = sample_bare();
    char expected[64];

    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        char *line;

        record.note = cells[i].text;
        line = line_of(&record);
        strcpy(expected, ",normal,");
        strcat(expected, cells[i].cell);
        if (strstr(line, strcat(expected, ",2026")) == NULL)
            fail_msg("no %s in %s", expected, line);
        free(line);
    }
}

/* Writes text and reads it back. */
static void check_text(const char *text)
{
    struct sample_sink sink = {0};
    struct svccomm__out out;
    size_t length;

    svccomm__out_begin(&out, sample_write, &sink);
    svccomm__csv_write_text(&out, text);
    assert_int_equal(svccomm__out_flush(&out), 0);
    if (sink.length == 0) {
        assert_int_equal(strlen(text), 0);
        return;
    }
    assert_null(strchr("=+-@\t\r\n", sink.bytes[0]));
    length = svccomm__csv_read_text(sink.bytes, sink.length);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(sink.bytes, text, length);
    free(sink.bytes);
}

/* Bytes out of a small set, so that escapes and their parts are frequent. */
static void any_text_is_read_back_as_it_was(void **state)
{
    static const char bytes[] = "\\udcud5c8f'=+\"\xc3\xa9\xff\xe2\x82\xac,\n";
    static const char *const parts[] = {"\\udc", "\\", "u", "5c", "ff", "\xff", "'", "=", "\xc3"};
    const unsigned tries = rounds(100000);
    uint64_t random = 1;
    char text[33];

    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++)
        check_text(cells[i].text);
    for (unsigned round = 0; round < tries; round++) {
        size_t length = 0, most = round % 20;

        while (length < most) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            if (round % 2 == 0)
                text[length++] = bytes[(random >> 33) % (sizeof bytes - 1)];
            else
                for (const char *p = parts[(random >> 33) % COUNT(parts)]; *p != '\0'; p++)
                    text[length++] = *p;
        }
        text[length] = '\0';
        check_text(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_has_the_dotted_paths_in_order),
        cmocka_unit_test(no_value_is_an_empty_cell),
        cmocka_unit_test(every_value_has_its_cell),
        cmocka_unit_test(text_is_quoted_marked_and_escaped),
        cmocka_unit_test(any_text_is_read_back_as_it_was),
    };

    return cmocka_run_group_tests_name("export_csv", tests, NULL, NULL);
}
