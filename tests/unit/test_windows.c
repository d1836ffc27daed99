/* SPDX-License-Identifier: MIT
 * The dialect of Windows' netstat. */
#include "test_snapshot_support.h"

#define WINDOWS (1u << SVCCOMM_FORMAT_WINDOWS)
#define ALL (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP)
#define HEAD                         \
    "\r\nActive Connections\r\n\r\n" \
    "  Proto  Local Address          Foreign Address        State           PID\r\n"

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    /* One UDP address of IPv6 was made unreadable by those who published it. */
    assert_file("windows10-netstat-an.out", WINDOWS, ALL & ~UDP(TCP_L6));
    assert_file("windows10-netstat-aon.out", WINDOWS, ALL);
    assert_file("windows10-netstat-aonb.out", WINDOWS, ALL | PROCESSES);
    assert_file("windows-de-netstat-anob.txt", WINDOWS, ALL | PROCESSES);
    assert_file("windows-de-netstat-anob.utf16.txt", WINDOWS, ALL | PROCESSES);
    assert_file("windows-netstat-anoq.txt", WINDOWS, ALL);
    /* Listeners of both families and an IPv4 connection are named. */
    assert_file("windows-netstat-aof.txt", WINDOWS, UDP(0xf) | TCP_C6);
}

static void listening_is_told_by_the_shape_of_the_foreign_end(void **state)
{
    static const char *const words[] = {"LISTENING",
                                        "ABH\231REN",
                                        "ABH\326REN",
                                        "ABH\303\226REN",
                                        "ABH\357\277\275REN",
                                        "\300 L'\311COUTE",
                                        "EN ESCUCHA",
                                        "xqzzy",
                                        ""};
    char text[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        snprintf(text, sizeof text, "  TCP    0.0.0.0:135   0.0.0.0:0   %s   1712\r\n", words[i]);
        assert_one_row(text, "6 10 0.0.0.0 135 - 0 -", 0);
        snprintf(text, sizeof text, "  TCP    [::]:135   [::]:0   %s\r\n", words[i]);
        assert_one_row(text, "6 10 :: 135 - 0 -", 0);
    }
    assert_one_row("  TCP    0.0.0.0:50801  0.0.0.0:0  BOUND  4120\r\n", "6 12 0.0.0.0 50801 - 0 -",
                   0);
    assert_one_row("  TCP    10.0.0.5:22  10.0.0.6:5  xqzzy  4120\r\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
}

static void nobodys_sockets_are_in_time_wait_in_any_language(void **state)
{
    (void)state;
    assert_one_row("  TCP    10.0.0.5:22  10.0.0.6:5  xqzzy  0\r\n", "6 6 10.0.0.5 22 10.0.0.6 5 -",
                   0);
    assert_one_row("  TCP    10.0.0.5:22  10.0.0.6:5  EN ESPERA  0\r\n",
                   "6 6 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("  TCP    10.0.0.5:22  10.0.0.6:5  xqzzy  4 InHost 0\r\n",
                   "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("  TCP    10.0.0.5:22  10.0.0.6:5  ESTABLISHED  0\r\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 -", 0);
    assert_one_row("  TCP    0.0.0.0:22  0.0.0.0:0  xqzzy  0\r\n", "6 10 0.0.0.0 22 - 0 -", 0);
}

static void protocols_are_words_in_capitals(void **state)
{
    (void)state;
    assert_one_row("  UDP    0.0.0.0:58107  162.159.134.233:443  7712\r\n",
                   "17 1 0.0.0.0 58107 162.159.134.233 443 -", 0);
    assert_one_row("UDP    0.0.0.0:123  *:*\n", "17 7 0.0.0.0 123 - 0 -", 0);
    assert_one_row("  TCPv6  [fe80::1%4]:22  [fe80::2%4]:5  ESTABLISHED\n",
                   "6 1 fe80::1 22 fe80::2 5 -", 0);
    assert_one_row("  UDPv6  [::]:123  *:*\n", "17 7 :: 123 - 0 -", 0);
}

static void the_owner_stands_in_brackets_below(void **state)
{
#define ROW HEAD "  TCP    0.0.0.0:135   0.0.0.0:0   LISTENING   1712\r\n"
#define GIVES "6 10 0.0.0.0 135 - 0 "
    (void)state;
    assert_one_row(ROW " [svchost.exe]\r\n", GIVES "svchost.exe", 0);
    assert_one_row(ROW "  RpcSs\r\n [svchost.exe]\r\n", GIVES "svchost.exe", 0);
    assert_one_row(ROW "  RpcSs\r\n", GIVES "-", 0);
    assert_one_row(ROW " Can not obtain ownership information\r\n", GIVES "-", 0);
    assert_one_row(ROW " Impossible d'obtenir les informations de propri\202taire\r\n", GIVES "-",
                   0);
    assert_one_row(ROW " [NVIDIA Web Helper [2].exe]  \r\n", GIVES "NVIDIA Web Helper [2].exe", 0);
    assert_one_row(ROW " []\r\n", GIVES "-", 0);
    assert_one_row(ROW " [svchost.exe\r\n", GIVES "-", 0);
    assert_one_row(ROW "   \r\n [svchost.exe]\r\n", GIVES "svchost.exe", 0);
    /* XP names all modules */
    assert_one_row(ROW "  C:\\WINDOWS\\system32\\WS2_32.dll\r\n  -- unknown component(s) --\r\n"
                       "  [lsass.exe]\r\n\r\n",
                   GIVES "lsass.exe", 0);
}

static void the_owner_of_a_doubtful_row_is_not_that_of_the_row_before(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, ROW "  TCP    pc:1   pc:0   LISTENING   1\r\n [b.exe]\r\n");

    (void)state;
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.doubtful, 1);
    assert_row(snapshot, 0, GIVES "-", 0);
    svccomm_snapshot_free(snapshot);
}

