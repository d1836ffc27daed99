/* SPDX-License-Identifier: MIT
 * What is counted: states, ports, totals of the two views, headline, no value (N7-N11, N13). */
#include "api_support.h"
#include "is_nan.h"

#include <stdio.h>
#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define ROW_2 "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:22"
#define KEY_2 "tcp 10.0.0.8 > 10.0.0.5:22"
#define CLIENT_ROW "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB ssh\n"

/* ---- N7 ---- */

static const struct {
    const char *state;
    const char *expected;
} says[] = {
    {"ESTAB", KEY " listen L 1/1 p1\n"},
    {"FIN-WAIT-1", KEY " listen L 1/1 p1\n"},
    {"FIN-WAIT-2", KEY " listen L 1/1 p1\n"},
    {"CLOSE-WAIT", KEY " listen L 1/1 p1\n"},
    {"CLOSING", KEY " listen L 1/1 p1\n"},
    {"LAST-ACK", KEY " listen L 1/1 p1\n"},
    {"?", KEY " listen L 1/1 p1\n"},
    {"TIME-WAIT", KEY " listen L 1/0 p0 r1\n"},
    {"SYN-SENT", "tcp 10.0.0.5 > 10.0.0.9:51000 observed C - a1\n"},
    {"SYN-RECV", ""},
    {"LISTEN", ""},
    {"CLOSE", ""},
    {"BOUND", ""},
    {"IDLE", ""},
};

static void each_state_says_what_it_says(void **state)
{
    struct world *w = *state;
    char rows[256];
    size_t i;

    for (i = 0; i < COUNT(says); i++) {
        world_configure(w, NULL);
        snprintf(rows, sizeof rows, LISTENS "tcp 10.0.0.5:22 10.0.0.9:51000 %s\n", says[i].state);
        scan(w, HOST_A, 0, rows);
        if (strcmp(records_text(w), says[i].expected) != 0)
            fail_msg("%s gives %s", says[i].state, w->text);
        assert_int_equal(w->report.unknown_states, says[i].state[0] == '?');
        assert_int_equal(w->report.not_counted, says[i].expected[0] == '\0');
    }
}

static void the_mask_of_open_states_is_the_callers(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.open_states &= ~(1u << SVCCOMM_STATE_CLOSE_WAIT | 1u << SVCCOMM_STATE_UNKNOWN);
    world_configure(w, &config);
    scan(w, HOST_A, 0,
         LISTENS "tcp 10.0.0.5:22 10.0.0.9:51000 CLOSE-WAIT\n"
                 "tcp 10.0.0.5:22 10.0.0.8:51000 ?\n"
                 "tcp 10.0.0.5:22 10.0.0.7:51000 LAST-ACK\n");
    assert_records(w, "tcp 10.0.0.7 > 10.0.0.5:22 listen L 1/1 p1\n");
}

static void time_wait_creates_the_record_starts_total_and_raises_recent_by_one(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         LISTENS "tcp 10.0.0.5:22 10.0.0.9:51000 TIME-WAIT\n"
                 "tcp 10.0.0.5:22 10.0.0.9:51001 TIME-WAIT\n");
    assert_record(w, KEY, "listen L 1/0 p0 r1");
    assert_int_equal(record_of(w, KEY)->listener_view.first_found, T0);
    scan(w, HOST_A, MINUTE, LISTENS);
    assert_record(w, KEY, "listen L 2/0 p0 r1");
    assert_int_equal(record_of(w, KEY)->last_found, T0);
    scan(w, HOST_A, 2 * MINUTE, LISTENS "tcp 10.0.0.5:22 10.0.0.9:51001 TIME-WAIT\n");
    assert_record(w, KEY, "listen L 3/0 p0 r2");
    assert_int_equal(record_of(w, KEY)->last_found, T0 + 2 * MINUTE);
}

static void time_wait_beside_an_open_socket_is_not_recent_and_its_port_is_not_counted(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:22 10.0.0.9:51001 TIME-WAIT\n");
    assert_record(w, KEY, "listen L 1/1 p1");
}

static void time_wait_implies_no_listener(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.5:22 10.0.0.9:51000 TIME-WAIT\n");
    assert_record(w, KEY, "listen L 1/1 p1 r1");
    assert_int_equal(w->report.implied, 0);
}

