/* SPDX-License-Identifier: MIT
 * The dialect of net-tools' netstat. */
#include "test_snapshot_support.h"

#define NETSTAT (1u << SVCCOMM_FORMAT_NETSTAT)
#define ALL_TCP SVCCOMM_COVER_TCP
#define ALL_UDP SVCCOMM_COVER_UDP
#define TITLE "Active Internet connections (servers and established)\n"
#define HEAD                                                                           \
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State       " \
    "PID/Program name    \n"

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    const uint32_t listeners = TCP_L4 | TCP_L6 | UDP(TCP_L4 | TCP_L6) | PROCESSES;

    (void)state;
    assert_file("debian12-netstat-tunapW.txt", NETSTAT, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("centos7-netstat-sudo-lnp.out", NETSTAT, listeners);
    assert_file("ubuntu1804-netstat-sudo-lnp-space.out", NETSTAT, listeners);
}

static void cut_ipv6_rows_clear_ipv4_too(void **state)
{
    (void)state;
    /* Listeners and connections of TCP and UDP are cut in each of these. */
    assert_file("debian12-netstat-tunap.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tunape.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tunapo.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-anp.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tln.txt", NETSTAT, 0);
    assert_file("debian12-netstat-tn.txt", NETSTAT, 0);
}

static void host_names_are_doubtful(void **state)
{
    (void)state;
    assert_file("centos7-netstat.out", NETSTAT, TCP_C6);
    assert_file("centos7-netstat-p.out", NETSTAT, TCP_C6 | PROCESSES);
    assert_file("ubuntu1804-netstat.out", NETSTAT, TCP_C6);
    assert_file("centos7-netstat-l.out", NETSTAT, 0);
    /* tcp6 localhost:ssh localhost:38134 may be mapped, so IPv4 connections go too. */
    assert_file("centos7-netstat-sudo-aeep.out", NETSTAT, UDP(TCP_C4 | TCP_C6) | PROCESSES);
}

static void the_title_says_what_is_covered(void **state)
{
    static const struct {
        const char *title;
        uint32_t coverage;
    } cases[] = {
        {"Active Internet connections (servers and established)", ALL_TCP},
        {"Active Internet connections (only servers)", TCP_L4 | TCP_L6},
        {"Active Internet connections (w/o servers)", TCP_C4 | TCP_C6},
        {"Aktive Internetverbindungen (Server und stehende Verbindungen)", ALL_TCP},
    };
    char text[400];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        snprintf(text, sizeof text, "%s\n%stcp 0 0 10.0.0.5:443 10.0.0.7:51000 VERBUNDEN   -\n",
                 cases[i].title, "Proto Recv-Q Send-Q Local Address Foreign Address State\n");
        assert_int_equal(take(snapshot, text).taken, 1);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), cases[i].coverage);
        svccomm_snapshot_free(snapshot);
    }
}

static void listening_is_told_by_the_shape_of_the_foreign_end(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 :::22 :::* LISTEN\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 [::]:22 [::]:* LISTEN\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("tcp 0 0 10.0.0.5:22 *:* HORCHT\n", "6 10 10.0.0.5 22 - 0 -", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* \303\211COUTE      77/sshd\n",
                   "6 10 0.0.0.0 22 - 0 sshd", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* CLOSE\n", "6 7 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:*\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 10.0.0.5:22 10.0.0.6:5 VERBUNDEN\n", "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
}

static void states_have_linux_numbers(void **state)
{
    static const char *const words[] = {NULL,         "ESTABLISHED", "SYN_SENT",  "SYN_RECV",
                                        "FIN_WAIT1",  "FIN_WAIT2",   "TIME_WAIT", "CLOSE",
                                        "CLOSE_WAIT", "LAST_ACK",    NULL,        "CLOSING"};
    char text[200], row[200];
    unsigned i;

    (void)state;
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i] == NULL)
            continue;
        snprintf(text, sizeof text, "tcp 0 0 10.0.0.5:22 10.0.0.6:5 %s\n", words[i]);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.6 5 -", i);
        assert_one_row(text, row, 0);
    }
}

static void program_names_may_hold_blanks(void **state)
{
    (void)state;
#define ROW \
    TITLE HEAD "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      "
#define GIVES "6 10 0.0.0.0 80 - 0 "
    assert_one_row(ROW "1469/nginx: master  \n", GIVES "nginx: master", 0);
    assert_one_row(ROW "1469/sshd           \n", GIVES "sshd", 0);
    assert_one_row(ROW "600/sshd: /usr/sbin\n", GIVES "sshd: /usr/sbin", 0);
    assert_one_row(ROW "-                   \n", GIVES "-", 0);
    assert_one_row(ROW "0          21339      1469/(sd-pam)       off (0.00/0/0)\n",
                   GIVES "(sd-pam)", 0);
    assert_one_row(ROW "www-data   21339      12912/python3       keepalive (7.25/0/0)\n",
                   GIVES "python3", 0);
    assert_one_row(ROW "1469/\n", GIVES "-", 0);
    assert_one_row(ROW "1469/sshd            system_u:system_r:sshd_t:s0\n", GIVES "sshd", 0);
    assert_one_row("udp 0 0 0.0.0.0:68 0.0.0.0:*      root       20830      1029/dhclient\n",
                   "17 7 0.0.0.0 68 - 0 dhclient", 0);
}