static void without_a_row_that_listens_no_listeners_are_covered(void **state)
{
    static const struct {
        const char *rows;
        uint32_t coverage;
    } cases[] = {
        {"  TCP  10.0.0.5:22  10.0.0.6:5  ESTABLISHED\r\n", TCP_C4 | TCP_C6},
        {"  TCP  10.0.0.5:22  10.0.0.6:5  ESTABLISHED\r\n  TCP  [::]:1  [::]:0  LISTENING\r\n",
         SVCCOMM_COVER_TCP},
        {"  UDP  10.0.0.5:22  *:*\r\n", SVCCOMM_COVER_UDP},
    };
    char text[400];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        snprintf(text, sizeof text, HEAD "%s", cases[i].rows);
        take(snapshot, text);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), cases[i].coverage);
        svccomm_snapshot_free(snapshot);
    }
}

static void names_are_doubtful(void **state)
{
    (void)state;
#define DOUBTFUL(row, coverage) \
    assert_doubtful(HEAD "  UDP  0.0.0.0:1  *:*\r\n  TCP    " row "\r\n", 6, UDP(0xf) | (coverage))
    DOUBTFUL("mypc:135   mypc:0   LISTENING", TCP_C4 | TCP_C6);
    DOUBTFUL("mypc:https   mypc:0   ABH\231REN", TCP_C4 | TCP_C6);
    DOUBTFUL("10.0.0.5:22   mail.example.net:https   ESTABLISHED", TCP_L4 | TCP_L6 | TCP_C6);
    DOUBTFUL("10.0.0.5:22   10.0.0.6:nosuchport   ESTABLISHED", TCP_L4 | TCP_L6 | TCP_C6);
    DOUBTFUL("[fe80::1%3]:22   mail:https   ESTABLISHED", TCP_L4 | TCP_L6 | TCP_C4);
    DOUBTFUL("10.0.0.5:22   what", 0);
    DOUBTFUL("10.0.0.5:22", 0);
    assert_doubtful("  TCP    mypc:135   mail:https   ESTABLISHED\r\n", 1, 0);
    /* What is cut may be a connection: mypc:01 is none of nobody. */
    assert_doubtful(HEAD "  UDP  0.0.0.0:1  *:*\r\n  TCP    mypc:135   mypc:0", 6, UDP(0xf));
}

