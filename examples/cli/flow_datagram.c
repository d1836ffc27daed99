/* SPDX-License-Identifier: MIT
 * The headers of NetFlow v1, v5, v7, v9 (RFC 3954 section 5.1) and IPFIX (RFC 7011 section 3.1), as
 * far as the version and the export time. */
#include "flow_datagram.h"

#include "times.h"

#include <svccomm/api.h>

#define IPFIX 10u
#define V9 9u

static uint32_t u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static unsigned version_of(const uint8_t *data, size_t length)
{
    return length < 2 ? 0 : (unsigned)data[0] << 8 | data[1];
}

bool flow_datagram_known(const uint8_t *data, size_t length)
{
    unsigned version = version_of(data, length);
    return version == 1 || version == 5 || version == 7 || version == V9 || version == IPFIX;
}

int64_t flow_datagram_time(const uint8_t *data, size_t length)
{
    unsigned version = version_of(data, length);
    size_t at = version == IPFIX ? 4 : 8; /* all others have the uptime before it */
    if (!flow_datagram_known(data, length) || length < at + 8)
        return SVCCOMM_NO_TIME;
    int64_t time = u32(data + at) * TIMES_SECOND;
    if (version != V9 && version != IPFIX && u32(data + at + 4) < TIMES_SECOND)
        time += u32(data + at + 4);
    return time;
}
