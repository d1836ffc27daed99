/* SPDX-License-Identifier: MIT
 * What listens in a snapshot: specific and wildcard binds, families, UDP (N5). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

/* Ports 20001 and 40001 have no name: without a listener the connection is the host's own. */
#define V4 "tcp 10.0.0.5:20001 10.0.0.9:40001 ESTAB\n"
#define V6 "tcp [2001:db8::5]:20001 [2001:db8::9]:40001 ESTAB\n"
#define V4_LISTENS "tcp 10.0.0.9 > 10.0.0.5:20001 listen L 1/1 p1\n"
#define V4_DOES_NOT "tcp 10.0.0.5 > 10.0.0.9:40001 absent C 1/1 p1\n"
#define V6_LISTENS "tcp 2001:db8::9 > [2001:db8::5]:20001 listen L 1/1 p1\n"
#define V6_DOES_NOT "tcp 2001:db8::5 > [2001:db8::9]:40001 absent C 1/1 p1\n"

static const struct {
    const char *rows;
    const char *expected;
} binds[] = {
    {V4, V4_DOES_NOT},
    {V4 "tcp 10.0.0.5:20001 - LISTEN\n", V4_LISTENS},
    {V4 "tcp 10.0.0.5:20001 0.0.0.0:0 LISTEN\n", V4_LISTENS},
    {V4 "tcp 10.0.0.6:20001 - LISTEN\n", V4_DOES_NOT},
    {V4 "tcp 10.0.0.5:20002 - LISTEN\n", V4_DOES_NOT},
    {V4 "sctp 10.0.0.5:20001 - LISTEN\n", V4_DOES_NOT},
    {V4 "tcp 10.0.0.5:20001 - CLOSE\n", V4_DOES_NOT},
    {V4 "tcp 10.0.0.5:20001 - BOUND\n", V4_DOES_NOT},
    {V4 "tcp 0.0.0.0:20001 - LISTEN\n", V4_LISTENS},
    {V4 "tcp 0.0.0.0:20002 - LISTEN\n", V4_DOES_NOT},
    {V4 "tcp [::]:20001 - LISTEN\n", V4_LISTENS},
    {V4 "tcp [::]:20001 - LISTEN - v6only\n", V4_DOES_NOT},
    {V6, V6_DOES_NOT},
    {V6 "tcp [2001:db8::5]:20001 - LISTEN\n", V6_LISTENS},
    {V6 "tcp 0.0.0.0:20001 - LISTEN\n", V6_DOES_NOT},
    {V6 "tcp [::]:20001 - LISTEN\n", V6_LISTENS},
    {V6 "tcp [::]:20001 - LISTEN - v6only\n", V6_LISTENS},
};

static void a_bind_takes_the_connections_of_its_address_or_family(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(binds); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, binds[i].rows);
        if (strcmp(records_text(w), binds[i].expected) != 0)
            fail_msg("%s gives %s", binds[i].rows, w->text);
    }
}

static void a_wildcard_is_kept_for_each_family_that_it_serves(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp [::]:80 - LISTEN nginx\n"
         "tcp [::]:81 - LISTEN nginx v6only\n"
         "tcp 0.0.0.0:82 - LISTEN nginx\n");
    assert_string_equal(listeners_text(w), "@a tcp [::]:80 1 0 nginx\n"
                                           "@a tcp [::]:81 1 0 nginx\n"
                                           "@a tcp 0.0.0.0:80 1 0 nginx\n"
                                           "@a tcp 0.0.0.0:82 1 0 nginx\n");
}

static void a_specific_bind_beats_a_wildcard(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp 0.0.0.0:80 - LISTEN nginx\n"
         "tcp 10.0.0.5:80 - LISTEN special\n"
         "tcp 10.0.0.5:80 10.0.0.9:40001 ESTAB\n"
         "tcp 10.0.0.6:80 10.0.0.9:40001 ESTAB nginx\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:80 listen L 1/1 p1\n"
                      "tcp 10.0.0.9 > 10.0.0.6:80 listen L 1/1 p1\n");
    assert_string_equal(record_of(w, "tcp 10.0.0.9 > 10.0.0.5:80")->listener_process, "special");
    assert_string_equal(record_of(w, "tcp 10.0.0.9 > 10.0.0.6:80")->listener_process, "nginx");
}

