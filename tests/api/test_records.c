/* SPDX-License-Identifier: MIT
 * Attributes of records, manual records, re-keying and merging (K6, K8, K9). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:22"
#define CLIENT_ROW "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB ssh\n"

/* ---- K6 ---- */

static void what_a_person_says_of_a_record_is_kept(void **state)
{
    struct world *w = *state;
    const char *names[] = {"ssh", "scp"};
    svccomm_edit edit =
        edit_of(SVCCOMM_EDIT_CLIENT_DEVICE | SVCCOMM_EDIT_LISTENER_DEVICE | SVCCOMM_EDIT_PROCESSES |
                SVCCOMM_EDIT_LISTENER_PROCESS | SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_STATUS);
    const svccomm_record *r;

    edit.key = key_of(KEY);
    edit.client_device = "laptop";
    edit.listener_device = "server";
    edit.listener_process = "sshd";
    edit.note = "asked for by ops";
    edit.processes = names;
    edit.process_count = 2;
    edit.status = SVCCOMM_STATUS_HIDDEN;
    assert_int_equal(svccomm_registry_add(w->registry, &edit, T0, NULL, NULL), 0);
    r = record_of(w, KEY);
    assert_string_equal(r->client_device, "laptop");
    assert_string_equal(r->listener_device_explicit, "server");
    assert_string_equal(r->listener_process, "sshd");
    assert_string_equal(r->note, "asked for by ops");
    assert_int_equal(r->process_count, 2);
    assert_string_equal(r->processes[0].name, "ssh");
    assert_string_equal(r->processes[1].name, "scp");
    assert_true(r->processes[0].last_seen == SVCCOMM_NO_TIME);
    assert_int_equal(r->status, SVCCOMM_STATUS_HIDDEN);
}

static void fields_that_are_not_given_stay(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE);

    scan(w, HOST_B, 0, CLIENT_ROW);
    edit.note = "first";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL), 0);
    set_status(w, KEY, SVCCOMM_STATUS_HIDDEN, MINUTE);
    assert_string_equal(record_of(w, KEY)->note, "first");
    assert_string_equal(record_of(w, KEY)->processes[0].name, "ssh");
    edit.note = NULL;
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL), 0);
    assert_null(record_of(w, KEY)->note);
    assert_int_equal(record_of(w, KEY)->status, SVCCOMM_STATUS_HIDDEN);
}

static void client_processes_are_kept_most_recent_first(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    scan(w, HOST_B, 0, CLIENT_ROW);
    scan(w, HOST_B, MINUTE,
         "tcp 10.0.0.9:51001 10.0.0.5:22 ESTAB scp\n"
         "tcp 10.0.0.9:51002 10.0.0.5:22 ESTAB rsync\n");
    r = record_of(w, KEY);
    assert_int_equal(r->process_count, 3);
    assert_string_equal(r->processes[0].name, "rsync"); /* of one snapshot: by the alphabet */
    assert_string_equal(r->processes[1].name, "scp");
    assert_string_equal(r->processes[2].name, "ssh");
    assert_int_equal(r->processes[1].last_seen, T0 + MINUTE);
    assert_int_equal(r->processes[2].last_seen, T0);
    scan(w, HOST_B, 2 * MINUTE, CLIENT_ROW);
    r = record_of(w, KEY);
    assert_int_equal(r->process_count, 3);
    assert_string_equal(r->processes[0].name, "ssh");
    assert_int_equal(r->processes[0].last_seen, T0 + 2 * MINUTE);
}

static void the_set_of_client_processes_is_bounded_and_loses_the_oldest(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;
    char row[128];
    int i;

    for (i = 0; i < SVCCOMM_PROCESS_MAX + 2; i++) {
        snprintf(row, sizeof row, "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB p%d\n", i);
        scan(w, HOST_B, i * MINUTE, row);
    }
    r = record_of(w, KEY);
    assert_int_equal(r->process_count, SVCCOMM_PROCESS_MAX);
    assert_string_equal(r->processes[0].name, "p9");
    assert_string_equal(r->processes[SVCCOMM_PROCESS_MAX - 1].name, "p2");
}

