/* SPDX-License-Identifier: MIT
 * Text of netstat-like programs: any bytes, in any pieces, with memory that fails now and then,
 * give the same as the whole with memory at hand, and the report adds up. The first byte is the
 * format that is said (0: none), the second the length of the pieces, the third which allocation
 * fails, the fourth how many rows and names there is room for (0: plenty); the text follows. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "svccomm/svccomm.h"

#define FORMATS 14u
#define TIME INT64_C(1767225600000000000)

/* What a text leaves behind. */
struct reading {
    struct fault_memory memory;
    svccomm_snapshot *snapshot;
    svccomm_text_report report;
    svccomm_error error;
    uint32_t format;
    uint32_t room; /* for rows; 0: plenty */
    uint32_t coverage;
    uint64_t rows;
    uint64_t sum; /* of all fields of all rows, in order */
    int code;
};

/* Calls that are out of turn are refused, and change nothing. */
static void misuse(struct reading *reading, int open)
{
    svccomm_snapshot *snapshot = reading->snapshot;
    int code = open ? 0 : SVCCOMM_E_STATE;

    FUZZ_CHECK(svccomm_snapshot_text(snapshot, NULL, 0) == code);
    FUZZ_CHECK(svccomm_snapshot_text(snapshot, NULL, 1) == SVCCOMM_E_ARGUMENT);
    FUZZ_CHECK(svccomm_snapshot_text_begin(snapshot, FORMATS) == SVCCOMM_E_ARGUMENT);
    FUZZ_CHECK(svccomm_snapshot_text_end(NULL, NULL, NULL) == SVCCOMM_E_ARGUMENT);
    if (open)
        FUZZ_CHECK(svccomm_snapshot_text_begin(snapshot, 0) == SVCCOMM_E_STATE);
    else
        FUZZ_CHECK(svccomm_snapshot_text_end(snapshot, NULL, NULL) == SVCCOMM_E_STATE);
}

static void reading_begin(struct reading *reading, uint32_t format, unsigned room)
{
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;

    memset(reading, 0, sizeof *reading);
    reading->format = format;
    reading->room = room;
    fault_memory_init(&reading->memory);
    FUZZ_CHECK(svccomm_snapshot_config_init(&config, sizeof config) == 0);
    FUZZ_CHECK(svccomm_snapshot_info_init(&info, sizeof info) == 0);
    FUZZ_CHECK(svccomm_text_report_init(&reading->report, sizeof reading->report) == 0);
    FUZZ_CHECK(svccomm_error_init(&reading->error, sizeof reading->error) == 0);
    config.allocator = &reading->memory.allocator;
    if (room > 0) {
        config.max_rows = room;
        config.max_string_bytes = room * 4;
    }
    info.host = 7;
    info.time = TIME;
    info.no_ipv6 = (uint8_t)(room & 1);
    FUZZ_CHECK(svccomm_snapshot_new(&reading->snapshot, &config) == 0);
    FUZZ_CHECK(svccomm_snapshot_begin(reading->snapshot, &info) == 0);
    misuse(reading, 0);
    FUZZ_CHECK(svccomm_snapshot_text_begin(reading->snapshot, format) == 0);
    misuse(reading, 1);
}

/* A call that ran out of memory is made again with memory at hand. */
static int memory_is_back(struct reading *reading, int code)
{
    if (code != SVCCOMM_E_NOMEM)
        return 0;
    FUZZ_CHECK(reading->memory.failed > 0);
    fault_memory_disarm(&reading->memory);
    FUZZ_CHECK(svccomm_error_init(&reading->error, sizeof reading->error) == 0);
    return 1;
}

static void give(struct reading *reading, const uint8_t *at, size_t length)
{
    int code;

    do {
        code = svccomm_snapshot_text(reading->snapshot, (const char *)at, length);
    } while (memory_is_back(reading, code));
    FUZZ_CHECK(code == 0);
}

static void add_byte(struct reading *reading, uint64_t value)
{
    reading->sum = reading->sum * UINT64_C(1099511628211) + value + 1;
}

