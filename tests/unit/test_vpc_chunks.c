/* SPDX-License-Identifier: MIT
 * VPC flow logs in pieces (property 8), while memory fails (property 5, A5), and without
 * allocations once a handle is warm. The text is made up in the form that AWS documents. */
#include "fault_memory.h"
#include "test_vpc_support.h"

#define ROOM 4096

static const char sample[] =
    "\r\n"
    "version srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\r\n"
    "3 192.0.2.7 198.51.100.5 49152 443 6 20 4249 1767225600 1767225660 ACCEPT OK\r\n"
    "3 2001:db8::7 2001:db8::5 49153 443 6 20 4249 1767225600 1767225660 REJECT OK\n"
    "\n"
    "3 - - - - - - - 1767225600 1767225660 - NODATA\n"
    "3 192.0.2.7 198.51.100 49152 443 6 20 4249 1767225600 1767225660 ACCEPT OK\n"
    "start end srcaddr dstaddr srcport dstport protocol\n"
    "1767225600 1767225660 192.0.2.8 198.51.100.5 49154 53 17\n"
    "- - - - - - -\n"
    "1767225600 1767225660 192.0.2.8 198.51.100.5 49154 53 1";

static const char sample_flows[] =
    "192.0.2.7 49152 198.51.100.5 443 6 20 4249 1767225600 1767225660 0 accepted; "
    "2001:db8::7 49153 2001:db8::5 443 6 20 4249 1767225600 1767225660 0 rejected; "
    "192.0.2.8 49154 198.51.100.5 53 17 0 0 1767225600 1767225660 0 accepted";

/* All that a text leaves behind. */
struct result {
    int code;
    svccomm_vpc_report report;
    svccomm_error error;
    char flows[ROOM];
};

static void result_init(struct result *result)
{
    memset(result, 0, sizeof *result);
    svccomm_vpc_report_init(&result->report, sizeof result->report);
    svccomm_error_init(&result->error, sizeof result->error);
}

static svccomm_decoder *decoder_new(void)
{
    svccomm_decoder *decoder;

    assert_int_equal(svccomm_decoder_new(&decoder, NULL), 0);
    return decoder;
}

/* The first `cut` bytes, then the rest in pieces of `step`. */
static void read_cut(svccomm_decoder *decoder, const char *text, size_t length, size_t cut,
                     size_t step, struct result *out)
{
    result_init(out);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    out->code = vpc_give(decoder, text, cut, SIZE_MAX, &out->report, &out->error, out->flows, ROOM);
    if (out->code == 0)
        out->code = vpc_give(decoder, text + cut, length - cut, step, &out->report, &out->error,
                             out->flows, ROOM);
    if (out->code == 0)
        out->code = svccomm_decoder_vpc_end(decoder, &out->report, &out->error);
}

static void assert_same(const struct result *a, const struct result *b, size_t cut)
{
    if (a->code != b->code || memcmp(&a->report, &b->report, sizeof a->report) != 0 ||
        memcmp(&a->error, &b->error, sizeof a->error) != 0 || strcmp(a->flows, b->flows) != 0)
        fail_msg("cut at %u: %d, %s, %s\nagainst %d, %s, %s", (unsigned)cut, b->code, b->flows,
                 b->error.message, a->code, a->flows, a->error.message);
}

static void assert_any_cut(const char *text, size_t length, struct result *whole)
{
    static struct result parts;
    svccomm_decoder *decoder = decoder_new();
    size_t cut;

    read_cut(decoder, text, length, 0, SIZE_MAX, whole);
    for (cut = 0; cut <= length; cut++) {
        read_cut(decoder, text, length, cut, SIZE_MAX, &parts);
        assert_same(whole, &parts, cut);
        read_cut(decoder, text, length, cut, 7, &parts);
        assert_same(whole, &parts, cut);
    }
    read_cut(decoder, text, length, 0, 1, &parts);
    assert_same(whole, &parts, 1);
    svccomm_decoder_free(decoder);
}

