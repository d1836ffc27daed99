/* SPDX-License-Identifier: MIT
 * Reading exports record by record: there and back, what is refused and where, hostile input. */
#include "test_export_samples.h"

#include "export/csv_write.h"
#include "export/import_records.h"
#include "export/json_write.h"

static const uint32_t formats[] = {SVCCOMM_TRANSFER_CSV, SVCCOMM_TRANSFER_JSON,
                                   SVCCOMM_TRANSFER_NDJSON};

#define NOW (T0 + 3600 * SECOND)

/* ---- writing and reading without a registry ---- */

static void write_all(struct sample_sink *sink, uint32_t format, const svccomm_record *records,
                      size_t count)
{
    struct svccomm__out out;

    svccomm__out_begin(&out, sample_write, sink);
    if (format == SVCCOMM_TRANSFER_CSV)
        svccomm__csv_write_header(&out);
    for (size_t i = 0; i < count; i++) {
        if (format == SVCCOMM_TRANSFER_CSV) {
            svccomm__csv_write_record(&out, &records[i]);
            continue;
        }
        if (format == SVCCOMM_TRANSFER_JSON)
            svccomm__out_text(&out, i == 0 ? "[" : ",");
        svccomm__json_write_record(&out, &records[i]);
        svccomm__out_text(&out, "\n");
    }
    if (format == SVCCOMM_TRANSFER_JSON)
        svccomm__out_text(&out, count == 0 ? "[]" : "]");
    assert_int_equal(svccomm__out_flush(&out), 0);
}

/* What the sink got, written again as JSON objects. */
struct reading {
    struct sample_source source;
    struct sample_sink again;
    svccomm_error error;
    uint64_t records;
    unsigned sink_calls;
    int sink_code; /* what the sink returns from its call number sink_fails on */
    unsigned sink_fails;
    int headline; /* sets the headline that an export would show */
};

static int take_record(void *user, const svccomm_record *record, svccomm_error *why)
{
    struct reading *reading = user;
    svccomm_record shown = *record;

    reading->sink_calls++;
    if (reading->sink_fails > 0 && reading->sink_calls >= reading->sink_fails) {
        strcpy(why->message, "the sink's reason");
        return reading->sink_code;
    }
    shown.headline = shown.listener_view.found ? SVCCOMM_VIEW_LISTENER : SVCCOMM_VIEW_CLIENT;
    if (shown.client_device == NULL)
        shown.client_device = shown.client_device_explicit;
    if (shown.listener_device == NULL)
        shown.listener_device = shown.listener_device_explicit;
    return svccomm_record_write_json(&shown, sample_write, &reading->again);
}

static int read_with(struct reading *reading, uint32_t format, struct svccomm__memory *memory)
{
    struct svccomm__import_source source = {
        .format = format,
        .read = sample_read,
        .read_user = &reading->source,
        .sink = take_record,
        .sink_user = reading,
        .defaults = {NOW, SVCCOMM_INTERVAL_DEFAULT, SVCCOMM_SPANS_KEEP_DEFAULT, 0},
    };

    (void)svccomm_error_init(&reading->error, sizeof reading->error);
    return svccomm__import_records(&source, memory, &reading->records, &reading->error);
}

static int read_bytes(struct reading *reading, uint32_t format, const char *bytes, size_t length)
{
    struct svccomm__memory memory;
    int rc;

    memset(reading, 0, sizeof *reading);
    reading->source.bytes = bytes;
    reading->source.length = length;
    (void)svccomm__memory_init(&memory, NULL);
    rc = read_with(reading, format, &memory);
    assert_int_equal(memory.bytes, 0);
    return rc;
}

static int read_text(struct reading *reading, const char *text)
{
    return read_bytes(reading, SVCCOMM_TRANSFER_DETECT, text, strlen(text));
}

/* ---- there and back ---- */