/* Of one snapshot those that come first in the alphabet stay, however the rows are sorted. */
static void of_more_client_processes_in_one_snapshot_the_first_stay(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;
    char rows[2000], *at;
    int order, i, length;

    for (order = 0; order < 2; order++) {
        world_configure(w, NULL);
        for (i = 0, at = rows; i < SVCCOMM_PROCESS_MAX + 2; i++, at += length)
            length = snprintf(at, 128, "tcp 10.0.0.9:%d 10.0.0.5:22 ESTAB p%d\n", 51000 + i,
                              order == 0 ? i : SVCCOMM_PROCESS_MAX + 1 - i);
        scan(w, HOST_B, 0, rows);
        r = record_of(w, KEY);
        assert_int_equal(r->process_count, SVCCOMM_PROCESS_MAX);
        assert_string_equal(r->processes[0].name, "p0");
        assert_string_equal(r->processes[SVCCOMM_PROCESS_MAX - 1].name, "p7");
    }
}

static void the_listeners_process_is_its_newest(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, MINUTE, LISTENS ROW);
    assert_string_equal(record_of(w, KEY)->listener_process, "sshd");
    assert_int_equal(record_of(w, KEY)->process_count, 0);
    scan(w, HOST_A, 2 * MINUTE, "tcp 10.0.0.5:22 - LISTEN dropbear\n" ROW);
    assert_string_equal(record_of(w, KEY)->listener_process, "dropbear");
    scan(w, HOST_A, 3 * MINUTE, "tcp 10.0.0.5:22 - LISTEN\n" ROW);
    assert_string_equal(record_of(w, KEY)->listener_process, "dropbear");
}

static void of_two_listening_processes_in_one_snapshot_the_first_in_the_alphabet_stays(void **state)
{
    struct world *w = *state;

    /* Two sockets of one endpoint (a dual-stack and a plain wildcard), and one shared by two. */
    scan(w, HOST_A, 0, "tcp [::]:22 - LISTEN zebra\ntcp 0.0.0.0:22 - LISTEN apache\n");
    assert_string_equal(listeners_text(w),
                        "@a tcp [::]:22 1 0 zebra\n@a tcp 0.0.0.0:22 1 0 apache\n");
    scan(w, HOST_A, MINUTE, "tcp 0.0.0.0:22 - LISTEN apache\ntcp [::]:22 - LISTEN zebra\n");
    assert_string_equal(listeners_text(w),
                        "@a tcp [::]:22 2 0 zebra\n@a tcp 0.0.0.0:22 2 0 apache\n");
    scan(w, HOST_A, 2 * MINUTE,
         "tcp 10.0.0.5:22 - LISTEN zebra\ntcp 10.0.0.5:22 - LISTEN bird\n" ROW);
    assert_string_equal(record_of(w, KEY)->listener_process, "bird");
    scan(w, HOST_A, 3 * MINUTE, "tcp 10.0.0.5:22 - LISTEN cat\ntcp 10.0.0.5:22 - LISTEN dog\n" ROW);
    assert_string_equal(record_of(w, KEY)->listener_process, "cat");
}

static void created_and_updated_are_now_and_found_is_the_snapshots_time(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    take(w, &(struct shot){.host = HOST_A, .at = MINUTE, .now = HOUR}, LISTENS ROW);
    take(w, &(struct shot){.host = HOST_A, .at = 2 * MINUTE, .now = DAY}, LISTENS ROW);
    take(w, &(struct shot){.host = HOST_A, .at = 3 * MINUTE, .now = 2 * DAY}, LISTENS);
    r = record_of(w, KEY);
    assert_int_equal(r->created, T0 + HOUR);
    assert_int_equal(r->updated, T0 + DAY);
    assert_int_equal(r->first_found, T0 + MINUTE);
    assert_int_equal(r->last_found, T0 + 2 * MINUTE);
}

