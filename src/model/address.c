/* SPDX-License-Identifier: MIT
 * What kind of address it is, and prefixes; the text forms are in address_text.c. */
#include "model/address.h"

#include <string.h>

#include "svccomm/error.h"

int svccomm__address_is_group(const uint8_t *address)
{
    static const uint8_t broadcast[4] = {255, 255, 255, 255};

    if (!svccomm__address_is_v4(address))
        return address[0] == 0xff;
    return address[12] >> 4 == 14 || memcmp(address + 12, broadcast, sizeof broadcast) == 0;
}

int svccomm__address_is_local(const uint8_t *address)
{
    static const uint8_t loopback[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    if (svccomm__address_is_v4(address))
        return address[12] == 127 || (address[12] == 169 && address[13] == 254);
    if (address[0] == 0xfe)
        return (address[1] & 0xc0) == 0x80;
    if (address[0] == 0xff)
        return address[1] == 2;
    return memcmp(address, loopback, sizeof loopback) == 0;
}

int svccomm__address_is_client(const uint8_t *address)
{
    return !svccomm__address_is_unspecified(address) && !svccomm__address_is_group(address);
}

int svccomm_prefix_contains(const svccomm_prefix *prefix, const uint8_t *address)
{
    size_t whole, bits;

    if (prefix == NULL || address == NULL || prefix->length > 128)
        return SVCCOMM_E_ARGUMENT;
    whole = prefix->length / 8;
    bits = prefix->length % 8;
    if (memcmp(prefix->address, address, whole) != 0)
        return 0;
    return bits == 0 || (prefix->address[whole] ^ address[whole]) >> (8 - bits) == 0;
}
