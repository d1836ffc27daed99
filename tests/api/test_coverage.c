/* SPDX-License-Identifier: MIT
 * What a snapshot covers, when it is taken and that it is taken once (N1-N4). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTEN_22 "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define CONNECTED LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define RECORD "tcp 10.0.0.9 > 10.0.0.5:22"

/* ---- N1 ---- */

static const struct {
    uint32_t coverage;
    const char *expected;
} covered[] = {
    {SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_CONNECTIONS_V4, "listen L 1/1 p1"},
    {SVCCOMM_COVER_TCP & ~SVCCOMM_COVER_LISTENERS_V4, "listen L 0/0 p0 r1"},
    {SVCCOMM_COVER_TCP & ~SVCCOMM_COVER_CONNECTIONS_V4, "listen L 0/0 p0 r1"},
    {SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_TCP, "listen L 0/0 p0 r1"},
    {COVER_NOTHING, "listen L 0/0 p0 r1"},
};

static void a_snapshot_is_complete_with_both_bits_of_protocol_and_family(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(covered); i++) {
        world_configure(w, NULL);
        take(w, &(struct shot){.host = HOST_A, .coverage = covered[i].coverage}, CONNECTED);
        assert_record(w, RECORD, covered[i].expected);
        assert_int_equal(w->report.presence_only, i != 0);
    }
}

static void the_family_of_a_record_is_its_listeners(void **state)
{
    struct world *w = *state;

    take(w,
         &(struct shot){.host = HOST_A,
                        .coverage = SVCCOMM_COVER_LISTENERS_V6 | SVCCOMM_COVER_CONNECTIONS_V6},
         "tcp [::]:22 - LISTEN\n"
         "tcp [2001:db8::5]:22 [2001:db8::9]:51000 ESTAB\n"
         "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:22 listen L 0/0 p0 r1\n"
                      "tcp 2001:db8::9 > [2001:db8::5]:22 listen L 1/1 p1\n");
}

static void an_incomplete_snapshot_is_presence_only(void **state)
{
    struct world *w = *state;
    struct shot partial = {.host = HOST_A, .at = 2 * MINUTE, .coverage = COVER_NOTHING};

    scan(w, HOST_A, MINUTE, CONNECTED);
    take(w, &partial,
         CONNECTED "tcp 10.0.0.5:22 10.0.0.9:51001 ESTAB\n"
                   "tcp 10.0.0.5:22 10.0.0.9:51002 TIME-WAIT\n"
                   "tcp 10.0.0.5:40001 10.0.0.9:23 SYN-SENT\n");
    assert_records(w, RECORD " listen L 1/1 p1 r1\n");
    assert_int_equal(record_of(w, RECORD)->last_found, T0 + 2 * MINUTE);
    partial.at = 3 * MINUTE;
    take(w, &partial, "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"); /* would be implied */
    assert_record(w, RECORD, "listen L 1/1 p1 r2");
    scan(w, HOST_A, 4 * MINUTE, CONNECTED);
    assert_record(w, RECORD, "listen L 2/2 p2 r2");
}

static void an_incomplete_snapshot_moves_first_found_but_starts_no_total(void **state)
{
    struct world *w = *state;

    take(w, &(struct shot){.host = HOST_A, .coverage = COVER_NOTHING}, CONNECTED);
    assert_record(w, RECORD, "listen L 0/0 p0 r1");
    assert_int_equal(record_of(w, RECORD)->first_found, T0);
    scan(w, HOST_A, MINUTE, LISTEN_22);
    assert_record(w, RECORD, "listen L 1/0 p0 r1");
}

