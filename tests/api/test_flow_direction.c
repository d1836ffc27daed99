/* SPDX-License-Identifier: MIT
 * Which end of a flow listens (section 6): the ladder rung by rung, what a rung wants, the traps of
 * D4, and that order within a batch does not matter (D1). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

/* Ports 20001, 20002 are unnamed and not ephemeral; 40001 and up are ephemeral. */

struct decided {
    const char *flows;
    const char *expected;
};

/* Each on an empty registry. */
static void decide_all(struct world *w, const struct decided *cases, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        world_configure(w, NULL);
        give(w, DAY, cases[i].flows);
        if (strcmp(records_text(w), cases[i].expected) != 0)
            fail_msg("%s\n gives %s but should %s", cases[i].flows, w->text, cases[i].expected);
    }
}

/* ---- what one flow tells ---- */

static const struct decided single[] = {
    /* guess: the lower port listens, whoever sent */
    {"tcp 10.0.0.9:40002 10.0.0.5:40001", "tcp 10.0.0.9 > 10.0.0.5:40001 guess F 1/0\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:40002", "tcp 10.0.0.9 > 10.0.0.5:40001 guess F 0/1\n"},
    {"tcp 10.0.0.9:20002 10.0.0.5:20001", "tcp 10.0.0.9 > 10.0.0.5:20001 guess F 1/0\n"},
    {"tcp 10.0.0.5:20002 10.0.0.9:20001", "tcp 10.0.0.5 > 10.0.0.9:20001 guess F 1/0\n"},
    /* equal ports: the source is the client */
    {"udp 10.0.0.9:40001 10.0.0.5:40001", "udp 10.0.0.9 > 10.0.0.5:40001 guess F 1/0\n"},
    {"udp 10.0.0.5:40001 10.0.0.9:40001", "udp 10.0.0.5 > 10.0.0.9:40001 guess F 1/0\n"},
    /* range, and its edges */
    {"tcp 10.0.0.9:40001 10.0.0.5:20001", "tcp 10.0.0.9 > 10.0.0.5:20001 range F 1/0\n"},
    {"tcp 10.0.0.5:20001 10.0.0.9:40001", "tcp 10.0.0.9 > 10.0.0.5:20001 range F 0/1\n"},
    {"tcp 10.0.0.9:32768 10.0.0.5:32767", "tcp 10.0.0.9 > 10.0.0.5:32767 range F 1/0\n"},
    {"tcp 10.0.0.9:32767 10.0.0.5:32766", "tcp 10.0.0.9 > 10.0.0.5:32766 guess F 1/0\n"},
    {"tcp 10.0.0.9:32769 10.0.0.5:32768", "tcp 10.0.0.9 > 10.0.0.5:32768 guess F 1/0\n"},
    {"tcp 10.0.0.9:65535 10.0.0.5:20001", "tcp 10.0.0.9 > 10.0.0.5:20001 range F 1/0\n"},
    /* named port: < 512, or of the table */
    {"tcp 10.0.0.9:20001 10.0.0.5:22", "tcp 10.0.0.9 > 10.0.0.5:22 named F 1/0\n"},
    {"tcp 10.0.0.5:22 10.0.0.9:20001", "tcp 10.0.0.9 > 10.0.0.5:22 named F 0/1\n"},
    {"tcp 10.0.0.9:40001 10.0.0.5:511", "tcp 10.0.0.9 > 10.0.0.5:511 named F 1/0\n"},
    {"tcp 10.0.0.9:40001 10.0.0.5:512", "tcp 10.0.0.9 > 10.0.0.5:512 range F 1/0\n"},
    {"tcp 10.0.0.9:3305 10.0.0.5:3306", "tcp 10.0.0.9 > 10.0.0.5:3306 named F 1/0\n"},
    {"tcp 10.0.0.9:1023 10.0.0.5:3306", "tcp 10.0.0.9 > 10.0.0.5:3306 named F 1/0\n"},
    /* both are named: the next rungs */
    {"tcp 10.0.0.9:80 10.0.0.5:3306", "tcp 10.0.0.5 > 10.0.0.9:80 guess F 0/1\n"},
    /* handshake: SYN and ACK alone in one packet come from the listener, whatever the ports */
    {"tcp 10.0.0.5:40001 10.0.0.9:22 f=SA p=1", "tcp 10.0.0.9 > 10.0.0.5:40001 handshake F 0/1\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:22 f=SAF p=1", "tcp 10.0.0.5 > 10.0.0.9:22 named F 1/0\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:22 f=SA p=2", "tcp 10.0.0.5 > 10.0.0.9:22 named F 1/0\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:22 f=A p=1", "tcp 10.0.0.5 > 10.0.0.9:22 named F 1/0\n"},
    {"udp 10.0.0.5:40001 10.0.0.9:22 f=SA p=1", "udp 10.0.0.5 > 10.0.0.9:22 named F 1/0\n"},
    /* a SYN comes from the client; without ACK it is an event only where ACK is not told */
    {"tcp 10.0.0.9:22 10.0.0.5:40001 f=S syn-ok",
     "tcp 10.0.0.9 > 10.0.0.5:40001 handshake F 1/0\n"},
    {"tcp 10.0.0.9:22 10.0.0.5:40001 f=S", ""},
    {"tcp 10.0.0.9:40001 10.0.0.5:22 f=R", ""},
    /* observed: the source of the flow says it */
    {"tcp 10.0.0.9:22 10.0.0.5:40001 by=source", "tcp 10.0.0.9 > 10.0.0.5:40001 observed F 1/0\n"},
    {"tcp 10.0.0.5:40001 10.0.0.9:22 by=destination",
     "tcp 10.0.0.9 > 10.0.0.5:40001 observed F 0/1\n"},
    {"tcp 10.0.0.9:22 10.0.0.5:40001 by=source f=SA p=1",
     "tcp 10.0.0.9 > 10.0.0.5:40001 observed F 1/0\n"},
};

