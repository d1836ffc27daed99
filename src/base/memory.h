/* SPDX-License-Identifier: MIT
 * Memory of a handle: the caller's allocator and a count of the bytes held. */
#ifndef SVCCOMM_BASE_MEMORY_H
#define SVCCOMM_BASE_MEMORY_H

#include "svccomm/allocator.h"

struct svccomm__memory {
    svccomm_allocator allocator;
    uint64_t bytes;
};

/* Takes the caller's allocator, or the C library's for NULL. Returns 0 or an SVCCOMM_E_ code. */
int svccomm__memory_init(struct svccomm__memory *memory, const svccomm_allocator *allocator);

/* A zeroed block, or NULL. */
void *svccomm__memory_new(struct svccomm__memory *memory, size_t size);

/* Ends a block of that size; NULL is fine. */
void svccomm__memory_free(struct svccomm__memory *memory, void *block, size_t size);

/* Makes room for `need` elements in an array that has room for *capacity; grows by half at least,
 * so that appending is cheap. New room is not cleared. Returns 0 or SVCCOMM_E_NOMEM, the array as
 * it was. `array` is the address of a pointer to the elements. */
int svccomm__memory_grow(struct svccomm__memory *memory, void *array, size_t *capacity, size_t need,
                         size_t element);

#endif
