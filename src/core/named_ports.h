/* SPDX-License-Identifier: MIT
 * Ports that tell a listener (design section 6, named port). */
#ifndef SVCCOMM_CORE_NAMED_PORTS_H
#define SVCCOMM_CORE_NAMED_PORTS_H

#include <stddef.h>
#include <stdint.h>

#define SVCCOMM__PORT_ALL_NAMED 512u /* every port below */

/* Whether a port is < 512, or in the built-in table of well-known services. The caller sees to the
 * ephemeral range. */
int svccomm__port_is_named(uint16_t port);

/* That table, in rising order. */
const uint16_t *svccomm__named_ports(size_t *count);

#endif
