/* SPDX-License-Identifier: MIT
 * What the tests of items as bytes share. */
#ifndef TEST_ITEM_SUPPORT_H
#define TEST_ITEM_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "item_random.h"

#define KINDS SVCCOMM_KIND_COUNT
#define GUARD 0x5a
#define ROOM (SVCCOMM_ENCODED_SIZE_MAX + 64)

struct bytes {
    unsigned char data[ROOM];
    size_t length;
};

static inline void encode(uint32_t kind, const union any_item *item, struct bytes *out)
{
    assert_int_equal(svccomm_item_encode(kind, item, item_size(kind), NULL, 0, out->data,
                                         SVCCOMM_ENCODED_SIZE_MAX, &out->length),
                     0);
    assert_in_range(out->length, 2, SVCCOMM_ENCODED_SIZE_MAX);
    assert_int_equal(out->data[0], SVCCOMM_ENCODING_VERSION);
}

struct decoded {
    union any_item item;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    size_t known;
    svccomm_error error;
};

static inline int decode(uint32_t kind, const void *data, size_t length, struct decoded *out)
{
    memset(&out->item, GUARD, sizeof out->item);
    svccomm_error_init(&out->error, sizeof out->error);
    return svccomm_item_decode(kind, data, length, &out->item, item_size(kind), out->processes,
                               &out->known, &out->error);
}

static inline void assert_untouched(const struct decoded *d)
{
    static unsigned char guard[sizeof d->item];

    memset(guard, GUARD, sizeof guard);
    assert_memory_equal(d->item.bytes, guard, sizeof guard);
}

/* A failure says its code and a place in the bytes, and leaves the item alone. */
static inline void assert_fails(uint32_t kind, const void *data, size_t length, int code,
                                size_t offset)
{
    struct decoded d;

    assert_int_equal(decode(kind, data, length, &d), code);
    assert_int_equal(d.error.code, code);
    assert_int_equal(d.error.offset, offset);
    assert_untouched(&d);
}

static inline uint64_t seed_of(unsigned round)
{
    return round == 0 ? ITEM_LONGEST : round == 1 ? ITEM_SPARSE : round;
}

#define FOR_EACH_KIND for (uint32_t kind = 0; kind < KINDS; kind++)

#endif
