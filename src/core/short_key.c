/* SPDX-License-Identifier: MIT
 * A record's key in 16 bytes (K1). */
#include "core/short_key.h"

#include <string.h>

#include "model/address.h"

struct space {
    uint64_t scope;
    uint32_t realm;
    uint32_t reserved;
};

static struct space space_of(uint32_t realm, uint64_t scope)
{
    struct space space = {scope, realm, 0};

    return space;
}

uint32_t svccomm__space_find(const struct svccomm__atoms *atoms, uint32_t realm, uint64_t scope,
                             int *known)
{
    struct space space = space_of(realm, scope);
    uint32_t index;

    *known = 1;
    if (realm == 0 && scope == 0)
        return 0;
    index = svccomm__atoms_find(atoms, &space);
    *known = index != 0;
    return index;
}

static int address_find(const struct svccomm__atoms *atoms, const uint8_t *address, uint32_t *out)
{
    if (svccomm__address_is_v4(address)) {
        *out = svccomm__short_key_v4(address);
        return 1;
    }
    *out = svccomm__atoms_find(atoms, address);
    return *out != 0;
}

static void fill_plain(const svccomm_key *key, struct svccomm__short_key *out)
{
    memset(out, 0, sizeof *out);
    out->port = key->port;
    out->protocol = key->protocol;
    out->atoms = (uint8_t)((svccomm__address_is_v4(key->client) ? 0 : SVCCOMM__SHORT_CLIENT) |
                           (svccomm__address_is_v4(key->listener) ? 0 : SVCCOMM__SHORT_LISTENER));
}

int svccomm__short_key_find(const struct svccomm__atoms *atoms, const svccomm_key *key,
                            struct svccomm__short_key *out)
{
    int known;

    fill_plain(key, out);
    out->space = svccomm__space_find(atoms, key->realm, key->scope, &known);
    return known && address_find(atoms, key->client, &out->client) &&
           address_find(atoms, key->listener, &out->listener);
}

static uint32_t address_keep(struct svccomm__atoms *atoms, const uint8_t *address)
{
    return svccomm__address_is_v4(address) ? svccomm__short_key_v4(address)
                                           : svccomm__atoms_keep(atoms, address);
}

void svccomm__short_key_keep(struct svccomm__atoms *atoms, const svccomm_key *key,
                             struct svccomm__short_key *out)
{
    struct space space = space_of(key->realm, key->scope);

    fill_plain(key, out);
    if (key->realm != 0 || key->scope != 0)
        out->space = svccomm__atoms_keep(atoms, &space);
    out->client = address_keep(atoms, key->client);
    out->listener = address_keep(atoms, key->listener);
}

void svccomm__short_key_drop(struct svccomm__atoms *atoms, const struct svccomm__short_key *key)
{
    if (key->space != 0)
        svccomm__atoms_drop(atoms, key->space);
    if (key->atoms & SVCCOMM__SHORT_CLIENT)
        svccomm__atoms_drop(atoms, key->client);
    if (key->atoms & SVCCOMM__SHORT_LISTENER)
        svccomm__atoms_drop(atoms, key->listener);
}

static void expand_address(const struct svccomm__atoms *atoms, uint32_t word, int is_atom,
                           uint8_t *out)
{
    if (is_atom) {
        memcpy(out, svccomm__atom_at(atoms, word), SVCCOMM_ADDRESS_SIZE);
        return;
    }
    out[10] = out[11] = 0xff;
    out[12] = (uint8_t)(word >> 24);
    out[13] = (uint8_t)(word >> 16);
    out[14] = (uint8_t)(word >> 8);
    out[15] = (uint8_t)word;
}

svccomm_key svccomm__short_key_expand(const struct svccomm__atoms *atoms,
                                      const struct svccomm__short_key *key)
{
    svccomm_key out = {0};
    struct space space;

    if (key->space != 0) {
        memcpy(&space, svccomm__atom_at(atoms, key->space), sizeof space);
        out.realm = space.realm;
        out.scope = space.scope;
    }
    out.port = key->port;
    out.protocol = key->protocol;
    expand_address(atoms, key->client, (key->atoms & SVCCOMM__SHORT_CLIENT) != 0, out.client);
    expand_address(atoms, key->listener, (key->atoms & SVCCOMM__SHORT_LISTENER) != 0, out.listener);
    return out;
}
