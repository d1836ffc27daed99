/* SPDX-License-Identifier: MIT
 * A record's key in 16 bytes (K1): IPv4 addresses stand in it as they are, IPv6 ones and the pair
 * of realm and scope as atoms, so that a record fits a cache line. */
#ifndef SVCCOMM_CORE_SHORT_KEY_H
#define SVCCOMM_CORE_SHORT_KEY_H

#include <string.h>

#include "base/atoms.h"
#include "svccomm/key.h"

/* svccomm__short_key.atoms: which members are indices of atoms. */
#define SVCCOMM__SHORT_CLIENT 1u
#define SVCCOMM__SHORT_LISTENER 2u

struct svccomm__short_key {
    uint32_t client;   /* IPv4 address, or an atom */
    uint32_t listener; /* likewise */
    uint32_t space;    /* atom of (scope, realm); 0: both are 0 */
    uint16_t port;
    uint8_t protocol;
    uint8_t atoms; /* SVCCOMM__SHORT_ bits */
};

/* The short form of a key: 1; or 0 if it has an atom that nobody keeps, so that no record has this
 * key. Takes no references. */
int svccomm__short_key_find(const struct svccomm__atoms *atoms, const svccomm_key *key,
                            struct svccomm__short_key *out);

/* The short form with a reference to each of its atoms; room for SVCCOMM__SHORT_ATOMS of them was
 * reserved. */
#define SVCCOMM__SHORT_ATOMS 3u
void svccomm__short_key_keep(struct svccomm__atoms *atoms, const svccomm_key *key,
                             struct svccomm__short_key *out);

/* Drops the references. */
void svccomm__short_key_drop(struct svccomm__atoms *atoms, const struct svccomm__short_key *key);

/* The key that it stands for. */
svccomm_key svccomm__short_key_expand(const struct svccomm__atoms *atoms,
                                      const struct svccomm__short_key *key);

static inline int svccomm__short_key_equal(const struct svccomm__short_key *a,
                                           const struct svccomm__short_key *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* An IPv4 address as it stands in a short key. */
static inline uint32_t svccomm__short_key_v4(const uint8_t *address)
{
    return (uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 | (uint32_t)address[14] << 8 |
           address[15];
}

/* The atom of a realm and scope, or 0 with *known = 0 if nobody keeps it. */
uint32_t svccomm__space_find(const struct svccomm__atoms *atoms, uint32_t realm, uint64_t scope,
                             int *known);

#endif