static void a_wildcard_stands_for_every_address_that_the_host_owns(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "tcp 0.0.0.0:80 - LISTEN\n"
         "tcp 10.0.0.5:80 10.0.0.9:40001 ESTAB\n"
         "tcp 10.0.0.6:80 10.0.0.9:40001 ESTAB\n");
    scan(w, HOST_A, MINUTE, "tcp 0.0.0.0:80 - LISTEN\n"); /* neither address is in it */
    scan(w, HOST_A, 2 * MINUTE, "tcp 10.0.0.6:22 - LISTEN\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:80 listen L 2/1 p1\n"
                      "tcp 10.0.0.9 > 10.0.0.6:80 listen L 2/1 p1\n");
}

/* ---- UDP ---- */

static const struct {
    uint16_t low, high; /* 0, 0: the default, 32768 to 65535 */
    uint16_t port;
    const char *more;
    int listens;
} datagrams[] = {
    {0, 0, 32767, "CLOSE", 1},         {0, 0, 32768, "CLOSE", 0},
    {0, 0, 65535, "CLOSE", 0},         {0, 0, 40002, "CLOSE - listening", 1},
    {0, 0, 40002, "LISTEN", 0}, /* the word says nothing for UDP */
    {20000, 29999, 19999, "CLOSE", 1}, {20000, 29999, 20000, "CLOSE", 0},
    {20000, 29999, 29999, "CLOSE", 0}, {20000, 29999, 30000, "CLOSE", 1},
    {20000, 29999, 30000, "ESTAB", 1}, {20000, 29999, 30000, "?", 1},
};

static void a_udp_socket_listens_outside_the_ephemeral_range_or_if_the_caller_says_so(void **state)
{
    struct world *w = *state;
    char rows[256], expected[256];
    size_t i;

    for (i = 0; i < COUNT(datagrams); i++) {
        unsigned port = datagrams[i].port;

        world_configure(w, NULL);
        snprintf(rows, sizeof rows, "udp 10.0.0.5:%u - %s\nudp 10.0.0.5:%u 10.0.0.9:45000 ESTAB\n",
                 port, datagrams[i].more, port);
        snprintf(expected, sizeof expected,
                 datagrams[i].listens ? "udp 10.0.0.9 > 10.0.0.5:%u listen L 1/1 p1\n"
                                      : "udp 10.0.0.5 > 10.0.0.9:45000 absent C 1/1 p1\n",
                 port);
        take(w, &(struct shot){.host = HOST_A, .low = datagrams[i].low, .high = datagrams[i].high},
             rows);
        if (strcmp(records_text(w), expected) != 0)
            fail_msg("%s gives %s", rows, w->text);
    }
}

static void a_udp_socket_with_a_peer_does_not_listen(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "udp 10.0.0.5:20001 10.0.0.9:40001 ESTAB\n");
    assert_int_equal(w->report.listeners, 0);
    assert_records(w, "udp 10.0.0.5 > 10.0.0.9:40001 absent C 1/1 p1\n");
}

static void port_0_and_multicast_addresses_never_listen(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         "udp 10.0.0.5:0 - CLOSE\nudp 224.0.0.251:5353 - CLOSE\n"
         "udp 255.255.255.255:67 - CLOSE\nudp [ff02::fb]:5353 - CLOSE\n"
         "tcp 10.0.0.5:0 - LISTEN\n");
    assert_int_equal(w->report.listeners, 0);
    assert_string_equal(listeners_text(w), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_bind_takes_the_connections_of_its_address_or_family),
        world_test(a_wildcard_is_kept_for_each_family_that_it_serves),
        world_test(a_specific_bind_beats_a_wildcard),
        world_test(a_wildcard_stands_for_every_address_that_the_host_owns),
        world_test(a_udp_socket_listens_outside_the_ephemeral_range_or_if_the_caller_says_so),
        world_test(a_udp_socket_with_a_peer_does_not_listen),
        world_test(port_0_and_multicast_addresses_never_listen),
    };

    return cmocka_run_group_tests_name("listening", tests, NULL, NULL);
}
