/* SPDX-License-Identifier: MIT
 * Ports that tell a listener (design section 6, named port). */
#ifndef SVCCOMM_CORE_NAMED_PORTS_H
#define SVCCOMM_CORE_NAMED_PORTS_H

#include <stdint.h>

/* Whether a port is < 512, or in the built-in table of well-known services. The caller sees to the
 * ephemeral range. */
int svccomm__port_is_named(uint16_t port);

#endif