static void protocols_are_told_by_their_words(void **state)
{
    (void)state;
    assert_one_row("udp 0 0 10.0.0.5:53 10.0.0.6:5000 ESTABLISHED\n",
                   "17 1 10.0.0.5 53 10.0.0.6 5000 -", 0);
    assert_one_row("udp6 0 0 ::1:53 ::1:5000 VERBUNDEN\n", "17 1 ::1 53 ::1 5000 -", 0);
    assert_one_row("udpl 0 0 0.0.0.0:53 0.0.0.0:*\n", "136 7 0.0.0.0 53 - 0 -", 0);
    assert_one_row("udpl6 0 0 :::53 :::*\n", "136 7 :: 53 - 0 -", 0);
    assert_one_row("tcp6 0 0 10.0.0.5:443 10.0.0.7:51000 ESTABLISHED\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    /* busybox says tcp for IPv6 too */
    assert_one_row("tcp 0 0 ::1:443 ::1:51000 ESTABLISHED\n", "6 1 ::1 443 ::1 51000 -", 0);
}

static void an_end_that_fills_its_column_is_taken_only_where_others_are_wider(void **state)
{
    (void)state;
#define FULL "tcp6       0      0 2001:db8:1:2:3:4:5:6:80 2001:db8::1:40006       ESTABLISHED -\n"
#define WIDER "tcp6       0      0 2001:db8:abcd:1::1:80   2001:db8:abcd:1::1:40008 ESTABLISHED -\n"
    assert_doubtful(TITLE HEAD FULL, 3, PROCESSES | TCP_L4 | TCP_L6);
    assert_doubtful(FULL, 1, TCP_L4 | TCP_L6);
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, TITLE HEAD FULL WIDER TITLE HEAD FULL);
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.first_taken_line, 3);
    assert_int_equal(report.doubtful, 1);
    assert_int_equal(report.first_doubtful_line, 7);
    assert_row(snapshot, 0, "6 1 2001:db8:1:2:3:4:5:6 80 2001:db8::1 40006 -", 0);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 2);
    svccomm_snapshot_free(snapshot);
    /* The shortest that was cut, and an IPv4 end, which never is. */
    assert_doubtful("tcp6 0 0 fd00:1234:5678::4:40010 fd00:1234:5678::42:443 ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6);
    assert_doubtful("tcp6 0 0 2001:db8:1234:5678:8081 :::* LISTEN\n", 1, TCP_C4 | TCP_C6);
}

static void an_end_with_a_port_name_may_be_cut_in_the_middle_of_its_address(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 10.0.0.5:https 10.0.0.7:51000 ESTABLISHED\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    /* of 10.20.30.4x */
    assert_doubtful("tcp 0 0 10.0.0.5:51000 10.20.30.4:microsoft-ds ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6);
    assert_doubtful("tcp 0 0 192.168.1:microsoft-ds 10.0.0.5:51000 ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6 | TCP_C6);
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(
        snapshot, TITLE HEAD "tcp 0 0 10.0.0.5:51000 10.20.30.4:microsoft-ds ESTABLISHED -\n"
                             "tcp6 0 0 2001:db8:abcd:1::1:80 2001:db8::1:4000 ESTABLISHED -\n"
                             "tcp 0 0 10.0.0.5:51001 110.20.30.4:microsoft-ds ESTABLISHED -\n");
    assert_int_equal(report.taken, 3);
    svccomm_snapshot_free(snapshot);
}

static void other_systems_are_not_taken_for_linux(void **state)
{
    static const char macos[] =
        "Active Internet connections\n"
        "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0  192.168.1.5.49230      17.57.144.5.5223       ESTABLISHED\n"
        "tcp6       0      0  *.5900                 *.*                    LISTEN\n"
        "tcp6       0      0  fe80::1.49230          fe80::2.5223           ESTABLISHED\n"
        "udp6       0      0  *.5353                 *.*                    \n";
    static const char windows[] =
        "\r\nActive Connections\r\n\r\n"
        "  Proto  Local Address          Foreign Address        State\r\n"
        "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING\r\n";
    static const char *const texts[] = {macos, windows, "tcp is a protocol\nudp 1 is another\n"};
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(
            take_pieces(snapshot, 0, texts[i], strlen(texts[i]), SIZE_MAX, &report, NULL),
            SVCCOMM_E_FORMAT);
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(cut_ipv6_rows_clear_ipv4_too),
        cmocka_unit_test(host_names_are_doubtful),
        cmocka_unit_test(the_title_says_what_is_covered),
        cmocka_unit_test(listening_is_told_by_the_shape_of_the_foreign_end),
        cmocka_unit_test(states_have_linux_numbers),
        cmocka_unit_test(program_names_may_hold_blanks),
        cmocka_unit_test(protocols_are_told_by_their_words),
        cmocka_unit_test(an_end_that_fills_its_column_is_taken_only_where_others_are_wider),
        cmocka_unit_test(an_end_with_a_port_name_may_be_cut_in_the_middle_of_its_address),
        cmocka_unit_test(other_systems_are_not_taken_for_linux),
    };

    return cmocka_run_group_tests_name("netstat", tests, NULL, NULL);
}
