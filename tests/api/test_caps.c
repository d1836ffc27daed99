/* SPDX-License-Identifier: MIT
 * Caps of every table, and what happens there: refuse, or evict in order (A7). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW(n) "tcp 10.0.0.5:22 10.0.0." #n ":51000 ESTAB\n"
#define KEY(n) "tcp 10.0.0." #n " > 10.0.0.5:22"

static void with_records(struct world *w, uint64_t max_records, uint32_t policy)
{
    svccomm_registry_config config = default_config();

    config.max_records = max_records;
    config.cap_policy = policy;
    world_configure(w, &config);
}

/* ---- refuse ---- */

static void at_the_cap_new_records_are_refused_and_the_rest_goes_in(void **state)
{
    struct world *w = *state;

    with_records(w, 2, SVCCOMM_CAP_REFUSE);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2));
    scan(w, HOST_A, MINUTE, LISTENS ROW(3) ROW(1) ROW(4));
    assert_records(w, KEY(1) " listen L 2/2 p2\n" KEY(2) " listen L 2/1 p1\n");
    assert_int_equal(w->report.dropped_full, 2);
    assert_int_equal(w->report.records_seen, 1);
    assert_int_equal(try_add(w, KEY(9), MINUTE), SVCCOMM_E_FULL);
    assert_int_equal(try_add(w, KEY(1), MINUTE), 0); /* is there */
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY(2)), 1, T0, NULL), 0);
    assert_int_equal(try_add(w, KEY(9), MINUTE), 0);
    assert_int_equal(counts(w).evicted, 0);
}

/* ---- evict ---- */

#define BLIND (SVCCOMM_COVER_ALL & ~SVCCOMM_COVER_LISTENERS)
#define GUESS_ROW "tcp 10.0.0.5:40001 10.0.0.2:40002 ESTAB\n"
#define GUESS_KEY "tcp 10.0.0.2 > 10.0.0.5:40001"

static void guesses_are_evicted_before_older_records_of_better_evidence(void **state)
{
    struct world *w = *state;

    with_records(w, 3, SVCCOMM_CAP_EVICT);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    take(w, &(struct shot){.host = HOST_A, .at = MINUTE, .coverage = BLIND}, GUESS_ROW);
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW(3));
    scan(w, HOST_A, 3 * MINUTE, LISTENS ROW(4));
    assert_int_equal(counts(w).evicted, 1);
    assert_false(is_there(w, GUESS_KEY));
    assert_true(is_there(w, KEY(1)));
    scan(w, HOST_A, 4 * MINUTE, LISTENS ROW(5)); /* now the lowest revision: 1 */
    assert_int_equal(counts(w).evicted, 2);
    assert_false(is_there(w, KEY(1)));
    assert_true(is_there(w, KEY(3)));
    assert_int_equal(counts(w).records, 3);
}

static void a_record_that_was_seen_again_is_not_the_oldest(void **state)
{
    struct world *w = *state;

    with_records(w, 3, SVCCOMM_CAP_EVICT);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    scan(w, HOST_A, MINUTE, LISTENS ROW(2));
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW(3));
    scan(w, HOST_A, 3 * MINUTE, LISTENS ROW(1));
    scan(w, HOST_A, 4 * MINUTE, LISTENS ROW(4));
    assert_false(is_there(w, KEY(2)));
    scan(w, HOST_A, 5 * MINUTE, LISTENS ROW(3));
    scan(w, HOST_A, 6 * MINUTE, LISTENS ROW(5));
    assert_false(is_there(w, KEY(1)));
    assert_true(is_there(w, KEY(3)));
}

static void annotate(struct world *w, const char *key, uint32_t field)
{
    svccomm_edit edit = edit_of(field);

    edit.note = edit.client_device = edit.listener_device = "said";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, key), &edit, T0, NULL, NULL), 0);
}

static void manual_ignored_and_annotated_records_are_never_evicted(void **state)
{
    struct world *w = *state;

    with_records(w, 6, SVCCOMM_CAP_EVICT);
    scan(w, HOST_A, 0, LISTENS ROW(1) ROW(2) ROW(3) ROW(4) ROW(6));
    add(w, KEY(1), 0);
    set_status(w, KEY(2), SVCCOMM_STATUS_IGNORED, 0);
    annotate(w, KEY(3), SVCCOMM_EDIT_NOTE);
    annotate(w, KEY(4), SVCCOMM_EDIT_CLIENT_DEVICE);
    annotate(w, KEY(6), SVCCOMM_EDIT_LISTENER_DEVICE);
    scan(w, HOST_A, MINUTE, LISTENS ROW(7));
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW(8));
    assert_int_equal(counts(w).records, 6);
    assert_int_equal(counts(w).evicted, 1);
    assert_false(is_there(w, KEY(7)));
    assert_true(is_there(w, KEY(8)));
    annotate(w, KEY(8), SVCCOMM_EDIT_NOTE);
    scan(w, HOST_A, 3 * MINUTE, LISTENS ROW(9)); /* none is left */
    assert_int_equal(w->report.dropped_full, 1);
    assert_false(is_there(w, KEY(9)));
    assert_int_equal(try_add(w, KEY(9), 0), SVCCOMM_E_FULL);
    assert_int_equal(counts(w).evicted, 1);
}

