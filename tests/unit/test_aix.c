/* SPDX-License-Identifier: MIT
 * The dialects of netstat of AIX and HP-UX, which are nearly that of BSD. */
#include "test_state_support.h"

#define BSD (1u << SVCCOMM_FORMAT_BSD)
#define AIX (1u << SVCCOMM_FORMAT_AIX)
#define ALL (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP)
#define TITLE "Active Internet connections (including servers)\n"
#define HEAD "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    /* IPv4 ports are cut: 192.168.7.120.3277 is 32771. */
    assert_file("aix-netstat-Aan.txt", AIX, (ALL & ~(uint32_t)TCP_C4) | PROCESSES);
    /* Nothing tells these from BSD. */
    assert_file("aix-netstat-an.txt", BSD, ALL);
    assert_file("hpux-netstat-an.txt", BSD, ALL);
}

static void a_caller_can_say_whose_text_it_is(void **state)
{
    static const char text[] = TITLE HEAD "tcp 0 0 *.22 *.* LISTEN\ntcp6 0 0 *.25 *.* LISTEN\n";
    static const struct {
        uint32_t format;
        const char *first;
    } cases[] = {{SVCCOMM_FORMAT_BSD, "6 10 0.0.0.0 22 - 0 -"},
                 {SVCCOMM_FORMAT_HPUX, "6 10 0.0.0.0 22 - 0 -"},
                 {SVCCOMM_FORMAT_AIX, "6 10 :: 22 - 0 -"}};
    svccomm_text_report report;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        assert_int_equal(
            take_pieces(snapshot, cases[i].format, text, strlen(text), SIZE_MAX, &report, NULL), 0);
        assert_int_equal(report.formats, 1u << cases[i].format);
        assert_int_equal(report.taken, 2);
        assert_row(snapshot, 0, cases[i].first, 0);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), SVCCOMM_COVER_TCP);
        svccomm_snapshot_free(snapshot);
    }
}

static void the_title_holds_for_the_header_of_aix(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(
        snapshot, "Active Internet connections\n"
                  "PCB/ADDR         Proto Recv-Q Send-Q  Local Address      Foreign Address    "
                  "(state)\n"
                  "f1000e0000180bb8 tcp4       0      0  10.0.0.5.22        10.0.0.6.5         "
                  "ESTABLISHED\n");

    (void)state;
    assert_int_equal(report.formats, AIX);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), TCP_C4 | TCP_C6);
    svccomm_snapshot_free(snapshot);
}

static void an_address_that_is_cut_is_doubtful(void **state)
{
    (void)state;
    assert_doubtful("f1000e0000180bb8 tcp6 0 0 *.6000 *.* LISTEN\n"
                    "f1000e0000180bb8 tcp6 0 0 fe80::1234:5678:ab fe80::1.5 ESTABLISHED\n",
                    2, TCP_L4 | TCP_L6);
}

static void state_words_do_not_matter(void **state)
{
    (void)state;
    assert_states_do_not_matter("aix-netstat-Aan.txt");
    assert_states_do_not_matter("hpux-netstat-an.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(a_caller_can_say_whose_text_it_is),
        cmocka_unit_test(the_title_holds_for_the_header_of_aix),
        cmocka_unit_test(an_address_that_is_cut_is_doubtful),
        cmocka_unit_test(state_words_do_not_matter),
    };

    return cmocka_run_group_tests_name("aix", tests, NULL, NULL);
}
