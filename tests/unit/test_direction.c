/* SPDX-License-Identifier: MIT
 * The ladder that decides which end listens, as a table: each rung, both ends on it, ties, and the
 * traps that need no flows (D1, D4, section 6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/direction.h"
#include "core/named_ports.h"
#include "core/ports.h"
#include "svccomm/record.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* What stands on which rung: u user, l listens, k known. */
struct end {
    uint16_t port;
    const char *rungs;
};

static const struct {
    const char *name;
    struct end first, second;
    int record;
    int first_listens;
    uint32_t evidence;
} ladder[] = {
    /* each rung by itself, against all that is weaker */
    {"user", {60000, "u"}, {22, ""}, 0, 1, SVCCOMM_EVIDENCE_USER},
    {"user beats listen", {60000, "u"}, {22, "lk"}, 0, 1, SVCCOMM_EVIDENCE_USER},
    {"listen", {60000, "l"}, {22, ""}, 0, 1, SVCCOMM_EVIDENCE_LISTEN},
    {"listen beats known", {60000, "l"}, {22, "k"}, 0, 1, SVCCOMM_EVIDENCE_LISTEN},
    {"known", {60000, "k"}, {22, ""}, 0, 1, SVCCOMM_EVIDENCE_KNOWN},
    {"named port", {22, ""}, {40000, ""}, 0, 1, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"named beats range", {3306, ""}, {2000, ""}, 0, 1, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"range", {20001, ""}, {40001, ""}, 0, 1, SVCCOMM_EVIDENCE_RANGE},
    {"range beats the lower port", {32769, ""}, {32767, ""}, 0, 0, SVCCOMM_EVIDENCE_RANGE},
    {"the lower port", {20001, ""}, {20002, ""}, 0, 1, SVCCOMM_EVIDENCE_GUESS},
    {"the lower of two ephemeral ones", {40001, ""}, {40002, ""}, 0, 1, SVCCOMM_EVIDENCE_GUESS},
    /* both ends on a rung: the next weaker decides */
    {"both user", {22, "ul"}, {23, "u"}, 0, 1, SVCCOMM_EVIDENCE_LISTEN},
    {"both listen", {22, "l"}, {23, "lk"}, 0, 0, SVCCOMM_EVIDENCE_KNOWN},
    {"both known", {22, "k"}, {40000, "k"}, 0, 1, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"all but the ports", {40000, "ulk"}, {22, "ulk"}, 0, 0, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"both named, one ephemeral in vain", {22, ""}, {80, ""}, 0, 1, SVCCOMM_EVIDENCE_GUESS},
    /* which ports are named */
    {"511 is", {511, ""}, {20001, ""}, 0, 1, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"512 is not", {512, ""}, {20001, ""}, 0, 1, SVCCOMM_EVIDENCE_GUESS},
    {"1023 is not", {1023, ""}, {20001, ""}, 0, 1, SVCCOMM_EVIDENCE_GUESS},
    /* ties */
    {"equal ports: the record that exists", {123, ""}, {123, ""}, 1, 1, SVCCOMM_EVIDENCE_GUESS},
    {"equal ports: the other record", {123, ""}, {123, ""}, 2, 0, SVCCOMM_EVIDENCE_GUESS},
    {"equal ports: the lower address is the client",
     {123, ""},
     {123, ""},
     0,
     0,
     SVCCOMM_EVIDENCE_GUESS},
    {"a record says nothing of other ports", {124, ""}, {123, ""}, 1, 0, SVCCOMM_EVIDENCE_GUESS},
    /* D4 */
    {"the listener's port is the higher one",
     {60000, "l"},
     {1024, ""},
     0,
     1,
     SVCCOMM_EVIDENCE_LISTEN},
    {"a listener within the ephemeral range",
     {50000, "k"},
     {40000, ""},
     0,
     1,
     SVCCOMM_EVIDENCE_KNOWN},
    {"a reserved client port", {800, ""}, {2049, ""}, 0, 0, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"another one", {1022, ""}, {514, ""}, 0, 0, SVCCOMM_EVIDENCE_NAMED_PORT},
    {"DNS from port 53", {53, ""}, {53, "k"}, 0, 0, SVCCOMM_EVIDENCE_KNOWN},
    {"IKE peers", {500, ""}, {500, ""}, 0, 0, SVCCOMM_EVIDENCE_GUESS},
};

/* The first address is lower than the second; the default ephemeral range. */
static const uint8_t low_address[16] = {[10] = 0xff, [11] = 0xff, [15] = 1};
static const uint8_t high_address[16] = {[10] = 0xff, [11] = 0xff, [15] = 2};

static struct svccomm__peer peer_of(const struct end *end, const uint8_t *address)
{
    struct svccomm__peer peer;

    memset(&peer, 0, sizeof peer);
    peer.address = address;
    peer.port = end->port;
    peer.user = strchr(end->rungs, 'u') != NULL;
    peer.listens = strchr(end->rungs, 'l') != NULL;
    peer.known = strchr(end->rungs, 'k') != NULL;
    peer.ephemeral = end->port >= 32768;
    peer.named = (uint8_t)svccomm__peer_is_named(&peer);
    return peer;
}

