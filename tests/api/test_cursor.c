/* SPDX-License-Identifier: MIT
 * Lists: order, resuming, change while reading, sorting, filters (A11). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW(n) "tcp 10.0.0.5:22 10.0.0." #n ":51000 ESTAB\n"
#define KEY(n) "tcp 10.0.0." #n " > 10.0.0.5:22"

static svccomm_query query_of(uint32_t sort, uint32_t descending)
{
    svccomm_query query;

    svccomm_query_init(&query, sizeof query);
    query.sort = sort;
    query.descending = descending;
    return query;
}

/* ---- the order of keys ---- */

static void the_default_order_is_the_keys(void **state)
{
    static const char *const keys[] = {
        "tcp 10.0.0.8 > 10.0.0.5:22",     "tcp 10.0.0.9 > 10.0.0.5:22",
        "tcp 10.0.0.1 > 10.0.0.5:23",     "tcp 10.0.0.1 > 10.0.0.6:1",
        "udp 10.0.0.1 > 10.0.0.1:1",      "@a tcp 127.0.0.1 > 127.0.0.1:1",
        "@b tcp 127.0.0.1 > 127.0.0.1:1", "r1 tcp 10.0.0.1 > 10.0.0.1:1",
    };
    struct world *w = *state;
    svccomm_query query = query_of(SVCCOMM_SORT_KEY, 0);
    svccomm_filter filter;
    char expected[1024] = "";
    size_t i;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    query.filter = &filter;
    for (i = 0; i < COUNT(keys); i++) {
        add(w, keys[(i * 5 + 3) % COUNT(keys)], 0);
        strcat(expected, keys[i]);
        strcat(expected, "\n");
    }
    assert_string_equal(query_text(w, &query), expected);
}

static void a_list_resumes_after_a_key_that_is_there_or_not(void **state)
{
    struct world *w = *state;
    svccomm_query query = query_of(SVCCOMM_SORT_KEY, 0);

    add(w, KEY(1), 0);
    add(w, KEY(3), 0);
    add(w, KEY(4), 0);
    query.has_after = 1;
    query.after.key = key_of(KEY(1));
    assert_string_equal(query_text(w, &query), KEY(3) "\n" KEY(4) "\n");
    query.after.key = key_of(KEY(2));
    assert_string_equal(query_text(w, &query), KEY(3) "\n" KEY(4) "\n");
    query.after.key = key_of(KEY(4));
    assert_string_equal(query_text(w, &query), "");
    query.descending = 1;
    assert_string_equal(query_text(w, &query), KEY(3) "\n" KEY(1) "\n");
}

static void a_limit_ends_the_list(void **state)
{
    struct world *w = *state;
    svccomm_query query = query_of(SVCCOMM_SORT_KEY, 0);

    add(w, KEY(1), 0);
    add(w, KEY(2), 0);
    query.limit = 1;
    assert_string_equal(query_text(w, &query), KEY(1) "\n");
    query.sort = SVCCOMM_SORT_REVISION;
    query.descending = 1;
    assert_string_equal(query_text(w, &query), KEY(2) "\n");
}

/* The array is the caller's; what a cursor allocates goes by the records that there are. */
static void room_for_more_than_there_is_costs_nothing(void **state)
{
    struct world *w = *state;
    svccomm_cursor *cursor;
    svccomm_record record;

    add(w, KEY(1), 0);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, &record, SIZE_MAX, sizeof record), 1);
    assert_int_equal(svccomm_cursor_next(cursor, &record, SIZE_MAX, sizeof record), 0);
    svccomm_cursor_free(cursor);
}

/* ---- changes meanwhile ---- */

#define MANY 600

static void add_client(struct world *w, int n)
{
    char key[64];

    snprintf(key, sizeof key, "tcp 10.1.%d.%d > 10.0.0.5:22", n / 250, n % 250 + 1);
    add(w, key, 0);
}

static void delete_client(struct world *w, int n)
{
    char key[64];

    snprintf(key, sizeof key, "tcp 10.1.%d.%d > 10.0.0.5:22", n / 250, n % 250 + 1);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, key), 1, T0, NULL), 0);
}

static int number_of(const svccomm_key *key)
{
    return key->client[14] * 250 + key->client[15] - 1;
}

