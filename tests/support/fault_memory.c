/* SPDX-License-Identifier: MIT
 * The failing allocator. Every growth moves the block, so that a pointer that is kept too long is
 * caught by the address sanitizer; a head before each block knows its size. */
#include "fault_memory.h"

#include <stdlib.h>
#include <string.h>

#define MARK UINT64_C(0x5ca1ab1e0ddba11)

/* Two words keep the block behind it aligned as malloc's. */
union head {
    max_align_t align;
    struct {
        uint64_t mark;
        uint64_t size;
    } block;
};

static void complain(struct fault_memory *memory, const char *what)
{
    if (memory->complaint == NULL)
        memory->complaint = what;
}

static int must_fail(struct fault_memory *memory)
{
    uint64_t call = ++memory->calls;
    int fails = memory->nth != 0 &&
                (call == memory->nth || (call > memory->nth && memory->mode == FAULT_FROM_THEN_ON));

    memory->failed += (uint64_t)fails;
    return fails;
}

static void *new_block(struct fault_memory *memory, size_t size)
{
    union head *head = malloc(sizeof *head + size);

    if (head == NULL)
        return NULL;
    head->block.mark = MARK;
    head->block.size = size;
    memory->live_bytes += size;
    memory->blocks++;
    /* What nobody wrote must not be taken for zero. */
    memset(head + 1, 0xa5, size);
    return head + 1;
}

static union head *head_of(struct fault_memory *memory, void *block, size_t size)
{
    union head *head = (union head *)block - 1;

    if (head->block.mark != MARK)
        complain(memory, "a block that was not allocated here");
    else if (head->block.size != size)
        complain(memory, "a size that is not the block's");
    return head;
}

static void end_block(struct fault_memory *memory, union head *head)
{
    memory->live_bytes -= head->block.size;
    memory->blocks--;
    head->block.mark = 0;
    free(head);
}

static void *fault_malloc(void *ctx, size_t size)
{
    struct fault_memory *memory = ctx;

    if (size == 0)
        complain(memory, "malloc of size 0");
    return must_fail(memory) ? NULL : new_block(memory, size);
}

static void *fault_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    struct fault_memory *memory = ctx;
    union head *head;
    void *moved;

    if (size == 0 || block == NULL) {
        complain(memory, "realloc to size 0 or of NULL");
        return NULL;
    }
    head = head_of(memory, block, old_size);
    if (must_fail(memory))
        return NULL;
    moved = new_block(memory, size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, (size_t)(head->block.size < size ? head->block.size : size));
    end_block(memory, head);
    return moved;
}

static void fault_free(void *ctx, void *block, size_t size)
{
    struct fault_memory *memory = ctx;

    if (block == NULL)
        complain(memory, "free of NULL");
    else
        end_block(memory, head_of(memory, block, size));
}

void fault_memory_init(struct fault_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    svccomm_allocator_init(&memory->allocator, sizeof memory->allocator);
    memory->allocator.ctx = memory;
    memory->allocator.malloc = fault_malloc;
    memory->allocator.realloc = fault_realloc;
    memory->allocator.free = fault_free;
}

void fault_memory_arm(struct fault_memory *memory, uint64_t nth, enum fault_mode mode)
{
    memory->calls = 0;
    memory->failed = 0;
    memory->nth = nth;
    memory->mode = mode;
}

void fault_memory_disarm(struct fault_memory *memory)
{
    memory->nth = 0;
}
