/* SPDX-License-Identifier: MIT
 * The addresses of this host: what an exporter here tells of 127.0.0.1 is about this host. */
#ifndef CLI_OWN_ADDRESSES_H
#define CLI_OWN_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <svccomm/address.h>

/* Starts as zeros. */
struct own_addresses {
    uint8_t (*list)[SVCCOMM_ADDRESS_SIZE]; /* sorted */
    size_t count;
    size_t capacity;
};

/* Reads them anew; those of before stay where that is not possible. */
void own_addresses_read(struct own_addresses *own);

/* Whether the address is one of them, or loopback. */
bool own_addresses_have(const struct own_addresses *own, const uint8_t *address);

void own_addresses_free(struct own_addresses *own);

#endif
