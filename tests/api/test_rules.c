/* SPDX-License-Identifier: MIT
 * Client groups (K11) and ignore rules (K12), and the calls that keep rules. */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define LISTENS "tcp 10.0.0.5:443 - LISTEN nginx\n"
#define VISITORS \
    "tcp 10.0.0.5:443 203.0.113.5:51000 ESTAB\ntcp 10.0.0.5:443 203.0.113.6:51000 ESTAB\n"
#define GROUPED "tcp 203.0.113.0 > 10.0.0.5:443"

static svccomm_rule group_of(uint64_t id, const char *prefix, const char *address)
{
    svccomm_rule rule = rule_of(id, SVCCOMM_RULE_GROUP, prefix);

    address_of(address, rule.group);
    return rule;
}

static uint64_t hits_of(struct world *w, uint64_t id)
{
    svccomm_rule rule;

    assert_int_equal(svccomm_registry_rules(w->registry, id - 1, &rule, 1, sizeof rule), 1);
    assert_int_equal(rule.id, id);
    return rule.hits;
}

/* ---- K11 ---- */

static void clients_of_a_group_are_one_record(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = group_of(1, "203.0.113.0/24", "203.0.113.0");

    set_rule(w, &rule);
    scan(w, HOST_A, 0, LISTENS VISITORS "tcp 10.0.0.5:443 203.0.114.5:51000 ESTAB\n");
    /* Distinct (client, port) are counted before grouping: 2, though the port is one. */
    assert_records(w, GROUPED " listen L 1/1 p2 mixed\n"
                              "tcp 203.0.114.5 > 10.0.0.5:443 listen L 1/1 p1\n");
}

static void a_grouped_record_has_no_client_view_beyond_presence(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = group_of(1, "203.0.113.0/24", "203.0.113.0");

    set_rule(w, &rule);
    scan(w, HOST_B, 0, "tcp 203.0.113.5:51000 10.0.0.5:443 ESTAB curl\n");
    scan(w, HOST_B, MINUTE, "tcp 203.0.113.5:51000 10.0.0.5:443 ESTAB curl\n");
    assert_int_equal(record_of(w, GROUPED)->client_view.active_samples, 0);
    assert_int_equal(record_of(w, GROUPED)->client_view.total_ports, 0);
    assert_int_equal(record_of(w, GROUPED)->client_view.recent_samples, 2);
    assert_int_equal(record_of(w, GROUPED)->flags, SVCCOMM_RECORD_MIXED);
    assert_int_equal(w->report.presence_only, 1);
}

static void groups_hold_for_their_realm_and_for_clients_alone(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = group_of(1, "10.0.0.0/8", "10.0.0.0");

    set_rule(w, &rule);
    scan(w, HOST_A, 0, LISTENS "tcp 10.0.0.5:443 10.1.1.1:51000 ESTAB\n");
    take(w, &(struct shot){.host = HOST_A, .realm = 1},
         LISTENS "tcp 10.0.0.5:443 10.1.1.1:51000 ESTAB\n");
    assert_records(w, "tcp 10.0.0.0 > 10.0.0.5:443 listen L 1/1 p1 mixed\n"
                      "r1 tcp 10.1.1.1 > 10.0.0.5:443 listen L 1/1 p1\n");
}

static void the_direction_is_decided_before_grouping(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = group_of(1, "203.0.113.0/24", "203.0.113.0");

    set_rule(w, &rule);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:40001 203.0.113.5:443 ESTAB\n");
    assert_records(w, "tcp 10.0.0.5 > 203.0.113.5:443 absent C 1/1 p1\n");
}

static void of_two_groups_the_longer_prefix_holds(void **state)
{
    struct world *w = *state;
    svccomm_rule wide = group_of(1, "203.0.0.0/16", "203.0.0.0");
    svccomm_rule narrow = group_of(2, "203.0.113.0/24", "203.0.113.0");

    set_rule(w, &wide);
    set_rule(w, &narrow);
    scan(w, HOST_A, 0, LISTENS VISITORS);
    assert_records(w, GROUPED " listen L 1/1 p2 mixed\n");
    world_configure(w, NULL);
    wide.id = 3; /* whichever is asked first */
    set_rule(w, &narrow);
    set_rule(w, &wide);
    scan(w, HOST_A, 0, LISTENS VISITORS);
    assert_records(w, GROUPED " listen L 1/1 p2 mixed\n");
}