static void the_mask_limits_what_can_be_claimed(void **state)
{
    struct world *w = *state;
    svccomm_snapshot_info info;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = HOST_A;
    info.coverage_mask = SVCCOMM_COVER_LISTENERS;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_cover(w->snapshot, SVCCOMM_COVER_TCP), 0);
    assert_int_equal(svccomm_snapshot_coverage(w->snapshot),
                     SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_LISTENERS_V6);
    assert_int_equal(svccomm_snapshot_cover(w->snapshot, SVCCOMM_COVER_UDP), 0);
    assert_int_equal(svccomm_snapshot_coverage(w->snapshot), 0x55);
    assert_int_equal(svccomm_snapshot_cover(w->snapshot, 0x80000000u), SVCCOMM_E_ARGUMENT);
}

static void a_doubtful_row_clears_the_bit_of_its_kind_protocol_and_family(void **state)
{
    struct world *w = *state;

    collect(w, &(struct shot){.host = HOST_A, .coverage = SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP},
            "tcp 10.0.0.5:22 0.0.0.0:51000 ESTAB\n");
    assert_int_equal(w->rows.doubtful, 1);
    assert_int_equal(svccomm_snapshot_row_count(w->snapshot), 0);
    assert_int_equal(svccomm_snapshot_coverage(w->snapshot),
                     (SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP) & ~SVCCOMM_COVER_CONNECTIONS_V4);
    /* Claimed again, it stays cleared: the row is still missing. */
    assert_int_equal(svccomm_snapshot_cover(w->snapshot, SVCCOMM_COVER_TCP), 0);
    assert_int_equal(svccomm_snapshot_coverage(w->snapshot) & SVCCOMM_COVER_CONNECTIONS_V4, 0);
}

/* ---- N1: text ---- */

static int read_text(struct world *w, const struct shot *shot, uint8_t no_ipv6, const char *text)
{
    svccomm_snapshot_info info;
    int rc;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = shot->host;
    info.time = T0 + shot->at;
    info.no_ipv6 = no_ipv6;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_text_begin(w->snapshot, SVCCOMM_FORMAT_DETECT), 0);
    assert_int_equal(svccomm_snapshot_text(w->snapshot, text, strlen(text)), 0);
    svccomm_text_report_init(&w->rows, sizeof w->rows);
    rc = svccomm_snapshot_text_end(w->snapshot, &w->rows, NULL);
    return rc;
}

#define PROC_TCP                                                                                  \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout " \
    "inode\n"                                                                                     \
    "   0: 0500000A:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 " \
    "100 1 0000000000000000 100 0 0 10 0\n"
#define NETSTAT(title, row)                     \
    "Active Internet connections (" title ")\n" \
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State\n" row
#define NETSTAT_ROW \
    "tcp        0      0 10.0.0.5:22             10.0.0.9:51000          ESTABLISHED\n"

static const struct {
    const char *name;
    const char *text;
    uint32_t expected; /* of the bits of TCP; /proc/net/tcp is asked for IPv4 alone */
    uint8_t no_ipv6;
} texts[] = {
    {"ss without a word on kinds", "tcp ESTAB 0 0 10.0.0.5:22 10.0.0.9:51000\n", SVCCOMM_COVER_TCP,
     0},
    {"servers and established", NETSTAT("servers and established", NETSTAT_ROW), SVCCOMM_COVER_TCP,
     0},
    {"only servers", NETSTAT("only servers", "tcp 0 0 10.0.0.5:22 0.0.0.0:* LISTEN\n"),
     SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_LISTENERS_V6, 0},
    {"w/o servers", NETSTAT("w/o servers", NETSTAT_ROW),
     SVCCOMM_COVER_CONNECTIONS_V4 | SVCCOMM_COVER_CONNECTIONS_V6, 0},
    {"/proc/net/tcp alone", PROC_TCP, SVCCOMM_COVER_LISTENERS_V4, 0},
    {"/proc/net/tcp where there is no IPv6", PROC_TCP,
     SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_CONNECTIONS_V4, 1},
};