static size_t sample_records(svccomm_record *records)
{
    static const svccomm_process strange[] = {
        {"\xff\"\\\x01,\n=\xed\xa0\x80", T0 + 1},
        {"", SVCCOMM_NO_TIME},
    };

    records[0] = sample_full();
    records[1] = sample_bare();
    records[1].key = sample_key("fe80::1", "fe80::2", 22);
    records[1].key.scope = 77;
    records[1].key.realm = 3;
    records[1].key.protocol = 33;
    (void)svccomm_key_id(&records[1].key, records[1].id);
    records[1].origin = SVCCOMM_ORIGIN_NETSTAT;
    records[1].evidence = SVCCOMM_EVIDENCE_ABSENT;
    records[1].client_view.view = records[1].headline = SVCCOMM_VIEW_CLIENT;
    records[1].client_view.attempts = UINT64_MAX;
    records[1].note = "";
    records[1].processes = strange;
    records[1].process_count = COUNT(strange);
    records[2] = sample_bare();
    records[2].key.port = 444;
    (void)svccomm_key_id(&records[2].key, records[2].id);
    records[2].netflow.present = 1;
    records[2].netflow.attempts = 1;
    records[2].note = "'\xff\\udcff=";
    records[2].listener_process = "=cmd|'/c calc'!A0";
    records[3] = sample_full();
    records[3].key.port = 445;
    (void)svccomm_key_id(&records[3].key, records[3].id);
    records[3].listener_device = records[3].listener_device_explicit = "said";
    records[3].netflow.sampled = 1;
    records[3].netflow.spans.flags |= SVCCOMM_SPANS_APPROXIMATE;
    records[3].netflow.spans.late = 3;
    return 4;
}

static void what_was_written_is_read_back_in_chunks_of_any_size(void **state)
{
    svccomm_record records[4];
    size_t count = sample_records(records);
    struct sample_sink expected = {0};

    (void)state;
    for (size_t i = 0; i < count; i++)
        (void)svccomm_record_write_json(&records[i], sample_write, &expected);
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct sample_sink file = {0};

        write_all(&file, formats[f], records, count);
        for (size_t chunk = 0; chunk <= 3; chunk++) {
            struct svccomm__memory memory;
            struct reading reading = {.source = {file.bytes, file.length, 0, chunk, 0, 0, 0}};

            (void)svccomm__memory_init(&memory, NULL);
            if (read_with(&reading, chunk % 2 ? formats[f] : SVCCOMM_TRANSFER_DETECT, &memory) < 0)
                fail_msg("line %u: %s", (unsigned)reading.error.line, reading.error.message);
            assert_int_equal(reading.records, count);
            assert_string_equal(reading.again.bytes, expected.bytes);
            free(reading.again.bytes);
        }
        free(file.bytes);
    }
    free(expected.bytes);
}

static void an_export_without_records_is_read(void **state)
{
    struct reading reading;

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct sample_sink file = {0};

        write_all(&file, formats[f], NULL, 0);
        assert_int_equal(read_bytes(&reading, formats[f], file.bytes, file.length), 0);
        assert_int_equal(read_bytes(&reading, SVCCOMM_TRANSFER_DETECT, file.bytes, file.length), 0);
        assert_int_equal(reading.records, 0);
        free(file.bytes);
    }
    assert_int_equal(read_text(&reading, " [ ] \n"), 0);
    assert_int_equal(read_bytes(&reading, SVCCOMM_TRANSFER_JSON, "", 0), SVCCOMM_E_TRUNCATED);
    assert_int_equal(read_bytes(&reading, SVCCOMM_TRANSFER_JSON, "{}", 2), SVCCOMM_E_FORMAT);
    assert_int_equal(read_bytes(&reading, SVCCOMM_TRANSFER_NDJSON, "[]", 2), SVCCOMM_E_FORMAT);
    assert_int_equal(read_bytes(&reading, SVCCOMM_TRANSFER_CSV, "", 0), SVCCOMM_E_FORMAT);
}