static void one_flow_is_decided_by_the_ladder(void **state)
{
    decide_all(*state, single, COUNT(single));
}

/* ---- what a batch tells ---- */

#define CLIENTS_8                                                            \
    "tcp 10.0.0.9:40001 10.0.0.5:50000\ntcp 10.0.0.9:40002 10.0.0.5:50000\n" \
    "tcp 10.0.0.9:40003 10.0.0.5:50000\ntcp 10.0.0.9:40004 10.0.0.5:50000\n" \
    "tcp 10.0.0.9:40005 10.0.0.5:50000\ntcp 10.0.0.9:40006 10.0.0.5:50000\n" \
    "tcp 10.0.0.5:50000 10.0.0.9:40007\ntcp 10.0.0.5:50000 10.0.0.9:40008\n"
#define ALL_WRONG                                                                            \
    "tcp 10.0.0.5 > 10.0.0.9:40001 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40002 guess F 0/1\n" \
    "tcp 10.0.0.5 > 10.0.0.9:40003 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40004 guess F 0/1\n" \
    "tcp 10.0.0.5 > 10.0.0.9:40005 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40006 guess F 0/1\n" \
    "tcp 10.0.0.5 > 10.0.0.9:40007 guess F 1/0\ntcp 10.0.0.5 > 10.0.0.9:40008 guess F 1/0\n"

