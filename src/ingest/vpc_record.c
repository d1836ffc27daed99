/* SPDX-License-Identifier: MIT
 * One record of VPC flow logs. */
#include "ingest/vpc_record.h"

#include "base/numbers.h"
#include "ingest/fields.h"
#include "model/address.h"

#define VPC_SECOND INT64_C(1000000000)
/* So many digits fit 64 bits, whatever they are. */
#define VPC_SAFE_DIGITS 19

/* The text of a field; `at` is NULL where there is none, or a minus. */
struct vpc_word {
    const char *at;
    const char *end;
};

/* Finds the words of the fields. 0 if the line has more columns or fewer. */
static int vpc_split(const struct svccomm__vpc_columns *columns, const char *at, const char *end,
                     struct vpc_word *words)
{
    uint32_t column;
    struct vpc_word *word;

    for (column = 0; column < columns->count; column++) {
        word = &words[columns->field[column]];
        at = svccomm__skip_blanks(at);
        word->at = at;
        word->end = at = svccomm__word_end(at);
        if (word->at == at) /* the end, or a control byte */
            return 0;
        if (at - word->at == 1 && *word->at == '-')
            word->at = NULL;
    }
    return svccomm__skip_blanks(at) == end;
}

/* The number in a word, 0 where there is no word. Returns 0 if it is another text, or too great. */
static int vpc_number(const struct vpc_word *word, uint64_t max, uint64_t *out)
{
    const char *at = word->at;
    uint64_t number = 0, digit;

    *out = 0;
    if (at == NULL)
        return 1;
    if (word->end - at > VPC_SAFE_DIGITS)
        return svccomm__number_parse(at, (size_t)(word->end - at), max, out);
    for (; at < word->end; at++) {
        digit = (uint64_t)(unsigned char)*at - '0';
        if (digit > 9)
            return 0;
        number = number * 10 + digit;
    }
    *out = number;
    return number <= max;
}

static int vpc_port(const struct vpc_word *word, uint16_t *out)
{
    uint64_t number;

    if (!vpc_number(word, UINT16_MAX, &number))
        return 0;
    *out = (uint16_t)number;
    return 1;
}

/* Whole seconds as nanoseconds; beyond what a time can be is no time at all. */
static int vpc_time(const struct vpc_word *word, int64_t *out)
{
    uint64_t seconds;

    *out = SVCCOMM_NO_TIME;
    if (!vpc_number(word, (uint64_t)(SVCCOMM_TIME_MAX / VPC_SECOND), &seconds))
        return 0;
    if (word->at != NULL)
        *out = (int64_t)seconds * VPC_SECOND;
    return 1;
}

/* The packet's address where it is told, which is that of the far end; the other one may be of an
 * interface on the way (see svccomm_decoder_vpc_begin()). AWS writes no zones. */
static int vpc_address(const struct vpc_word *packet, const struct vpc_word *nearest, uint8_t *out)
{
    const struct vpc_word *word = packet->at != NULL ? packet : nearest;
    size_t length;

    if (word->at == NULL)
        return 0;
    length = (size_t)(word->end - word->at);
    if (svccomm__address_parse_v4(word->at, length, out))
        return 1;
    return memchr(word->at, '%', length) == NULL &&
           svccomm_address_parse(word->at, length, out) == 0;
}

static int vpc_ends(const struct vpc_word *words, svccomm_flow *flow)
{
    return vpc_address(&words[SVCCOMM__VPC_PKT_SRCADDR], &words[SVCCOMM__VPC_SRCADDR],
                       flow->source) &&
           vpc_address(&words[SVCCOMM__VPC_PKT_DSTADDR], &words[SVCCOMM__VPC_DSTADDR],
                       flow->destination) &&
           vpc_port(&words[SVCCOMM__VPC_SRCPORT], &flow->source_port) &&
           vpc_port(&words[SVCCOMM__VPC_DSTPORT], &flow->destination_port);
}

