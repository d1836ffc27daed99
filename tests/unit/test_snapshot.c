/* SPDX-License-Identifier: MIT
 * The snapshot handle: its calls, rows as structs, caps, coverage (N1-N4, A3-A5). */
#include "test_snapshot_support.h"

#define ROW(n) "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:" #n " users:((\"prog" #n "\",pid=1,fd=3))\n"

static svccomm_row row_of(const char *local, uint16_t local_port, const char *remote,
                          uint16_t remote_port, uint8_t protocol, uint8_t state,
                          const char *process)
{
    svccomm_row row;

    memset(&row, 0, sizeof row);
    svccomm_address_parse(local, strlen(local), row.local);
    if (remote != NULL)
        svccomm_address_parse(remote, strlen(remote), row.remote);
    row.local_port = local_port;
    row.remote_port = remote_port;
    row.protocol = protocol;
    row.state = state;
    row.process = process;
    return row;
}

static svccomm_text_report add(svccomm_snapshot *snapshot, const svccomm_row *rows, size_t count)
{
    svccomm_text_report report;

    svccomm_text_report_init(&report, sizeof report);
    assert_int_equal(svccomm_snapshot_add_rows(snapshot, rows, count, sizeof *rows, &report, NULL),
                     0);
    return report;
}

static void begin_checks_what_it_is_given(void **state)
{
    svccomm_snapshot *snapshot;
    svccomm_snapshot_info info, good;
    char name[300];

    (void)state;
    assert_int_equal(svccomm_snapshot_new(&snapshot, NULL), 0);
    svccomm_snapshot_info_init(&good, sizeof good);
    assert_int_equal(svccomm_snapshot_begin(snapshot, &good), SVCCOMM_E_ARGUMENT); /* host 0 */
    good.host = 1;
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_snapshot_cover(snapshot, 1), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_snapshot_add_rows(snapshot, NULL, 0, sizeof(svccomm_row), NULL, NULL),
                     SVCCOMM_E_STATE);
    info = good;
    info.time = SVCCOMM_NO_TIME;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), SVCCOMM_E_RANGE);
    info = good;
    info.ephemeral_low = 2;
    info.ephemeral_high = 1;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), SVCCOMM_E_RANGE);
    info = good;
    info.coverage_mask = 1u << 31;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), SVCCOMM_E_ARGUMENT);
    info = good;
    info.size--;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), SVCCOMM_E_STRUCT_SIZE);
    memset(name, 'x', sizeof name);
    name[255] = '\0';
    info = good;
    info.name = name;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
    name[255] = 'x';
    name[256] = '\0';
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_snapshot_begin(NULL, &good), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_snapshot_begin(snapshot, NULL), SVCCOMM_E_ARGUMENT);
    svccomm_snapshot_free(snapshot);
    svccomm_snapshot_free(NULL);
}

static void calls_out_of_order_are_refused(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    assert_int_equal(svccomm_snapshot_text(snapshot, "x", 1), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_snapshot_text_end(snapshot, NULL, NULL), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 99), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), 0);
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_snapshot_text(snapshot, NULL, 1), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_snapshot_text(snapshot, NULL, 0), 0);
    svccomm_snapshot_free(snapshot);
}

static void rows_come_back_as_they_were_given(void **state)
{
    const svccomm_row rows[] = {
        row_of("10.0.0.5", 443, "10.0.0.7", 50000, 6, 1, "nginx"),
        row_of("::", 80, NULL, 0, 6, 10, NULL),
        row_of("10.0.0.5", 53, NULL, 0, 17, 0, ""),
        row_of("10.0.0.5", 9, "::1", 5, 136, 99, "x"),
    };
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = add(snapshot, rows, 4);

    (void)state;
    assert_int_equal(report.taken, 4);
    assert_int_equal(report.unknown_states, 0);
    assert_int_equal(report.first_taken_line, 1);
    assert_row(snapshot, 0, "6 1 10.0.0.5 443 10.0.0.7 50000 nginx", 0);
    assert_row(snapshot, 1, "6 10 :: 80 - 0 -", 0);
    assert_row(snapshot, 2, "17 0 10.0.0.5 53 - 0 -", 0);
    assert_row(snapshot, 3, "136 0 10.0.0.5 9 ::1 5 x", 0);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), 0);
    svccomm_snapshot_free(snapshot);
}