/* The group's address is not local to the host though the client's was. */
static void a_client_that_was_local_is_not_in_its_group(void **state)
{
    struct world *w = *state;
    svccomm_rule group = group_of(1, "192.168.0.0/16", "203.0.113.0");
    svccomm_rule local = rule_of(2, SVCCOMM_RULE_LOCAL, "192.168.0.0/16");
    svccomm_flow flow = flow_of("tcp 192.168.0.5:40001 10.0.0.9:22", 0);

    set_rule(w, &group);
    set_rule(w, &local);
    assert_int_equal(try_give(w, HOST_A, 0, &flow, 1), 0);
    assert_records(w, "tcp 203.0.113.0 > 10.0.0.9:22 named mixed F 1/0\n");
}

/* ---- K12 ---- */

#define KEPT "tcp 10.0.0.9 > 10.0.0.5:22 listen L 1/1 p1\n"

static const struct {
    const char *name;
    const char *client, *listener;
    uint16_t low, high;
    uint8_t protocol;
    uint32_t realm;
    const char *process;
    int ignored;
} ignores[] = {
    {"nothing said: all", NULL, NULL, 0, 0, 0, 0, NULL, 1},
    {"the client", "10.0.0.9", NULL, 0, 0, 0, 0, NULL, 1},
    {"the client's network", "10.0.0.8/29", NULL, 0, 0, 0, 0, NULL, 1},
    {"another client", "10.0.0.8", NULL, 0, 0, 0, 0, NULL, 0},
    {"the listener as client", "10.0.0.5", NULL, 0, 0, 0, 0, NULL, 0},
    {"the listener", NULL, "10.0.0.5", 0, 0, 0, 0, NULL, 1},
    {"another listener", NULL, "10.0.0.9", 0, 0, 0, 0, NULL, 0},
    {"the lowest port", NULL, NULL, 22, 30, 0, 0, NULL, 1},
    {"the highest port", NULL, NULL, 1, 22, 0, 0, NULL, 1},
    {"from 0 on", NULL, NULL, 0, 22, 0, 0, NULL, 1},
    {"from 0 on, one below", NULL, NULL, 0, 21, 0, 0, NULL, 0},
    {"one below", NULL, NULL, 1, 21, 0, 0, NULL, 0},
    {"one above", NULL, NULL, 23, 51000, 0, 0, NULL, 0},
    {"the protocol", NULL, NULL, 0, 0, 6, 0, NULL, 1},
    {"another protocol", NULL, NULL, 0, 0, 17, 0, NULL, 0},
    {"another realm", NULL, NULL, 0, 0, 0, 1, NULL, 0},
    {"all at once", "10.0.0.9", "10.0.0.5", 22, 22, 6, 0, "sshd", 1},
    {"all but one", "10.0.0.9", "10.0.0.6", 22, 22, 6, 0, "sshd", 0},
    {"the process", NULL, NULL, 0, 0, 0, 0, "sshd", 1},
    {"its start", NULL, NULL, 0, 0, 0, 0, "ss*", 1},
    {"its end", NULL, NULL, 0, 0, 0, 0, "*d", 1},
    {"both", NULL, NULL, 0, 0, 0, 0, "s*h*d", 1},
    {"any", NULL, NULL, 0, 0, 0, 0, "*", 1},
    {"a star for nothing", NULL, NULL, 0, 0, 0, 0, "sshd*", 1},
    {"a star that must try again", NULL, NULL, 0, 0, 0, 0, "*shd", 1},
    {"the start alone", NULL, NULL, 0, 0, 0, 0, "ssh", 0},
    {"the end alone", NULL, NULL, 0, 0, 0, 0, "shd", 0},
    {"too long", NULL, NULL, 0, 0, 0, 0, "sshdd", 0},
    {"case counts", NULL, NULL, 0, 0, 0, 0, "SSHD", 0},
    {"? is no wildcard", NULL, NULL, 0, 0, 0, 0, "ssh?", 0},
};

