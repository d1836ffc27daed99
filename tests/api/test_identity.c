/* SPDX-License-Identifier: MIT
 * Which communications are one record: keys, canonical addresses, scopes, ids, realms (K1-K5). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTEN_22 "tcp 10.0.0.5:22 - LISTEN sshd\n"

/* ---- K1 ---- */

static void the_clients_port_is_not_part_of_the_key(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
                   "tcp 10.0.0.5:22 10.0.0.9:51001 ESTAB\n");
    scan(w, HOST_A, MINUTE, LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51002 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:22 listen L 2/2 p3\n");
}

static void every_part_of_the_key_makes_a_record_of_its_own(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp 10.0.0.5:22 - LISTEN\ntcp 10.0.0.5:23 - LISTEN\ntcp 10.0.0.6:22 - LISTEN\n"
         "sctp 10.0.0.5:22 - LISTEN\n"
         "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
         "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n"
         "tcp 10.0.0.5:23 10.0.0.9:51000 ESTAB\n"
         "tcp 10.0.0.6:22 10.0.0.9:51000 ESTAB\n"
         "sctp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");
    take(w, &(struct shot){.host = HOST_A, .at = 0, .realm = 1},
         LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");
    assert_records(w, "tcp 10.0.0.8 > 10.0.0.5:22 listen L 1/1 p1\n"
                      "tcp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n"
                      "tcp 10.0.0.9 > 10.0.0.5:23 listen L 1/1 p1\n"
                      "tcp 10.0.0.9 > 10.0.0.6:22 listen L 1/1 p1\n"
                      "sctp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n"
                      "r1 tcp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n");
}

/* ---- K2 ---- */

static void a_mapped_row_and_a_plain_one_are_one_record_seen_from_both_sides(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp [::]:80 - LISTEN\n"
         "tcp [::ffff:10.0.0.5]:80 [::ffff:10.0.0.9]:40001 ESTAB\n");
    scan(w, HOST_B, 0, "tcp 10.0.0.9:40001 10.0.0.5:80 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:80 listen L 1/1 p1 C 1/1 p1\n");
}

static void a_mapped_row_and_a_plain_one_in_one_snapshot_are_one_port(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp [::]:80 - LISTEN\n"
         "tcp 10.0.0.5:80 [::ffff:10.0.0.9]:40001 ESTAB\n"
         "tcp [::ffff:10.0.0.5]:80 10.0.0.9:40001 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:80 listen L 1/1 p1\n");
    assert_int_equal(w->report.duplicates, 1);
}

static void a_mapped_loopback_address_is_local_and_counts_as_ipv4(void **state)
{
    struct world *w = *state;

    take(w,
         &(struct shot){.host = HOST_A,
                        .coverage = SVCCOMM_COVER_LISTENERS_V4 | SVCCOMM_COVER_CONNECTIONS_V4},
         "tcp [::]:80 - LISTEN\n"
         "tcp [::ffff:127.0.0.1]:80 [::ffff:10.0.0.9]:40001 ESTAB\n");
    assert_records(w, "@a tcp 10.0.0.9 > 127.0.0.1:80 listen L 1/1 p1\n");
}

/* ---- K3 ---- */

static const struct {
    const char *address;
    int local;
} ends[] = {
    {"127.0.0.0", 1},      {"127.0.0.1", 1},    {"127.255.255.254", 1}, {"126.255.255.254", 0},
    {"128.0.0.1", 0},      {"169.254.0.1", 1},  {"169.254.255.254", 1}, {"169.253.255.254", 0},
    {"169.255.0.1", 0},    {"10.169.254.1", 0}, {"[::1]", 1},           {"[::2]", 0},
    {"[fe80::1]", 1},      {"[febf::1]", 1},    {"[fec0::1]", 0},       {"[fe7f::1]", 0},
    {"[fd00::7f00:1]", 0}, {"172.17.0.1", 0},
};

static void check_scopes(struct world *w, const char *text, int local)
{
    svccomm_cursor *cursor;
    svccomm_record r;
    svccomm_query query;
    svccomm_filter filter;
    int seen = 0;

    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    query.filter = &filter;
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, &query), 0);
    for (; svccomm_cursor_next(cursor, &r, 1, sizeof r) == 1; seen++)
        if (r.key.scope != (local ? HOST_A : 0))
            fail_msg("%s has scope %u", text, (unsigned)r.key.scope);
    svccomm_cursor_free(cursor);
    assert_int_equal(seen, 2);
}

static void a_record_is_scoped_to_the_host_if_either_end_is_local(void **state)
{
    struct world *w = *state;
    char rows[256];
    size_t i;

    for (i = 0; i < COUNT(ends); i++) {
        const char *own = ends[i].address[0] == '[' ? "[2001:db8::5]" : "10.0.0.5";

        world_configure(w, NULL);
        snprintf(rows, sizeof rows,
                 "tcp %s:22 - LISTEN\ntcp %s:22 %s:40001 ESTAB\ntcp %s:40002 %s:23 ESTAB\n", own,
                 own, ends[i].address, own, ends[i].address);
        scan(w, HOST_A, 0, rows);
        check_scopes(w, ends[i].address, ends[i].local);
    }
}