static void text_covers_what_it_has_rows_of_unless_it_says_otherwise(void **state)
{
    struct world *w = *state;
    const uint32_t tcp_v4 = SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_CONNECTIONS_V4;
    uint32_t mask, got;
    size_t i;

    for (i = 0; i < COUNT(texts); i++) {
        mask = texts[i].name[0] == '/' ? tcp_v4 : SVCCOMM_COVER_TCP;
        assert_int_equal(
            read_text(w, &(struct shot){.host = HOST_A}, texts[i].no_ipv6, texts[i].text), 0);
        got = svccomm_snapshot_coverage(w->snapshot) & mask;
        if (got != texts[i].expected)
            fail_msg("%s: coverage %x, not %x", texts[i].name, got, texts[i].expected);
    }
}

static void a_cut_last_line_is_doubtful_and_makes_the_snapshot_incomplete(void **state)
{
    struct world *w = *state;

    assert_int_equal(read_text(w, &(struct shot){.host = HOST_A}, 0,
                               "tcp LISTEN 0 128 10.0.0.5:22 0.0.0.0:*\n"
                               "tcp ESTAB 0 0 10.0.0.5:22 10.0.0.9:51000\n"
                               "tcp ESTAB 0 0 10.0.0.5:22 10.0.0.9:510"),
                     0);
    assert_int_equal(w->rows.doubtful, 1);
    assert_int_equal(w->rows.first_doubtful_line, 3);
    assert_int_equal(svccomm_snapshot_coverage(w->snapshot) & SVCCOMM_COVER_CONNECTIONS_V4, 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL), 0);
    assert_record(w, RECORD, "listen L 0/0 p0 r1");
}

/* ---- N2 ---- */

static void a_repeated_or_older_snapshot_is_refused_and_changes_nothing(void **state)
{
    struct world *w = *state;
    uint64_t before;

    scan(w, HOST_A, MINUTE, CONNECTED);
    before = revision(w);
    assert_int_equal(try_take(w, &(struct shot){.host = HOST_A, .at = MINUTE}, CONNECTED),
                     SVCCOMM_E_STALE);
    assert_int_equal(
        try_take(w, &(struct shot){.host = HOST_A, .at = MINUTE - 1, .now = DAY}, CONNECTED),
        SVCCOMM_E_STALE);
    assert_int_equal(w->report.snapshots, 0);
    assert_int_equal(w->report.rows, 0);
    assert_int_equal(w->error.code, SVCCOMM_E_STALE);
    assert_int_equal(revision(w), before);
    assert_record(w, RECORD, "listen L 1/1 p1");
    scan(w, HOST_A, MINUTE + 1, CONNECTED);
    assert_record(w, RECORD, "listen L 2/2 p2");
}

static void time_rises_for_each_host_and_realm_by_itself(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, MINUTE, LISTEN_22);
    scan(w, HOST_B, 0, LISTEN_22);
    take(w, &(struct shot){.host = HOST_A, .at = 0, .realm = 3}, LISTEN_22);
    assert_int_equal(try_take(w, &(struct shot){.host = HOST_B, .at = 0}, LISTEN_22),
                     SVCCOMM_E_STALE);
}

static void a_snapshot_more_than_ten_minutes_ahead_is_refused_as_future(void **state)
{
    struct world *w = *state;
    struct shot shot = {.host = HOST_A, .at = HOUR + 10 * MINUTE + 1, .now = HOUR};

    assert_int_equal(try_take(w, &shot, CONNECTED), SVCCOMM_E_FUTURE);
    assert_records(w, "");
    assert_int_equal(counts(w).hosts, 0);
    shot.at--;
    take(w, &shot, CONNECTED);
    assert_record(w, RECORD, "listen L 1/1 p1");
}

