/* SPDX-License-Identifier: MIT
 * What the elements of a record make of a flow: one template, one record, one flow for each form of
 * address, port, counter, time, translation, denial, realm and sampling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "datagrams.h"

#define REVERSE 29305u
#define MAX_FIELDS 16

/* A field and its value: a number, or where `text` is not NULL an address. */
struct told {
    uint16_t id;
    uint16_t length;
    uint32_t enterprise;
    uint64_t number;
    const char *text;
};

/* The header's time is 1000 s, its uptime 100000 ms: the system began at 900 s. */
struct field_case {
    const char *name;
    unsigned version; /* 9, 10, or 0 for both */
    struct told told[MAX_FIELDS];
    const char *expected; /* NULL: no flow between two addresses */
};

#define ENDS                                                                     \
    {8, 4, 0, 0, "10.0.0.7"}, {12, 4, 0, 0, "10.0.0.5"}, {7, 2, 0, 51000, NULL}, \
        {11, 2, 0, 443, NULL},                                                   \
    {                                                                            \
        4, 1, 0, 6, NULL                                                         \
    }
#define FLOW "10.0.0.7 51000 10.0.0.5 443 6 "
#define AT_EXPORT " -..1000"

static void put_told(struct datagram *out, const struct told *told)
{
    uint16_t length = told->length;

    if (told->length == 65535) { /* the value tells its length itself */
        length = told->text != NULL ? (strchr(told->text, ':') != NULL ? 16 : 4) : 2;
        datagram_put(out, length, 1);
    }
    if (told->text != NULL)
        datagram_address(out, told->text);
    else if (length > 8) {
        memset(out->bytes + out->length, 0xee, length);
        out->length += length;
    } else
        datagram_put(out, told->number, length);
}

static void give_case(struct decoding_test *test, const struct field_case *c, unsigned version)
{
    static struct datagram out;
    struct datagram_field fields[MAX_FIELDS];
    uint16_t count = 0, i;

    if (version == 9)
        datagram_v9(&out, 100000, 1000, 1, 5);
    else
        datagram_ipfix(&out, 1000, 1, 5);
    for (; count < MAX_FIELDS && c->told[count].id != 0; count++) {
        fields[count].id = c->told[count].id;
        fields[count].length = c->told[count].length;
        fields[count].enterprise = c->told[count].enterprise;
    }
    datagram_template(&out, 256, fields, count);
    datagram_set(&out, 256);
    for (i = 0; i < count; i++)
        put_told(&out, &c->told[i]);
    datagram_set_end(&out);
    decoding_give(test, &out);
}

static void assert_case(const struct field_case *c, unsigned version)
{
    static const svccomm_realm_map realms[] = {{SVCCOMM_REALM_BY_VLAN, 12, 112, 0},
                                               {SVCCOMM_REALM_BY_VLAN, 13, 113, 0},
                                               {SVCCOMM_REALM_BY_VRF, 12, 212, 0}};
    struct decoding_test test;
    char got[512] = "";

    decoding_begin(&test, NULL);
    assert_int_equal(svccomm_decoder_map_realms(test.decoder, realms, 3, sizeof *realms), 0);
    give_case(&test, c, version);
    if (test.rc > 0)
        flow_text(test.flows, got, sizeof got);
    if (test.rc != (c->expected != NULL) || test.report.records_other != (c->expected == NULL) ||
        strcmp(got, c->expected == NULL ? "" : c->expected) != 0)
        fail_msg("%s, version %u: %d flows\n got `%s`\nnot `%s`", c->name, version, test.rc, got,
                 c->expected == NULL ? "" : c->expected);
    assert_int_equal(test.report.records_bad + test.report.malformed, 0);
    if (c->expected != NULL)
        assert_int_equal(test.flows[0].domain, 5);
    decoding_end(&test);
}

