/* SPDX-License-Identifier: MIT
 * Revisions, tombstones and "changed since" (K10). */
#include "api_support.h"

#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define ROW_2 "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:22"
#define KEY_2 "tcp 10.0.0.8 > 10.0.0.5:22"

static int changes(struct world *w, uint64_t since, svccomm_change *list, size_t capacity)
{
    return svccomm_registry_changes(w->registry, since, list, capacity, sizeof *list);
}

static void ids_of(struct world *w, uint8_t ids[2][SVCCOMM_ID_SIZE])
{
    memcpy(ids[0], id_of(w, KEY), SVCCOMM_ID_SIZE);
    memcpy(ids[1], id_of(w, KEY_2), SVCCOMM_ID_SIZE);
}

static void each_change_gives_a_record_a_new_revision(void **state)
{
    struct world *w = *state;
    uint64_t before = 0;
    svccomm_edit edit = edit_of(SVCCOMM_EDIT_NOTE);
    int step;

    edit.note = "x";
    for (step = 0; step < 5; step++) {
        if (step == 0)
            scan(w, HOST_A, 0, LISTENS ROW);
        else if (step == 1)
            scan(w, HOST_A, MINUTE, LISTENS ROW);
        else if (step == 2)
            add(w, KEY, MINUTE);
        else if (step == 3)
            set_status(w, KEY, SVCCOMM_STATUS_HIDDEN, MINUTE);
        else
            assert_int_equal(
                svccomm_registry_edit(w->registry, id_of(w, KEY), &edit, T0, NULL, NULL), 0);
        assert_true(record_of(w, KEY)->revision > before);
        before = record_of(w, KEY)->revision;
        assert_true(revision(w) >= before);
    }
}

static void a_total_that_moves_lazily_is_no_change_of_the_record_but_of_the_endpoint(void **state)
{
    struct world *w = *state;
    svccomm_change list[4];
    svccomm_endpoint e[2];
    uint64_t before, since;

    scan(w, HOST_A, 0, LISTENS ROW);
    before = record_of(w, KEY)->revision;
    since = revision(w);
    scan(w, HOST_A, MINUTE, LISTENS);
    assert_record(w, KEY, "listen L 2/1 p1");
    assert_int_equal(record_of(w, KEY)->revision, before);
    assert_int_equal(changes(w, since, list, COUNT(list)), 0);
    assert_int_equal(svccomm_registry_listeners(w->registry, 0, 0, NULL, e, 2, sizeof *e), 1);
    assert_true(e[0].revision > since);
}

static void changes_come_in_rising_revision_and_in_pieces(void **state)
{
    struct world *w = *state;
    svccomm_change one;
    uint8_t ids[2][SVCCOMM_ID_SIZE];
    uint64_t since;

    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_A, MINUTE, LISTENS ROW_2);
    ids_of(w, ids);
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW); /* now KEY is the newer one */
    assert_int_equal(changes(w, 0, &one, 1), 1);
    assert_memory_equal(one.id, ids[1], SVCCOMM_ID_SIZE);
    assert_int_equal(one.cause, SVCCOMM_CHANGE_UPDATED);
    since = one.revision;
    assert_int_equal(changes(w, since, &one, 1), 1);
    assert_memory_equal(one.id, ids[0], SVCCOMM_ID_SIZE);
    assert_true(one.revision > since);
    assert_int_equal(one.revision, record_of(w, KEY)->revision);
    assert_int_equal(changes(w, one.revision, &one, 1), 0);
    assert_int_equal(changes(w, revision(w), &one, 1), 0);
}

static void a_deleted_record_leaves_a_tombstone_in_its_place(void **state)
{
    struct world *w = *state;
    svccomm_change list[4];
    uint8_t ids[2][SVCCOMM_ID_SIZE], none[SVCCOMM_ID_SIZE] = {0};
    uint64_t since;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    ids_of(w, ids);
    since = revision(w);
    assert_int_equal(svccomm_registry_delete(w->registry, ids[0], 1, T0, NULL), 0);
    assert_int_equal(changes(w, since, list, COUNT(list)), 1);
    assert_memory_equal(list[0].id, ids[0], SVCCOMM_ID_SIZE);
    assert_memory_equal(list[0].successor, none, SVCCOMM_ID_SIZE);
    assert_int_equal(list[0].cause, SVCCOMM_CHANGE_DELETED);
    assert_true(list[0].revision > since);
    scan(w, HOST_A, MINUTE, LISTENS ROW_2);
    assert_int_equal(changes(w, 0, list, COUNT(list)), 2);
    assert_memory_equal(list[0].id, ids[0], SVCCOMM_ID_SIZE); /* records and tombstones mixed */
    assert_memory_equal(list[1].id, ids[1], SVCCOMM_ID_SIZE);
}

