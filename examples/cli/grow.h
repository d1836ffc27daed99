/* SPDX-License-Identifier: MIT
 * Lists that grow. */
#ifndef CLI_GROW_H
#define CLI_GROW_H

#include <stddef.h>

/* Makes room for `needed` elements of `size` bytes; `list` is the address of a pointer of any type.
 * 0, or an exit code after saying that there is no memory. */
int grow(void *list, size_t needed, size_t *capacity, size_t size);

#endif
