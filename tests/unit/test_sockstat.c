/* SPDX-License-Identifier: MIT
 * The dialect of sockstat. */
#include "test_state_support.h"

#define SOCKSTAT (1u << SVCCOMM_FORMAT_SOCKSTAT)
#define ALL (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP | PROCESSES)
#define SCTP (SVCCOMM_COVER_TCP << SVCCOMM_COVER_SHIFT_SCTP)
#define HEAD "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
#define HEAD_STATE                                                                      \
    "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS       " \
    "PATH STATE   CONN STATE\n"
#define V6ONLY SVCCOMM_ROW_V6ONLY

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("freebsd-sockstat.txt", SOCKSTAT, ALL);
    assert_file("freebsd-sockstat-s.txt", SOCKSTAT, ALL | SCTP);
    assert_file("netbsd-sockstat.txt", SOCKSTAT, ALL);
}

static void the_protocol_word_names_the_families(void **state)
{
    (void)state;
    assert_one_row(HEAD "root sshd 12 3 tcp4 *:22 *:*\n", "6 10 0.0.0.0 22 - 0 sshd", 0);
    assert_one_row(HEAD "root sshd 12 3 tcp6 *:22 *:*\n", "6 10 :: 22 - 0 sshd", V6ONLY);
    assert_one_row(HEAD "root sshd 12 3 tcp46 *:22 *:*\n", "6 10 :: 22 - 0 sshd", 0);
    assert_one_row(HEAD "root sshd 12 3 tcp6 [::1]:22 *:*\n", "6 10 ::1 22 - 0 sshd", 0);
    assert_one_row(HEAD "root sshd 12 3 tcp6 ::1:22 *:*\n", "6 10 ::1 22 - 0 sshd", 0);
    assert_one_row(HEAD "root sshd 12 3 tcp *.22 *.*\n", "6 10 0.0.0.0 22 - 0 sshd", 0);
}

static void without_states_a_peer_and_a_process_are_open(void **state)
{
    (void)state;
    assert_one_row(HEAD "root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 sshd", 0);
    assert_one_row(HEAD "? ? ? ? tcp4 10.0.0.5:22 10.0.0.6:5\n", "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row(HEAD_STATE "root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5  CLOSE_WAIT\n",
                   "6 8 10.0.0.5 22 10.0.0.6 5 sshd", 0);
    assert_one_row(HEAD_STATE "root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5  QUX\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 sshd", 0);
    assert_one_row(HEAD_STATE "root sshd 12 3 tcp4 *:* *:*  CLOSED\n", "6 7 0.0.0.0 0 - 0 sshd", 0);
    assert_one_row(HEAD_STATE "root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5  \001 CLOSE_WAIT\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 sshd", 0);
    assert_one_row(HEAD_STATE "root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5  CLOSE_WAIT LISTEN\n",
                   "6 8 10.0.0.5 22 10.0.0.6 5 sshd", 0);
    /* -q has no header */
    assert_one_row("root sshd 12 3 tcp4 10.0.0.5:22 10.0.0.6:5\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 sshd", 0);
}

static void commands_may_hold_blanks_and_numbers(void **state)
{
    (void)state;
    assert_one_row(HEAD "www      node work  555  9   tcp4   *:80 *:*\n",
                   "6 10 0.0.0.0 80 - 0 node work", 0);
    assert_one_row(HEAD "www      a 1 2      555  9   tcp4   *:80 *:*\n",
                   "6 10 0.0.0.0 80 - 0 a 1 2", 0);
    assert_one_row(HEAD "1001     tcp4       555  9   tcp4   *:80 *:*\n",
                   "6 10 0.0.0.0 80 - 0 tcp4", 0);
}

static void sctp_listens_without_a_foreign_end(void **state)
{
    (void)state;
    assert_one_row(HEAD "root gw 50 4 sctp4 10.0.0.5:2905\n", "132 10 10.0.0.5 2905 - 0 gw", 0);
    assert_one_row(HEAD_STATE "root gw 50 4 sctp4 10.0.0.5:2905       LISTEN\n",
                   "132 10 10.0.0.5 2905 - 0 gw", 0);
    assert_one_row(HEAD_STATE "root gw 50 4 sctp46 *:2905       CLOSED\n", "132 7 :: 2905 - 0 gw",
                   0);
}

static void what_cannot_be_read_is_doubtful(void **state)
{
    const uint32_t tcp = SVCCOMM_COVER_TCP | PROCESSES;

    (void)state;
    assert_doubtful(HEAD "root sshd 12 3 tcp4 *:ssh2 *:*\n", 2, tcp & ~(uint32_t)TCP_L4);
    assert_doubtful(HEAD "root sshd 12 3 tcp4 10.0.0.5:22 host:5\n", 2, tcp & ~(uint32_t)TCP_C4);
    assert_doubtful(HEAD "root sshd 12 3 tcp6 ::1:22\n", 2, PROCESSES);
    assert_foreign("root sshd 12 3 tcp4 *:ssh2 *:*\n"); /* of whom it is, nobody said */
}

static void state_words_do_not_matter(void **state)
{
    (void)state;
    assert_states_do_not_matter("freebsd-sockstat-s.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(the_protocol_word_names_the_families),
        cmocka_unit_test(without_states_a_peer_and_a_process_are_open),
        cmocka_unit_test(commands_may_hold_blanks_and_numbers),
        cmocka_unit_test(sctp_listens_without_a_foreign_end),
        cmocka_unit_test(what_cannot_be_read_is_doubtful),
        cmocka_unit_test(state_words_do_not_matter),
    };

    return cmocka_run_group_tests_name("sockstat", tests, NULL, NULL);
}
