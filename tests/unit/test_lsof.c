/* SPDX-License-Identifier: MIT
 * The dialects of lsof: its table, and its fields (-F). */
#include "test_snapshot_support.h"

#define LSOF (1u << SVCCOMM_FORMAT_LSOF)
#define LSOF_F (1u << SVCCOMM_FORMAT_LSOF_F)
#define ALL_TCP SVCCOMM_COVER_TCP
#define ALL_UDP SVCCOMM_COVER_UDP
#define HEAD "COMMAND     PID USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME\n"

static void tables_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("debian12-lsof-nPi.txt", LSOF, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-lsof-c0-nPi-Tqs.txt", LSOF, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-lsof-nPi-K.txt", LSOF, ALL_TCP | ALL_UDP | PROCESSES);
}

static void names_of_hosts_are_doubtful(void **state)
{
    (void)state;
    /* localhost:ssh, localhost:smtp, localhost:domain and http-alt of IPv6 */
    assert_file("debian12-lsof-i.txt", LSOF, UDP(ALL_TCP & ~TCP_C4) | PROCESSES);
}

static void listings_of_all_files_are_skipped_but_for_their_sockets(void **state)
{
    (void)state;
    assert_file("centos7-lsof.out", LSOF, PROCESSES);
    /* Host names again: listeners of both families, IPv4 connections of TCP. */
    assert_file("centos7-lsof-sudo.out", LSOF, TCP_C6 | UDP(TCP_C4 | TCP_C6) | PROCESSES);
    assert_file("ubuntu1804-lsof-sudo.out", LSOF,
                TCP_L6 | TCP_C6 | (ALL_UDP & ~UDP(TCP_L4)) | PROCESSES);
}

static void fields_give_the_same_rows(void **state)
{
    (void)state;
    assert_file("debian12-lsof-nPi-F.txt", LSOF_F, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-lsof-nPi-FpcPnT.txt", LSOF_F, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("debian12-lsof-nPi-FpcftPnT0.txt", LSOF_F, ALL_TCP | ALL_UDP | PROCESSES);
}

/* One row of a table, from FD on. */
static void assert_table_row(const char *rest, const char *expected)
{
    char text[400];

    snprintf(text, sizeof text, HEAD "sshd       1206 root    %s\n", rest);
    assert_one_row(text, expected, 0);
}

static void the_type_says_the_family_of_a_star(void **state)
{
    (void)state;
    assert_table_row("3u  IPv4 1 0t0  TCP *:22 (LISTEN)", "6 10 0.0.0.0 22 - 0 sshd");
    assert_table_row("3u  IPv6 1 0t0  TCP *:22 (LISTEN)", "6 10 :: 22 - 0 sshd");
    assert_table_row("3u  IPv4 1 0t0  UDP *:ntp", "17 7 0.0.0.0 123 - 0 sshd");
    assert_table_row("3u  IPv6 1 0t0  TCP [::]:22 (LISTEN)", "6 10 :: 22 - 0 sshd");
    assert_table_row("3u  IPv6 1 0t0  TCP [::1]:631 (LISTEN)", "6 10 ::1 631 - 0 sshd");
    assert_table_row("3u  IPv6 1 0t0  TCP [::ffff:10.0.0.5]:22->[::ffff:10.0.0.7]:5 (ESTABLISHED)",
                     "6 1 10.0.0.5 22 10.0.0.7 5 sshd");
}

static void states_are_those_of_every_system(void **state)
{
    static const struct {
        const char *word;
        unsigned number;
    } cases[] = {
        {"ESTABLISHED", 1}, {"SYN_SENT", 2},   {"SYN_RECV", 3},     {"SYN_RCVD", 3},
        {"FIN_WAIT1", 4},   {"FIN_WAIT_1", 4}, {"FIN_WAIT2", 5},    {"FIN_WAIT_2", 5},
        {"TIME_WAIT", 6},   {"CLOSE", 7},      {"CLOSED", 7},       {"CLOSE_WAIT", 8},
        {"LAST_ACK", 9},    {"CLOSING", 11},   {"SYN_RECEIVED", 3}, {"VERBUNDEN", 0},
    };
    char text[200], row[100];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "3u IPv4 1 0t0 TCP 10.0.0.5:22->10.0.0.7:5 (%s)",
                 cases[i].word);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.7 5 sshd", cases[i].number);
        assert_table_row(text, row);
    }
}

