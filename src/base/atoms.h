/* SPDX-License-Identifier: MIT
 * Interned values of 16 bytes with reference counts, known by index: what is long and repeats in
 * many keys stands in each as four bytes. */
#ifndef SVCCOMM_BASE_ATOMS_H
#define SVCCOMM_BASE_ATOMS_H

#include "base/pool.h"
#include "base/table.h"

#define SVCCOMM__ATOM_SIZE 16

struct svccomm__atom {
    uint8_t bytes[SVCCOMM__ATOM_SIZE];
    uint32_t references;
};

struct svccomm__atoms {
    struct svccomm__pool pool;
    struct svccomm__table table;
    uint64_t seed[2];
};

void svccomm__atoms_init(struct svccomm__atoms *atoms, const uint64_t seed[2]);

/* The index of a value, or 0 if nobody keeps it. */
uint32_t svccomm__atoms_find(const struct svccomm__atoms *atoms, const void *bytes);

/* Makes room for `more` new values. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__atoms_reserve(struct svccomm__atoms *atoms, struct svccomm__memory *memory,
                           uint32_t more);

/* The index of a value and one reference to it; a new one takes room that was reserved. */
uint32_t svccomm__atoms_keep(struct svccomm__atoms *atoms, const void *bytes);

/* One reference less. */
void svccomm__atoms_drop(struct svccomm__atoms *atoms, uint32_t index);

void svccomm__atoms_free(struct svccomm__atoms *atoms, struct svccomm__memory *memory);

/* The 16 bytes of an index that is kept. */
static inline const uint8_t *svccomm__atom_at(const struct svccomm__atoms *atoms, uint32_t index)
{
    const struct svccomm__atom *atom = svccomm__pool_at(&atoms->pool, index);

    return atom->bytes;
}

#endif