/* At a boundary between records a file cannot be seen to be cut: then what came before is read. */
static void a_file_that_is_cut_anywhere_is_never_read_wrongly(void **state)
{
    svccomm_record records[4];
    size_t count = sample_records(records) - 2;
    struct sample_sink expected = {0};

    (void)state;
    for (size_t i = 0; i < count; i++)
        (void)svccomm_record_write_json(&records[i], sample_write, &expected);
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct sample_sink file = {0};

        write_all(&file, formats[f], records, count);
        for (size_t length = 0; length < file.length; length++) {
            struct reading reading;
            int rc = read_bytes(&reading, formats[f], file.bytes, length);

            assert_true(rc == 0 || rc == SVCCOMM_E_TRUNCATED || rc == SVCCOMM_E_FORMAT);
            assert_true(rc < 0 || formats[f] != SVCCOMM_TRANSFER_JSON);
            assert_true(rc < 0 || reading.records <= count);
            if (reading.again.length > 0)
                assert_memory_equal(reading.again.bytes, expected.bytes, reading.again.length);
            assert_true(rc == 0 || reading.error.message[0] != '\0');
            free(reading.again.bytes);
        }
        free(file.bytes);
    }
    free(expected.bytes);
}

/* Must give a code or read something; what, is not said. */
static void damaged_files_do_no_harm(void **state)
{
    svccomm_record records[4];
    size_t count = sample_records(records);
    uint64_t random = 7;

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct sample_sink file = {0};

        write_all(&file, formats[f], records, count);
        for (unsigned round = 0; round < 1000; round++) {
            struct reading reading;
            size_t at;
            char was;

            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            at = (size_t)((random >> 33) % file.length);
            was = file.bytes[at];
            file.bytes[at] = (char)(unsigned char)(random >> 20);
            (void)read_bytes(&reading, round % 4 ? formats[f] : SVCCOMM_TRANSFER_DETECT, file.bytes,
                             file.length);
            free(reading.again.bytes);
            file.bytes[at] = was;
        }
        free(file.bytes);
    }
}

/* ---- what is refused ---- */

#define KEY \
    "\"protocol\":\"tcp\",\"client_ip\":\"10.0.0.7\",\"listener_ip\":\"10.0.0.5\",\"port\":443"
#define LISTENER(...) "{" KEY ",\"netstat_listener\":{" __VA_ARGS__ "}}"
#define FLOW(...) "{" KEY ",\"netflow\":{" __VA_ARGS__ "}}"
#define FOUND "\"first_found\":\"2026-01-01T00:00:00Z\",\"last_found\":\"2026-01-01T00:01:00Z\""