static void an_attempt_makes_a_record_that_was_never_found(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    scan(w, HOST_A, 0,
         "tcp 10.0.0.5:40001 10.0.0.9:22 SYN-SENT curl\n"
         "tcp 10.0.0.5:40002 10.0.0.9:22 SYN-SENT\n");
    r = record_of(w, "tcp 10.0.0.5 > 10.0.0.9:22");
    assert_true(r->first_found == SVCCOMM_NO_TIME && r->last_found == SVCCOMM_NO_TIME);
    assert_int_equal(r->client_view.found, 0);
    assert_int_equal(r->process_count, 1);
    assert_int_equal(r->created, T0);
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.9:22", "observed C - a2");
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.5:40003 10.0.0.9:22 ESTAB\n");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.9:22", "observed C 1/1 p1 a2");
    scan(w, HOST_A, 2 * MINUTE, "tcp 10.0.0.5:40004 10.0.0.9:22 SYN-SENT\n");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.9:22", "observed C 2/1 p1 a3");
    assert_int_equal(record_of(w, "tcp 10.0.0.5 > 10.0.0.9:22")->last_found, T0 + MINUTE);
}

/* A socket that is bound to an address of many: nobody owns that. */
static void what_is_seen_at_an_address_of_many_is_presence_only(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "udp 224.0.0.251:5353 10.0.0.9:40001 ESTAB\n");
    assert_int_equal(counts(w).records, 1);
    assert_int_equal(record_of(w, "udp 10.0.0.9 > 224.0.0.251:5353")->listener_view.total_samples,
                     0);
}

/* ---- N8 ---- */

static void ports_are_distinct_within_a_snapshot_and_summed_over_snapshots(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:22 10.0.0.9:51001 CLOSE-WAIT\n");
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    scan(w, HOST_A, 2 * MINUTE, LISTENS);
    assert_record(w, KEY, "listen L 3/2 p3");
}

static void a_udp_row_with_a_peer_is_open_whatever_its_state_word(void **state)
{
    static const char *const words[] = {"ESTAB", "CLOSE", "TIME-WAIT", "SYN-SENT", "LISTEN", "?"};
    struct world *w = *state;
    char rows[128];
    size_t i;

    for (i = 0; i < COUNT(words); i++) {
        world_configure(w, NULL);
        snprintf(rows, sizeof rows, "udp 10.0.0.5:40001 10.0.0.9:53 %s\n", words[i]);
        scan(w, HOST_A, 0, rows);
        assert_records(w, "udp 10.0.0.5 > 10.0.0.9:53 absent C 1/1 p1\n");
        assert_int_equal(w->report.unknown_states, 0);
    }
}

static void attempts_only_are_listed_but_left_out_by_since(void **state)
{
    struct world *w = *state;
    svccomm_query query;
    svccomm_filter filter;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:40001 10.0.0.9:23 SYN-SENT\n");
    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    query.filter = &filter;
    assert_string_equal(query_text(w, &query), KEY "\ntcp 10.0.0.5 > 10.0.0.9:23\n");
    filter.fields = SVCCOMM_FILTER_SINCE;
    filter.since = T0;
    assert_string_equal(query_text(w, &query), KEY "\n");
    filter.since = -SVCCOMM_TIME_MAX;
    assert_string_equal(query_text(w, &query), KEY "\n");
    filter.since = T0 + 1;
    assert_string_equal(query_text(w, &query), "");
}

/* ---- N9 ---- */

static void the_listener_view_counts_snapshots_that_identified_the_listener(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS);
    scan(w, HOST_A, 1 * MINUTE, LISTENS ROW);
    scan(w, HOST_A, 2 * MINUTE, LISTENS);
    assert_record(w, KEY, "listen L 2/1 p1");
    scan(w, HOST_A, 3 * MINUTE, "tcp 10.0.0.5:80 - LISTEN\n"); /* the service is down */
    assert_record(w, KEY, "listen L 2/1 p1");
    scan(w, HOST_A, 4 * MINUTE, LISTENS ROW_2);
    assert_record(w, KEY, "listen L 3/1 p1");
    assert_record(w, KEY_2, "listen L 1/1 p1");
}

static void a_missing_listen_row_is_implied_for_all_its_records(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    scan(w, HOST_A, MINUTE, ROW "tcp 10.0.0.5:22 10.0.0.9:51001 ESTAB\n");
    assert_record(w, KEY, "listen L 2/2 p3 i1");
    assert_record(w, KEY_2, "listen L 2/1 p1");
    assert_int_equal(w->report.implied, 1);
    scan(w, HOST_A, 2 * MINUTE, ROW ROW_2);
    assert_record(w, KEY, "listen L 3/3 p4 i2");
    assert_record(w, KEY_2, "listen L 3/2 p2 i1");
    assert_int_equal(w->report.implied, 1);
}

static void an_implied_listener_counts_once_however_many_imply_it(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    scan(w, HOST_A, MINUTE, ROW ROW_2);
    assert_string_equal(listeners_text(w), "tcp 10.0.0.5:22 2 2 sshd\n");
}