static svccomm_rule ignore_of(size_t i)
{
    svccomm_rule rule = rule_of(7, SVCCOMM_RULE_IGNORE, ignores[i].client);

    if (ignores[i].listener != NULL)
        rule.listener = prefix_of(ignores[i].listener);
    rule.port_low = ignores[i].low;
    rule.port_high = ignores[i].high;
    rule.protocol = ignores[i].protocol;
    rule.realm = ignores[i].realm;
    rule.process = ignores[i].process;
    return rule;
}

static void an_ignore_rule_catches_what_matches_all_that_it_says(void **state)
{
    struct world *w = *state;
    svccomm_rule rule;
    size_t i;

    for (i = 0; i < COUNT(ignores); i++) {
        world_configure(w, NULL);
        rule = ignore_of(i);
        set_rule(w, &rule);
        scan(w, HOST_A, 0, "tcp 10.0.0.5:22 - LISTEN\ntcp 10.0.0.5:22 10.0.0.9:51000 ESTAB sshd\n");
        if (strcmp(records_text(w), ignores[i].ignored ? "" : KEPT) != 0)
            fail_msg("%s: %s", ignores[i].name, w->text);
        assert_int_equal(w->report.ignored, ignores[i].ignored);
        assert_int_equal(hits_of(w, 7), ignores[i].ignored);
    }
}

static void
an_ignore_rule_without_a_process_name_in_the_row_catches_only_by_other_members(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_IGNORE, NULL);

    rule.process = "*";
    set_rule(w, &rule);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:22 - LISTEN\ntcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n");
    assert_records(w, KEPT);
}

static void an_ignore_rule_tries_the_real_client_and_the_group(void **state)
{
    struct world *w = *state;
    svccomm_rule group = group_of(1, "203.0.113.0/24", "192.0.2.0");
    svccomm_rule ignore = rule_of(2, SVCCOMM_RULE_IGNORE, "203.0.113.5");

    set_rule(w, &group);
    set_rule(w, &ignore);
    scan(w, HOST_A, 0, LISTENS VISITORS);
    assert_records(w, "tcp 192.0.2.0 > 10.0.0.5:443 listen L 1/1 p1 mixed\n");
    ignore.client = prefix_of("192.0.2.0");
    set_rule(w, &ignore);
    scan(w, HOST_A, MINUTE, LISTENS VISITORS);
    assert_records(w, "tcp 192.0.2.0 > 10.0.0.5:443 listen L 2/1 p1 mixed\n");
}

static void hits_add_up_and_records_that_exist_stay_as_they_are(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(5, SVCCOMM_RULE_IGNORE, "203.0.113.0/24");

    scan(w, HOST_A, 0, LISTENS "tcp 10.0.0.5:443 203.0.113.5:51000 ESTAB\n");
    set_rule(w, &rule);
    scan(w, HOST_A, MINUTE, LISTENS VISITORS);
    scan(w, HOST_A, 2 * MINUTE, LISTENS VISITORS);
    assert_int_equal(hits_of(w, 5), 4);
    assert_records(w, "tcp 203.0.113.5 > 10.0.0.5:443 listen L 3/1 p1\n");
    assert_int_equal(svccomm_registry_delete_rule(w->registry, 5), 0);
    scan(w, HOST_A, 3 * MINUTE, LISTENS VISITORS);
    assert_records(w, "tcp 203.0.113.5 > 10.0.0.5:443 listen L 4/2 p2\n"
                      "tcp 203.0.113.6 > 10.0.0.5:443 listen L 1/1 p1\n");
}

static void the_listener_is_counted_though_its_client_is_ignored(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(5, SVCCOMM_RULE_IGNORE, NULL);

    set_rule(w, &rule);
    scan(w, HOST_A, 0, LISTENS VISITORS);
    assert_string_equal(listeners_text(w), "tcp 10.0.0.5:443 1 0 nginx\n");
}

/* ---- the calls ---- */

