/* SPDX-License-Identifier: MIT
 * Data records become flows. This is the loop that all flows come through: no switch over fields,
 * no call, and one test for all that is rare. */
#include "ingest/flow_reading.h"
#include "svccomm/key.h"

#define PROTO_ICMP 1u
#define PROTO_ICMP6 58u

/* ICMP has its type and code where others have a port. */
static inline int has_type_for_port(unsigned protocol)
{
    return protocol == PROTO_ICMP || protocol == PROTO_ICMP6;
}

static inline void read_addresses(const struct svccomm__flow_reading *reading,
                                  const unsigned char *record, svccomm_flow *flow)
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

static inline void read_flow(const struct svccomm__flow_reading *reading,
                             const unsigned char *record, svccomm_flow *flow)
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
    if (has_type_for_port(protocol))
        flow->source_port = flow->destination_port = 0;
    if (reading->rare)
        svccomm__flow_rare(reading, record, flow);
    if (flow->start == SVCCOMM_NO_TIME || flow->end == SVCCOMM_NO_TIME)
        svccomm__flow_complete_times(reading, record, flow);
}

#define PAIR_V4 \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V4) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V4))
#define PAIR_V6 \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V6) | SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V6))
#define HOT_VALUES (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_HOT + 1) - 1)

/* What the layout says of the records: whether they are flows, and of which family. Templates with
 * both have one of them empty. */
static void reading_classify(struct svccomm__flow_reading *reading)
{
    uint64_t present = reading->layout.present;
    int v4 = (present & PAIR_V4) == PAIR_V4, v6 = (present & PAIR_V6) == PAIR_V6;

    reading->flows = v4 || v6;
    reading->v6 = !v4 && v6;
    reading->rare = (present & ~HOT_VALUES) != 0 || (v4 && v6);
}

static void reading_begin(struct svccomm__flow_reading *reading,
                          const struct svccomm__decoding *decoding,
                          const struct svccomm__plan *plan)
{
    svccomm_flow *image = &reading->image;

    reading->plan = plan;
    reading->moment = decoding->moment;
    if (!reading->moment.has_uptime) /* IPFIX: what options data said */
        reading->moment = svccomm__moment_since(&reading->moment, decoding->exporter->init_time);
    reading->exporter = decoding->exporter;
    reading->realms = &decoding->decoder->realms;
    memset(image, 0, sizeof *image);
    memset(image->source + 10, 0xff, 2);
    memset(image->destination + 10, 0xff, 2);
    image->initiator = plan->initiator;
    image->flags = plan->biflow ? SVCCOMM_FLOW_BIFLOW : 0;
    image->sampling = svccomm__exporter_rate_whole(decoding->exporter);
    image->domain = decoding->exporter->key.domain;
}

void svccomm__flows_fixed(struct svccomm__decoding *decoding, const struct svccomm__plan *plan,
                          const struct svccomm__step *steps, const unsigned char *records,
                          size_t count)
{
    struct svccomm__flow_array *flows = &decoding->decoder->flows;
    struct svccomm__flow_reading reading;
    size_t i;

    svccomm__layout_fixed(&reading.layout, plan, steps);
    reading_classify(&reading);
    if (!reading.flows) {
        svccomm__count(&decoding->report->records_other, count);
        return;
    }
    reading_begin(&reading, decoding, plan);
    for (i = 0; i < count; i++, records += plan->record_length) {
        read_flow(&reading, records, svccomm__flow_array_next(flows));
        svccomm__flow_array_add(flows);
    }
}

static void flows_variable(struct svccomm__decoding *decoding,
                           const struct svccomm__compiled *compiled, struct svccomm__reader *set)
{
    struct svccomm__flow_array *flows = &decoding->decoder->flows;
    const struct svccomm__step *steps = svccomm__compiled_steps(compiled);
    struct svccomm__flow_reading reading;
    size_t length;

    reading_begin(&reading, decoding, &compiled->plan);
    while (set->left >= compiled->plan.record_length) {
        length =
            svccomm__layout_variable(&reading.layout, &compiled->plan, steps, set->at, set->left);
        if (length == 0)
            return;
        reading_classify(&reading);
        if (reading.flows) {
            read_flow(&reading, set->at, svccomm__flow_array_next(flows));
            svccomm__flow_array_add(flows);
        } else {
            svccomm__count(&decoding->report->records_other, 1);
        }
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
