/* SPDX-License-Identifier: MIT
 * Ids and the order of keys (K4, A11), and the SHA-1 beneath. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha1.h"
#include "core/edit.h"
#include "svccomm/address.h"
#include "svccomm/error.h"
#include "svccomm/key.h"

static svccomm_key key_of(uint32_t realm, uint64_t scope, uint8_t protocol, const char *client,
                          const char *listener, uint16_t port)
{
    svccomm_key key;

    memset(&key, 0, sizeof key);
    key.realm = realm;
    key.scope = scope;
    key.protocol = protocol;
    key.port = port;
    svccomm_address_parse(client, strlen(client), key.client);
    svccomm_address_parse(listener, strlen(listener), key.listener);
    return key;
}

static void assert_id(const svccomm_key *key, const char *expected)
{
    char text[SVCCOMM_ID_TEXT_SIZE];
    uint8_t id[SVCCOMM_ID_SIZE];

    assert_int_equal(svccomm_key_id(key, id), 0);
    assert_int_equal(svccomm_id_format(id, text, sizeof text), 36);
    assert_string_equal(text, expected);
}

static void the_id_of_the_design_is_the_id(void **state)
{
    svccomm_key key = key_of(0, 0, 6, "10.0.0.7", "10.0.0.5", 443);

    (void)state;
    assert_id(&key, "2081a6aa-74e4-5d0a-a3bc-96369808ee33");
}

/* Expected values by Python's uuid.uuid5. */
static void ids_name_ipv6_scope_and_realm_in_full(void **state)
{
    svccomm_key a = key_of(7, UINT64_C(0x00abcdef12345678), 17, "fe80::1", "2001:db8::a", 53);
    svccomm_key b = key_of(UINT32_MAX, UINT64_MAX, 255, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                           "1111:2222:3333:4444:5555:6666:7777:8888", 65535);

    (void)state;
    assert_id(&a, "cdf341c7-5558-5f12-935e-09a5550c0c88");
    assert_id(&b, "b7dc2624-b670-5b21-b89c-6661324fc3bc");
}

static void an_ipv4_mapped_address_gives_the_same_id(void **state)
{
    svccomm_key key = key_of(0, 0, 6, "::ffff:10.0.0.7", "::ffff:a00:5", 443);

    (void)state;
    assert_id(&key, "2081a6aa-74e4-5d0a-a3bc-96369808ee33");
}

static void a_host_id_is_the_first_half_of_its_uuid(void **state)
{
    (void)state;
    assert_true(svccomm_host_id("web1") == UINT64_C(0xbcad1a87386d5ac6));
    assert_true(svccomm_host_id("") == UINT64_C(0x9c7d68c9f95356c1));
    assert_true(svccomm_host_id(NULL) == 0);
}

static void keys_are_ordered_member_by_member(void **state)
{
    const svccomm_key keys[] = {
        key_of(0, 0, 6, "10.0.0.1", "10.0.0.5", 443),
        key_of(0, 0, 6, "10.0.0.2", "10.0.0.5", 443),
        key_of(0, 0, 6, "10.0.0.1", "10.0.0.5", 444),
        key_of(0, 0, 6, "10.0.0.1", "10.0.0.6", 80),
        key_of(0, 0, 6, "10.0.0.1", "2001:db8::1", 80),
        key_of(0, 0, 17, "10.0.0.1", "10.0.0.5", 53),
        key_of(0, 9, 6, "10.0.0.1", "10.0.0.5", 1),
        key_of(0, UINT64_MAX, 6, "10.0.0.1", "10.0.0.5", 1),
        key_of(1, 0, 6, "10.0.0.1", "10.0.0.5", 1),
        key_of(UINT32_MAX, 0, 6, "10.0.0.1", "10.0.0.5", 1),
    };
    size_t count = sizeof keys / sizeof keys[0], i, k;

    (void)state;
    for (i = 0; i < count; i++)
        for (k = 0; k < count; k++) {
            int order = svccomm_key_compare(&keys[i], &keys[k]);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
}

/* By the form of the addresses alone: rules come and go. */
static void an_end_that_is_local_wants_a_scope(void **state)
{
    static const char *const ends[][2] = {
        {"127.0.0.1", "10.0.0.5"}, {"10.0.0.5", "127.0.0.1"}, {"fe80::1", "fe80::2"}};
    svccomm_key key;

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        memset(&key, 0, sizeof key);
        key.protocol = SVCCOMM_PROTO_TCP;
        key.port = 22;
        svccomm_address_parse(ends[i][0], strlen(ends[i][0]), key.client);
        svccomm_address_parse(ends[i][1], strlen(ends[i][1]), key.listener);
        assert_false(svccomm__key_is_valid(&key));
        key.scope = 7;
        assert_true(svccomm__key_is_valid(&key));
    }
}

