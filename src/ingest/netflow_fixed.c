/* SPDX-License-Identifier: MIT
 * NetFlow v1, v5 and v7: a header and records of one form each, read like those of a template.
 *
 * A count that is more than is there, or that leaves whole records over, lies: then the records are
 * those that are there, if they are whole and no more than a datagram may have. Some senders put
 * several messages into one datagram. */
#include "ingest/decoding.h"

#define FIXED_MOST_RECORDS 30u
#define FIXED_HEADER_V1 16u
#define FIXED_HEADER 24u
#define FIXED_RECORD_V5 48u
#define FIXED_RECORD 52u
#define SAMPLING_MASK 0x3fffu /* the upper two bits are a mode that few exporters set */

#define BIT(name) SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_##name)
#define FIXED_VALUES                                                                            \
    (BIT(SOURCE_V4) | BIT(DESTINATION_V4) | BIT(PACKETS) | BIT(BYTES) | BIT(START) | BIT(END) | \
     BIT(SOURCE_PORT) | BIT(DESTINATION_PORT) | BIT(TCP_FLAGS) | BIT(PROTOCOL))
#define FIXED_STEPS 10u

#define FIXED_PLAN(length, tail, v5)                                                \
    {                                                                               \
        FIXED_VALUES, (length), FIXED_STEPS, (tail), 0, 0, 0, SVCCOMM__TIME_UPTIME, \
            SVCCOMM__TIME_UPTIME, 0, 0, (v5), 0                                     \
    }

/* All have these in front. */
#define FIXED_FRONT                                                              \
    {0, 4, SVCCOMM__TOLD_SOURCE_V4, 0}, {0, 4, SVCCOMM__TOLD_DESTINATION_V4, 0}, \
        {8, 4, SVCCOMM__TOLD_PACKETS, 0}, {0, 4, SVCCOMM__TOLD_BYTES, 0},        \
        {0, 4, SVCCOMM__TOLD_START, 0}, {0, 4, SVCCOMM__TOLD_END, 0},            \
        {0, 2, SVCCOMM__TOLD_SOURCE_PORT, 0},                                    \
    {                                                                            \
        0, 2, SVCCOMM__TOLD_DESTINATION_PORT, 0                                  \
    }

static const struct svccomm__plan plan_v1 = FIXED_PLAN(FIXED_RECORD, 11, 0);
static const struct svccomm__step steps_v1[FIXED_STEPS] = {
    FIXED_FRONT, {2, 1, SVCCOMM__TOLD_PROTOCOL, 0}, {1, 1, SVCCOMM__TOLD_TCP_FLAGS, 0}};

static const struct svccomm__plan plan_v5 = FIXED_PLAN(FIXED_RECORD_V5, 9, 1);
static const struct svccomm__plan plan_v7 = FIXED_PLAN(FIXED_RECORD, 13, 0);
static const struct svccomm__step steps_v5[FIXED_STEPS] = {
    FIXED_FRONT, {1, 1, SVCCOMM__TOLD_TCP_FLAGS, 0}, {0, 1, SVCCOMM__TOLD_PROTOCOL, 0}};

static size_t header_size(uint32_t version)
{
    return version == 1 ? FIXED_HEADER_V1 : FIXED_HEADER;
}

static size_t record_size(uint32_t version)
{
    return version == 5 ? FIXED_RECORD_V5 : FIXED_RECORD;
}

/* Whether what is left is a message of that version with a count that can be. */
static int is_message(struct svccomm__reader left, uint32_t version)
{
    uint16_t own, count;

    return left.left >= header_size(version) && svccomm__read_16(&left, &own) && own == version &&
           svccomm__read_16(&left, &count) && count > 0 && count <= FIXED_MOST_RECORDS &&
           count * record_size(version) <= left.left + 4 - header_size(version);
}

static int is_padding(struct svccomm__reader left)
{
    while (left.left > 0 && left.at[0] == 0)
        svccomm__read_skip(&left, 1);
    return left.left == 0;
}

/* Whether `count` records are there, with nothing behind them that is more than padding. */
static int count_fits(struct svccomm__reader body, size_t count, size_t size, uint32_t version)
{
    return svccomm__read_skip(&body, count * size) &&
           (is_padding(body) || is_message(body, version));
}

/* How many records there are, whatever the header says. */
static size_t true_count(struct svccomm__reader body, struct svccomm__message *message,
                         uint16_t count)
{
    size_t size = record_size(message->key.version), whole = body.left / size;

    if (count_fits(body, count, size, message->key.version))
        return count;
    message->lies = 1;
    if (body.left % size == 0 && whole <= FIXED_MOST_RECORDS)
        return whole;
    message->cut = count > whole && body.left % size != 0;
    return count < whole ? count : whole;
}

/* Takes the records, and what is no message behind them. */
static int take_records(struct svccomm__reader *datagram, struct svccomm__reader at,
                        struct svccomm__message *message, uint16_t count)
{
    message->records = (uint32_t)true_count(at, message, count);
    if (!svccomm__read_part(&at, message->records * record_size(message->key.version),
                            &message->body))
        return 0;
    if (!is_message(at, message->key.version))
        svccomm__read_skip(&at, at.left);
    *datagram = at;
    return 1;
}

/* Behind the times v5 and v7 have the number of the first flow; v5 also who looked at it, and
 * how. */
static int read_rest(struct svccomm__reader *at, struct svccomm__message *message)
{
    uint16_t engine, sampling;

    if (message->key.version == 1)
        return 1;
    message->has_sequence = 1;
    if (!svccomm__read_32(at, &message->sequence) || !svccomm__read_16(at, &engine) ||
        !svccomm__read_16(at, &sampling))
        return 0;
    if (message->key.version == 5) {
        message->key.domain = engine;
        message->sampling = sampling & SAMPLING_MASK;
    }
    return 1;
}

int svccomm__fixed_read(struct svccomm__reader *datagram, struct svccomm__message *message)
{
    struct svccomm__reader at = *datagram;
    uint32_t seconds, nanoseconds;
    uint16_t count;

    if (!svccomm__read_skip(&at, 2) || !svccomm__read_16(&at, &count) ||
        !svccomm__read_32(&at, &message->clock.uptime) || !svccomm__read_32(&at, &seconds) ||
        !svccomm__read_32(&at, &nanoseconds) || !read_rest(&at, message))
        return 0;
    message->clock.time = (int64_t)seconds * SVCCOMM__NS_PER_S + (int64_t)nanoseconds;
    /* Some exporters know whole seconds only. */
    message->clock.grain = nanoseconds == 0 ? SVCCOMM__NS_PER_S : 0;
    message->has_uptime = 1;
    return take_records(datagram, at, message, count);
}

void svccomm__fixed_decode(struct svccomm__decoding *decoding,
                           const struct svccomm__message *message)
{
    const struct svccomm__plan *plan = &plan_v5;
    const struct svccomm__step *steps = steps_v5;

    if (message->key.version == 1) {
        plan = &plan_v1;
        steps = steps_v1;
    } else if (message->key.version == 7) {
        plan = &plan_v7;
    }
    decoding->exporter->sampling = message->sampling;
    svccomm__flows_fixed(decoding, plan, steps, message->body.at, message->records);
    decoding->units += message->records;
    svccomm__count(&decoding->report->records_bad, message->cut);
}
