/* SPDX-License-Identifier: MIT
 * The allocator of the driver's handles: counts blocks, checks sizes, fails on command. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

/* Before each block, so that the size that is told can be checked. */
union header {
    size_t size;
    max_align_t align;
};

/* None where AddressSanitizer sees the block's end itself. */
#if defined(__SANITIZE_ADDRESS__)
#define GUARD 0
#else
#define GUARD sizeof guard
#endif

/* After each block, so that a write beyond it is found without a sanitizer as well. */
static const unsigned char guard[16] = {0x5A, 0xC3, 0x5A, 0xC3, 0x5A, 0xC3, 0x5A, 0xC3,
                                        0x5A, 0xC3, 0x5A, 0xC3, 0x5A, 0xC3, 0x5A, 0xC3};

int faults_hit(struct faults *faults)
{
    if (faults->after == 0 || --faults->after > 0)
        return 0;
    if (faults->sticky)
        faults->after = 1;
    return 1;
}

static void *memory_malloc(void *ctx, size_t size)
{
    struct memory *memory = ctx;

    if (faults_hit(&memory->faults))
        return NULL;
    union header *header = malloc(sizeof *header + size + GUARD);
    if (header == NULL)
        abort();
    header->size = size;
    memset(header + 1, 0xA5, size);
    if (GUARD > 0)
        memcpy((char *)(header + 1) + size, guard, GUARD);
    memory->blocks++;
    return header + 1;
}

static void memory_free(void *ctx, void *block, size_t size)
{
    struct memory *memory = ctx;
    union header *header = (union header *)block - 1;

    memory->wrong_sizes += header->size != size;
    memory->overruns += memcmp((char *)block + header->size, guard, GUARD) != 0;
    memory->blocks--;
    free(header);
}

/* Always moves, so that a pointer that was kept is found out. */
static void *memory_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    void *moved = memory_malloc(ctx, size);

    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old_size < size ? old_size : size);
    memory_free(ctx, block, old_size);
    return moved;
}

void memory_allocator(struct memory *memory, svccomm_allocator *allocator)
{
    if (svccomm_allocator_init(allocator, sizeof *allocator) != 0)
        abort();
    allocator->ctx = memory;
    allocator->malloc = memory_malloc;
    allocator->realloc = memory_realloc;
    allocator->free = memory_free;
}