static void faulty_rows_are_counted_and_clear_their_coverage(void **state)
{
    const svccomm_row rows[] = {
        row_of("10.0.0.5", 443, "10.0.0.7", 50000, 1, 1, NULL),
        row_of("10.0.0.5", 8, "10.0.0.7", 0, 1, 1, NULL),
        row_of("10.0.0.5", 443, "0.0.0.0", 50000, 6, 1, NULL),
        row_of("10.0.0.5", 443, "10.0.0.7", 50000, 6, 77, NULL),
    };
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = add(snapshot, rows, 4);

    (void)state;
    svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_TCP);
    assert_int_equal(report.doubtful, 3);
    assert_int_equal(report.first_doubtful_line, 1);
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.unknown_states, 1);
    assert_int_equal(report.first_unknown_state_line, 4);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), SVCCOMM_COVER_TCP & ~TCP_C4);
    svccomm_snapshot_free(snapshot);
}

static void rows_beyond_the_cap_are_dropped_and_clear_their_coverage(void **state)
{
    svccomm_snapshot_config config;
    svccomm_snapshot *snapshot;
    svccomm_text_report report;
    svccomm_row row = row_of("10.0.0.5", 53, NULL, 0, 17, 0, NULL);

    (void)state;
    svccomm_snapshot_config_init(&config, sizeof config);
    config.max_rows = 2;
    snapshot = begun(&config);
    report = take(snapshot, ROW(1) ROW(2) ROW(3));
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.dropped, 1);
    assert_int_equal(svccomm_snapshot_coverage(snapshot),
                     PROCESSES | (SVCCOMM_COVER_TCP & ~TCP_C4));
    svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_UDP);
    report = add(snapshot, &row, 1);
    assert_int_equal(report.dropped, 1);
    assert_int_equal(svccomm_snapshot_coverage(snapshot) & SVCCOMM_COVER_UDP,
                     SVCCOMM_COVER_UDP & ~UDP(TCP_L4));
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 2);
    svccomm_snapshot_free(snapshot);
}

static void names_beyond_the_cap_are_left_out_in_each_snapshot_alike(void **state)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;
    svccomm_text_report report;
    int round;

    (void)state;
    svccomm_snapshot_config_init(&config, sizeof config);
    config.max_string_bytes = 12;
    snapshot = begun(&config);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 1;
    for (round = 0; round < 4; round++) {
        /* Names of the round before take no room. */
        assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
        report = take(snapshot, round % 2 == 0 ? ROW(1) ROW(2) ROW(1) ROW(3) ROW(4)
                                               : ROW(6) ROW(7) ROW(6) ROW(8) ROW(9));
        assert_int_equal(report.taken, 5);
        assert_int_equal(report.dropped_names, 2);
        assert_row(snapshot, 1,
                   round % 2 == 0 ? "6 1 10.0.0.5 443 10.0.0.7 2 prog2"
                                  : "6 1 10.0.0.5 443 10.0.0.7 7 prog7",
                   0);
        assert_row(
            snapshot, 3,
            round % 2 == 0 ? "6 1 10.0.0.5 443 10.0.0.7 3 -" : "6 1 10.0.0.5 443 10.0.0.7 8 -", 0);
    }
    svccomm_snapshot_free(snapshot);
}

/* One of the snapshot before that is still known takes as much room as one that is not. */
static void a_name_of_the_snapshot_before_may_not_fit_either(void **state)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;
    svccomm_snapshot *snapshot;

    (void)state;
    svccomm_snapshot_config_init(&config, sizeof config);
    config.max_string_bytes = 5;
    snapshot = begun(&config);
    assert_int_equal(take(snapshot, ROW(1)).dropped_names, 0);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 1;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
    assert_int_equal(take(snapshot, ROW(2) ROW(1)).dropped_names, 1);
    assert_row(snapshot, 0, "6 1 10.0.0.5 443 10.0.0.7 2 prog2", 0);
    assert_row(snapshot, 1, "6 1 10.0.0.5 443 10.0.0.7 1 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void rows_may_come_while_a_text_is_read(void **state)
{
    svccomm_row rows[2] = {row_of("10.0.0.5", 53, NULL, 0, 1, 0, NULL),
                           row_of("10.0.0.5", 53, NULL, 0, 17, 0, NULL)};
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, SVCCOMM_FORMAT_DETECT), 0);
    assert_int_equal(svccomm_snapshot_text(snapshot, ROW(1), strlen(ROW(1))), 0);
    assert_int_equal(add(snapshot, rows, 1).doubtful, 1);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 0);
    assert_int_equal(add(snapshot, rows, 2).taken, 1);
    assert_int_equal(svccomm_snapshot_text_end(snapshot, NULL, NULL), 0);
    assert_row(snapshot, 0, "17 0 10.0.0.5 53 - 0 -", 0);
    assert_row(snapshot, 1, "6 1 10.0.0.5 443 10.0.0.7 1 prog1", 0);
    svccomm_snapshot_free(snapshot);
}