static void link_local_multicast_is_local_and_wider_multicast_is_not(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "udp [2001:db8::5]:40001 [ff02::fb]:5353 ESTAB\n"
         "udp [2001:db8::5]:40002 [ff05::1:3]:547 ESTAB\n");
    assert_records(w, "udp 2001:db8::5 > [ff05::1:3]:547 absent C 1/1 p1\n"
                      "@a udp 2001:db8::5 > [ff02::fb]:5353 absent C 1/1 p1\n");
}

static void the_same_loopback_address_on_two_hosts_never_meets(void **state)
{
    struct world *w = *state;
    const char *rows = "tcp 127.0.0.1:5432 - LISTEN\n"
                       "tcp 127.0.0.1:5432 127.0.0.1:40001 ESTAB\n"
                       "tcp 127.0.0.1:40001 127.0.0.1:5432 ESTAB\n";

    scan(w, HOST_A, 0, rows);
    scan(w, HOST_B, 0, rows);
    scan(w, HOST_B, MINUTE, rows);
    assert_records(w, "@a tcp 127.0.0.1 > 127.0.0.1:5432 listen L 1/1 p1 C 1/1 p1\n"
                      "@b tcp 127.0.0.1 > 127.0.0.1:5432 listen L 2/2 p2 C 2/2 p2\n");
}

static void a_prefix_that_the_caller_declares_local_is_scoped(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_LOCAL, "172.17.0.0/16");
    const char *rows = "tcp 172.17.0.1:80 - LISTEN\ntcp 172.18.0.1:80 - LISTEN\n"
                       "tcp 172.17.0.1:80 172.17.0.2:40001 ESTAB\n"
                       "tcp 172.18.0.1:80 172.18.0.2:40001 ESTAB\n";

    set_rule(w, &rule);
    scan(w, HOST_A, 0, rows);
    scan(w, HOST_B, MINUTE, rows);
    take(w, &(struct shot){.host = HOST_A, .at = 0, .realm = 1}, rows);
    assert_records(w, "tcp 172.18.0.2 > 172.18.0.1:80 listen L 2/2 p2\n"
                      "@a tcp 172.17.0.2 > 172.17.0.1:80 listen L 1/1 p1\n"
                      "@b tcp 172.17.0.2 > 172.17.0.1:80 listen L 1/1 p1\n"
                      "r1 tcp 172.17.0.2 > 172.17.0.1:80 listen L 1/1 p1\n"
                      "r1 tcp 172.18.0.2 > 172.18.0.1:80 listen L 1/1 p1\n");
}

static void a_manual_record_has_a_scope_exactly_where_an_end_is_local(void **state)
{
    struct world *w = *state;

    assert_int_equal(try_add(w, "@a tcp 10.0.0.9 > 10.0.0.5:22", 0), SVCCOMM_E_ARGUMENT);
    assert_int_equal(try_add(w, "tcp 127.0.0.1 > 10.0.0.5:22", 0), SVCCOMM_E_ARGUMENT);
    assert_int_equal(try_add(w, "tcp 10.0.0.9 > 169.254.169.254:80", 0), SVCCOMM_E_ARGUMENT);
    assert_int_equal(try_add(w, "@a tcp 127.0.0.1 > 10.0.0.5:22", 0), 0);
    assert_int_equal(try_add(w, "@a tcp 10.0.0.9 > 169.254.169.254:80", 0), 0);
    assert_int_equal(try_add(w, "tcp 10.0.0.9 > 10.0.0.5:22", 0), 0);
}

/* ---- K4 ---- */

static void a_record_has_the_id_of_its_key_in_every_registry(void **state)
{
    struct world *w = *state;
    char text[SVCCOMM_ID_TEXT_SIZE];
    svccomm_registry_config config = default_config();
    int round;

    for (round = 0; round < 2; round++) {
        config.seed[0] = config.seed[1] = (uint64_t)round;
        world_configure(w, &config);
        scan(w, round ? HOST_A : HOST_B, round * DAY,
             "tcp 10.0.0.5:443 - LISTEN\ntcp 10.0.0.5:443 10.0.0.7:40001 ESTAB\n");
        svccomm_id_format(id_of(w, "tcp 10.0.0.7 > 10.0.0.5:443"), text, sizeof text);
        assert_string_equal(text, "2081a6aa-74e4-5d0a-a3bc-96369808ee33");
    }
}