static void snapshots_that_do_not_count_for_the_listener_view(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_B, MINUTE, "tcp 0.0.0.0:22 - LISTEN\n"); /* another host */
    take(w, &(struct shot){.host = HOST_A, .at = 2 * MINUTE, .coverage = COVER_NOTHING}, LISTENS);
    take(w,
         &(struct shot){
             .host = HOST_A, .at = 3 * MINUTE, .coverage = SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_TCP},
         LISTENS);
    take(w, &(struct shot){.host = HOST_A, .at = 4 * MINUTE, .realm = 1}, LISTENS);
    assert_record(w, KEY, "listen L 1/1 p1");
}

/* ---- N10 ---- */

static void the_client_view_counts_every_complete_snapshot_of_the_clients_host(void **state)
{
    struct world *w = *state;

    scan(w, HOST_B, 0, "tcp 10.0.0.9:22 - LISTEN\n");
    scan(w, HOST_B, MINUTE, CLIENT_ROW);
    scan(w, HOST_B, 2 * MINUTE, "");
    scan(w, HOST_A, 3 * MINUTE, "");
    take(w, &(struct shot){.host = HOST_B, .at = 4 * MINUTE, .coverage = COVER_NOTHING}, "");
    take(w,
         &(struct shot){.host = HOST_B,
                        .at = 5 * MINUTE,
                        .coverage = SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_LISTENERS_V4},
         "");
    assert_record(w, KEY, "absent C 2/1 p1");
    scan(w, HOST_B, 6 * MINUTE, CLIENT_ROW);
    assert_record(w, KEY, "absent C 3/2 p2");
}

static void the_client_view_counts_protocols_and_families_apart(void **state)
{
    struct world *w = *state;
    uint32_t udp = SVCCOMM_COVER_UDP, tcp_v6 = SVCCOMM_COVER_TCP & ~3u;

    scan(w, HOST_B, 0,
         CLIENT_ROW "udp 10.0.0.9:40001 10.0.0.5:53 ESTAB\n"
                    "tcp [2001:db8::9]:40001 [2001:db8::5]:22 ESTAB\n");
    take(w, &(struct shot){.host = HOST_B, .at = MINUTE, .coverage = udp}, "");
    take(w, &(struct shot){.host = HOST_B, .at = 2 * MINUTE, .coverage = udp | tcp_v6}, "");
    assert_records(w, KEY " absent C 1/1 p1\n"
                          "tcp 2001:db8::9 > [2001:db8::5]:22 absent C 2/1 p1\n"
                          "udp 10.0.0.9 > 10.0.0.5:53 absent C 3/1 p1\n");
}

static void sightings_by_a_host_that_does_not_own_the_client_are_presence_only(void **state)
{
    struct world *w = *state;

    scan(w, HOST_B, HOUR, CLIENT_ROW);
    scan(w, HOST_C, MINUTE, CLIENT_ROW); /* older than B's sighting: the address stays B's */
    assert_record(w, KEY, "absent C 1/1 p1 r1");
    assert_int_equal(w->report.presence_only, 1);
    assert_int_equal(record_of(w, KEY)->first_found, T0 + MINUTE);
}

/* ---- N11 ---- */

static void the_two_views_are_kept_apart(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:22 10.0.0.9:51001 ESTAB\n");
    scan(w, HOST_A, MINUTE, LISTENS);
    scan(w, HOST_B, 2 * MINUTE, CLIENT_ROW);
    assert_record(w, KEY, "listen L 2/1 p2 C 1/1 p1");
    assert_int_equal(record_of(w, KEY)->listener_view.last_found, T0);
    assert_int_equal(record_of(w, KEY)->client_view.first_found, T0 + 2 * MINUTE);
    assert_int_equal(record_of(w, KEY)->first_found, T0);
    assert_int_equal(record_of(w, KEY)->last_found, T0 + 2 * MINUTE);
}

static void the_headline_is_the_listener_view_where_it_has_samples(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    add(w, KEY, 0);
    r = record_of(w, KEY);
    assert_int_equal(r->headline, SVCCOMM_VIEW_NONE);
    assert_int_equal(svccomm_record_headline(r)->view, SVCCOMM_VIEW_NONE);
    scan(w, HOST_B, 0, "tcp 10.0.0.9:51000 10.0.0.5:22 SYN-SENT\n");
    r = record_of(w, KEY);
    assert_int_equal(r->headline, SVCCOMM_VIEW_CLIENT);
    assert_ptr_equal(svccomm_record_headline(r), &r->client_view);
    scan(w, HOST_B, MINUTE, CLIENT_ROW);
    assert_int_equal(record_of(w, KEY)->headline, SVCCOMM_VIEW_CLIENT);
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    r = record_of(w, KEY);
    assert_int_equal(r->headline, SVCCOMM_VIEW_LISTENER);
    assert_ptr_equal(svccomm_record_headline(r), &r->listener_view);
}

