/* SPDX-License-Identifier: MIT
 * An allocator that fails the n-th allocation, once or from then on, and that knows the size of
 * every block (design section 11, property 5). */
#ifndef FAULT_MEMORY_H
#define FAULT_MEMORY_H

#include "svccomm/svccomm.h"

enum fault_mode {
    FAULT_ONCE,
    FAULT_FROM_THEN_ON,
};

struct fault_memory {
    svccomm_allocator allocator; /* for the handles under test */
    uint64_t live_bytes;
    uint64_t blocks;
    uint64_t calls;  /* allocations and growths since it was armed */
    uint64_t nth;    /* which of them fails; 0: none */
    uint64_t failed; /* how many did since it was armed */
    enum fault_mode mode;
    const char *complaint; /* what the library did wrong first, or NULL */
};

void fault_memory_init(struct fault_memory *memory);

/* Makes the n-th allocation from now fail. */
void fault_memory_arm(struct fault_memory *memory, uint64_t nth, enum fault_mode mode);

/* All allocations succeed again. */
void fault_memory_disarm(struct fault_memory *memory);

#endif