static void a_scoped_record_has_another_id_on_each_host(void **state)
{
    struct world *w = *state;
    svccomm_key key = key_of("@a tcp 127.0.0.1 > 127.0.0.1:80");
    uint8_t expected[SVCCOMM_ID_SIZE], other[SVCCOMM_ID_SIZE];

    add(w, "@a tcp 127.0.0.1 > 127.0.0.1:80", 0);
    add(w, "@b tcp 127.0.0.1 > 127.0.0.1:80", 0);
    assert_int_equal(svccomm_key_id(&key, expected), 0);
    memcpy(other, id_of(w, "@b tcp 127.0.0.1 > 127.0.0.1:80"), sizeof other);
    assert_memory_equal(id_of(w, "@a tcp 127.0.0.1 > 127.0.0.1:80"), expected, sizeof expected);
    assert_memory_not_equal(other, expected, sizeof expected);
}

/* ---- K5 ---- */

static void two_realms_never_meet(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 2 * MINUTE, LISTEN_22 "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");
    /* Older than the host's snapshot in realm 0, its listener unknown there, nobody's address. */
    take(w, &(struct shot){.host = HOST_A, .at = MINUTE, .realm = 7, .name = "none"},
         "tcp 10.0.0.5:22 10.0.0.9:40001 TIME-WAIT\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n"
                      "r7 tcp 10.0.0.9 > 10.0.0.5:22 named L 0/0 p0 r1\n");
    assert_null(record_of(w, "r7 tcp 10.0.0.9 > 10.0.0.5:22")->listener_device);
    assert_string_equal(record_of(w, "tcp 10.0.0.9 > 10.0.0.5:22")->listener_device, "host-a");
}

static void a_query_covers_one_realm_unless_it_asks_for_all(void **state)
{
    struct world *w = *state;
    svccomm_query query;
    svccomm_filter filter;

    svccomm_query_init(&query, sizeof query);
    svccomm_filter_init(&filter, sizeof filter);
    add(w, "tcp 10.0.0.9 > 10.0.0.5:22", 0);
    add(w, "r1 tcp 10.0.0.9 > 10.0.0.5:22", 0);
    add(w, "r2 tcp 10.0.0.9 > 10.0.0.5:22", 0);
    assert_string_equal(query_text(w, NULL), "tcp 10.0.0.9 > 10.0.0.5:22\n");
    query.filter = &filter;
    filter.realm = 2;
    assert_string_equal(query_text(w, &query), "r2 tcp 10.0.0.9 > 10.0.0.5:22\n");
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    assert_string_equal(query_text(w, &query), "tcp 10.0.0.9 > 10.0.0.5:22\n"
                                               "r1 tcp 10.0.0.9 > 10.0.0.5:22\n"
                                               "r2 tcp 10.0.0.9 > 10.0.0.5:22\n");
}

static void inventory_covers_one_realm_unless_it_asks_for_all(void **state)
{
    struct world *w = *state;
    svccomm_endpoint endpoints[4];
    svccomm_host hosts[4];
    svccomm_address addresses[4];

    scan(w, HOST_A, 0, LISTEN_22);
    take(w, &(struct shot){.host = HOST_A, .at = 0, .realm = 1}, LISTEN_22);
    assert_int_equal(
        svccomm_registry_listeners(w->registry, 1, 0, NULL, endpoints, 4, sizeof *endpoints), 1);
    assert_int_equal(endpoints[0].key.realm, 1);
    assert_int_equal(
        svccomm_registry_listeners(w->registry, 0, 1, NULL, endpoints, 4, sizeof *endpoints), 2);
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 0, NULL, hosts, 4, sizeof *hosts), 1);
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 1, NULL, hosts, 4, sizeof *hosts), 2);
    assert_int_equal(
        svccomm_registry_addresses(w->registry, 1, 0, NULL, addresses, 4, sizeof *addresses), 1);
    assert_int_equal(
        svccomm_registry_addresses(w->registry, 9, 1, NULL, addresses, 4, sizeof *addresses), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_clients_port_is_not_part_of_the_key),
        world_test(every_part_of_the_key_makes_a_record_of_its_own),
        world_test(a_mapped_row_and_a_plain_one_are_one_record_seen_from_both_sides),
        world_test(a_mapped_row_and_a_plain_one_in_one_snapshot_are_one_port),
        world_test(a_mapped_loopback_address_is_local_and_counts_as_ipv4),
        world_test(a_record_is_scoped_to_the_host_if_either_end_is_local),
        world_test(link_local_multicast_is_local_and_wider_multicast_is_not),
        world_test(the_same_loopback_address_on_two_hosts_never_meets),
        world_test(a_prefix_that_the_caller_declares_local_is_scoped),
        world_test(a_manual_record_has_a_scope_exactly_where_an_end_is_local),
        world_test(a_record_has_the_id_of_its_key_in_every_registry),
        world_test(a_scoped_record_has_another_id_on_each_host),
        world_test(two_realms_never_meet),
        world_test(a_query_covers_one_realm_unless_it_asks_for_all),
        world_test(inventory_covers_one_realm_unless_it_asks_for_all),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