static void a_re_keyed_record_names_its_successor(void **state)
{
    struct world *w = *state;
    svccomm_change list[4];
    uint8_t ids[2][SVCCOMM_ID_SIZE];
    uint64_t since;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    ids_of(w, ids);
    since = revision(w);
    assert_int_equal(try_rekey(w, KEY, KEY_2, SVCCOMM_EDIT_MERGE, MINUTE), 0);
    assert_int_equal(changes(w, since, list, COUNT(list)), 2);
    if (list[0].cause == SVCCOMM_CHANGE_UPDATED)
        list[0] = list[1];
    assert_int_equal(list[0].cause, SVCCOMM_CHANGE_REKEYED);
    assert_memory_equal(list[0].id, ids[0], SVCCOMM_ID_SIZE);
    assert_memory_equal(list[0].successor, ids[1], SVCCOMM_ID_SIZE);
}

static void pruned_and_evicted_records_say_so(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_change list[4];
    svccomm_prune prune;

    config.max_records = 1;
    config.cap_policy = SVCCOMM_CAP_EVICT;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_A, MINUTE, LISTENS ROW_2);
    assert_int_equal(changes(w, 0, list, COUNT(list)), 2);
    assert_int_equal(list[0].cause + list[1].cause, SVCCOMM_CHANGE_EVICTED);
    svccomm_prune_init(&prune, sizeof prune);
    prune.older_than = T0 + DAY;
    assert_int_equal(svccomm_registry_prune(w->registry, &prune, T0 + DAY), 0);
    assert_int_equal(changes(w, 0, list, COUNT(list)), 2);
    assert_int_equal(list[1].cause, SVCCOMM_CHANGE_PRUNED);
}

static void a_record_that_comes_back_is_an_update_after_its_tombstone(void **state)
{
    struct world *w = *state;
    svccomm_change list[4];

    scan(w, HOST_A, 0, LISTENS ROW);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY), 1, T0, NULL), 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    assert_int_equal(changes(w, 0, list, COUNT(list)), 2);
    assert_int_equal(list[0].cause, SVCCOMM_CHANGE_DELETED);
    assert_int_equal(list[1].cause, SVCCOMM_CHANGE_UPDATED);
    assert_memory_equal(list[0].id, list[1].id, SVCCOMM_ID_SIZE);
    assert_int_equal(record_of(w, KEY)->listener_view.total_samples, 1);
}

static void tombstones_are_capped_and_what_came_before_them_is_too_old(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_change list[8];
    uint64_t after[3];
    int i;
    static const char *const keys[] = {KEY, KEY_2, "tcp 10.0.0.7 > 10.0.0.5:22"};

    config.max_tombstones = 2;
    world_configure(w, &config);
    scan(w, HOST_A, 0, LISTENS ROW ROW_2 "tcp 10.0.0.5:22 10.0.0.7:51000 ESTAB\n");
    for (i = 0; i < 3; i++) {
        assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, keys[i]), 1, T0, NULL), 0);
        after[i] = revision(w);
    }
    assert_int_equal(counts(w).tombstones, 2);
    assert_int_equal(changes(w, 0, list, COUNT(list)), SVCCOMM_E_TOO_OLD);
    assert_int_equal(changes(w, after[0] - 1, list, COUNT(list)), SVCCOMM_E_TOO_OLD);
    assert_int_equal(changes(w, after[0], list, COUNT(list)), 2);
    assert_int_equal(changes(w, after[1], list, COUNT(list)), 1);
    assert_int_equal(changes(w, after[2], list, COUNT(list)), 0);
}

static void hidden_and_ignored_records_are_changes_too(void **state)
{
    struct world *w = *state;
    svccomm_change list[4];
    uint64_t since;

    scan(w, HOST_A, 0, LISTENS ROW);
    since = revision(w);
    set_status(w, KEY, SVCCOMM_STATUS_IGNORED, 0);
    assert_int_equal(changes(w, since, list, COUNT(list)), 1);
    assert_int_equal(list[0].cause, SVCCOMM_CHANGE_UPDATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(each_change_gives_a_record_a_new_revision),
        world_test(a_total_that_moves_lazily_is_no_change_of_the_record_but_of_the_endpoint),
        world_test(changes_come_in_rising_revision_and_in_pieces),
        world_test(a_deleted_record_leaves_a_tombstone_in_its_place),
        world_test(a_re_keyed_record_names_its_successor),
        world_test(pruned_and_evicted_records_say_so),
        world_test(a_record_that_comes_back_is_an_update_after_its_tombstone),
        world_test(tombstones_are_capped_and_what_came_before_them_is_too_old),
        world_test(hidden_and_ignored_records_are_changes_too),
    };

    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
