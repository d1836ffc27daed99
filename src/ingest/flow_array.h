/* SPDX-License-Identifier: MIT
 * The flows that a decoder gives out: an array of elements of the caller's size, kept from call to
 * call, so that decoding allocates nothing once it is warm (design A10). */
#ifndef SVCCOMM_INGEST_FLOW_ARRAY_H
#define SVCCOMM_INGEST_FLOW_ARRAY_H

#include <string.h>

#include "base/memory.h"
#include "svccomm/flow.h"

struct svccomm__flow_array {
    unsigned char *bytes;
    size_t capacity; /* bytes */
    size_t count;    /* flows in it */
    size_t stride;   /* the caller's sizeof(svccomm_flow) */
};

/* Empties the array for up to `room` flows of `stride` bytes. Returns 0, SVCCOMM_E_STRUCT_SIZE, or
 * SVCCOMM_E_NOMEM with the array as it was. */
int svccomm__flow_array_begin(struct svccomm__flow_array *array, struct svccomm__memory *memory,
                              size_t room, size_t stride);

/* Makes room for `more` flows behind those that are there. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__flow_array_reserve(struct svccomm__flow_array *array, struct svccomm__memory *memory,
                                size_t more);

void svccomm__flow_array_free(struct svccomm__flow_array *array, struct svccomm__memory *memory);

/* The next flow, not cleared; room was reserved. It counts once it is added. */
static inline svccomm_flow *svccomm__flow_array_next(const struct svccomm__flow_array *array)
{
    return (svccomm_flow *)(void *)(array->bytes + array->count * array->stride);
}

/* Takes the next flow, which was written, as one of the array. */
static inline void svccomm__flow_array_add(struct svccomm__flow_array *array)
{
    unsigned char *flow = array->bytes + array->count * array->stride;

    if (array->stride > sizeof(svccomm_flow)) /* what the caller knows and this library does not */
        memset(flow + sizeof(svccomm_flow), 0, array->stride - sizeof(svccomm_flow));
    array->count++;
}

#endif