static const struct decided fan_in[] = {
    /* 8 opposite ports are 7 more than the 1 that the other end met, 9 are 8 more */
    {CLIENTS_8, ALL_WRONG},
    {CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000", "tcp 10.0.0.9 > 10.0.0.5:50000 fan-in F 7/2\n"},
    /* the same port again is no other, at another address neither */
    {CLIENTS_8 "tcp 10.0.0.9:40008 10.0.0.5:50000",
     "tcp 10.0.0.5 > 10.0.0.9:40001 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40002 guess F 0/1\n"
     "tcp 10.0.0.5 > 10.0.0.9:40003 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40004 guess F 0/1\n"
     "tcp 10.0.0.5 > 10.0.0.9:40005 guess F 0/1\ntcp 10.0.0.5 > 10.0.0.9:40006 guess F 0/1\n"
     "tcp 10.0.0.5 > 10.0.0.9:40007 guess F 1/0\ntcp 10.0.0.5 > 10.0.0.9:40008 guess F 1/1\n"},
    {CLIENTS_8 "tcp 10.0.0.8:40008 10.0.0.5:50000",
     "tcp 10.0.0.5 > 10.0.0.8:40008 guess F 0/1\n" ALL_WRONG},
    /* another protocol, another realm, another port of the same address: another end */
    {CLIENTS_8 "udp 10.0.0.9:40009 10.0.0.5:50000",
     ALL_WRONG "udp 10.0.0.5 > 10.0.0.9:40009 guess F 0/1\n"},
    {CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000 r=1",
     ALL_WRONG "r1 tcp 10.0.0.5 > 10.0.0.9:40009 guess F 0/1\n"},
    {CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50001",
     ALL_WRONG "tcp 10.0.0.5 > 10.0.0.9:40009 guess F 0/1\n"},
    /* another aligned hour */
    {CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000 t=-1",
     ALL_WRONG "tcp 10.0.0.5 > 10.0.0.9:40009 guess F 0/1\n"},
    /* clients at several addresses count together */
    {CLIENTS_8 "tcp 10.0.0.8:40009 10.0.0.5:50000",
     "tcp 10.0.0.8 > 10.0.0.5:50000 fan-in F 1/0\ntcp 10.0.0.9 > 10.0.0.5:50000 fan-in F 6/2\n"},
};

static void an_end_that_met_8_more_ports_in_an_hour_listens(void **state)
{
    decide_all(*state, fan_in, COUNT(fan_in));
}

static void an_end_that_reached_fan_in_keeps_it_for_7_days(void **state)
{
    struct world *w = *state;

    give(w, DAY, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000");
    give(w, 7 * DAY, "tcp 10.0.0.8:40001 10.0.0.5:50000");
    assert_record(w, "tcp 10.0.0.8 > 10.0.0.5:50000", "fan-in F 1/0");
}

/* As far back as forward: what it was later says nothing of long before. */
static void an_end_that_reached_fan_in_did_not_have_it_8_days_before(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.flow_age = 30 * DAY;
    world_configure(w, &config);
    give(w, 10 * DAY, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000");
    give(w, 10 * DAY, "tcp 10.0.0.8:40001 10.0.0.5:50000 t=-691201");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.8:40001", "guess F 0/1");
    give(w, 10 * DAY, "tcp 10.0.0.7:40001 10.0.0.5:50000 t=-500000");
    assert_record(w, "tcp 10.0.0.7 > 10.0.0.5:50000", "fan-in F 1/0");
}

static void hours_before_the_epoch_are_hours_too(void **state)
{
    struct world *w = *state;

    give(w, -T0, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000 t=-1");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.9:40009", "guess F 0/1");
    world_configure(w, NULL);
    give(w, -T0 - HOUR / 2, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000 t=-1");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:50000", "fan-in F 7/2");
}

/* ---- caps of it ---- */

#define GIVE_AT_CAP(at, lines, full)                    \
    do {                                                \
        give(w, at, lines);                             \
        assert_int_equal(w->flows.fan_in_full, (full)); \
    } while (0)

static void at_its_cap_new_ends_take_the_place_of_what_says_nothing(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_fan_in = 2;
    world_configure(w, &config);
    GIVE_AT_CAP(DAY, "tcp 10.0.0.9:40002 10.0.0.5:40001", 0);
    GIVE_AT_CAP(DAY, "tcp 10.0.0.8:40002 10.0.0.6:40001", 1);
    GIVE_AT_CAP(DAY, "tcp 10.0.0.9:40002 10.0.0.5:40001", 0);
    GIVE_AT_CAP(DAY + 2 * HOUR,
                "tcp 10.0.0.8:40002 10.0.0.6:40001\ntcp 10.0.0.9:40002 10.0.0.5:40001", 1);
    assert_int_equal(counts(w).records, 2);
    config.max_fan_in = 0;
    world_configure(w, &config);
    GIVE_AT_CAP(DAY, "tcp 10.0.0.9:40002 10.0.0.5:40001", 1);
    config.max_fan_in = 3; /* one of the two ends of a flow */
    world_configure(w, &config);
    GIVE_AT_CAP(DAY, "tcp 10.0.0.9:40002 10.0.0.5:40001\ntcp 10.0.0.8:40002 10.0.0.6:40001", 1);
}

/* What reached fan-in stays as long as it says so. */
static void at_its_cap_an_end_that_reached_it_stays_for_7_days(void **state)
{
    static const char others[] =
        "tcp 10.1.0.9:40001 10.1.0.5:40002\ntcp 10.1.0.9:40003 10.1.0.5:40004\n"
        "tcp 10.1.0.9:40005 10.1.0.5:40006\ntcp 10.1.0.9:40007 10.1.0.5:40008\n"
        "tcp 10.1.0.9:40009 10.1.0.5:40010\ntcp 10.1.0.9:40011 10.1.0.5:40012\n";
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.max_fan_in = 10;
    world_configure(w, &config);
    GIVE_AT_CAP(DAY, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000", 0);
    give(w, DAY + 2 * HOUR, others);
    assert_true(w->flows.fan_in_full > 0);
    give(w, 7 * DAY, "tcp 10.0.0.8:40001 10.0.0.5:50000");
    assert_record(w, "tcp 10.0.0.8 > 10.0.0.5:50000", "fan-in F 1/0");
    world_configure(w, &config);
    give(w, DAY, CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000");
    give(w, 9 * DAY, others);
    give(w, 9 * DAY + 2 * HOUR, others);
    give(w, 9 * DAY + 2 * HOUR, "tcp 10.0.0.7:40001 10.0.0.5:50000");
    assert_record(w, "tcp 10.0.0.5 > 10.0.0.7:40001", "guess F 0/1");
}

/* An attempt goes where the events of its batch go, but is none of them. */
static void an_attempt_is_decided_by_fan_in_but_does_not_reach_it(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.flow_options = SVCCOMM_FLOWS_ATTEMPTS;
    world_configure(w, &config);
    give(w, DAY,
         CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000\n"
                   "tcp 10.0.0.8:40001 10.0.0.5:50000 denied\n"
                   "tcp 10.0.0.9:40001 10.0.0.5:50000 denied");
    assert_record(w, "tcp 10.0.0.8 > 10.0.0.5:50000", "none F 0/0 a1");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:50000", "fan-in F 7/2 a1");
}

/* Each of `count` other ends of its own address talks to one end; gives the number of flows. */
static size_t many(svccomm_flow *flows, const char *line, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        flows[i] = flow_of(line, DAY);
        flows[i].source_port = (uint16_t)(flows[i].source_port + i);
        flows[i].source[14] = (uint8_t)(i + 1);
    }
    return count;
}

static void two_ends_that_both_met_64_ports_are_left_to_the_next_rung(void **state)
{
    struct world *w = *state;
    svccomm_flow flows[256];
    size_t count = many(flows, "tcp 10.7.0.1:41000 10.0.0.5:50000", 64);

    count += many(flows + count, "tcp 10.8.0.1:51000 10.0.0.9:60000", 100);
    flows[count++] = flow_of("tcp 10.0.0.5:50000 10.0.0.9:60000", DAY);
    assert_int_equal(try_give(w, 0, DAY, flows, count), 0);
    assert_record(w, "tcp 10.7.1.1 > 10.0.0.5:50000", "fan-in F 1/0");
    assert_record(w, "tcp 10.8.1.1 > 10.0.0.9:60000", "fan-in F 1/0");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:50000", "guess F 0/1");
}

static void the_earliest_flow_of_a_pair_of_equal_ports_comes_from_the_client(void **state)
{
    static const struct decided cases[] = {
        {"udp 10.0.0.5:123 10.0.0.9:123 t=-1\nudp 10.0.0.9:123 10.0.0.5:123 t=-2",
         "udp 10.0.0.9 > 10.0.0.5:123 guess F 1/1\n"},
        {"udp 10.0.0.9:123 10.0.0.5:123 t=-1\nudp 10.0.0.5:123 10.0.0.9:123 t=-2",
         "udp 10.0.0.5 > 10.0.0.9:123 guess F 1/1\n"},
        /* one of more than a day counts by its end alone */
        {"udp 10.0.0.5:123 10.0.0.9:123 t=-90000..-1\nudp 10.0.0.9:123 10.0.0.5:123 t=-2",
         "udp 10.0.0.9 > 10.0.0.5:123 guess F 1/1\n"},
        /* at the same time: the lower address is the client */
        {"udp 10.0.0.9:123 10.0.0.5:123\nudp 10.0.0.5:123 10.0.0.9:123",
         "udp 10.0.0.5 > 10.0.0.9:123 guess F 1/1\n"},
    };

    decide_all(*state, cases, COUNT(cases));
}

static void where_flows_are_points_the_first_end_is_the_earliest(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.points = 1;
    world_configure(w, &config);
    give(w, DAY, "udp 10.0.0.5:123 10.0.0.9:123 t=-10..-1\nudp 10.0.0.9:123 10.0.0.5:123 t=-5..-2");
    assert_record(w, "udp 10.0.0.9 > 10.0.0.5:123", "guess F 1/1");
}

static void equal_ports_follow_the_record_that_exists(void **state)
{
    struct world *w = *state;

    give(w, DAY, "udp 10.0.0.5:123 10.0.0.9:123");
    give(w, DAY + SECOND, "udp 10.0.0.9:123 10.0.0.5:123");
    assert_records(w, "udp 10.0.0.5 > 10.0.0.9:123 guess F 1/1\n");
}

/* ---- what is known from elsewhere ---- */

static const struct {
    int64_t at;
    const char *expected;
} known[] = {
    {HOUR, "tcp 10.0.0.9 > 10.0.0.5:40002 known F 1/0\n"},
    {7 * DAY, "tcp 10.0.0.9 > 10.0.0.5:40002 known F 1/0\n"},
};

static void a_listener_of_a_hosts_latest_complete_snapshot_is_known_for_7_days(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < COUNT(known); i++) {
        world_configure(w, NULL);
        scan(w, HOST_A, 0, "tcp 10.0.0.5:40002 - LISTEN\n");
        give(w, known[i].at, "tcp 10.0.0.9:22 10.0.0.5:40002");
        assert_records(w, known[i].expected);
    }
}

static void a_wildcard_is_known_for_the_addresses_of_its_host(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp [::]:40002 - LISTEN\ntcp 10.0.0.5:80 - LISTEN\n");
    give(w, HOUR, "tcp 10.0.0.9:22 10.0.0.5:40002\ntcp 10.0.0.9:22 10.0.0.6:40002");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:40002 known F 1/0\n"
                      "tcp 10.0.0.6 > 10.0.0.9:22 named F 0/1\n");
}

static void a_manual_record_names_its_listener(void **state)
{
    struct world *w = *state;

    add(w, "tcp 10.0.0.1 > 10.0.0.5:40001", 0);
    give(w, DAY, "tcp 10.0.0.5:40001 10.0.0.9:22 by=source");
    assert_records(w, "tcp 10.0.0.1 > 10.0.0.5:40001 user manual\n"
                      "tcp 10.0.0.9 > 10.0.0.5:40001 user F 0/1\n");
}

static void the_hosts_own_ephemeral_range_is_asked(void **state)
{
    struct world *w = *state;
    struct shot low = {.host = HOST_A, .low = 1024, .high = 29999};
    struct shot high = {.host = HOST_B, .low = 49152, .high = 65535};
    struct shot from_0 = {.host = HOST_C, .low = 0, .high = 1000};

    take(w, &low, "tcp 10.0.0.5:80 - LISTEN\n");
    take(w, &high, "tcp 10.0.0.6:80 - LISTEN\n");
    give(w, HOUR,
         "tcp 10.0.0.5:20002 10.0.0.6:40001\n"   /* range: 20002 is, 40001 is not */
         "tcp 10.0.0.9:40002 10.0.0.5:3306\n"    /* guess: no name within the range */
         "tcp 10.0.0.9:40002 10.0.0.6:48000\n"   /* range: 40002 is by default */
         "tcp 10.0.0.6:49152 10.0.0.9:20001\n"   /* range */
         "tcp 10.0.0.5:30000 10.0.0.7:40001\n"); /* range: above the host's own */
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:3306 guess F 1/0\n"
                      "tcp 10.0.0.7 > 10.0.0.5:30000 range F 0/1\n"
                      "tcp 10.0.0.5 > 10.0.0.6:40001 range F 1/0\n"
                      "tcp 10.0.0.9 > 10.0.0.6:48000 range F 1/0\n"
                      "tcp 10.0.0.6 > 10.0.0.9:20001 range F 1/0\n");
    world_configure(w, NULL);
    take(w, &from_0, "tcp 10.0.0.5:8080 - LISTEN\n");
    give(w, HOUR, "tcp 10.0.0.5:600 10.0.0.7:20001");
    assert_records(w, "tcp 10.0.0.5 > 10.0.0.7:20001 range F 1/0\n");
}

static void a_record_keeps_the_strongest_evidence(void **state)
{
    struct world *w = *state;

    give(w, DAY, "tcp 10.0.0.9:40001 10.0.0.5:20001");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:20001", "range F 1/0");
    give(w, DAY, "tcp 10.0.0.9:40002 10.0.0.5:20001 by=source");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:20001", "observed F 2/0");
    give(w, DAY, "tcp 10.0.0.9:40003 10.0.0.5:20001");
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:20001", "observed F 3/0");
}

/* ---- the traps of D4 ---- */

static void the_listeners_port_may_be_higher_than_the_clients_and_ephemeral(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp 10.0.0.5:60000 - LISTEN\n");
    give(w, HOUR, "tcp 10.0.0.9:40001 10.0.0.5:60000\ntcp 10.0.0.9:1024 10.0.0.5:60000");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:60000 known F 2/0\n");
}

static void another_addresss_listening_port_is_no_evidence_for_a_client_port(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, "tcp 10.0.0.6:40001 - LISTEN\n");
    give(w, HOUR, "tcp 10.0.0.9:40001 10.0.0.5:20001\ntcp 10.0.0.9:40001 10.0.0.5:40002");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:20001 range F 1/0\n"
                      "tcp 10.0.0.5 > 10.0.0.9:40001 guess F 0/1\n");
}

