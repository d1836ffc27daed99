/* SPDX-License-Identifier: MIT
 * VPC flow logs: what each line gives. The lines are made up in the form that AWS documents for
 * versions 2 to 5; addresses are from documentation ranges. */
#include "test_vpc_support.h"

#define V2                                                                                    \
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes " \
    "start end action log-status"
#define ENDS "srcaddr dstaddr srcport dstport protocol start end"
#define ENI "123456789010 eni-0a1b2c3d4e5f60718 "

/* One line, and the flow that it gives: `source port destination port protocol packets bytes start
 * end tcp-flags accepted|rejected`, or what else it counts as. */
struct line_case {
    const char *header; /* NULL: none */
    const char *line;
    const char *expected;
};

/* Gives a text line by line, and tells what became of each. */
static svccomm_vpc_report lines_of(const char *text, char *got, size_t room)
{
    svccomm_vpc_report now, before;
    svccomm_decoder *decoder;
    const char *next;
    char one[32];

    got[0] = '\0';
    svccomm_vpc_report_init(&now, sizeof now);
    assert_int_equal(svccomm_decoder_new(&decoder, NULL), 0);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    for (; *text != '\0'; text = next) {
        next = strchr(text, '\n') + 1;
        before = now;
        if (vpc_give(decoder, text, (size_t)(next - text), SIZE_MAX, &now, NULL, got, room) < 0) {
            vpc_add(got, room, "refused");
            break;
        }
        snprintf(one, sizeof one, "doubtful %u", (unsigned)now.first_doubtful_line);
        if (now.doubtful > before.doubtful)
            vpc_add(got, room, one);
        if (now.no_data > before.no_data)
            vpc_add(got, room, "no data");
        if (now.skip_data > before.skip_data)
            vpc_add(got, room, "skip data");
    }
    svccomm_decoder_free(decoder);
    return now;
}

static void assert_lines(const struct line_case *cases, size_t count)
{
    char text[2048], got[2048];
    size_t i;

    for (i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%s%s%s\n", cases[i].header == NULL ? "" : cases[i].header,
                 cases[i].header == NULL ? "" : "\n", cases[i].line);
        lines_of(text, got, sizeof got);
        if (strcmp(got, cases[i].expected) != 0)
            fail_msg("\n%sgives    %s\nexpected %s", text, got, cases[i].expected);
    }
}

static void records_of_version_2_without_a_header(void **state)
{
    static const struct line_case cases[] = {
        {NULL,
         "2 " ENI "192.0.2.7 198.51.100.5 49152 443 6 20 4249 1767225600 1767225660 ACCEPT OK",
         "192.0.2.7 49152 198.51.100.5 443 6 20 4249 1767225600 1767225660 0 accepted"},
        {NULL, "2 " ENI "192.0.2.7 198.51.100.5 49152 3389 6 1 40 1767225600 1767225660 REJECT OK",
         "192.0.2.7 49152 198.51.100.5 3389 6 1 40 1767225600 1767225660 0 rejected"},
        {NULL, "2 " ENI "192.0.2.7 198.51.100.5 0 0 1 4 336 1767225600 1767225642 ACCEPT OK",
         "192.0.2.7 0 198.51.100.5 0 1 4 336 1767225600 1767225642 0 accepted"},
        {NULL,
         "2 " ENI "2001:db8:1234:a100:8d6e:3477:df66:f105 2001:db8:1234:a102:3304:8879:34cf:4071 "
         "34892 22 6 54 8855 1477913708 1477913820 ACCEPT OK",
         "2001:db8:1234:a100:8d6e:3477:df66:f105 34892 2001:db8:1234:a102:3304:8879:34cf:4071 22 6 "
         "54 8855 1477913708 1477913820 0 accepted"},
        {NULL, "2 " ENI "- - - - - - - 1767225600 1767225660 - NODATA", "no data"},
        {NULL, "2 " ENI "- - - - - - - 1767225600 1767225660 - SKIPDATA", "skip data"},
        {NULL,
         "2 unknown unknown 192.0.2.7 198.51.100.5 18446744073709551615 443 6 1 40 1 2 ACCEPT OK",
         "refused"},
        {NULL,
         "2 unknown unknown 192.0.2.7 198.51.100.5 5 443 6 18446744073709551615 "
         "18446744073709551615 4611686017 4611686018 ACCEPT OK",
         "192.0.2.7 5 198.51.100.5 443 6 18446744073709551615 18446744073709551615 4611686017 "
         "4611686018 0 accepted"},
    };

    (void)state;
    assert_lines(cases, sizeof cases / sizeof cases[0]);
}