static void several_sources_in_one_handle_are_one_snapshot(void **state)
{
    struct world *w = *state;
    const char *text = "tcp ESTAB 0 0 10.0.0.5:22 10.0.0.9:51001\n";
    svccomm_row row = row_of("tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");

    assert_int_equal(
        read_text(w, &(struct shot){.host = HOST_A}, 0,
                  NETSTAT("servers and established", "tcp 0 0 10.0.0.5:22 0.0.0.0:* LISTEN\n")),
        0);
    assert_int_equal(svccomm_snapshot_text_begin(w->snapshot, SVCCOMM_FORMAT_SS), 0);
    assert_int_equal(svccomm_snapshot_text(w->snapshot, text, strlen(text)), 0);
    assert_int_equal(svccomm_snapshot_text_end(w->snapshot, NULL, NULL), 0);
    assert_int_equal(svccomm_snapshot_add_rows(w->snapshot, &row, 1, sizeof row, NULL, NULL), 0);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, w->snapshot, T0, NULL, NULL), 0);
    assert_records(w, RECORD " listen L 1/1 p2\n");
}

/* ---- N3 ---- */

static void faults_of_rows_are_counted_and_the_rest_goes_in(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         CONNECTED "tcp 10.0.0.5:0 10.0.0.9:51000 ESTAB\n"
                   "tcp 10.0.0.5:22 10.0.0.9:0 ESTAB\n"
                   "tcp 0.0.0.0:22 10.0.0.9:51000 ESTAB\n"
                   "udp 224.0.0.1:5353 224.0.0.2:5353 ESTAB\n"
                   "tcp 10.0.0.5:23 10.0.0.9:51000 CLOSE\n");
    assert_int_equal(w->report.dropped_port, 2);
    assert_int_equal(w->report.dropped_address, 2);
    assert_int_equal(w->report.not_counted, 1);
    assert_int_equal(w->report.rows, 7);
    assert_int_equal(w->report.connections, 1);
    assert_records(w, RECORD " listen L 1/1 p1\n");
}

static void rows_that_do_not_fit_the_snapshot_are_counted_and_make_it_incomplete(void **state)
{
    struct world *w = *state;
    svccomm_snapshot_config config;

    svccomm_snapshot_config_init(&config, sizeof config);
    config.max_rows = 2;
    svccomm_snapshot_free(w->snapshot);
    assert_int_equal(svccomm_snapshot_new(&w->snapshot, &config), 0);
    scan(w, HOST_A, 0, CONNECTED "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n");
    assert_int_equal(w->rows.dropped, 1);
    assert_records(w, RECORD " listen L 0/0 p0 r1\n");
}

/* ---- N4 ---- */

static void the_same_socket_told_twice_counts_once(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         LISTEN_22 LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
                             "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
                             "tcp [::ffff:10.0.0.5]:22 10.0.0.9:51000 ESTAB\n");
    assert_int_equal(w->report.duplicates, 3);
    assert_int_equal(w->report.listeners, 1);
    assert_int_equal(w->report.connections, 1);
    assert_records(w, RECORD " listen L 1/1 p1\n");
}

static void two_attempts_of_one_socket_count_once(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp 10.0.0.5:40001 10.0.0.9:22 SYN-SENT\n"
         "tcp 10.0.0.5:40001 10.0.0.9:22 SYN-SENT\n"
         "tcp 10.0.0.5:40002 10.0.0.9:22 SYN-SENT\n");
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.9:22 observed C - a2\n");
}

