/* SPDX-License-Identifier: MIT
 * The flows that a decoder gives out. */
#include "ingest/flow_array.h"

#include "base/arith.h"
#include "base/structs.h"
#include "svccomm/error.h"

/* An array that one datagram made great is not kept for ever. */
#define FLOW_ARRAY_KEPT ((size_t)4 << 20)

static void flow_array_shrink(struct svccomm__flow_array *array, struct svccomm__memory *memory,
                              size_t bytes)
{
    if (array->capacity > FLOW_ARRAY_KEPT && array->capacity / 4 > bytes)
        svccomm__flow_array_free(array, memory);
}

int svccomm__flow_array_begin(struct svccomm__flow_array *array, struct svccomm__memory *memory,
                              size_t room, size_t stride)
{
    size_t bytes;

    if (!svccomm__element_fits(stride, sizeof(svccomm_flow)))
        return SVCCOMM_E_STRUCT_SIZE;
    if (!svccomm__mul_size(room, stride, &bytes))
        return SVCCOMM_E_NOMEM;
    flow_array_shrink(array, memory, bytes);
    if (svccomm__memory_grow(memory, &array->bytes, &array->capacity, bytes, 1) < 0)
        return SVCCOMM_E_NOMEM;
    array->count = 0;
    array->stride = stride;
    return 0;
}

int svccomm__flow_array_reserve(struct svccomm__flow_array *array, struct svccomm__memory *memory,
                                size_t more)
{
    size_t bytes;

    if (more > SIZE_MAX - array->count ||
        !svccomm__mul_size(array->count + more, array->stride, &bytes))
        return SVCCOMM_E_NOMEM;
    return svccomm__memory_grow(memory, &array->bytes, &array->capacity, bytes, 1);
}

void svccomm__flow_array_free(struct svccomm__flow_array *array, struct svccomm__memory *memory)
{
    svccomm__memory_free(memory, array->bytes, array->capacity);
    array->bytes = NULL;
    array->capacity = 0;
    array->count = 0;
}
