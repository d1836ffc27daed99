/* SPDX-License-Identifier: MIT
 * The dialect of iproute2's ss. */
#include "test_snapshot_support.h"

#define SS (1u << SVCCOMM_FORMAT_SS)
#define ALL_TCP SVCCOMM_COVER_TCP
#define ALL_UDP SVCCOMM_COVER_UDP

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("debian12-ss-tunap.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-H-tunap.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-O-tunap.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-tunape.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-tunapi.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-anp.txt", SS, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-ss-tan.txt", SS, ALL_TCP);
    assert_file("debian12-ss-uan.txt", SS, ALL_UDP);
    assert_file("ubuntu1804-ss-sudo-tulpen.out", SS, ALL_TCP | ALL_UDP | PROCESSES);
}

static void port_names_are_numbers_and_host_names_are_doubtful(void **state)
{
    (void)state;
    assert_file("debian12-ss-tap.txt", SS, (ALL_TCP & ~TCP_L6) | PROCESSES); /* http-alt */
    assert_file("centos7-ss-sudo-a.out", SS, ALL_TCP | ALL_UDP);
    assert_one_row("tcp ESTAB 0 0 10.0.0.5:40000 10.0.0.6:https\n",
                   "6 1 10.0.0.5 40000 10.0.0.6 443 -", 0);
    assert_one_row("tcp LISTEN 0 0 *:ssh *:*\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("udp UNCONN 0 0 0.0.0.0%lo:ntp 0.0.0.0:*\n", "17 7 0.0.0.0 123 - 0 -", 0);
    /* http-alt is not the same port everywhere. */
    assert_doubtful("tcp ESTAB 0 0 10.0.0.5:40000 10.0.0.6:http-alt\n", 1, ALL_TCP & ~TCP_C4);
    assert_doubtful("tcp ESTAB 0 0 10.0.0.5:40000 web.example:443\n", 1, ALL_TCP & ~TCP_C4);
    assert_doubtful("tcp LISTEN 0 0 [fd00::1]:no-such [::]:*\n", 1, ALL_TCP & ~TCP_L6);
    assert_doubtful("tcp LISTEN 0 0 *:no-such *:*\n", 1, ALL_TCP & ~TCP_L6 & ~TCP_L4);
    assert_doubtful("udp UNCONN 0 0 0.0.0.0:https1 0.0.0.0:*\n", 1, ALL_UDP & ~UDP(TCP_L4));
}

static void a_filtered_list_covers_nothing(void **state)
{
    (void)state;
    assert_file("debian12-ss-tn-established.txt", SS, 0);
}

static void ends_are_read_in_every_form(void **state)
{
    (void)state;
    assert_one_row("tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_one_row("tcp ESTAB 0 0 [::ffff:10.0.0.5]:443 [::ffff:10.0.0.7]:51000\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_one_row("tcp ESTAB 0 0 ::ffff:10.0.0.5:443 ::ffff:10.0.0.7:51000\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_one_row("tcp LISTEN 0 128 127.0.0.53%lo:53 0.0.0.0:*\n", "6 10 127.0.0.53 53 - 0 -", 0);
    assert_one_row("udp UNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:*\n", "17 7 0.0.0.0 67 - 0 -", 0);
    assert_one_row("tcp LISTEN 0 8 [fe80::1]%eth0:8080 [::]:*\n", "6 10 fe80::1 8080 - 0 -", 0);
    assert_one_row("tcp LISTEN 0 8 [fe80::1%eth0]:8080 [::]:*\n", "6 10 fe80::1 8080 - 0 -", 0);
    assert_one_row("tcp LISTEN 0 8 *%eth0:8080 *:*\n", "6 10 :: 8080 - 0 -", 0);
    assert_one_row("tcp LISTEN 0 8 *:80 *:*\r\n", "6 10 :: 80 - 0 -", 0);
    assert_one_row("tcp\tESTAB\t0\t0\t10.0.0.5:443\t10.0.0.7:51000\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_one_row("sctp `- ESTAB 0 0 10.0.0.5%lo:3868 10.0.0.7:5000\n",
                   "132 1 10.0.0.5 3868 10.0.0.7 5000 -", 0);
    assert_one_row("dccp LISTEN 0 5 0.0.0.0:5001 0.0.0.0:*\n", "33 10 0.0.0.0 5001 - 0 -", 0);
}

static void what_is_no_end_is_doubtful(void **state)
{
    static const char *const ends[] = {
        "10.0.0.256:80",   "10.0.0.05:80",    "10.0.0.5:65536", "10.0.0.5:",  "10.0.0.5",
        "[::1:80",         "::1]:80",         "[]:80",          "[*]:80",     "10.0.0.5:8x",
        "10.0.0.5:000080", "%lo:53",          "[::1]x:80",      "0.0.0.0:80", "00.0.0.5:80",
        "[::1%lo:80",      "[%lo]:80",        "1000.0.0.5:80",  "10.0..5:80", "10.0.0:80",
        "10.0.0.5.6:80",   "10.0.0.5:123456",
    };
    char text[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(text, sizeof text,
                 "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
                 "tcp ESTAB 0 0 10.0.0.5:80 10.0.0.6:90\ntcp ESTAB 0 0 10.0.0.9:80 %s\n",
                 ends[i]);
        assert_doubtful(text, 3, ALL_TCP & ~TCP_C4);
    }
}

static void gaps_of_any_width_part_the_columns(void **state)
{
    char text[300], gap[41];
    size_t width, tab;

    (void)state;
    for (width = 1; width < sizeof gap; width++)
        for (tab = 0; tab <= width; tab++) { /* none where it is the width */
            memset(gap, ' ', width);
            if (tab > 0 && tab < width)
                gap[tab] = '\t';
            gap[width] = '\0';
            snprintf(text, sizeof text, "tcp%sESTAB%s0 0%s10.0.0.5:443%s10.0.0.7:51000%s\n", gap,
                     gap, gap, gap, tab % 2 == 0 ? gap : "");
            assert_one_row(text, "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
        }
}

static void states_have_linux_numbers(void **state)
{
    static const struct {
        const char *word;
        unsigned number;
    } cases[] = {
        {"ESTAB", 1},      {"SYN-SENT", 2},    {"SYN-RECV", 3},   {"FIN-WAIT-1", 4},
        {"FIN-WAIT-2", 5}, {"TIME-WAIT", 6},   {"CLOSE-WAIT", 8}, {"LAST-ACK", 9},
        {"CLOSING", 11},   {"HERGESTELLT", 0}, {"UNCONN", 7},
    };
    char text[200], row[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "tcp %s 0 0 10.0.0.5:443 10.0.0.7:51000\n", cases[i].word);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 443 10.0.0.7 51000 -", cases[i].number);
        assert_one_row(text, row, 0);
    }
    assert_one_row("tcp HORCHT 0 0 10.0.0.5:443 0.0.0.0:*\n", "6 10 10.0.0.5 443 - 0 -", 0);
    assert_one_row("tcp UNCONN 0 0 10.0.0.5:443 0.0.0.0:*\n", "6 7 10.0.0.5 443 - 0 -", 0);
    assert_one_row("udp ZUFALL 0 0 10.0.0.5:443 10.0.0.6:5\n", "17 1 10.0.0.5 443 10.0.0.6 5 -", 0);
}

static void unknown_states_are_counted_with_their_line(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\n"
                                                "tcp OFFEN 0 0 10.0.0.5:443 10.0.0.7:51001\n"
                                                "tcp OFFEN 0 0 10.0.0.5:443 10.0.0.7:51002\n");

    (void)state;
    assert_int_equal(report.unknown_states, 2);
    assert_int_equal(report.first_unknown_state_line, 2);
    svccomm_snapshot_free(snapshot);
}

static void brackets_mean_v6only_where_0000_is_told_apart(void **state)
{
    (void)state;
    assert_one_row("tcp LISTEN 0 8 [::]:80 [::]:*\n", "6 10 :: 80 - 0 -", 0);
    svccomm_snapshot *snapshot = begun(NULL);
    take(snapshot, "tcp LISTEN 0 8 [::]:443 [::]:*\ntcp LISTEN 0 8 *:80 *:*\n"
                   "tcp LISTEN 0 8 0.0.0.0:22 0.0.0.0:*\n");
    assert_row(snapshot, 0, "6 10 :: 443 - 0 -", SVCCOMM_ROW_V6ONLY);
    assert_row(snapshot, 1, "6 10 :: 80 - 0 -", 0);
    assert_row(snapshot, 2, "6 10 0.0.0.0 22 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void with_e_the_row_says_v6only(void **state)
{
    (void)state;
    assert_one_row("tcp LISTEN 0 8 [::]:80 [::]:* users:((\"a\",pid=1,fd=2)) ino:1 v6only:1 <->\n",
                   "6 10 :: 80 - 0 a", SVCCOMM_ROW_V6ONLY);
    assert_one_row("tcp LISTEN 0 8 [::]:80 [::]:* ino:1 v6only:0 <->\n", "6 10 :: 80 - 0 -", 0);
    assert_one_row("tcp LISTEN 0 8 *:80 *:* ino:1 v6only:0 <->\n", "6 10 :: 80 - 0 -", 0);
}

static void process_names_may_hold_anything(void **state)
{
    (void)state;
#define ROW "tcp LISTEN 0 8 10.0.0.5:80 0.0.0.0:*  "
#define GIVES "6 10 10.0.0.5 80 - 0 "
    assert_one_row(ROW "users:((\"sshd\",pid=1,fd=3))\n", GIVES "sshd", 0);
    assert_one_row(ROW "users:((\"nginx: master\",pid=1,fd=3))\n", GIVES "nginx: master", 0);
    assert_one_row(ROW "users:((\"we\"ird)),(\",pid=1,fd=3))\n", GIVES "we\"ird)),(", 0);
    assert_one_row(ROW "users:((\"a\",b\",pid=1,fd=3))\n", GIVES "a\",b", 0);
    assert_one_row(ROW "users:((\"sshd\",1234,3))\n", GIVES "sshd", 0);
    assert_one_row(ROW "users:((\"sshd\",pid=1,proc_ctx=u:r:t,fd=3))\n", GIVES "sshd", 0);
    assert_one_row(ROW "timer:(keepalive,1min,0) users:((\"sshd\",pid=1,fd=3)) ino:5\n",
                   GIVES "sshd", 0);
    assert_one_row(ROW "users:((\"\303\251\377\",pid=1,fd=3))\n", GIVES "\303\251\377", 0);
    assert_one_row(ROW "users:((\"\",pid=1,fd=3))\n", GIVES "-", 0);
    assert_one_row(ROW "users:((\"half\n", GIVES "-", 0);
    assert_one_row(ROW "users:((\"half\",pid=\n", GIVES "-", 0);
    assert_one_row(ROW "users:(\n", GIVES "-", 0);
}

static void each_distinct_name_of_a_socket_is_told_once(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, ROW "users:((\"a\",pid=1,fd=3),(\"b\",pid=2,fd=3),(\"a\",pid=3,fd=3))\n");

    (void)state;
    assert_int_equal(report.taken, 1);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 2);
    assert_row(snapshot, 0, GIVES "a", 0);
    assert_row(snapshot, 1, GIVES "b", 0);
    svccomm_snapshot_free(snapshot);
}

static void of_more_than_eight_names_the_rest_is_left_out(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_row row;
    char text[600] = ROW "users:((\"a\",pid=1,fd=3)", name[40];
    int i;

    (void)state;
    for (i = 1; i < 10; i++) {
        snprintf(name, sizeof name, ",(\"%c\",pid=1,fd=3)", 'a' + i);
        strcat(text, name);
    }
    take(snapshot, strcat(text, ")\n"));
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 8);
    assert_int_equal(svccomm_snapshot_rows(snapshot, 7, &row, 1, sizeof row), 1);
    assert_string_equal(row.process, "h");
    svccomm_snapshot_free(snapshot);
}

static void a_second_name_of_more_than_255_bytes_is_left_out(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    char text[600] = ROW "users:((\"a\",pid=1,fd=3),(\"";

    (void)state;
    memset(text + strlen(text), 'b', 256);
    assert_int_equal(take(snapshot, strcat(text, "\",pid=2,fd=3))\n")).dropped_names, 1);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 1);
    assert_row(snapshot, 0, GIVES "a", 0);
    svccomm_snapshot_free(snapshot);
}

static void a_control_byte_ends_the_columns(void **state)
{
    (void)state;
    assert_one_row(ROW "\001 users:((\"a\",pid=1,fd=3))\n", GIVES "-", 0);
}

/* A row that has no queues is one where the header promised a row, or where the text ends. */
static void what_may_be_of_others_is_not_taken(void **state)
{
    (void)state;
    assert_foreign("tcp ESTAB x 0 10.0.0.5:443 10.0.0.7:51000\n");
    assert_foreign("tcp VERBUNDEN 0 0 host:443 10.0.0.7:51000\n");
    assert_doubtful("Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
                    "tcp LISTEN 0 0 10.0.0.5:443 0.0.0.0:*\n"
                    "tcp ESTAB x 0 10.0.0.5:443 10.0.0.7:51000\n",
                    3, TCP_L4 | TCP_L6);
    assert_one_row("\tcubic wscale:7,7\n" ROW "\n", GIVES "-", 0);
}

#define HEAD "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"

/* A row that says its protocol keeps it. */
/* What another dialect took for names of columns leaves nothing behind. */
static void a_row_that_reads_like_a_header_of_another_utility_is_a_row(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    assert_int_equal(take(snapshot, "LocalAddress,LocalPort\n"
                                    "LISTEN 0 8 10.0.0.5:9101 0.0.0.0:* ,LocalAddress\n")
                         .taken,
                     1);
    assert_row(snapshot, 0, "6 10 10.0.0.5 9101 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void assert_row_after_unsaid(void)
{
    svccomm_snapshot *snapshot = begun(NULL);

    take(snapshot, HEAD "UNCONN 0 0 10.0.0.5:53 0.0.0.0:*\ntcp LISTEN 0 0 10.0.0.5:53 0.0.0.0:*\n");
    assert_row(snapshot, 0, "17 7 10.0.0.5 53 - 0 -", 0);
    assert_row(snapshot, 1, "6 10 10.0.0.5 53 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void without_netid_states_tell_tcp_from_udp(void **state)
{
    (void)state;
    assert_one_row(HEAD "ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_one_row(HEAD "LISTEN 0 0 10.0.0.5:443 0.0.0.0:*\n", "6 10 10.0.0.5 443 - 0 -", 0);
    assert_one_row(HEAD "LISTEN 0 0 10.0.0.5:443 0.0.0.0:*\nESTAB lished to 10.0.0.7:5\n",
                   "6 10 10.0.0.5 443 - 0 -", 0);
    assert_one_row(HEAD "UNCONN 0 0 10.0.0.5:53 0.0.0.0:*\n", "17 7 10.0.0.5 53 - 0 -", 0);
    assert_one_row("UNCONN 0 0 10.0.0.5:53 0.0.0.0:*\n", "17 7 10.0.0.5 53 - 0 -", 0);
    assert_row_after_unsaid();
    svccomm_snapshot *snapshot = begun(NULL);
    take(snapshot,
         HEAD "ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\nUNCONN 0 0 10.0.0.5:53 0.0.0.0:*\n" HEAD
              "ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\nLISTEN 0 0 10.0.0.5:443 0.0.0.0:*\n");
    assert_row(snapshot, 0, "17 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_row(snapshot, 2, "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), ALL_TCP | ALL_UDP);
    svccomm_snapshot_free(snapshot);
}

static void other_families_and_continuations_are_skipped(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
                       "u_str ESTAB 0 0 * 123 * 124\nnl UNCONN 0 0 rtnl:kernel *\n"
                       "mptcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\nicmp6 UNCONN 0 0 *:58 *:*\n"
                       "??? UNCONN 0 0 a b\np_raw UNCONN 0 0 *:eth0 *\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:51000\n\t cubic wscale:7,7\n\n");

    (void)state;
    assert_int_equal(report.lines, 10);
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.skipped, 8);
    assert_int_equal(report.first_skipped_line, 2);
    assert_int_equal(report.first_taken_line, 8);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), ALL_TCP);
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(port_names_are_numbers_and_host_names_are_doubtful),
        cmocka_unit_test(a_filtered_list_covers_nothing),
        cmocka_unit_test(ends_are_read_in_every_form),
        cmocka_unit_test(what_is_no_end_is_doubtful),
        cmocka_unit_test(gaps_of_any_width_part_the_columns),
        cmocka_unit_test(states_have_linux_numbers),
        cmocka_unit_test(unknown_states_are_counted_with_their_line),
        cmocka_unit_test(brackets_mean_v6only_where_0000_is_told_apart),
        cmocka_unit_test(with_e_the_row_says_v6only),
        cmocka_unit_test(process_names_may_hold_anything),
        cmocka_unit_test(each_distinct_name_of_a_socket_is_told_once),
        cmocka_unit_test(of_more_than_eight_names_the_rest_is_left_out),
        cmocka_unit_test(a_second_name_of_more_than_255_bytes_is_left_out),
        cmocka_unit_test(a_control_byte_ends_the_columns),
        cmocka_unit_test(what_may_be_of_others_is_not_taken),
        cmocka_unit_test(a_row_that_reads_like_a_header_of_another_utility_is_a_row),
        cmocka_unit_test(without_netid_states_tell_tcp_from_udp),
        cmocka_unit_test(other_families_and_continuations_are_skipped),
    };

    return cmocka_run_group_tests_name("ss", tests, NULL, NULL);
}
