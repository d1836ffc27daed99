/* SPDX-License-Identifier: MIT
 * VPC flow logs: any text, in any pieces, with memory that fails now and then, gives the same as
 * the whole text with memory at hand. The first byte is the length of the pieces, the second says
 * which allocation fails; the text follows. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "svccomm/svccomm.h"

/* What a text has given up to now. */
struct reading {
    struct fault_memory memory;
    svccomm_decoder *decoder;
    svccomm_vpc_report report;
    svccomm_error error;
    uint64_t flows;
    uint64_t sum; /* of all bytes of all flows, in order */
    int code;
};

static void reading_begin(struct reading *reading)
{
    svccomm_decoder_config config;

    memset(reading, 0, sizeof *reading);
    fault_memory_init(&reading->memory);
    FUZZ_CHECK(svccomm_decoder_config_init(&config, sizeof config) == 0);
    config.allocator = &reading->memory.allocator;
    FUZZ_CHECK(svccomm_decoder_new(&reading->decoder, &config) == 0);
    FUZZ_CHECK(svccomm_decoder_vpc_begin(reading->decoder) == 0);
    FUZZ_CHECK(svccomm_vpc_report_init(&reading->report, sizeof reading->report) == 0);
    FUZZ_CHECK(svccomm_error_init(&reading->error, sizeof reading->error) == 0);
}

static void add_flow(struct reading *reading, const svccomm_flow *flow)
{
    uint8_t bytes[sizeof *flow];
    size_t i;

    FUZZ_CHECK((flow->flags & ~(SVCCOMM_FLOW_DENIED | SVCCOMM_FLOW_SYN_ONLY_OK)) == 0);
    FUZZ_CHECK(flow->end >= 0 && flow->end <= SVCCOMM_TIME_MAX);
    memcpy(bytes, flow, sizeof bytes);
    for (i = 0; i < sizeof bytes; i++)
        reading->sum = reading->sum * 31 + bytes[i];
    reading->flows++;
}

/* One piece, given again when memory failed. */
static int give(struct reading *reading, const uint8_t *at, size_t length)
{
    const svccomm_flow *flows;
    int count, i;

    count = svccomm_decoder_vpc(reading->decoder, (const char *)at, length, &flows, sizeof *flows,
                                &reading->report, &reading->error);
    if (count == SVCCOMM_E_NOMEM) {
        FUZZ_CHECK(reading->memory.failed > 0);
        fault_memory_disarm(&reading->memory);
        FUZZ_CHECK(svccomm_error_init(&reading->error, sizeof reading->error) == 0);
        return give(reading, at, length);
    }
    for (i = 0; i < count; i++)
        add_flow(reading, &flows[i]);
    return count;
}

static void read_all(struct reading *reading, const uint8_t *text, size_t length, size_t step)
{
    size_t at, piece;

    for (at = 0; at < length; at += piece) {
        piece = length - at < step ? length - at : step;
        reading->code = give(reading, text + at, piece);
        if (reading->code < 0)
            return;
    }
    reading->code = svccomm_decoder_vpc_end(reading->decoder, &reading->report, &reading->error);
}

static void reading_end(struct reading *reading)
{
    const svccomm_vpc_report *report = &reading->report;

    FUZZ_CHECK(report->flows == reading->flows);
    FUZZ_CHECK(report->rejected <= report->flows);
    /* A header that cannot be worked with is a doubtful line too. */
    FUZZ_CHECK(report->flows + report->no_data + report->skip_data + report->doubtful +
                   report->headers >=
               report->lines);
    FUZZ_CHECK((report->doubtful == 0) == (report->first_doubtful_line == 0));
    svccomm_decoder_free(reading->decoder);
    FUZZ_CHECK(reading->memory.live_bytes == 0 && reading->memory.complaint == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    struct reading whole, pieces;
    unsigned step = fuzz_byte(&input), nth = fuzz_byte(&input);

    reading_begin(&whole);
    reading_begin(&pieces);
    fault_memory_arm(&pieces.memory, nth, FAULT_ONCE);
    read_all(&whole, input.at, fuzz_left(&input), SIZE_MAX);
    read_all(&pieces, input.at, fuzz_left(&input), (step + 1) * (1 + fuzz_left(&input) / 4096));
    FUZZ_CHECK(whole.code == pieces.code);
    FUZZ_CHECK(whole.code == 0 || whole.code == SVCCOMM_E_FORMAT);
    if (whole.code == 0) {
        FUZZ_CHECK(whole.flows == pieces.flows && whole.sum == pieces.sum);
        FUZZ_CHECK(memcmp(&whole.report, &pieces.report, sizeof whole.report) == 0);
    }
    FUZZ_CHECK(memcmp(&whole.error, &pieces.error, sizeof whole.error) == 0);
    reading_end(&whole);
    reading_end(&pieces);
    return 0;
}