static void the_strongest_rung_on_which_one_end_stands_alone_decides(void **state)
{
    struct svccomm__peer first, second;
    struct svccomm__direction d;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(ladder); i++) {
        first = peer_of(&ladder[i].first, low_address);
        second = peer_of(&ladder[i].second, high_address);
        d = svccomm__direction_decide(&first, &second, ladder[i].record);
        if (d.first_listens != ladder[i].first_listens || d.evidence != ladder[i].evidence)
            fail_msg("%s: %s end by %u", ladder[i].name, d.first_listens ? "first" : "second",
                     d.evidence);
    }
}

static void the_answer_is_the_same_from_the_other_side(void **state)
{
    struct svccomm__peer first, second;
    struct svccomm__direction there, back;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(ladder); i++) {
        first = peer_of(&ladder[i].first, low_address);
        second = peer_of(&ladder[i].second, high_address);
        there = svccomm__direction_decide(&first, &second, ladder[i].record);
        back = svccomm__direction_decide(&second, &first,
                                         ladder[i].record == 0 ? 0 : 3 - ladder[i].record);
        if (there.first_listens == back.first_listens || there.evidence != back.evidence)
            fail_msg("%s depends on the side", ladder[i].name);
    }
}

static void every_pair_of_ends_has_one_listener_whichever_way_it_is_asked(void **state)
{
    static const uint16_t ports[] = {1, 53, 512, 2049, 20001, 32768, 65535};
    struct svccomm__peer first, second;
    struct svccomm__direction there, back;
    size_t a, b, bits;

    (void)state;
    for (a = 0; a < COUNT(ports); a++)
        for (b = 0; b < COUNT(ports); b++)
            for (bits = 0; bits < 64; bits++) {
                first = peer_of(&(struct end){ports[a], ""}, low_address);
                second = peer_of(&(struct end){ports[b], ""}, high_address);
                first.user = bits & 1;
                first.listens = bits >> 1 & 1;
                first.known = bits >> 2 & 1;
                second.user = bits >> 3 & 1;
                second.listens = bits >> 4 & 1;
                second.known = bits >> 5 & 1;
                there = svccomm__direction_decide(&first, &second, SVCCOMM__RECORD_NONE);
                back = svccomm__direction_decide(&second, &first, SVCCOMM__RECORD_NONE);
                assert_true(there.first_listens == !back.first_listens);
                assert_int_equal(there.evidence, back.evidence);
            }
}

static void a_named_port_above_511_counts_only_below_the_hosts_ephemeral_range(void **state)
{
    struct svccomm__peer end = {.address = low_address, .port = 3306};

    (void)state;
    assert_true(svccomm__peer_is_named(&end));
    end.ephemeral = 1; /* a host whose range begins at 1024 */
    assert_false(svccomm__peer_is_named(&end));
    end.port = 443;
    assert_true(svccomm__peer_is_named(&end));
}

static void the_table_of_named_ports_is_short_and_leaves_reserved_client_ports_out(void **state)
{
    unsigned port, reserved = 0, above = 0;

    (void)state;
    for (port = 0; port < 512; port++)
        assert_true(svccomm__port_is_named((uint16_t)port));
    for (; port < 1024; port++)
        reserved += svccomm__port_is_named((uint16_t)port) != 0;
    for (; port < 65536; port++)
        above += svccomm__port_is_named((uint16_t)port) != 0;
    assert_in_range(reserved, 10, 50); /* real services: syslog 514, IPP 631, LDAPS 636 … */
    assert_in_range(above, 50, 300);   /* never the whole registry */
    assert_true(svccomm__port_is_named(514) && svccomm__port_is_named(993));
    assert_true(svccomm__port_is_named(1080) && svccomm__port_is_named(32400));
    assert_false(svccomm__port_is_named(800) || svccomm__port_is_named(1022));
    assert_false(svccomm__port_is_named(20001) || svccomm__port_is_named(65535));
}

static void a_registry_knows_of_each_port_whether_it_is_named(void **state)
{
    svccomm_registry *registry;
    unsigned port, named;

    (void)state;
    assert_int_equal(svccomm_registry_new(&registry, NULL), 0);
    for (port = 0; port < 65536; port++) {
        named = svccomm__port_is_named((uint16_t)port) != 0;
        assert_true(!named || port < SVCCOMM__PORT_EPHEMERAL);
        assert_int_equal(svccomm__ports_has(registry, (uint16_t)port, SVCCOMM__PORT_NAMED), named);
        assert_int_equal(svccomm__ports_has(registry, (uint16_t)port, SVCCOMM__PORT_RANGED),
                         port == 0);
    }
    svccomm_registry_free(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strongest_rung_on_which_one_end_stands_alone_decides),
        cmocka_unit_test(the_answer_is_the_same_from_the_other_side),
        cmocka_unit_test(every_pair_of_ends_has_one_listener_whichever_way_it_is_asked),
        cmocka_unit_test(a_named_port_above_511_counts_only_below_the_hosts_ephemeral_range),
        cmocka_unit_test(the_table_of_named_ports_is_short_and_leaves_reserved_client_ports_out),
        cmocka_unit_test(a_registry_knows_of_each_port_whether_it_is_named),
    };

    return cmocka_run_group_tests_name("direction", tests, NULL, NULL);
}
