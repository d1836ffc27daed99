/* SPDX-License-Identifier: MIT
 * Lists that grow by doubling. */
#include "grow.h"

#include "say.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 256

int grow(void *list, size_t needed, size_t *capacity, size_t size)
{
    void *old, *grown;
    size_t room = *capacity > 0 ? *capacity : LEAST;
    if (needed <= *capacity)
        return 0;
    while (room < needed && room <= SIZE_MAX / 2)
        room *= 2;
    memcpy(&old, list, sizeof old); /* the pointer is of any type */
    grown = room < needed || room > SIZE_MAX / size ? NULL : realloc(old, room * size);
    if (grown == NULL)
        return say_input("out of memory");
    memcpy(list, &grown, sizeof grown);
    *capacity = room;
    return 0;
}
