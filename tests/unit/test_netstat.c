/* SPDX-License-Identifier: MIT
 * The dialect of net-tools' netstat. */
#include "test_snapshot_support.h"

#define NETSTAT (1u << SVCCOMM_FORMAT_NETSTAT)
#define ALL_TCP SVCCOMM_COVER_TCP
#define ALL_UDP SVCCOMM_COVER_UDP
#define TITLE "Active Internet connections (servers and established)\n"
#define HEAD                                                                           \
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State       " \
    "PID/Program name    \n"

static void files_give_the_rows_that_a_separate_script_reads(void **state)
{
    const uint32_t listeners = TCP_L4 | TCP_L6 | UDP(TCP_L4 | TCP_L6) | PROCESSES;

    (void)state;
    assert_file("debian12-netstat-tunapW.txt", NETSTAT, ALL_TCP | ALL_UDP | PROCESSES);
    assert_file("centos7-netstat-sudo-lnp.out", NETSTAT, listeners);
    assert_file("ubuntu1804-netstat-sudo-lnp-space.out", NETSTAT, listeners);
}

static void cut_ipv6_rows_clear_ipv4_too(void **state)
{
    (void)state;
    /* Listeners and connections of TCP and UDP are cut in each of these. */
    assert_file("debian12-netstat-tunap.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tunape.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tunapo.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-anp.txt", NETSTAT, PROCESSES);
    assert_file("debian12-netstat-tln.txt", NETSTAT, 0);
    assert_file("debian12-netstat-tn.txt", NETSTAT, 0);
}

static void host_names_are_doubtful(void **state)
{
    (void)state;
    assert_file("centos7-netstat.out", NETSTAT, TCP_C6);
    assert_file("centos7-netstat-p.out", NETSTAT, TCP_C6 | PROCESSES);
    assert_file("ubuntu1804-netstat.out", NETSTAT, TCP_C6);
    assert_file("centos7-netstat-l.out", NETSTAT, 0);
    /* tcp6 localhost:ssh localhost:38134 may be mapped, so IPv4 connections go too. */
    assert_file("centos7-netstat-sudo-aeep.out", NETSTAT, UDP(TCP_C4 | TCP_C6) | PROCESSES);
}

static void the_title_says_what_is_covered(void **state)
{
    static const struct {
        const char *title;
        uint32_t coverage;
    } cases[] = {
        {"Active Internet connections (servers and established)", ALL_TCP},
        {"Active Internet connections (only servers)", TCP_L4 | TCP_L6},
        {"Active Internet connections (w/o servers)", TCP_C4 | TCP_C6},
        {"Aktive Internetverbindungen (Server und stehende Verbindungen)", ALL_TCP},
        {"Aktive Internetverbindungen (Nur Server)", TCP_L4 | TCP_L6},
        {"Aktive Internetverbindungen (ohne Server)", TCP_C4 | TCP_C6},
        {"Connexions Internet actives (serveurs et \303\251tablies)", ALL_TCP},
        {"Connexions Internet actives (serveurs et \351tablies)", ALL_TCP},
        {"Connexions Internet actives (seulement serveurs)", TCP_L4 | TCP_L6},
        {"Connexions Internet actives (sans serveurs)", TCP_C4 | TCP_C6},
        {"Conex\365es Internet Ativas (servidores e estabelecidas)", ALL_TCP},
        {"Conex\365es Internet Ativas (sem os servidores)", 0},
        {"Aktivn\303\255 Internetov\303\241 spojen\303\255 (pouze servery)", TCP_L4 | TCP_L6},
        {"Aktivn\355 Internetov\341 spojen\355 (w/o servery)", TCP_C4 | TCP_C6},
        {"Aktivn\355 Internetov\341 spojen\355 (servery a nav\341zan\341 spojen\355)", ALL_TCP},
        {"Aktiivsed interneti\303\274hendused (ainult serverid)", TCP_L4 | TCP_L6},
        {"Aktiivsed interneti\374hendused (ilma serveriteta)", TCP_C4 | TCP_C6},
        {"\347\250\274 (\343\202\265\343\203\274\343\203\220\343\201\256\343\201\277)",
         TCP_L4 | TCP_L6},
        {"\262\324 (w/o\245\265\241\274\245\320)", TCP_C4 | TCP_C6},
        {"In a language that nobody knows (cap sap)", ALL_TCP},
    };
    char text[400];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        snprintf(text, sizeof text,
                 "%s\n%stcp 0 0 10.0.0.5:443 10.0.0.7:51000 VERBUNDEN   -\n%sunix 2 [ ] DGRAM 1\n",
                 cases[i].title,
                 i % 2 == 0 ? "Proto Recv-Q Send-Q Local Address Foreign Address State\n"
                            : "Proto Recv-Q Send-Q Adresse locale  Adresse distante  Etat\n",
                 "Sockets du domaine UNIX actives(seulement serveurs)\n"
                 "Proto RefCpt Indicatrs   Type       Etat          I-Node\n");
        assert_int_equal(take(snapshot, text).taken, 1);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), cases[i].coverage);
        svccomm_snapshot_free(snapshot);
    }
}