static void nothing_of_a_source_shows_before_its_end(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_row row = row_of("10.0.0.9", 1, "10.0.0.7", 2, 6, 1, "late");
    svccomm_text_report report;

    (void)state;
    take(snapshot, ROW(1));
    assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), 0);
    assert_int_equal(svccomm_snapshot_text(snapshot, ROW(2) ROW(3), strlen(ROW(2) ROW(3))), 0);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 1);
    add(snapshot, &row, 1); /* goes before what is staged */
    assert_row(snapshot, 1, "6 1 10.0.0.9 1 10.0.0.7 2 late", 0);
    svccomm_text_report_init(&report, sizeof report);
    assert_int_equal(svccomm_snapshot_text_end(snapshot, &report, NULL), 0);
    assert_int_equal(report.taken, 2);
    assert_row(snapshot, 0, "6 1 10.0.0.5 443 10.0.0.7 1 prog1", 0);
    assert_row(snapshot, 1, "6 1 10.0.0.9 1 10.0.0.7 2 late", 0);
    assert_row(snapshot, 2, "6 1 10.0.0.5 443 10.0.0.7 2 prog2", 0);
    assert_row(snapshot, 3, "6 1 10.0.0.5 443 10.0.0.7 3 prog3", 0);
    svccomm_snapshot_free(snapshot);
}

static void an_unknown_text_leaves_the_snapshot_as_it_was(void **state)
{
    static const char binary[] = "\177ELF\0\0\0\n\0\0\n\377\376tcp\0\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    svccomm_error error;

    (void)state;
    take(snapshot, ROW(1));
    svccomm_error_init(&error, sizeof error);
    assert_int_equal(take_pieces(snapshot, 0, binary, sizeof binary - 1, 3, &report, &error),
                     SVCCOMM_E_FORMAT);
    assert_int_equal(error.code, SVCCOMM_E_FORMAT);
    assert_int_equal(error.line, 1);
    assert_int_equal(report.lines, 0);
    assert_int_equal(take_pieces(snapshot, 0, "", 0, 1, &report, &error), SVCCOMM_E_FORMAT);
    assert_int_equal(take_pieces(snapshot, 0, "tcp", 3, 1, &report, &error), SVCCOMM_E_FORMAT);
    assert_int_equal(
        take_pieces(snapshot, SVCCOMM_FORMAT_NETSTAT, ROW(2), strlen(ROW(2)), 9, &report, &error),
        SVCCOMM_E_FORMAT);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 1);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), SVCCOMM_COVER_TCP | PROCESSES);
    take(snapshot, ROW(3));
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 2);
    svccomm_snapshot_free(snapshot);
}

static void the_line_that_rules_formats_out_is_told(void **state)
{
    static const char text[] = "\n  \nLast login: Mon \033[0m\nhi\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    svccomm_error error;

    (void)state;
    svccomm_error_init(&error, sizeof error);
    assert_int_equal(take_pieces(snapshot, 0, text, strlen(text), 5, &report, &error),
                     SVCCOMM_E_FORMAT);
    assert_int_equal(error.line, 3);
    assert_ptr_equal(
        strstr(error.message, "\"Last login: Mon .[0m\" is no header and no row of ss, "),
        error.message);
    assert_null(strstr(error.message, "but of"));
    assert_int_equal(
        take_pieces(snapshot, SVCCOMM_FORMAT_NETSTAT, ROW(2), strlen(ROW(2)), 9, &report, &error),
        SVCCOMM_E_FORMAT);
    assert_int_equal(error.line, 1);
    assert_non_null(strstr(error.message, "no row of netstat, but of ss"));
    svccomm_snapshot_free(snapshot);
}

static void a_report_says_what_told_each_format(void **state)
{
    static const char text[] =
        "hello\n" ROW(1) "Active Internet connections (servers and established)\n"
                         "Proto Recv-Q Send-Q Local Address Foreign Address State\n"
                         "tcp 0 0 0.0.0.0:80 0.0.0.0:* LISTEN\n" ROW(2);
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;

    (void)state;
    assert_int_equal(take_pieces(snapshot, 0, text, strlen(text), 7, &report, NULL), 0);
    assert_int_equal(report.format_lines[SVCCOMM_FORMAT_SS], 2);
    assert_int_equal(report.format_lines[SVCCOMM_FORMAT_NETSTAT], 3);
    assert_int_equal(report.format_lines[SVCCOMM_FORMAT_PROC_TCP], 0);
    assert_int_equal(report.format_headers, 1u << SVCCOMM_FORMAT_NETSTAT);
    svccomm_snapshot_free(snapshot);
}

