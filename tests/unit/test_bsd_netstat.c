/* SPDX-License-Identifier: MIT
 * The dialect of netstat of macOS and the BSDs. */
#include "test_state_support.h"

#define BSD (1u << SVCCOMM_FORMAT_BSD)
#define ALL (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP)
#define CONNECTIONS (TCP_C4 | TCP_C6 | UDP(TCP_C4 | TCP_C6))
#define TITLE "Active Internet connections (including servers)\n"
#define HEAD "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("macos-netstat-anv-process.txt", BSD, ALL | PROCESSES);
    assert_file("freebsd-netstat-anW.txt", BSD, ALL);
    assert_file("netbsd-netstat-an.txt", BSD, ALL);
    assert_file("netbsd-netstat-Aan.txt", BSD, SVCCOMM_COVER_TCP);
    assert_file("openbsd-netstat-an.txt", BSD, ALL);
}

static void cut_ends_are_doubtful(void **state)
{
    (void)state;
    /* IPv6 connections are cut, and may be mapped ones. */
    assert_file("macos-netstat-anv.txt", BSD, ALL & ~(uint32_t)(TCP_C4 | TCP_C6));
    assert_file("freebsd-netstat-an.txt", BSD, ALL & ~(uint32_t)(TCP_C4 | TCP_C6));
    /* A UDP socket without a peer is cut in its port. */
    assert_file("macos-netstat-An.out", BSD, UDP(TCP_C4 | TCP_C6));
    assert_file("macos-netstat-Abn.out", BSD, UDP(TCP_C4 | TCP_C6));
}

static void names_for_numbers_are_doubtful(void **state)
{
    (void)state;
    assert_file("macos-netstat.out", BSD, UDP(TCP_C4 | TCP_C6));
    assert_doubtful(TITLE HEAD "tcp4  0  0  *.no-such-name  *.*  LISTEN\n", 3,
                    SVCCOMM_COVER_TCP & ~(uint32_t)TCP_L4);
    assert_doubtful(TITLE HEAD "tcp4  0  0  host.22  *.*  LISTEN\n", 3,
                    SVCCOMM_COVER_TCP & ~(uint32_t)TCP_L4);
    assert_doubtful(TITLE HEAD "tcp4  0  0  host.22  10.0.0.1.5000  ESTABLISHED\n", 3,
                    SVCCOMM_COVER_TCP & ~(uint32_t)TCP_C4);
}

static void the_title_says_what_is_covered(void **state)
{
    (void)state;
    assert_file("freebsd-netstat-n.txt", BSD, CONNECTIONS);
    assert_file("openbsd-netstat-nB.txt", BSD, TCP_C4 | TCP_C6);
    /* Linux has this title, too. */
    assert_file("openbsd-netstat-nl.txt", BSD, TCP_L4 | TCP_L6);
}

static void the_protocol_word_names_the_families(void **state)
{
    const uint8_t v6only = SVCCOMM_ROW_V6ONLY;

    (void)state;
    assert_one_row("tcp4 0 0 *.22 *.* LISTEN\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 *.22 *.* LISTEN\n", "6 10 :: 22 - 0 -", v6only);
    assert_one_row("tcp46 0 0 *.22 *.* LISTEN\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 ::1.22 *.* LISTEN\n", "6 10 ::1 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 0.0.0.0.22 *.* LISTEN\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 *.68 fe80::1.67 SYN_SENT\n", "6 2 :: 68 fe80::1 67 -", 0);
    assert_one_row("udp46 0 0 *.53 *.*\n", "17 7 :: 53 - 0 -", 0);
    assert_one_row("udp6 0 0 fe80::1%lo0.123 *.*\n", "17 7 fe80::1 123 - 0 -", 0);
    assert_one_row("tcp6 0 0 ::ffff:10.0.0.5.22 ::ffff:10.0.0.6.5 CLOSE_WAIT\n",
                   "6 8 10.0.0.5 22 10.0.0.6 5 -", 0);
}

/* `tcp` is IPv4 where IPv6 has a word of its own, but IPv4 has none. */
static void a_word_without_a_family_is_told_by_the_others(void **state)
{
    static const struct {
        const char *more;
        const char *expected;
    } cases[] = {
        {"", "6 10 :: 22 - 0 -"},
        {"tcp4 0 0 *.25 *.* LISTEN\n", "6 10 :: 22 - 0 -"},
        {"tcp4 0 0 *.25 *.* LISTEN\ntcp6 0 0 *.25 *.* LISTEN\n", "6 10 :: 22 - 0 -"},
        {"tcp6 0 0 *.25 *.* LISTEN\n", "6 10 0.0.0.0 22 - 0 -"},
    };
    char text[400];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        snprintf(text, sizeof text, "%s%stcp 0 0 *.22 *.* LISTEN\n%s", TITLE, HEAD, cases[i].more);
        take(snapshot, text);
        assert_row(snapshot, 0, cases[i].expected, 0);
        svccomm_snapshot_free(snapshot);
    }
}

