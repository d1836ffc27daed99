/* SPDX-License-Identifier: MIT
 * The dialect of PowerShell's Get-NetTCPConnection and Get-NetUDPEndpoint. */
#include "test_snapshot_support.h"

#define POWERSHELL (1u << SVCCOMM_FORMAT_POWERSHELL)
#define ALL_TCP SVCCOMM_COVER_TCP

/* The view of the command, wide enough for all columns. */
#define HEAD                                                                             \
    "\r\n"                                                                               \
    "LocalAddress                        LocalPort RemoteAddress                       " \
    "RemotePort State       AppliedSetting OwningProcess\r\n"                            \
    "------------                        --------- -------------                       " \
    "---------- -----       -------------- -------------\r\n"
#define LISTENER                                                                         \
    "::                                  49664     ::                                  " \
    "0          Listen                     656          \r\n"
#define BOUND                                                                            \
    "0.0.0.0                             50301     0.0.0.0                             " \
    "0          Bound                      7020         \r\n"
#define OPEN                                                                             \
    "10.0.0.5                            50301     192.0.2.10                          " \
    "443        Established Internet       7020         \r\n"
#define LINK_LOCAL                                                                       \
    "fe80::7c1d:5a2:91ff:3c%12           445       fe80::1:2%12                        " \
    "50240      CloseWait   Datacenter     4            \r\n"

static void a_table_is_read_by_its_columns(void **state)
{
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, HEAD LISTENER BOUND OPEN LINK_LOCAL "\r\n\r\n");

    (void)state;
    assert_int_equal(report.formats, POWERSHELL);
    assert_int_equal(report.lines, 9);
    assert_int_equal(report.taken, 4);
    assert_int_equal(report.skipped, 3);
    assert_int_equal(report.doubtful, 0);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), ALL_TCP);
    assert_row(snapshot, 0, "6 10 :: 49664 - 0 -", 0);
    assert_row(snapshot, 1, "6 12 0.0.0.0 50301 - 0 -", 0);
    assert_row(snapshot, 2, "6 1 10.0.0.5 50301 192.0.2.10 443 -", 0);
    assert_row(snapshot, 3, "6 8 fe80::7c1d:5a2:91ff:3c 445 fe80::1:2 50240 -", 0);
    svccomm_snapshot_free(snapshot);
}

static void numbers_may_stand_at_the_right_of_their_columns(void **state)
{
    (void)state;
    assert_one_row("LocalAddress LocalPort RemoteAddress  RemotePort       State ProcessName\n"
                   "------------ --------- -------------  ----------       ----- -----------\n"
                   "127.0.0.1        49741 203.0.113.254       40000 Established Code Helper  \n",
                   "6 1 127.0.0.1 49741 203.0.113.254 40000 Code Helper", 0);
    assert_one_row("ProcessName LocalAddress           LocalPort RemoteAddress RemotePort State\n"
                   "----------- ------------           --------- ------------- ---------- -----\n"
                   "svchost     fe80::1c2:3d4e:5f60:71       135 ::                     0 Listen\n",
                   "6 10 fe80::1c2:3d4e:5f60:71 135 - 0 svchost", 0);
    assert_one_row("   State LocalPort LocalAddress RemotePort RemoteAddress\n"
                   "   ----- --------- ------------ ---------- -------------\n"
                   "TimeWait        22 10.0.0.5              5 10.0.0.6     \n",
                   "6 6 10.0.0.5 22 10.0.0.6 5 -", 0);
}

static void states_have_words_and_numbers(void **state)
{
    static const struct {
        const char *word, *number;
        unsigned state;
    } cases[] = {
        {"Established", "5", 1}, {"SynSent", "3", 2},    {"SynReceived", "4", 3},
        {"FinWait1", "6", 4},    {"FinWait2", "7", 5},   {"TimeWait", "11", 6},
        {"Closed", "1", 7},      {"CloseWait", "8", 8},  {"LastAck", "10", 9},
        {"Closing", "9", 11},    {"DeleteTCB", "12", 7}, {"Xyzzy", "42", 0},
    };
    char text[400], row[200];
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (k = 0; k < 2; k++) {
            snprintf(text, sizeof text,
                     "\"State\",\"LocalAddress\",\"LocalPort\",\"RemoteAddress\",\"RemotePort\"\n"
                     "\"%s\",\"10.0.0.5\",\"22\",\"10.0.0.6\",\"5\"\n",
                     k == 0 ? cases[i].word : cases[i].number);
            snprintf(row, sizeof row, "6 %u 10.0.0.5 22 10.0.0.6 5 -", cases[i].state);
            assert_one_row(text, row, 0);
        }
    assert_one_row(HEAD BOUND, "6 12 0.0.0.0 50301 - 0 -", 0);
    assert_one_row("LocalAddress,LocalPort,RemoteAddress,RemotePort,State\n::,135,::,0,Xyzzy\n",
                   "6 10 :: 135 - 0 -", 0);
    assert_one_row("LocalAddress,LocalPort,RemoteAddress,RemotePort,State\n::,135,::,0,100\n",
                   "6 12 :: 135 - 0 -", 0);
}