static void the_header_says_which_column_is_what(void **state)
{
    static const struct line_case cases[] = {
        {V2, "2 " ENI "192.0.2.7 198.51.100.5 49152 443 6 20 4249 1767225600 1767225660 ACCEPT OK",
         "192.0.2.7 49152 198.51.100.5 443 6 20 4249 1767225600 1767225660 0 accepted"},
        {"log-status action end start bytes packets protocol dstport srcport dstaddr srcaddr",
         "OK REJECT 1767225660 1767225600 40 1 17 53 5353 198.51.100.5 192.0.2.7",
         "192.0.2.7 5353 198.51.100.5 53 17 1 40 1767225600 1767225660 0 rejected"},
        {"version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr "
         "srcport "
         "dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags "
         "log-status",
         "3 vpc-0f1e2d3c subnet-0a9b8c7d i-01234567890123456 eni-0a1b2c3d 123456789010 IPv4 "
         "192.0.2.7 198.51.100.5 43416 5001 192.0.2.7 198.51.100.5 6 568 8 1767225600 1767225660 "
         "ACCEPT 2 OK",
         "192.0.2.7 43416 198.51.100.5 5001 6 8 568 1767225600 1767225660 2 accepted"},
        {"version account-id region az-id sublocation-type sublocation-id " ENDS " tcp-flags",
         "4 123456789010 us-west-2 usw2-az1 wavelength wlz-0123 192.0.2.7 198.51.100.5 5001 43416 "
         "6 "
         "1767225600 1767225660 19",
         "192.0.2.7 5001 198.51.100.5 43416 6 0 0 1767225600 1767225660 19 accepted"},
        {ENDS " pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-task-arn "
              "reject-reason a-field-of-version-99",
         "192.0.2.7 198.51.100.5 49152 443 6 1767225600 1767225660 - S3 egress 8 "
         "arn:aws:ecs:us-west-2:123456789010:task/cluster/0123 BPA {\"x\":1}",
         "192.0.2.7 49152 198.51.100.5 443 6 0 0 1767225600 1767225660 0 accepted"},
        {"${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${end} ${log-status}",
         "192.0.2.7 198.51.100.5 49152 443 132 1767225660 OK",
         "192.0.2.7 49152 198.51.100.5 443 132 0 0 - 1767225660 0 accepted"},
        {"srcaddr dstaddr srcport dstport protocol start tcp_flags log_status",
         "192.0.2.7 198.51.100.5 49152 443 6 1767225600 18 OK",
         "192.0.2.7 49152 198.51.100.5 443 6 0 0 - 1767225600 18 accepted"},
        {"pkt-srcaddr pkt-dstaddr srcport dstport protocol start end",
         "192.0.2.7 ::ffff:198.51.100.5 49152 443 6 1767225600 1767225660",
         "192.0.2.7 49152 198.51.100.5 443 6 0 0 1767225600 1767225660 0 accepted"},
        {ENDS, "- - - - - 1767225600 1767225660", "no data"},
        {ENDS " log-status", "- - - - - 1767225600 1767225660 SKIPDATA", "skip data"},
        {ENDS " action", "192.0.2.7 198.51.100.5 - - 6 - 1767225660 -",
         "192.0.2.7 0 198.51.100.5 0 6 0 0 - 1767225660 0 accepted"},
        {ENDS " \r", "\t192.0.2.7  198.51.100.5 49152 443 6 1767225600\t1767225660  \r",
         "192.0.2.7 49152 198.51.100.5 443 6 0 0 1767225600 1767225660 0 accepted"},
    };

    (void)state;
    assert_lines(cases, sizeof cases / sizeof cases[0]);
}