static void rules_are_listed_by_id_and_replaced_by_id(void **state)
{
    struct world *w = *state;
    svccomm_rule two[2] = {rule_of(9, SVCCOMM_RULE_IGNORE, "10.0.0.0/8"),
                           rule_of(3, SVCCOMM_RULE_LOCAL, "172.17.0.0/16")};
    svccomm_rule got[4];

    two[0].process = "chrome*";
    assert_int_equal(svccomm_registry_set_rules(w->registry, two, 2, sizeof *two, NULL), 0);
    assert_int_equal(svccomm_registry_rules(w->registry, 0, got, 4, sizeof *got), 2);
    assert_int_equal(got[0].id, 3);
    assert_int_equal(got[1].id, 9);
    assert_string_equal(got[1].process, "chrome*");
    assert_memory_equal(&got[1].client, &two[0].client, sizeof got[1].client);
    assert_int_equal(svccomm_registry_rules(w->registry, 3, got, 4, sizeof *got), 1);
    assert_int_equal(svccomm_registry_rules(w->registry, 9, got, 4, sizeof *got), 0);
    two[0].process = NULL;
    set_rule(w, &two[0]);
    assert_int_equal(counts(w).rules, 2);
    assert_int_equal(svccomm_registry_rules(w->registry, 3, got, 4, sizeof *got), 1);
    assert_null(got[0].process);
    assert_int_equal(svccomm_registry_delete_rule(w->registry, 3), 0);
    assert_int_equal(svccomm_registry_delete_rule(w->registry, 3), SVCCOMM_E_NOT_FOUND);
    assert_int_equal(counts(w).rules, 1);
}

static void of_two_rules_with_one_id_the_later_one_stays(void **state)
{
    struct world *w = *state;
    svccomm_rule rules[3] = {rule_of(1, SVCCOMM_RULE_IGNORE, "10.0.0.0/8"),
                             rule_of(2, SVCCOMM_RULE_LOCAL, "10.1.0.0/16"),
                             rule_of(1, SVCCOMM_RULE_LOCAL, "10.2.0.0/16")};
    svccomm_rule got[3];

    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL), 0);
    assert_int_equal(svccomm_registry_rules(w->registry, 0, got, 3, sizeof *got), 2);
    assert_int_equal(got[0].kind, SVCCOMM_RULE_LOCAL);
    assert_memory_equal(&got[0].client, &rules[2].client, sizeof got[0].client);
}

static void rules_are_set_all_or_none(void **state)
{
    struct world *w = *state;
    svccomm_rule rules[3] = {rule_of(1, SVCCOMM_RULE_IGNORE, NULL),
                             rule_of(2, SVCCOMM_RULE_LOCAL, "10.0.0.0/8"),
                             rule_of(0, SVCCOMM_RULE_IGNORE, NULL)};
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, &error),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(error.offset, 2);
    rules[2].id = 3;
    rules[2].kind = 4;
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL),
                     SVCCOMM_E_ARGUMENT);
    rules[2].kind = SVCCOMM_RULE_IGNORE;
    rules[2].port_low = 2;
    rules[2].port_high = 1;
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL),
                     SVCCOMM_E_ARGUMENT);
    rules[2].port_high = 2;
    rules[1].client.address[SVCCOMM_ADDRESS_SIZE - 1] = 1; /* beyond the length */
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL),
                     SVCCOMM_E_ARGUMENT);
    rules[1].client.address[SVCCOMM_ADDRESS_SIZE - 1] = 0;
    rules[0].listener.length = 129;
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(counts(w).rules, 0);
    rules[0].listener.length = 0;
    assert_int_equal(svccomm_registry_set_rules(w->registry, rules, 3, sizeof *rules, NULL), 0);
    assert_int_equal(counts(w).rules, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(clients_of_a_group_are_one_record),
        world_test(a_grouped_record_has_no_client_view_beyond_presence),
        world_test(groups_hold_for_their_realm_and_for_clients_alone),
        world_test(the_direction_is_decided_before_grouping),
        world_test(of_two_groups_the_longer_prefix_holds),
        world_test(a_client_that_was_local_is_not_in_its_group),
        world_test(an_ignore_rule_catches_what_matches_all_that_it_says),
        world_test(an_ignore_rule_without_a_process_name_in_the_row_catches_only_by_other_members),
        world_test(an_ignore_rule_tries_the_real_client_and_the_group),
        world_test(hits_add_up_and_records_that_exist_stay_as_they_are),
        world_test(the_listener_is_counted_though_its_client_is_ignored),
        world_test(rules_are_listed_by_id_and_replaced_by_id),
        world_test(of_two_rules_with_one_id_the_later_one_stays),
        world_test(rules_are_set_all_or_none),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
