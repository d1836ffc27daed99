/* SPDX-License-Identifier: MIT
 * Records as JSON objects (design section 10). */
#include "test_export_samples.h"

static char *json_of(const svccomm_record *record)
{
    struct sample_sink sink = {0};

    assert_int_equal(svccomm_record_write_json(record, sample_write, &sink), 0);
    return sink.bytes;
}

static void check_json(const svccomm_record *record, const char *expected)
{
    char *json = json_of(record);

    assert_string_equal(json, expected);
    free(json);
}

static void check_has(const svccomm_record *record, const char *part)
{
    char *json = json_of(record);

    if (strstr(json, part) == NULL)
        fail_msg("no %s in %s", part, json);
    free(json);
}

#define NO_VIEW                                                                              \
    "{\"view\":null,\"total_samples\":null,\"active_samples\":null,\"recent_samples\":null," \
    "\"attempts\":null,\"implied_samples\":null,\"total_ports\":null,"                       \
    "\"average_connections\":null,\"persistence\":null,\"persistence_low\":null,"            \
    "\"persistence_high\":null,\"first_found\":null,\"last_found\":null}"

#define VIEW(name, last)                                                                       \
    "{\"view\":\"" name "\",\"total_samples\":3,\"active_samples\":2,\"recent_samples\":1,"    \
    "\"attempts\":4,\"implied_samples\":1,\"total_ports\":5,\"average_connections\":2.500000," \
    "\"persistence\":66.666667,\"persistence_low\":20.765960,\"persistence_high\":93.850806,"  \
    "\"first_found\":\"2026-01-01T00:00:00Z\",\"last_found\":\"" last "\"}"

static void a_record_with_nothing_has_all_names(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    check_json(&record,
               "{\"id\":\"2081a6aa-74e4-5d0a-a3bc-96369808ee33\",\"realm\":0,"
               "\"scope\":\"0000000000000000\",\"protocol\":\"tcp\",\"client_ip\":\"10.0.0.7\","
               "\"listener_ip\":\"10.0.0.5\",\"port\":443,\"client_device\":null,"
               "\"listener_device\":null,\"client_device_explicit\":null,"
               "\"listener_device_explicit\":null,\"client_processes\":[],"
               "\"listener_process\":null,\"origin\":[\"manual\"],\"evidence\":\"user\","
               "\"mixed\":false,\"status\":\"normal\",\"note\":null,"
               "\"created\":\"2026-01-01T00:00:00Z\",\"updated\":\"2026-01-01T00:00:00Z\","
               "\"first_found\":null,\"last_found\":null,\"revision\":1,\"netstat\":" NO_VIEW
               ",\"netstat_client\":" NO_VIEW ",\"netstat_listener\":" NO_VIEW
               ",\"netflow\":{\"active_samples\":null,\"total_events\":null,"
               "\"forward_events\":null,\"reverse_events\":null,\"forward_bytes\":null,"
               "\"reverse_bytes\":null,\"forward_packets\":null,\"reverse_packets\":null,"
               "\"attempts\":null,\"active_span\":null,\"gap_span\":null,\"first_found\":null,"
               "\"last_found\":null,\"late_events\":null,\"sampled\":null,"
               "\"approximate\":null}}");
}

static void a_record_with_everything_has_all_values(void **state)
{
    svccomm_record record = sample_full();

    (void)state;
    check_json(
        &record,
        "{\"id\":\"2081a6aa-74e4-5d0a-a3bc-96369808ee33\",\"realm\":0,"
        "\"scope\":\"0000000000000000\",\"protocol\":\"tcp\",\"client_ip\":\"10.0.0.7\","
        "\"listener_ip\":\"10.0.0.5\",\"port\":443,\"client_device\":\"laptop\","
        "\"listener_device\":\"web1\",\"client_device_explicit\":\"laptop\","
        "\"listener_device_explicit\":null,\"client_processes\":[{\"name\":\"curl\","
        "\"last_seen\":\"2026-01-01T00:02:00Z\"},{\"name\":\"a \\\"b\\\"\\\\c\","
        "\"last_seen\":\"2026-01-01T00:00:00.5Z\"},{\"name\":\"by hand\","
        "\"last_seen\":null}],\"listener_process\":\"nginx\","
        "\"origin\":[\"manual\",\"netstat\",\"netflow\"],\"evidence\":\"user\","
        "\"mixed\":true,\"status\":\"hidden\",\"note\":\"=1+1\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"updated\":\"2026-01-01T00:00:00Z\","
        "\"first_found\":\"2026-01-01T00:00:00Z\","
        "\"last_found\":\"2026-01-01T00:03:55Z\",\"revision\":42,"
        "\"netstat\":" VIEW(
            "listener",
            "2026-01-01T00:02:00Z") ","
                                    "\"netstat_client\":" VIEW(
                                        "client", "2026-01-01T00:01:00Z") ","
                                                                          "\"netstat_"
                                                                          "listener\":" VIEW(
                                                                              "listener",
                                                                              "2026-01-01T00:02:"
                                                                              "00Z") ","
                                                                                     "\"netflow\":{"
                                                                                     "\"active_"
                                                                                     "samples\":3,"
                                                                                     "\"total_"
                                                                                     "events\":6,"
                                                                                     "\"forward_"
                                                                                     "events\":4,"
                                                                                     "\"reverse_"
                                                                                     "events\":2,"
                                                                                     "\"forward_"
                                                                                     "bytes\":1000,"
                                                                                     "\"reverse_"
                                                                                     "bytes\":500,"
                                                                                     "\"forward_"
                                                                                     "packets\":10,"
                                                                                     "\"reverse_"
                                                                                     "packets\":5,"
                                                                                     "\"attempts\":"
                                                                                     "7,\"active_"
                                                                                     "span\":95,"
                                                                                     "\"gap_span\":"
                                                                                     "65,\"first_"
                                                                                     "found\":"
                                                                                     "\"2026-01-"
                                                                                     "01T00:01:"
                                                                                     "15Z\","
                                                                                     "\"last_"
                                                                                     "found\":"
                                                                                     "\"2026-01-"
                                                                                     "01T00:03:"
                                                                                     "55Z\",\"late_"
                                                                                     "events\":0,"
                                                                                     "\"sampled\":"
                                                                                     "false,"
                                                                                     "\"approximate"
                                                                                     "\":false}}");
}

