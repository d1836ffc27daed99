/* SPDX-License-Identifier: MIT
 * The information elements that mean something to a flow. */
#include "ingest/elements.h"

#include <stddef.h>

#define IS(name) SVCCOMM__TOLD_##name
#define AT(form) SVCCOMM__TIME_##form

/* Sorted by id. Counters of the flow before what the observing box did to it beat those after it,
 * and what is new since the last record beats totals. Exact times beat coarse ones, and a flow's
 * own times beat the time of an event (NSEL). */
static const struct svccomm__element iana_elements[] = {
    {1, IS(BYTES), 0, 0},
    {2, IS(PACKETS), 0, 0},
    {4, IS(PROTOCOL), 0, 0},
    {6, IS(TCP_FLAGS), 0, 0},
    {7, IS(SOURCE_PORT), 0, 0},
    {8, IS(SOURCE_V4), 0, 0},
    {11, IS(DESTINATION_PORT), 0, 0},
    {12, IS(DESTINATION_V4), 0, 0},
    {21, IS(END), 5, AT(UPTIME)},
    {22, IS(START), 5, AT(UPTIME)},
    {23, IS(BYTES), 2, 0},
    {24, IS(PACKETS), 2, 0},
    {27, IS(SOURCE_V6), 0, 0},
    {28, IS(DESTINATION_V6), 0, 0},
    {34, IS(SAMPLING_INTERVAL), 0, 0},
    {48, IS(SAMPLER_ID), 0, 0},
    {50, IS(SAMPLING_INTERVAL), 1, 0},
    {58, IS(VLAN), 0, 0},
    {85, IS(BYTES), 1, 0},
    {86, IS(PACKETS), 1, 0},
    {88, IS(FRAGMENT_OFFSET), 0, 0},
    {89, IS(FORWARDING_STATUS), 0, 0},
    {150, IS(START), 3, AT(SECONDS)},
    {151, IS(END), 3, AT(SECONDS)},
    {152, IS(START), 2, AT(MILLI)},
    {153, IS(END), 2, AT(MILLI)},
    {154, IS(START), 1, AT(MICRO)},
    {155, IS(END), 1, AT(MICRO)},
    {156, IS(START), 0, AT(NANO)},
    {157, IS(END), 0, AT(NANO)},
    {158, IS(START), 4, AT(BEFORE_EXPORT)},
    {159, IS(END), 4, AT(BEFORE_EXPORT)},
    {160, IS(INIT_TIME), 0, 0},
    {161, IS(DURATION_MILLI), 0, 0},
    {162, IS(DURATION_MICRO), 0, 0},
    {171, IS(BYTES), 3, 0},
    {172, IS(PACKETS), 3, 0},
    {180, IS(UDP_SOURCE_PORT), 0, 0},
    {181, IS(UDP_DESTINATION_PORT), 0, 0},
    {182, IS(TCP_SOURCE_PORT), 0, 0},
    {183, IS(TCP_DESTINATION_PORT), 0, 0},
    {225, IS(POST_SOURCE_V4), 0, 0},
    {226, IS(POST_DESTINATION_V4), 0, 0},
    {227, IS(POST_SOURCE_PORT), 0, 0},
    {228, IS(POST_DESTINATION_PORT), 0, 0},
    {231, IS(INITIATOR_BYTES), 0, 0},
    {232, IS(RESPONDER_BYTES), 0, 0},
    {233, IS(FIREWALL_EVENT), 0, 0},
    {234, IS(VRF), 0, 0},
    {239, IS(BIFLOW_DIRECTION), 0, 0},
    {243, IS(DOT1Q_VLAN), 0, 0},
    {281, IS(POST_SOURCE_V6), 0, 0},
    {282, IS(POST_DESTINATION_V6), 0, 0},
    {298, IS(INITIATOR_PACKETS), 0, 0},
    {299, IS(RESPONDER_PACKETS), 0, 0},
    {302, IS(SELECTOR_ID), 0, 0},
    {305, IS(SAMPLING_TAKEN), 0, 0},
    {306, IS(SAMPLING_SPACE), 0, 0},
    {309, IS(SAMPLING_SIZE), 0, 0},
    {310, IS(SAMPLING_POPULATION), 0, 0},
    {322, IS(END), 9, AT(SECONDS)},
    {323, IS(END), 8, AT(MILLI)},
    {324, IS(END), 7, AT(MICRO)},
    {325, IS(END), 6, AT(NANO)},
};

/* Cisco's own numbers in NetFlow v9, where IPFIX has its enterprise bit. */
static const struct svccomm__element nsel_elements[] = {
    {33002, IS(FIREWALL_EXTENDED_EVENT), 0, 0}, {40001, IS(POST_SOURCE_V4), 1, 0},
    {40002, IS(POST_DESTINATION_V4), 1, 0},     {40003, IS(POST_SOURCE_PORT), 1, 0},
    {40004, IS(POST_DESTINATION_PORT), 1, 0},   {40005, IS(FIREWALL_EVENT), 1, 0},
};

static const struct svccomm__element reverse_elements[] = {
    {1, IS(REVERSE_BYTES), 0, 0},
    {2, IS(REVERSE_PACKETS), 0, 0},
    {6, IS(REVERSE_TCP_FLAGS), 0, 0},
    {21, IS(REVERSE_END), 5, AT(UPTIME)},
    {22, IS(REVERSE_START), 5, AT(UPTIME)},
    {23, IS(REVERSE_BYTES), 2, 0},
    {24, IS(REVERSE_PACKETS), 2, 0},
    {85, IS(REVERSE_BYTES), 1, 0},
    {86, IS(REVERSE_PACKETS), 1, 0},
    {150, IS(REVERSE_START), 3, AT(SECONDS)},
    {151, IS(REVERSE_END), 3, AT(SECONDS)},
    {152, IS(REVERSE_START), 2, AT(MILLI)},
    {153, IS(REVERSE_END), 2, AT(MILLI)},
    {154, IS(REVERSE_START), 1, AT(MICRO)},
    {155, IS(REVERSE_END), 1, AT(MICRO)},
    {156, IS(REVERSE_START), 0, AT(NANO)},
    {157, IS(REVERSE_END), 0, AT(NANO)},
    {158, IS(REVERSE_START), 4, AT(BEFORE_EXPORT)},
    {159, IS(REVERSE_END), 4, AT(BEFORE_EXPORT)},
    {171, IS(REVERSE_BYTES), 3, 0},
    {172, IS(REVERSE_PACKETS), 3, 0},
};

#undef IS
#undef AT

static const struct svccomm__element *element_search(const struct svccomm__element *elements,
                                                     size_t count, uint16_t id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (elements[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && elements[low].id == id ? &elements[low] : NULL;
}

#define ELEMENTS(name) name##_elements, sizeof name##_elements / sizeof *name##_elements

const struct svccomm__element *svccomm__element_find(uint32_t enterprise, uint16_t id)
{
    if (enterprise == SVCCOMM__ENTERPRISE_REVERSE)
        return element_search(ELEMENTS(reverse), id);
    if (enterprise == SVCCOMM__ENTERPRISE_V9 && id >= 0x8000)
        return element_search(ELEMENTS(nsel), id);
    if (enterprise == SVCCOMM__ENTERPRISE_IANA || enterprise == SVCCOMM__ENTERPRISE_V9)
        return element_search(ELEMENTS(iana), id);
    return NULL;
}
