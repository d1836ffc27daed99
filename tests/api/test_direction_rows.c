/* SPDX-License-Identifier: MIT
 * Which end of a row listens (N6, section 6): listening set, history, manual records, absence, the
 * ladder, mirrored rows, the traps of D4. */
#include "api_support.h"

#include <string.h>

#define WITHOUT_LISTENERS (SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_LISTENERS)

/* Ports 20001, 20002 are unnamed and not ephemeral; 40001, 40002 are ephemeral. */
#define LISTENS "tcp 10.0.0.5:20001 - LISTEN\n"
#define ROW "tcp 10.0.0.5:20001 10.0.0.9:40001 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:20001"
#define OTHER "tcp 10.0.0.5 > 10.0.0.9:40001"

/* ---- one row, one complete snapshot ---- */

static const struct {
    const char *rows;
    const char *expected;
} complete[] = {
    /* the local end listens */
    {LISTENS ROW, KEY " listen L 1/1 p1\n"},
    /* it does not: the peer is the listener, for open rows, whatever the ports */
    {ROW, OTHER " absent C 1/1 p1\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:20002 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.9:20002 absent C 1/1 p1\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:40001 CLOSE-WAIT\n", OTHER " absent C 1/1 p1\n"},
    /* a named local port whose peer's is not named: the ladder, implied */
    {"tcp 10.0.0.5:22 10.0.0.9:40001 ESTAB\n", "tcp 10.0.0.9 > 10.0.0.5:22 named L 1/1 p1 i1\n"},
    {"tcp 10.0.0.5:511 10.0.0.9:40001 ESTAB\n", "tcp 10.0.0.9 > 10.0.0.5:511 named L 1/1 p1 i1\n"},
    {"tcp 10.0.0.5:512 10.0.0.9:40001 ESTAB\n", OTHER " absent C 1/1 p1\n"},
    {"tcp 10.0.0.5:3306 10.0.0.9:40001 ESTAB\n",
     "tcp 10.0.0.9 > 10.0.0.5:3306 named L 1/1 p1 i1\n"},
    /* both named: absent again */
    {"tcp 10.0.0.5:22 10.0.0.9:80 ESTAB\n", "tcp 10.0.0.5 > 10.0.0.9:80 absent C 1/1 p1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:80 ESTAB\n", "tcp 10.0.0.5 > 10.0.0.9:80 absent C 1/1 p1\n"},
    /* TIME_WAIT: the ladder, never absent, never implied */
    {"tcp 10.0.0.5:40001 10.0.0.9:22 TIME-WAIT\n",
     "tcp 10.0.0.5 > 10.0.0.9:22 named C 1/0 p0 r1\n"},
    {"tcp 10.0.0.5:22 10.0.0.9:40001 TIME-WAIT\n",
     "tcp 10.0.0.9 > 10.0.0.5:22 named L 0/0 p0 r1\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:40001 TIME-WAIT\n", KEY " range L 0/0 p0 r1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:20001 TIME-WAIT\n",
     "tcp 10.0.0.5 > 10.0.0.9:20001 range C 1/0 p0 r1\n"},
    {"tcp 10.0.0.5:40002 10.0.0.9:40001 TIME-WAIT\n",
     "tcp 10.0.0.5 > 10.0.0.9:40001 guess C 1/0 p0 r1\n"},
    /* SYN_SENT: the local end is the client, even where it listens */
    {"tcp 10.0.0.5:22 10.0.0.9:40001 SYN-SENT\n", OTHER " observed C - a1\n"},
    {LISTENS "tcp 10.0.0.5:20001 10.0.0.9:40001 SYN-SENT\n", OTHER " observed C - a1\n"},
    /* SYN_RECV by itself says nothing */
    {LISTENS "tcp 10.0.0.5:20001 10.0.0.9:40001 SYN-RECV\n", ""},
};

static void a_row_of_a_complete_snapshot_is_decided_by_what_listens(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(complete); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, complete[i].rows);
        if (strcmp(records_text(w), complete[i].expected) != 0)
            fail_msg("%s gives %s", complete[i].rows, w->text);
    }
}

static const struct {
    const char *rows;
    const char *expected;
} blind[] = {
    {ROW, KEY " range L 0/0 p0 r1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:20001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.9:20001 range C 0/0 p0 r1\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:22 ESTAB\n", "tcp 10.0.0.5 > 10.0.0.9:22 named C 0/0 p0 r1\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:20002 ESTAB\n",
     "tcp 10.0.0.9 > 10.0.0.5:20001 guess L 0/0 p0 r1\n"},
    /* A LISTEN row is evidence all the same. */
    {LISTENS ROW, KEY " listen L 0/0 p0 r1\n"},
};