static void a_resolvers_port_that_meets_many_servers_is_a_client(void **state)
{
    static const char *const lines[] = {"udp 10.7.0.1:53 10.0.0.9:20001", /* named, both ways */
                                        "udp 10.7.0.1:53 10.0.0.9:53535",
                                        "udp 10.7.0.1:20001 10.0.0.9:53535"}; /* one port: silent */
    struct world *w = *state;
    svccomm_flow flows[20];

    for (size_t n = 0; n < COUNT(lines); n++) {
        world_configure(w, NULL);
        many(flows, lines[n], COUNT(flows));
        for (size_t i = 0; i < COUNT(flows); i++)
            flows[i].source_port = flow_of(lines[n], DAY).source_port;
        assert_int_equal(try_give(w, 0, DAY, flows, COUNT(flows)), 0);
        assert_int_equal(counts(w).records, COUNT(flows));
        assert_record(w, n < 2 ? "udp 10.0.0.9 > 10.7.1.1:53" : "udp 10.0.0.9 > 10.7.20.1:20001",
                      n < 2 ? "named F 0/1" : "range F 0/1");
    }
}

static void a_reserved_client_port_is_no_listener(void **state)
{
    static const struct decided cases[] = {
        {"tcp 10.0.0.9:800 10.0.0.5:2049", "tcp 10.0.0.9 > 10.0.0.5:2049 named F 1/0\n"},
        {"tcp 10.0.0.9:1023 10.0.0.5:514", "tcp 10.0.0.9 > 10.0.0.5:514 named F 1/0\n"},
        {CLIENTS_8 "tcp 10.0.0.8:800 10.0.0.5:50000",
         "tcp 10.0.0.8 > 10.0.0.5:50000 fan-in F 1/0\n"
         "tcp 10.0.0.9 > 10.0.0.5:50000 fan-in F 6/2\n"},
    };

    decide_all(*state, cases, COUNT(cases));
}

