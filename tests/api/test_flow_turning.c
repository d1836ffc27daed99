/* SPDX-License-Identifier: MIT
 * Records that were the wrong way round (D2): turned by stronger evidence, or marked mixed; nothing
 * is lost on the way, and a wrong guess does not explode (D3). */
#include "api_support.h"

#include <string.h>

/* Both ports are ephemeral, so that without other evidence the lower one is guessed to listen. */
#define FLOW "tcp 10.0.0.9:40001 10.0.0.5:50000"
#define WRONG "tcp 10.0.0.5 > 10.0.0.9:40001"
#define RIGHT "tcp 10.0.0.9 > 10.0.0.5:50000"
#define LISTENS "tcp 10.0.0.5:50000 - LISTEN\n"

static void assert_evidence_at_least(struct world *w, const char *key, uint32_t evidence)
{
    assert_in_range(record_of(w, key)->evidence, evidence, SVCCOMM_EVIDENCE_USER);
}

/* What every turn has to keep. */
static void assert_same_totals(struct world *w, const struct flow_totals *before)
{
    struct flow_totals after = flow_totals(w);

    assert_int_equal(after.events, before->events);
    assert_int_equal(after.bytes, before->bytes);
    assert_int_equal(after.packets, before->packets);
    assert_int_equal(after.attempts, before->attempts);
    assert_int_equal(after.first, before->first);
    assert_int_equal(after.last, before->last);
}

/* ---- one client port: turned at once ---- */

static void late_snapshot(struct world *w)
{
    scan(w, HOST_A, DAY + HOUR, LISTENS);
}

static void late_partial_snapshot(struct world *w)
{
    take(w, &(struct shot){.host = HOST_A, .at = DAY + HOUR, .coverage = COVER_NOTHING}, LISTENS);
}

static void late_wildcard(struct world *w)
{
    scan(w, HOST_A, DAY + HOUR, "tcp 0.0.0.0:50000 - LISTEN\ntcp 10.0.0.5:80 - LISTEN\n");
}

static void observed_flow(struct world *w)
{
    give(w, DAY + HOUR, "tcp 10.0.0.8:40001 10.0.0.5:50000 by=source");
}

static void handshake_flow(struct world *w)
{
    give(w, DAY + HOUR, "tcp 10.0.0.5:50000 10.0.0.8:40001 f=SA p=1");
}

static void fan_in_flows(struct world *w)
{
    give(w, DAY + HOUR,
         "tcp 10.0.0.8:40001 10.0.0.5:50000\ntcp 10.0.0.8:40002 10.0.0.5:50000\n"
         "tcp 10.0.0.8:40003 10.0.0.5:50000\ntcp 10.0.0.8:40004 10.0.0.5:50000\n"
         "tcp 10.0.0.8:40005 10.0.0.5:50000\ntcp 10.0.0.8:40006 10.0.0.5:50000\n"
         "tcp 10.0.0.8:40007 10.0.0.5:50000\ntcp 10.0.0.8:40008 10.0.0.5:50000\n"
         "tcp 10.0.0.8:40009 10.0.0.5:50000\n");
}

static void said_by_a_person(struct world *w)
{
    add(w, "tcp 10.0.0.1 > 10.0.0.5:50000", DAY + HOUR);
    give(w, DAY + HOUR, "tcp 10.0.0.8:40001 10.0.0.5:50000");
}

static const struct {
    const char *name;
    void (*tell)(struct world *w);
    uint32_t evidence;
} stronger[] = {
    {"a late snapshot", late_snapshot, SVCCOMM_EVIDENCE_KNOWN},
    {"a late snapshot that covers nothing", late_partial_snapshot, SVCCOMM_EVIDENCE_KNOWN},
    {"a late wildcard", late_wildcard, SVCCOMM_EVIDENCE_KNOWN},
    {"an observed flow", observed_flow, SVCCOMM_EVIDENCE_OBSERVED},
    {"a handshake", handshake_flow, SVCCOMM_EVIDENCE_HANDSHAKE},
    {"fan-in", fan_in_flows, SVCCOMM_EVIDENCE_FAN_IN},
    {"a person, and a flow", said_by_a_person, SVCCOMM_EVIDENCE_USER},
};