static void csv_is_read_by_the_names_of_its_columns(void **state)
{
#define GIVES "6 1 10.0.0.5 50301 192.0.2.10 443 "
    (void)state;
    assert_one_row("#TYPE Selected.Microsoft.Management.Infrastructure.CimInstance\r\n"
                   "\"LocalAddress\",\"LocalPort\",\"RemoteAddress\",\"RemotePort\",\"State\"\r\n"
                   "\"10.0.0.5\",\"50301\",\"192.0.2.10\",\"443\",\"Established\"\r\n",
                   GIVES "-", 0);
    assert_one_row(
        "\"Caption\",\"State\",\"RemotePort\",\"RemoteAddress\",\"LocalPort\",\"ProcessName\","
        "\"LocalAddress\",\"InstanceID\"\n"
        "\"a, \"\"b\"\"\",\"5\",\"443\",\"192.0.2.10\",\"50301\",\"Web, and more\","
        "\"10.0.0.5\",\n",
        GIVES "Web, and more", 0);
    assert_one_row("LocalAddress;LocalPort;RemoteAddress;RemotePort;State;ProcessName\n"
                   "10.0.0.5;50301;192.0.2.10;443;Established;chrome\n",
                   GIVES "chrome", 0);
    assert_one_row("State\tRemotePort\tRemoteAddress\tLocalPort\tLocalAddress\n"
                   "Established\t443\t192.0.2.10\t50301\t10.0.0.5\n",
                   GIVES "-", 0);
    assert_one_row("LocalAddress\tLocalPort\tRemoteAddress\tRemotePort\tState\n"
                   "10.0.0.5\t50301\t192.0.2.10\t443\tEstablished\n",
                   GIVES "-", 0);
    assert_one_row("State,RemotePort,RemoteAddress,LocalPort,LocalAddress\n"
                   "Established,443,192.0.2.10,50301,10.0.0.5\n",
                   GIVES "-", 0);
    assert_one_row("\"LocalPort\";\"RemoteAddress\";\"RemotePort\";\"State\";\"LocalAddress\"\n"
                   "\"50301\";\"192.0.2.10\";\"443\";\"Established\";\"10.0.0.5\"\n",
                   GIVES "-", 0);
}

/* Nor are columns as far to the right as numbers of 16 bits go. */
static void a_column_far_away_is_not_there(void **state)
{
    char *text = malloc(150000);
    size_t head = strlen(strcpy(text, "LocalAddress LocalPort RemoteAddress RemotePort State")),
           row;

    (void)state;
    memset(text + head, ' ', 66000);
    strcpy(text + 66000, "ProcessName\n");
    row = strlen(text);
    strcpy(text + row, "10.0.0.5     50301     192.0.2.10    443        Established");
    memset(text + row + strlen(text + row), ' ', 66000);
    strcpy(text + row + 66000, "chrome\n");
    assert_one_row(text, GIVES "-", 0);
    free(text);
}

static void what_is_no_header_of_a_local_end_is_foreign(void **state)
{
    char text[600] = "LocalAddress";
    size_t i;

    (void)state;
    assert_foreign("LocalAddress RemoteAddress State\n------------ ------------- -----\n");
    assert_foreign("\"LocalAddress\",\"Caption\"x,\"LocalPort\"\n"); /* a quote ends a field */
    for (i = 0; i < 64; i++)
        strcat(text, ",Column");
    assert_foreign(strcat(text, ",LocalPort\n")); /* that far behind nobody looks */
}

static void what_stands_below_no_name_is_not_there(void **state)
{
#define NAMED                                                                   \
    "LocalAddress LocalPort RemoteAddress RemotePort State       ProcessName\n" \
    "------------ --------- ------------- ---------- -----       -----------\n"
    (void)state;
    assert_one_row(NAMED "10.0.0.5     50301     192.0.2.10    443        Established chrome\n",
                   GIVES "chrome", 0);
    assert_one_row(NAMED
                   "10.0.0.5     50301     192.0.2.10    443        Established            \n",
                   GIVES "-", 0);
    assert_one_row(NAMED "10.0.0.5     50301     192.0.2.10    443                    chrome\n",
                   "6 0 10.0.0.5 50301 192.0.2.10 443 chrome", 0);
}

