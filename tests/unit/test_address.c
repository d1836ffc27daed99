/* SPDX-License-Identifier: MIT
 * Addresses and prefixes: text forms (RFC 4291, RFC 5952), kinds (K2, K3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/address.h"
#include "svccomm/error.h"

static void parse(const char *text, uint8_t *address)
{
    if (svccomm_address_parse(text, strlen(text), address) != 0)
        fail_msg("%s is not read", text);
}

static void texts_are_written_in_the_one_form_of_rfc_5952(void **state)
{
    static const char *const cases[][2] = {
        {"10.0.0.5", "10.0.0.5"},
        {"255.255.255.255", "255.255.255.255"},
        {"0.0.0.0", "0.0.0.0"},
        {"::", "::"},
        {"::1", "::1"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"1::", "1::"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:0db8::0001", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:DB8::AAAA", "2001:db8::aaaa"},
        {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"fe80::1%eth0", "fe80::1"},
        {"::ffff:10.0.0.5", "10.0.0.5"},
        {"::ffff:a00:5", "10.0.0.5"},
        {"0:0:0:0:0:ffff:10.0.0.5", "10.0.0.5"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"::10.0.0.5", "::a00:5"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    uint8_t address[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parse(cases[i][0], address);
        assert_int_equal(svccomm_address_format(address, text, sizeof text), strlen(cases[i][1]));
        assert_string_equal(text, cases[i][1]);
    }
}

static void what_is_no_address_is_refused_and_nothing_is_written(void **state)
{
    static const char *const cases[] = {
        "",
        ":",
        ":::",
        "1",
        "1:2",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.04",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4%lo",
        "0x1.2.3.4",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "1:",
        ":1",
        "1:2:3:4:5:6:7:",
        ":1:2:3:4:5:6:7",
        "::1.2.3",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%",
        "[::1]",
        "::ffff:01.2.3.4",
        "1.2.3.4::",
        "*",
        "2001:db8:1234:567",
        "localhost",
        "::-1",
        "+1.2.3.4",
        "1.2.3.4000",
    };
    uint8_t address[16], before[16];
    size_t i;

    (void)state;
    memset(before, 0x5a, sizeof before);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(address, before, sizeof address);
        if (svccomm_address_parse(cases[i], strlen(cases[i]), address) != SVCCOMM_E_FORMAT)
            fail_msg("\"%s\" is read", cases[i]);
        assert_memory_equal(address, before, sizeof before);
    }
    assert_int_equal(svccomm_address_parse(NULL, 0, address), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_address_parse("::", 2, NULL), SVCCOMM_E_ARGUMENT);
}

static void text_need_not_end_where_the_address_does(void **state)
{
    uint8_t address[16];

    (void)state;
    assert_int_equal(svccomm_address_parse("10.0.0.55", 8, address), 0);
    assert_int_equal(address[15], 5);
    assert_int_equal(svccomm_address_parse("::1f", 3, address), 0);
    assert_int_equal(address[15], 1);
}

static void a_text_that_does_not_fit_is_not_begun(void **state)
{
    uint8_t address[16];
    char text[9] = "unharmed";

    (void)state;
    parse("10.0.0.5", address);
    assert_int_equal(svccomm_address_format(address, text, 8), SVCCOMM_E_RANGE);
    assert_string_equal(text, "unharmed");
    assert_int_equal(svccomm_address_format(address, text, 9), 8);
    assert_string_equal(text, "10.0.0.5");
    assert_int_equal(svccomm_address_format(NULL, text, 9), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_address_format(address, NULL, 9), SVCCOMM_E_ARGUMENT);
}

struct kind {
    const char *text;
    int local, group, unspecified;
};

static void kinds_of_addresses_are_told_by_the_right_bits(void **state)
{
    static const struct kind cases[] = {
        {"127.0.0.1", 1, 0, 0},
        {"127.255.255.255", 1, 0, 0},
        {"126.255.255.255", 0, 0, 0},
        {"128.0.0.1", 0, 0, 0},
        {"169.254.0.1", 1, 0, 0},
        {"169.254.255.255", 1, 0, 0},
        {"169.253.255.255", 0, 0, 0},
        {"169.255.0.0", 0, 0, 0},
        {"254.169.0.1", 0, 0, 0},
        {"1.169.254.1", 0, 0, 0},
        {"10.127.0.1", 0, 0, 0},
        {"::1", 1, 0, 0},
        {"::2", 0, 0, 0},
        {"1::1", 0, 0, 0},
        {"::127.0.0.1", 0, 0, 0},
        {"fe80::1", 1, 0, 0},
        {"febf:ffff::1", 1, 0, 0},
        {"fec0::1", 0, 0, 0},
        {"fe7f::1", 0, 0, 0},
        {"fd80::1", 0, 0, 0},
        {"ff02::1", 1, 1, 0},
        {"ff02:ffff::1", 1, 1, 0},
        {"ff05::1", 0, 1, 0},
        {"ff12::1", 0, 1, 0},
        {"224.0.0.1", 0, 1, 0},
        {"239.255.255.255", 0, 1, 0},
        {"223.255.255.255", 0, 0, 0},
        {"240.0.0.1", 0, 0, 0},
        {"255.255.255.255", 0, 1, 0},
        {"255.255.255.254", 0, 0, 0},
        {"0.0.0.0", 0, 0, 1},
        {"::", 0, 0, 1},
        {"::ffff:0:0", 0, 0, 1},
        {"0.0.0.1", 0, 0, 0},
        {"10.0.0.5", 0, 0, 0},
        {"2001:db8::1", 0, 0, 0},
    };
    uint8_t a[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parse(cases[i].text, a);
        if (svccomm__address_is_local(a) != cases[i].local ||
            svccomm__address_is_group(a) != cases[i].group ||
            svccomm__address_is_unspecified(a) != cases[i].unspecified ||
            svccomm__address_is_client(a) != (!cases[i].group && !cases[i].unspecified))
            fail_msg("%s is taken for something else", cases[i].text);
    }
    parse("::ffff:1.2.3.4", a);
    assert_true(svccomm__address_is_v4(a));
    parse("::1.2.3.4", a);
    assert_false(svccomm__address_is_v4(a));
}

static void prefixes_are_read_and_written(void **state)
{
    static const struct {
        const char *in, *out;
        int length;
    } cases[] = {
        {"10.0.0.0/8", "10.0.0.0/8", 104},
        {"10.0.0.5", "10.0.0.5/32", 128},
        {"0.0.0.0/0", "0.0.0.0/0", 96},
        {"::/0", "::/0", 0},
        {"::1", "::1/128", 128},
        {"2001:db8::/33", "2001:db8::/33", 33},
        {"::ffff:10.0.0.0/104", "10.0.0.0/8", 104},
        {"::ffff:0.0.0.0/96", "0.0.0.0/0", 96},
        {"192.168.1.128/25", "192.168.1.128/25", 121},
        {"10.0.0.0/08", "10.0.0.0/8", 104},
    };
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    svccomm_prefix prefix;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (svccomm_prefix_parse(cases[i].in, strlen(cases[i].in), &prefix) != 0)
            fail_msg("%s is not read", cases[i].in);
        assert_int_equal(prefix.length, cases[i].length);
        assert_int_equal(svccomm_prefix_format(&prefix, text, sizeof text), strlen(cases[i].out));
        assert_string_equal(text, cases[i].out);
    }
    assert_int_equal(svccomm_prefix_format(&prefix, text, 9), SVCCOMM_E_RANGE);
    prefix.length = 129;
    assert_int_equal(svccomm_prefix_format(&prefix, text, sizeof text), SVCCOMM_E_ARGUMENT);
}

static void what_is_no_prefix_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/ 8",
        "10.0.0.0/8 ",
        "10.0.0.1/8",
        "10.0.0.0/8/8",
        "10.128.0.0/8",
        "::1/127",
        "::/129",
        "2001:db8::/32x",
        "::ffff:10.0.0.0/8",
        "fe80::%eth0/64",
        "10.0.0.0/4294967304",
        "10/8",
    };
    svccomm_prefix prefix, before;
    size_t i;

    (void)state;
    memset(&before, 0x5a, sizeof before);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        prefix = before;
        if (svccomm_prefix_parse(cases[i], strlen(cases[i]), &prefix) != SVCCOMM_E_FORMAT)
            fail_msg("\"%s\" is read", cases[i]);
        assert_memory_equal(&prefix, &before, sizeof before);
    }
}

static void a_prefix_holds_what_shares_its_bits(void **state)
{
    static const struct {
        const char *prefix, *address;
        int holds;
    } cases[] = {
        {"10.0.0.0/8", "10.255.0.1", 1},
        {"10.0.0.0/8", "11.0.0.1", 0},
        {"10.0.0.0/8", "a00::", 0},
        {"0.0.0.0/0", "1.2.3.4", 1},
        {"0.0.0.0/0", "::1", 0},
        {"::/0", "1.2.3.4", 1},
        {"192.168.1.128/25", "192.168.1.127", 0},
        {"192.168.1.128/25", "192.168.1.200", 1},
        {"2001:db8::/33", "2001:db8:7fff::", 1},
        {"2001:db8::/33", "2001:db8:8000::", 0},
        {"10.0.0.5", "10.0.0.5", 1},
        {"10.0.0.5", "10.0.0.4", 0},
    };
    svccomm_prefix prefix;
    uint8_t address[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_prefix_parse(cases[i].prefix, strlen(cases[i].prefix), &prefix);
        parse(cases[i].address, address);
        if (svccomm_prefix_contains(&prefix, address) != cases[i].holds)
            fail_msg("%s, %s", cases[i].prefix, cases[i].address);
    }
    assert_int_equal(svccomm_prefix_contains(NULL, address), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_prefix_contains(&prefix, NULL), SVCCOMM_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_written_in_the_one_form_of_rfc_5952),
        cmocka_unit_test(what_is_no_address_is_refused_and_nothing_is_written),
        cmocka_unit_test(text_need_not_end_where_the_address_does),
        cmocka_unit_test(a_text_that_does_not_fit_is_not_begun),
        cmocka_unit_test(kinds_of_addresses_are_told_by_the_right_bits),
        cmocka_unit_test(prefixes_are_read_and_written),
        cmocka_unit_test(what_is_no_prefix_is_refused),
        cmocka_unit_test(a_prefix_holds_what_shares_its_bits),
    };

    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
