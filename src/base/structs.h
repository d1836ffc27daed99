/* SPDX-License-Identifier: MIT
 * Structs that cross the boundary: size first, unknown tail zero, array elements of the caller's
 * size (design A3). */
#ifndef SVCCOMM_BASE_STRUCTS_H
#define SVCCOMM_BASE_STRUCTS_H

#include <stddef.h>
#include <stdint.h>

/* Clears `size` bytes at a size-first struct and sets its size. `known` is this library's size;
 * while there is one version only, it is the least size too. */
int svccomm__struct_init(void *object, size_t size, size_t known);

/* Copies the caller's size-first struct over `into`, which holds defaults; checks the tail. */
int svccomm__struct_in(void *into, size_t known, const void *from);

/* Whether a caller's size-first out struct can be written: 0 or a code. */
int svccomm__struct_out(const void *object, size_t known);

/* Whether an element of the caller's size holds what is known, and the next one is aligned. */
int svccomm__element_fits(size_t size, size_t known);

/* Whether elements of the caller's size can be read: 0 or a code; all tails must be zero. */
int svccomm__elements_in(const void *elements, size_t count, size_t size, size_t known);

/* Writes one element into the caller's array of elements of `size` bytes, the tail zeroed. */
void svccomm__element_out(void *elements, size_t index, size_t size, const void *from,
                          size_t known);

#endif