static void any_cut_gives_the_same_as_the_whole(void **state)
{
    static struct result whole;

    (void)state;
    assert_any_cut(sample, sizeof sample - 1, &whole);
    assert_int_equal(whole.code, 0);
    assert_string_equal(whole.flows, sample_flows);
    assert_int_equal(whole.report.lines, 9);
    assert_int_equal(whole.report.headers, 2);
    assert_int_equal(whole.report.flows, 3);
    assert_int_equal(whole.report.rejected, 1);
    assert_int_equal(whole.report.no_data, 2);
    assert_int_equal(whole.report.skip_data, 0);
    assert_int_equal(whole.report.doubtful, 2); /* the cut address, and the end of the text */
    assert_int_equal(whole.report.first_doubtful_line, 7);
}

static void so_does_any_cut_of_what_is_no_flow_log(void **state)
{
    static const char other[] = "\n\r\nnothing to see here\nsrcaddr\n", only_end[] = "\n\n2 x";
    static struct result whole;

    (void)state;
    assert_any_cut(other, sizeof other - 1, &whole);
    assert_int_equal(whole.code, SVCCOMM_E_FORMAT);
    assert_int_equal(whole.error.line, 3);
    assert_int_equal(whole.report.lines, 0);
    assert_any_cut(only_end, sizeof only_end - 1, &whole);
    assert_int_equal(whole.code, SVCCOMM_E_FORMAT);
    assert_int_equal(whole.error.line, 3);
}

static void a_text_cut_anywhere_gives_no_flow_of_its_last_line(void **state)
{
    static struct result result;
    size_t cut, lines = 0;
    svccomm_decoder *decoder = decoder_new();

    (void)state;
    for (cut = 1; cut < sizeof sample - 1; cut++) {
        lines += sample[cut - 1] == '\n';
        if (lines < 2)
            continue;
        read_cut(decoder, sample, cut, 0, SIZE_MAX, &result);
        assert_int_equal(result.code, 0);
        assert_int_equal(result.report.flows, (lines > 2) + (lines > 3) + (lines > 8));
    }
    svccomm_decoder_free(decoder);
}

/* A line of 64 KiB is read, of one byte more it is not; in every cut of the input. */
static void a_line_beyond_the_limit_is_doubtful_in_any_cut(void **state)
{
    static const char head[] = "srcaddr dstaddr srcport dstport protocol end\n";
    static const char row[] = "192.0.2.7 198.51.100.5 49152 443 6 1767225600";
    static struct result whole, parts;
    size_t limit = 65536, at = sizeof head - 1, length, step;
    char *text = malloc(3 * limit);
    svccomm_decoder *decoder = decoder_new();

    (void)state;
    memset(text, ' ', 3 * limit);
    memcpy(text, head, at);
    memcpy(text + at, row, sizeof row - 1);
    text[at + limit] = '\n';
    at += limit + 1;
    memcpy(text + at, row, sizeof row - 1);
    text[at + limit + 1] = '\n';
    at += limit + 2;
    memcpy(text + at, row, sizeof row - 1);
    text[at + 100] = '\n';
    length = at + 101;
    read_cut(decoder, text, length, 0, SIZE_MAX, &whole);
    assert_int_equal(whole.code, 0);
    assert_int_equal(whole.report.flows, 2);
    assert_int_equal(whole.report.doubtful, 1);
    assert_int_equal(whole.report.first_doubtful_line, 3);
    for (step = 1021; step < length; step *= 3) {
        read_cut(decoder, text, length, 0, step, &parts);
        assert_same(&whole, &parts, step);
    }
    free(text);
    svccomm_decoder_free(decoder);
}

/* What follows the last line end may be cut, unless it is nothing but blanks. */
static void a_last_line_without_an_end_is_doubtful(void **state)
{
    static const char head[] = "srcaddr dstaddr srcport dstport protocol end\n"
                               "192.0.2.7 198.51.100.5 49152 443 6 1767225600\n";
    static struct result result;
    size_t length = sizeof head - 1, beyond = 70000;
    char *text = malloc(length + beyond);
    svccomm_decoder *decoder = decoder_new();

    (void)state;
    memcpy(text, head, length);
    memset(text + length, ' ', beyond);
    read_cut(decoder, text, length + 3, 0, SIZE_MAX, &result);
    assert_int_equal(result.report.flows, 1);
    assert_int_equal(result.report.doubtful, 0);
    assert_int_equal(result.report.lines, 2);
    read_cut(decoder, text, length + beyond, 0, SIZE_MAX, &result);
    assert_int_equal(result.report.doubtful, 1);
    assert_int_equal(result.report.first_doubtful_line, 3);
    free(text);
    svccomm_decoder_free(decoder);
}