/* What an instance (10.0.1.5) has with a host of the internet by a NAT gateway (10.0.0.220), as the
 * gateway's interface sees it: two lines for each direction. Those on the side of the instance are
 * of the instance and the far end. */
static void a_nat_gateway_is_no_end_of_what_it_translates(void **state)
{
    static const char header[] = ENDS " pkt-srcaddr pkt-dstaddr";
    static const struct line_case cases[] = {
        {header, "10.0.1.5 10.0.0.220 40000 443 6 1 2 10.0.1.5 203.0.113.5",
         "10.0.1.5 40000 203.0.113.5 443 6 0 0 1 2 0 accepted"},
        {header, "10.0.0.220 203.0.113.5 1024 443 6 1 2 10.0.0.220 203.0.113.5",
         "10.0.0.220 1024 203.0.113.5 443 6 0 0 1 2 0 accepted"},
        {header, "203.0.113.5 10.0.0.220 443 1024 6 1 2 203.0.113.5 10.0.0.220",
         "203.0.113.5 443 10.0.0.220 1024 6 0 0 1 2 0 accepted"},
        {header, "10.0.0.220 10.0.1.5 443 40000 6 1 2 203.0.113.5 10.0.1.5",
         "203.0.113.5 443 10.0.1.5 40000 6 0 0 1 2 0 accepted"},
        {header, "10.0.1.5 10.0.0.220 40000 443 6 1 2 - -",
         "10.0.1.5 40000 10.0.0.220 443 6 0 0 1 2 0 accepted"},
        {header, "10.0.1.5 10.0.0.220 40000 443 6 1 2 - 203.0.113.5",
         "10.0.1.5 40000 203.0.113.5 443 6 0 0 1 2 0 accepted"},
        {header, "10.0.1.5 10.0.0.220 40000 443 6 1 2 10.0.1.5 nonsense", "doubtful 2"},
    };

    (void)state;
    assert_lines(cases, sizeof cases / sizeof cases[0]);
}

static void rows_that_cannot_be_read_are_doubtful(void **state)
{
    static const char header[] = ENDS " packets bytes action tcp-flags log-status";
    static const char *const rows[] = {
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 2",      /* one too few */
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 2 OK 7", /* one too many */
        "192.0.2.7 198.51.100 49152 443 6 1 2 1 40 ACCEPT 2 OK",     /* cut address */
        "192.0.2.7 198.51.100.256 49152 443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 fe80::1%eth0 49152 443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 - 49152 443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 65536 443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 -443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 0x1bb 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 256 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 tcp 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 - 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 4611686019 1 40 ACCEPT 2 OK", /* beyond 2^62 ns */
        "192.0.2.7 198.51.100.5 49152 443 6 -1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1.5 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 - - 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 18446744073709551616 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 99999999999999999999 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 accept 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 REJECTED 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 65536 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 2 OKAY",
        "- 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 2 OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT 2 \x01OK",
        "192.0.2.7 198.51.100.5 49152 443 6 1 2 1 40 ACCEPT \x02 OK",
        "192.0.2.7 198.51.100.5\r49152 443 6 1 2 1 40 ACCEPT 2 OK",
        "\xff\xfe\xfd \x80 \x81 \x82 \x83 \x84 \x85 \x86 \x87 \x88 \x89 \x8a",
    };
    struct line_case one = {header, NULL, "doubtful 2"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        one.line = rows[i];
        assert_lines(&one, 1);
    }
}