static void a_view_of_attempts_has_counters_and_no_total(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    record.client_view.view = SVCCOMM_VIEW_CLIENT;
    record.client_view.attempts = 9;
    record.headline = SVCCOMM_VIEW_CLIENT;
    check_has(&record, "\"netstat\":{\"view\":\"client\",\"total_samples\":null,"
                       "\"active_samples\":0,\"recent_samples\":0,\"attempts\":9,"
                       "\"implied_samples\":0,\"total_ports\":0,\"average_connections\":null,"
                       "\"persistence\":null,\"persistence_low\":null,"
                       "\"persistence_high\":null,\"first_found\":null,\"last_found\":null}");
}

static void a_view_that_was_never_counted_has_a_total_of_0(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    record.client_view.view = record.headline = SVCCOMM_VIEW_CLIENT;
    record.client_view.found = 1;
    record.client_view.first_found = record.client_view.last_found = T0;
    check_has(&record, "\"total_samples\":0,\"active_samples\":0");
    check_has(&record, "\"persistence\":null");
}

static void flows_that_were_only_attempts_have_no_spans(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    record.netflow.present = 1;
    record.netflow.attempts = 3;
    check_has(&record, "\"netflow\":{\"active_samples\":0,\"total_events\":0,");
    check_has(&record, "\"attempts\":3,\"active_span\":null,\"gap_span\":null,"
                       "\"first_found\":null,\"last_found\":null,\"late_events\":0,"
                       "\"sampled\":false,\"approximate\":false}");
}

static const struct {
    uint8_t protocol;
    const char *json;
} protocols[] = {
    {6, "\"protocol\":\"tcp\""}, {17, "\"protocol\":\"udp\""}, {132, "\"protocol\":\"sctp\""},
    {33, "\"protocol\":33"},     {136, "\"protocol\":136"},    {0, "\"protocol\":0"},
};

static void keys_are_written_as_they_are(void **state)
{
    svccomm_record record = sample_bare();

    (void)state;
    for (size_t i = 0; i < COUNT(protocols); i++) {
        record.key.protocol = protocols[i].protocol;
        check_has(&record, protocols[i].json);
    }
    record.key = sample_key("fe80::1", "2001:db8::5", 65535);
    record.key.scope = UINT64_C(0xfedcba9876543210);
    record.key.realm = UINT32_MAX;
    check_has(&record, "\"realm\":4294967295,\"scope\":\"fedcba9876543210\"");
    check_has(&record, "\"client_ip\":\"fe80::1\",\"listener_ip\":\"2001:db8::5\",\"port\":65535");
}

static const char *const evidences[] = {
    "null",       "\"guess\"", "\"range\"",  "\"fan-in\"",   "\"named-port\"", "\"handshake\"",
    "\"absent\"", "\"known\"", "\"listen\"", "\"observed\"", "\"user\"",       "null",
};

