/* SPDX-License-Identifier: MIT
 * What few flow records tell. */
#include "base/arith.h"
#include "ingest/flow_reading.h"
#include "model/address.h"
#include "svccomm/key.h"

/* biflowDirection (RFC 5103 section 6.3). Arbitrary, and by the perimeter, say nothing. */
#define BIFLOW_INITIATOR 1u
#define BIFLOW_REVERSE_INITIATOR 2u

/* firewallEvent, and Cisco's reasons for it. */
#define EVENT_DENIED 3u
#define EXTENDED_DENIED_FIRST 1001u
#define EXTENDED_DENIED_LAST 1999u

/* forwardingStatus: the upper two bits of the lowest byte (RFC 7270 section 4.12). */
#define FORWARDING_DROPPED 2u

/* Where the addresses of one family are empty the other one has them. */
static void rare_family(const struct svccomm__flow_reading *reading, const unsigned char *record,
                        svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;

    if (!SVCCOMM__HAS(SOURCE_V4) || !SVCCOMM__HAS(SOURCE_V6) || !SVCCOMM__HAS(DESTINATION_V4) ||
        !SVCCOMM__HAS(DESTINATION_V6))
        return;
    if (!svccomm__address_is_unspecified(flow->source) ||
        !svccomm__address_is_unspecified(flow->destination))
        return;
    if (reading->v6) {
        svccomm__address_set_v4(flow->source, SVCCOMM__PLACE(SOURCE_V4));
        svccomm__address_set_v4(flow->destination, SVCCOMM__PLACE(DESTINATION_V4));
        return;
    }
    memcpy(flow->source, SVCCOMM__PLACE(SOURCE_V6), SVCCOMM_ADDRESS_SIZE);
    memcpy(flow->destination, SVCCOMM__PLACE(DESTINATION_V6), SVCCOMM_ADDRESS_SIZE);
}

static uint16_t first_port(uint16_t port, uint64_t tcp, uint64_t udp)
{
    if (port != 0)
        return port;
    return (uint16_t)(tcp != 0 ? tcp : udp);
}

static void rare_ports(const struct svccomm__layout *layout, const unsigned char *record,
                       svccomm_flow *flow)
{
    flow->source_port =
        first_port(flow->source_port, SVCCOMM__ASK(TCP_SOURCE_PORT), SVCCOMM__ASK(UDP_SOURCE_PORT));
    flow->destination_port = first_port(flow->destination_port, SVCCOMM__ASK(TCP_DESTINATION_PORT),
                                        SVCCOMM__ASK(UDP_DESTINATION_PORT));
}

static void rare_initiator(const struct svccomm__layout *layout, const unsigned char *record,
                           svccomm_flow *flow)
{
    uint64_t direction = SVCCOMM__ASK(BIFLOW_DIRECTION);

    if (!SVCCOMM__HAS(BIFLOW_DIRECTION))
        return;
    if (direction == BIFLOW_INITIATOR)
        flow->initiator = SVCCOMM_INITIATOR_SOURCE;
    else if (direction == BIFLOW_REVERSE_INITIATOR)
        flow->initiator = SVCCOMM_INITIATOR_DESTINATION;
    else
        flow->initiator = SVCCOMM_INITIATOR_UNKNOWN;
}

static void rare_flags(const struct svccomm__layout *layout, const unsigned char *record,
                       svccomm_flow *flow)
{
    uint64_t event = SVCCOMM__ASK(FIREWALL_EVENT), extended = SVCCOMM__ASK(FIREWALL_EXTENDED_EVENT);

    if (event == EVENT_DENIED ||
        (event == 0 && extended >= EXTENDED_DENIED_FIRST && extended <= EXTENDED_DENIED_LAST) ||
        (SVCCOMM__ASK(FORWARDING_STATUS) >> 6 & 3) == FORWARDING_DROPPED)
        flow->flags |= SVCCOMM_FLOW_DENIED;
    if (SVCCOMM__ASK(FRAGMENT_OFFSET) != 0)
        flow->flags |= SVCCOMM_FLOW_FRAGMENT;
}

static void post_address(uint8_t *address, const unsigned char *v4, const unsigned char *v6)
{
    static const uint8_t none[SVCCOMM_ADDRESS_SIZE];

    if (v4 != NULL && memcmp(v4, none, 4) != 0)
        svccomm__address_set_v4(address, v4);
    else if (v6 != NULL)
        memcpy(address, v6, SVCCOMM_ADDRESS_SIZE);
}