/* Where no status is told, a line with any end of its own is no line without data. */
static void without_a_status_no_end_at_all_is_no_data(void **state)
{
#define FOUR ENDS " pkt-srcaddr pkt-dstaddr"
    static const struct line_case cases[] = {
        {FOUR, "- - - - - 1 2 - -", "no data"},
        {FOUR, "192.0.2.7 - - - - 1 2 - -", "doubtful 2"},
        {FOUR, "- 192.0.2.7 - - - 1 2 - -", "doubtful 2"},
        {FOUR, "- - - - - 1 2 192.0.2.7 -", "doubtful 2"},
        {FOUR, "- - - - - 1 2 - 192.0.2.7", "doubtful 2"},
    };

    (void)state;
    assert_lines(cases, sizeof cases / sizeof cases[0]);
}

static void without_a_header_only_version_2_has_an_order(void **state)
{
    static const char text[] = "2 " ENI "192.0.2.7 198.51.100.5 49152 443 6 20 4249 1 2 ACCEPT OK\n"
                               "3 " ENI "192.0.2.7 198.51.100.5 49152 443 6 20 4249 1 2 ACCEPT OK\n"
                               "- " ENI "192.0.2.7 198.51.100.5 49152 443 6 20 4249 1 2 ACCEPT OK\n"
                               "2 " ENI "- - - - - - - 1 2 - NODATA\n";
    char got[2048];

    (void)state;
    lines_of(text, got, sizeof got);
    assert_string_equal(got, "192.0.2.7 49152 198.51.100.5 443 6 20 4249 1 2 0 accepted; "
                             "doubtful 2; doubtful 2; no data");
}

static int read_bytes(const char *text, size_t length, svccomm_error *error)
{
    svccomm_vpc_report report;
    char got[2048];

    return vpc_read_text(text, length, &report, error, got, sizeof got);
}

static void text_of_another_kind_is_refused_with_line_and_reason(void **state)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *says;
    } cases[] = {
        {"", 1, "no line of VPC flow logs"},
        {"\n \r\n\t\n", 4, "no line of VPC flow logs"},
        {"2 " ENI "192.0.2.7 198.51.100.5 1 2 6 1 1 1 2 ACCEPT OK", 1, "no line of VPC flow logs"},
        {"\n\nhello world\n", 3, "neither a header nor a record"},
        {"tcp LISTEN 0 8 10.0.0.5:80 0.0.0.0:*\n", 1, "neither a header nor a record"},
        {"2 " ENI "192.0.2.7 198.51.100.5 1 2 6 1 1 1 2 ACCEPT\n", 1,
         "neither a header nor a record"},
        {"dstaddr srcport dstport protocol start\n", 1, "srcaddr"},
        {"pkt-srcaddr srcport dstport protocol start\n", 1, "dstaddr"},
        {"srcaddr dstaddr dstport protocol start\n", 1, "srcport"},
        {"srcaddr dstaddr srcport protocol start\n", 1, "dstport"},
        {"srcaddr dstaddr srcport dstport start\n", 1, "protocol"},
        {"srcaddr dstaddr srcport dstport protocol action\n", 1, "neither start nor end"},
        {ENDS " srcaddr\n", 1, "twice"},
        {"${srcaddr dstaddr srcport dstport protocol start end\n", 1, "neither a header"},
        {ENDS " ${}\n", 1, "neither a header"},
        {ENDS " a.name\n", 1, "neither a header"},
        {"srcaddrs dstaddr srcport dstport protocol start end\n", 1, "srcaddr"},
        {"src dstaddr srcport dstport protocol start end\n", 1, "srcaddr"},
        {"src_addr dstaddr srcport dstport protocol start end\n", 1, "srcaddr"},
        {"srcaddr dstaddr srcport dstport protocol start end 7\n", 1, "neither a header"},
    };
    svccomm_error error;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_bytes(cases[i].text, strlen(cases[i].text), &error);
        if (error.code != SVCCOMM_E_FORMAT || error.line != cases[i].line ||
            strstr(error.message, cases[i].says) == NULL)
            fail_msg("\n%s\ncode %d, line %u: %s", cases[i].text, (int)error.code,
                     (unsigned)error.line, error.message);
    }
}