static void first_and_last_found_hold_for_snapshots_of_hosts_in_any_order(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, HOUR, LISTENS ROW);
    scan(w, HOST_B, MINUTE, CLIENT_ROW);
    assert_int_equal(record_of(w, KEY)->first_found, T0 + MINUTE);
    assert_int_equal(record_of(w, KEY)->last_found, T0 + HOUR);
}

static void hidden_records_are_counted_but_not_listed_unless_asked(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    set_status(w, KEY, SVCCOMM_STATUS_HIDDEN, 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    assert_string_equal(query_text(w, NULL), "");
    assert_records(w, KEY " listen L 2/2 p2 hidden\n");
}

static void ignored_records_are_not_counted_and_do_not_come_back(void **state)
{
    struct world *w = *state;
    uint64_t before;

    scan(w, HOST_A, 0, LISTENS ROW);
    set_status(w, KEY, SVCCOMM_STATUS_IGNORED, 0);
    before = record_of(w, KEY)->revision;
    scan(w, HOST_A, MINUTE, LISTENS ROW ROW);
    assert_int_equal(w->report.ignored, 1);
    assert_int_equal(w->report.records_seen, 0);
    assert_string_equal(query_text(w, NULL), "");
    assert_int_equal(record_of(w, KEY)->revision, before);
    assert_int_equal(record_of(w, KEY)->listener_view.active_samples, 1);
    assert_int_equal(record_of(w, KEY)->last_found, T0);
}

/* ---- K8 ---- */

static void a_manual_record_has_no_values_until_it_is_found(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    add(w, KEY, 0);
    assert_records(w, KEY " user manual\n");
    r = record_of(w, KEY);
    assert_true(r->first_found == SVCCOMM_NO_TIME && r->last_found == SVCCOMM_NO_TIME);
    assert_int_equal(r->netflow.present, 0);
    assert_int_equal(r->origin, SVCCOMM_ORIGIN_MANUAL);
    scan(w, HOST_A, MINUTE, LISTENS);
    assert_records(w, KEY " user manual\n");
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW);
    assert_records(w, KEY " user L 1/1 p1 manual+netstat\n");
}

static void a_discovered_record_that_is_added_becomes_manual_too(void **state)
{
    struct world *w = *state;
    uint8_t before[SVCCOMM_ID_SIZE];

    scan(w, HOST_A, 0, LISTENS ROW);
    memcpy(before, id_of(w, KEY), sizeof before);
    add(w, KEY, MINUTE);
    assert_records(w, KEY " user L 1/1 p1 manual+netstat\n");
    assert_memory_equal(id_of(w, KEY), before, sizeof before);
    assert_int_equal(record_of(w, KEY)->created, T0);
    assert_int_equal(try_add(w, KEY, MINUTE), SVCCOMM_E_EXISTS);
}

static void an_edit_does_not_make_a_record_manual(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    set_status(w, KEY, SVCCOMM_STATUS_HIDDEN, 0);
    assert_int_equal(record_of(w, KEY)->origin, SVCCOMM_ORIGIN_NETSTAT);
}

static void a_manual_record_is_never_turned(void **state)
{
    struct world *w = *state;

    add(w, "tcp 10.0.0.5 > 10.0.0.9:40001", 0);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:22 - LISTEN\ntcp 10.0.0.5:22 10.0.0.9:40001 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n"
                      "tcp 10.0.0.5 > 10.0.0.9:40001 user manual\n");
}

