/* SPDX-License-Identifier: MIT
 * Memory for the flow benchmarks. */
#define _DEFAULT_SOURCE
#include "flow_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_PAGE ((size_t)2 << 20)
#define ALIGNMENT 64u

/* A block that was given back; of the exact size, it is given out again. */
struct freed {
    struct freed *next;
    size_t size;
};

static void *or_end(void *block)
{
    if (block == NULL || block == MAP_FAILED) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return block;
}

void *flow_pages_zeroed(size_t count, size_t size)
{
    return or_end(calloc(count > 0 ? count : 1, size));
}

/* Unmaps what lies before the first multiple of HUGE_PAGE and after the bytes wanted. */
static unsigned char *trimmed(unsigned char *block, size_t bytes)
{
    size_t before = (HUGE_PAGE - (uintptr_t)block % HUGE_PAGE) % HUGE_PAGE;

    if (before > 0)
        munmap(block, before);
    munmap(block + before + bytes, HUGE_PAGE - before);
    return block + before;
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

void *flow_pages_map(size_t bytes, int huge)
{
    size_t whole = whole_pages(bytes);
    unsigned char *block = or_end(mmap(NULL, whole + HUGE_PAGE, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));

    block = trimmed(block, whole);
#ifdef MADV_HUGEPAGE
    madvise(block, whole, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
#else
    (void)huge;
#endif
    return block;
}

void flow_pages_unmap(void *block, size_t bytes)
{
    munmap(block, whole_pages(bytes));
}

void flow_heap_open(struct flow_heap *heap, size_t bytes, int huge)
{
    memset(heap, 0, sizeof *heap);
    heap->room = whole_pages(bytes + ALIGNMENT);
    heap->base = flow_pages_map(heap->room, huge);
}

void flow_heap_close(struct flow_heap *heap)
{
    flow_pages_unmap(heap->base, heap->room);
}

void flow_heap_empty(struct flow_heap *heap)
{
    heap->used = 0;
    heap->given_back = NULL;
}

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* A block of that size that was given back, or NULL. */
static void *given_again(struct flow_heap *heap, size_t size)
{
    struct freed *block = heap->given_back, *before = NULL;

    for (; block != NULL; before = block, block = block->next) {
        if (block->size != size)
            continue;
        if (before == NULL)
            heap->given_back = block->next;
        else
            before->next = block->next;
        break;
    }
    return block;
}

static void *heap_malloc(void *ctx, size_t size)
{
    struct flow_heap *heap = ctx;
    void *block = given_again(heap, rounded(size));

    heap->calls++;
    if (block != NULL)
        return block;
    if (size > heap->room - heap->used - ALIGNMENT)
        return NULL;
    block = heap->base + heap->used;
    heap->used += rounded(size);
    return block;
}

static int is_newest(const struct flow_heap *heap, const void *block, size_t size)
{
    return (const unsigned char *)block + rounded(size) == heap->base + heap->used;
}

static void heap_free(void *ctx, void *block, size_t size)
{
    struct flow_heap *heap = ctx;
    struct freed *freed = block;

    if (is_newest(heap, block, size)) {
        heap->used -= rounded(size);
        return;
    }
    freed->next = heap->given_back;
    freed->size = rounded(size);
    heap->given_back = freed;
}

static void *heap_realloc(void *ctx, void *block, size_t old_size, size_t size)
{
    struct flow_heap *heap = ctx;
    void *moved;

    if (is_newest(heap, block, old_size) &&
        size <= heap->room - (heap->used - rounded(old_size)) - ALIGNMENT) {
        heap->calls++;
        heap->used += rounded(size) - rounded(old_size);
        return block;
    }
    moved = heap_malloc(ctx, size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old_size < size ? old_size : size);
    heap_free(ctx, block, old_size);
    return moved;
}

svccomm_allocator flow_heap_allocator(struct flow_heap *heap)
{
    svccomm_allocator allocator;

    svccomm_allocator_init(&allocator, sizeof allocator);
    allocator.ctx = heap;
    allocator.malloc = heap_malloc;
    allocator.realloc = heap_realloc;
    allocator.free = heap_free;
    return allocator;
}
