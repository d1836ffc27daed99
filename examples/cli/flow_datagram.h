/* SPDX-License-Identifier: MIT
 * What the first bytes of a datagram say: whether it is one of flows, and when it was sent. */
#ifndef CLI_FLOW_DATAGRAM_H
#define CLI_FLOW_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether it begins with a version that svccomm_decoder reads. */
bool flow_datagram_known(const uint8_t *data, size_t length);

/* The export time of its header, or SVCCOMM_NO_TIME where the header is cut. */
int64_t flow_datagram_time(const uint8_t *data, size_t length);

#endif