static void peers_of_equal_ports_make_one_record(void **state)
{
    static const char *const ports[] = {"53", "123", "500", "5060", "40001"};
    struct world *w = *state;
    char flows[256], expected[128];

    for (size_t i = 0; i < COUNT(ports); i++) {
        world_configure(w, NULL);
        snprintf(flows, sizeof flows,
                 "udp 10.0.0.9:%s 10.0.0.5:%s t=-2\nudp 10.0.0.5:%s 10.0.0.9:%s", ports[i],
                 ports[i], ports[i], ports[i]);
        snprintf(expected, sizeof expected, "udp 10.0.0.9 > 10.0.0.5:%s guess F 1/1\n", ports[i]);
        give(w, DAY, flows);
        assert_records(w, expected);
    }
}

static void addresses_of_many_are_never_clients(void **state)
{
    struct world *w = *state;

    give(w, DAY,
         "udp 10.0.0.5:5353 224.0.0.251:40001\nudp 10.0.0.5:67 255.255.255.255:40001\n"
         "udp [2001:db8::5]:5353 [ff05::fb]:40001\n");
    assert_true(is_there(w, "udp 10.0.0.5 > 224.0.0.251:40001"));
    assert_true(is_there(w, "udp 10.0.0.5 > 255.255.255.255:40001"));
    assert_true(is_there(w, "udp 2001:db8::5 > [ff05::fb]:40001"));
    give(w, DAY, "udp 224.0.0.1:53 224.0.0.251:40001\nudp 0.0.0.0:68 255.255.255.255:67");
    assert_int_equal(w->flows.dropped_address, 2);
    assert_int_equal(counts(w).records, 3);
    give(w, DAY, "udp 10.0.0.5:68 0.0.0.0:67\nudp 10.0.0.5:40001 224.0.0.251:40001 t=-1");
    assert_int_equal(w->flows.dropped_address, 1);
    assert_int_equal(counts(w).records, 3);
    give(w, DAY, "udp 224.0.0.252:40001 10.0.0.5:40001");
    assert_true(is_there(w, "udp 10.0.0.5 > 224.0.0.252:40001"));
    give(w, DAY, "tcp 10.0.0.5:0 10.0.0.9:22\ntcp 10.0.0.5:40001 10.0.0.9:0");
    assert_int_equal(w->flows.dropped_port, 2);
}