static void without_listener_coverage_the_ladder_decides(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(blind); i++) {
        world_configure(w, NULL);
        take(w, &(struct shot){.host = HOST_A, .coverage = WITHOUT_LISTENERS}, blind[i].rows);
        if (strcmp(records_text(w), blind[i].expected) != 0)
            fail_msg("%s gives %s", blind[i].rows, w->text);
    }
}

static void absence_is_judged_for_the_rows_own_family(void **state)
{
    struct world *w = *state;

    take(
        w,
        &(struct shot){.host = HOST_A, .coverage = SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_LISTENERS_V6},
        ROW "tcp [2001:db8::5]:20001 [2001:db8::9]:40001 ESTAB\n");
    assert_records(w, OTHER " absent C 1/1 p1\n"
                            "tcp 2001:db8::9 > [2001:db8::5]:20001 range L 0/0 p0 r1\n");
}

/* ---- history ---- */

static void a_local_end_that_listened_at_most_7_days_ago_is_implied(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS);
    scan(w, HOST_A, 7 * DAY, ROW);
    assert_records(w, KEY " known L 1/1 p1 i1\n");
    assert_int_equal(w->report.implied, 1);
}

static void a_local_end_that_listened_more_than_7_days_ago_is_not_implied(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS);
    scan(w, HOST_A, 7 * DAY + 1, ROW);
    assert_records(w, OTHER " absent C 1/1 p1\n");
}

static void implied_sightings_do_not_renew_the_7_days(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS);
    scan(w, HOST_A, 6 * DAY, ROW);
    scan(w, HOST_A, 8 * DAY, ROW);
    assert_records(w, KEY " known L 1/1 p1 i1\n" OTHER " absent C 1/1 p1\n");
}

static void a_wildcard_of_before_implies_its_addresses_of_its_family(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp 0.0.0.0:20001 - LISTEN\n");
    scan(w, HOST_A, DAY, ROW "tcp [2001:db8::5]:20001 [2001:db8::9]:40001 ESTAB\n");
    assert_records(w, KEY " known L 1/1 p1 i1\n"
                          "tcp 2001:db8::5 > [2001:db8::9]:40001 absent C 1/1 p1\n");
}

static void an_incomplete_snapshots_listener_implies_later_ones(void **state)
{
    struct world *w = *state;

    take(w, &(struct shot){.host = HOST_A, .coverage = COVER_NOTHING}, LISTENS);
    scan(w, HOST_A, DAY, ROW);
    assert_records(w, KEY " known L 1/1 p1 i1\n");
}

static void a_listener_that_another_host_tells_of_the_same_time_is_no_history(void **state)
{
    struct world *w = *state;

    scan(w, HOST_B, DAY, LISTENS);
    scan(w, HOST_A, DAY, ROW);
    assert_records(w, OTHER " absent C 0/0 p0 r1\n");
}

static void a_manual_record_names_its_listener(void **state)
{
    struct world *w = *state;

    add(w, "tcp 10.0.0.1 > 10.0.0.5:20001", 0);
    scan(w, HOST_A, DAY, ROW);
    assert_records(w, "tcp 10.0.0.1 > 10.0.0.5:20001 user manual\n" KEY " user L 1/1 p1 i1\n");
}

static void a_manual_record_of_the_peer_decides_where_absence_cannot(void **state)
{
    struct world *w = *state;

    add(w, "tcp 10.0.0.1 > 10.0.0.9:40001", 0);
    take(w, &(struct shot){.host = HOST_A, .coverage = WITHOUT_LISTENERS}, ROW);
    assert_records(w, "tcp 10.0.0.1 > 10.0.0.9:40001 user manual\n" OTHER " user C 0/0 p0 r1\n");
}

/* ---- the rung "known" ---- */

#define CLIENT_SIDE "tcp 10.0.0.9:40001 10.0.0.5:40002 TIME-WAIT\n"

static const struct {
    int64_t at;
    const char *expected;
} known[] = {
    {DAY, "tcp 10.0.0.9 > 10.0.0.5:40002 known C 1/0 p0 r1\n"},
    {7 * DAY, "tcp 10.0.0.9 > 10.0.0.5:40002 known C 1/0 p0 r1\n"},
    {7 * DAY + 1, "tcp 10.0.0.5 > 10.0.0.9:40001 guess L 0/0 p0 r1\n"},
};

static void a_listener_of_another_hosts_latest_complete_snapshot_is_known_for_7_days(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(known); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, "tcp 10.0.0.5:40002 - LISTEN\n");
        scan(w, HOST_B, known[i].at, CLIENT_SIDE);
        assert_records(w, known[i].expected);
    }
}

static void a_listener_missing_from_the_latest_complete_snapshot_is_not_known(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp 10.0.0.5:40002 - LISTEN\n");
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.5:22 - LISTEN\n");
    scan(w, HOST_B, 2 * MINUTE, CLIENT_SIDE);
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.9:40001 guess L 0/0 p0 r1\n");
}

