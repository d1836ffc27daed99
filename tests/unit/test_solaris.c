/* SPDX-License-Identifier: MIT
 * The dialect of netstat of Solaris and illumos. */
#include "test_state_support.h"

#define SOLARIS (1u << SVCCOMM_FORMAT_SOLARIS)
#define ALL (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP)
#define SCTP (SVCCOMM_COVER_TCP << SVCCOMM_COVER_SHIFT_SCTP)
#define TCP_HEAD                                                                     \
    "   Local Address        Remote Address    Swind Send-Q Rwind Recv-Q    State\n" \
    "-------------------- -------------------- ----- ------ ----- ------ -----------\n"
#define TCP4 "TCP: IPv4\n" TCP_HEAD
#define TCP6                                                                                \
    "TCP: IPv6\n   Local Address                     Remote Address                 Swind " \
    "Send-Q Rwind Recv-Q   State      If\n"
#define UDP4 "UDP: IPv4\n   Local Address        Remote Address      State\n"
#define WINDOWS " 0 0 128000 0 "

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("solaris-netstat-an.txt", SOLARIS, ALL | SCTP);
    assert_file("illumos-netstat-anu.txt", SOLARIS,
                TCP_L4 | TCP_C4 | UDP(TCP_L4 | TCP_C4) | PROCESSES);
}

static void a_table_without_listeners_does_not_cover_them(void **state)
{
    (void)state;
    assert_file("solaris-netstat-n.txt", SOLARIS, TCP_C4);
}

static void the_table_names_the_family(void **state)
{
    (void)state;
    assert_one_row(TCP4 "      *.22     *.*   " WINDOWS "LISTEN\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TCP6 "      *.22     *.*   " WINDOWS "LISTEN\n", "6 10 :: 22 - 0 -",
                   SVCCOMM_ROW_V6ONLY);
    assert_one_row(TCP6 "::1.22 ::1.4000" WINDOWS "ESTABLISHED lo0\n", "6 1 ::1 22 ::1 4000 -", 0);
    /* Before there was IPv6. */
    assert_one_row("TCP\n" TCP_HEAD "10.0.0.5.22  10.0.0.6.5" WINDOWS "ESTABLISHED\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("UDP\n   Local Address         State\n----------\n      *.111      Idle\n",
                   "17 7 :: 111 - 0 -", 0);
}

static void states_that_do_not_listen(void **state)
{
    (void)state;
    assert_one_row(TCP4 "*.22 *.*" WINDOWS "IDLE\n", "6 13 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TCP4 "*.22 *.*" WINDOWS "BOUND\n", "6 12 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TCP4 "*.22 *.*" WINDOWS "CLOSED\n", "6 7 0.0.0.0 22 - 0 -", 0);
    assert_one_row(TCP4 "*.22 *.*" WINDOWS "QUX\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row(UDP4 "*.111          Unbound\n", "17 7 0.0.0.0 111 - 0 -", 0);
    assert_one_row(UDP4 "10.0.0.5.111   10.0.0.6.1000 Connected\n",
                   "17 1 10.0.0.5 111 10.0.0.6 1000 -", 0);
}

static void rows_without_a_table_are_told_by_their_windows(void **state)
{
    (void)state;
    assert_one_row("10.0.0.5.22  10.0.0.6.5" WINDOWS "ESTABLISHED\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("      *.22   *.*" WINDOWS "LISTEN\n", "6 10 :: 22 - 0 -", 0);
}

static void another_table_ends_the_rows(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, TCP4 "*.22 *.*" WINDOWS "LISTEN\n\nRouting Table: IPv4\n"
                            "  Destination           Gateway           Flags  Ref   Use\n"
                            "10.0.0.0             10.0.0.5             U         3       5 net0\n"
                            "10.0.0.1.22          10.0.0.5.80   1 2 3 4 UG\n" UDP4 "*.111  Idle\n");

    (void)state;
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.doubtful, 0);
    svccomm_snapshot_free(snapshot);
}