static void protocols_with_ports_are_five(void **state)
{
    struct world *w = *state;

    give(w, DAY,
         "tcp 10.0.0.5:40001 10.0.0.9:22\nudp 10.0.0.5:40001 10.0.0.9:22\n"
         "sctp 10.0.0.5:40001 10.0.0.9:22\ndccp 10.0.0.5:40001 10.0.0.9:22\n"
         "udplite 10.0.0.5:40001 10.0.0.9:22\n");
    assert_int_equal(counts(w).records, 5);
    assert_int_equal(w->flows.dropped_protocol, 0);
}

/* A SYN that the other side has answered is no attempt, and its sender is the client. */
static void a_biflow_that_began_with_a_syn_comes_from_the_client(void **state)
{
    struct world *w = *state;
    svccomm_flow flow = flow_of("tcp 10.0.0.9:22 10.0.0.5:40001 f=S biflow", DAY);

    flow.reverse_tcp_flags = SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK;
    assert_int_equal(try_give(w, 0, DAY, &flow, 1), 0);
    assert_record(w, "tcp 10.0.0.9 > 10.0.0.5:40001", "handshake F 1/0");
    flow.tcp_flags = 0; /* nobody answered that of the other direction */
    flow.reverse_tcp_flags = SVCCOMM_TCP_SYN;
    assert_int_equal(try_give(w, 0, DAY, &flow, 1), 0);
    assert_int_equal(w->flows.events, 0);
    assert_int_equal(counts(w).records, 1);
}