static const struct {
    const char *json;
    int code;
    const char *message;
} faults[] = {
    {"{}", SVCCOMM_E_FORMAT, "protocol: missing"},
    {"{" KEY ",\"port\":443}", SVCCOMM_E_FORMAT, "port: given twice"},
    {"{" KEY ",\"realm\":1,\"realm\":null}", SVCCOMM_E_FORMAT, "realm: given twice"},
    {"{\"protocol\":6,\"client_ip\":\"10.0.0.7\",\"listener_ip\":null,\"port\":1}",
     SVCCOMM_E_FORMAT, "listener_ip: missing"},
    {"{\"protocol\":\"tcpx\"}", SVCCOMM_E_FORMAT, "protocol: neither tcp, udp, sctp nor a number"},
    {"{\"protocol\":256}", SVCCOMM_E_RANGE, "protocol: a number out of range"},
    {"{\"port\":65536}", SVCCOMM_E_RANGE, "port: a number out of range"},
    {"{\"port\":-1}", SVCCOMM_E_RANGE, "port: a number out of range"},
    {"{\"port\":\"443\"}", SVCCOMM_E_FORMAT, "port: not a number"},
    {"{\"port\":44.3}", SVCCOMM_E_FORMAT, "port: not a whole number"},
    {"{\"port\":[443]}", SVCCOMM_E_FORMAT, "port: not a number"},
    {"{\"realm\":4294967296}", SVCCOMM_E_RANGE, "realm: a number out of range"},
    {"{\"client_ip\":\"10.0.0\"}", SVCCOMM_E_FORMAT, "client_ip: not an address"},
    {"{\"client_ip\":10}", SVCCOMM_E_FORMAT, "client_ip: not an address"},
    {"{\"scope\":\"1\"}", SVCCOMM_E_FORMAT, "scope: not 16 hex digits"},
    {"{\"scope\":16}", SVCCOMM_E_FORMAT, "scope: not 16 hex digits"},
    {"{\"scope\":\"000000000000000g\"}", SVCCOMM_E_FORMAT, "scope: not 16 hex digits"},
    {"{\"id\":\"x\"}", SVCCOMM_E_FORMAT, "id: not a UUID"},
    {"{\"id\":1}", SVCCOMM_E_FORMAT, "id: not a UUID"},
    {"{" KEY ",\"id\":\"2081a6aa-74e4-5d0a-a3bc-96369808ee34\"}", SVCCOMM_E_FORMAT,
     "id: not the id of this key"},
    {"{\"note\":1}", SVCCOMM_E_FORMAT, "note: not a string"},
    {"{\"mixed\":1}", SVCCOMM_E_FORMAT, "mixed: neither true nor false"},
    {"{\"mixed\":\"true\"}", SVCCOMM_E_FORMAT, "mixed: neither true nor false"},
    {"{\"evidence\":\"none\"}", SVCCOMM_E_FORMAT, "evidence: unknown evidence"},
    {"{\"status\":\"gone\"}", SVCCOMM_E_FORMAT, "status: not normal, hidden or ignored"},
    {"{\"created\":\"2026-01-01\"}", SVCCOMM_E_FORMAT, "created: not a time of RFC 3339 in UTC"},
    {"{\"created\":0}", SVCCOMM_E_FORMAT, "created: not a time of RFC 3339 in UTC"},
    {"{\"created\":\"2126-01-01T00:00:00Z\"}", SVCCOMM_E_RANGE, "created: a time out of range"},
    {"{\"revision\":18446744073709551616}", SVCCOMM_E_RANGE, "revision: a number out of range"},
    {"{\"origin\":\"manual\"}", SVCCOMM_E_FORMAT, "origin: not a list"},
    {"{\"origin\":!}", SVCCOMM_E_FORMAT, "origin: no value where one is due"},
    {"{\"x\":!}", SVCCOMM_E_FORMAT, "no value where one is due"},
    {"{\"client_processes\":[{\"pid\":!}]}", SVCCOMM_E_FORMAT,
     "client_processes: no value where one is due"},
    {"{\"origin\":[\"me\"]}", SVCCOMM_E_FORMAT, "origin: not manual, netstat or netflow"},
    {"{\"origin\":[1]}", SVCCOMM_E_FORMAT, "origin: not manual, netstat or netflow"},
    {"{\"client_processes\":[1]}", SVCCOMM_E_FORMAT,
     "client_processes: a process that is not an object"},
    {"{\"client_processes\":[{}]}", SVCCOMM_E_FORMAT, "client_processes: a process without a name"},
    {"{\"client_processes\":[{\"name\":null}]}", SVCCOMM_E_FORMAT,
     "client_processes: not a string"},
    {"{\"client_processes\":[{\"name\":\"a\",\"name\":\"b\"}]}", SVCCOMM_E_FORMAT,
     "client_processes: a process with two names"},
    {"{\"netflow\":1}", SVCCOMM_E_FORMAT, "netflow: not an object"},
    {"{\"netflow\" 1}", SVCCOMM_E_FORMAT, "no colon after a name"},
    {"[1]", SVCCOMM_E_FORMAT, "a record that is not an object"},
    {"[{}}", SVCCOMM_E_FORMAT, "protocol: missing"},
    {"{" KEY "} x", SVCCOMM_E_FORMAT, "no value where one is due"},
    {"[{" KEY "}] x", SVCCOMM_E_FORMAT, "more after the end of the list"},
    {"[{" KEY "} {" KEY "}]", SVCCOMM_E_FORMAT, "no comma or end after a value"},
    {"[{" KEY "}", SVCCOMM_E_TRUNCATED, "the input ends too early"},
    {LISTENER("\"view\":\"client\""), SVCCOMM_E_FORMAT,
     "netstat_listener.view: not the view of this object"},
    {LISTENER("\"view\":1"), SVCCOMM_E_FORMAT,
     "netstat_listener.view: not the view of this object"},
    {LISTENER("\"total_samples\":1"), SVCCOMM_E_FORMAT,
     "netstat_listener.total_samples: total_samples, first_found and last_found go together"},
    {LISTENER(FOUND), SVCCOMM_E_FORMAT,
     "netstat_listener.total_samples: total_samples, first_found and last_found go together"},
    {LISTENER("\"total_samples\":1,\"active_samples\":2," FOUND), SVCCOMM_E_FORMAT,
     "netstat_listener.active_samples: more than total_samples"},
    {LISTENER("\"active_samples\":1"), SVCCOMM_E_FORMAT,
     "netstat_listener.active_samples: more than total_samples"},
    {LISTENER("\"total_samples\":1,\"active_samples\":1,\"implied_samples\":2," FOUND),
     SVCCOMM_E_FORMAT, "netstat_listener.implied_samples: more than active_samples"},
    {LISTENER("\"total_samples\":1,\"total_ports\":2," FOUND), SVCCOMM_E_FORMAT,
     "netstat_listener.total_ports: without active_samples"},
    {LISTENER("\"total_samples\":1,\"first_found\":\"2026-01-01T00:01:00Z\","
              "\"last_found\":\"2026-01-01T00:00:00Z\""),
     SVCCOMM_E_FORMAT, "netstat_listener.first_found: after last_found"},
    {FLOW("\"total_events\":3,\"forward_events\":1,\"reverse_events\":1"), SVCCOMM_E_FORMAT,
     "netflow.total_events: not forward_events + reverse_events"},
    {FLOW("\"active_span\":1"), SVCCOMM_E_FORMAT, "netflow.first_found: missing"},
    {FLOW("\"gap_span\":1"), SVCCOMM_E_FORMAT, "netflow.first_found: missing"},
    {FLOW("\"active_samples\":1"), SVCCOMM_E_FORMAT, "netflow.first_found: missing"},
    {FLOW("\"last_found\":\"2026-01-01T00:01:00Z\""), SVCCOMM_E_FORMAT,
     "netflow.first_found: missing"},
    {FLOW("\"active_span\":61,\"active_samples\":2," FOUND), SVCCOMM_E_FORMAT,
     "netflow.active_span: does not agree with active_samples, first_found, last_found and the "
     "interval"},
    {FLOW("\"active_span\":60,\"active_samples\":3," FOUND), SVCCOMM_E_FORMAT,
     "netflow.active_span: does not agree with active_samples, first_found, last_found and the "
     "interval"},
    {FLOW("\"active_span\":20,\"gap_span\":41,\"active_samples\":2," FOUND), SVCCOMM_E_FORMAT,
     "netflow.gap_span: not last_found - first_found - active_span"},
    {FLOW("\"active_span\":-1"), SVCCOMM_E_RANGE, "netflow.active_span: a number out of range"},
    {FLOW("\"active_span\":1e-10"), SVCCOMM_E_FORMAT, "netflow.active_span: not a number"},
    {"\xef{", SVCCOMM_E_FORMAT, "neither JSON nor CSV"},
    {"\xef\xbb{", SVCCOMM_E_FORMAT, "neither JSON nor CSV"},
    {"hello world\n", SVCCOMM_E_FORMAT, "protocol: no such column in the header"},
    {"protocol,client_ip,listener_ip,port,port\n", SVCCOMM_E_FORMAT, "port: given twice"},
    {"protocol,client_ip,listener_ip,port", SVCCOMM_E_TRUNCATED, "a header without a line end"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2\n", SVCCOMM_E_FORMAT,
     "fewer cells than the header has"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2", SVCCOMM_E_TRUNCATED,
     "a line that is cut off"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2,", SVCCOMM_E_TRUNCATED,
     "a line that is cut off"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2,1,2\n", SVCCOMM_E_FORMAT,
     "more cells than the header has"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2,\n", SVCCOMM_E_FORMAT,
     "port: missing"},
    {"protocol,client_ip,listener_ip,port\ntcp,1.1.1.1,2.2.2.2,\"\"\n", SVCCOMM_E_FORMAT,
     "port: not a whole number"},
    {"protocol,client_ip,listener_ip,port,origin\ntcp,1.1.1.1,2.2.2.2,1,manual\n", SVCCOMM_E_FORMAT,
     "origin: no value where one is due"},
    {"protocol,client_ip,listener_ip,port,origin\ntcp,1.1.1.1,2.2.2.2,1,[\n", SVCCOMM_E_FORMAT,
     "origin: a list without its end"},
    {"protocol,client_ip,listener_ip,port,origin\ntcp,1.1.1.1,2.2.2.2,1,[]]\n", SVCCOMM_E_FORMAT,
     "origin: more than a list"},
    {"protocol,client_ip,listener_ip,port,mixed\ntcp,1.1.1.1,2.2.2.2,1,TRUE\n", SVCCOMM_E_FORMAT,
     "mixed: neither true nor false"},
};

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct reading reading;
        int rc = read_text(&reading, faults[i].json);

        if (rc != faults[i].code || strcmp(reading.error.message, faults[i].message) != 0)
            fail_msg("%s gives %d: %s", faults[i].json, rc, reading.error.message);
        assert_int_equal(reading.error.code, rc);
        free(reading.again.bytes);
    }
}