static void an_id_is_read_in_either_case_and_strictly(void **state)
{
    static const char *const wrong[] = {
        "",
        "2081a6aa-74e4-5d0a-a3bc-96369808ee3",
        "2081a6aa-74e4-5d0a-a3bc-96369808ee333",
        "2081a6aa074e4-5d0a-a3bc-96369808ee33",
        "2081a6aa-74e4-5d0a-a3bc-96369808eeg3",
        "-2081a6aa74e4-5d0a-a3bc-96369808ee33",
        "2081a6aa-74e4-5d0a-a3bc+96369808ee33",
    };
    const char *upper = "2081A6AA-74E4-5D0A-A3BC-96369808EE33";
    svccomm_key key = key_of(0, 0, 6, "10.0.0.7", "10.0.0.5", 443);
    uint8_t id[SVCCOMM_ID_SIZE], expected[SVCCOMM_ID_SIZE];
    char small[36];
    size_t i;

    (void)state;
    svccomm_key_id(&key, expected);
    assert_int_equal(svccomm_id_parse(upper, 36, id), 0);
    assert_memory_equal(id, expected, sizeof id);
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(svccomm_id_parse(wrong[i], strlen(wrong[i]), id), SVCCOMM_E_FORMAT);
    assert_memory_equal(id, expected, sizeof id);
    assert_int_equal(svccomm_id_format(id, small, sizeof small), SVCCOMM_E_RANGE);
    assert_int_equal(svccomm_id_parse(NULL, 36, id), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_id_format(NULL, small, 37), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_key_id(NULL, id), SVCCOMM_E_ARGUMENT);
}

static void assert_sha1(const struct svccomm__part *parts, size_t count, const char *expected)
{
    uint8_t digest[SVCCOMM__SHA1_SIZE];
    char text[41];
    size_t i;

    svccomm__sha1(parts, count, digest);
    for (i = 0; i < sizeof digest; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    text[40] = '\0';
    assert_string_equal(text, expected);
}

static void sha1_gives_the_digests_of_rfc_3174(void **state)
{
    static char many[1000000];
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    struct svccomm__part abc = {"abc", 3}, long_one = {many, sizeof many};
    struct svccomm__part parts[3] = {{two, 1}, {two + 1, 0}, {two + 1, 55}};

    (void)state;
    memset(many, 'a', sizeof many);
    assert_sha1(NULL, 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assert_sha1(&abc, 1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_sha1(parts, 3, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    assert_sha1(&long_one, 1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_id_of_the_design_is_the_id),
        cmocka_unit_test(ids_name_ipv6_scope_and_realm_in_full),
        cmocka_unit_test(an_ipv4_mapped_address_gives_the_same_id),
        cmocka_unit_test(a_host_id_is_the_first_half_of_its_uuid),
        cmocka_unit_test(keys_are_ordered_member_by_member),
        cmocka_unit_test(an_end_that_is_local_wants_a_scope),
        cmocka_unit_test(an_id_is_read_in_either_case_and_strictly),
        cmocka_unit_test(sha1_gives_the_digests_of_rfc_3174),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