static void listening_is_told_by_the_shape_of_the_foreign_end(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 :::22 :::* LISTEN\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("tcp6 0 0 [::]:22 [::]:* LISTEN\n", "6 10 :: 22 - 0 -", 0);
    assert_one_row("tcp 0 0 10.0.0.5:22 *:* HORCHT\n", "6 10 10.0.0.5 22 - 0 -", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* \303\211COUTE      77/sshd\n",
                   "6 10 0.0.0.0 22 - 0 sshd", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* CLOSE\n", "6 7 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:*\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 10.0.0.5:22 10.0.0.6:5 YHTEYS\n", "6 0 10.0.0.5 22 10.0.0.6 5 -", 0);
}

static void states_have_linux_numbers(void **state)
{
    static const char *const words[] = {NULL,         "ESTABLISHED", "SYN_SENT",  "SYN_RECV",
                                        "FIN_WAIT1",  "FIN_WAIT2",   "TIME_WAIT", "CLOSE",
                                        "CLOSE_WAIT", "LAST_ACK",    NULL,        "CLOSING"};
    char text[200], row[200];
    unsigned i;

    (void)state;
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i] == NULL)
            continue;
        snprintf(text, sizeof text, "tcp 0 0 10.0.0.5:22 10.0.0.6:5 %s\n", words[i]);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.6 5 -", i);
        assert_one_row(text, row, 0);
    }
}

static void states_may_be_of_the_languages_of_the_catalogues(void **state)
{
    static const struct {
        const char *word;
        unsigned number;
    } cases[] = {
        {"VERBUNDEN", 1},       {"ESTABELECIDA", 1},     {"SPOJENO", 1},
        {"SYN_ENVIADO", 2},     {"SYN_RECEBIDO", 3},     {"ESPERA_FIN1", 4},
        {"ESPERA_FIN2", 5},     {"FECHAR", 7},           {"ZAV\305\230EN", 7},
        {"ZAV\330EN", 7},       {"ESPERANDO_FECHAR", 8}, {"\303\232LTIMO_ACK", 9},
        {"\332LTIMO_ACK", 9},   {"FECHANDO", 11},        {"ZAV\303\215R\303\201", 11},
        {"POSLEDN\315 ACK", 9},
    };
    char text[200], row[200];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "tcp 0 0 10.0.0.5:22 10.0.0.6:5 %s 5/a\n", cases[i].word);
        snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.6 5 a", cases[i].number);
        assert_one_row(text, row, 0);
    }
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* OU\307A\n", "6 10 0.0.0.0 22 - 0 -", 0);
    assert_one_row("tcp 0 0 0.0.0.0:22 0.0.0.0:* ZAV\330EN\n", "6 7 0.0.0.0 22 - 0 -", 0);
}

/* Of busybox: captures of a build without -W and -p, which cuts nothing, and constructed texts of
 * builds that do. */
static void busybox_says_tcp_for_both_families(void **state)
{
    static const char wide[] =
        TITLE "Proto Recv-Q Send-Q Local Address                                       Foreign "
              "Address                                     State       PID/Program name    \n"
              "tcp        0      0 2001:db8:1234:5678:9abc:def0:1234:5678:8080         "
              ":::*                                                LISTEN      12/httpd\n"
              "tcp        0      0 2001:db8:1:2:3:4:5:6:80                             "
              "2001:db8::1:40006                                   ESTABLISHED 12/httpd\n"
              "udp        0      0 10.0.0.5:53                                         "
              "10.0.0.6:5                                          UNKNOWN     -\n";
    svccomm_snapshot *snapshot = begun(NULL);

    (void)state;
    assert_file("debian12-busybox-netstat-tuan.txt", NETSTAT, ALL_TCP | ALL_UDP);
    assert_file("debian12-busybox-netstat-tuln.txt", NETSTAT,
                TCP_L4 | TCP_L6 | UDP(TCP_L4 | TCP_L6));
    /* localhost:smtp, localhost:ssh, localhost:domain, and http-alt of IPv6 */
    assert_file("debian12-busybox-netstat-tua.txt", NETSTAT, UDP(ALL_TCP & ~TCP_C4));
    assert_int_equal(take(snapshot, wide).taken, 3);
    assert_row(snapshot, 1, "6 1 2001:db8:1:2:3:4:5:6 80 2001:db8::1 40006 httpd", 0);
    assert_row(snapshot, 2, "17 1 10.0.0.5 53 10.0.0.6 5 -", 0);
    svccomm_snapshot_free(snapshot);
    /* Cut in the address by older builds. */
    assert_doubtful("tcp        0      0 2001:db8:1234:5678:8080 :::*                    LISTEN\n",
                    1, TCP_C4 | TCP_C6);
    assert_doubtful("tcp        0      0 ::ffff:192.168.10.1:443 ::ffff:10.9.8.7:50000   "
                    "ESTABLISHED\n",
                    1, TCP_L4 | TCP_L6);
}