static void what_is_wrong_has_its_line_and_offset(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_text(&reading, "{" KEY "}\n{" KEY ",\n \"realm\": -1}\n"),
                     SVCCOMM_E_RANGE);
    assert_int_equal(reading.error.line, 3);
    assert_int_equal(reading.error.offset, 2 * strlen("{" KEY) + strlen("}\n,\n \"realm\": "));
    assert_int_equal(reading.records, 1);
    free(reading.again.bytes);
    assert_int_equal(read_text(&reading, "[{" KEY "},\n\n {}]"), SVCCOMM_E_FORMAT);
    assert_int_equal(reading.error.line, 3);
    assert_int_equal(reading.error.offset, strlen("[{" KEY "},\n\n "));
    free(reading.again.bytes);
    assert_int_equal(read_text(&reading, "port,protocol,client_ip,listener_ip,note\r\n"
                                         "1,6,1.1.1.1,2.2.2.2,\"a\r\nb\"\r\n"
                                         "1,6,1.1.1.1,x,\r\n"),
                     SVCCOMM_E_FORMAT);
    assert_string_equal(reading.error.message, "listener_ip: not an address");
    assert_int_equal(reading.error.line, 4);
    assert_int_equal(reading.error.offset, 42 + 28 + 12);
    free(reading.again.bytes);
}