/* A decoder over the failing allocator, and the n-th allocation from the text's first byte on. */
static svccomm_decoder *decoder_failing(struct fault_memory *memory)
{
    svccomm_decoder_config config;
    svccomm_decoder *decoder;

    fault_memory_init(memory);
    svccomm_decoder_config_init(&config, sizeof config);
    config.allocator = &memory->allocator;
    assert_int_equal(svccomm_decoder_new(&decoder, &config), 0);
    return decoder;
}

static int begin_stubbornly(svccomm_decoder *decoder, struct fault_memory *memory)
{
    int rc = svccomm_decoder_vpc_begin(decoder);

    if (rc == 0)
        return 0;
    assert_int_equal(rc, SVCCOMM_E_NOMEM);
    fault_memory_disarm(memory);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    return 1;
}

/* Reads the sample in pieces; one that fails is given again once memory is back. */
static void read_stubbornly(svccomm_decoder *decoder, struct fault_memory *memory, size_t step,
                            struct result *out)
{
    size_t at, piece;
    int rc;

    result_init(out);
    begin_stubbornly(decoder, memory);
    for (at = 0; at < sizeof sample - 1; at += piece) {
        piece = sizeof sample - 1 - at < step ? sizeof sample - 1 - at : step;
        while ((rc = vpc_give(decoder, sample + at, piece, SIZE_MAX, &out->report, &out->error,
                              out->flows, ROOM)) < 0) {
            assert_int_equal(rc, SVCCOMM_E_NOMEM);
            assert_int_equal(out->error.code, SVCCOMM_E_NOMEM);
            fault_memory_disarm(memory);
        }
    }
    svccomm_error_init(&out->error, sizeof out->error);
    out->code = svccomm_decoder_vpc_end(decoder, &out->report, &out->error);
}

static void a_call_that_ran_out_of_memory_can_be_repeated(void **state)
{
    static const size_t steps[] = {1, 50, 200, sizeof sample};
    static struct result whole, got;
    struct fault_memory memory;
    svccomm_decoder *decoder = decoder_new();
    uint64_t nth, failed;
    size_t i;
    int mode;

    (void)state;
    read_cut(decoder, sample, sizeof sample - 1, 0, SIZE_MAX, &whole);
    svccomm_decoder_free(decoder);
    for (i = 0; i < 4; i++)
        for (mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++) {
            for (nth = 1, failed = 1; failed > 0; nth++) {
                decoder = decoder_failing(&memory);
                fault_memory_arm(&memory, nth, (enum fault_mode)mode);
                read_stubbornly(decoder, &memory, steps[i], &got);
                failed = memory.failed;
                assert_same(&whole, &got, steps[i]);
                svccomm_decoder_free(decoder);
                assert_int_equal(memory.live_bytes, 0);
                assert_null(memory.complaint);
            }
            assert_in_range(nth, 4, 1000);
        }
}

static void nothing_is_allocated_once_a_handle_is_warm(void **state)
{
    static struct result result;
    struct fault_memory memory;
    svccomm_decoder *decoder = decoder_failing(&memory);
    size_t step;

    (void)state;
    read_cut(decoder, sample, sizeof sample - 1, 0, SIZE_MAX, &result);
    read_cut(decoder, sample, sizeof sample - 1, 0, 50, &result);
    fault_memory_arm(&memory, 1, FAULT_FROM_THEN_ON);
    for (step = 1; step < sizeof sample; step += 13) {
        read_cut(decoder, sample, sizeof sample - 1, 0, step, &result);
        assert_int_equal(result.code, 0);
        assert_int_equal(result.report.flows, 3);
    }
    assert_int_equal(memory.calls, 0);
    svccomm_decoder_free(decoder);
}