static void listening_is_told_by_the_shape_of_the_foreign_end(void **state)
{
    (void)state;
    assert_one_row(TITLE HEAD "tcp4 0 0 *.22 *.*\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TITLE HEAD "tcp4 0 0 *.22 *.* \303\211COUTE\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TITLE HEAD "tcp4 0 0 *.22 *.* CLOSED\n", "6 7 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TITLE HEAD "tcp4 0 0 10.0.0.5.22 10.0.0.6.5 QUX\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_states_do_not_matter("macos-netstat-An.out");
    assert_states_do_not_matter("macos-netstat-anv-process.txt");
    assert_states_do_not_matter("freebsd-netstat-an.txt");
    assert_states_do_not_matter("netbsd-netstat-Aan.txt");
    assert_states_do_not_matter("openbsd-netstat-an.txt");
}

static void states_have_the_numbers_of_linux(void **state)
{
    static const char *const words[] = {NULL,         "ESTABLISHED", "SYN_SENT",  "SYN_RCVD",
                                        "FIN_WAIT_1", "FIN_WAIT_2",  "TIME_WAIT", "CLOSED",
                                        "CLOSE_WAIT", "LAST_ACK",    NULL,        "CLOSING"};
    char text[200], row[200];
    unsigned i;

    (void)state;
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i] == NULL)
            continue;
        snprintf(text, sizeof text, "tcp4 0 0 10.0.0.5.22 10.0.0.6.5 %s\n", words[i]);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.6 5 -", i);
        assert_one_row(text, row, 0);
    }
}

