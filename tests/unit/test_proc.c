/* SPDX-License-Identifier: MIT
 * The dialect of /proc/net/tcp, tcp6, udp, udp6. */
#include "test_snapshot_support.h"

#define P_TCP (1u << SVCCOMM_FORMAT_PROC_TCP)
#define P_UDP (1u << SVCCOMM_FORMAT_PROC_UDP)
#define HEAD4 "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
#define HEAD6 \
    "  sl  local_address                         remote_address                        st\n"
#define DROPS " inode ref pointer drops\n"
#define REST " 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
#define LOOP "   9: 0100007F:0001 00000000:0000 0A" REST
#define ALL_TCP SVCCOMM_COVER_TCP

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    (void)state;
    assert_file("debian12-proc-tcp.txt", P_TCP, TCP_L4);
    assert_file("debian12-proc-tcp6.txt", P_TCP, TCP_L6 | TCP_C6);
    assert_file("debian12-proc-udp.txt", P_UDP, UDP(TCP_L4));
    assert_file("debian12-proc-udp6.txt", P_UDP, UDP(TCP_L6 | TCP_C6));
    assert_file("proc_net_tcp", P_TCP, TCP_L4);
    assert_file("proc_net_tcp6", P_UDP, UDP(TCP_L6 | TCP_C6));
    assert_file("proc_net_udp", P_TCP, TCP_L4);
    assert_file("proc_net_udp6", P_UDP, UDP(TCP_L6 | TCP_C6));
}

static uint32_t coverage_of(const char *const *texts, int no_ipv6)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_snapshot_info info;
    uint32_t coverage;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = 1;
    info.no_ipv6 = (uint8_t)no_ipv6;
    svccomm_snapshot_begin(snapshot, &info);
    for (; *texts != NULL; texts++)
        take(snapshot, *texts);
    coverage = svccomm_snapshot_coverage(snapshot);
    svccomm_snapshot_free(snapshot);
    return coverage;
}

static void tcp_alone_does_not_cover_ipv4_connections(void **state)
{
    static const char *const tcp[] = {HEAD4 LOOP, NULL};
    static const char *const both[] = {HEAD4 LOOP, HEAD6, NULL};
    static const char *const turned[] = {HEAD6, HEAD4 LOOP, NULL};
    static const char *const in_one[] = {HEAD4 LOOP HEAD6, NULL};
    static const char *const six[] = {HEAD6, NULL};
    static const char *const mixed[] = {HEAD4 LOOP, "  sl  local_address   remote_address st" DROPS,
                                        NULL};

    (void)state;
    assert_int_equal(coverage_of(tcp, 0), TCP_L4);
    assert_int_equal(coverage_of(tcp, 1), ALL_TCP);
    assert_int_equal(coverage_of(both, 0), ALL_TCP);
    assert_int_equal(coverage_of(turned, 0), ALL_TCP);
    assert_int_equal(coverage_of(in_one, 0), ALL_TCP);
    assert_int_equal(coverage_of(six, 0), TCP_L6 | TCP_C6);
    assert_int_equal(coverage_of(mixed, 0), TCP_L4 | UDP(TCP_L6 | TCP_C6));
}

static void words_are_turned_where_an_address_proves_the_other_order(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    take(snapshot, HEAD4 "   0: 0500000A:0016 0700000A:C351 01" REST LOOP);
    assert_row(snapshot, 0, "6 1 10.0.0.5 22 10.0.0.7 50001 -", 0);
    take(snapshot, HEAD4 "   0: 0A000005:0016 0A000007:C351 01" REST
                         "   1: 7F000001:0016 00000000:0000 0A" REST);
    assert_row(snapshot, 2, "6 1 10.0.0.5 22 10.0.0.7 50001 -", 0);
    assert_row(snapshot, 3, "6 10 127.0.0.1 22 - 0 -", 0);
    take(snapshot, HEAD6 "   0: 20010DB8000000000000000000000001:0016 "
                         "20010DB8000000000000000000000002:C351 01" REST
                         "   1: 00000000000000000000FFFF0A000005:0016 "
                         "00000000000000000000FFFF0A000007:C351 01" REST);
    assert_row(snapshot, 4, "6 1 2001:db8::1 22 2001:db8::2 50001 -", 0);
    assert_row(snapshot, 5, "6 1 10.0.0.5 22 10.0.0.7 50001 -", 0);
    take(snapshot, HEAD6 "   0: 0000000000000000FFFF00000500000A:0016 "
                         "0000000000000000FFFF00000700000A:C351 01" REST
                         "   1: 000080FE000000000000000001000000:0016 "
                         "00000000000000000000000000000000:0000 0A" REST);
    assert_row(snapshot, 6, "6 1 10.0.0.5 22 10.0.0.7 50001 -", 0);
    assert_row(snapshot, 7, "6 10 fe80::1 22 - 0 -", 0);
    svccomm_snapshot_free(snapshot);
}

/* Takes a text that proves no order. */
static void take_unproven(svccomm_snapshot *snapshot, const char *text)
{
    char own[500];

    snprintf(own, sizeof own, "%s", text);
    turn_proc_addresses(own);
    take(snapshot, own);
}