static void evidence_status_and_counters_have_their_names(void **state)
{
    static const char *const statuses[] = {"\"normal\"", "\"hidden\"", "\"ignored\""};
    svccomm_record record = sample_full();
    char expected[64];

    (void)state;
    for (uint32_t i = 0; i < COUNT(evidences); i++) {
        record.evidence = i;
        strcpy(expected, "\"evidence\":");
        check_has(&record, strcat(expected, evidences[i]));
    }
    for (uint32_t i = 0; i < COUNT(statuses); i++) {
        record.status = i;
        strcpy(expected, "\"status\":");
        check_has(&record, strcat(expected, statuses[i]));
    }
    record.netflow.forward_events = UINT64_MAX;
    record.netflow.sampled = 1;
    record.netflow.spans.flags |= SVCCOMM_SPANS_APPROXIMATE;
    check_has(&record, "\"total_events\":18446744073709551615,");
    check_has(&record, "\"sampled\":true,\"approximate\":true}");
    record.origin = SVCCOMM_ORIGIN_NETFLOW;
    check_has(&record, "\"origin\":[\"netflow\"]");
}

static const struct {
    const char *text, *json;
} strings[] = {
    {"", "\"\""},
    {"a/b 'c' \x7f", "\"a/b 'c' \x7f\""},
    {"\"\\", "\"\\\"\\\\\""},
    {"\b\t\n\f\r\v\x01\x1f", "\"\\b\\t\\n\\f\\r\\u000b\\u0001\\u001f\""},
    {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7", "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7\""},
    {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\""},
    {"\xff", "\"\\udcff\""},
    {"a\x80z", "\"a\\udc80z\""},
    {"\xc3", "\"\\udcc3\""},
    {"\xc3(", "\"\\udcc3(\""},
    {"\xe2\x82", "\"\\udce2\\udc82\""},
    {"\xe2\x82\xe2\x82\xac", "\"\\udce2\\udc82\xe2\x82\xac\""},
    {"\xf0\x9f\x90", "\"\\udcf0\\udc9f\\udc90\""},
    {"\xed\xa0\x80", "\"\\udced\\udca0\\udc80\""}, /* a surrogate */
    {"\xed\xbf\xbf", "\"\\udced\\udcbf\\udcbf\""},
    {"\xc0\x80", "\"\\udcc0\\udc80\""}, /* overlong */
    {"\xe0\x9f\xbf", "\"\\udce0\\udc9f\\udcbf\""},
    {"\xf0\x8f\xbf\xbf", "\"\\udcf0\\udc8f\\udcbf\\udcbf\""},
    {"\xf4\x90\x80\x80", "\"\\udcf4\\udc90\\udc80\\udc80\""}, /* too great */
    {"\xf5\x80\x80\x80", "\"\\udcf5\\udc80\\udc80\\udc80\""},
};

static void strings_are_valid_utf8_whatever_they_hold(void **state)
{
    svccomm_record record = sample_bare();
    char expected[128];

    (void)state;
    for (size_t i = 0; i < COUNT(strings); i++) {
        record.note = strings[i].text;
        strcpy(expected, "\"note\":");
        strcat(expected, strings[i].json);
        check_has(&record, strcat(expected, ",\"created\""));
    }
}

static void a_failing_callback_ends_the_writing(void **state)
{
    svccomm_record record = sample_full();
    char note[SVCCOMM_STRING_MAX + 1], name[SVCCOMM_STRING_MAX + 1];
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    struct sample_sink sink = {0};

    (void)state;
    memset(note, '\x01', sizeof note);
    memset(name, '\xff', sizeof name);
    note[sizeof note - 1] = name[sizeof name - 1] = '\0';
    record.note = note;
    for (size_t i = 0; i < COUNT(processes); i++)
        processes[i] = (svccomm_process){name, T0};
    record.processes = processes;
    record.process_count = COUNT(processes);
    assert_int_equal(svccomm_record_write_json(&record, sample_write, &sink), 0);
    assert_true(sink.calls > 2); /* more than a buffer holds */
    for (unsigned i = 1, calls = sink.calls; i <= calls; i++) {
        struct sample_sink failing = {.fail_at = i, .fail_with = -7};

        assert_int_equal(svccomm_record_write_json(&record, sample_write, &failing),
                         SVCCOMM_E_WRITE);
        assert_int_equal(failing.calls, i);
        free(failing.bytes);
    }
    free(sink.bytes);
    assert_int_equal(svccomm_record_write_json(NULL, sample_write, &sink), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_record_write_json(&record, NULL, NULL), SVCCOMM_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_with_nothing_has_all_names),
        cmocka_unit_test(a_record_with_everything_has_all_values),
        cmocka_unit_test(a_view_of_attempts_has_counters_and_no_total),
        cmocka_unit_test(a_view_that_was_never_counted_has_a_total_of_0),
        cmocka_unit_test(flows_that_were_only_attempts_have_no_spans),
        cmocka_unit_test(keys_are_written_as_they_are),
        cmocka_unit_test(evidence_status_and_counters_have_their_names),
        cmocka_unit_test(strings_are_valid_utf8_whatever_they_hold),
        cmocka_unit_test(a_failing_callback_ends_the_writing),
    };

    return cmocka_run_group_tests_name("export_json", tests, NULL, NULL);
}