static void without_a_peer_it_listens_unless_the_word_is_known(void **state)
{
    (void)state;
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22", "6 10 10.0.0.5 22 - 0 sshd");
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22 (HORCHT)", "6 10 10.0.0.5 22 - 0 sshd");
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22 (QR=0 QS=0)", "6 10 10.0.0.5 22 - 0 sshd");
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22 CLOSED", "6 10 10.0.0.5 22 - 0 sshd");
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22 (CLOSED)", "6 7 10.0.0.5 22 - 0 sshd");
    assert_table_row("3u IPv4 0x30001 0t0 TCP *:22 (IDLE)", "6 13 0.0.0.0 22 - 0 sshd");
    assert_table_row("3u IPv4 0x30001 0t0 TCP *:22 (BOUND)", "6 12 0.0.0.0 22 - 0 sshd");
    assert_table_row("3u IPv4 0x30001 0t0 UDP *:514 (Idle)", "17 7 0.0.0.0 514 - 0 sshd");
    assert_table_row("3u IPv4 1 0t0 TCP 10.0.0.5:22->10.0.0.7:5",
                     "6 0 10.0.0.5 22 10.0.0.7 5 sshd");
}

/* Constructed in the shapes that other systems and options have. */
static void columns_are_found_by_their_shapes(void **state)
{
    (void)state;
#define NAME "TCP 10.0.0.5:22->10.0.0.7:5 (ESTABLISHED)\n"
#define GIVES "6 1 10.0.0.5 22 10.0.0.7 5 "
    assert_one_row("Google     5555 jo   25u  IPv4 0x1a2b3c4d5e6f7a8b      0t0  " NAME,
                   GIVES "Google", 0);
    assert_one_row(HEAD "sshd  1  0  501  3u  IPv4 1 0t0 " NAME, GIVES "sshd", 0);
    assert_one_row(HEAD "a b (c)  1 jo doe  3u  IPv4 1 0t0 " NAME, GIVES "a b (c)", 0);
    assert_one_row(HEAD "sshd  1  77 worker jo  3uW IPv4 1     " NAME, GIVES "sshd", 0);
    assert_one_row(HEAD "sshd  1 jo  3  IPv4 0xdeadbeef 0t0 1 " NAME, GIVES "sshd", 0);
    assert_one_row(HEAD "sshd  1 jo  4- IPv4 " NAME, GIVES "sshd", 0);
    assert_one_row("COMMAND  PID ZONE USER FD TYPE DEVICE SIZE/OFF NODE NAME\n"
                   "sshd  1 global root  4u IPv4 0x3000 0t0 " NAME,
                   GIVES "sshd", 0);
    /* The interface that BSD keeps in a link-local address. */
    assert_one_row("x 1 jo 3u IPv6 0x1 0t0 TCP [fe80:4::1]:5->[fe80:4::2]:22 (ESTABLISHED)\n",
                   "6 1 fe80::1 5 fe80::2 22 x", 0);
    assert_one_row("x 1 jo 3u IPv6 0x1 0t0 UDP [fe80::1%en0]:123\n", "17 7 fe80::1 123 - 0 x", 0);
    assert_one_row("x 1 jo 3u IPv6 0x1 0t0 TCP [fec0:4::1]:5->[fe00:4::2]:22 (ESTABLISHED)\n",
                   "6 1 fec0:4::1 5 fe00:4::2 22 x", 0);
}

static void escapes_in_names_are_decoded(void **state)
{
    (void)state;
#define REST "  1 jo  3u  IPv4 1 0t0 " NAME
    assert_one_row(HEAD "a\\x20b\\x20" REST, GIVES "a b ", 0);
    assert_one_row(HEAD "a\\\\b^c" REST, GIVES "a\\b^c", 0);
    assert_one_row(HEAD "\\xc3\\xa9" REST, GIVES "\303\251", 0);
    assert_one_row(HEAD "x\\ty\\q\\x2" REST, GIVES "x\ty\\q\\x2", 0);
    assert_one_row(HEAD "\303\251t\303\251" REST, GIVES "\303\251t\303\251", 0);
    assert_one_row(HEAD "\\x4g\\xg4\\x-1\\x4!\\" REST, GIVES "\\x4g\\xg4\\x-1\\x4!\\", 0);
    assert_one_row(HEAD "\\x:4\\x`4" REST, GIVES "\\x:4\\x`4", 0);
}

