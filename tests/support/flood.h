/* SPDX-License-Identifier: MIT
 * Datagrams of attackers who make up templates and exporters, and of real exporters among them. */
#ifndef FLOOD_H
#define FLOOD_H

#include "svccomm/svccomm.h"

#define FLOOD_REAL_FLOWS 3 /* in each datagram of a real exporter */

struct flood {
    svccomm_datagram from;
    size_t length;
    uint8_t bytes[1400];
};

/* The number-th spoofed datagram, NetFlow v9 and IPFIX by turns: from one address a template of 60
 * fields, of a new domain after eight of them; from an address of its own a template and a flow;
 * from one address data of a template that never comes. */
void flood_template(struct flood *flood, uint32_t number);
void flood_exporter(struct flood *flood, uint32_t number);
void flood_data(struct flood *flood, uint32_t number);

/* From one address in IPFIX: the number-th of 4,000 options templates; a datagram that defines a
 * template and withdraws all that are none of options, again and again. */
void flood_options(struct flood *flood, uint32_t number);
void flood_withdrawals(struct flood *flood, uint32_t number);

/* Real exporters: the template of the who-th, and its number-th datagram of data (NetFlow v9). */
void flood_real_template(struct flood *flood, uint32_t who);
void flood_real_data(struct flood *flood, uint32_t who, uint32_t number);

#endif