static void of_two_states_of_one_socket_the_one_that_says_most_stays(void **state)
{
    static const char *const words[] = {"CLOSE", "TIME-WAIT", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1"};
    static const char *const expected[] = {"", "tcp 10.0.0.5 > 10.0.0.9:22 named C 1/0 p0 r1\n",
                                           "tcp 10.0.0.5 > 10.0.0.9:22 observed C - a1\n", "",
                                           "tcp 10.0.0.5 > 10.0.0.9:22 absent C 1/1 p1\n"};
    struct world *w = *state;
    char rows[256];
    size_t i, j, order;

    for (i = 0; i < COUNT(words); i++)
        for (j = 0; j <= i; j++)
            for (order = 0; order < 2; order++) {
                world_configure(w, NULL);
                snprintf(rows, sizeof rows,
                         "tcp 10.0.0.5:40001 10.0.0.9:22 %s\ntcp 10.0.0.5:40001 10.0.0.9:22 %s\n",
                         words[order ? i : j], words[order ? j : i]);
                scan(w, HOST_A, 0, rows);
                assert_records(w, expected[i]);
            }
}

static void what_one_source_knows_of_a_socket_holds_though_another_does_not_tell_it(void **state)
{
    static const char *const rows[] = {
        "tcp [::]:20001 - LISTEN - v6only\ntcp [::]:20001 - LISTEN\n",
        "tcp [::]:20001 - LISTEN\ntcp [::]:20001 - LISTEN - v6only\n",
        "udp [::]:40001 - CLOSE\nudp [::]:40001 - CLOSE - listening\n",
        "udp [::]:40001 - CLOSE - listening\nudp [::]:40001 - CLOSE\n",
    };
    static const char *const expected[] = {"@a tcp [::]:20001 1 0 -\n", "@a tcp [::]:20001 1 0 -\n",
                                           "@a udp [::]:40001 1 0 -\n@a udp 0.0.0.0:40001 1 0 -\n",
                                           "@a udp [::]:40001 1 0 -\n@a udp 0.0.0.0:40001 1 0 -\n"};
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, rows[i]);
        assert_string_equal(listeners_text(w), expected[i]);
        assert_int_equal(w->report.duplicates, 1);
    }
}

static void names_of_forked_processes_that_share_a_socket_are_united(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    scan(w, HOST_A, 0,
         "tcp 10.0.0.5:40001 10.0.0.9:22 ESTAB rsync\n"
         "tcp 10.0.0.5:40001 10.0.0.9:22 ESTAB backup\n"
         "tcp 10.0.0.5:40001 10.0.0.9:22 ESTAB\n"
         "tcp 10.0.0.5:40001 10.0.0.9:22 ESTAB rsync\n");
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.9:22 absent C 1/1 p1\n");
    r = record_of(w, "tcp 10.0.0.5 > 10.0.0.9:22");
    assert_int_equal(r->process_count, 2);
    assert_string_equal(r->processes[0].name, "backup");
    assert_string_equal(r->processes[1].name, "rsync");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_snapshot_is_complete_with_both_bits_of_protocol_and_family),
        world_test(the_family_of_a_record_is_its_listeners),
        world_test(an_incomplete_snapshot_is_presence_only),
        world_test(an_incomplete_snapshot_moves_first_found_but_starts_no_total),
        world_test(the_mask_limits_what_can_be_claimed),
        world_test(a_doubtful_row_clears_the_bit_of_its_kind_protocol_and_family),
        world_test(text_covers_what_it_has_rows_of_unless_it_says_otherwise),
        world_test(a_cut_last_line_is_doubtful_and_makes_the_snapshot_incomplete),
        world_test(a_repeated_or_older_snapshot_is_refused_and_changes_nothing),
        world_test(time_rises_for_each_host_and_realm_by_itself),
        world_test(a_snapshot_more_than_ten_minutes_ahead_is_refused_as_future),
        world_test(several_sources_in_one_handle_are_one_snapshot),
        world_test(faults_of_rows_are_counted_and_the_rest_goes_in),
        world_test(rows_that_do_not_fit_the_snapshot_are_counted_and_make_it_incomplete),
        world_test(the_same_socket_told_twice_counts_once),
        world_test(two_attempts_of_one_socket_count_once),
        world_test(of_two_states_of_one_socket_the_one_that_says_most_stays),
        world_test(what_one_source_knows_of_a_socket_holds_though_another_does_not_tell_it),
        world_test(names_of_forked_processes_that_share_a_socket_are_united),
    };

    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