static void strings_and_lists_are_bounded(void **state)
{
    static char text[20000];
    struct reading reading;

    (void)state;
    strcpy(text, "{" KEY ",\"note\":\"");
    memset(text + strlen(text), 'a', 256);
    strcat(text, "\"}");
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "note: a string of more than 255 bytes");
    memcpy(strstr(text, "\"note\":\""), "\"id\"  :\"", 8); /* nor is the rest of it looked at */
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_FORMAT);
    assert_string_equal(reading.error.message, "id: not a UUID");
    strcpy(text, "{" KEY ",\"realm\":");
    memset(text + strlen(text), '7', 256);
    strcat(text, "}");
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "realm: a number of too many digits");
    memset(text, 0, sizeof text);
    strcpy(text, "{" KEY ",\"client_processes\":[");
    for (int i = 0; i < 9; i++)
        strcat(text, i == 0 ? "{\"name\":\"a\"}" : ",{\"name\":\"a\"}");
    strcat(text, "]}");
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "client_processes: more than 8 processes");
    memset(text, 0, sizeof text);
    strcpy(text, "port,protocol,client_ip,listener_ip,x,note\n1,6,1.1.1.1,2.2.2.2,");
    memset(text + strlen(text), 'a', 17000);
    strcat(text, ",fine\n");
    assert_int_equal(read_text(&reading, text), 0); /* nobody asked for x */
    free(reading.again.bytes);
    memcpy(strstr(text, ",x,note"), ",note,x", 7);
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "note: a cell that is too long");
    strcpy(strstr(text, "2.2.2.2,") + strlen("2.2.2.2,") + 256, ",\n");
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "note: a string of more than 255 bytes");
    memset(text, ',', sizeof text - 1);
    text[0] = 'a';
    assert_int_equal(read_text(&reading, text), SVCCOMM_E_RANGE);
    assert_string_equal(reading.error.message, "too many columns");
}