/* Without an end, the start is a point in which there was traffic. */
static int vpc_times(const struct vpc_word *words, svccomm_flow *flow)
{
    if (!vpc_time(&words[SVCCOMM__VPC_START], &flow->start) ||
        !vpc_time(&words[SVCCOMM__VPC_END], &flow->end))
        return 0;
    if (flow->end == SVCCOMM_NO_TIME) {
        flow->end = flow->start;
        flow->start = SVCCOMM_NO_TIME;
    }
    return flow->end != SVCCOMM_NO_TIME;
}

/* AWS tells ACK only with SYN, so a SYN alone is no attempt. */
static int vpc_action(const struct vpc_word *word, svccomm_flow *flow)
{
    flow->flags = SVCCOMM_FLOW_SYN_ONLY_OK;
    if (word->at == NULL || svccomm__word_is(word->at, word->end, "ACCEPT"))
        return 1;
    flow->flags |= SVCCOMM_FLOW_DENIED;
    return svccomm__word_is(word->at, word->end, "REJECT");
}

static int vpc_flow(const struct vpc_word *words, svccomm_flow *flow)
{
    uint64_t protocol, tcp_flags;

    memset(flow, 0, sizeof *flow);
    if (words[SVCCOMM__VPC_PROTOCOL].at == NULL ||
        !vpc_number(&words[SVCCOMM__VPC_PROTOCOL], UINT8_MAX, &protocol) ||
        !vpc_number(&words[SVCCOMM__VPC_TCP_FLAGS], UINT16_MAX, &tcp_flags) ||
        !vpc_number(&words[SVCCOMM__VPC_PACKETS], UINT64_MAX, &flow->packets) ||
        !vpc_number(&words[SVCCOMM__VPC_BYTES], UINT64_MAX, &flow->bytes))
        return SVCCOMM__VPC_DOUBTFUL;
    flow->protocol = (uint8_t)protocol;
    flow->tcp_flags = (uint8_t)tcp_flags;
    return vpc_ends(words, flow) && vpc_times(words, flow) &&
                   vpc_action(&words[SVCCOMM__VPC_ACTION], flow)
               ? SVCCOMM__VPC_FLOW
               : SVCCOMM__VPC_DOUBTFUL;
}

/* Lines about an interval without records have a minus for each end; where no status is told, that
 * is all there is to know them by. */
static int vpc_status(const struct vpc_word *words)
{
    const struct vpc_word *status = &words[SVCCOMM__VPC_LOG_STATUS];

    if (status->at == NULL)
        return words[SVCCOMM__VPC_SRCADDR].at == NULL && words[SVCCOMM__VPC_DSTADDR].at == NULL &&
                       words[SVCCOMM__VPC_PKT_SRCADDR].at == NULL &&
                       words[SVCCOMM__VPC_PKT_DSTADDR].at == NULL
                   ? SVCCOMM__VPC_NO_DATA
                   : SVCCOMM__VPC_FLOW;
    if (svccomm__word_is(status->at, status->end, "OK"))
        return SVCCOMM__VPC_FLOW;
    if (svccomm__word_is(status->at, status->end, "NODATA"))
        return SVCCOMM__VPC_NO_DATA;
    return svccomm__word_is(status->at, status->end, "SKIPDATA") ? SVCCOMM__VPC_SKIP_DATA
                                                                 : SVCCOMM__VPC_DOUBTFUL;
}

/* Without a header the version says whether the default order holds: only version 2 has one. */
static int vpc_version(const struct svccomm__vpc_columns *columns, const struct vpc_word *words)
{
    const struct vpc_word *version = &words[SVCCOMM__VPC_VERSION];

    return !columns->is_default ||
           (version->at != NULL && svccomm__word_is(version->at, version->end, "2"));
}

int svccomm__vpc_record(const struct svccomm__vpc_columns *columns, const char *at, const char *end,
                        svccomm_flow *flow)
{
    struct vpc_word words[SVCCOMM__VPC_FIELDS];
    int status;

    memset(words, 0, sizeof words);
    if (columns->count == 0 || !vpc_split(columns, at, end, words) || !vpc_version(columns, words))
        return SVCCOMM__VPC_DOUBTFUL;
    status = vpc_status(words);
    return status == SVCCOMM__VPC_FLOW ? vpc_flow(words, flow) : status;
}
