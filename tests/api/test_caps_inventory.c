/* SPDX-License-Identifier: MIT
 * Caps of endpoints, addresses and hosts where the policy is to evict: what no record refers to
 * goes, by lowest revision, and nothing else (A7, N12). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define SERVED "tcp 10.0.0.5:22 - LISTEN sshd\ntcp 10.0.0.5:22 10.0.0.1:51000 ESTAB\n"
#define SERVED_KEY "tcp 10.0.0.1 > 10.0.0.5:22"
#define LISTEN(port) "tcp 10.0.0.5:" #port " - LISTEN\n"
#define ALL(port) "tcp 0.0.0.0:" #port " - LISTEN\n"
#define SEEN(n) "udp 10.0.0." #n ":40000 - CLOSE\n" /* a local end and nothing more */

static void with_caps(struct world *w, uint64_t endpoints, uint64_t addresses, uint64_t hosts)
{
    svccomm_registry_config config = default_config();

    config.cap_policy = SVCCOMM_CAP_EVICT;
    if (endpoints != 0)
        config.max_endpoints = endpoints;
    if (addresses != 0)
        config.max_addresses = addresses;
    if (hosts != 0)
        config.max_hosts = hosts;
    world_configure(w, &config);
}

/* The addresses, as "ADDRESS OWNER\n" in key order. */
static const char *addresses_text(struct world *w)
{
    svccomm_address list[64];
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    int count =
        svccomm_registry_addresses(w->registry, 0, 1, NULL, list, COUNT(list), sizeof *list);
    size_t length = 0;

    assert_true(count >= 0);
    w->text[0] = '\0';
    for (int i = 0; i < count; i++) {
        svccomm_address_format(list[i].key.address, text, sizeof text);
        length += (size_t)snprintf(w->text + length, sizeof w->text - length, "%s %x\n", text,
                                   (unsigned)list[i].owner);
    }
    return w->text;
}
#define assert_addresses(w, expected) assert_string_equal(addresses_text(w), expected)
#define assert_listeners(w, expected) assert_string_equal(listeners_text(w), expected)

static void assert_evicted(struct world *w, uint64_t endpoints, uint64_t addresses, uint64_t hosts)
{
    svccomm_counts now = counts(w);

    assert_int_equal(now.evicted_endpoints, endpoints);
    assert_int_equal(now.evicted_addresses, addresses);
    assert_int_equal(now.evicted_hosts, hosts);
    assert_int_equal(now.evicted, 0);
}

static int name_address(struct world *w, const char *text, const char *name)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    address_of(text, address);
    return svccomm_registry_set_device(w->registry, 0, 0, address, name, T0);
}

/* ---- endpoints ---- */

static void a_scan_of_new_listeners_does_not_keep_new_records_out(void **state)
{
    struct world *w = *state;
    char rows[64];

    with_caps(w, 4, 0, 0);
    scan(w, HOST_A, 0, SERVED);
    for (int i = 0; i < 20; i++) {
        snprintf(rows, sizeof rows, "tcp 10.0.0.5:%d - LISTEN\n", 1000 + i);
        scan(w, HOST_A, (1 + i) * MINUTE, rows);
        assert_int_equal(w->report.dropped_full, 0);
    }
    scan(w, HOST_A, HOUR, "tcp 10.0.0.5:80 - LISTEN\ntcp 10.0.0.5:80 10.0.0.1:51000 ESTAB\n");
    assert_records(w, SERVED_KEY " listen L 1/1 p1\n"
                                 "tcp 10.0.0.1 > 10.0.0.5:80 listen L 1/1 p1\n");
    assert_listeners(w, "tcp 10.0.0.5:22 1 1 sshd\ntcp 10.0.0.5:80 1 1 -\n"
                        "tcp 10.0.0.5:1018 1 0 -\ntcp 10.0.0.5:1019 1 0 -\n");
    assert_evicted(w, 18, 0, 0);
}