/* The columns of the second header are those of UDP. */
static void a_header_without_a_title_begins_a_table(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, TCP4 "*.22 *.*" WINDOWS "LISTEN\n"
                            "   Local Address        Remote Address      State\n*.111  Idle\n");

    (void)state;
    assert_int_equal(report.taken, 2);
    assert_row(snapshot, 1, "17 7 :: 111 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

/* How many rows are doubtful behind a verbose header. */
static unsigned take_verbose(const char *rows)
{
    svccomm_snapshot *snapshot = begun(NULL);
    char text[400] = "TCP: IPv4\nLocal/Remote Address Swind  Snext     Suna   Rwind  State\n";
    unsigned doubtful = (unsigned)take(snapshot, strcat(text, rows)).doubtful;

    svccomm_snapshot_free(snapshot);
    return doubtful;
}

#define TCP4_OWNED                                                                                 \
    "TCP: IPv4\n   Local Address        Remote Address      User     Pid      Command      Swind " \
    "Send-Q Rwind Recv-Q    State\n"
#define UDP4_OWNED                                                                           \
    "UDP: IPv4\n   Local Address        Remote Address      User    Pid      Command       " \
    "State\n"

static void a_command_stands_behind_a_user_and_the_number_of_a_process(void **state)
{
    (void)state;
    assert_one_row(TCP4_OWNED "*.22 *.* root 123 a b" WINDOWS "LISTEN\n", "6 10 0.0.0.0 22 - 0 a b",
                   0);
    assert_one_row(TCP4_OWNED "*.22 *.* 1001 123 sshd" WINDOWS "LISTEN\n", "6 10 0.0.0.0 22 - 0 -",
                   0);
    assert_one_row(UDP4_OWNED "*.111  root 123 Idle\n", "17 7 0.0.0.0 111 - 0 -", 0);
    assert_one_row(UDP4_OWNED "*.111  root 123 rpcbind Idle\n", "17 7 0.0.0.0 111 - 0 rpcbind", 0);
}

static void what_cannot_be_read_is_doubtful(void **state)
{
    (void)state;
    assert_doubtful(TCP4 "*.22 *.*" WINDOWS "\n", 4, TCP_C4);
    assert_doubtful(TCP4 "*.22 *.* 0 0 \001 128000 0 LISTEN\n", 4, TCP_C4);
    assert_doubtful(UDP4 "*.111 \001 Idle\n", 3, UDP(TCP_C4));
    assert_doubtful(TCP4 "host.22 *.*" WINDOWS "LISTEN\n", 4, TCP_C4);
    assert_doubtful(TCP4 "*.23 *.*" WINDOWS "LISTEN\nhost.22 10.0.0.6.5" WINDOWS "ESTABLISHED\n", 5,
                    TCP_L4);
    assert_doubtful(TCP4 "*.23 *.*" WINDOWS "LISTEN\n10.0.0.5.22 10.0.0.6.5 0 0\n", 5, TCP_L4);
    /* -v */
    assert_doubtful("TCP: IPv4\nLocal/Remote Address Swind  Snext     Suna   Rwind  Rnext     Rack "
                    "   Rto   Mss     State\n10.0.0.5.22\n10.0.0.6.5   0 0000 0000 0 000 00 0 0 "
                    "ESTABLISHED\n",
                    3, 0);
    assert_int_equal(take_verbose("host.22\n"), 0);
    assert_int_equal(take_verbose("10.0.0.5.22 10.0.0.6.5 0 0\n"), 0);
    assert_int_equal(take_verbose("10.0.0.5.22\n"), 1);
}

static void state_words_do_not_matter(void **state)
{
    (void)state;
    assert_states_do_not_matter("solaris-netstat-an.txt");
    assert_states_do_not_matter("illumos-netstat-anu.txt");
}

static void other_texts_are_not_taken_for_it(void **state)
{
    static const char *const texts[] = {
        "TCP: a protocol\nUDP\nwww.example.com is www.example.org 1 2 3 4 times\n",
        "10.0.0.1.22 10.0.0.2.23 1 2 3 4\n", "10.0.0.1.22 10.0.0.2.23 1 2 3 4 times\n",
        "   Local Address          Foreign Address   State\n"};
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
        cmocka_unit_test(a_table_without_listeners_does_not_cover_them),
        cmocka_unit_test(the_table_names_the_family),
        cmocka_unit_test(states_that_do_not_listen),
        cmocka_unit_test(rows_without_a_table_are_told_by_their_windows),
        cmocka_unit_test(another_table_ends_the_rows),
        cmocka_unit_test(a_header_without_a_title_begins_a_table),
        cmocka_unit_test(a_command_stands_behind_a_user_and_the_number_of_a_process),
        cmocka_unit_test(what_cannot_be_read_is_doubtful),
        cmocka_unit_test(state_words_do_not_matter),
        cmocka_unit_test(other_texts_are_not_taken_for_it),
    };

    return cmocka_run_group_tests_name("solaris", tests, NULL, NULL);
}