static void a_record_with_one_client_port_is_turned_by_stronger_evidence(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < COUNT(stronger); i++) {
        world_configure(w, NULL);
        give(w, DAY, FLOW " b=700 p=7 t=-9..-5\ntcp 10.0.0.5:50000 10.0.0.9:40001 b=300 p=3\n");
        assert_records(w, WRONG " guess F 1/1\n");
        stronger[i].tell(w);
        if (is_there(w, WRONG) || !is_there(w, RIGHT))
            fail_msg("%s does not turn:\n%s", stronger[i].name, records_text(w));
        assert_evidence_at_least(w, RIGHT, stronger[i].evidence);
        assert_int_equal(record_of(w, RIGHT)->flags & SVCCOMM_RECORD_MIXED, 0);
        assert_int_equal(w->record.netflow.forward_events, 1);
        assert_int_equal(w->record.netflow.forward_bytes, 700);
        assert_int_equal(w->record.netflow.forward_packets, 7);
        assert_int_equal(w->record.netflow.reverse_events, 1);
        assert_int_equal(w->record.netflow.reverse_bytes, 300);
        assert_int_equal(w->record.netflow.reverse_packets, 3);
        assert_int_equal(w->record.netflow.spans.first, T0 + DAY - 9 * SECOND);
        assert_int_equal(w->record.netflow.spans.last, T0 + DAY);
        assert_int_equal(svccomm_spans_active(&w->record.netflow.spans), 9 * SECOND);
    }
}

static void the_report_counts_what_was_turned(void **state)
{
    struct world *w = *state;

    give(w, DAY, FLOW);
    assert_int_equal(w->flows.records_new, 1);
    observed_flow(w);
    assert_int_equal(w->flows.turned, 1);
    assert_int_equal(w->flows.mixed, 0);
}

static void a_turned_record_leaves_a_tombstone_with_its_successor(void **state)
{
    struct world *w = *state;
    svccomm_change changes[8];
    uint64_t before;
    uint8_t old[SVCCOMM_ID_SIZE];
    int count, turned = 0, updated = 0;

    give(w, DAY, FLOW);
    memcpy(old, id_of(w, WRONG), sizeof old);
    before = revision(w);
    late_snapshot(w);
    count = svccomm_registry_changes(w->registry, before, changes, COUNT(changes), sizeof *changes);
    assert_int_equal(count, 2);
    for (int i = 0; i < count; i++) {
        int ended = memcmp(changes[i].id, old, sizeof old) == 0;
        turned += ended && changes[i].cause == SVCCOMM_CHANGE_TURNED &&
                  memcmp(changes[i].successor, id_of(w, RIGHT), sizeof old) == 0;
        updated += !ended && changes[i].cause == SVCCOMM_CHANGE_UPDATED;
    }
    assert_int_equal(turned, 1);
    assert_int_equal(updated, 1);
}

static void a_turned_record_is_merged_with_one_that_exists(void **state)
{
    struct world *w = *state;
    struct flow_totals before;

    give(w, DAY, "tcp 10.0.0.9:60001 10.0.0.5:50000 t=-50..-30 b=11\n" FLOW " t=-20..-10 b=13\n");
    assert_records(w, RIGHT " guess F 1/0\n" WRONG " guess F 0/1\n");
    before = flow_totals(w);
    late_snapshot(w);
    assert_same_totals(w, &before);
    assert_int_equal(record_of(w, RIGHT)->netflow.forward_events, 2);
    assert_int_equal(w->record.netflow.forward_bytes, 24);
    assert_int_equal(svccomm_spans_active(&w->record.netflow.spans), 40 * SECOND);
    assert_int_equal(counts(w).records, 1);
}

static void a_late_snapshot_turns_every_earlier_record_of_its_listeners(void **state)
{
    struct world *w = *state;
    struct flow_totals before;

    for (uint16_t i = 0; i < 200; i++) { /* too few in an hour for fan-in */
        svccomm_flow flow = flow_of(FLOW, DAY + i * 10 * MINUTE);
        flow.source[14] = (uint8_t)(i % 50);
        flow.source_port = (uint16_t)(40000 + i);
        flow.destination_port = (uint16_t)(50000 + i % 4);
        assert_int_equal(try_give(w, 0, DAY + i * 10 * MINUTE, &flow, 1), 0);
    }
    assert_int_equal(counts(w).records, 200);
    assert_null(strstr(records_text(w), "> 10.0.0.5"));
    before = flow_totals(w);
    scan(w, HOST_A, 3 * DAY,
         LISTENS "tcp 10.0.0.5:50001 - LISTEN\ntcp 10.0.0.5:50002 - LISTEN\n"
                 "tcp 10.0.0.5:50003 - LISTEN\n");
    assert_same_totals(w, &before);
    assert_null(strstr(records_text(w), "10.0.0.5 >"));
    assert_int_equal(counts(w).records, 100); /* every client meets two of the four */
}

