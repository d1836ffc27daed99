/* SPDX-License-Identifier: MIT
 * Arguments that are NULL, too small, or not of their documented form: each is refused by its code,
 * and changes nothing (A4). */
#include "api_support.h"

#include <stdlib.h>
#include <string.h>

#define ARGUMENT SVCCOMM_E_ARGUMENT
#define STRUCT_SIZE SVCCOMM_E_STRUCT_SIZE
#define RANGE SVCCOMM_E_RANGE
#define WEB "tcp 10.0.0.1 > 10.0.0.5:22"
#define LONG_NAME (SVCCOMM_STRING_MAX + 1)

/* One more byte than a string may have. */
static const char *long_name(void)
{
    static char name[LONG_NAME + 1];

    memset(name, 'x', LONG_NAME);
    return name;
}

static svccomm_edit edit_at(const char *key)
{
    svccomm_edit edit;

    assert_int_equal(svccomm_edit_init(&edit, sizeof edit), 0);
    edit.key = key_of(key);
    return edit;
}

/* ---- handles and what is read from them ---- */

/* Whoever asks for nothing needs no room for it. */
static void no_elements_need_no_room(void **state)
{
    struct world *w = *state;

    assert_int_equal(svccomm_registry_rules(w->registry, 0, NULL, 0, sizeof(svccomm_rule)), 0);
    assert_int_equal(svccomm_registry_set_rules(w->registry, NULL, 0, sizeof(svccomm_rule), NULL),
                     0);
    assert_int_equal(svccomm_snapshot_rows(w->snapshot, 0, NULL, 0, sizeof(svccomm_row)), 0);
}

/* More than can be is refused before any of it is read. */
static void counts_beyond_any_array_are_refused(void **state)
{
    struct world *w = *state;
    svccomm_flow flow = flow_of("tcp 10.0.0.9:40001 10.0.0.5:22", 0);
    uint8_t id[SVCCOMM_ID_SIZE] = {0};
    svccomm_counts counted = {.size = sizeof counted - 1};

    assert_int_equal(try_give(w, 0, 0, &flow, (size_t)INT32_MAX), SVCCOMM_E_NOMEM);
    if (SIZE_MAX > UINT32_MAX)
        assert_int_equal(svccomm_registry_delete(w->registry, id, (size_t)UINT32_MAX + 1, T0, NULL),
                         ARGUMENT);
    assert_int_equal(svccomm_registry_counts(w->registry, &counted), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_registry_ingest_snapshot(w->registry, NULL, T0, NULL, NULL), ARGUMENT);
}

static void no_handle_no_call(void **state)
{
    svccomm_record record = {0};
    svccomm_change change;
    svccomm_rule rule;
    svccomm_row row;
    uint8_t id[SVCCOMM_ID_SIZE] = {0};
    svccomm_counts counted = {.size = sizeof counted};

    (void)state;
    assert_int_equal(svccomm_registry_get(NULL, id, &record, sizeof record), ARGUMENT);
    assert_int_equal(svccomm_registry_changes(NULL, 0, &change, 1, sizeof change), ARGUMENT);
    assert_int_equal(svccomm_registry_rules(NULL, 0, &rule, 1, sizeof rule), ARGUMENT);
    assert_int_equal(svccomm_registry_counts(NULL, &counted), ARGUMENT);
    assert_int_equal(svccomm_registry_ingest_flows(NULL, NULL, 0, 0, NULL, NULL), ARGUMENT);
    assert_int_equal(svccomm_snapshot_new(NULL, NULL), ARGUMENT);
    assert_int_equal(svccomm_snapshot_add_rows(NULL, NULL, 0, sizeof row, NULL, NULL), ARGUMENT);
    assert_int_equal(svccomm_snapshot_rows(NULL, 0, &row, 1, sizeof row), ARGUMENT);
    assert_int_equal(svccomm_snapshot_cover(NULL, 0), ARGUMENT);
    assert_int_equal(svccomm_snapshot_coverage(NULL), 0);
    assert_int_equal(svccomm_snapshot_row_count(NULL), 0);
    assert_int_equal(svccomm_snapshot_text_begin(NULL, 0), ARGUMENT);
    assert_int_equal(svccomm_snapshot_text(NULL, NULL, 0), ARGUMENT);
    assert_int_equal(svccomm_decoder_new(NULL, NULL), ARGUMENT);
    assert_int_equal(svccomm_decoder_memory(NULL), 0);
    svccomm_decoder_free(NULL);
    assert_int_equal(svccomm_sink_put(NULL, NULL, 0, 8), ARGUMENT);
    assert_int_equal(svccomm_sink_leave_out(NULL), ARGUMENT);
    assert_null(svccomm_record_headline(NULL));
}

