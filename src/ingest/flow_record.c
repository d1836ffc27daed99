/* SPDX-License-Identifier: MIT
 * Data records become flows: those of the common shapes in their loops, others here, by masks. */
#include "ingest/decoding.h"

static void read_addresses(const struct svccomm__flow_reading *reading, const unsigned char *record,
                           svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;

    if (reading->v6) {
        memcpy(flow->source, SVCCOMM__PLACE(SOURCE_V6), SVCCOMM_ADDRESS_SIZE);
        memcpy(flow->destination, SVCCOMM__PLACE(DESTINATION_V6), SVCCOMM_ADDRESS_SIZE);
    } else {
        memcpy(flow->source + 12, SVCCOMM__PLACE(SOURCE_V4), 4);
        memcpy(flow->destination + 12, SVCCOMM__PLACE(DESTINATION_V4), 4);
    }
}

static void read_flow(const struct svccomm__flow_reading *reading, const unsigned char *record,
                      svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;
    const struct svccomm__plan *plan = reading->plan;
    uint64_t bytes = SVCCOMM__NUMBER(BYTES), packets = SVCCOMM__NUMBER(PACKETS);
    uint16_t source = (uint16_t)SVCCOMM__NUMBER(SOURCE_PORT),
             destination = (uint16_t)SVCCOMM__NUMBER(DESTINATION_PORT);
    uint8_t protocol = (uint8_t)SVCCOMM__NUMBER(PROTOCOL),
            tcp_flags = (uint8_t)SVCCOMM__NUMBER(TCP_FLAGS);
    int64_t start = svccomm__time_of(plan->start_form, SVCCOMM__NUMBER(START), &reading->moment);
    int64_t end = svccomm__time_of(plan->end_form, SVCCOMM__NUMBER(END), &reading->moment);

    memcpy(flow, &reading->image, sizeof *flow);
    read_addresses(reading, record, flow);
    flow->source_port = source;
    flow->destination_port = destination;
    flow->protocol = protocol;
    flow->tcp_flags = tcp_flags;
    flow->start = start;
    flow->end = end;
    flow->bytes = bytes;
    flow->packets = packets;
    if (svccomm__has_type_for_port(protocol))
        flow->source_port = flow->destination_port = 0;
    if (reading->rare)
        svccomm__flow_rare(reading, record, flow);
    if (flow->start == SVCCOMM_NO_TIME || flow->end == SVCCOMM_NO_TIME)
        svccomm__flow_complete_times(reading, record, flow);
}

/* Sets of one template follow each other, so the layout of the latest one is kept. */
static struct svccomm__flow_reading *reading_of(struct svccomm__decoding *decoding,
                                                const struct svccomm__plan *plan,
                                                const struct svccomm__step *steps)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__flow_reading *reading = &decoder->reading;

    if (reading->plan == plan && reading->removed == decoder->templates.removed && !plan->variable)
        return reading;
    reading->plan = plan;
    reading->removed = decoder->templates.removed;
    memset(&reading->image, 0, sizeof reading->image);
    memset(reading->image.source + 10, 0xff, 2);
    memset(reading->image.destination + 10, 0xff, 2);
    reading->image.initiator = plan->initiator;
    reading->image.flags = plan->biflow ? SVCCOMM_FLOW_BIFLOW : 0;
    if (!plan->variable) {
        svccomm__layout_fixed(&reading->layout, plan, steps);
        svccomm__reading_classify(reading);
    }
    return reading;
}

static struct svccomm__flow_reading *begin_reading(struct svccomm__decoding *decoding,
                                                   const struct svccomm__plan *plan,
                                                   const struct svccomm__step *steps)
{
    struct svccomm__flow_reading *reading = reading_of(decoding, plan, steps);

    reading->moment = decoding->moment;
    if (!reading->moment.has_uptime) /* IPFIX: what options data said */
        reading->moment = svccomm__moment_since(&reading->moment, decoding->exporter->init_time);
    reading->exporter = decoding->exporter;
    reading->realms = &decoding->decoder->realms;
    reading->image.sampling = svccomm__exporter_rate_whole(decoding->exporter);
    reading->image.domain = decoding->exporter->key.domain;
    return reading;
}