static void a_wildcard_of_the_owning_host_is_known_for_its_addresses(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp [::]:40002 - LISTEN\ntcp 10.0.0.5:22 - LISTEN\n");
    scan(w, HOST_B, MINUTE, CLIENT_SIDE);
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:40002 known C 1/0 p0 r1\n");
}

/* ---- mirrored rows ---- */

static const struct {
    const char *rows;
    const char *expected;
} mirrored[] = {
    {"tcp 10.0.0.5:20001 - LISTEN\n"
     "tcp 10.0.0.5:20001 10.0.0.5:40001 ESTAB\ntcp 10.0.0.5:40001 10.0.0.5:20001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.5:20001 listen L 1/1 p1 C 1/1 p1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.5:22 ESTAB\ntcp 10.0.0.5:22 10.0.0.5:40001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.5:22 named L 1/1 p1 i1 C 1/1 p1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.5:20001 ESTAB\ntcp 10.0.0.5:20001 10.0.0.5:40001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.5:20001 range L 1/1 p1 i1 C 1/1 p1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.5:40002 ESTAB\ntcp 10.0.0.5:40002 10.0.0.5:40001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.5:40001 guess L 1/1 p1 i1 C 1/1 p1\n"},
    /* both listen: the rungs below decide, the evidence is listen */
    {"tcp 10.0.0.5:22 - LISTEN\ntcp 10.0.0.5:40001 - LISTEN\n"
     "tcp 10.0.0.5:40001 10.0.0.5:22 ESTAB\ntcp 10.0.0.5:22 10.0.0.5:40001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.5:22 listen L 1/1 p1 C 1/1 p1\n"},
    /* the handshake tells, against everything else */
    {"tcp 10.0.0.5:22 10.0.0.5:40001 ESTAB\ntcp 10.0.0.5:40001 10.0.0.5:22 SYN-RECV\n",
     "tcp 10.0.0.5 > 10.0.0.5:40001 observed C 1/1 p1\n"},
    {"tcp 10.0.0.5:22 10.0.0.5:40001 SYN-SENT\ntcp 10.0.0.5:40001 10.0.0.5:22 SYN-RECV\n",
     "tcp 10.0.0.5 > 10.0.0.5:40001 observed C - a1\n"},
    /* the client closed first: one row is enough on a host's own addresses */
    {"tcp 127.0.0.1:80 127.0.0.1:50000 TIME-WAIT\ntcp 0.0.0.0:50000 - LISTEN\n",
     "@a tcp 127.0.0.1 > 127.0.0.1:50000 listen C 1/0 p0 r1\n"},
};

static void the_two_rows_of_a_connection_within_a_host_are_decided_once_for_both_views(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(mirrored); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, mirrored[i].rows);
        if (strcmp(records_text(w), mirrored[i].expected) != 0)
            fail_msg("%s gives %s", mirrored[i].rows, w->text);
    }
}

/* ---- D4 and other traps ---- */

static const struct {
    const char *rows;
    const char *expected;
} traps[] = {
    /* the listener's port is higher than the client's, and ephemeral */
    {"tcp 10.0.0.5:60000 - LISTEN\ntcp 10.0.0.5:60000 10.0.0.9:1024 ESTAB\n",
     "tcp 10.0.0.9 > 10.0.0.5:60000 listen L 1/1 p1\n"},
    /* the client's ephemeral port is another address's listening port */
    {"tcp 10.0.0.6:40001 - LISTEN\ntcp 10.0.0.5:40001 10.0.0.9:20001 ESTAB\n",
     "tcp 10.0.0.5 > 10.0.0.9:20001 absent C 1/1 p1\n"},
    /* a reserved client port */
    {"tcp 10.0.0.5:800 10.0.0.9:2049 TIME-WAIT\n",
     "tcp 10.0.0.5 > 10.0.0.9:2049 named C 1/0 p0 r1\n"},
    /* a resolver's port that meets many servers */
    {"udp 10.0.0.5:40001 10.0.0.8:53 ESTAB\nudp 10.0.0.5:40001 10.0.0.9:53 ESTAB\n",
     "udp 10.0.0.5 > 10.0.0.8:53 absent C 1/1 p1\nudp 10.0.0.5 > 10.0.0.9:53 absent C 1/1 p1\n"},
    /* multicast and broadcast addresses are never clients */
    {"udp 10.0.0.5:5353 - CLOSE\nudp 10.0.0.5:5353 224.0.0.251:40001 ESTAB\n",
     "udp 10.0.0.5 > 224.0.0.251:40001 listen C 1/1 p1\n"},
    {"udp 10.0.0.5:67 - CLOSE\nudp 10.0.0.5:67 255.255.255.255:68 ESTAB\n",
     "udp 10.0.0.5 > 255.255.255.255:68 listen C 1/1 p1\n"},
};