static void rare_translation(const struct svccomm__layout *layout, const unsigned char *record,
                             svccomm_flow *flow)
{
    post_address(flow->post_source,
                 SVCCOMM__HAS(POST_SOURCE_V4) ? SVCCOMM__PLACE(POST_SOURCE_V4) : NULL,
                 SVCCOMM__HAS(POST_SOURCE_V6) ? SVCCOMM__PLACE(POST_SOURCE_V6) : NULL);
    post_address(flow->post_destination,
                 SVCCOMM__HAS(POST_DESTINATION_V4) ? SVCCOMM__PLACE(POST_DESTINATION_V4) : NULL,
                 SVCCOMM__HAS(POST_DESTINATION_V6) ? SVCCOMM__PLACE(POST_DESTINATION_V6) : NULL);
    flow->post_source_port = (uint16_t)SVCCOMM__ASK(POST_SOURCE_PORT);
    flow->post_destination_port = (uint16_t)SVCCOMM__ASK(POST_DESTINATION_PORT);
    if (flow->post_source_port != 0 || flow->post_destination_port != 0 ||
        !svccomm__address_is_unspecified(flow->post_source) ||
        !svccomm__address_is_unspecified(flow->post_destination))
        flow->flags |= SVCCOMM_FLOW_POST_NAT;
}

/* A VRF beats a VLAN; 0 is the global one, unless it is mapped. */
static void rare_realm(const struct svccomm__realms *realms, const struct svccomm__layout *layout,
                       const unsigned char *record, svccomm_flow *flow)
{
    if (realms->count == 0)
        return;
    if (SVCCOMM__HAS(VRF) &&
        svccomm__realm_find(realms, SVCCOMM_REALM_BY_VRF, SVCCOMM__ASK(VRF), &flow->realm))
        return;
    if (SVCCOMM__HAS(VLAN) &&
        svccomm__realm_find(realms, SVCCOMM_REALM_BY_VLAN, SVCCOMM__ASK(VLAN), &flow->realm))
        return;
    if (SVCCOMM__HAS(DOT1Q_VLAN))
        svccomm__realm_find(realms, SVCCOMM_REALM_BY_VLAN, SVCCOMM__ASK(DOT1Q_VLAN), &flow->realm);
}

static void rare_sampling(const struct svccomm__flow_reading *reading, const unsigned char *record,
                          svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;

    if (svccomm__record_rate(layout, record, &flow->sampling))
        return;
    if (SVCCOMM__HAS(SELECTOR_ID))
        flow->sampling = svccomm__exporter_rate(reading->exporter, SVCCOMM__ASK(SELECTOR_ID));
    else if (SVCCOMM__HAS(SAMPLER_ID))
        flow->sampling = svccomm__exporter_rate(reading->exporter, SVCCOMM__ASK(SAMPLER_ID));
}

static int64_t earlier_of(int64_t a, int64_t b)
{
    return svccomm__min_found(a, b);
}

/* Both directions, and uptimes of a system that says itself when it began. */
static void rare_times(const struct svccomm__flow_reading *reading, const unsigned char *record,
                       svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;
    const struct svccomm__plan *plan = reading->plan;
    struct svccomm__moment moment = reading->moment;

    if (SVCCOMM__HAS(INIT_TIME)) {
        moment = svccomm__moment_since(&moment, SVCCOMM__ASK(INIT_TIME));
        flow->start = svccomm__time_of(plan->start_form, SVCCOMM__ASK(START), &moment);
        flow->end = svccomm__time_of(plan->end_form, SVCCOMM__ASK(END), &moment);
    }
    if (SVCCOMM__HAS(REVERSE_START))
        flow->start =
            earlier_of(flow->start, svccomm__time_of(plan->reverse_start_form,
                                                     SVCCOMM__ASK(REVERSE_START), &moment));
    if (SVCCOMM__HAS(REVERSE_END)) /* SVCCOMM_NO_TIME is the least */
        flow->end =
            svccomm__max_time(flow->end, svccomm__time_of(plan->reverse_end_form,
                                                          SVCCOMM__ASK(REVERSE_END), &moment));
}