/* However long it is, no more of it is decoded than a name can have. */
static void a_name_of_more_than_255_bytes_is_left_out(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    char text[2000] = "p12\nc";
    size_t i;

    (void)state;
    for (i = 0; i < 300; i++)
        strcat(text, "\\x61");
    assert_int_equal(take(snapshot, strcat(text, "\nPTCP\nn*:22\n")).dropped_names, 1);
    assert_row(snapshot, 0, "6 10 :: 22 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void what_is_no_socket_with_a_port_is_skipped(void **state)
{
    static const char text[] =
        HEAD "x 1 jo  cwd  DIR  8,1  4096 2 /\n"
             "x 1 jo  3w   REG  8,1  4096 2 /tmp/a 9 jo 4u IPv4 1 0t0 TCP *:22 (LISTEN)\n"
             "x 1 jo  4u   sock 0,9  0t0 2276221 protocol: TCP\n"
             "x 1 jo  5u   IPv4 1 0t0 UDP *:*\n"
             "x 1 jo  6u   IPv4 0x1 0t0 TCP *:* (IDLE)\n"
             "x 1 jo  7u   IPv4 1 0t0 ICMP *:*\n"
             "x 1 jo  8u   unix 0x1 0t0 22 /run/a type=STREAM\n"
             "x 1 jo  9~   IPv4 1 0t0 TCP *:2 (LISTEN)\n"
             "x 1 jo  9u   IPv4 1 0t0 a b c TCP *:3 (LISTEN)\n"
             "x 1 jo  9u   IPv4 1 0t0 TCP *:1 (LISTEN)\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    (void)state;
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.skipped, 9);
    assert_int_equal(report.doubtful, 0);
    assert_row(snapshot, 0, "6 10 0.0.0.0 1 - 0 x", 0);
    svccomm_snapshot_free(snapshot);
    assert_foreign("x 1 jo  5u   IPv4 1 0t0 UDP *:*\n");
}

static void what_cannot_be_read_clears_its_kind_and_family(void **state)
{
    (void)state;
    assert_doubtful(HEAD "x 1 jo 3u IPv4 1 0t0 TCP host:22->10.0.0.1:5 (ESTABLISHED)\n", 2,
                    PROCESSES | (ALL_TCP & ~TCP_C4));
    assert_doubtful(HEAD "x 1 jo 3u IPv4 1 0t0 TCP host:22 (LISTEN)\n", 2,
                    PROCESSES | (ALL_TCP & ~TCP_L4));
    assert_doubtful(HEAD "x 1 jo 3u IPv6 1 0t0 TCP host:22 (LISTEN)\n", 2,
                    PROCESSES | (ALL_TCP & ~TCP_L4 & ~TCP_L6));
    assert_doubtful(HEAD "x 1 jo 3u IPv4 1 0t0 UDP *:111[portmapper]\n", 2,
                    PROCESSES | (ALL_UDP & ~UDP(TCP_L4)));
    assert_doubtful(HEAD "x 1 jo 3u IPv4 1 0t0 TCP\n", 2, PROCESSES | TCP_L6 | TCP_C6);
}

#define PROCESS "p12\ncsshd\n"

static void fields_may_come_in_any_selection(void **state)
{
    (void)state;
    assert_one_row(PROCESS "PTCP\nn10.0.0.5:22->10.0.0.7:5\n", GIVES "sshd", 0);
    assert_one_row("p12\nPTCP\nn10.0.0.5:22->10.0.0.7:5\n", GIVES "-", 0);
    assert_one_row(PROCESS "f3\ntIPv4\nPTCP\nn*:22\n", "6 10 0.0.0.0 22 - 0 sshd", 0);
    assert_one_row(PROCESS "f3\ntIPv6\nPTCP\nn*:22\nTST=LISTEN\n", "6 10 :: 22 - 0 sshd", 0);
    assert_one_row(PROCESS "f3\nPTCP\nn*:22\nTST=HORCHT\n", "6 10 :: 22 - 0 sshd", 0);
    assert_one_row(PROCESS "f3\nPTCP\nn10.0.0.5:22\nTST=CLOSED\n", "6 7 10.0.0.5 22 - 0 sshd", 0);
    assert_one_row(PROCESS "PTCP\nn10.0.0.5:22->10.0.0.7:5\nTST=TIME_WAIT\n",
                   "6 6 10.0.0.5 22 10.0.0.7 5 sshd", 0);
    assert_one_row(PROCESS "PTCP\nn10.0.0.5:22->10.0.0.7:5\nTQR=0\nTST=VERBUNDEN\n",
                   "6 0 10.0.0.5 22 10.0.0.7 5 sshd", 0);
    assert_one_row(PROCESS "PUDP\nn10.0.0.5:53\nTST=Idle\n", "17 7 10.0.0.5 53 - 0 sshd", 0);
    assert_one_row("p12\nc\nPTCP\nn*:22\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("p12\ncjava\nK13\nMa task of it\nPTCP\nn*:22\n", "6 10 :: 22 - 0 java", 0);
    assert_one_row("p12\ncGoogle Chrome\\x09\nu501\nLjo\nf3\nau\nl \nPTCP\nn*:22\n",
                   "6 10 :: 22 - 0 Google Chrome\t", 0);
}

static void a_state_goes_with_its_own_row_only(void **state)
{
    static const char text[] = PROCESS "f3\nPTCP\nn*:22\nTST=LISTEN\n"
                                       "f4\nPTCP\nn*:*\nTST=CLOSED\n"
                                       "f5\nPTCP\nnhost:1\nTST=CLOSED\n"
                                       "f6\ntREG\nn/tmp/TCP 10.0.0.1:5\n"
                                       "n10.0.0.5:22\nTST=CLOSED\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    (void)state;
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.doubtful, 1);
    assert_int_equal(report.first_doubtful_line, 13);
    assert_int_equal(report.unknown_states, 0);
    assert_row(snapshot, 0, "6 10 :: 22 - 0 sshd", 0);
    svccomm_snapshot_free(snapshot);
}

static void a_process_without_a_name_has_not_the_name_of_the_one_before(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    take(snapshot, PROCESS "PTCP\nn*:22\nccron\np13\nPTCP\nn*:23\n");
    assert_row(snapshot, 0, "6 10 :: 22 - 0 sshd", 0);
    assert_row(snapshot, 1, "6 10 :: 23 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void other_utilities_may_follow(void **state)
{
    static const char text[] =
        PROCESS "f3\ntIPv4\nPTCP\nn*:22\n"
                "Active Internet connections (servers and established)\n"
                "Proto Recv-Q Send-Q Local Address  Foreign Address  State  PID/Program name\n"
                "tcp        0      0 10.0.0.5:1     0.0.0.0:*        LISTEN 5/a\n" HEAD
                "x 1 jo  cwd  DIR  8,1  4096 2 /\n"
                "x 1 jo  9u   IPv4 1 0t0 TCP *:2 (LISTEN)\n"
                "tcp        0      0 10.0.0.5:3     0.0.0.0:*        LISTEN 5/a\n" HEAD
                "tcp   LISTEN 0      128      10.0.0.5:4    0.0.0.0:*\n" PROCESS "PTCP\nn*:5\n"
                "udp   UNCONN 0      0        10.0.0.5:6    0.0.0.0:*\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    (void)state;
    assert_int_equal(report.taken, 7);
    assert_int_equal(report.doubtful, 0);
    assert_int_equal(report.formats,
                     LSOF | LSOF_F | 1u << SVCCOMM_FORMAT_NETSTAT | 1u << SVCCOMM_FORMAT_SS);
    svccomm_snapshot_free(snapshot);
}

static void other_texts_are_not_taken_for_lsof(void **state)
{
    static const char *const texts[] = {
        ("USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS\n"
         "root     sshd       1234  3  tcp4   *:22                  *:*\n"),
        "p\npass\np12x\np12345678901\nf3\nPTCP\nn*:22\n",
        "COMMAND and TYPE and NAME\nx 1 jo 9u IPv4 1 0t0 ICMP *\nx 1 jo 9u REG 8,1 1 2 /\n",
        "10.0.0.5.22  10.0.0.7.5  64240  0 64240  0 ESTABLISHED\n",
        "COMMAND   USER   FD   TYPE  NODE NAME\n",
        "COMMAND   PID USER   FD  NODE NAME\n",
        "COMMAND   PID USER   FD   TYPE  NODE\n",
    };
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        take_pieces(snapshot, 0, texts[i], strlen(texts[i]), SIZE_MAX, &report, NULL);
        assert_int_equal(report.formats & (LSOF | LSOF_F), 0);
    }
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(names_of_hosts_are_doubtful),
        cmocka_unit_test(listings_of_all_files_are_skipped_but_for_their_sockets),
        cmocka_unit_test(fields_give_the_same_rows),
        cmocka_unit_test(the_type_says_the_family_of_a_star),
        cmocka_unit_test(states_are_those_of_every_system),
        cmocka_unit_test(without_a_peer_it_listens_unless_the_word_is_known),
        cmocka_unit_test(columns_are_found_by_their_shapes),
        cmocka_unit_test(escapes_in_names_are_decoded),
        cmocka_unit_test(a_name_of_more_than_255_bytes_is_left_out),
        cmocka_unit_test(what_is_no_socket_with_a_port_is_skipped),
        cmocka_unit_test(what_cannot_be_read_clears_its_kind_and_family),
        cmocka_unit_test(fields_may_come_in_any_selection),
        cmocka_unit_test(a_state_goes_with_its_own_row_only),
        cmocka_unit_test(a_process_without_a_name_has_not_the_name_of_the_one_before),
        cmocka_unit_test(other_utilities_may_follow),
        cmocka_unit_test(other_texts_are_not_taken_for_lsof),
    };

    return cmocka_run_group_tests_name("lsof", tests, NULL, NULL);
}