/* By the key, what is given passes when it is given. */
static void a_record_that_passes_no_more_is_left_out(void **state)
{
    struct world *w = *state;
    svccomm_cursor *cursor;
    svccomm_record r[4];

    for (int i = 1; i < 4; i++)
        add_client(w, i);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    set_status(w, "tcp 10.1.0.3 > 10.0.0.5:22", SVCCOMM_STATUS_HIDDEN, MINUTE);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 2);
    assert_int_equal(number_of(&r[0].key), 1);
    assert_int_equal(number_of(&r[1].key), 3);
    svccomm_cursor_free(cursor);
}

/* Even numbers are there throughout; odd ones come and go while the list is read. */
static void a_record_present_throughout_is_given_exactly_once(void **state)
{
    struct world *w = *state;
    svccomm_cursor *cursor;
    svccomm_record r[7];
    uint8_t seen[MANY] = {0};
    int got, i, step = 0, last = -1;

    for (i = 0; i < MANY; i++)
        if (i % 2 == 0 || i % 4 == 1)
            add_client(w, i);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    while ((got = svccomm_cursor_next(cursor, r, COUNT(r), sizeof *r)) > 0) {
        for (i = 0; i < got; i++) {
            assert_true(number_of(&r[i].key) > last);
            last = number_of(&r[i].key);
            seen[last]++;
        }
        for (i = 0; i < 2 && step < MANY / 4; i++, step++) {
            delete_client(w, step * 4 + 1);
            add_client(w, MANY - 1 - step * 4);
        }
    }
    assert_int_equal(got, 0);
    for (i = 0; i < MANY; i += 2)
        if (seen[i] != 1)
            fail_msg("%d was given %d times", i, seen[i]);
    svccomm_cursor_free(cursor);
}

static void what_was_added_behind_the_end_is_given_by_a_later_call(void **state)
{
    struct world *w = *state;
    svccomm_cursor *cursor;
    svccomm_record r[4];

    add(w, KEY(3), 0);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 1);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 0);
    add(w, KEY(1), 0); /* before: not given */
    add(w, KEY(4), 0);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 1);
    assert_int_equal(r[0].key.client[15], 4);
    svccomm_cursor_free(cursor);
}

static void a_sorted_list_is_that_of_the_opening_with_current_values(void **state)
{
    struct world *w = *state;
    svccomm_query query = query_of(SVCCOMM_SORT_TOTAL_PORTS, 1);
    svccomm_cursor *cursor;
    svccomm_record r[4];

    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2) "tcp 10.0.0.5:22 10.0.0.2:51001 ESTAB\n" ROW(3));
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, &query), 0);
    assert_int_equal(svccomm_cursor_next(cursor, r, 1, sizeof *r), 1);
    assert_int_equal(r[0].key.client[15], 2);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY(1)), 1, T0, NULL), 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW(3) ROW(4));
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 1); /* 1 vanished, 4 is new */
    assert_int_equal(r[0].key.client[15], 3);
    assert_int_equal(r[0].listener_view.total_ports, 2);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 0);
    svccomm_cursor_free(cursor);
}

/* ---- sorting ---- */

/* By the number after TOTAL etc.: 1 is 4/1 p1, 2 is 3/2 p5, 3 is 2/2 p2 r1, 4 attempts only. */
static void fill_for_sorting(struct world *w)
{
    scan(w, HOST_A, 0, LISTENS ROW(1));
    scan(w, HOST_A, MINUTE,
         LISTENS ROW(2) "tcp 10.0.0.5:22 10.0.0.2:1 ESTAB\ntcp 10.0.0.5:22 10.0.0.2:2 ESTAB\n");
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW(2) "tcp 10.0.0.5:22 10.0.0.2:1 ESTAB\n" ROW(3));
    scan(w, HOST_A, 3 * MINUTE, LISTENS ROW(3));
    take(w, &(struct shot){.host = HOST_A, .at = 4 * MINUTE, .coverage = COVER_NOTHING},
         LISTENS ROW(3));
    scan(w, HOST_B, 5 * MINUTE, "tcp 10.0.0.4:51000 10.0.0.5:22 SYN-SENT\n");
    /* 1: 4/1, 2: 3/2 p5, 3: 2/2 p2 r1 */
}