static void a_wildcard_of_the_host_does_not_listen_at_other_hosts_addresses(void **state)
{
    struct world *w = *state;

    give(w, DAY, "tcp 10.0.0.9:862 10.0.0.5:50000");
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.9:862 range F 0/1\n");
    scan(w, HOST_A, DAY + HOUR, LISTENS "tcp 0.0.0.0:862 - LISTEN\n");
    assert_records(w, RIGHT " listen F 1/0\n");
}

/* ---- what is not turned ---- */

static void weaker_or_equal_evidence_turns_nothing(void **state)
{
    struct world *w = *state;

    give(w, DAY, "tcp 10.0.0.5:50000 10.0.0.9:40001 by=source");
    late_snapshot(w);
    assert_record(w, WRONG, "observed F 1/0");
    give(w, DAY + HOUR, "tcp 10.0.0.8:40001 10.0.0.5:50000 by=source");
    assert_record(w, WRONG, "observed F 1/0");
    assert_int_equal(w->flows.turned, 0);
}

static void a_manual_record_is_never_turned(void **state)
{
    struct world *w = *state;

    add(w, WRONG, 0);
    give(w, DAY, FLOW);
    late_snapshot(w);
    said_by_a_person(w);
    assert_record(w, WRONG, "user manual F 0/1");
    assert_false(is_there(w, RIGHT));
}

static void an_end_that_talks_to_itself_is_not_turned(void **state)
{
    struct world *w = *state;

    give(w, DAY, "tcp 10.0.0.5:40001 10.0.0.5:40001 f=A");
    add(w, "tcp 10.0.0.5 > 10.0.0.5:40001", 0);
    assert_int_equal(record_of(w, "tcp 10.0.0.5 > 10.0.0.5:40001")->netflow.forward_events, 1);
}

static void a_record_with_several_client_ports_is_marked_mixed_and_later_events_follow(void **state)
{
    struct world *w = *state;
    struct flow_totals before;

    give(w, DAY, FLOW "\ntcp 10.0.0.9:40001 10.0.0.5:50001\n");
    assert_records(w, WRONG " guess F 0/2\n");
    before = flow_totals(w);
    late_snapshot(w);
    assert_same_totals(w, &before);
    assert_record(w, WRONG, "guess F 0/2");
    give(w, DAY + 2 * HOUR, FLOW "\ntcp 10.0.0.9:40001 10.0.0.5:50001\n");
    assert_record(w, WRONG, "guess mixed F 0/3");
    assert_record(w, RIGHT, "known F 1/0");
    assert_int_equal(w->flows.mixed, 1);
}

static void ports_of_different_batches_are_several_too(void **state)
{
    struct world *w = *state;

    give(w, DAY, FLOW);
    give(w, DAY + HOUR, "tcp 10.0.0.9:40001 10.0.0.5:50001");
    observed_flow(w);
    assert_int_equal(w->flows.turned, 0);
    give(w, DAY + HOUR, FLOW);
    assert_record(w, WRONG, "guess mixed F 0/2");
    assert_record(w, RIGHT, "observed F 1/0");
}

static void a_grouped_record_is_never_turned(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_GROUP, "10.0.0.5/32");

    address_of("10.0.0.0", rule.group);
    set_rule(w, &rule);
    give(w, DAY, FLOW);
    assert_record(w, "tcp 10.0.0.0 > 10.0.0.9:40001", "guess mixed F 0/1");
    late_snapshot(w);
    assert_record(w, "tcp 10.0.0.0 > 10.0.0.9:40001", "guess mixed F 0/1");
}

static void turning_applies_the_group_table_to_the_new_client(void **state)
{
    struct world *w = *state;
    svccomm_rule rule = rule_of(1, SVCCOMM_RULE_GROUP, "10.0.0.9/32");
    struct flow_totals before;

    give(w, DAY, FLOW);
    before = flow_totals(w);
    address_of("10.0.0.0", rule.group);
    set_rule(w, &rule);
    late_snapshot(w);
    assert_same_totals(w, &before);
    assert_false(is_there(w, WRONG));
    assert_int_equal(record_of(w, "tcp 10.0.0.0 > 10.0.0.5:50000")->netflow.forward_events, 1);
    assert_true(w->record.flags & SVCCOMM_RECORD_MIXED);
}

/* ---- netstat views ---- */

