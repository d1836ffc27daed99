/* SPDX-License-Identifier: MIT
 * What the tests of VPC flow logs share: a text in pieces, and all that it gives as one string. */
#ifndef TEST_VPC_SUPPORT_H
#define TEST_VPC_SUPPORT_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "svccomm/svccomm.h"

#define VPC_SECOND INT64_C(1000000000)

static inline void vpc_add(char *out, size_t room, const char *text)
{
    size_t used = strlen(out);

    snprintf(out + used, room - used, "%s%s", used > 0 ? "; " : "", text);
}

static inline void vpc_time_text(int64_t time, char *out, size_t room)
{
    if (time == SVCCOMM_NO_TIME)
        snprintf(out, room, "-");
    else if (time % VPC_SECOND != 0)
        snprintf(out, room, "not whole");
    else
        snprintf(out, room, "%" PRId64, time / VPC_SECOND);
}

/* A flow as `source port destination port protocol packets bytes start end tcp-flags accepted` or
 * `rejected`. */
static inline void vpc_flow_text(const svccomm_flow *flow, char *out, size_t room)
{
    char source[SVCCOMM_ADDRESS_TEXT_SIZE], destination[SVCCOMM_ADDRESS_TEXT_SIZE];
    char start[24], end[24];

    svccomm_address_format(flow->source, source, sizeof source);
    svccomm_address_format(flow->destination, destination, sizeof destination);
    vpc_time_text(flow->start, start, sizeof start);
    vpc_time_text(flow->end, end, sizeof end);
    snprintf(out, room, "%s %u %s %u %u %" PRIu64 " %" PRIu64 " %s %s %u %s", source,
             flow->source_port, destination, flow->destination_port, flow->protocol, flow->packets,
             flow->bytes, start, end, flow->tcp_flags,
             (flow->flags & SVCCOMM_FLOW_DENIED) != 0 ? "rejected" : "accepted");
}

/* Appends the flows of a call. */
static inline void vpc_add_flows(const svccomm_flow *flows, int count, char *got, size_t room)
{
    char one[256];
    int i;

    for (i = 0; i < count; i++) {
        vpc_flow_text(&flows[i], one, sizeof one);
        vpc_add(got, room, one);
    }
}

/* Gives a text in pieces of `step` bytes; each piece is a block of its own size, so that reading
 * beyond it is seen. The code of the call that failed, or 0. */
static inline int vpc_give(svccomm_decoder *decoder, const char *text, size_t length, size_t step,
                           svccomm_vpc_report *report, svccomm_error *error, char *got, size_t room)
{
    const svccomm_flow *flows;
    size_t at, piece;
    char *copy;
    int count;

    for (at = 0; at < length; at += piece) {
        piece = length - at < step ? length - at : step;
        copy = malloc(piece);
        memcpy(copy, text + at, piece);
        count = svccomm_decoder_vpc(decoder, copy, piece, &flows, sizeof *flows, report, error);
        free(copy);
        if (count < 0)
            return count;
        vpc_add_flows(flows, count, got, room);
    }
    return 0;
}

/* Reads a whole text in a handle of its own; the code. */
static inline int vpc_read_text(const char *text, size_t length, svccomm_vpc_report *report,
                                svccomm_error *error, char *got, size_t room)
{
    svccomm_decoder *decoder;
    int rc;

    got[0] = '\0';
    svccomm_vpc_report_init(report, sizeof *report);
    svccomm_error_init(error, sizeof *error);
    assert_int_equal(svccomm_decoder_new(&decoder, NULL), 0);
    assert_int_equal(svccomm_decoder_vpc_begin(decoder), 0);
    rc = vpc_give(decoder, text, length, SIZE_MAX, report, error, got, room);
    if (rc == 0)
        rc = svccomm_decoder_vpc_end(decoder, report, error);
    svccomm_decoder_free(decoder);
    return rc;
}

#endif