static const struct {
    uint32_t sort;
    const char *ascending; /* clients; no value last, ties by the key */
    const char *descending;
} sorts[] = {
    {SVCCOMM_SORT_KEY, "1234", "4321"},
    {SVCCOMM_SORT_REVISION, "1234", "4321"},
    {SVCCOMM_SORT_CREATED, "1234", "4321"},
    {SVCCOMM_SORT_UPDATED, "1234", "4321"},
    {SVCCOMM_SORT_FIRST_FOUND, "1234", "3214"},
    {SVCCOMM_SORT_LAST_FOUND, "1234", "3214"},
    {SVCCOMM_SORT_TOTAL_SAMPLES, "3214", "1234"},
    {SVCCOMM_SORT_ACTIVE_SAMPLES, "4123", "2314"},
    {SVCCOMM_SORT_RECENT_SAMPLES, "1243", "3124"},
    {SVCCOMM_SORT_ATTEMPTS, "1234", "4123"},
    {SVCCOMM_SORT_TOTAL_PORTS, "4132", "2314"},
    {SVCCOMM_SORT_AVERAGE_CONNECTIONS, "1324", "2134"},
    {SVCCOMM_SORT_PERSISTENCE, "1234", "3214"},
    {SVCCOMM_SORT_FLOW_EVENTS, "1234", "1234"},
};

static void client_numbers(struct world *w, const svccomm_query *query, char *text)
{
    svccomm_cursor *cursor;
    svccomm_record r;

    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, query), 0);
    while (svccomm_cursor_next(cursor, &r, 1, sizeof r) == 1)
        *text++ = (char)('0' + r.key.client[15]);
    *text = '\0';
    svccomm_cursor_free(cursor);
}

static void a_list_is_sorted_by_any_statistic_and_ties_by_the_key(void **state)
{
    struct world *w = *state;
    svccomm_query query;
    char got[16];
    size_t i;

    fill_for_sorting(w);
    for (i = 0; i < COUNT(sorts); i++) {
        query = query_of(sorts[i].sort, 0);
        client_numbers(w, &query, got);
        if (strcmp(got, sorts[i].ascending) != 0)
            fail_msg("sort %u ascending: %s", sorts[i].sort, got);
        query.descending = 1;
        client_numbers(w, &query, got);
        if (strcmp(got, sorts[i].descending) != 0)
            fail_msg("sort %u descending: %s", sorts[i].sort, got);
    }
}

static void a_sorted_list_resumes_after_a_value_and_a_key(void **state)
{
    struct world *w = *state;
    svccomm_query query;
    char all[16], got[16];
    size_t i, at;
    uint32_t descending;

    fill_for_sorting(w);
    for (i = 0; i < COUNT(sorts); i++)
        for (descending = 0; descending < 2; descending++) {
            query = query_of(sorts[i].sort, descending);
            client_numbers(w, &query, all);
            for (at = 0; at < 4; at++) {
                char key[32];

                snprintf(key, sizeof key, "tcp 10.0.0.%c > 10.0.0.5:22", all[at]);
                query.has_after = 1;
                assert_int_equal(
                    svccomm_record_position(record_of(w, key), query.sort, &query.after), 0);
                client_numbers(w, &query, got);
                if (strcmp(got, all + at + 1) != 0)
                    fail_msg("sort %u after %s gives %s of %s", query.sort, key, got, all);
            }
        }
}

/* Flows from clients 1 to 3; of client 4 only attempts, and so no spans. */
static void fill_with_flows(struct world *w)
{
    static const struct {
        uint8_t client, flags;
        int64_t start, end; /* s */
        uint64_t bytes, packets;
    } rows[] = {
        {1, 0, 0, 0, 300, 1},
        {2, 0, 0, 30, 50, 15},
        {2, 0, 40, 70, 50, 15},
        {3, 0, 0, 0, 60, 5},
        {3, 0, 200, 200, 70, 5},
        {3, 0, 400, 400, 70, 10},
        {4, SVCCOMM_FLOW_DENIED, 0, 0, 10, 1},
    };
    svccomm_flow flows[COUNT(rows)] = {0};
    svccomm_flow_batch batch;
    size_t i;

    scan(w, HOST_B, MINUTE, "tcp 10.0.0.4:51000 10.0.0.5:22 SYN-SENT\n");
    for (i = 0; i < COUNT(rows); i++) {
        address_of("10.0.0.0", flows[i].source);
        address_of("10.0.0.5", flows[i].destination);
        flows[i].source[15] = rows[i].client;
        flows[i].source_port = 51000;
        flows[i].destination_port = 22;
        flows[i].protocol = 6;
        flows[i].flags = rows[i].flags;
        flows[i].start = T0 + rows[i].start * SECOND;
        flows[i].end = T0 + rows[i].end * SECOND;
        flows[i].bytes = rows[i].bytes;
        flows[i].packets = rows[i].packets;
    }
    assert_int_equal(svccomm_flow_batch_init(&batch, sizeof batch), 0);
    batch.now = T0;
    assert_int_equal(svccomm_registry_ingest_flows(w->registry, flows, COUNT(flows), sizeof *flows,
                                                   &batch, NULL),
                     0);
}