static void assert_cases(const struct field_case *cases, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (cases[i].version != 10)
            assert_case(&cases[i], 9);
        if (cases[i].version != 9)
            assert_case(&cases[i], 10);
    }
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void addresses_and_ports(void **state)
{
    static const struct field_case cases[] = {
        {"IPv4", 0, {ENDS}, FLOW "0 0/0" AT_EXPORT},
        {"IPv6",
         0,
         {{27, 16, 0, 0, "2001:db8::7"}, {28, 16, 0, 0, "2001:db8::5"}, {4, 1, 0, 17, NULL}},
         "2001:db8::7 0 2001:db8::5 0 17 0 0/0" AT_EXPORT},
        {"IPv4 in IPv6 fields is IPv4",
         0,
         {{27, 16, 0, 0, "::ffff:10.0.0.7"}, {28, 16, 0, 0, "::ffff:10.0.0.5"}},
         "10.0.0.7 0 10.0.0.5 0 0 0 0/0" AT_EXPORT},
        {"both families, IPv6 empty",
         0,
         {ENDS, {27, 16, 0, 0, "::"}, {28, 16, 0, 0, "::"}},
         FLOW "0 0/0" AT_EXPORT},
        {"both families, IPv4 empty",
         0,
         {{8, 4, 0, 0, "0.0.0.0"},
          {12, 4, 0, 0, "0.0.0.0"},
          {27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"}},
         "2001:db8::7 0 2001:db8::5 0 0 0 0/0" AT_EXPORT},
        {"both families, one end of the inner one unspecified",
         0,
         {{27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"},
          {8, 4, 0, 0, "0.0.0.0"},
          {12, 4, 0, 0, "10.0.0.5"}},
         "0.0.0.0 0 10.0.0.5 0 0 0 0/0" AT_EXPORT},
        {"IPv4 and a source of IPv6",
         0,
         {ENDS, {89, 1, 0, 0, NULL}, {27, 16, 0, 0, "2001:db8::7"}},
         FLOW "0 0/0" AT_EXPORT},
        {"IPv6 and a source of IPv4",
         0,
         {{8, 4, 0, 0, "10.0.0.7"},
          {89, 1, 0, 0, NULL},
          {27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"}},
         "2001:db8::7 0 2001:db8::5 0 0 0 0/0" AT_EXPORT},
        {"one end is no flow", 0, {{8, 4, 0, 0, "10.0.0.7"}, {1, 4, 0, 9, NULL}}, NULL},
        {"ends of two families are no flow",
         0,
         {{8, 4, 0, 0, "10.0.0.7"}, {28, 16, 0, 0, "2001:db8::5"}},
         NULL},
        {"an address of a length that it cannot have is none",
         0,
         {{8, 3, 0, 0x0a0000, NULL}, {12, 4, 0, 0, "10.0.0.5"}},
         NULL},
        {"TCP ports",
         0,
         {{8, 4, 0, 0, "10.0.0.7"},
          {12, 4, 0, 0, "10.0.0.5"},
          {4, 1, 0, 6, NULL},
          {182, 2, 0, 51000, NULL},
          {183, 2, 0, 443, NULL},
          {180, 2, 0, 0, NULL},
          {181, 2, 0, 0, NULL}},
         FLOW "0 0/0" AT_EXPORT},
        {"UDP ports",
         0,
         {{8, 4, 0, 0, "10.0.0.7"},
          {12, 4, 0, 0, "10.0.0.5"},
          {4, 1, 0, 17, NULL},
          {180, 2, 0, 51000, NULL},
          {181, 2, 0, 53, NULL}},
         "10.0.0.7 51000 10.0.0.5 53 17 0 0/0" AT_EXPORT},
        {"ICMP hides its type in the port",
         0,
         {{8, 4, 0, 0, "10.0.0.7"},
          {12, 4, 0, 0, "10.0.0.5"},
          {4, 1, 0, 1, NULL},
          {7, 2, 0, 0, NULL},
          {11, 2, 0, 2048, NULL}},
         "10.0.0.7 0 10.0.0.5 0 1 0 0/0" AT_EXPORT},
        {"ICMPv6 too",
         0,
         {{27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"},
          {4, 1, 0, 58, NULL},
          {11, 2, 0, 2048, NULL}},
         "2001:db8::7 0 2001:db8::5 0 58 0 0/0" AT_EXPORT},
        {"others are skipped by their length",
         0,
         {{5, 1, 0, 9, NULL}, ENDS, {61, 1, 0, 1, NULL}, {95, 32, 0, 0, NULL}, {6, 1, 0, 2, NULL}},
         FLOW "2 0/0" AT_EXPORT},
        {"enterprise elements too",
         10,
         {ENDS, {8, 4, 9, 0, "10.9.9.9"}, {1, 8, 6871, 77, NULL}, {6, 1, 0, 2, NULL}},
         FLOW "2 0/0" AT_EXPORT},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

static void counters_and_flags(void **state)
{
    static const struct field_case cases[] = {
        {"of four bytes",
         0,
         {ENDS, {1, 4, 0, 1500, NULL}, {2, 4, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"of eight",
         0,
         {ENDS, {1, 8, 0, 0x100000000, NULL}, {2, 8, 0, UINT64_MAX, NULL}},
         FLOW "0 18446744073709551615/4294967296" AT_EXPORT},
        {"of reduced size",
         0,
         {ENDS, {1, 3, 0, 0x10203, NULL}, {2, 1, 0, 255, NULL}},
         FLOW "0 255/66051" AT_EXPORT},
        {"of odd sizes",
         0,
         {ENDS, {1, 5, 0, 0x102030405, NULL}, {2, 7, 0, 0x1020304050607, NULL}},
         FLOW "0 283686952306183/4328719365" AT_EXPORT},
        {"of more than eight bytes are no numbers",
         0,
         {ENDS, {1, 9, 0, 0, NULL}, {2, 0, 0, 0, NULL}},
         FLOW "0 0/0" AT_EXPORT},
        {"totals",
         0,
         {ENDS, {85, 8, 0, 1500, NULL}, {86, 8, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"what is new beats totals",
         0,
         {ENDS,
          {85, 8, 0, 9000, NULL},
          {1, 4, 0, 1500, NULL},
          {86, 4, 0, 9, NULL},
          {2, 4, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"after the box",
         0,
         {ENDS, {23, 4, 0, 1500, NULL}, {24, 4, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"before the box beats after it",
         0,
         {ENDS,
          {23, 4, 0, 9000, NULL},
          {1, 4, 0, 1500, NULL},
          {24, 4, 0, 9, NULL},
          {2, 4, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"totals after the box",
         0,
         {ENDS, {171, 4, 0, 1500, NULL}, {172, 4, 0, 3, NULL}},
         FLOW "0 3/1500" AT_EXPORT},
        {"flags of one byte", 0, {ENDS, {6, 1, 0, 0x1b, NULL}}, FLOW "27 0/0" AT_EXPORT},
        {"flags of two", 0, {ENDS, {6, 2, 0, 0x0112, NULL}}, FLOW "18 0/0" AT_EXPORT},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

#define OUTER_V4                 \
    {8, 4, 0, 0, "192.0.2.1"},   \
    {                            \
        12, 4, 0, 0, "192.0.2.2" \
    }
#define OUTER_V6                      \
    {27, 16, 0, 0, "2001:db8:53::1"}, \
    {                                 \
        28, 16, 0, 0, "2001:db8:90::" \
    }
#define OUTER_REST(protocol)                                            \
    {7, 2, 0, 0, NULL}, {11, 2, 0, 0, NULL}, {4, 1, 0, protocol, NULL}, \
    {                                                                   \
        6, 1, 0, 0, NULL                                                \
    }

/* As Cisco and Huawei export SRv6: one header behind the other. */
static void of_a_tunnel_the_inner_header_is_taken(void **state)
{
    static const struct field_case cases[] = {
        {"IPv4 in IPv6",
         0,
         {OUTER_V6, OUTER_REST(4), ENDS, {6, 1, 0, 0x12, NULL}},
         FLOW "18 0/0" AT_EXPORT},
        {"IPv6 in IPv6",
         0,
         {OUTER_V6,
          OUTER_REST(41),
          {27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"},
          {7, 2, 0, 51000, NULL},
          {11, 2, 0, 443, NULL},
          {4, 1, 0, 17, NULL}},
         "2001:db8::7 51000 2001:db8::5 443 17 0 0/0" AT_EXPORT},
        {"IPv4 in IPv4", 0, {OUTER_V4, OUTER_REST(4), ENDS}, FLOW "0 0/0" AT_EXPORT},
        {"IPv6 in IPv4",
         0,
         {OUTER_V4,
          OUTER_REST(41),
          {27, 16, 0, 0, "2001:db8::7"},
          {28, 16, 0, 0, "2001:db8::5"},
          {4, 1, 0, 17, NULL}},
         "2001:db8::7 0 2001:db8::5 0 17 0 0/0" AT_EXPORT},
        {"of counters the first counts",
         0,
         {ENDS, {1, 4, 0, 500, NULL}, {2, 4, 0, 5, NULL}, {1, 4, 0, 9, NULL}, {2, 4, 0, 1, NULL}},
         FLOW "0 5/500" AT_EXPORT},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

static void both_directions_and_who_began(void **state)
{
    static const struct field_case cases[] = {
        {"a biflow alone does not say who began",
         10,
         {ENDS,
          {1, 8, 0, 100, NULL},
          {2, 8, 0, 2, NULL},
          {1, 8, REVERSE, 900, NULL},
          {2, 8, REVERSE, 3, NULL},
          {6, 1, 0, 2, NULL},
          {6, 1, REVERSE, 18, NULL}},
         FLOW "2 2/100" AT_EXPORT " <- 3/900 18"},
        {"totals of both",
         10,
         {ENDS,
          {85, 8, 0, 100, NULL},
          {86, 8, 0, 2, NULL},
          {85, 8, REVERSE, 900, NULL},
          {86, 8, REVERSE, 3, NULL}},
         FLOW "0 2/100" AT_EXPORT " <- 3/900 0"},
        {"biflowDirection: initiator",
         10,
         {ENDS, {2, 8, REVERSE, 3, NULL}, {239, 1, 0, 1, NULL}},
         FLOW "0 0/0" AT_EXPORT " <- 3/0 0 by source"},
        {"biflowDirection: reverse initiator",
         10,
         {ENDS, {2, 8, REVERSE, 3, NULL}, {239, 1, 0, 2, NULL}},
         FLOW "0 0/0" AT_EXPORT " <- 3/0 0 by destination"},
        {"biflowDirection: arbitrary",
         10,
         {ENDS, {2, 8, REVERSE, 3, NULL}, {239, 1, 0, 0, NULL}},
         FLOW "0 0/0" AT_EXPORT " <- 3/0 0"},
        {"biflowDirection: perimeter",
         10,
         {ENDS, {2, 8, REVERSE, 3, NULL}, {239, 1, 0, 3, NULL}},
         FLOW "0 0/0" AT_EXPORT " <- 3/0 0"},
        {"biflowDirection of one direction",
         0,
         {ENDS, {239, 1, 0, 2, NULL}},
         FLOW "0 0/0" AT_EXPORT " by destination"},
        {"initiator and responder",
         0,
         {ENDS,
          {231, 4, 0, 100, NULL},
          {232, 4, 0, 900, NULL},
          {298, 4, 0, 2, NULL},
          {299, 4, 0, 3, NULL}},
         FLOW "0 2/100" AT_EXPORT " <- 3/900 0 by source"},
        {"they beat a plain counter of both",
         0,
         {ENDS, {1, 4, 0, 1000, NULL}, {231, 4, 0, 100, NULL}, {232, 4, 0, 900, NULL}},
         FLOW "0 0/100" AT_EXPORT " <- 0/900 0 by source"},
        {"the other direction by itself beats a responder",
         10,
         {ENDS, {1, 8, REVERSE, 900, NULL}, {231, 4, 0, 100, NULL}, {232, 4, 0, 7, NULL}},
         FLOW "0 0/100" AT_EXPORT " <- 0/900 0 by source"},
        {"an initiator alone",
         0,
         {ENDS, {231, 4, 0, 100, NULL}},
         FLOW "0 0/100" AT_EXPORT " by source"},
        {"an initiator beside a plain counter",
         0,
         {ENDS, {1, 4, 0, 1000, NULL}, {231, 4, 0, 100, NULL}},
         FLOW "0 0/1000" AT_EXPORT " by source"},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

static void denial_fragments_and_translation(void **state)
{
    static const struct field_case cases[] = {
        {"forwarded", 0, {ENDS, {89, 1, 0, 0x40, NULL}}, FLOW "0 0/0" AT_EXPORT},
        {"dropped", 0, {ENDS, {89, 1, 0, 0x82, NULL}}, FLOW "0 0/0" AT_EXPORT " denied"},
        {"consumed", 0, {ENDS, {89, 1, 0, 0xc0, NULL}}, FLOW "0 0/0" AT_EXPORT},
        {"dropped, in four bytes",
         0,
         {ENDS, {89, 4, 0, 0x80, NULL}},
         FLOW "0 0/0" AT_EXPORT " denied"},
        {"a firewall's event: created", 0, {ENDS, {233, 1, 0, 1, NULL}}, FLOW "0 0/0" AT_EXPORT},
        {"a firewall's event: denied",
         0,
         {ENDS, {233, 1, 0, 3, NULL}},
         FLOW "0 0/0" AT_EXPORT " denied"},
        {"ASA: created",
         9,
         {ENDS, {40005, 1, 0, 1, NULL}, {33002, 2, 0, 0, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source"},
        {"ASA: created, told by its own event alone",
         9,
         {ENDS, {40005, 1, 0, 1, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source"},
        {"ASA: deleted",
         9,
         {ENDS, {33002, 2, 0, 2018, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source"},
        {"ASA: denied",
         9,
         {ENDS, {40005, 1, 0, 3, NULL}, {33002, 2, 0, 1001, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source denied"},
        {"ASA: the reason alone",
         9,
         {ENDS, {33002, 2, 0, 1004, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source denied"},
        {"ASA: torn down, for a reason",
         9,
         {ENDS, {233, 1, 0, 2, NULL}, {33002, 2, 0, 1004, NULL}},
         FLOW "0 0/0" AT_EXPORT " by source"},
        {"those numbers are a vendor's in IPFIX",
         10,
         {ENDS, {7237, 1, 9, 3, NULL}},
         FLOW "0 0/0" AT_EXPORT},
        {"the first fragment", 0, {ENDS, {88, 2, 0, 0, NULL}}, FLOW "0 0/0" AT_EXPORT},
        {"a later fragment", 0, {ENDS, {88, 2, 0, 185, NULL}}, FLOW "0 0/0" AT_EXPORT " fragment"},
        {"translation",
         0,
         {ENDS,
          {225, 4, 0, 0, "192.0.2.7"},
          {226, 4, 0, 0, "192.0.2.5"},
          {227, 2, 0, 61000, NULL},
          {228, 2, 0, 8443, NULL}},
         FLOW "0 0/0" AT_EXPORT " nat 192.0.2.7 61000 192.0.2.5 8443"},
        {"translation of the source alone",
         0,
         {ENDS, {225, 4, 0, 0, "192.0.2.7"}},
         FLOW "0 0/0" AT_EXPORT " nat 192.0.2.7 0 :: 0"},
        {"translation to IPv6",
         0,
         {ENDS, {281, 16, 0, 0, "2001:db8::7"}, {282, 16, 0, 0, "2001:db8::5"}},
         FLOW "0 0/0" AT_EXPORT " nat 2001:db8::7 0 2001:db8::5 0"},
        {"no translation",
         0,
         {ENDS, {225, 4, 0, 0, "0.0.0.0"}, {227, 2, 0, 0, NULL}},
         FLOW "0 0/0" AT_EXPORT},
        {"ASA: translation",
         9,
         {ENDS,
          {40001, 4, 0, 0, "192.0.2.7"},
          {40002, 4, 0, 0, "192.0.2.5"},
          {40003, 2, 0, 61000, NULL},
          {40004, 2, 0, 8443, NULL}},
         FLOW "0 0/0" AT_EXPORT " nat 192.0.2.7 61000 192.0.2.5 8443"},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

static void realms_and_sampling(void **state)
{
    static const struct field_case cases[] = {
        {"a VLAN", 0, {ENDS, {58, 2, 0, 12, NULL}}, FLOW "0 0/0" AT_EXPORT " realm 112"},
        {"a VLAN of 802.1Q", 0, {ENDS, {243, 2, 0, 13, NULL}}, FLOW "0 0/0" AT_EXPORT " realm 113"},
        {"a VLAN that is not mapped", 0, {ENDS, {58, 2, 0, 14, NULL}}, FLOW "0 0/0" AT_EXPORT},
        {"one that is not, one that is",
         0,
         {ENDS, {58, 2, 0, 14, NULL}, {243, 2, 0, 13, NULL}},
         FLOW "0 0/0" AT_EXPORT " realm 113"},
        {"a VRF", 0, {ENDS, {234, 4, 0, 12, NULL}}, FLOW "0 0/0" AT_EXPORT " realm 212"},
        {"a VRF beats a VLAN",
         0,
         {ENDS, {58, 2, 0, 12, NULL}, {234, 4, 0, 12, NULL}},
         FLOW "0 0/0" AT_EXPORT " realm 212"},
        {"a VRF that is not mapped does not",
         0,
         {ENDS, {58, 2, 0, 12, NULL}, {234, 4, 0, 9, NULL}},
         FLOW "0 0/0" AT_EXPORT " realm 112"},
        {"samplingInterval",
         0,
         {ENDS, {34, 4, 0, 100, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 100"},
        {"samplerRandomInterval",
         0,
         {ENDS, {50, 4, 0, 200, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 200"},
        {"packets taken and passed",
         0,
         {ENDS, {305, 4, 0, 1, NULL}, {306, 4, 0, 99, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 100"},
        {"several taken at once",
         0,
         {ENDS, {305, 4, 0, 10, NULL}, {306, 4, 0, 95, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 11"},
        {"none taken",
         0,
         {ENDS, {305, 4, 0, 0, NULL}, {306, 4, 0, 95, NULL}},
         FLOW "0 0/0" AT_EXPORT},
        {"a distance, and no space",
         0,
         {ENDS, {305, 4, 0, 64, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 64"},
        {"a part of a population",
         0,
         {ENDS, {309, 4, 0, 2, NULL}, {310, 4, 0, 1000, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 500"},
        {"a rate beyond 32 bits",
         0,
         {ENDS, {34, 8, 0, UINT64_MAX, NULL}},
         FLOW "0 0/0" AT_EXPORT " one in 4294967295"},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

#define NTP(seconds, fraction) (((seconds) + UINT64_C(2208988800)) << 32 | (fraction))

static void times_in_all_forms(void **state)
{
    static const struct field_case cases[] = {
        {"uptimes",
         9,
         {ENDS, {22, 4, 0, 40000, NULL}, {21, 4, 0, 99500, NULL}},
         FLOW "0 0/0 940..999.5"},
        {"seconds",
         0,
         {ENDS, {150, 4, 0, 940, NULL}, {151, 4, 0, 999, NULL}},
         FLOW "0 0/0 940..999"},
        {"milliseconds",
         0,
         {ENDS, {152, 8, 0, 940001, NULL}, {153, 8, 0, 999123, NULL}},
         FLOW "0 0/0 940.001..999.123"},
        {"microseconds",
         0,
         {ENDS, {154, 8, 0, NTP(940, 0x80000000), NULL}, {155, 8, 0, NTP(999, 530239283), NULL}},
         FLOW "0 0/0 940.5..999.123456"},
        {"microseconds with the lower 11 bits left out",
         0,
         {ENDS, {155, 8, 0, NTP(999, 530239283u & ~2047u), NULL}},
         FLOW "0 0/0 -..999.123456"},
        {"nanoseconds",
         0,
         {ENDS, {156, 8, 0, NTP(940, 4), NULL}, {157, 8, 0, NTP(999, 530242871), NULL}},
         FLOW "0 0/0 940.000000001..999.123456789"},
        {"of the era that begins in 2036",
         0,
         {ENDS, {157, 8, 0, UINT64_C(0x0000000500000000), NULL}},
         FLOW "0 0/0 -..2085978501"},
        {"before the export",
         0,
         {ENDS, {158, 4, 0, 2500000, NULL}, {159, 4, 0, 500, NULL}},
         FLOW "0 0/0 997.5..999.9995"},
        {"uptimes of a record that tells when the system began",
         10,
         {ENDS, {160, 8, 0, 900000, NULL}, {22, 4, 0, 40000, NULL}, {21, 4, 0, 99500, NULL}},
         FLOW "0 0/0 940..999.5"},
        {"uptimes of a system that began nobody knows when",
         10,
         {ENDS, {22, 4, 0, 40000, NULL}, {21, 4, 0, 99500, NULL}},
         FLOW "0 0/0 940.5..1000"},
        {"an end and a duration",
         0,
         {ENDS, {153, 8, 0, 999000, NULL}, {161, 4, 0, 1500, NULL}},
         FLOW "0 0/0 997.5..999"},
        {"a start and a duration",
         0,
         {ENDS, {152, 8, 0, 990000, NULL}, {162, 4, 0, 1500, NULL}},
         FLOW "0 0/0 990..990.0015"},
        {"a duration beyond all time",
         9,
         {ENDS, {21, 4, 0, 3000000000, NULL}, {161, 8, 0, UINT64_MAX / 2, NULL}},
         FLOW "0 0/0 -9223372036.-8547758..-1294067.-296"},
        {"a duration alone", 0, {ENDS, {161, 4, 0, 1500, NULL}}, FLOW "0 0/0 998.5..1000"},
        {"a start alone", 0, {ENDS, {152, 8, 0, 990000, NULL}}, FLOW "0 0/0 990..990"},
        {"an end alone", 0, {ENDS, {153, 8, 0, 990000, NULL}}, FLOW "0 0/0 -..990"},
        {"nothing", 0, {ENDS}, FLOW "0 0/0 -..1000"},
        {"zeros are nothing",
         0,
         {ENDS, {152, 8, 0, 0, NULL}, {153, 8, 0, 0, NULL}},
         FLOW "0 0/0 -..1000"},
        {"exact times beat coarse ones",
         0,
         {ENDS,
          {22, 4, 0, 1, NULL},
          {21, 4, 0, 2, NULL},
          {150, 4, 0, 1, NULL},
          {151, 4, 0, 2, NULL},
          {152, 8, 0, 940001, NULL},
          {153, 8, 0, 999123, NULL}},
         FLOW "0 0/0 940.001..999.123"},
        {"an event",
         0,
         {ENDS, {152, 8, 0, 990000, NULL}, {323, 8, 0, 995000, NULL}},
         FLOW "0 0/0 990..995"},
        {"an event in seconds", 0, {ENDS, {322, 4, 0, 995, NULL}}, FLOW "0 0/0 -..995"},
        {"an event in microseconds",
         0,
         {ENDS, {324, 8, 0, NTP(995, 0), NULL}},
         FLOW "0 0/0 -..995"},
        {"an event in nanoseconds", 0, {ENDS, {325, 8, 0, NTP(995, 0), NULL}}, FLOW "0 0/0 -..995"},
        {"a flow's end beats an event",
         0,
         {ENDS, {323, 8, 0, 995000, NULL}, {153, 8, 0, 999000, NULL}},
         FLOW "0 0/0 -..999"},
        {"both directions",
         10,
         {ENDS,
          {152, 8, 0, 940001, NULL},
          {153, 8, 0, 999123, NULL},
          {152, 8, REVERSE, 939000, NULL},
          {153, 8, REVERSE, 999500, NULL}},
         FLOW "0 0/0 939..999.5"},
        {"beyond what a time can be",
         0,
         {ENDS, {152, 8, 0, UINT64_MAX, NULL}, {153, 8, 0, UINT64_MAX, NULL}},
         FLOW "0 0/0 9223372036.854775807..9223372036.854775807"},
        {"a duration beyond it",
         0,
         {ENDS, {152, 8, 0, 990000, NULL}, {161, 8, 0, UINT64_MAX, NULL}},
         FLOW "0 0/0 990..9223372036.854775807"},
        {"a beginning beyond it",
         10,
         {ENDS, {160, 8, 0, UINT64_MAX, NULL}, {21, 4, 0, 5, NULL}},
         FLOW "0 0/0 -..1000"},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

static void fields_of_variable_length(void **state)
{
    static const struct field_case cases[] = {
        {"one that means nothing",
         0,
         {{371, 65535, 0, 0x4142, NULL}, ENDS, {6, 1, 0, 2, NULL}},
         FLOW "2 0/0" AT_EXPORT},
        {"an enterprise's",
         10,
         {ENDS, {100, 65535, 9, 0x4142, NULL}, {6, 1, 0, 2, NULL}},
         FLOW "2 0/0" AT_EXPORT},
        {"a counter", 0, {{1, 65535, 0, 1500, NULL}, ENDS}, FLOW "0 0/1500" AT_EXPORT},
        {"addresses",
         0,
         {{8, 65535, 0, 0, "10.0.0.7"}, {12, 65535, 0, 0, "10.0.0.5"}, {4, 1, 0, 6, NULL}},
         "10.0.0.7 0 10.0.0.5 0 6 0 0/0" AT_EXPORT},
        {"an address of a length that it cannot have is none",
         0,
         {{8, 65535, 0, 7, NULL}, {12, 4, 0, 0, "10.0.0.5"}},
         NULL},
    };

    (void)state;
    assert_cases(cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_and_ports),
        cmocka_unit_test(counters_and_flags),
        cmocka_unit_test(of_a_tunnel_the_inner_header_is_taken),
        cmocka_unit_test(both_directions_and_who_began),
        cmocka_unit_test(denial_fragments_and_translation),
        cmocka_unit_test(realms_and_sampling),
        cmocka_unit_test(times_in_all_forms),
        cmocka_unit_test(fields_of_variable_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