/* ---- what is taken ---- */

static void check_taken(const char *text, const char *part)
{
    struct reading reading;

    if (read_text(&reading, text) != 0)
        fail_msg("%s: %s", text, reading.error.message);
    if (strstr(reading.again.bytes, part) == NULL)
        fail_msg("%s: no %s in %s", text, part, reading.again.bytes);
    free(reading.again.bytes);
}

static void what_a_file_does_not_say_has_defaults(void **state)
{
    (void)state;
    check_taken("{" KEY "}", "\"id\":\"2081a6aa-74e4-5d0a-a3bc-96369808ee33\",\"realm\":0,");
    check_taken("{" KEY "}", "\"origin\":[\"manual\"],\"evidence\":\"user\",\"mixed\":false,"
                             "\"status\":\"normal\",\"note\":null,"
                             "\"created\":\"2026-01-01T01:00:00Z\"");
    check_taken("{" KEY ",\"origin\":[\"netstat\"]}", "\"origin\":[\"netstat\"],\"evidence\":null");
    check_taken("{" KEY ",\"origin\":null,\"client_processes\":null}",
                "\"origin\":[\"manual\"],\"evidence\":\"user\"");
    check_taken("{" KEY ",\"netstat_client\":null,\"netstat_listener\":{},\"netflow\":{}}",
                "\"netflow\":{\"active_samples\":null");
    check_taken(LISTENER("\"attempts\":2"), "\"netstat_listener\":{\"view\":\"listener\","
                                            "\"total_samples\":null,\"active_samples\":0,"
                                            "\"recent_samples\":0,\"attempts\":2,");
}

static void later_versions_and_other_orders_are_read(void **state)
{
    (void)state;
    check_taken("{\"x\":[{\"y\":[null]}],\"netflow\":{\"z\":{\"a\":1},\"attempts\":3},"
                "\"weights\":{}," KEY "}",
                "\"attempts\":3,\"active_span\":null");
    check_taken("{" KEY ",\"client_processes\":[{\"pid\":[1],\"last_seen\":null,\"name\":\"a\"}]}",
                "[{\"name\":\"a\",\"last_seen\":null}]");
    check_taken("\xef\xbb\xbf\"port\",x,\"listener_ip\",client_ip,protocol,netflow.attempts\n\n"
                "53,\"a,b\",::1,::ffff:10.0.0.1,17,3\n\n",
                "\"protocol\":\"udp\",\"client_ip\":\"10.0.0.1\",\"listener_ip\":\"::1\","
                "\"port\":53");
    check_taken("port,protocol,client_ip,listener_ip\n\r\n\r1,6,1.1.1.1,2.2.2.2\n", "\"port\":1,");
    check_taken("{\"protocol\":6,\"port\":4.43e2,\"client_ip\":\"10.0.0.7\","
                "\"listener_ip\":\"10.0.0.5\"}",
                "\"protocol\":\"tcp\",\"client_ip\":\"10.0.0.7\",\"listener_ip\":\"10.0.0.5\","
                "\"port\":443");
}

static void what_is_derived_is_not_read_back(void **state)
{
    (void)state;
    check_taken("{" KEY ",\"netstat\":{\"view\":\"listener\",\"total_samples\":5,"
                "\"persistence\":7},\"first_found\":\"never\",\"last_found\":1}",
                "\"first_found\":null,\"last_found\":null");
    check_taken(
        LISTENER("\"total_samples\":2,\"persistence\":99,\"average_connections\":\"x\"," FOUND),
        "\"average_connections\":null,\"persistence\":0.000000");
    check_taken("{" KEY ",\"client_device\":\"derived\"}",
                "\"client_device\":\"derived\",\"listener_device\":null,"
                "\"client_device_explicit\":null");
}

/* ---- failures of others ---- */