static void filters_and_order_go_by_the_headline_view(void **state)
{
    struct world *w = *state;
    svccomm_query query;
    svccomm_filter filter;

    /* 10.0.0.9: listener view 1/2, client view 1/1; 10.0.0.8: client view alone, 2/3 */
    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_A, MINUTE, LISTENS);
    scan(w, HOST_B, 0, CLIENT_ROW);
    scan(w, HOST_C, 0, "tcp 10.0.0.8:51000 10.0.0.5:23 ESTAB\n");
    scan(w, HOST_C, MINUTE, "tcp 10.0.0.8:51000 10.0.0.5:23 ESTAB\n");
    scan(w, HOST_C, 2 * MINUTE, "");
    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    query.filter = &filter;
    query.sort = SVCCOMM_SORT_PERSISTENCE;
    assert_string_equal(query_text(w, &query), KEY "\ntcp 10.0.0.8 > 10.0.0.5:23\n");
    filter.fields = SVCCOMM_FILTER_MIN_PERSISTENCE;
    filter.min_persistence = 50;
    assert_string_equal(query_text(w, &query), KEY "\ntcp 10.0.0.8 > 10.0.0.5:23\n");
    filter.min_persistence = 50.001;
    assert_string_equal(query_text(w, &query), "tcp 10.0.0.8 > 10.0.0.5:23\n");
}

/* ---- N13 ---- */

static void where_the_denominator_is_0_there_is_no_value(void **state)
{
    struct world *w = *state;
    const svccomm_netstat *n;
    svccomm_query query;
    svccomm_filter filter;

    scan(w, HOST_A, 0, LISTENS "tcp 10.0.0.5:22 10.0.0.9:51000 TIME-WAIT\n");
    take(w, &(struct shot){.host = HOST_A, .at = MINUTE, .coverage = COVER_NOTHING}, LISTENS ROW_2);
    n = svccomm_record_headline(record_of(w, KEY)); /* total 1, active 0 */
    assert_true(is_nan(svccomm_average_connections(n->total_ports, n->active_samples)));
    assert_true(svccomm_persistence(n->active_samples, n->total_samples) == 0);
    n = svccomm_record_headline(record_of(w, KEY_2)); /* total 0 */
    assert_true(is_nan(svccomm_persistence(n->active_samples, n->total_samples)));
    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    query.filter = &filter;
    filter.fields = SVCCOMM_FILTER_MIN_PERSISTENCE;
    assert_string_equal(query_text(w, &query), KEY "\n");
    query.filter = NULL; /* no value sorts last, whichever way */
    query.sort = SVCCOMM_SORT_PERSISTENCE;
    assert_string_equal(query_text(w, &query), KEY "\n" KEY_2 "\n");
    query.descending = 1;
    assert_string_equal(query_text(w, &query), KEY "\n" KEY_2 "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(each_state_says_what_it_says),
        world_test(the_mask_of_open_states_is_the_callers),
        world_test(time_wait_creates_the_record_starts_total_and_raises_recent_by_one),
        world_test(time_wait_beside_an_open_socket_is_not_recent_and_its_port_is_not_counted),
        world_test(time_wait_implies_no_listener),
        world_test(an_attempt_makes_a_record_that_was_never_found),
        world_test(what_is_seen_at_an_address_of_many_is_presence_only),
        world_test(ports_are_distinct_within_a_snapshot_and_summed_over_snapshots),
        world_test(a_udp_row_with_a_peer_is_open_whatever_its_state_word),
        world_test(attempts_only_are_listed_but_left_out_by_since),
        world_test(the_listener_view_counts_snapshots_that_identified_the_listener),
        world_test(a_missing_listen_row_is_implied_for_all_its_records),
        world_test(an_implied_listener_counts_once_however_many_imply_it),
        world_test(snapshots_that_do_not_count_for_the_listener_view),
        world_test(the_client_view_counts_every_complete_snapshot_of_the_clients_host),
        world_test(the_client_view_counts_protocols_and_families_apart),
        world_test(sightings_by_a_host_that_does_not_own_the_client_are_presence_only),
        world_test(the_two_views_are_kept_apart),
        world_test(the_headline_is_the_listener_view_where_it_has_samples),
        world_test(filters_and_order_go_by_the_headline_view),
        world_test(where_the_denominator_is_0_there_is_no_value),
    };

    return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