static void calls_out_of_order_and_bad_arguments_are_refused(void **state)
{
    svccomm_decoder *decoder = decoder_new();
    svccomm_vpc_report report;
    const svccomm_flow *flows;

    (void)state;
    assert_int_equal(svccomm_decoder_vpc_begin(NULL), SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_vpc(decoder, "\n", 1, &flows, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_STATE);
    assert_int_equal(svccomm_decoder_vpc_end(decoder, NULL, NULL), SVCCOMM_E_STATE);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    assert_int_equal(svccomm_decoder_vpc(NULL, "\n", 1, &flows, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_vpc(decoder, NULL, 1, &flows, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_vpc(decoder, "\n", 1, NULL, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_decoder_vpc(decoder, "\n", 1, &flows, sizeof *flows - 8, NULL, NULL),
                     SVCCOMM_E_STRUCT_SIZE);
    memset(&report, 0, sizeof report);
    assert_int_equal(svccomm_decoder_vpc(decoder, "\n", 1, &flows, sizeof *flows, &report, NULL),
                     SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_decoder_vpc_end(decoder, &report, NULL), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(svccomm_decoder_vpc(decoder, NULL, 0, &flows, sizeof *flows, NULL, NULL), 0);
    assert_int_equal(svccomm_decoder_vpc(decoder, "x\n", 2, &flows, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_FORMAT);
    assert_int_equal(svccomm_decoder_vpc(decoder, "\n", 1, &flows, sizeof *flows, NULL, NULL),
                     SVCCOMM_E_STATE); /* closed */
    svccomm_decoder_free(decoder);
}

static void a_text_that_was_not_ended_leaves_nothing_to_the_next(void **state)
{
    static struct result result;
    svccomm_decoder *decoder = decoder_new();
    const svccomm_flow *flows;

    (void)state;
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    assert_int_equal(svccomm_decoder_vpc(decoder, sample, 200, &flows, sizeof *flows, NULL, NULL),
                     1);
    read_cut(decoder, sample, sizeof sample - 1, 0, SIZE_MAX, &result);
    assert_string_equal(result.flows, sample_flows);
    assert_int_equal(result.report.first_doubtful_line, 7);
    svccomm_decoder_free(decoder);
}

/* A caller of a later version has greater elements. */
static void flows_come_in_the_callers_element_size(void **state)
{
    struct later_flow {
        svccomm_flow flow;
        uint64_t more;
    };
    const svccomm_flow *flows;
    const struct later_flow *later;
    char one[256];
    svccomm_decoder *decoder = decoder_new();

    (void)state;
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    assert_int_equal(
        svccomm_decoder_vpc(decoder, sample, sizeof sample - 1, &flows, sizeof *later, NULL, NULL),
        3);
    later = (const struct later_flow *)(const void *)flows;
    vpc_flow_text(&later[2].flow, one, sizeof one);
    assert_non_null(strstr(sample_flows, one));
    assert_int_equal(later[1].more, 0);
    assert_int_equal(later[2].more, 0);
    svccomm_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_cut_gives_the_same_as_the_whole),
        cmocka_unit_test(so_does_any_cut_of_what_is_no_flow_log),
        cmocka_unit_test(a_text_cut_anywhere_gives_no_flow_of_its_last_line),
        cmocka_unit_test(a_line_beyond_the_limit_is_doubtful_in_any_cut),
        cmocka_unit_test(a_last_line_without_an_end_is_doubtful),
        cmocka_unit_test(a_call_that_ran_out_of_memory_can_be_repeated),
        cmocka_unit_test(nothing_is_allocated_once_a_handle_is_warm),
        cmocka_unit_test(calls_out_of_order_and_bad_arguments_are_refused),
        cmocka_unit_test(a_text_that_was_not_ended_leaves_nothing_to_the_next),
        cmocka_unit_test(flows_come_in_the_callers_element_size),
    };

    return cmocka_run_group_tests_name("vpc_chunks", tests, NULL, NULL);
}