static void reads_want_room_and_elements_of_at_least_the_first_version(void **state)
{
    struct world *w = *state;
    svccomm_record record;
    svccomm_change change;
    svccomm_rule rule;
    svccomm_row row;
    svccomm_host host;
    svccomm_registry *r = w->registry;
    uint8_t id[SVCCOMM_ID_SIZE] = {0};

    assert_int_equal(svccomm_registry_get(r, NULL, &record, sizeof record), ARGUMENT);
    assert_int_equal(svccomm_registry_get(r, id, NULL, sizeof record), ARGUMENT);
    assert_int_equal(svccomm_registry_get(r, id, &record, sizeof record - 1), STRUCT_SIZE);
    assert_int_equal(svccomm_registry_changes(r, 0, NULL, 1, sizeof change), ARGUMENT);
    assert_int_equal(svccomm_registry_changes(r, 0, &change, 0, sizeof change), ARGUMENT);
    assert_int_equal(svccomm_registry_changes(r, 0, &change, 1, sizeof change - 1), STRUCT_SIZE);
    assert_int_equal(svccomm_registry_rules(r, 0, NULL, 1, sizeof rule), ARGUMENT);
    assert_int_equal(svccomm_registry_rules(r, 0, &rule, 1, sizeof rule - 1), STRUCT_SIZE);
    assert_int_equal(svccomm_registry_rules(r, UINT64_MAX, &rule, 1, sizeof rule), 0);
    assert_int_equal(svccomm_registry_hosts(r, 0, 1, NULL, NULL, 1, sizeof host), ARGUMENT);
    assert_int_equal(svccomm_registry_hosts(r, 0, 1, NULL, &host, 1, sizeof host - 8), STRUCT_SIZE);
    assert_int_equal(svccomm_snapshot_rows(w->snapshot, 0, NULL, 1, sizeof row), ARGUMENT);
    assert_int_equal(svccomm_snapshot_rows(w->snapshot, 0, &row, 1, sizeof row - 1), STRUCT_SIZE);
}

static void a_cursor_wants_a_place_and_a_sort_that_there_is(void **state)
{
    struct world *w = *state;
    svccomm_cursor *cursor;
    svccomm_record record;
    svccomm_query query;

    svccomm_query_init(&query, sizeof query);
    assert_int_equal(svccomm_cursor_new(NULL, w->registry, NULL), ARGUMENT);
    query.sort = SVCCOMM_SORT_FLOW_GAP_SPAN + 1;
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, &query), ARGUMENT);
    assert_null(cursor);
    assert_int_equal(svccomm_cursor_new(&cursor, w->registry, NULL), 0);
    assert_int_equal(svccomm_cursor_next(NULL, &record, 1, sizeof record), ARGUMENT);
    assert_int_equal(svccomm_cursor_next(cursor, NULL, 1, sizeof record), ARGUMENT);
    svccomm_cursor_free(cursor);
}

static void a_position_wants_a_record_and_a_sort_that_there_is(void **state)
{
    svccomm_record record;
    svccomm_position position;

    (void)state;
    memset(&record, 0, sizeof record);
    assert_int_equal(svccomm_record_position(NULL, 0, &position), ARGUMENT);
    assert_int_equal(svccomm_record_position(&record, 0, NULL), ARGUMENT);
    assert_int_equal(svccomm_record_position(&record, SVCCOMM_SORT_FLOW_GAP_SPAN + 1, &position),
                     ARGUMENT);
}

/* ---- filters ---- */

static int try_filter(struct world *w, svccomm_filter filter)
{
    uint64_t count = 77;
    int rc = svccomm_registry_delete_matching(w->registry, &filter, 1, T0, &count);

    assert_true((rc == 0) == (count != 77));
    return rc;
}

static void a_filter_asks_what_can_be_asked(void **state)
{
    static const uint32_t texts[] = {SVCCOMM_FILTER_DEVICE, SVCCOMM_FILTER_PROCESS};
    svccomm_filter plain, f;

    svccomm_filter_init(&plain, sizeof plain);
    for (size_t i = 0; i < COUNT(texts); i++) {
        f = plain;
        f.fields = texts[i];
        assert_int_equal(try_filter(*state, f), ARGUMENT);
        f.device = f.process = long_name();
        assert_int_equal(try_filter(*state, f), RANGE);
    }
    f = plain;
    f.client.length = 129;
    assert_int_equal(try_filter(*state, f), ARGUMENT);
    f = plain;
    f.listener.length = 129;
    assert_int_equal(try_filter(*state, f), ARGUMENT);
    f = plain;
    f.statuses = SVCCOMM_STATUSES_ALL + 1;
    assert_int_equal(try_filter(*state, f), ARGUMENT);
    f = plain;
    f.min_persistence = strtod("nan", NULL);
    assert_int_equal(try_filter(*state, f), ARGUMENT);
    f = plain;
    f.fields = SVCCOMM_FILTER_FIELDS + 1;
    assert_int_equal(try_filter(*state, f), ARGUMENT);
    assert_int_equal(try_filter(*state, plain), 0);
}

/* ---- edits ---- */

