/* SPDX-License-Identifier: MIT
 * Who owns an address: device names (K7), and counts when an address changes hands (N12). */
#include "api_support.h"

#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:22"
#define CLIENT_ROW "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB ssh\n"

static const char *listener_device(struct world *w)
{
    const char *name = record_of(w, KEY)->listener_device;

    return name == NULL ? "nobody" : name;
}

static void set_device(struct world *w, const char *address, const char *name)
{
    uint8_t bytes[SVCCOMM_ADDRESS_SIZE];

    address_of(address, bytes);
    assert_int_equal(svccomm_registry_set_device(w->registry, 0, 0, bytes, name, T0), 0);
}

static svccomm_address address_in(struct world *w, const char *address)
{
    svccomm_address found[8];
    uint8_t bytes[SVCCOMM_ADDRESS_SIZE];
    int got =
        svccomm_registry_addresses(w->registry, 0, 0, NULL, found, COUNT(found), sizeof *found);

    address_of(address, bytes);
    for (int i = 0; i < got; i++)
        if (memcmp(found[i].key.address, bytes, sizeof bytes) == 0)
            return found[i];
    fail_msg("%s is not in the inventory", address);
    return found[0];
}

/* ---- K7 ---- */

static void a_device_is_named_by_the_record_else_the_address_else_the_owning_host(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_LISTENER_DEVICE);

    scan(w, HOST_B, 0, "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB\n");
    assert_string_equal(listener_device(w), "nobody");
    scan(w, HOST_A, MINUTE, LISTENS);
    assert_string_equal(listener_device(w), "host-a");
    assert_string_equal(record_of(w, KEY)->client_device, "host-b");
    set_device(w, "10.0.0.5", "vip");
    assert_string_equal(listener_device(w), "vip");
    edit.listener_device = "database";
    assert_int_equal(
        svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0 + MINUTE, NULL, NULL), 0);
    assert_string_equal(listener_device(w), "database");
    assert_string_equal(record_of(w, KEY)->listener_device_explicit, "database");
    edit.listener_device = NULL;
    assert_int_equal(
        svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0 + MINUTE, NULL, NULL), 0);
    assert_string_equal(listener_device(w), "vip");
    set_device(w, "10.0.0.5", NULL);
    assert_string_equal(listener_device(w), "host-a");
    assert_null(record_of(w, KEY)->listener_device_explicit);
}

static void a_hosts_name_is_looked_up_when_read(void **state)
{
    struct world *w = *state;
    uint64_t before;

    scan(w, HOST_A, 0, LISTENS ROW);
    before = record_of(w, KEY)->revision;
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_A, "renamed", T0 + MINUTE),
                     0);
    assert_string_equal(listener_device(w), "renamed");
    assert_int_equal(record_of(w, KEY)->revision, before);
    take(w, &(struct shot){.host = HOST_A, .at = MINUTE, .name = "again"}, LISTENS);
    assert_string_equal(listener_device(w), "again");
    take(w, &(struct shot){.host = HOST_A, .at = 2 * MINUTE, .name = "none"}, LISTENS);
    assert_string_equal(listener_device(w), "again");
}

static void an_address_goes_to_the_host_of_the_newer_snapshot(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, HOUR, LISTENS ROW);
    scan(w, HOST_B, HOUR, "tcp 10.0.0.5:80 - LISTEN\n"); /* not newer */
    assert_string_equal(listener_device(w), "host-a");
    scan(w, HOST_C, MINUTE, "tcp 10.0.0.5:80 - LISTEN\n"); /* older */
    assert_string_equal(listener_device(w), "host-a");
    scan(w, HOST_B, HOUR + 1, "tcp 10.0.0.5:80 - LISTEN\n");
    assert_string_equal(listener_device(w), "host-b");
    assert_int_equal(address_in(w, "10.0.0.5").owner, HOST_B);
    assert_int_equal(address_in(w, "10.0.0.5").since, T0 + HOUR + 1);
}

static void only_local_ends_are_owned(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0,
         LISTENS ROW "tcp 10.0.0.6:22 10.0.0.8:51000 TIME-WAIT\n"
                     "udp 224.0.0.251:5353 - CLOSE\n");
    assert_int_equal(address_in(w, "10.0.0.5").owner, HOST_A);
    assert_int_equal(address_in(w, "10.0.0.6").owner, HOST_A);
    assert_null(record_of(w, KEY)->client_device);
}

