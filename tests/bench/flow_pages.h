/* SPDX-License-Identifier: MIT
 * Memory for the flow benchmarks: the bare loops and the library get it from the same kind of
 * pages, and both find them touched already. */
#ifndef FLOW_PAGES_H
#define FLOW_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "svccomm/allocator.h"

/* An array of zeroes that free() ends; ends the program without memory. */
void *flow_pages_zeroed(size_t count, size_t size);

/* Zeroes from huge pages (where the system has them) or from small ones, at a multiple of 2 MiB;
 * pages are touched by their first use. Ends the program without memory. */
void *flow_pages_map(size_t bytes, int huge);

void flow_pages_unmap(void *block, size_t bytes);

/* A heap that a library handle lives in: emptied at once, its touched pages stay for the next. */
struct flow_heap {
    unsigned char *base;
    size_t room;
    size_t used;
    void *given_back;
    uint64_t calls; /* of malloc and realloc */
};

/* Room for `bytes`, of which only what is used is taken from the system. */
void flow_heap_open(struct flow_heap *heap, size_t bytes, int huge);

void flow_heap_close(struct flow_heap *heap);

/* Forgets every block. */
void flow_heap_empty(struct flow_heap *heap);

svccomm_allocator flow_heap_allocator(struct flow_heap *heap);

#endif