static void statistics_and_prose_are_no_rows(void **state)
{
    static const char text[] = HEAD "  TCP    0.0.0.0:135   0.0.0.0:0   LISTENING   1712\r\n"
                                    "\r\nTCP Statistics for IPv4\r\n\r\n"
                                    "  Active Opens                        = 4711\r\n"
                                    "UDP Statistics for IPv4\r\n"
                                    "  Datagrams Received    = 4711\r\n";
    static const char *const prose[] = {"TCP is a protocol: it has ports\n",
                                        "UDP\n",
                                        "TCP\n",
                                        "  TCP a:1 b\n",
                                        "  TCP a:1 b:2",
                                        "  Proto  Local Address  Remote Address\n",
                                        " [svchost.exe]\n",
                                        "Active Connectors\n"};
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    size_t i;

    (void)state;
    report = take(snapshot, text);
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.doubtful, 0);
    for (i = 0; i < sizeof prose / sizeof prose[0]; i++)
        assert_int_equal(
            take_pieces(snapshot, 0, prose[i], strlen(prose[i]), SIZE_MAX, &report, NULL),
            SVCCOMM_E_FORMAT);
    svccomm_snapshot_free(snapshot);
}

/* Letters in place of those of all state words, in CP850, UTF-8 or any page. */
static void scramble_states(char *text, unsigned seed)
{
    static const char *const words[] = {"LISTENING",  "ESTABLISHED", "CLOSE_WAIT",
                                        "ABH\231REN", "HERGESTELLT", "SCHLIESSEN_WARTEN"};
    size_t i, k;
    char *at;

    srand(seed);
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        while ((at = strstr(text, words[i])) != NULL)
            for (k = 0; k < strlen(words[i]); k++)
                at[k] = (char)(rand() % 3 == 0 ? 0x80 + rand() % 128 : 'A' + rand() % 26);
}

static size_t sockets_of(const char *text, size_t length, svccomm_row *rows, size_t room)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    int count;

    assert_int_equal(take_pieces(snapshot, 0, text, length, SIZE_MAX, &report, NULL), 0);
    count = svccomm_snapshot_rows(snapshot, 0, rows, room, sizeof *rows);
    assert_true(count > 0);
    svccomm_snapshot_free(snapshot);
    return (size_t)count;
}

static void letters_in_place_of_state_words_change_no_listener_and_no_connection(void **state)
{
    static const char *const files[] = {"windows10-netstat-an.out", "windows10-netstat-aonb.out",
                                        "windows-de-netstat-anob.txt"};
    static svccomm_row right[600], got[600];
    size_t i, k, length, count;
    unsigned seed;
    char *text;

    (void)state;
    for (i = 0; i < 3; i++)
        for (seed = 1; seed <= 5; seed++) {
            text = data_file(files[i], "", &length);
            count = sockets_of(text, length, right, 600);
            scramble_states(text, seed);
            assert_int_equal(sockets_of(text, length, got, 600), count);
            for (k = 0; k < count; k++) {
                int open = right[k].state == SVCCOMM_STATE_ESTABLISHED ||
                           right[k].state == SVCCOMM_STATE_CLOSE_WAIT;
                if (open && got[k].state == SVCCOMM_STATE_UNKNOWN) /* as open (N7) */
                    got[k].state = right[k].state;
                got[k].process = right[k].process;
                assert_memory_equal(&got[k], &right[k], sizeof got[k]);
            }
            free(text);
        }
}

static void two_runs_in_one_text_are_two_sections(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(
        snapshot, "C:\\>netstat -ano\r\n" HEAD "  TCP  0.0.0.0:1  0.0.0.0:0  LISTENING  4\r\n"
                  "C:\\>netstat -n\r\n" HEAD "  TCP  10.0.0.5:1  10.0.0.6:2  ESTABLISHED  4\r\n");

    (void)state;
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.skipped, 6);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), SVCCOMM_COVER_TCP);
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(listening_is_told_by_the_shape_of_the_foreign_end),
        cmocka_unit_test(nobodys_sockets_are_in_time_wait_in_any_language),
        cmocka_unit_test(protocols_are_words_in_capitals),
        cmocka_unit_test(the_owner_stands_in_brackets_below),
        cmocka_unit_test(the_owner_of_a_doubtful_row_is_not_that_of_the_row_before),
        cmocka_unit_test(without_a_row_that_listens_no_listeners_are_covered),
        cmocka_unit_test(names_are_doubtful),
        cmocka_unit_test(statistics_and_prose_are_no_rows),
        cmocka_unit_test(letters_in_place_of_state_words_change_no_listener_and_no_connection),
        cmocka_unit_test(two_runs_in_one_text_are_two_sections),
    };

    return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