/* The newest observation of anybody is what ages are measured against. */
static void check_name_after(struct world *w, int64_t age, const char *expected)
{
    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_C, age, "");
    assert_string_equal(listener_device(w), expected);
}

static void ownership_lapses_7_days_after_the_last_sighting(void **state)
{
    struct world *w = *state;

    check_name_after(w, 7 * DAY, "host-a");
    world_configure(w, NULL);
    check_name_after(w, 7 * DAY + 1, "nobody");
    scan(w, HOST_A, 8 * DAY, LISTENS);
    assert_string_equal(listener_device(w), "host-a");
}

static void an_address_lapses_by_its_own_sighting_whatever_its_neighbours_did(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS "tcp 10.0.0.6:22 - LISTEN\ntcp 10.0.0.7:22 - LISTEN\n");
    scan(w, HOST_A, 5 * DAY, LISTENS); /* the one that was told first */
    scan(w, HOST_A, 8 * DAY, "");
    assert_int_equal(address_in(w, "10.0.0.5").owner, HOST_A);
    assert_int_equal(address_in(w, "10.0.0.6").owner, 0);
    assert_int_equal(address_in(w, "10.0.0.7").owner, 0);
    scan(w, HOST_A, 12 * DAY + 1, "");
    assert_int_equal(address_in(w, "10.0.0.5").owner, 0);
}

static void the_age_of_ownership_is_the_callers(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.owner_age = HOUR;
    world_configure(w, &config);
    check_name_after(w, HOUR, "host-a");
    world_configure(w, &config);
    check_name_after(w, HOUR + 1, "nobody");
}

static void names_stay_within_their_realm(void **state)
{
    struct world *w = *state;

    add(w, "r1 " KEY, 0);
    scan(w, HOST_A, 0, LISTENS ROW);
    assert_null(record_of(w, "r1 " KEY)->listener_device);
    take(w, &(struct shot){.host = HOST_A, .at = 0, .realm = 1, .name = "other"}, LISTENS);
    assert_string_equal(record_of(w, "r1 " KEY)->listener_device, "other");
    assert_string_equal(listener_device(w), "host-a");
}

/* ---- N12: endpoints ---- */

#define WILDCARD "tcp 0.0.0.0:22 - LISTEN sshd\n"

static void own_and_wildcard_binds_of_one_endpoint_count_once_each_snapshot(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0 * MINUTE, WILDCARD);
    scan(w, HOST_A, 1 * MINUTE, LISTENS ROW);
    assert_record(w, KEY, "listen L 1/1 p1");
    scan(w, HOST_A, 2 * MINUTE, WILDCARD);
    assert_record(w, KEY, "listen L 2/1 p1");
    scan(w, HOST_A, 3 * MINUTE, WILDCARD LISTENS ROW);
    assert_record(w, KEY, "listen L 3/2 p2");
    scan(w, HOST_A, 4 * MINUTE, LISTENS);
    assert_record(w, KEY, "listen L 4/2 p2");
    scan(w, HOST_A, 5 * MINUTE, "tcp 10.0.0.5:80 - LISTEN\n");
    assert_record(w, KEY, "listen L 4/2 p2");
}

static void a_wildcard_counts_for_an_address_from_the_take_over_on(void **state)
{
    struct world *w = *state;

    scan(w, HOST_B, 0, WILDCARD); /* B's count of before is none of 10.0.0.5's */
    scan(w, HOST_B, MINUTE, WILDCARD);
    scan(w, HOST_A, 2 * MINUTE, WILDCARD ROW);
    scan(w, HOST_A, 3 * MINUTE, WILDCARD);
    assert_record(w, KEY, "listen L 2/1 p1");
    scan(w, HOST_B, 4 * MINUTE, WILDCARD "tcp 10.0.0.5:80 - LISTEN\n");
    assert_record(w, KEY, "listen L 3/1 p1");
    scan(w, HOST_A, 5 * MINUTE, WILDCARD); /* not A's any more */
    assert_record(w, KEY, "listen L 3/1 p1");
    scan(w, HOST_B, 6 * MINUTE, WILDCARD);
    assert_record(w, KEY, "listen L 4/1 p1");
    scan(w, HOST_A, 7 * MINUTE, WILDCARD ROW); /* and back */
    assert_record(w, KEY, "listen L 5/2 p2");
}