static void a_last_line_without_an_end_is_doubtful(void **state)
{
    (void)state;
    assert_doubtful(ROW(1) "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:2 ", 2,
                    PROCESSES | (SVCCOMM_COVER_TCP & ~TCP_C4));
    assert_doubtful(ROW(1) "tcp LISTEN 0 0 10.0.0.5:443 0.0.0", 2,
                    PROCESSES | (SVCCOMM_COVER_TCP & ~TCP_L4));
    assert_doubtful(ROW(1) "tcp ESTAB 0 0 [2001:db8::1]:443 [2001:db8::2]:5", 2,
                    PROCESSES | TCP_L4 | TCP_L6);
    assert_doubtful(ROW(1) "udp UNC", 2, PROCESSES | SVCCOMM_COVER_TCP);
    assert_doubtful(ROW(1) "t", 2, PROCESSES);
    assert_doubtful(ROW(1) "\t cubic", 2, PROCESSES | SVCCOMM_COVER_TCP);
    assert_doubtful("tcp 0 0 10.0.0.5:1 10.0.0.6:2 ESTABLISHED\ntcp 0 0 0.0.0.0:22 0.0.0.0:* LIS",
                    2, SVCCOMM_COVER_TCP & ~TCP_L4);
    assert_doubtful("tcp 0 0 10.0.0.5:1 10.0.0.6:2 ESTABLISHED\ntcp 0 0 10.0.0.5:22 10.0", 2,
                    TCP_L6 | TCP_C6);
}

static void the_mask_bounds_what_is_claimed(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_snapshot_info info;

    (void)state;
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 1;
    info.coverage_mask = SVCCOMM_COVER_LISTENERS;
    assert_int_equal(svccomm_snapshot_begin(snapshot, &info), 0);
    take(snapshot, ROW(1));
    assert_int_equal(svccomm_snapshot_coverage(snapshot), TCP_L4 | TCP_L6);
    assert_int_equal(svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_UDP), 0);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), TCP_L4 | TCP_L6 | UDP(TCP_L4 | TCP_L6));
    assert_int_equal(svccomm_snapshot_cover(snapshot, 1u << 30), SVCCOMM_E_ARGUMENT);
    svccomm_snapshot_free(snapshot);
}

static void reports_add_up_over_sources(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    int i;

    (void)state;
    svccomm_text_report_init(&report, sizeof report);
    for (i = 0; i < 2; i++) {
        assert_int_equal(svccomm_snapshot_text_begin(snapshot, 0), 0);
        assert_int_equal(svccomm_snapshot_text(snapshot, "\n" ROW(1), strlen(ROW(1)) + 1), 0);
        assert_int_equal(svccomm_snapshot_text_end(snapshot, &report, NULL), 0);
    }
    assert_int_equal(report.lines, 4);
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.skipped, 2);
    assert_int_equal(report.first_taken_line, 2);
    assert_int_equal(report.formats, 1u << SVCCOMM_FORMAT_SS);
    svccomm_snapshot_free(snapshot);
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_string_equal(svccomm_format_name(SVCCOMM_FORMAT_SS), "ss");
    assert_string_equal(svccomm_format_name(SVCCOMM_FORMAT_NETSTAT), "netstat");
    assert_non_null(svccomm_format_name(SVCCOMM_FORMAT_PROC_TCP));
    assert_non_null(svccomm_format_name(SVCCOMM_FORMAT_PROC_UDP));
    assert_null(svccomm_format_name(14));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begin_checks_what_it_is_given),
        cmocka_unit_test(calls_out_of_order_are_refused),
        cmocka_unit_test(rows_come_back_as_they_were_given),
        cmocka_unit_test(faulty_rows_are_counted_and_clear_their_coverage),
        cmocka_unit_test(rows_beyond_the_cap_are_dropped_and_clear_their_coverage),
        cmocka_unit_test(names_beyond_the_cap_are_left_out_in_each_snapshot_alike),
        cmocka_unit_test(a_name_of_the_snapshot_before_may_not_fit_either),
        cmocka_unit_test(rows_may_come_while_a_text_is_read),
        cmocka_unit_test(nothing_of_a_source_shows_before_its_end),
        cmocka_unit_test(an_unknown_text_leaves_the_snapshot_as_it_was),
        cmocka_unit_test(the_line_that_rules_formats_out_is_told),
        cmocka_unit_test(a_report_says_what_told_each_format),
        cmocka_unit_test(a_last_line_without_an_end_is_doubtful),
        cmocka_unit_test(the_mask_bounds_what_is_claimed),
        cmocka_unit_test(reports_add_up_over_sources),
        cmocka_unit_test(formats_have_names),
    };

    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