static void read_general(const struct svccomm__flow_reading *reading, const unsigned char *records,
                         size_t count, struct svccomm__flow_array *flows)
{
    size_t i;

    for (i = 0; i < count; i++, records += reading->plan->record_length) {
        read_flow(reading, records, svccomm__flow_array_next(flows));
        svccomm__flow_array_add(flows);
    }
}

/* Uptimes of a system that began nobody knows when have no loop of their own. */
static uint8_t shape_now(const struct svccomm__flow_reading *reading)
{
    if (reading->shape == SVCCOMM__SHAPE_UPTIME && !reading->moment.has_uptime)
        return SVCCOMM__SHAPE_GENERAL;
    return reading->shape;
}

void svccomm__flows_fixed(struct svccomm__decoding *decoding, const struct svccomm__plan *plan,
                          const struct svccomm__step *steps, const unsigned char *records,
                          size_t count)
{
    struct svccomm__flow_array *flows = &decoding->decoder->flows;
    const struct svccomm__flow_reading *reading = begin_reading(decoding, plan, steps);
    unsigned char *next = flows->bytes + flows->count * flows->stride;

    switch (shape_now(reading)) {
    case SVCCOMM__SHAPE_V5:
        svccomm__flows_v5(reading, records, count, next, flows->stride);
        flows->count += count;
        break;
    case SVCCOMM__SHAPE_UPTIME:
        svccomm__flows_uptime(reading, records, count, next, flows->stride);
        flows->count += count;
        break;
    case SVCCOMM__SHAPE_MILLI:
        svccomm__flows_milli(reading, records, count, next, flows->stride);
        flows->count += count;
        break;
    case SVCCOMM__SHAPE_GENERAL:
        read_general(reading, records, count, flows);
        break;
    default:
        svccomm__count(&decoding->report->records_other, count);
    }
}

static void take_variable(struct svccomm__decoding *decoding,
                          const struct svccomm__flow_reading *reading, const unsigned char *record)
{
    struct svccomm__flow_array *flows = &decoding->decoder->flows;

    if (reading->shape == SVCCOMM__SHAPE_OTHER) {
        svccomm__count(&decoding->report->records_other, 1);
        return;
    }
    read_flow(reading, record, svccomm__flow_array_next(flows));
    svccomm__flow_array_add(flows);
}

static void flows_variable(struct svccomm__decoding *decoding,
                           const struct svccomm__compiled *compiled, struct svccomm__reader *set)
{
    const struct svccomm__step *steps = svccomm__compiled_steps(compiled);
    struct svccomm__flow_reading *reading = begin_reading(decoding, &compiled->plan, steps);
    size_t length;

    while (set->left >= compiled->plan.record_length) {
        length =
            svccomm__layout_variable(&reading->layout, &compiled->plan, steps, set->at, set->left);
        if (length == 0)
            return;
        svccomm__reading_classify(reading);
        take_variable(decoding, reading, set->at);
        decoding->units++;
        svccomm__read_skip(set, length);
    }
}

void svccomm__flows_decode(struct svccomm__decoding *decoding,
                           const struct svccomm__compiled *compiled, struct svccomm__reader *set)
{
    size_t count;

    if (compiled->plan.variable) {
        flows_variable(decoding, compiled, set);
        return;
    }
    count = set->left / compiled->plan.record_length;
    svccomm__flows_fixed(decoding, &compiled->plan, svccomm__compiled_steps(compiled), set->at,
                         count);
    decoding->units += count;
    svccomm__read_skip(set, count * compiled->plan.record_length);
}