static void a_specific_bind_on_a_host_that_does_not_own_the_address_does_not_count(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, HOUR, LISTENS ROW);
    scan(w, HOST_B, MINUTE, LISTENS ROW); /* older: still A's */
    assert_record(w, KEY, "listen L 1/1 p1 r1");
}

static void a_lapsed_address_no_longer_counts_with_its_hosts_wildcard(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, WILDCARD ROW);
    scan(w, HOST_A, 7 * DAY, WILDCARD);
    assert_record(w, KEY, "listen L 2/1 p1");
    scan(w, HOST_A, 7 * DAY + 1, WILDCARD);
    assert_record(w, KEY, "listen L 2/1 p1");
    assert_int_equal(address_in(w, "10.0.0.5").owner, 0);
    scan(w, HOST_A, 8 * DAY, WILDCARD ROW);
    assert_record(w, KEY, "listen L 3/2 p2");
}

/* ---- N12: client views ---- */

static void a_client_view_goes_on_with_the_new_owners_snapshots(void **state)
{
    struct world *w = *state;

    scan(w, HOST_C, 0, ""); /* C's snapshots of before do not count */
    scan(w, HOST_B, 1 * MINUTE, CLIENT_ROW);
    scan(w, HOST_B, 2 * MINUTE, "");
    assert_record(w, KEY, "absent C 2/1 p1");
    scan(w, HOST_C, 3 * MINUTE, CLIENT_ROW);
    assert_record(w, KEY, "absent C 3/2 p2");
    scan(w, HOST_B, 4 * MINUTE, "");
    assert_record(w, KEY, "absent C 3/2 p2");
    scan(w, HOST_C, 5 * MINUTE, "");
    assert_record(w, KEY, "absent C 4/2 p2");
    scan(w, HOST_C, 7 * DAY + 3 * MINUTE, "");
    assert_record(w, KEY, "absent C 5/2 p2");
    scan(w, HOST_C, 7 * DAY + 3 * MINUTE + 1, ""); /* lapsed */
    assert_record(w, KEY, "absent C 5/2 p2");
}

static void records_are_not_touched_when_an_address_changes_hands(void **state)
{
    struct world *w = *state;
    uint64_t before;

    scan(w, HOST_A, 0, WILDCARD ROW);
    scan(w, HOST_B, MINUTE, CLIENT_ROW);
    before = record_of(w, KEY)->revision;
    scan(w, HOST_C, 2 * MINUTE, "tcp 10.0.0.5:80 - LISTEN\ntcp 10.0.0.9:80 - LISTEN\n" WILDCARD);
    assert_int_equal(record_of(w, KEY)->revision, before);
    assert_record(w, KEY, "listen L 2/1 p1 C 2/1 p1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_device_is_named_by_the_record_else_the_address_else_the_owning_host),
        world_test(a_hosts_name_is_looked_up_when_read),
        world_test(an_address_goes_to_the_host_of_the_newer_snapshot),
        world_test(only_local_ends_are_owned),
        world_test(ownership_lapses_7_days_after_the_last_sighting),
        world_test(an_address_lapses_by_its_own_sighting_whatever_its_neighbours_did),
        world_test(the_age_of_ownership_is_the_callers),
        world_test(names_stay_within_their_realm),
        world_test(own_and_wildcard_binds_of_one_endpoint_count_once_each_snapshot),
        world_test(a_wildcard_counts_for_an_address_from_the_take_over_on),
        world_test(a_specific_bind_on_a_host_that_does_not_own_the_address_does_not_count),
        world_test(a_lapsed_address_no_longer_counts_with_its_hosts_wildcard),
        world_test(a_client_view_goes_on_with_the_new_owners_snapshots),
        world_test(records_are_not_touched_when_an_address_changes_hands),
    };

    return cmocka_run_group_tests_name("ownership", tests, NULL, NULL);
}
