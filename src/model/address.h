/* SPDX-License-Identifier: MIT
 * What kind of address a canonical address is. */
#ifndef SVCCOMM_MODEL_ADDRESS_H
#define SVCCOMM_MODEL_ADDRESS_H

#include <string.h>

#include "svccomm/address.h"

/* K2: IPv4 is ::ffff:a.b.c.d. */
static inline int svccomm__address_is_v4(const uint8_t *address)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    return memcmp(address, mapped, sizeof mapped) == 0;
}

/* :: or 0.0.0.0. */
static inline int svccomm__address_is_unspecified(const uint8_t *address)
{
    static const uint8_t any_v4[16] = {[10] = 0xff, [11] = 0xff}, any_v6[16];

    return memcmp(address, any_v4, sizeof any_v4) == 0 ||
           memcmp(address, any_v6, sizeof any_v6) == 0;
}

/* Multicast of either family, or 255.255.255.255. */
int svccomm__address_is_group(const uint8_t *address);

/* Local to one host by its form alone (K3): 127/8, ::1, 169.254/16, fe80::/10, ff02::/16. */
int svccomm__address_is_local(const uint8_t *address);

/* Whether a prefix is no longer than an address, and has no bits beyond its length. */
int svccomm__prefix_is_valid(const svccomm_prefix *prefix);

/* Whether it may be a client: not unspecified, multicast or broadcast (D1). */
int svccomm__address_is_client(const uint8_t *address);

/* Reads all of a dotted address, strictly (no leading zeros): 1, or 0 and nothing written. */
int svccomm__address_parse_v4(const char *text, size_t length, uint8_t *out);

/* The canonical form of four octets (K2). */
static inline void svccomm__address_set_v4(uint8_t *address, const uint8_t *octets)
{
    memset(address, 0, 10);
    memset(address + 10, 0xff, 2);
    memcpy(address + 12, octets, 4);
}

#endif