static void protocols_without_ports_have_records_where_they_are_asked_for(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_flow flow = flow_of("udp 10.0.0.9:0 10.0.0.5:0", DAY);

    flow.protocol = 47;
    assert_int_equal(try_give(w, 0, DAY, &flow, 1), 0);
    assert_int_equal(w->flows.dropped_protocol, 1);
    config.flow_options = SVCCOMM_FLOWS_PORTLESS;
    world_configure(w, &config);
    scan(w, HOST_A, DAY, "tcp 10.0.0.5:22 - LISTEN\n");
    assert_int_equal(try_give(w, 0, DAY, &flow, 1), 0);
    assert_int_equal(try_give(w, 0, DAY, &flow, 1), 0);
    assert_int_equal(counts(w).records, 1);
    assert_int_equal(w->flows.events, 1);
}

/* At its cap the table of records has no room for attempts either. */
static void an_attempt_that_finds_no_room_is_counted(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.flow_options = SVCCOMM_FLOWS_ATTEMPTS;
    config.max_records = 1;
    config.cap_policy = SVCCOMM_CAP_REFUSE;
    world_configure(w, &config);
    give(w, DAY, "tcp 10.0.0.9:40001 10.0.0.5:22");
    give(w, DAY, "tcp 10.0.0.9:40001 10.0.0.6:22 f=S");
    assert_int_equal(w->flows.dropped_full, 1);
    assert_int_equal(w->flows.attempts, 0);
    assert_int_equal(counts(w).records, 1);
}

/* Limits of age beyond all times are none. */
static void ages_beyond_all_times_drop_nothing(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();

    config.flow_age = config.flow_future = INT64_MAX;
    world_configure(w, &config);
    give(w, -T0 - DAY,
         "tcp 10.0.0.9:40001 10.0.0.5:22 t=-900000000\n"
         "tcp 10.0.0.9:40001 10.0.0.5:22 t=900000000");
    assert_int_equal(w->flows.events, 2);
}

/* ---- D1 ---- */

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void shuffle(svccomm_flow *flows, size_t count, uint32_t *seed)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = draw(seed) % i;
        svccomm_flow other = flows[i - 1];
        flows[i - 1] = flows[j];
        flows[j] = other;
    }
}