static void other_columns_may_stand_before_and_behind(void **state)
{
    (void)state;
    assert_one_row("7fb03cb94d505aed cedd0cbf tcp4 31 0 10.0.0.5.22 10.0.0.6.5 CLOSE_WAIT 9 8\n",
                   "6 8 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("fffff80004a3b800 udp4 0 0 *.514 *.*\n", "17 7 0.0.0.0 514 - 0 -", 0);
    /* FreeBSD, -x: the state is the last */
    assert_one_row("tcp4 0 0 10.0.0.5.22 10.0.0.6.5 66608 33304 1 2048 0 0 0.00 7199.93 CLOSING\n",
                   "6 11 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("sctp4 1to1 10.0.0.5.2905 10.0.0.6.5 ESTABLISHED\n",
                   "132 1 10.0.0.5 2905 10.0.0.6 5 -", 0);
    assert_one_row("Active SCTP associations (including servers)\n"
                   "Proto  Type  Local Address          Foreign Address        (state)\n"
                   "sctp46 1to1  *.2905                                        LISTEN\n",
                   "132 10 :: 2905 - 0 -", 0);
    assert_one_row(TITLE HEAD "sctp4 1to1 10.0.0.5.2905 LISTEN\n", "132 10 10.0.0.5 2905 - 0 -", 0);
    assert_one_row(TITLE HEAD "sctp4 1to1 10.0.0.5.2905\n", "132 10 10.0.0.5 2905 - 0 -", 0);
}

#define OWNED                                                                                \
    TITLE "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)      " \
          "rxbytes      txbytes  rhiwat  shiwat          process:pid    state\n"

static void the_process_ends_with_a_colon_and_its_number(void **state)
{
    (void)state;
    assert_one_row(OWNED "tcp4 0 0 *.22 *.* LISTEN 0 0 131072 131072 a b:c:77 00100\n",
                   "6 10 0.0.0.0 22 - 0 a b:c", 0);
    assert_one_row(OWNED "tcp4 0 0 *.22 *.* 0 0 131072 131072 sshd:77 00100\n",
                   "6 10 0.0.0.0 22 - 0 sshd", 0);
    assert_one_row(OWNED "tcp4 0 0 *.22 *.* LISTEN 0 0 131072 131072 sshd:77x 00100\n",
                   "6 10 0.0.0.0 22 - 0 -", 0);
}

static void a_control_byte_ends_the_columns(void **state)
{
    (void)state;
    assert_one_row("tcp4 0 0 10.0.0.5.22 10.0.0.6.5 \001 CLOSE_WAIT\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
}

/* Its column may be up to 63 wide, and no wider one leads to other columns. */
static void a_column_of_any_width_is_one(void **state)
{
#define WIDE40 "                                        "
    (void)state;
    assert_one_row(TITLE "Proto Recv-Q Send-Q  Local Address" WIDE40 WIDE40
                         "Foreign Address        (state)\n"
                         "tcp4 0 0 *.22 *.* LISTEN sshd:77 0\n",
                   "6 10 0.0.0.0 22 - 0 -", 0);
}

static void an_ipv6_end_of_sixteen_is_taken_only_where_others_are_longer(void **state)
{
#define V6 "tcp6       0      0  2001:db8:1:2::10.22    2001:db8::7.50999      ESTABLISHED\n"
#define LONGER "tcp6       0      0  2001:db8:1:2::1000.22  2001:db8::7.50998      ESTABLISHED\n"
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;

    (void)state;
    assert_doubtful(TITLE HEAD V6, 3, TCP_L4 | TCP_L6);
    assert_doubtful(V6, 1, TCP_L4 | TCP_L6);
    report = take(snapshot, TITLE HEAD V6 LONGER);
    assert_int_equal(report.taken, 2);
    assert_row(snapshot, 0, "6 1 2001:db8:1:2::10 22 2001:db8::7 50999 -", 0);
    svccomm_snapshot_free(snapshot);
    /* A longer one may be the first row, and longer than its column. */
    snapshot = begun(NULL);
    assert_int_equal(take(snapshot, LONGER V6).taken, 2);
    svccomm_snapshot_free(snapshot);
    snapshot = begun(NULL);
    assert_int_equal(
        take(snapshot, "tcp6 0 0 2001:db8:11:22:33:44:55:66.443 *.* LISTEN\n" V6).taken, 2);
    svccomm_snapshot_free(snapshot);
}

/* A header of other columns goes on with its title; without one it begins a table. */
static void headers_alone_are_enough(void **state)
{
    (void)state;
    assert_one_row("Proto Recv-Q Send-Q  Local Address          Foreign Address        State\n"
                   "tcp        0      0  *.22                   *.*                    LISTEN\n",
                   "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("Proto Recv-Q Send-Q Local Address          Foreign Address        (state)\n"
                   "tcp        0      0 *.22                   *.*                    LISTEN\n",
                   "6 10 :: 22 - 0 -", 0);
    assert_one_row(
        "PCB      Proto Recv-Q Send-Q Local Address         Foreign Address       State\n"
        "c2a3b4c3 tcp        0      0 255.255.255.254.65535 10.0.0.6.5            ESTABL\n",
        "6 1 255.255.255.254 65535 10.0.0.6 5 -", 0);
}

static void what_cannot_be_read_is_doubtful(void **state)
{
    const uint32_t tcp = SVCCOMM_COVER_TCP;

    (void)state;
    assert_doubtful(TITLE HEAD "tcp4 0 0 *.22\n", 3, tcp & ~(uint32_t)(TCP_L4 | TCP_C4));
    assert_doubtful(TITLE HEAD "tcp4 0 0 *.22 *.5 LISTEN\n", 3, tcp & ~(uint32_t)TCP_C4);
    assert_doubtful(TITLE HEAD "tcp6 0 0 *.22 a:b.5 LISTEN\n", 3, TCP_L4 | TCP_L6);
    assert_doubtful(TITLE HEAD "tcp 0 0 localhost.22 *.* LISTEN\n", 3, TCP_C4 | TCP_C6);
    assert_doubtful(TITLE HEAD "sctp4 1to1 10.0.0.5.2905 no-state\n", 3,
                    (tcp & ~(uint32_t)TCP_C4) << SVCCOMM_COVER_SHIFT_SCTP);
    assert_doubtful("tcp4 0 0 host.22 10.0.0.6.5 ESTABLISHED\n", 1,
                    tcp & ~(uint32_t)TCP_C4);
}

/* Without a table, what is not plain is left to others. */
static void what_may_be_of_others_is_not_taken(void **state)
{
    (void)state;
    assert_foreign("tcp4 0 0 10.0.0.5.22 10.0.0.6:5 ESTABLISHED\n");
    assert_foreign("tcp4 0 0 \n");
    assert_foreign("tcp4 0 0 10.0.0.5.22 host.example.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(cut_ends_are_doubtful),
        cmocka_unit_test(names_for_numbers_are_doubtful),
        cmocka_unit_test(the_title_says_what_is_covered),
        cmocka_unit_test(the_protocol_word_names_the_families),
        cmocka_unit_test(a_word_without_a_family_is_told_by_the_others),
        cmocka_unit_test(listening_is_told_by_the_shape_of_the_foreign_end),
        cmocka_unit_test(states_have_the_numbers_of_linux),
        cmocka_unit_test(other_columns_may_stand_before_and_behind),
        cmocka_unit_test(an_ipv6_end_of_sixteen_is_taken_only_where_others_are_longer),
        cmocka_unit_test(the_process_ends_with_a_colon_and_its_number),
        cmocka_unit_test(a_control_byte_ends_the_columns),
        cmocka_unit_test(a_column_of_any_width_is_one),
        cmocka_unit_test(headers_alone_are_enough),
        cmocka_unit_test(what_cannot_be_read_is_doubtful),
        cmocka_unit_test(what_may_be_of_others_is_not_taken),
    };

    return cmocka_run_group_tests_name("bsd_netstat", tests, NULL, NULL);
}