static void add_row(struct reading *reading, const svccomm_row *row)
{
    const char *process = row->process;
    int i;

    FUZZ_CHECK(row->protocol == SVCCOMM_PROTO_TCP || row->protocol == SVCCOMM_PROTO_UDP ||
               row->protocol == SVCCOMM_PROTO_SCTP || row->protocol == SVCCOMM_PROTO_DCCP ||
               row->protocol == SVCCOMM_PROTO_UDPLITE);
    FUZZ_CHECK(row->state <= SVCCOMM_STATE_IDLE);
    FUZZ_CHECK((row->flags & ~(SVCCOMM_ROW_V6ONLY | SVCCOMM_ROW_LISTENING)) == 0);
    FUZZ_CHECK(process == NULL || (reading->coverage & SVCCOMM_COVER_PROCESSES) != 0);
    for (i = 0; i < 16; i++) {
        add_byte(reading, row->local[i]);
        add_byte(reading, row->remote[i]);
    }
    add_byte(reading, row->local_port);
    add_byte(reading, row->remote_port);
    add_byte(reading, row->protocol);
    add_byte(reading, row->state);
    add_byte(reading, row->flags);
    for (; process != NULL && *process != '\0'; process++)
        add_byte(reading, (unsigned char)*process);
}

static void read_all(struct reading *reading, const uint8_t *text, size_t length, size_t step)
{
    size_t at, piece;
    svccomm_row row;

    for (at = 0; at < length; at += piece) {
        piece = length - at < step ? length - at : step;
        give(reading, text + at, piece);
    }
    do {
        reading->code =
            svccomm_snapshot_text_end(reading->snapshot, &reading->report, &reading->error);
    } while (memory_is_back(reading, reading->code));
    reading->coverage = svccomm_snapshot_coverage(reading->snapshot);
    reading->rows = svccomm_snapshot_row_count(reading->snapshot);
    for (at = 0; at < reading->rows; at++) {
        FUZZ_CHECK(svccomm_snapshot_rows(reading->snapshot, at, &row, 1, sizeof row) == 1);
        add_row(reading, &row);
    }
}

static void check_first(uint64_t count, uint64_t line, uint64_t lines)
{
    FUZZ_CHECK((count == 0) == (line == 0));
    FUZZ_CHECK(line <= lines && count <= lines);
}

static void check_report(const struct reading *reading)
{
    const svccomm_text_report *report = &reading->report;
    uint32_t said = reading->format;

    FUZZ_CHECK(report->taken + report->skipped + report->doubtful + report->dropped <=
               report->lines);
    FUZZ_CHECK(report->taken <= reading->rows);
    FUZZ_CHECK(reading->room == 0 || reading->rows <= reading->room);
    check_first(report->taken, report->first_taken_line, report->lines);
    check_first(report->skipped, report->first_skipped_line, report->lines);
    check_first(report->doubtful, report->first_doubtful_line, report->lines);
    check_first(report->unknown_states, report->first_unknown_state_line, report->lines);
    FUZZ_CHECK((reading->code == 0) == (report->formats != 0));
    /* One that is said is obeyed; a table of /proc/net tells itself of which protocol it is. */
    FUZZ_CHECK(said <= SVCCOMM_FORMAT_PROC_UDP || (report->formats & ~(1u << said)) == 0);
}

static void reading_end(struct reading *reading)
{
    FUZZ_CHECK(reading->code == 0 || reading->code == SVCCOMM_E_FORMAT);
    if (reading->code != 0)
        FUZZ_CHECK(reading->rows == 0 && reading->coverage == 0 && reading->report.lines == 0);
    check_report(reading);
    svccomm_snapshot_free(reading->snapshot);
    FUZZ_CHECK(reading->memory.live_bytes == 0 && reading->memory.complaint == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    uint32_t format = fuzz_byte(&input) % FORMATS;
    unsigned step = fuzz_byte(&input), nth = fuzz_byte(&input), room = fuzz_byte(&input);
    struct reading whole, pieces;

    reading_begin(&whole, format, room);
    reading_begin(&pieces, format, room);
    fault_memory_arm(&pieces.memory, nth, FAULT_ONCE);
    read_all(&whole, input.at, fuzz_left(&input), SIZE_MAX);
    read_all(&pieces, input.at, fuzz_left(&input), (step + 1) * (1 + fuzz_left(&input) / 4096));
    FUZZ_CHECK(whole.code == pieces.code && whole.coverage == pieces.coverage);
    FUZZ_CHECK(whole.rows == pieces.rows && whole.sum == pieces.sum);
    FUZZ_CHECK(memcmp(&whole.report, &pieces.report, sizeof whole.report) == 0);
    FUZZ_CHECK(memcmp(&whole.error, &pieces.error, sizeof whole.error) == 0);
    reading_end(&whole);
    reading_end(&pieces);
    return 0;
}