static void a_failing_sink_ends_the_reading_at_its_record(void **state)
{
    static const char text[] = "{" KEY "}\n\n{" KEY "}\n";
    struct svccomm__memory memory;
    struct reading reading = {.source = {text, strlen(text), 0, 0, 0, 0, 0},
                              .sink_fails = 2,
                              .sink_code = SVCCOMM_E_FULL};

    (void)state;
    (void)svccomm__memory_init(&memory, NULL);
    assert_int_equal(read_with(&reading, SVCCOMM_TRANSFER_DETECT, &memory), SVCCOMM_E_FULL);
    assert_int_equal(reading.records, 1);
    assert_int_equal(reading.error.line, 3);
    assert_string_equal(reading.error.message, "the sink's reason");
    free(reading.again.bytes);
}

static void a_failing_read_callback_is_told(void **state)
{
    svccomm_record records[4];
    size_t count = sample_records(records);

    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++) {
        struct sample_sink file = {0};

        write_all(&file, formats[f], records, count);
        for (unsigned call = 1; call <= file.length / 16; call++) {
            struct svccomm__memory memory;
            struct reading reading = {.source = {file.bytes, file.length, 0, 16, 0, call, 11}};

            (void)svccomm__memory_init(&memory, NULL);
            assert_int_equal(read_with(&reading, SVCCOMM_TRANSFER_DETECT, &memory), SVCCOMM_E_READ);
            assert_int_equal(reading.error.callback, 11);
            assert_int_equal(reading.source.calls, call);
            free(reading.again.bytes);
        }
        free(file.bytes);
    }
}

static int read_too_much(void *user, void *data, size_t capacity, size_t *length)
{
    (void)user;
    (void)data;
    *length = capacity + 1;
    return 0;
}

static void a_callback_that_gives_more_than_fits_has_failed(void **state)
{
    struct reading reading = {0};
    struct svccomm__import_source source = {.read = read_too_much, .sink = take_record};
    struct svccomm__memory memory;

    (void)state;
    (void)svccomm__memory_init(&memory, NULL);
    assert_int_equal(svccomm__import_records(&source, &memory, &reading.records, NULL),
                     SVCCOMM_E_READ);
}

static void *no_memory(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    return NULL;
}

static void *no_memory_again(void *ctx, void *block, size_t old_size, size_t size)
{
    (void)block;
    (void)old_size;
    return no_memory(ctx, size);
}

static void nothing_to_free(void *ctx, void *block, size_t size)
{
    (void)ctx;
    (void)block;
    (void)size;
}

static void without_memory_nothing_is_read(void **state)
{
    svccomm_allocator allocator;
    struct svccomm__memory memory;
    struct reading reading = {.source = {"[]", 2, 0, 0, 0, 0, 0}};

    (void)state;
    (void)svccomm_allocator_init(&allocator, sizeof allocator);
    allocator.malloc = no_memory;
    allocator.realloc = no_memory_again;
    allocator.free = nothing_to_free;
    (void)svccomm__memory_init(&memory, &allocator);
    assert_int_equal(read_with(&reading, SVCCOMM_TRANSFER_JSON, &memory), SVCCOMM_E_NOMEM);
    assert_int_equal(reading.source.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back_in_chunks_of_any_size),
        cmocka_unit_test(an_export_without_records_is_read),
        cmocka_unit_test(a_file_that_is_cut_anywhere_is_never_read_wrongly),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(what_is_wrong_has_its_line_and_offset),
        cmocka_unit_test(strings_and_lists_are_bounded),
        cmocka_unit_test(what_a_file_does_not_say_has_defaults),
        cmocka_unit_test(later_versions_and_other_orders_are_read),
        cmocka_unit_test(what_is_derived_is_not_read_back),
        cmocka_unit_test(a_failing_sink_ends_the_reading_at_its_record),
        cmocka_unit_test(a_failing_read_callback_is_told),
        cmocka_unit_test(a_callback_that_gives_more_than_fits_has_failed),
        cmocka_unit_test(without_memory_nothing_is_read),
    };

    return cmocka_run_group_tests_name("import_records", tests, NULL, NULL);
}