static void too_many_fields_in_a_header_and_too_long_a_line_are_refused(void **state)
{
    static char text[80000];
    svccomm_error error;
    size_t length = 0, i;

    (void)state;
    length = (size_t)snprintf(text, sizeof text, ENDS);
    for (i = 0; i < 121; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, " f%u", (unsigned)i);
    text[length] = '\n';
    assert_int_equal(read_bytes(text, length + 1, &error), 0); /* 128 of them */
    strcpy(text + length, " one-more\n");
    assert_int_equal(read_bytes(text, strlen(text), &error), SVCCOMM_E_FORMAT);
    assert_non_null(strstr(error.message, "too many"));
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\n';
    assert_int_equal(read_bytes(text, sizeof text, &error), SVCCOMM_E_FORMAT);
    assert_non_null(strstr(error.message, "too long"));
}

static void joined_files_have_headers_between_them(void **state)
{
    static const char text[] = ENDS "\n"
                                    "192.0.2.7 198.51.100.5 1 443 6 1 2\n"
                                    "dstaddr srcaddr srcport dstport protocol start end\n"
                                    "192.0.2.8 198.51.100.6 2 443 6 3 4\n"
                                    "version account-id interface-id action\n"
                                    "192.0.2.9 198.51.100.7 3 443\n" /* as many as are named */
                                    "192.0.2.9 198.51.100.7 3 443 6 5 6\n" ENDS "\n"
                                    "192.0.2.9 198.51.100.7 3 443 6 5 6\n";
    svccomm_vpc_report report;
    char got[2048];

    (void)state;
    report = lines_of(text, got, sizeof got);
    assert_string_equal(got, "192.0.2.7 1 198.51.100.5 443 6 0 0 1 2 0 accepted; "
                             "198.51.100.6 2 192.0.2.8 443 6 0 0 3 4 0 accepted; "
                             "doubtful 5; doubtful 5; doubtful 5; "
                             "192.0.2.9 3 198.51.100.7 443 6 0 0 5 6 0 accepted");
    assert_int_equal(report.headers, 4);
    assert_int_equal(report.lines, 9);
}

static void every_flow_says_that_a_syn_alone_is_no_attempt(void **state)
{
    static const char text[] = ENDS " action tcp-flags\n"
                                    "192.0.2.7 198.51.100.5 1 443 6 1 2 ACCEPT 2\n"
                                    "192.0.2.7 198.51.100.5 1 443 17 1 2 REJECT -\n";
    const svccomm_flow *flows;
    svccomm_decoder *decoder;

    (void)state;
    assert_int_equal(svccomm_decoder_new(&decoder, NULL), 0);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    assert_int_equal(
        svccomm_decoder_vpc(decoder, text, sizeof text - 1, &flows, sizeof *flows, NULL, NULL), 2);
    assert_int_equal(flows[0].flags, SVCCOMM_FLOW_SYN_ONLY_OK);
    assert_int_equal(flows[1].flags, SVCCOMM_FLOW_SYN_ONLY_OK | SVCCOMM_FLOW_DENIED);
    assert_int_equal(flows[0].initiator, SVCCOMM_INITIATOR_UNKNOWN);
    svccomm_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_version_2_without_a_header),
        cmocka_unit_test(the_header_says_which_column_is_what),
        cmocka_unit_test(a_nat_gateway_is_no_end_of_what_it_translates),
        cmocka_unit_test(rows_that_cannot_be_read_are_doubtful),
        cmocka_unit_test(without_a_status_no_end_at_all_is_no_data),
        cmocka_unit_test(without_a_header_only_version_2_has_an_order),
        cmocka_unit_test(text_of_another_kind_is_refused_with_line_and_reason),
        cmocka_unit_test(too_many_fields_in_a_header_and_too_long_a_line_are_refused),
        cmocka_unit_test(joined_files_have_headers_between_them),
        cmocka_unit_test(every_flow_says_that_a_syn_alone_is_no_attempt),
    };

    return cmocka_run_group_tests_name("vpc", tests, NULL, NULL);
}
