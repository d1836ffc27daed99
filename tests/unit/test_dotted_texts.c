/* SPDX-License-Identifier: MIT
 * Texts of systems with a dot before the port: mixed with others, in pieces, and what is none. */
#include "test_state_support.h"

#define BSD (1u << SVCCOMM_FORMAT_BSD)
#define TITLE "Active Internet connections (including servers)\n"
#define HEAD "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"

/* Title, header and rows of Linux after those of BSD, and the other way round. */
static void texts_of_linux_may_follow_and_precede(void **state)
{
#define BSD_TEXT TITLE HEAD "tcp4 0 0 *.22 *.* LISTEN\n"
#define LINUX(title)                                                              \
    "Active Internet connections (" title ")\n"                                   \
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State\n" \
    "udp 0 0 10.0.0.5:53 10.0.0.6:5 ESTABLISHED\n"
    static const struct {
        const char *text;
        uint32_t udp;
    } cases[] = {
        {BSD_TEXT LINUX("w/o servers"), TCP_C4 | TCP_C6},
        {BSD_TEXT LINUX("only servers"), TCP_L4 | TCP_L6},
        {BSD_TEXT LINUX("servers and established"), SVCCOMM_COVER_TCP},
        {LINUX("only servers") BSD_TEXT, TCP_L4 | TCP_L6},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        svccomm_text_report report = take(snapshot, cases[i].text);
        assert_int_equal(report.taken, 2);
        assert_int_equal(report.skipped, 0);
        assert_int_equal(report.formats, BSD | 1u << SVCCOMM_FORMAT_NETSTAT);
        assert_int_equal(svccomm_snapshot_coverage(snapshot),
                         SVCCOMM_COVER_TCP | UDP(cases[i].udp));
        svccomm_snapshot_free(snapshot);
    }
}

static void texts_of_others_may_follow(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report =
        take(snapshot, BSD_TEXT "Active UNIX domain sockets\n"
                                "TCP: IPv4\n"
                                "   Local Address        Remote Address    Swind Send-Q Rwind "
                                "Recv-Q    State\n"
                                "*.23 *.* 0 0 128000 0 LISTEN\n"
                                "Active UNIX domain sockets\n" BSD_TEXT
                                "abe      node       12    3   tcp4   *:80  *:*\n");

    (void)state;
    assert_int_equal(report.taken, 4);
    assert_int_equal(report.formats,
                     BSD | 1u << SVCCOMM_FORMAT_SOLARIS | 1u << SVCCOMM_FORMAT_SOCKSTAT);
    svccomm_snapshot_free(snapshot);
}

static void linux_and_prose_are_not_taken_for_bsd(void **state)
{
    static const char *const texts[] = {"tcp 1 2 is a line\nudp 1 2 3\n", "tcp4 0\n",
                                        "Active LOCAL (UNIX) domain sockets\n", "Proto\n",
                                        "deadbeef cafe tcp\n"};
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(
            take_pieces(snapshot, 0, texts[i], strlen(texts[i]), SIZE_MAX, &report, NULL),
            SVCCOMM_E_FORMAT);
    report = take(snapshot, TITLE HEAD "tcp4 0 0 *.22 *.* LISTEN\n"
                                       "tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN\n");
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.formats, BSD | 1u << SVCCOMM_FORMAT_NETSTAT);
    svccomm_snapshot_free(snapshot);
}

/* Any text in pieces, and any beginning of it, is read without harm. */
static void pieces_of_any_size_give_the_same(void **state)
{
    static const char *const names[] = {"macos-netstat-anv-process.txt", "aix-netstat-Aan.txt",
                                        "solaris-netstat-an.txt", "freebsd-sockstat-s.txt"};
    svccomm_text_report whole, report;
    size_t i, length, cut;

    (void)state;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = data_file(names[i], "", &length);
        svccomm_snapshot *snapshot = begun(NULL);
        take_pieces(snapshot, 0, text, length, SIZE_MAX, &whole, NULL);
        for (cut = 0; cut < length; cut += 1 + cut / 50) {
            take_pieces(snapshot, 0, text, length, cut + 1, &report, NULL);
            assert_memory_equal(&report, &whole, sizeof report);
            take_pieces(snapshot, 0, text, cut, SIZE_MAX, &report, NULL);
        }
        svccomm_snapshot_free(snapshot);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_linux_may_follow_and_precede),
        cmocka_unit_test(texts_of_others_may_follow),
        cmocka_unit_test(linux_and_prose_are_not_taken_for_bsd),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
    };

    return cmocka_run_group_tests_name("dotted_texts", tests, NULL, NULL);
}
