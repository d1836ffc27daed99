/* SPDX-License-Identifier: MIT
 * Sorting in place: heap sort. */
#include "base/sort.h"

#include <string.h>

struct sorting {
    unsigned char *elements;
    size_t size;
    svccomm__order order;
    const void *context;
};

static unsigned char *element_at(const struct sorting *s, size_t at)
{
    return s->elements + at * s->size;
}

/* Lets `held` sink from `at` to its place in the heap of `count`. */
static void sink_down(const struct sorting *s, size_t at, size_t count, const unsigned char *held)
{
    size_t child;

    for (; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count &&
            s->order(s->context, element_at(s, child), element_at(s, child + 1)) < 0)
            child++;
        if (s->order(s->context, held, element_at(s, child)) >= 0)
            break;
        memcpy(element_at(s, at), element_at(s, child), s->size);
    }
    memcpy(element_at(s, at), held, s->size);
}

void svccomm__sort(void *elements, size_t count, size_t size, svccomm__order order,
                   const void *context)
{
    struct sorting s = {elements, size, order, context};
    unsigned char held[SVCCOMM__SORT_SIZE];
    size_t at;

    for (at = count / 2; at-- > 0;) {
        memcpy(held, element_at(&s, at), size);
        sink_down(&s, at, count, held);
    }
    for (at = count; at-- > 1;) {
        memcpy(held, element_at(&s, at), size);
        memcpy(element_at(&s, at), element_at(&s, 0), size);
        sink_down(&s, 0, at, held);
    }
}

static void rise(const struct sorting *s, size_t at, const void *held)
{
    for (; at > 0 && s->order(s->context, element_at(s, (at - 1) / 2), held) < 0; at = (at - 1) / 2)
        memcpy(element_at(s, at), element_at(s, (at - 1) / 2), s->size);
    memcpy(element_at(s, at), held, s->size);
}

void svccomm__keep_least(void *elements, size_t *count, size_t capacity, size_t size,
                         const void *element, svccomm__order order, const void *context)
{
    struct sorting s = {elements, size, order, context};

    if (*count < capacity)
        rise(&s, (*count)++, element);
    else if (order(context, element, elements) < 0)
        sink_down(&s, 0, *count, element);
}