static void a_turned_client_view_moves_to_the_other_view(void **state)
{
    struct world *w = *state;
    const svccomm_netstat *view;

    scan(w, HOST_A, DAY, "tcp 10.0.0.5:50000 10.0.0.9:40001 ESTAB\n");
    scan(w, HOST_A, DAY + MINUTE, "tcp 10.0.0.5:80 - LISTEN\n");
    assert_records(w, WRONG " absent C 2/1 p1\n");
    late_partial_snapshot(w);
    assert_false(is_there(w, WRONG));
    view = &record_of(w, RIGHT)->listener_view;
    assert_int_equal(view->active_samples, 1);
    assert_int_equal(view->total_samples, 1);
    assert_int_equal(view->implied_samples, 1);
    assert_int_equal(view->total_ports, 1);
    assert_int_equal(w->record.client_view.view, SVCCOMM_VIEW_NONE);
}

/* ---- D3 ---- */

#define PORTS 10000u

/* One service, seen from so many client ports at `clients` addresses, `batch` flows in a call. */
static void see_from_many_ports(struct world *w, const char *line, uint32_t clients, size_t batch)
{
    static svccomm_flow flows[PORTS];

    for (uint32_t i = 0; i < PORTS; i++) {
        flows[i] = flow_of(line, DAY);
        flows[i].source[14] = (uint8_t)(i % clients);
        flows[i].source_port = (uint16_t)(flows[i].source_port + i);
    }
    for (size_t i = 0; i < PORTS; i += batch)
        assert_int_equal(try_give(w, 0, DAY + (int64_t)i, flows + i, batch), 0);
}

static void one_service_seen_from_10000_client_ports_is_one_record(void **state)
{
    static const struct {
        const char *line;
        unsigned records;
    } services[] = {
        {"tcp 10.9.0.1:45000 10.0.0.5:50000", 1},     /* higher and lower ones, all ephemeral */
        {"tcp 10.9.0.1:45000 10.0.0.5:20001", 1},     /* range decides without any counting */
        {"tcp 10.9.0.1:16500 10.0.0.5:25000", 1 + 4}, /* none ephemeral, but four have names */
    };
    static const size_t batches[] = {PORTS, 100, 1};
    struct world *w = *state;

    for (size_t s = 0; s < COUNT(services); s++)
        for (size_t b = 0; b < COUNT(batches); b++) {
            world_configure(w, NULL);
            see_from_many_ports(w, services[s].line, 1, batches[b]);
            if (counts(w).records != services[s].records)
                fail_msg("%s in batches of %u: %u records", services[s].line, (unsigned)batches[b],
                         (unsigned)counts(w).records);
            assert_int_equal(flow_totals(w).events, PORTS);
        }
}

static void of_many_clients_each_has_one_record(void **state)
{
    struct world *w = *state;

    see_from_many_ports(w, "tcp 10.9.0.1:45000 10.0.0.5:50000", 100, 1);
    assert_int_equal(counts(w).records, 100);
    assert_int_equal(flow_totals(w).events, PORTS);
    assert_int_equal(record_of(w, "tcp 10.9.99.1 > 10.0.0.5:50000")->netflow.forward_events, 100);
}

/* ---- conservation over random input ---- */

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static svccomm_flow random_flow(uint32_t *seed, int64_t at)
{
    static const uint16_t ports[] = {22, 800, 2049, 20001, 20002, 40001, 40002, 50000, 50001};
    svccomm_flow flow = flow_of("tcp 10.0.0.1:1 10.0.0.1:1", at);

    flow.source[15] = (uint8_t)(1 + draw(seed) % 3);
    flow.destination[15] = (uint8_t)(4 + draw(seed) % 3);
    flow.source_port = ports[draw(seed) % COUNT(ports)];
    flow.destination_port = ports[draw(seed) % COUNT(ports)];
    flow.start = flow.end - (int64_t)(draw(seed) % 100) * SECOND;
    flow.bytes = draw(seed) % 1000;
    flow.packets = 1 + draw(seed) % 3;
    flow.tcp_flags = draw(seed) % 5 == 0 ? SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK : SVCCOMM_TCP_ACK;
    flow.initiator = (uint8_t)(draw(seed) % 8 == 0 ? 1 + draw(seed) % 2 : 0);
    return flow;
}

