/* SPDX-License-Identifier: MIT
 * Which realm a VLAN or VRF id means (design K5). */
#ifndef SVCCOMM_INGEST_REALMS_H
#define SVCCOMM_INGEST_REALMS_H

#include <stddef.h>

#include "svccomm/decoder.h"

struct svccomm__realms {
    svccomm_realm_map *map; /* sorted by kind and id */
    size_t capacity;
    size_t count;
};

/* Writes the realm that an id of that kind means: 1, or 0 if it is not mapped. */
int svccomm__realm_find(const struct svccomm__realms *realms, uint32_t kind, uint64_t id,
                        uint32_t *realm);

#endif