static void program_names_may_hold_blanks(void **state)
{
    (void)state;
#define ROW \
    TITLE HEAD "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      "
#define GIVES "6 10 0.0.0.0 80 - 0 "
    assert_one_row(ROW "1469/nginx: master  \n", GIVES "nginx: master", 0);
    assert_one_row(ROW "1469/sshd           \n", GIVES "sshd", 0);
    assert_one_row(ROW "600/sshd: /usr/sbin\n", GIVES "sshd: /usr/sbin", 0);
    assert_one_row(ROW "-                   \n", GIVES "-", 0);
    assert_one_row(ROW "0          21339      1469/(sd-pam)       off (0.00/0/0)\n",
                   GIVES "(sd-pam)", 0);
    assert_one_row(ROW "www-data   21339      12912/python3       keepalive (7.25/0/0)\n",
                   GIVES "python3", 0);
    assert_one_row(ROW "1469/\n", GIVES "-", 0);
    assert_one_row(ROW "1469/sshd            system_u:system_r:sshd_t:s0\n", GIVES "sshd", 0);
    assert_one_row("udp 0 0 0.0.0.0:68 0.0.0.0:*      root       20830      1029/dhclient\n",
                   "17 7 0.0.0.0 68 - 0 dhclient", 0);
}

/* A column that is wider than it should be is not that of net-tools. */
static void program_names_that_are_not_cut_are_whole(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 10.0.0.5:22 10.0.0.6:5 ESTABLISHED 12/a-name-that-is-longer than 20\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 a-name-that-is-longer than 20", 0);
}

