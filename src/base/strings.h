/* SPDX-License-Identifier: MIT
 * Interned strings with reference counts: equal names are held once and compared by pointer. */
#ifndef SVCCOMM_BASE_STRINGS_H
#define SVCCOMM_BASE_STRINGS_H

#include "base/memory.h"

struct svccomm__string;

struct svccomm__strings {
    struct svccomm__memory *memory;
    uint64_t seed[2];
    struct svccomm__string **buckets;
    size_t bucket_count;
    uint64_t count;
    uint64_t bytes;
    uint64_t max_count;
    uint64_t max_bytes;
};

/* Finds or makes a string and takes a reference to it.
 * Returns 0; SVCCOMM_E_RANGE (too long); SVCCOMM_E_FULL (a cap); SVCCOMM_E_NOMEM. */
int svccomm__strings_intern(struct svccomm__strings *strings, const char *text, size_t length,
                            const char **out);

/* One reference more to an interned string; NULL is fine. Gives it back for chaining. */
const char *svccomm__strings_keep(const char *text);

/* One reference less; NULL is fine. */
void svccomm__strings_drop(struct svccomm__strings *strings, const char *text);

void svccomm__strings_free(struct svccomm__strings *strings);

#endif