static void
the_listener_of_the_lowest_revision_goes_and_of_equal_ones_the_first_by_key(void **state)
{
    struct world *w = *state;

    with_caps(w, 3, 0, 0);
    scan(w, HOST_A, 0, LISTEN(1) LISTEN(2) LISTEN(3));
    scan(w, HOST_A, MINUTE, LISTEN(1));
    scan(w, HOST_A, 2 * MINUTE, LISTEN(4));
    assert_listeners(w, "tcp 10.0.0.5:1 2 0 -\ntcp 10.0.0.5:3 1 0 -\ntcp 10.0.0.5:4 1 0 -\n");
    scan(w, HOST_A, 3 * MINUTE, LISTEN(5));
    assert_listeners(w, "tcp 10.0.0.5:1 2 0 -\ntcp 10.0.0.5:4 1 0 -\ntcp 10.0.0.5:5 1 0 -\n");
    assert_evicted(w, 2, 0, 0);
}

/* Hosts that were pruned before are none of the idle ones. */
static void what_was_pruned_is_not_evicted(void **state)
{
    struct world *w = *state;
    svccomm_prune prune;

    with_caps(w, 2, 0, 2);
    scan(w, HOST_A, 0, "tcp 10.0.0.1:22 - LISTEN\n");
    scan(w, HOST_B, 0, "tcp 10.0.0.2:22 - LISTEN\n");
    assert_int_equal(svccomm_prune_init(&prune, sizeof prune), 0);
    prune.older_than = T0 + DAY;
    assert_int_equal(svccomm_registry_prune(w->registry, &prune, T0 + DAY), 0);
    assert_int_equal(counts(w).hosts, 0);
    scan(w, HOST_C, 2 * DAY,
         "tcp 10.0.0.3:22 - LISTEN\ntcp 10.0.0.3:23 - LISTEN\ntcp 10.0.0.3:24 - LISTEN\n");
    assert_int_equal(counts(w).hosts, 1);
    assert_int_equal(counts(w).endpoints, 2);
    assert_evicted(w, 0, 0, 0);
}

static void what_a_snapshot_shows_does_not_go_for_the_rest_of_it(void **state)
{
    struct world *w = *state;

    with_caps(w, 3, 0, 0);
    scan(w, HOST_A, 0, LISTEN(1) LISTEN(2) LISTEN(3));
    scan(w, HOST_A, MINUTE, LISTEN(4) LISTEN(5) LISTEN(1) LISTEN(2));
    assert_int_equal(w->report.dropped_full, 1);
    assert_listeners(w, "tcp 10.0.0.5:1 2 0 -\ntcp 10.0.0.5:2 2 0 -\ntcp 10.0.0.5:4 1 0 -\n");
    assert_evicted(w, 1, 0, 0);
}

static void an_endpoint_whose_last_record_ended_may_go(void **state)
{
    struct world *w = *state;

    with_caps(w, 2, 0, 0);
    scan(w, HOST_A, 0, SERVED);
    add(w, "tcp 10.0.0.1 > 10.0.0.5:80", 0);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.5:81", 0), SVCCOMM_E_FULL);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, SERVED_KEY), 1, T0, NULL), 0);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.5:81", 0), 0);
    assert_listeners(w, "tcp 10.0.0.5:80 0 1 -\ntcp 10.0.0.5:81 0 1 -\n");
    assert_evicted(w, 1, 0, 0);
}