/* Of every rung, ends that meet in several ways, and times within one segment. */
static size_t mixture(svccomm_flow *flows)
{
    static const char lines[] =
        CLIENTS_8 "tcp 10.0.0.9:40009 10.0.0.5:50000 f=SA\n"
                  "tcp 10.0.0.7:40001 10.0.0.6:50001 by=source t=-20..-3\n"
                  "tcp 10.0.0.6:50001 10.0.0.7:40001 t=-30\ntcp 10.0.0.7:40002 10.0.0.6:50001\n"
                  "tcp 10.0.0.4:60001 10.0.0.3:50002 f=SA p=1\n"
                  "tcp 10.0.0.3:50002 10.0.0.4:60001 t=-9..-1\n"
                  "tcp 10.0.0.4:60001 10.0.0.3:50003 t=-3\ntcp 10.0.0.4:60001 10.0.0.3:50004\n"
                  "udp 10.0.0.5:123 10.0.0.9:123 t=-1\nudp 10.0.0.9:123 10.0.0.5:123 t=-2\n"
                  "udp 10.0.0.5:500 10.0.0.9:500 t=-4\nudp 10.0.0.9:500 10.0.0.5:500 t=-4..-2\n"
                  "tcp 10.0.0.9:800 10.0.0.5:2049 biflow\ntcp 10.0.0.9:801 10.0.0.5:2049 denied\n"
                  "tcp 10.0.0.9:700 10.0.0.5:20001 f=S\ntcp 10.0.0.9:701 10.0.0.5:20001\n"
                  "udp 10.0.0.9:53535 10.0.0.1:53\nudp 10.0.0.9:53535 10.0.0.2:53 t=-40..-2\n";
    size_t count = 0;

    for (const char *line = lines; *line != '\0'; line += strcspn(line, "\n") + 1)
        flows[count++] = flow_of(line, DAY);
    return count;
}

static void order_within_a_batch_does_not_matter(void **state)
{
    struct world *w = *state;
    svccomm_flow flows[64];
    size_t count = mixture(flows);
    char first[sizeof w->text];
    uint32_t seed = 1;

    for (int round = 0; round < 300; round++) {
        struct flow_totals totals;
        world_configure(w, NULL);
        assert_int_equal(try_give(w, 0, DAY, flows, count), 0);
        totals = flow_totals(w);
        assert_int_equal(totals.events, w->flows.events);
        assert_int_equal(totals.first, T0 + DAY - 40 * SECOND);
        if (round == 0)
            memcpy(first, records_text(w), sizeof first);
        else
            assert_records(w, first);
        shuffle(flows, count, &seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(one_flow_is_decided_by_the_ladder),
        world_test(an_end_that_met_8_more_ports_in_an_hour_listens),
        world_test(an_end_that_reached_fan_in_keeps_it_for_7_days),
        world_test(an_end_that_reached_fan_in_did_not_have_it_8_days_before),
        world_test(hours_before_the_epoch_are_hours_too),
        world_test(at_its_cap_new_ends_take_the_place_of_what_says_nothing),
        world_test(at_its_cap_an_end_that_reached_it_stays_for_7_days),
        world_test(an_attempt_is_decided_by_fan_in_but_does_not_reach_it),
        world_test(two_ends_that_both_met_64_ports_are_left_to_the_next_rung),
        world_test(the_earliest_flow_of_a_pair_of_equal_ports_comes_from_the_client),
        world_test(where_flows_are_points_the_first_end_is_the_earliest),
        world_test(equal_ports_follow_the_record_that_exists),
        world_test(a_listener_of_a_hosts_latest_complete_snapshot_is_known_for_7_days),
        world_test(a_wildcard_is_known_for_the_addresses_of_its_host),
        world_test(a_manual_record_names_its_listener),
        world_test(the_hosts_own_ephemeral_range_is_asked),
        world_test(a_record_keeps_the_strongest_evidence),
        world_test(the_listeners_port_may_be_higher_than_the_clients_and_ephemeral),
        world_test(another_addresss_listening_port_is_no_evidence_for_a_client_port),
        world_test(a_resolvers_port_that_meets_many_servers_is_a_client),
        world_test(a_reserved_client_port_is_no_listener),
        world_test(peers_of_equal_ports_make_one_record),
        world_test(addresses_of_many_are_never_clients),
        world_test(protocols_with_ports_are_five),
        world_test(a_biflow_that_began_with_a_syn_comes_from_the_client),
        world_test(protocols_without_ports_have_records_where_they_are_asked_for),
        world_test(an_attempt_that_finds_no_room_is_counted),
        world_test(ages_beyond_all_times_drop_nothing),
        world_test(order_within_a_batch_does_not_matter),
    };

    return cmocka_run_group_tests_name("direction of flows", tests, NULL, NULL);
}