static void a_manual_key_that_cannot_be_is_refused(void **state)
{
    static const char *const keys[] = {
        "tcp 10.0.0.9 > 10.0.0.5:0",         "udp 224.0.0.1 > 10.0.0.5:53",
        "udp 255.255.255.255 > 10.0.0.5:53", "udp 0.0.0.0 > 10.0.0.5:53",
        "udp :: > [2001:db8::1]:53",         "udp ff02::1 > [2001:db8::1]:53",
    };
    struct world *w = *state;
    size_t i;

    for (i = 0; i < COUNT(keys); i++)
        if (try_add(w, keys[i], 0) != SVCCOMM_E_ARGUMENT)
            fail_msg("%s was taken", keys[i]);
    assert_records(w, "");
}

/* ---- K9 ---- */

static void re_keying_moves_the_record_to_another_id(void **state)
{
    struct world *w = *state;
    uint8_t old[SVCCOMM_ID_SIZE];

    scan(w, HOST_A, 0, LISTENS ROW);
    memcpy(old, id_of(w, KEY), sizeof old);
    assert_int_equal(try_rekey(w, KEY, "tcp 10.0.0.9 > 10.0.0.5:2222", 0, MINUTE), 0);
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:2222 listen L 1/1 p1\n");
    assert_int_equal(svccomm_registry_get(w->registry, old, &w->record, sizeof w->record),
                     SVCCOMM_E_NOT_FOUND);
    /* The totals stay though the endpoint is another. */
    scan(w, HOST_A, 2 * MINUTE, LISTENS "tcp 10.0.0.5:2222 - LISTEN\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:2222 listen L 2/1 p1\n");
}

static void a_re_key_that_collides_is_refused_unless_a_merge_is_asked_for(void **state)
{
    struct world *w = *state;
    uint64_t before;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n");
    before = revision(w);
    assert_int_equal(try_rekey(w, KEY, "tcp 10.0.0.8 > 10.0.0.5:22", 0, MINUTE), SVCCOMM_E_EXISTS);
    assert_int_equal(revision(w), before);
    assert_int_equal(counts(w).records, 2);
    assert_int_equal(try_rekey(w, KEY, "tcp 10.0.0.8 > 10.0.0.5:22", SVCCOMM_EDIT_MERGE, MINUTE),
                     0);
    assert_int_equal(counts(w).records, 1);
}

static void a_merge_keeps_for_each_view_the_counters_with_more_total_samples(void **state)
{
    struct world *w = *state;
    const svccomm_record *r;

    /* 10.0.0.9: listener view 3/1 p2; 10.0.0.8: listener view 2/2 p2, client view 1/1 p1 */
    scan(w, HOST_A, 0, LISTENS ROW "tcp 10.0.0.5:22 10.0.0.9:51001 ESTAB\n");
    scan(w, HOST_A, MINUTE, LISTENS "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n");
    scan(w, HOST_A, 2 * MINUTE, LISTENS "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n");
    scan(w, HOST_B, 3 * MINUTE, "tcp 10.0.0.8:51000 10.0.0.5:22 ESTAB ssh\n");
    assert_int_equal(try_rekey(w, "tcp 10.0.0.8 > 10.0.0.5:22", KEY, SVCCOMM_EDIT_MERGE, DAY), 0);
    assert_records(w, KEY " listen L 3/1 p2 C 1/1 p1\n");
    r = record_of(w, KEY);
    assert_int_equal(r->listener_view.first_found, T0);
    assert_int_equal(r->listener_view.last_found, T0 + 2 * MINUTE);
    assert_int_equal(r->first_found, T0);
    assert_int_equal(r->last_found, T0 + 3 * MINUTE);
    assert_int_equal(r->process_count, 1);
    assert_int_equal(r->updated, T0 + DAY);
}