/* The order of eviction forgets those that were deleted. */
static void after_many_deletions_the_oldest_go_all_the_same(void **state)
{
    struct world *w = *state;
    char row[128];
    int i;

    with_records(w, 200, SVCCOMM_CAP_EVICT);
    for (i = 1; i <= 201; i++) {
        snprintf(row, sizeof row, LISTENS "tcp 10.0.0.5:22 10.0.1.%d:51000 ESTAB\n", i);
        scan(w, HOST_A, i * MINUTE, row);
    }
    assert_int_equal(counts(w).evicted, 1);
    for (i = 2; i <= 199; i++) {
        snprintf(row, sizeof row, "tcp 10.0.1.%d > 10.0.0.5:22", i);
        assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, row), 1, T0, NULL), 0);
    }
    for (i = 1; i <= 200; i++) {
        snprintf(row, sizeof row, LISTENS "tcp 10.0.0.5:22 10.0.2.%d:51000 ESTAB\n", i);
        scan(w, HOST_A, (300 + i) * MINUTE, row);
    }
    assert_int_equal(counts(w).records, 200);
    assert_int_equal(counts(w).evicted, 3);
    assert_false(is_there(w, "tcp 10.0.1.200 > 10.0.0.5:22"));
    assert_false(is_there(w, "tcp 10.0.1.201 > 10.0.0.5:22"));
    assert_true(is_there(w, "tcp 10.0.2.1 > 10.0.0.5:22"));
}

/* A flow whose record went for another one of its batch is not counted to that. */
static void a_flow_is_not_counted_to_what_took_its_place(void **state)
{
    struct world *w = *state;

    with_records(w, 1, SVCCOMM_CAP_EVICT);
    give(w, 0, "tcp 10.0.0.9:40001 10.0.0.5:22");
    give(w, MINUTE, "tcp 10.0.0.8:40001 10.0.0.5:23\ntcp 10.0.0.9:40001 10.0.0.5:22");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:22 named F 1/0\n");
    assert_int_equal(counts(w).evicted, 2);
}

static void a_manual_record_evicts_a_discovered_one(void **state)
{
    struct world *w = *state;

    with_records(w, 1, SVCCOMM_CAP_EVICT);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    assert_int_equal(try_add(w, KEY(2), MINUTE), 0);
    assert_records(w, KEY(2) " user manual\n");
}

/* ---- other tables ---- */

static void endpoints_that_do_not_fit_are_refused_with_their_records(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_endpoints = 1;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    scan(w, HOST_A, MINUTE,
         LISTENS ROW(1) "tcp 10.0.0.5:80 - LISTEN\n"
                        "tcp 10.0.0.5:80 10.0.0.1:51000 ESTAB\n");
    assert_records(w, KEY(1) " listen L 2/2 p2\n");
    assert_int_equal(counts(w).endpoints, 1);
    assert_int_equal(w->report.dropped_full, 2);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.5:81", 0), SVCCOMM_E_FULL);
    assert_int_equal(try_add(w, KEY(3), 0), 0);
}

static void addresses_that_do_not_fit_are_not_owned(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_addresses = 1;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW(1) "tcp 10.0.0.6:80 - LISTEN\n");
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
    assert_int_equal(counts(w).addresses, 1);
    assert_true(w->report.dropped_full > 0);
}

static void a_manual_record_that_needs_no_new_address_fits_where_addresses_are_full(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_addresses = 1;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS);
    assert_int_equal(counts(w).addresses, 1);
    assert_int_equal(try_add(w, KEY(1), 0), 0);
    assert_int_equal(counts(w).addresses, 1);
    assert_int_equal(try_add(w, "tcp 10.0.0.1 > 10.0.0.6:22", 0), SVCCOMM_E_FULL);
}

static void a_host_that_does_not_fit_is_refused_with_its_snapshot(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    uint64_t before;

    config.max_hosts = 1;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    before = revision(w);
    assert_int_equal(try_take(w, &(struct shot){.host = HOST_B, .at = 0}, LISTENS), SVCCOMM_E_FULL);
    assert_int_equal(w->error.code, SVCCOMM_E_FULL);
    assert_int_equal(revision(w), before);
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_B, "b", T0),
                     SVCCOMM_E_FULL);
    scan(w, HOST_A, MINUTE, LISTENS ROW(1));
}