static void random_snapshot(struct world *w, uint32_t *seed, int64_t at)
{
    static const char *const rows[] = {
        "tcp 10.0.0.4:50000 - LISTEN\n",
        "tcp 10.0.0.1:40001 - LISTEN\n",
        "tcp 10.0.0.2:20001 - LISTEN\ntcp 10.0.0.5:800 - LISTEN\n",
        "tcp 0.0.0.0:40002 - LISTEN\ntcp 10.0.0.6:22 - LISTEN\n",
    };

    scan(w, HOST_A + draw(seed) % 2, at, rows[draw(seed) % COUNT(rows)]);
}

static void add_given(struct flow_totals *given, const svccomm_flow *flow)
{
    given->events++;
    given->bytes += flow->bytes;
    given->packets += flow->packets;
    if (given->first > flow->start)
        given->first = flow->start;
    given->last = flow->end;
}

static void whatever_turns_and_merges_nothing_is_lost(void **state)
{
    struct world *w = *state;
    uint32_t seed = 7;

    for (int round = 0; round < 200; round++) {
        struct flow_totals given = {0, 0, 0, 0, INT64_MAX, INT64_MIN};
        world_configure(w, NULL);
        for (int64_t step = 0; step < 60; step++) {
            int64_t at = DAY + step * 40 * SECOND;
            svccomm_flow flows[4];
            for (size_t i = 0; i < COUNT(flows); i++) {
                flows[i] = random_flow(&seed, at);
                add_given(&given, &flows[i]);
            }
            assert_int_equal(try_give(w, 0, at, flows, COUNT(flows)), 0);
            if (draw(&seed) % 6 == 0)
                random_snapshot(w, &seed, at + SECOND);
        }
        assert_same_totals(w, &given);
    }
}

/* ---- caps ---- */

static void a_record_that_finds_no_room_is_turned_once_there_is(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_endpoints = 2;
    world_configure(w, &config);
    give(w, DAY, FLOW);
    add(w, "tcp 10.0.0.1 > 10.0.0.7:80", DAY);
    scan(w, HOST_A, DAY + MINUTE, LISTENS);
    assert_true(is_there(w, WRONG));
    assert_int_equal(w->report.turned, 0);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, "tcp 10.0.0.1 > 10.0.0.7:80"), 1,
                                             T0 + DAY, NULL),
                     0);
    scan(w, HOST_A, DAY + 2 * MINUTE, LISTENS);
    assert_int_equal(w->report.turned, 1);
    assert_records(w, RIGHT " listen F 1/0\n");
    assert_int_equal(counts(w).evicted_endpoints, 1);
}

/* What stands for an address in a key may stand for another one once its record has gone. */
static void a_flow_is_not_counted_to_the_record_that_took_the_place_of_its_own(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_records = 1;
    world_configure(w, &config);
    give(w, DAY, "tcp 10.0.0.1:40000 [2001:db8::1]:80");
    give(w, DAY + MINUTE,
         "tcp 10.0.0.1:40000 [2001:db8::2]:80\ntcp 10.0.0.1:40000 [2001:db8::1]:80");
    assert_records(w, "tcp 10.0.0.1 > [2001:db8::1]:80 named F 1/0\n");
    assert_int_equal(w->flows.records_new, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_record_with_one_client_port_is_turned_by_stronger_evidence),
        world_test(the_report_counts_what_was_turned),
        world_test(a_turned_record_leaves_a_tombstone_with_its_successor),
        world_test(a_turned_record_is_merged_with_one_that_exists),
        world_test(a_late_snapshot_turns_every_earlier_record_of_its_listeners),
        world_test(a_wildcard_of_the_host_does_not_listen_at_other_hosts_addresses),
        world_test(weaker_or_equal_evidence_turns_nothing),
        world_test(a_manual_record_is_never_turned),
        world_test(a_record_with_several_client_ports_is_marked_mixed_and_later_events_follow),
        world_test(ports_of_different_batches_are_several_too),
        world_test(an_end_that_talks_to_itself_is_not_turned),
        world_test(a_grouped_record_is_never_turned),
        world_test(turning_applies_the_group_table_to_the_new_client),
        world_test(a_turned_client_view_moves_to_the_other_view),
        world_test(one_service_seen_from_10000_client_ports_is_one_record),
        world_test(of_many_clients_each_has_one_record),
        world_test(whatever_turns_and_merges_nothing_is_lost),
        world_test(a_record_that_finds_no_room_is_turned_once_there_is),
        world_test(a_flow_is_not_counted_to_the_record_that_took_the_place_of_its_own),
    };

    return cmocka_run_group_tests_name("turning of records", tests, NULL, NULL);
}