static void a_merge_unites_what_was_said_of_both_and_the_target_wins(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE | SVCCOMM_EDIT_CLIENT_DEVICE);
    const svccomm_record *r;

    add(w, "tcp 10.0.0.8 > 10.0.0.5:22", 0);
    edit.note = "of the one that goes";
    edit.client_device = "goes";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, "tcp 10.0.0.8 > 10.0.0.5:22"),
                                           &edit, T0, NULL, NULL),
                     0);
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    edit = edit_of(SVCCOMM_EDIT_NOTE);
    edit.note = "of the target";
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL), 0);
    assert_int_equal(try_rekey(w, "tcp 10.0.0.8 > 10.0.0.5:22", KEY, SVCCOMM_EDIT_MERGE, DAY), 0);
    assert_records(w, KEY " user L 1/1 p1 manual+netstat\n");
    r = record_of(w, KEY);
    assert_string_equal(r->note, "of the target");
    assert_string_equal(r->client_device_explicit, "goes");
    assert_int_equal(r->created, T0);
}

static void editing_or_deleting_what_is_not_there_is_an_error(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_STATUS);
    uint8_t id[SVCCOMM_ID_SIZE] = {1};

    assert_int_equal(svccomm_registry_edit(w->registry, id, &edit, T0, NULL, NULL),
                     SVCCOMM_E_NOT_FOUND);
    assert_int_equal(svccomm_registry_delete(w->registry, id, 1, T0, NULL), SVCCOMM_E_NOT_FOUND);
    assert_int_equal(svccomm_registry_get(w->registry, id, &w->record, sizeof w->record),
                     SVCCOMM_E_NOT_FOUND);
}

static void an_edit_that_breaks_a_limit_changes_nothing(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE);
    char longest[SVCCOMM_STRING_MAX + 2];
    uint64_t before;

    scan(w, HOST_A, 0, LISTENS ROW);
    before = revision(w);
    memset(longest, 'x', sizeof longest);
    longest[SVCCOMM_STRING_MAX + 1] = '\0';
    edit.note = longest;
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL),
                     SVCCOMM_E_RANGE);
    edit = edit_of(SVCCOMM_EDIT_STATUS);
    edit.status = 3;
    assert_true(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL) < 0);
    assert_int_equal(revision(w), before);
    edit = edit_of(SVCCOMM_EDIT_NOTE);
    longest[SVCCOMM_STRING_MAX] = '\0';
    edit.note = longest;
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL), 0);
}

static void bits_that_nobody_knows_are_refused(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_of(0x100);

    scan(w, HOST_A, 0, LISTENS ROW);
    assert_int_equal(svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(what_a_person_says_of_a_record_is_kept),
        world_test(fields_that_are_not_given_stay),
        world_test(client_processes_are_kept_most_recent_first),
        world_test(the_set_of_client_processes_is_bounded_and_loses_the_oldest),
        world_test(of_more_client_processes_in_one_snapshot_the_first_stay),
        world_test(the_listeners_process_is_its_newest),
        world_test(of_two_listening_processes_in_one_snapshot_the_first_in_the_alphabet_stays),
        world_test(created_and_updated_are_now_and_found_is_the_snapshots_time),
        world_test(first_and_last_found_hold_for_snapshots_of_hosts_in_any_order),
        world_test(hidden_records_are_counted_but_not_listed_unless_asked),
        world_test(ignored_records_are_not_counted_and_do_not_come_back),
        world_test(a_manual_record_has_no_values_until_it_is_found),
        world_test(a_discovered_record_that_is_added_becomes_manual_too),
        world_test(an_edit_does_not_make_a_record_manual),
        world_test(a_manual_record_is_never_turned),
        world_test(a_manual_key_that_cannot_be_is_refused),
        world_test(re_keying_moves_the_record_to_another_id),
        world_test(a_re_key_that_collides_is_refused_unless_a_merge_is_asked_for),
        world_test(a_merge_keeps_for_each_view_the_counters_with_more_total_samples),
        world_test(a_merge_unites_what_was_said_of_both_and_the_target_wins),
        world_test(editing_or_deleting_what_is_not_there_is_an_error),
        world_test(an_edit_that_breaks_a_limit_changes_nothing),
        world_test(bits_that_nobody_knows_are_refused),
    };

    return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