static void names_that_do_not_fit_are_left_out_and_counted(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE);

    config.max_strings = 1;
    world_configure(w, &config);
    take(w, &(struct shot){.host = HOST_A, .name = "none"},
         "tcp 10.0.0.5:40001 10.0.0.9:22 ESTAB ssh\ntcp 10.0.0.5:40002 10.0.0.9:22 ESTAB scp\n");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.9:22", "absent C 1/1 p2");
    assert_int_equal(w->record.process_count, 1);
    assert_int_equal(w->report.dropped_full, 1);
    edit.note = "no room";
    assert_int_equal(svccomm_registry_edit(w->registry, w->record.id, &edit, T0, NULL, NULL),
                     SVCCOMM_E_FULL);
    edit.note = "ssh"; /* is there */
    assert_int_equal(svccomm_registry_edit(w->registry, w->record.id, &edit, T0, NULL, NULL), 0);
    assert_int_equal(counts(w).strings, 1);
}

static void a_host_whose_name_does_not_fit_has_none(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_host host;

    config.max_strings = 1;
    world_configure(w, &config);
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_B, "b", T0), 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW(1));
    assert_int_equal(w->report.dropped_full, 2); /* and that of the process */
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 0, NULL, &host, 1, sizeof host), 1);
    assert_int_equal(host.key.host, HOST_A);
    assert_null(host.name);
}

static void bytes_of_strings_are_capped_and_given_back(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE);

    config.max_string_bytes = 10;
    world_configure(w, &config);
    add(w, KEY(1), 0);
    edit.note = "0123456789a";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY(1)), &edit, T0, NULL, NULL),
                     SVCCOMM_E_FULL);
    edit.note = "0123456789";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY(1)), &edit, T0, NULL, NULL),
                     0);
    assert_int_equal(counts(w).string_bytes, 10);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY(1)), 1, T0, NULL), 0);
    assert_int_equal(counts(w).string_bytes, 0);
    assert_int_equal(counts(w).strings, 0);
}

static void rules_are_capped(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_rule two[2] = {rule_of(1, SVCCOMM_RULE_IGNORE, NULL),
                           rule_of(2, SVCCOMM_RULE_IGNORE, NULL)};

    config.max_rules = 1;
    world_configure(w, &config);
    assert_int_equal(svccomm_registry_set_rules(w->registry, two, 2, sizeof *two, NULL),
                     SVCCOMM_E_FULL);
    assert_int_equal(counts(w).rules, 0);
    assert_int_equal(svccomm_registry_set_rules(w->registry, two, 1, sizeof *two, NULL), 0);
    assert_int_equal(svccomm_registry_set_rules(w->registry, two, 1, sizeof *two, NULL), 0);
}

static void what_a_record_refers_to_is_not_given_up_for_a_new_one(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_endpoints = 1;
    config.max_hosts = 1;
    config.cap_policy = SVCCOMM_CAP_EVICT;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW(1));
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.5:80 - LISTEN\ntcp 10.0.0.5:80 10.0.0.1:51000 ESTAB\n");
    assert_records(w, KEY(1) " listen L 1/1 p1\n");
    scan(w, HOST_A, 2 * MINUTE, LISTENS);
    assert_records(w, KEY(1) " listen L 2/1 p1\n");
}

/* ---- the seed ---- */

static void the_seed_changes_nothing_that_can_be_seen(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    char first[sizeof w->text], row[128];
    int i, round;

    for (round = 0; round < 2; round++) {
        config.seed[0] = round ? UINT64_C(0x0123456789abcdef) : 0;
        config.seed[1] = round ? UINT64_C(0xfedcba9876543210) : 0;
        world_configure(w, &config);
        for (i = 0; i < 100; i++) {
            snprintf(row, sizeof row, LISTENS "tcp 10.0.0.5:22 10.0.%d.9:51000 ESTAB\n", i);
            scan(w, HOST_A, i * MINUTE, row);
        }
        if (round == 0)
            memcpy(first, records_text(w), sizeof first);
    }
    assert_string_equal(records_text(w), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(at_the_cap_new_records_are_refused_and_the_rest_goes_in),
        world_test(guesses_are_evicted_before_older_records_of_better_evidence),
        world_test(a_record_that_was_seen_again_is_not_the_oldest),
        world_test(manual_ignored_and_annotated_records_are_never_evicted),
        world_test(after_many_deletions_the_oldest_go_all_the_same),
        world_test(a_flow_is_not_counted_to_what_took_its_place),
        world_test(a_manual_record_evicts_a_discovered_one),
        world_test(endpoints_that_do_not_fit_are_refused_with_their_records),
        world_test(addresses_that_do_not_fit_are_not_owned),
        world_test(a_manual_record_that_needs_no_new_address_fits_where_addresses_are_full),
        world_test(a_host_that_does_not_fit_is_refused_with_its_snapshot),
        world_test(names_that_do_not_fit_are_left_out_and_counted),
        world_test(a_host_whose_name_does_not_fit_has_none),
        world_test(bytes_of_strings_are_capped_and_given_back),
        world_test(rules_are_capped),
        world_test(what_a_record_refers_to_is_not_given_up_for_a_new_one),
        world_test(the_seed_changes_nothing_that_can_be_seen),
    };

    return cmocka_run_group_tests_name("caps", tests, NULL, NULL);
}
