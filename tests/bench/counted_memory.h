/* SPDX-License-Identifier: MIT
 * An allocator that counts what it gives. */
#ifndef COUNTED_MEMORY_H
#define COUNTED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "svccomm/svccomm.h"

struct counted_memory {
    uint64_t allocations;
    size_t held; /* bytes */
    size_t peak;
};

svccomm_allocator counted_allocator(struct counted_memory *memory);

#endif