static void a_list_is_sorted_by_flow_statistics_and_no_value_comes_last(void **state)
{
    static const struct {
        uint32_t sort;
        const char *ascending;
        const char *descending;
    } orders[] = {
        {SVCCOMM_SORT_FLOW_EVENTS, "4123", "3214"},
        {SVCCOMM_SORT_FLOW_BYTES, "4231", "1324"},
        {SVCCOMM_SORT_FLOW_PACKETS, "4132", "2314"},
        {SVCCOMM_SORT_FLOW_ACTIVE_SAMPLES, "4123", "3214"},
        {SVCCOMM_SORT_FLOW_ACTIVE_SPAN, "1324", "2134"},
        {SVCCOMM_SORT_FLOW_GAP_SPAN, "1234", "3124"},
    };
    struct world *w = *state;
    svccomm_query query;
    char got[16];
    size_t i;

    fill_with_flows(w);
    for (i = 0; i < COUNT(orders); i++) {
        query = query_of(orders[i].sort, 0);
        client_numbers(w, &query, got);
        if (strcmp(got, orders[i].ascending) != 0)
            fail_msg("sort %u ascending: %s", orders[i].sort, got);
        query.descending = 1;
        client_numbers(w, &query, got);
        if (strcmp(got, orders[i].descending) != 0)
            fail_msg("sort %u descending: %s", orders[i].sort, got);
    }
}

/* ---- filters ---- */

static void fill_for_filters(struct world *w)
{
    scan(w, HOST_A, 0,
         LISTENS ROW(1) "udp 10.0.0.5:53 - CLOSE named\n"
                        "udp 10.0.0.5:53 10.0.0.2:51000 ESTAB\n");
    scan(w, HOST_B, MINUTE, "tcp 10.0.0.3:51000 10.0.0.6:443 ESTAB Firefox\n");
    add(w, "tcp 10.0.0.4 > 10.0.0.6:8443", 2 * MINUTE);
}

static void check_filter(struct world *w, const svccomm_filter *filter, const char *expected)
{
    svccomm_query query = query_of(SVCCOMM_SORT_KEY, 0);
    char got[16];

    query.filter = filter;
    client_numbers(w, &query, got);
    assert_string_equal(got, expected);
}

static svccomm_filter filter_of(uint32_t fields)
{
    svccomm_filter filter;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = fields;
    return filter;
}

static void filters_of_the_key_pass_what_matches(void **state)
{
    struct world *w = *state;
    svccomm_filter f = filter_of(SVCCOMM_FILTER_CLIENT);

    fill_for_filters(w);
    check_filter(w, NULL, "1342");
    f.client = prefix_of("10.0.0.2/31");
    check_filter(w, &f, "32");
    f = filter_of(SVCCOMM_FILTER_LISTENER);
    f.listener = prefix_of("10.0.0.6");
    check_filter(w, &f, "34");
    f = filter_of(SVCCOMM_FILTER_PORT);
    f.port_low = 53;
    f.port_high = 443;
    check_filter(w, &f, "32");
    f = filter_of(SVCCOMM_FILTER_PROTOCOL | SVCCOMM_FILTER_LISTENER);
    f.protocol = 6;
    f.listener = prefix_of("10.0.0.5");
    check_filter(w, &f, "1");
}