static void udp_is_told_by_its_header_or_its_states(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    take_unproven(snapshot, "  sl  local_address rem_address   st" DROPS
                            "   0: 0500000A:0035 0700000A:C351 01" REST);
    assert_row(snapshot, 0, "17 1 10.0.0.5 53 10.0.0.7 50001 -", 0);
    take_unproven(snapshot, "   0: 0500000A:0035 0700000A:C351 01" REST
                            "   0: 0500000A:0035 00000000:0000 07" REST);
    assert_row(snapshot, 1, "17 1 10.0.0.5 53 10.0.0.7 50001 -", 0);
    take(snapshot, "   0: 0500000A:0035 0700000A:C351 01" REST LOOP);
    assert_row(snapshot, 3, "6 1 10.0.0.5 53 10.0.0.7 50001 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void a_forced_format_is_obeyed(void **state)
{
    const char *text = HEAD4 LOOP;
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;

    (void)state;
    assert_int_equal(
        take_pieces(snapshot, SVCCOMM_FORMAT_PROC_UDP, text, strlen(text), SIZE_MAX, &report, NULL),
        0);
    assert_int_equal(report.formats, P_UDP);
    assert_row(snapshot, 0, "17 7 127.0.0.1 1 - 0 -", 0);
    text = "  sl  local_address rem_address   st" DROPS LOOP;
    assert_int_equal(
        take_pieces(snapshot, SVCCOMM_FORMAT_PROC_TCP, text, strlen(text), SIZE_MAX, &report, NULL),
        0);
    assert_row(snapshot, 1, "6 10 127.0.0.1 1 - 0 -", 0);
    assert_int_equal(
        take_pieces(snapshot, SVCCOMM_FORMAT_SS, text, strlen(text), SIZE_MAX, &report, NULL),
        SVCCOMM_E_FORMAT);
    svccomm_snapshot_free(snapshot);
}

static void states_have_linux_numbers(void **state)
{
    char text[400], row[100];
    unsigned code;

    (void)state;
    for (code = 0; code < 16; code++) {
        unsigned expected = code == 12 ? 3 : code == 13 ? 12 : code > 11 ? 0 : code;
        snprintf(text, sizeof text, HEAD4 "   0: 0500000A:0016 0700000A:C351 %02X%s" LOOP, code,
                 REST);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.7 50001 -", expected);
        svccomm_snapshot *snapshot = begun(NULL);
        take(snapshot, text);
        assert_row(snapshot, 0, row, 0);
        svccomm_snapshot_free(snapshot);
    }
}

static void damaged_rows_are_doubtful(void **state)
{
    (void)state;
    assert_doubtful(HEAD4 LOOP HEAD6 "   0: 0500000A:0016 0700000A:C3\n", 4, TCP_L6 | TCP_C6);
    assert_doubtful(HEAD4 LOOP HEAD6 "   0: 0500000A:0016 0700000G:C351 01" REST, 4,
                    TCP_L6 | TCP_C6);
    assert_doubtful(HEAD4 LOOP HEAD6 "   0: 0500000A:0016 00000000:C351 01" REST, 4,
                    ALL_TCP & ~TCP_C4);
    assert_doubtful(HEAD4 LOOP HEAD6 "   0: 0500\n", 4, 0);
    assert_doubtful(HEAD4 LOOP HEAD6 "   0: 00000000000000000000000000000000:14EB 0000\n", 4, 0);
}

static void ends_are_parted_by_colons_and_blanks(void **state)
{
    (void)state;
    assert_doubtful(HEAD4 "   0: 0500000A:0016 0700000A;C351 01" REST LOOP, 2, 0);
    assert_doubtful(HEAD4 "   0: 0500000A:0016\t0700000A:C351 01" REST LOOP, 2, 0);
    assert_doubtful(HEAD4 "   0: 0500000A:0016 0700000A:C351\t01" REST LOOP, 2, 0);
    assert_foreign("  sl  local_address                         remote\n");
}

static void another_byte_in_place_of_any_digit_is_doubtful(void **state)
{
    static const char before[] = HEAD4 LOOP "   0: ";
    static const char digits[] = "0500000A:0016 0700000A:C351 01";
    static const char others[] = {'/', ':', '@', 'G', '`', 'g', ' ', '\0', '\xb0'};
    size_t at, i;
    char text[400];

    (void)state;
    for (at = 0; at < sizeof digits - 1; at++)
        for (i = 0; i < sizeof others && digits[at] != ' ' && digits[at] != ':'; i++) {
            size_t length = (size_t)snprintf(text, sizeof text, "%s%s%s", before, digits, REST);
            svccomm_snapshot *snapshot = begun(NULL);
            svccomm_text_report report;

            text[sizeof before - 1 + at] = others[i];
            take_pieces(snapshot, 0, text, length, SIZE_MAX, &report, NULL);
            if (report.taken != 1 || report.doubtful != 1)
                fail_msg("byte %u for digit %u: %u doubtful", (unsigned char)others[i],
                         (unsigned)at, (unsigned)report.doubtful);
            svccomm_snapshot_free(snapshot);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(tcp_alone_does_not_cover_ipv4_connections),
        cmocka_unit_test(words_are_turned_where_an_address_proves_the_other_order),
        cmocka_unit_test(udp_is_told_by_its_header_or_its_states),
        cmocka_unit_test(a_forced_format_is_obeyed),
        cmocka_unit_test(states_have_linux_numbers),
        cmocka_unit_test(damaged_rows_are_doubtful),
        cmocka_unit_test(ends_are_parted_by_colons_and_blanks),
        cmocka_unit_test(another_byte_in_place_of_any_digit_is_doubtful),
    };

    return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
