/* SPDX-License-Identifier: MIT
 * The memory functions that a handle uses, given by the caller (design A5). */
#ifndef SVCCOMM_ALLOCATOR_H
#define SVCCOMM_ALLOCATOR_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Memory functions of a handle. All three are given, or all three NULL for the C library's.
 *  Blocks are aligned as malloc's. Sizes are never 0. They must not call the handle. */
typedef struct svccomm_allocator {
    uint32_t size;     /**< sizeof(svccomm_allocator), set by svccomm_allocator_init() */
    uint32_t reserved; /**< 0 */
    void *ctx;         /**< passed to each function; NULL is fine */
    /** A new block of `size` bytes, or NULL. */
    void *(*malloc)(void *ctx, size_t size);
    /** Resizes `block` from `old_size` to `size`; NULL leaves the block as it was. */
    void *(*realloc)(void *ctx, void *block, size_t old_size, size_t size);
    /** Ends a block of `size` bytes; `block` is never NULL. */
    void (*free)(void *ctx, void *block, size_t size);
} svccomm_allocator;

/** Fills an allocator with the C library's functions.
 *  @param allocator  not NULL.   @param size  sizeof *allocator.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_allocator_init(svccomm_allocator *allocator, size_t size);

#ifdef __cplusplus
}
#endif

#endif