static void a_wildcard_stays_as_long_as_it_covers_an_endpoint(void **state)
{
    struct world *w = *state;

    with_caps(w, 3, 0, 0);
    scan(w, HOST_A, 0, ALL(22) "tcp 10.0.0.5:22 10.0.0.1:51000 ESTAB\n");
    scan(w, HOST_A, MINUTE, ALL(23));
    scan(w, HOST_A, 2 * MINUTE, ALL(24)); /* of 22 and 23, both older, 22 covers a record's */
    assert_listeners(w,
                     "tcp 10.0.0.5:22 1 1 -\n@a tcp 0.0.0.0:22 1 0 -\n@a tcp 0.0.0.0:24 1 0 -\n");
    assert_record(w, SERVED_KEY, "listen L 1/1 p1");
    scan(w, HOST_A, 3 * MINUTE, ALL(22));
    assert_record(w, SERVED_KEY, "listen L 2/1 p1");
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, SERVED_KEY), 1, T0, NULL), 0);
    scan(w, HOST_A, 4 * MINUTE, ALL(25));
    scan(w, HOST_A, 5 * MINUTE, ALL(26));
    scan(w, HOST_A, 6 * MINUTE, ALL(27));
    assert_listeners(w,
                     "@a tcp 0.0.0.0:25 1 0 -\n@a tcp 0.0.0.0:26 1 0 -\n@a tcp 0.0.0.0:27 1 0 -\n");
    assert_evicted(w, 4, 0, 0);
}

static void a_wildcard_may_go_once_its_host_lost_the_address_that_it_covered(void **state)
{
    struct world *w = *state;

    with_caps(w, 2, 0, 0);
    scan(w, HOST_A, 0, ALL(22) "tcp 10.0.0.5:22 10.0.0.1:51000 ESTAB\n");
    scan(w, HOST_B, MINUTE, LISTEN(23));
    assert_int_equal(w->report.dropped_full, 0); /* 10.0.0.5 has changed hands before */
    assert_listeners(w, "tcp 10.0.0.5:22 1 1 -\ntcp 10.0.0.5:23 1 0 -\n");
    assert_record(w, SERVED_KEY, "listen L 1/1 p1");
    assert_evicted(w, 1, 0, 0);
}

/* ---- addresses ---- */

static void addresses_of_nobody_go_first_then_those_seen_least_lately(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 4, 0);
    scan(w, HOST_A, 0, SEEN(1));
    scan(w, HOST_A, MINUTE, SEEN(2));
    scan(w, HOST_A, 8 * DAY, SEEN(3)); /* 1 and 2 lapse */
    scan(w, HOST_A, 8 * DAY + MINUTE, SEEN(4));
    assert_addresses(w, "10.0.0.1 0\n10.0.0.2 0\n10.0.0.3 a\n10.0.0.4 a\n");
    scan(w, HOST_B, 8 * DAY, SEEN(2)); /* is owned again */
    scan(w, HOST_B, 8 * DAY + MINUTE, SEEN(5));
    assert_addresses(w, "10.0.0.2 b\n10.0.0.3 a\n10.0.0.4 a\n10.0.0.5 b\n");
    scan(w, HOST_B, 8 * DAY + 2 * MINUTE, SEEN(6));
    assert_addresses(w, "10.0.0.2 b\n10.0.0.4 a\n10.0.0.5 b\n10.0.0.6 b\n");
    assert_evicted(w, 0, 2, 0);
}

static void an_address_that_gives_a_name_goes_after_newer_ones_that_do_not(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 2, 0);
    scan(w, HOST_A, 0, SEEN(1));
    assert_int_equal(name_address(w, "10.0.0.2", "said"), 0);
    assert_int_equal(name_address(w, "10.0.0.2", NULL), 0);
    scan(w, HOST_B, 0, SEEN(3));
    assert_addresses(w, "10.0.0.1 a\n10.0.0.3 b\n");
    scan(w, HOST_B, MINUTE, SEEN(4));
    assert_addresses(w, "10.0.0.3 b\n10.0.0.4 b\n");
    assert_evicted(w, 0, 2, 0);
}

static void an_address_takes_its_idle_endpoints_along(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 2, 0);
    scan(w, HOST_A, 0, LISTEN(1) LISTEN(2) LISTEN(3));
    scan(w, HOST_A, MINUTE, SEEN(6));
    scan(w, HOST_A, 2 * MINUTE, SEEN(7));
    assert_addresses(w, "10.0.0.6 a\n10.0.0.7 a\n");
    assert_listeners(w, "");
    assert_evicted(w, 3, 1, 0);
}