static void protocols_are_told_by_their_words(void **state)
{
    (void)state;
    assert_one_row("udp 0 0 10.0.0.5:53 10.0.0.6:5000 ESTABLISHED\n",
                   "17 1 10.0.0.5 53 10.0.0.6 5000 -", 0);
    assert_one_row("udp6 0 0 ::1:53 ::1:5000 VERBUNDEN\n", "17 1 ::1 53 ::1 5000 -", 0);
    assert_one_row("udpl 0 0 0.0.0.0:53 0.0.0.0:*\n", "136 7 0.0.0.0 53 - 0 -", 0);
    assert_one_row("udpl6 0 0 :::53 :::*\n", "136 7 :: 53 - 0 -", 0);
    assert_one_row("tcp6 0 0 10.0.0.5:443 10.0.0.7:51000 ESTABLISHED\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    /* busybox says tcp for IPv6 too */
    assert_one_row("tcp 0 0 ::1:443 ::1:51000 ESTABLISHED\n", "6 1 ::1 443 ::1 51000 -", 0);
}

static void an_end_that_fills_its_column_is_taken_only_where_others_are_wider(void **state)
{
    (void)state;
#define FULL "tcp6       0      0 2001:db8:1:2:3:4:5:6:80 2001:db8::1:40006       ESTABLISHED -\n"
#define WIDER "tcp6       0      0 2001:db8:abcd:1::1:80   2001:db8:abcd:1::1:40008 ESTABLISHED -\n"
    assert_doubtful(TITLE HEAD FULL, 3, PROCESSES | TCP_L4 | TCP_L6);
    assert_doubtful(FULL, 1, TCP_L4 | TCP_L6);
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, TITLE HEAD FULL WIDER TITLE HEAD FULL);
    assert_int_equal(report.taken, 2);
    assert_int_equal(report.first_taken_line, 3);
    assert_int_equal(report.doubtful, 1);
    assert_int_equal(report.first_doubtful_line, 7);
    assert_row(snapshot, 0, "6 1 2001:db8:1:2:3:4:5:6 80 2001:db8::1 40006 -", 0);
    assert_int_equal(svccomm_snapshot_row_count(snapshot), 2);
    svccomm_snapshot_free(snapshot);
    /* The shortest that was cut, and an IPv4 end, which never is. */
    assert_doubtful("tcp6 0 0 fd00:1234:5678::4:40010 fd00:1234:5678::42:443 ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6);
    assert_doubtful("tcp6 0 0 2001:db8:1234:5678:8081 :::* LISTEN\n", 1, TCP_C4 | TCP_C6);
}

static void an_end_with_a_port_name_may_be_cut_in_the_middle_of_its_address(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 10.0.0.5:https 10.0.0.7:51000 ESTABLISHED\n",
                   "6 1 10.0.0.5 443 10.0.0.7 51000 -", 0);
    /* of 10.20.30.4x */
    assert_doubtful("tcp 0 0 10.0.0.5:51000 10.20.30.4:microsoft-ds ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6);
    assert_doubtful("tcp 0 0 192.168.1:microsoft-ds 10.0.0.5:51000 ESTABLISHED\n", 1,
                    TCP_L4 | TCP_L6 | TCP_C6);
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(
        snapshot, TITLE HEAD "tcp 0 0 10.0.0.5:51000 10.20.30.4:microsoft-ds ESTABLISHED -\n"
                             "tcp6 0 0 2001:db8:abcd:1::1:80 2001:db8::1:4000 ESTABLISHED -\n"
                             "tcp 0 0 10.0.0.5:51001 110.20.30.4:microsoft-ds ESTABLISHED -\n");
    assert_int_equal(report.taken, 3);
    svccomm_snapshot_free(snapshot);
}

static void a_control_byte_ends_the_columns(void **state)
{
    (void)state;
    assert_one_row("tcp 0 0 10.0.0.5:22 10.0.0.6:5 ESTABLISHED \001 12/sshd\n",
                   "6 1 10.0.0.5 22 10.0.0.6 5 -", 0);
}

/* A first row is taken for doubtful only if its ends have the shape of ends. */
static void what_may_be_of_others_is_not_taken(void **state)
{
    (void)state;
    assert_doubtful("tcp 0 0 host:22 10.0.0.6:5 ESTABLISHED\n", 1, TCP_L4 | TCP_L6 | TCP_C6);
    assert_foreign("tcp 0 0 host:22 10.0.0.6 ESTABLISHED\n");
    assert_foreign("tcp 0 x host:22 10.0.0.6:5 ESTABLISHED\n");
    assert_foreign("tcp 0 0 host:22 10.0.0.6:5");
}

static void other_systems_are_not_taken_for_linux(void **state)
{
    static const char macos[] =
        "Active Internet connections\n"
        "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0  192.168.1.5.49230      17.57.144.5.5223       ESTABLISHED\n"
        "tcp6       0      0  *.5900                 *.*                    LISTEN\n"
        "tcp6       0      0  fe80::1.49230          fe80::2.5223           ESTABLISHED\n"
        "udp6       0      0  *.5353                 *.*                    \n";
    static const char windows[] =
        "\r\nActive Connections\r\n\r\n"
        "  Proto  Local Address          Foreign Address        State\r\n"
        "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING\r\n";
    static const char *const texts[] = {macos, windows, "tcp is a protocol\nudp 1 is another\n"};
    svccomm_text_report report;
    svccomm_snapshot *snapshot = begun(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(take_pieces(snapshot, SVCCOMM_FORMAT_NETSTAT, texts[i], strlen(texts[i]),
                                     SIZE_MAX, &report, NULL),
                         SVCCOMM_E_FORMAT);
    svccomm_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_give_the_rows_that_a_separate_script_reads),
        cmocka_unit_test(cut_ipv6_rows_clear_ipv4_too),
        cmocka_unit_test(host_names_are_doubtful),
        cmocka_unit_test(the_title_says_what_is_covered),
        cmocka_unit_test(listening_is_told_by_the_shape_of_the_foreign_end),
        cmocka_unit_test(states_have_linux_numbers),
        cmocka_unit_test(states_may_be_of_the_languages_of_the_catalogues),
        cmocka_unit_test(busybox_says_tcp_for_both_families),
        cmocka_unit_test(program_names_may_hold_blanks),
        cmocka_unit_test(program_names_that_are_not_cut_are_whole),
        cmocka_unit_test(protocols_are_told_by_their_words),
        cmocka_unit_test(an_end_that_fills_its_column_is_taken_only_where_others_are_wider),
        cmocka_unit_test(an_end_with_a_port_name_may_be_cut_in_the_middle_of_its_address),
        cmocka_unit_test(a_control_byte_ends_the_columns),
        cmocka_unit_test(what_may_be_of_others_is_not_taken),
        cmocka_unit_test(other_systems_are_not_taken_for_linux),
    };

    return cmocka_run_group_tests_name("netstat", tests, NULL, NULL);
}
