/* SPDX-License-Identifier: MIT
 * Sorting in place: heap sort, because the C library's qsort may allocate behind the caller's
 * allocator. */
#ifndef SVCCOMM_BASE_SORT_H
#define SVCCOMM_BASE_SORT_H

#include <stddef.h>

/* Negative, 0, positive. */
typedef int (*svccomm__order)(const void *context, const void *a, const void *b);

/* Sorts `count` elements of `size` bytes, at most SVCCOMM__SORT_SIZE. Not stable: the order must be
 * total where that matters. */
void svccomm__sort(void *elements, size_t count, size_t size, svccomm__order order,
                   const void *context);

/* Offers an element to the least `capacity` ones that are kept in `elements`: a heap, the greatest
 * first, until it is sorted. */
void svccomm__keep_least(void *elements, size_t *count, size_t capacity, size_t size,
                         const void *element, svccomm__order order, const void *context);

#define SVCCOMM__SORT_SIZE 128

#endif