static void known_traps_do_not_turn_a_record_round(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(traps); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, traps[i].rows);
        if (strcmp(records_text(w), traps[i].expected) != 0)
            fail_msg("%s gives %s", traps[i].rows, w->text);
    }
}

static void equal_ports_go_by_the_record_that_exists_then_by_the_lower_address(void **state)
{
    struct world *w = *state;
    struct shot partial = {.host = HOST_A, .coverage = WITHOUT_LISTENERS};

    take(w, &partial, "udp 10.0.0.5:123 10.0.0.9:123 ESTAB\n");
    assert_records(w, "udp 10.0.0.5 > 10.0.0.9:123 guess C 0/0 p0 r1\n");
    world_configure(w, NULL);
    scan(w, HOST_A, 0, "udp 10.0.0.5:123 - CLOSE\nudp 10.0.0.5:123 10.0.0.9:123 ESTAB\n");
    partial.host = HOST_B;
    partial.at = 8 * DAY; /* no longer known */
    take(w, &partial, "udp 10.0.0.9:123 10.0.0.5:123 ESTAB\n");
    assert_records(w, "udp 10.0.0.9 > 10.0.0.5:123 listen L 1/1 p1 C 0/0 p0 r1\n");
}

static void the_hosts_own_ephemeral_range_is_asked(void **state)
{
    struct world *w = *state;
    struct shot narrow = {
        .host = HOST_A, .coverage = WITHOUT_LISTENERS, .low = 20000, .high = 29999};

    take(w, &narrow,
         "tcp 10.0.0.5:29999 10.0.0.9:30001 ESTAB\n"
         "tcp 10.0.0.5:30000 10.0.0.8:40001 ESTAB\n");
    assert_records(w, "tcp 10.0.0.8 > 10.0.0.5:30000 range L 0/0 p0 r1\n"
                      "tcp 10.0.0.5 > 10.0.0.9:30001 range C 0/0 p0 r1\n");
}

static void a_record_keeps_the_strongest_evidence(void **state)
{
    struct world *w = *state;

    take(w, &(struct shot){.host = HOST_A, .coverage = WITHOUT_LISTENERS}, ROW);
    assert_record(w, KEY, "range L 0/0 p0 r1");
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    assert_record(w, KEY, "listen L 1/1 p1 r1");
    take(w, &(struct shot){.host = HOST_A, .at = 9 * DAY, .coverage = WITHOUT_LISTENERS}, ROW);
    assert_record(w, KEY, "listen L 1/1 p1 r2");
}

static void of_several_rows_of_a_record_the_strongest_evidence_stays(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp 10.0.0.5:40001 10.0.0.9:22 SYN-SENT\n"
         "tcp 10.0.0.5:40002 10.0.0.9:22 ESTAB\n");
    scan(w, HOST_A, MINUTE,
         "tcp 10.0.0.5:40001 10.0.0.8:22 ESTAB\n"
         "tcp 10.0.0.5:40002 10.0.0.8:22 SYN-SENT\n");
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.8:22 observed C 1/1 p1 a1\n"
                      "tcp 10.0.0.5 > 10.0.0.9:22 observed C 2/1 p1 a1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_row_of_a_complete_snapshot_is_decided_by_what_listens),
        world_test(without_listener_coverage_the_ladder_decides),
        world_test(absence_is_judged_for_the_rows_own_family),
        world_test(a_local_end_that_listened_at_most_7_days_ago_is_implied),
        world_test(a_local_end_that_listened_more_than_7_days_ago_is_not_implied),
        world_test(implied_sightings_do_not_renew_the_7_days),
        world_test(a_wildcard_of_before_implies_its_addresses_of_its_family),
        world_test(an_incomplete_snapshots_listener_implies_later_ones),
        world_test(a_listener_that_another_host_tells_of_the_same_time_is_no_history),
        world_test(a_manual_record_names_its_listener),
        world_test(a_manual_record_of_the_peer_decides_where_absence_cannot),
        world_test(a_listener_of_another_hosts_latest_complete_snapshot_is_known_for_7_days),
        world_test(a_listener_missing_from_the_latest_complete_snapshot_is_not_known),
        world_test(a_wildcard_of_the_owning_host_is_known_for_its_addresses),
        world_test(the_two_rows_of_a_connection_within_a_host_are_decided_once_for_both_views),
        world_test(known_traps_do_not_turn_a_record_round),
        world_test(equal_ports_go_by_the_record_that_exists_then_by_the_lower_address),
        world_test(the_hosts_own_ephemeral_range_is_asked),
        world_test(a_record_keeps_the_strongest_evidence),
        world_test(of_several_rows_of_a_record_the_strongest_evidence_stays),
    };

    return cmocka_run_group_tests_name("direction of rows", tests, NULL, NULL);
}
