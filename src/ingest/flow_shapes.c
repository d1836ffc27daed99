/* SPDX-License-Identifier: MIT
 * The loops that most flows come through: records of IPv4, whose fields have the usual lengths, and
 * which have nothing rare. Measured, they are twice as fast as reading by masks. */
#include <string.h>

#include "ingest/flow_reading.h"

/* Constant offsets must reach the loop. */
#if defined(__GNUC__)
#define SHAPE_INLINE static inline __attribute__((always_inline))
#else
#define SHAPE_INLINE static inline
#endif

#define NUMBER_PLACE(layout, name, length) \
    ((layout)->places[SVCCOMM__TOLD_##name].at + 8 - (ptrdiff_t)(length))
#define MASK(layout, name) ((layout)->places[SVCCOMM__TOLD_##name].mask)

/* Where the fields are; a copy that nothing else points to stays in registers. */
struct offsets {
    ptrdiff_t source, destination, source_port, destination_port, protocol, tcp_flags, bytes,
        packets, start, end;
};

#define PAIR_V4 \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V4) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V4))
#define PAIR_V6 \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V6) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V6))
#define HOT_VALUES (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_HOT + 1) - 1)

/* Ports, protocol and TCP flags of the usual lengths, counters of all ones of `counter`, times of
 * `time`. TCP flags of two bytes have them in the second (IANA registry, element 6). */
static int lengths_are(const struct svccomm__layout *layout, uint64_t counter, uint64_t time)
{
    return MASK(layout, SOURCE_PORT) == 0xffff && MASK(layout, DESTINATION_PORT) == 0xffff &&
           MASK(layout, PROTOCOL) == 0xff &&
           (MASK(layout, TCP_FLAGS) == 0xff || MASK(layout, TCP_FLAGS) == 0xffff) &&
           MASK(layout, BYTES) == counter && MASK(layout, PACKETS) == counter &&
           MASK(layout, START) == time && MASK(layout, END) == time;
}

static uint8_t common_shape(const struct svccomm__flow_reading *reading)
{
    const struct svccomm__plan *plan = reading->plan;
    const struct svccomm__layout *layout = &reading->layout;

    if (plan->v5)
        return SVCCOMM__SHAPE_V5;
    if (plan->start_form == SVCCOMM__TIME_UPTIME && plan->end_form == SVCCOMM__TIME_UPTIME &&
        lengths_are(layout, UINT32_MAX, UINT32_MAX))
        return SVCCOMM__SHAPE_UPTIME;
    if (plan->start_form == SVCCOMM__TIME_MILLI && plan->end_form == SVCCOMM__TIME_MILLI &&
        lengths_are(layout, UINT64_MAX, UINT64_MAX))
        return SVCCOMM__SHAPE_MILLI;
    return SVCCOMM__SHAPE_GENERAL;
}

/* Templates that have both families have one of them empty, or tell of a tunnel. */
void svccomm__reading_classify(struct svccomm__flow_reading *reading)
{
    uint64_t present = reading->layout.present;
    int v4 = (present & PAIR_V4) == PAIR_V4, v6 = (present & PAIR_V6) == PAIR_V6;

    reading->v6 = v6 && (!v4 || reading->plan->inner_v6);
    reading->rare = (present & ~HOT_VALUES) != 0 || (v4 && v6);
    if (!v4 && !v6)
        reading->shape = SVCCOMM__SHAPE_OTHER;
    else if (v6 || reading->rare)
        reading->shape = SVCCOMM__SHAPE_GENERAL;
    else
        reading->shape = common_shape(reading);
}

static struct offsets offsets_of(const struct svccomm__layout *layout, size_t number)
{
    struct offsets at = {
        layout->places[SVCCOMM__TOLD_SOURCE_V4].at, layout->places[SVCCOMM__TOLD_DESTINATION_V4].at,
        NUMBER_PLACE(layout, SOURCE_PORT, 2),       NUMBER_PLACE(layout, DESTINATION_PORT, 2),
        NUMBER_PLACE(layout, PROTOCOL, 1),          NUMBER_PLACE(layout, TCP_FLAGS, 1),
        NUMBER_PLACE(layout, BYTES, number),        NUMBER_PLACE(layout, PACKETS, number),
        NUMBER_PLACE(layout, START, number),        NUMBER_PLACE(layout, END, number),
    };

    return at;
}

/* Everything but counters and times. */
SHAPE_INLINE void write_ends(svccomm_flow *flow, const svccomm_flow *image,
                             const unsigned char *record, const struct offsets *at)
{
    const size_t ends = offsetof(svccomm_flow, start), rest = offsetof(svccomm_flow, reverse_bytes);
    uint8_t protocol = record[at->protocol];

    memcpy(flow, image, ends);
    memcpy((unsigned char *)flow + rest, (const unsigned char *)image + rest, sizeof *flow - rest);
    memcpy(flow->source + 12, record + at->source, 4);
    memcpy(flow->destination + 12, record + at->destination, 4);
    flow->protocol = protocol;
    flow->tcp_flags = record[at->tcp_flags];
    if (svccomm__has_type_for_port(protocol))
        return;
    flow->source_port = svccomm__load_16(record + at->source_port);
    flow->destination_port = svccomm__load_16(record + at->destination_port);
}

SHAPE_INLINE void write_tail(unsigned char *flow, size_t stride)
{
    if (stride > sizeof(svccomm_flow)) /* what the caller knows and this library does not */
        memset(flow + sizeof(svccomm_flow), 0, stride - sizeof(svccomm_flow));
}

SHAPE_INLINE void uptime_loop(const struct svccomm__flow_reading *reading, struct offsets at,
                              size_t length, const unsigned char *records, size_t count,
                              unsigned char *flows, size_t stride)
{
    const struct svccomm__uptimes uptimes = svccomm__uptimes_of(&reading->moment);
    const svccomm_flow image = reading->image;
    svccomm_flow *flow;
    size_t i;

    for (i = 0; i < count; i++, records += length, flows += stride) {
        flow = (svccomm_flow *)(void *)flows;
        write_ends(flow, &image, records, &at);
        flow->start = svccomm__time_uptime(&uptimes, svccomm__load_32(records + at.start));
        flow->end = svccomm__time_uptime(&uptimes, svccomm__load_32(records + at.end));
        flow->bytes = svccomm__load_32(records + at.bytes);
        flow->packets = svccomm__load_32(records + at.packets);
        write_tail(flows, stride);
    }
}

void svccomm__flows_v5(const struct svccomm__flow_reading *reading, const unsigned char *records,
                       size_t count, unsigned char *flows, size_t stride)
{
    const struct offsets at = {0, 4, 32, 34, 38, 37, 20, 16, 24, 28};

    uptime_loop(reading, at, 48, records, count, flows, stride);
}

void svccomm__flows_uptime(const struct svccomm__flow_reading *reading,
                           const unsigned char *records, size_t count, unsigned char *flows,
                           size_t stride)
{
    uptime_loop(reading, offsets_of(&reading->layout, 4), reading->plan->record_length, records,
                count, flows, stride);
}

void svccomm__flows_milli(const struct svccomm__flow_reading *reading, const unsigned char *records,
                          size_t count, unsigned char *flows, size_t stride)
{
    const struct offsets at = offsets_of(&reading->layout, 8);
    const size_t length = reading->plan->record_length;
    const svccomm_flow image = reading->image;
    svccomm_flow *flow;
    size_t i;

    for (i = 0; i < count; i++, records += length, flows += stride) {
        flow = (svccomm_flow *)(void *)flows;
        write_ends(flow, &image, records, &at);
        flow->start =
            svccomm__time_scaled(svccomm__load_64(records + at.start), SVCCOMM__NS_PER_MS);
        flow->end = svccomm__time_scaled(svccomm__load_64(records + at.end), SVCCOMM__NS_PER_MS);
        flow->bytes = svccomm__load_64(records + at.bytes);
        flow->packets = svccomm__load_64(records + at.packets);
        if (flow->start == SVCCOMM_NO_TIME || flow->end == SVCCOMM_NO_TIME)
            svccomm__flow_complete_times(reading, records, flow);
        write_tail(flows, stride);
    }
}