static void addresses_that_records_refer_to_or_a_person_named_never_go(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 4, 0);
    scan(w, HOST_A, 0, SERVED);                                   /* 10.0.0.5 by its endpoint */
    scan(w, HOST_B, 0, "tcp 10.0.0.6:50000 10.0.0.5:22 ESTAB\n"); /* 10.0.0.6 by its client view */
    assert_int_equal(name_address(w, "10.0.0.7", "printer"), 0);
    scan(w, HOST_B, MINUTE, SEEN(8));
    scan(w, HOST_B, 2 * MINUTE, SEEN(9));
    scan(w, HOST_B, 3 * MINUTE, SEEN(10));
    assert_addresses(w, "10.0.0.5 a\n10.0.0.6 b\n10.0.0.7 0\n10.0.0.10 b\n");
    assert_evicted(w, 0, 2, 0);
    assert_int_equal(name_address(w, "10.0.0.10", "phone"), 0);
    scan(w, HOST_B, 4 * MINUTE, SEEN(11));
    assert_int_equal(w->report.dropped_full, 1);
    assert_int_equal(name_address(w, "10.0.0.12", "none"), SVCCOMM_E_FULL);
    assert_int_equal(name_address(w, "10.0.0.7", NULL), 0);
    assert_int_equal(name_address(w, "10.0.0.12", "some"), 0);
    assert_addresses(w, "10.0.0.5 a\n10.0.0.6 b\n10.0.0.10 b\n10.0.0.12 0\n");
    assert_evicted(w, 0, 3, 0);
}

static void local_addresses_that_are_there_stay_for_new_ones_of_the_same_snapshot(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 3, 0);
    scan(w, HOST_A, 0, SEEN(1) SEEN(2) SEEN(3));
    scan(w, HOST_A, MINUTE, SEEN(4) SEEN(5) SEEN(2) SEEN(3));
    assert_int_equal(w->report.dropped_full, 1);
    assert_addresses(w, "10.0.0.2 a\n10.0.0.3 a\n10.0.0.4 a\n");
    assert_evicted(w, 0, 1, 0);
}

static void a_communication_both_ends_of_which_do_not_fit_is_refused_whole(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 2, 0);
    scan(w, HOST_A, 0, SERVED SEEN(2));
    scan(w, HOST_B, MINUTE, "tcp 10.0.0.6:50000 10.0.0.7:22 ESTAB\n");
    assert_int_equal(w->report.dropped_full, 1); /* the local end has the last place */
    assert_int_equal(w->report.records_new, 0);
    assert_records(w, SERVED_KEY " listen L 1/1 p1\n");
    assert_addresses(w, "10.0.0.5 a\n10.0.0.6 b\n");
}

static void a_communication_whose_client_does_not_fit_is_refused_whole(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 2, 0);
    scan(w, HOST_A, 0, SERVED);
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.4:80 - LISTEN\ntcp 10.0.0.4:80 10.0.0.1:51000 ESTAB\n");
    scan(w, HOST_B, 0, "tcp 10.0.0.6:50000 10.0.0.5:22 ESTAB\n");
    assert_int_equal(w->report.dropped_full, 2); /* the local address, and what counts by it */
    assert_int_equal(w->report.records_new, 0);
    assert_int_equal(counts(w).records, 2);
}

/* ---- records by hand ---- */

static void a_manual_record_that_does_not_fit_evicts_nothing(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    uint64_t before;

    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_endpoints = 2;
    config.max_addresses = 1;
    world_configure(w, &config);
    scan(w, HOST_A, 0, SERVED LISTEN(23));
    before = revision(w);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.6:80", 0), SVCCOMM_E_FULL); /* address */
    assert_evicted(w, 0, 0, 0);
    assert_int_equal(revision(w), before);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.5:80", 0), 0);
    assert_evicted(w, 1, 0, 0);
}

