/* SPDX-License-Identifier: MIT
 * Interned values of 16 bytes with reference counts. */
#include "base/atoms.h"

#include <string.h>

#include "base/hash.h"

void svccomm__atoms_init(struct svccomm__atoms *atoms, const uint64_t seed[2])
{
    memset(atoms, 0, sizeof *atoms);
    svccomm__pool_init(&atoms->pool, sizeof(struct svccomm__atom));
    memcpy(atoms->seed, seed, sizeof atoms->seed);
}

static uint64_t atom_hash(const struct svccomm__atoms *atoms, const void *bytes)
{
    return svccomm__hash(atoms->seed, bytes, SVCCOMM__ATOM_SIZE);
}

static int atom_equal(const void *context, uint32_t index, const void *key)
{
    return memcmp(svccomm__atom_at(context, index), key, SVCCOMM__ATOM_SIZE) == 0;
}

uint32_t svccomm__atoms_find(const struct svccomm__atoms *atoms, const void *bytes)
{
    return svccomm__table_find(&atoms->table, atom_hash(atoms, bytes), atom_equal, atoms, bytes);
}

int svccomm__atoms_reserve(struct svccomm__atoms *atoms, struct svccomm__memory *memory,
                           uint32_t more)
{
    int rc = svccomm__pool_reserve(&atoms->pool, memory, more);

    return rc < 0 ? rc : svccomm__table_reserve(&atoms->table, memory, more);
}

uint32_t svccomm__atoms_keep(struct svccomm__atoms *atoms, const void *bytes)
{
    uint32_t index = svccomm__atoms_find(atoms, bytes);
    struct svccomm__atom *atom;

    if (index == 0) {
        index = svccomm__pool_take(&atoms->pool);
        atom = svccomm__pool_at(&atoms->pool, index);
        memcpy(atom->bytes, bytes, sizeof atom->bytes);
        svccomm__table_insert(&atoms->table, atom_hash(atoms, bytes), index);
    }
    atom = svccomm__pool_at(&atoms->pool, index);
    atom->references++;
    return index;
}

void svccomm__atoms_drop(struct svccomm__atoms *atoms, uint32_t index)
{
    struct svccomm__atom *atom = svccomm__pool_at(&atoms->pool, index);

    if (--atom->references > 0)
        return;
    svccomm__table_remove(&atoms->table, atom_hash(atoms, atom->bytes), index);
    svccomm__pool_give(&atoms->pool, index);
}

void svccomm__atoms_free(struct svccomm__atoms *atoms, struct svccomm__memory *memory)
{
    svccomm__pool_free(&atoms->pool, memory);
    svccomm__table_free(&atoms->table, memory);
}