static void columns_of_a_local_end_alone_are_udp(void **state)
{
    static const struct {
        const char *text;
        uint32_t coverage;
    } cases[] = {
        {"LocalAddress                             LocalPort\n"
         "------------                             ---------\n"
         "fe80::1c2:3d4e:5f60:7182%12              1900\n",
         UDP(TCP_L4 | TCP_L6)},
        {"\"Caption\",\"InstanceID\",\"LocalAddress\",\"LocalPort\"\n"
         "\"\",\"x\",\"fe80::1c2:3d4e:5f60:7182%12\",\"1900\"\n",
         UDP(TCP_L4 | TCP_L6)},
        {"LocalAddress,LocalPort,OwningProcess\nfe80::1c2:3d4e:5f60:7182%12,1900,4\n", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        assert_int_equal(take(snapshot, cases[i].text).taken, 1);
        assert_row(snapshot, 0, "17 7 fe80::1c2:3d4e:5f60:7182 1900 - 0 -", 0);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), cases[i].coverage);
        svccomm_snapshot_free(snapshot);
    }
}

static void rows_that_lack_what_tells_whether_they_listen_are_doubtful(void **state)
{
    (void)state;
    /* No state: it may be bound. */
    assert_doubtful("LocalAddress,LocalPort,RemoteAddress,RemotePort\n"
                    "10.0.0.5,50301,192.0.2.10,443\n0.0.0.0,80,0.0.0.0,0\n",
                    3, TCP_C4 | TCP_C6);
    /* The view of TCP, in a console of 80 columns. */
    assert_doubtful("LocalAddress                        LocalPort\n"
                    "------------                        ---------\n"
                    "::                                  49664    \n",
                    3, 0);
    /* No peer. */
    assert_doubtful("LocalAddress,LocalPort,State\n::,135,Listen\n0.0.0.0,80,Established\n", 3,
                    TCP_L6);
    assert_one_row("LocalAddress,LocalPort,State\n::,135,Listen\n", "6 10 :: 135 - 0 -", 0);
    assert_one_row("LocalAddress,LocalPort,State\n::,135,Bound\n", "6 12 :: 135 - 0 -", 0);
    /* Half of one is none. */
    assert_doubtful("LocalAddress,LocalPort,State,RemoteAddress\n"
                    "::,135,Listen,::\n10.0.0.5,80,Established,192.0.2.10\n",
                    3, TCP_L6);
    assert_doubtful("LocalAddress,LocalPort,RemotePort\n10.0.0.5,80,443\n", 2, 0);
    assert_doubtful("LocalAddress                             LocalPort\n"
                    "------------                             ---------\n"
                    "fe80::1c2:3d4e:5f60:7182:1111:2222:33... 1900\n",
                    3, UDP(TCP_L4));
}

static void what_was_asked_for_shows_in_the_rows_alone(void **state)
{
    static const struct {
        const char *text;
        uint32_t coverage;
    } cases[] = {
        {HEAD LISTENER, TCP_L4 | TCP_L6},
        {HEAD BOUND OPEN, TCP_C4 | TCP_C6},
        {HEAD LISTENER BOUND, ALL_TCP},
        {HEAD LISTENER OPEN HEAD OPEN, ALL_TCP},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svccomm_snapshot *snapshot = begun(NULL);
        take(snapshot, cases[i].text);
        assert_int_equal(svccomm_snapshot_coverage(snapshot), cases[i].coverage);
        svccomm_snapshot_free(snapshot);
    }
}

static void other_text_is_no_row(void **state)
{
    static const char text[] =
        "PS C:\\> Get-NetTCPConnection | Select-Object LocalAddress, LocalPort, State\r\n"
        "PS C:\\> Get-NetTCPConnection | ft LocalAddress,LocalPort,State\r\n" HEAD LISTENER
        "PS C:\\Users\\me.too> netstat -an\r\n"
        "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1712\r\n"
        "PS C:\\> Get-NetTCPConnection\r\n" HEAD OPEN
        "Version 10.0.19045                  3 days ago\r\n"
        "tcp        0      0 10.0.0.5:22             10.0.0.6:50000          ESTABLISHED\n";
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report = take(snapshot, text);

    (void)state;
    assert_int_equal(report.taken, 4);
    assert_int_equal(report.doubtful, 0);
    assert_int_equal(report.formats,
                     POWERSHELL | 1u << SVCCOMM_FORMAT_WINDOWS | 1u << SVCCOMM_FORMAT_NETSTAT);
    svccomm_snapshot_free(snapshot);
}