static void a_record_that_gets_another_key_evicts_what_is_idle_and_keeps_its_own(void **state)
{
    struct world *w = *state;

    with_caps(w, 2, 2, 0);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:50000 10.0.0.6:80 ESTAB\n"); /* both addresses */
    scan(w, HOST_A, MINUTE, LISTEN(23));
    assert_int_equal(try_rekey(w, "tcp 10.0.0.5 > 10.0.0.6:80", "tcp 10.0.0.7 > 10.0.0.6:80", 0, 0),
                     SVCCOMM_E_FULL);
    assert_evicted(w, 0, 0, 0);
    assert_int_equal(try_rekey(w, "tcp 10.0.0.5 > 10.0.0.6:80", "tcp 10.0.0.5 > 10.0.0.6:81", 0, 0),
                     0);
    assert_listeners(w, "tcp 10.0.0.6:80 0 0 -\ntcp 10.0.0.6:81 0 1 -\n");
    assert_evicted(w, 1, 0, 0);
}

static void a_record_that_cannot_get_another_key_evicts_nothing(void **state)
{
    struct world *w = *state;

    with_caps(w, 1, 3, 0);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:50000 10.0.0.6:80 ESTAB\n");
    scan(w, HOST_A, MINUTE, SEEN(8)); /* may go; the endpoint may not */
    assert_int_equal(try_rekey(w, "tcp 10.0.0.5 > 10.0.0.6:80", "tcp 10.0.0.5 > 10.0.0.7:80", 0, 0),
                     SVCCOMM_E_FULL);
    assert_evicted(w, 0, 0, 0);
}

/* ---- hosts ---- */

static int try_scan(struct world *w, uint64_t host, int64_t at, const char *rows)
{
    return try_take(w, &(struct shot){.host = host, .at = at}, rows);
}

static void the_host_seen_least_lately_goes_and_what_it_owned_is_nobodys(void **state)
{
    struct world *w = *state;
    svccomm_host hosts[4];

    with_caps(w, 0, 0, 2);
    scan(w, HOST_A, 0, SEEN(1) LISTEN(22) ALL(80));
    scan(w, HOST_B, 0, SEEN(2));
    scan(w, HOST_A, MINUTE, SEEN(1));
    scan(w, HOST_C, 2 * MINUTE, SEEN(3));
    assert_addresses(w, "10.0.0.1 a\n10.0.0.2 0\n10.0.0.3 c\n10.0.0.5 a\n");
    scan(w, HOST_B, 0, SEEN(2)); /* begins anew, and A goes */
    assert_addresses(w, "10.0.0.1 0\n10.0.0.2 b\n10.0.0.3 c\n10.0.0.5 0\n");
    assert_listeners(w, "tcp 10.0.0.5:22 1 0 -\n@a tcp 0.0.0.0:80 1 0 -\n");
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 0, NULL, hosts, 4, sizeof *hosts), 2);
    assert_int_equal(hosts[0].key.host, HOST_B);
    assert_int_equal(hosts[0].snapshots, 1);
    assert_evicted(w, 0, 0, 2);
}

static void a_host_whose_addresses_records_refer_to_never_goes(void **state)
{
    struct world *w = *state;
    uint64_t before;

    with_caps(w, 0, 0, 1);
    scan(w, HOST_A, 0, SERVED);
    before = revision(w);
    assert_int_equal(try_scan(w, HOST_B, 0, SEEN(2)), SVCCOMM_E_FULL);
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_B, "b", T0),
                     SVCCOMM_E_FULL);
    assert_int_equal(revision(w), before);
    scan(w, HOST_A, MINUTE, SERVED);
    assert_record(w, SERVED_KEY, "listen L 2/2 p2");
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, SERVED_KEY), 1, T0, NULL), 0);
    assert_int_equal(try_scan(w, HOST_B, 0, SEEN(2)), 0);
    assert_evicted(w, 0, 0, 1);
}