static void every_process_of_an_edit_has_a_name(void **state)
{
    static const char *const names[] = {"a", NULL};
    svccomm_edit edit = edit_at("tcp 10.0.0.9 > 10.0.0.5:22");

    edit.fields = SVCCOMM_EDIT_PROCESSES;
    edit.processes = names;
    edit.process_count = 2;
    assert_int_equal(
        svccomm_registry_add(((struct world *)*state)->registry, &edit, T0, NULL, NULL), ARGUMENT);
    assert_int_equal(counts(*state).strings, 0);
}

static int try_edit(struct world *w, const svccomm_edit *edit)
{
    return svccomm_registry_add(w->registry, edit, T0, NULL, NULL);
}

static void an_edit_names_processes_that_are_there(void **state)
{
    static const char *const names[SVCCOMM_PROCESS_MAX + 1] = {"a"};
    svccomm_edit edit = edit_at(WEB);

    edit.fields = SVCCOMM_EDIT_PROCESSES;
    edit.processes = names;
    edit.process_count = SVCCOMM_PROCESS_MAX + 1;
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit.processes = NULL;
    edit.process_count = 1;
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit.process_count = 0;
    assert_int_equal(try_edit(*state, &edit), 0);
}

static void a_key_is_one_that_can_be(void **state)
{
    svccomm_edit edit = edit_at(WEB);

    edit.key.reserved = 1;
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit = edit_at(WEB);
    edit.key.protocol = 47; /* GRE has no ports */
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit = edit_at(WEB);
    memset(edit.key.listener, 0, sizeof edit.key.listener);
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit = edit_at("tcp 127.0.0.1 > 127.0.0.1:22");
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    edit = edit_at(WEB);
    edit.key.scope = 5;
    assert_int_equal(try_edit(*state, &edit), ARGUMENT);
    assert_string_equal(records_text(*state), "");
}

static void what_changes_a_record_says_which(void **state)
{
    struct world *w = *state;
    svccomm_edit edit = edit_at(WEB);

    assert_int_equal(svccomm_registry_edit(w->registry, NULL, &edit, T0, NULL, NULL), ARGUMENT);
    assert_int_equal(svccomm_registry_delete(w->registry, NULL, 1, T0, NULL), ARGUMENT);
    assert_int_equal(svccomm_registry_delete(w->registry, NULL, 0, T0, NULL), 0);
}

/* ---- names and rules ---- */

static void a_name_is_of_a_host_or_an_address_that_can_be(void **state)
{
    struct world *w = *state;
    svccomm_key key = key_of(WEB);
    uint8_t nowhere[SVCCOMM_ADDRESS_SIZE] = {0};
    svccomm_registry *r = w->registry;

    assert_int_equal(svccomm_registry_set_host_name(r, 0, 0, "a", T0), RANGE);
    assert_int_equal(svccomm_registry_set_host_name(r, 0, 1, long_name(), T0), RANGE);
    assert_int_equal(svccomm_registry_set_device(r, 0, 0, NULL, "a", T0), ARGUMENT);
    assert_int_equal(svccomm_registry_set_device(r, 0, 0, nowhere, "a", T0), ARGUMENT);
    assert_int_equal(svccomm_registry_set_device(r, 0, 5, key.client, "a", T0), ARGUMENT);
    assert_int_equal(svccomm_registry_set_device(r, 0, 0, key.client, long_name(), T0), RANGE);
    assert_int_equal(counts(w).revision, 0);
}

static int try_rule(struct world *w, svccomm_rule rule)
{
    return svccomm_registry_set_rules(w->registry, &rule, 1, sizeof rule, NULL);
}

static void a_rule_is_of_its_form(void **state)
{
    svccomm_rule plain = rule_of(1, SVCCOMM_RULE_IGNORE, "10.0.0.0/8"), rule = plain;

    rule.id = 0;
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule = plain;
    rule.kind = 0;
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule.kind = SVCCOMM_RULE_LOCAL + 1;
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule.kind = SVCCOMM_RULE_GROUP; /* of no address */
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule = plain;
    rule.client.length = 129;
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule = plain;
    rule.listener.length = 129;
    assert_int_equal(try_rule(*state, rule), ARGUMENT);
    rule = plain;
    rule.process = long_name();
    assert_int_equal(try_rule(*state, rule), RANGE);
    assert_int_equal(counts(*state).rules, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_handle_no_call),
        world_test(no_elements_need_no_room),
        world_test(counts_beyond_any_array_are_refused),
        world_test(reads_want_room_and_elements_of_at_least_the_first_version),
        world_test(a_cursor_wants_a_place_and_a_sort_that_there_is),
        cmocka_unit_test(a_position_wants_a_record_and_a_sort_that_there_is),
        world_test(a_filter_asks_what_can_be_asked),
        world_test(an_edit_names_processes_that_are_there),
        world_test(every_process_of_an_edit_has_a_name),
        world_test(a_key_is_one_that_can_be),
        world_test(what_changes_a_record_says_which),
        world_test(a_name_is_of_a_host_or_an_address_that_can_be),
        world_test(a_rule_is_of_its_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
