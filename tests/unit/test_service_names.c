/* SPDX-License-Identifier: MIT
 * Ports by their registered names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/service_names.h"

static int port_of(const char *name)
{
    return svccomm__service_port(name, name + strlen(name));
}

static void registered_names_are_ports(void **state)
{
    static const struct {
        const char *name;
        int port;
    } cases[] = {
        {"EtherNet-IP-1", 2222},
        {"afs3-fileserver", 7000},
        {"bootpc", 68},
        {"bootps", 67},
        {"domain", 53},
        {"epmap", 135},
        {"ftp", 21},
        {"http", 80},
        {"https", 443},
        {"imap", 143},
        {"imaps", 993},
        {"ipp", 631},
        {"isakmp", 500},
        {"kerberos", 88},
        {"ldap", 389},
        {"ldaps", 636},
        {"llmnr", 5355},
        {"mdns", 5353},
        {"microsoft-ds", 445},
        {"ms-sql-s", 1433},
        {"ms-wbt-server", 3389},
        {"mysql", 3306},
        {"netbios-ssn", 139},
        {"nfs", 2049},
        {"ntp", 123},
        {"postgresql", 5432},
        {"rfb", 5900},
        {"rpcbind", 111},
        {"smtp", 25},
        {"snmp", 161},
        {"ssh", 22},
        {"sunrpc", 111},
        {"syslog", 514},
        {"telnet", 23},
        {"tftp", 69},
        {"www", 80},
        {"x11", 6000},
        {"zserv", 346},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (port_of(cases[i].name) != cases[i].port)
            fail_msg("%s is %d", cases[i].name, port_of(cases[i].name));
}

static void other_words_are_none(void **state)
{
    static const char *const words[] = {
        "",
        "h",
        "htt",
        "httpss",
        "HTTP",
        "https ",
        "443",
        "0",
        "zz",
        "!",
        "*",
        "http-alt",
        "\xff\xfe",
        "afs3-fileserver1",
        "afs3-fileserver-and-more",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (port_of(words[i]) != -1)
            fail_msg("%s is %d", words[i], port_of(words[i]));
    assert_int_equal(svccomm__service_port("ssh\0", &"ssh\0"[4]), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registered_names_are_ports),
        cmocka_unit_test(other_words_are_none),
    };

    return cmocka_run_group_tests_name("service names", tests, NULL, NULL);
}