static void a_text_cut_anywhere_loses_only_its_last_row(void **state)
{
    static const char table[] = HEAD LISTENER OPEN BOUND;
    static const char csv[] =
        "\"LocalAddress\",\"LocalPort\",\"RemoteAddress\",\"RemotePort\",\"State\"\n"
        "\"::\",\"135\",\"::\",\"0\",\"Listen\"\n"
        "\"10.0.0.5\",\"50301\",\"192.0.2.10\",\"443\",\"Established\"\n";
    static const struct {
        const char *text;
        size_t length, head;
    } cases[] = {{table, sizeof table - 1, sizeof HEAD - 1}, {csv, sizeof csv - 1, 66}};
    svccomm_text_report report;
    size_t i, cut, rows;

    (void)state;
    for (i = 0; i < 2; i++)
        for (cut = cases[i].head, rows = 0; cut < cases[i].length; cut++) {
            svccomm_snapshot *snapshot = begun(NULL);
            int whole = cases[i].text[cut - 1] == '\n';
            rows += whole && cut > cases[i].head;
            assert_int_equal(take_pieces(snapshot, 0, cases[i].text, cut, SIZE_MAX, &report, NULL),
                             0);
            assert_int_equal(report.taken, rows);
            assert_int_equal(report.doubtful, !whole);
            svccomm_snapshot_free(snapshot);
        }
}

static void letters_in_place_of_state_words_change_no_listener_and_no_connection(void **state)
{
    static const char *const words[] = {"Listen", "Established", "CloseWait"};
    static const char *const rows[] = {"6 10 :: 49664 - 0 -", "6 0 10.0.0.5 50301 192.0.2.10 443 -",
                                       "6 0 fe80::7c1d:5a2:91ff:3c 445 fe80::1:2 50240 -"};
    char text[] = HEAD LISTENER OPEN LINK_LOCAL, *at;
    svccomm_snapshot *snapshot = begun(NULL);
    svccomm_text_report report;
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        at = strstr(text, words[i]);
        memset(at, 'x', strlen(words[i]));
    }
    report = take(snapshot, text);
    assert_int_equal(report.unknown_states, 2);
    assert_int_equal(svccomm_snapshot_coverage(snapshot), ALL_TCP);
    for (i = 0; i < 3; i++)
        assert_row(snapshot, i, rows[i], 0);
    svccomm_snapshot_free(snapshot);
}

static void addresses_that_are_cut_are_doubtful(void **state)
{
    (void)state;
    assert_doubtful(
        HEAD LISTENER OPEN
        "2001:db8:1234:5678:9abc:def0:123... 50302     192.0.2.10                          "
        "443        Established Internet       7020\r\n",
        6, TCP_L4 | TCP_L6 | TCP_C4);
    assert_doubtful("LocalAddress LocalPort RemoteAddress RemotePort State\n"
                    "------------ --------- ------------- ---------- -----\n"
                    "192.168.1... 50301     192.0.2.10    443        Established\n",
                    3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_by_its_columns),
        cmocka_unit_test(numbers_may_stand_at_the_right_of_their_columns),
        cmocka_unit_test(states_have_words_and_numbers),
        cmocka_unit_test(csv_is_read_by_the_names_of_its_columns),
        cmocka_unit_test(a_column_far_away_is_not_there),
        cmocka_unit_test(what_is_no_header_of_a_local_end_is_foreign),
        cmocka_unit_test(what_stands_below_no_name_is_not_there),
        cmocka_unit_test(columns_of_a_local_end_alone_are_udp),
        cmocka_unit_test(rows_that_lack_what_tells_whether_they_listen_are_doubtful),
        cmocka_unit_test(what_was_asked_for_shows_in_the_rows_alone),
        cmocka_unit_test(other_text_is_no_row),
        cmocka_unit_test(a_text_cut_anywhere_loses_only_its_last_row),
        cmocka_unit_test(letters_in_place_of_state_words_change_no_listener_and_no_connection),
        cmocka_unit_test(addresses_that_are_cut_are_doubtful),
    };

    return cmocka_run_group_tests_name("powershell", tests, NULL, NULL);
}
