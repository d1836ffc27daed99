/* SPDX-License-Identifier: MIT
 * Structs that cross the boundary: size first, unknown tail zero, array elements of the caller's
 * size (design A3). */
#include "base/structs.h"

#include <string.h>

#include "svccomm/error.h"

/* What holds the most strictly aligned member that elements have: to 8, or 4 on some machines. */
struct element_alignment {
    char first;
    uint64_t widest;
};

/* What elements of so many bytes may be aligned to: a size is a multiple of that. */
static size_t alignment_of(size_t known)
{
    size_t alignment = offsetof(struct element_alignment, widest);

    while (known % alignment != 0)
        alignment /= 2;
    return alignment;
}

static int all_zero(const unsigned char *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (bytes[i] != 0)
            return 0;
    return 1;
}

int svccomm__struct_init(void *object, size_t size, size_t known)
{
    uint32_t stored = (uint32_t)size;

    if (object == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (size < known || size > UINT32_MAX)
        return SVCCOMM_E_STRUCT_SIZE;
    memset(object, 0, size);
    memcpy(object, &stored, sizeof stored);
    return 0;
}

int svccomm__struct_out(const void *object, size_t known)
{
    uint32_t size;

    if (object == NULL)
        return SVCCOMM_E_ARGUMENT;
    memcpy(&size, object, sizeof size);
    return size < known ? SVCCOMM_E_STRUCT_SIZE : 0;
}

int svccomm__struct_in(void *into, size_t known, const void *from)
{
    uint32_t size, own = (uint32_t)known;
    int rc = svccomm__struct_out(from, known);

    if (rc < 0)
        return rc;
    memcpy(&size, from, sizeof size);
    if (!all_zero((const unsigned char *)from + known, size - known))
        return SVCCOMM_E_STRUCT_TAIL;
    memcpy(into, from, known);
    memcpy(into, &own, sizeof own);
    return 0;
}

int svccomm__element_fits(size_t size, size_t known)
{
    return size >= known && size % alignment_of(known) == 0;
}

int svccomm__elements_in(const void *elements, size_t count, size_t size, size_t known)
{
    const unsigned char *bytes = elements;
    size_t i;

    if (count > 0 && elements == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (!svccomm__element_fits(size, known))
        return SVCCOMM_E_STRUCT_SIZE;
    for (i = 0; size > known && i < count; i++)
        if (!all_zero(bytes + i * size + known, size - known))
            return SVCCOMM_E_STRUCT_TAIL;
    return 0;
}

void svccomm__element_out(void *elements, size_t index, size_t size, const void *from, size_t known)
{
    unsigned char *element = (unsigned char *)elements + index * size;

    memcpy(element, from, known);
    memset(element + known, 0, size - known);
}