void svccomm__flow_rare(const struct svccomm__flow_reading *reading, const unsigned char *record,
                        svccomm_flow *flow)
{
    const struct svccomm__layout *layout = &reading->layout;

    rare_family(reading, record, flow);
    rare_ports(layout, record, flow);
    flow->reverse_bytes = SVCCOMM__ASK(REVERSE_BYTES);
    flow->reverse_packets = SVCCOMM__ASK(REVERSE_PACKETS);
    flow->reverse_tcp_flags = (uint8_t)SVCCOMM__ASK(REVERSE_TCP_FLAGS);
    rare_initiator(layout, record, flow);
    rare_flags(layout, record, flow);
    rare_translation(layout, record, flow);
    rare_realm(reading->realms, layout, record, flow);
    rare_sampling(reading, record, flow);
    rare_times(reading, record, flow);
}

/* ns; 0: not told. */
static int64_t duration_of(const struct svccomm__flow_reading *reading, const unsigned char *record)
{
    const struct svccomm__layout *layout = &reading->layout;
    uint64_t duration = svccomm__layout_number(layout, record, SVCCOMM__TOLD_END);
    int64_t told;

    if (SVCCOMM__HAS(DURATION_MILLI))
        told = svccomm__time_scaled(SVCCOMM__ASK(DURATION_MILLI), SVCCOMM__NS_PER_MS);
    else if (SVCCOMM__HAS(DURATION_MICRO))
        told = svccomm__time_scaled(SVCCOMM__ASK(DURATION_MICRO), SVCCOMM__NS_PER_US);
    else if (reading->plan->start_form == SVCCOMM__TIME_UPTIME &&
             reading->plan->end_form == SVCCOMM__TIME_UPTIME)
        /* Of a system that does not say when it began. */
        told = (int64_t)(uint32_t)(duration - SVCCOMM__ASK(START)) * SVCCOMM__NS_PER_MS;
    else
        told = 0;
    return told < 0 ? 0 : told;
}

static int64_t time_plus(int64_t time, int64_t duration)
{
    return time > INT64_MAX - duration ? INT64_MAX : time + duration;
}

static int64_t time_minus(int64_t time, int64_t duration)
{
    return time < -INT64_MAX + duration ? -INT64_MAX : time - duration;
}

/* A flow that tells no time at all ended when it was exported. */
void svccomm__flow_complete_times(const struct svccomm__flow_reading *reading,
                                  const unsigned char *record, svccomm_flow *flow)
{
    int64_t duration = duration_of(reading, record);

    if (flow->end == SVCCOMM_NO_TIME && flow->start != SVCCOMM_NO_TIME)
        flow->end = time_plus(flow->start, duration);
    else if (flow->end == SVCCOMM_NO_TIME)
        flow->end = reading->moment.export_time;
    if (flow->start == SVCCOMM_NO_TIME && duration > 0)
        flow->start = time_minus(flow->end, duration);
}

static uint32_t rate_clamped(uint64_t rate)
{
    return rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
}

/* `part` of `whole` packets, to the nearest rate. */
static uint32_t rate_of_share(uint64_t whole, uint64_t part)
{
    return part == 0 ? 0 : rate_clamped(svccomm__sat_add(whole, part / 2) / part);
}

int svccomm__record_rate(const struct svccomm__layout *layout, const unsigned char *record,
                         uint32_t *rate)
{
    uint64_t taken = SVCCOMM__ASK(SAMPLING_TAKEN);

    if (SVCCOMM__HAS(SAMPLING_INTERVAL))
        *rate = rate_clamped(SVCCOMM__ASK(SAMPLING_INTERVAL));
    else if (SVCCOMM__HAS(SAMPLING_TAKEN) && SVCCOMM__HAS(SAMPLING_SPACE))
        *rate = rate_of_share(svccomm__sat_add(taken, SVCCOMM__ASK(SAMPLING_SPACE)), taken);
    else if (SVCCOMM__HAS(SAMPLING_TAKEN)) /* some tell the distance in it, and no space */
        *rate = rate_clamped(taken);
    else if (SVCCOMM__HAS(SAMPLING_SIZE) && SVCCOMM__HAS(SAMPLING_POPULATION))
        *rate = rate_of_share(SVCCOMM__ASK(SAMPLING_POPULATION), SVCCOMM__ASK(SAMPLING_SIZE));
    else
        return 0;
    return 1;
}