static void filters_of_names_origin_and_time_pass_what_matches(void **state)
{
    struct world *w = *state;
    svccomm_filter f = filter_of(SVCCOMM_FILTER_DEVICE);

    fill_for_filters(w);
    f.device = "HOST-A";
    check_filter(w, &f, "12");
    f.device = "host"; /* the whole name */
    check_filter(w, &f, "");
    f.device = "host-b"; /* the client's */
    check_filter(w, &f, "3");
    f = filter_of(SVCCOMM_FILTER_PROCESS);
    f.process = "FIRE"; /* a part, of the client's */
    check_filter(w, &f, "3");
    f.process = "ame"; /* of the listener's */
    check_filter(w, &f, "2");
    f = filter_of(SVCCOMM_FILTER_ORIGIN);
    f.origin = SVCCOMM_ORIGIN_MANUAL;
    check_filter(w, &f, "4");
    f.origin = SVCCOMM_ORIGIN_MANUAL | SVCCOMM_ORIGIN_NETSTAT;
    check_filter(w, &f, "1342");
    f = filter_of(SVCCOMM_FILTER_SINCE);
    f.since = T0 + MINUTE;
    check_filter(w, &f, "3");
    f = filter_of(SVCCOMM_FILTER_CHANGED_SINCE);
    f.changed_since = record_of(w, "tcp 10.0.0.3 > 10.0.0.6:443")->revision;
    check_filter(w, &f, "4");
    f.changed_since--;
    check_filter(w, &f, "34");
}

static void filters_of_status_pass_what_was_asked_for(void **state)
{
    struct world *w = *state;
    svccomm_filter f = filter_of(0);

    fill_for_filters(w);
    set_status(w, KEY(1), SVCCOMM_STATUS_HIDDEN, 0);
    set_status(w, "udp 10.0.0.2 > 10.0.0.5:53", SVCCOMM_STATUS_IGNORED, 0);
    check_filter(w, &f, "34");
    f.statuses = SVCCOMM_STATUSES_HIDDEN;
    check_filter(w, &f, "1");
    f.statuses = SVCCOMM_STATUSES_IGNORED | SVCCOMM_STATUSES_NORMAL;
    check_filter(w, &f, "342");
    f.statuses = SVCCOMM_STATUSES_ALL;
    check_filter(w, &f, "1342");
}

static void a_cursor_keeps_its_own_copy_of_the_filter(void **state)
{
    struct world *w = *state;
    svccomm_query query = query_of(SVCCOMM_SORT_KEY, 0);
    svccomm_filter f = filter_of(SVCCOMM_FILTER_DEVICE);
    char device[] = "host-a";
    svccomm_cursor *cursor;
    svccomm_record r[4];

    fill_for_filters(w);
    f.device = device;
    query.filter = &f;
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, &query), 0);
    memset(device, 'x', sizeof device - 1);
    memset(&f, 0xff, sizeof f);
    assert_int_equal(svccomm_cursor_next(cursor, r, 4, sizeof *r), 2);
    svccomm_cursor_free(cursor);
}

static void bits_that_nobody_knows_are_refused(void **state)
{
    struct world *w = *state;
    svccomm_filter f = filter_of(1u << 20);
    uint64_t count;

    fill_for_filters(w);
    assert_int_equal(svccomm_registry_delete_matching(w->registry, &f, 0, T0, &count),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(counts(w).records, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_default_order_is_the_keys),
        world_test(a_list_resumes_after_a_key_that_is_there_or_not),
        world_test(a_limit_ends_the_list),
        world_test(room_for_more_than_there_is_costs_nothing),
        world_test(a_record_that_passes_no_more_is_left_out),
        world_test(a_record_present_throughout_is_given_exactly_once),
        world_test(what_was_added_behind_the_end_is_given_by_a_later_call),
        world_test(a_sorted_list_is_that_of_the_opening_with_current_values),
        world_test(a_list_is_sorted_by_any_statistic_and_ties_by_the_key),
        world_test(a_sorted_list_resumes_after_a_value_and_a_key),
        world_test(a_list_is_sorted_by_flow_statistics_and_no_value_comes_last),
        world_test(filters_of_the_key_pass_what_matches),
        world_test(filters_of_names_origin_and_time_pass_what_matches),
        world_test(filters_of_status_pass_what_was_asked_for),
        world_test(a_cursor_keeps_its_own_copy_of_the_filter),
        world_test(bits_that_nobody_knows_are_refused),
    };

    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