static void a_host_is_in_use_by_what_it_took_over_and_no_longer_by_what_it_lost(void **state)
{
    struct world *w = *state;
    svccomm_host host;

    with_caps(w, 0, 0, 2);
    scan(w, HOST_B, 0, SEEN(2));
    scan(w, HOST_A, MINUTE, SERVED);
    scan(w, HOST_B, 2 * MINUTE, LISTEN(22)); /* the address is B's */
    scan(w, HOST_A, 3 * MINUTE, SEEN(1));
    assert_int_equal(try_scan(w, HOST_C, 4 * MINUTE, SEEN(3)), 0); /* A goes, though seen later */
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 0, NULL, &host, 1, sizeof host), 1);
    assert_int_equal(host.key.host, HOST_B);
    assert_record(w, SERVED_KEY, "listen L 2/1 p1");
    assert_evicted(w, 0, 0, 1);
}

static void a_host_that_was_named_and_never_seen_never_goes(void **state)
{
    struct world *w = *state;

    with_caps(w, 0, 0, 1);
    scan(w, HOST_A, 0, SEEN(1));
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_B, "b", T0), 0);
    assert_evicted(w, 0, 0, 1);
    assert_int_equal(try_scan(w, HOST_A, MINUTE, SEEN(1)), SVCCOMM_E_FULL);
    scan(w, HOST_B, MINUTE, SEEN(1));
    assert_int_equal(try_scan(w, HOST_C, MINUTE, SEEN(1)), 0);
    assert_evicted(w, 0, 0, 2);
}

/* The plan of a new host's snapshot was made while another one owned what it shows. */
static void a_new_host_takes_over_what_the_one_that_goes_for_it_owned(void **state)
{
    struct world *w = *state;

    with_caps(w, 1, 1, 1);
    scan(w, HOST_A, 0, LISTEN(22));
    scan(w, HOST_B, MINUTE, LISTEN(22));
    assert_addresses(w, "10.0.0.5 b\n");
    assert_listeners(w, "tcp 10.0.0.5:22 2 0 -\n");
    scan(w, HOST_C, 2 * MINUTE, SEEN(6));
    assert_addresses(w, "10.0.0.6 c\n");
    assert_evicted(w, 1, 1, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_scan_of_new_listeners_does_not_keep_new_records_out),
        world_test(the_listener_of_the_lowest_revision_goes_and_of_equal_ones_the_first_by_key),
        world_test(what_was_pruned_is_not_evicted),
        world_test(what_a_snapshot_shows_does_not_go_for_the_rest_of_it),
        world_test(an_endpoint_whose_last_record_ended_may_go),
        world_test(a_wildcard_stays_as_long_as_it_covers_an_endpoint),
        world_test(a_wildcard_may_go_once_its_host_lost_the_address_that_it_covered),
        world_test(addresses_of_nobody_go_first_then_those_seen_least_lately),
        world_test(an_address_that_gives_a_name_goes_after_newer_ones_that_do_not),
        world_test(an_address_takes_its_idle_endpoints_along),
        world_test(addresses_that_records_refer_to_or_a_person_named_never_go),
        world_test(local_addresses_that_are_there_stay_for_new_ones_of_the_same_snapshot),
        world_test(a_communication_both_ends_of_which_do_not_fit_is_refused_whole),
        world_test(a_communication_whose_client_does_not_fit_is_refused_whole),
        world_test(a_manual_record_that_does_not_fit_evicts_nothing),
        world_test(a_record_that_gets_another_key_evicts_what_is_idle_and_keeps_its_own),
        world_test(a_record_that_cannot_get_another_key_evicts_nothing),
        world_test(the_host_seen_least_lately_goes_and_what_it_owned_is_nobodys),
        world_test(a_host_whose_addresses_records_refer_to_never_goes),
        world_test(a_host_is_in_use_by_what_it_took_over_and_no_longer_by_what_it_lost),
        world_test(a_host_that_was_named_and_never_seen_never_goes),
        world_test(a_new_host_takes_over_what_the_one_that_goes_for_it_owned),
    };

    return cmocka_run_group_tests_name("caps of the inventory", tests, NULL, NULL);
}
