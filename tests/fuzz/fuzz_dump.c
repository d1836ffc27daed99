/* SPDX-License-Identifier: MIT
 * What a registry was dumped as, damaged or made up: it is restored whole or not at all, whatever
 * the pieces that it is read in, and with memory that fails; what was restored is dumped, and that
 * restored and dumped again the same.
 *
 * Input: a byte that says what is mended (else no mutation would get far) and chooses the caps, one
 * for the length of pieces, one that says which allocation fails; then the dump. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "store/dump_format.h"
#include "svccomm/svccomm.h"

#define MEND_SUMS 1u
#define MEND_COUNTS 2u
#define MEND_HEAD 4u
#define SMALL_CAPS 8u

struct dump {
    uint8_t *bytes;
    size_t length;
    size_t read;
    size_t piece;
};

/* Length of the block at `at`, its head and sum included, or 0 if it is not whole. */
static size_t block_size(const uint8_t *at, size_t left)
{
    size_t length;

    if (left < SVCCOMM__DUMP_BLOCK_HEAD + SVCCOMM__DUMP_SUM)
        return 0;
    length = (size_t)svccomm__little_load(at + 1, 4);
    left -= SVCCOMM__DUMP_BLOCK_HEAD + SVCCOMM__DUMP_SUM;
    return length <= left ? length + SVCCOMM__DUMP_BLOCK_HEAD + SVCCOMM__DUMP_SUM : 0;
}

/* Items in the bytes of a block, up to one that does not fit. */
static uint64_t items_in(const uint8_t *at, size_t left)
{
    uint64_t items = 0;
    size_t length;

    while (left >= SVCCOMM__DUMP_ITEM_HEAD) {
        length = (size_t)svccomm__little_load(at, SVCCOMM__DUMP_ITEM_HEAD);
        left -= SVCCOMM__DUMP_ITEM_HEAD;
        if (length > left)
            break;
        at += SVCCOMM__DUMP_ITEM_HEAD + length;
        left -= length;
        items++;
    }
    return items;
}

static void mend_block(uint8_t *block, size_t size, unsigned control, uint64_t *sum,
                       uint64_t *items)
{
    size_t length = size - SVCCOMM__DUMP_BLOCK_HEAD - SVCCOMM__DUMP_SUM;
    uint8_t *at = block + SVCCOMM__DUMP_BLOCK_HEAD;

    if (block[0] != SVCCOMM__DUMP_END)
        *items += items_in(at, length);
    else if ((control & MEND_COUNTS) != 0 && length >= 8)
        svccomm__little_store(at, *items, 8);
    if ((control & MEND_SUMS) == 0)
        return;
    *sum = svccomm__dump_sum(*sum, block[0], at, length);
    svccomm__little_store(at + length, *sum, SVCCOMM__DUMP_SUM);
}

static void mend(uint8_t *bytes, size_t length, unsigned control)
{
    size_t at = SVCCOMM__DUMP_HEAD_SIZE, size;
    uint64_t sum = 0, items = 0;

    if (length < at)
        return;
    if ((control & MEND_HEAD) != 0) {
        memcpy(bytes, SVCCOMM__DUMP_MAGIC, SVCCOMM__DUMP_MAGIC_SIZE);
        svccomm__little_store(bytes + SVCCOMM__DUMP_MAGIC_SIZE, SVCCOMM_DUMP_VERSION, 2);
    }
    for (; (size = block_size(bytes + at, length - at)) > 0; at += size)
        mend_block(bytes + at, size, control, &sum, &items);
}

static int read_bytes(void *user, void *data, size_t capacity, size_t *length)
{
    struct dump *dump = user;
    size_t left = dump->length - dump->read;

    *length = left < capacity ? left : capacity;
    if (*length > dump->piece)
        *length = dump->piece;
    if (*length > 0)
        memcpy(data, dump->bytes + dump->read, *length);
    dump->read += *length;
    return 0;
}

static int write_bytes(void *user, const void *data, size_t length)
{
    struct dump *dump = user;

    dump->bytes = realloc(dump->bytes, dump->length + length);
    FUZZ_CHECK(dump->bytes != NULL);
    memcpy(dump->bytes + dump->length, data, length);
    dump->length += length;
    return 0;
}

static svccomm_registry *new_registry(const svccomm_allocator *allocator, unsigned control)
{
    svccomm_registry_config config;
    svccomm_registry *registry;

    FUZZ_CHECK(svccomm_registry_config_init(&config, sizeof config) == 0);
    if ((control & SMALL_CAPS) != 0) {
        config.max_records = 2;
        config.max_endpoints = 2;
        config.max_tombstones = 1;
    }
    config.allocator = allocator;
    FUZZ_CHECK(svccomm_registry_new(&registry, &config) == 0);
    return registry;
}

static int restore(svccomm_registry *registry, uint8_t *bytes, size_t length, size_t piece)
{
    struct dump dump = {bytes, length, 0, piece};
    svccomm_error error;
    int rc;

    FUZZ_CHECK(svccomm_error_init(&error, sizeof error) == 0);
    rc = svccomm_registry_restore(registry, read_bytes, &dump, &error);
    FUZZ_CHECK(rc == error.code && error.offset <= length);
    return rc;
}

static struct dump dump_of(svccomm_registry *registry)
{
    struct dump dump = {NULL, 0, 0, SIZE_MAX};

    FUZZ_CHECK(svccomm_registry_dump(registry, write_bytes, &dump, NULL) == 0);
    return dump;
}

static void check_same(svccomm_registry *a, svccomm_registry *b)
{
    struct dump one = dump_of(a), other = dump_of(b);

    FUZZ_CHECK(one.length == other.length && memcmp(one.bytes, other.bytes, one.length) == 0);
    free(one.bytes);
    free(other.bytes);
}

/* A registry takes back what it dumps. */
static void check_again(svccomm_registry *registry, unsigned control)
{
    svccomm_registry *other = new_registry(NULL, control);
    struct dump dump = dump_of(registry);

    FUZZ_CHECK(restore(other, dump.bytes, dump.length, SIZE_MAX) == 0);
    check_same(registry, other);
    free(dump.bytes);
    svccomm_registry_free(other);
}

/* A registry is used again as long as restoring fails, which must leave it as it was; making one is
 * what takes the time. One for each choice of caps. */
struct kept {
    struct fault_memory memory;
    svccomm_registry *registry;
    uint64_t bytes; /* that it holds while empty */
};

static struct kept kept_calm[2], kept_failing[2];

static svccomm_registry *take_kept(struct kept *kept, unsigned control)
{
    if (kept->registry == NULL) {
        fault_memory_init(&kept->memory);
        kept->registry = new_registry(&kept->memory.allocator, control);
        kept->bytes = kept->memory.live_bytes;
    }
    return kept->registry;
}

static void let_go(struct kept *kept, int rc)
{
    if (rc == 0) {
        svccomm_registry_free(kept->registry);
        kept->registry = NULL;
        kept->bytes = 0;
    }
    FUZZ_CHECK(kept->memory.live_bytes == kept->bytes && kept->memory.complaint == NULL);
}

/* With memory that fails once; the second time it is there. */
static int restore_stubbornly(struct kept *kept, uint8_t *bytes, size_t length, size_t piece,
                              uint64_t nth)
{
    int rc;

    fault_memory_arm(&kept->memory, nth, FAULT_ONCE);
    rc = restore(kept->registry, bytes, length, piece);
    FUZZ_CHECK(rc != SVCCOMM_E_NOMEM || kept->memory.failed > 0);
    fault_memory_disarm(&kept->memory);
    return rc == SVCCOMM_E_NOMEM ? restore(kept->registry, bytes, length, piece) : rc;
}

static void check_code(int rc)
{
    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT || rc == SVCCOMM_E_TRUNCATED ||
               rc == SVCCOMM_E_VERSION || rc == SVCCOMM_E_MISMATCH || rc == SVCCOMM_E_FULL);
}

static void compare(uint8_t *bytes, size_t length, unsigned control, size_t piece, uint64_t nth)
{
    struct kept *calm = &kept_calm[(control & SMALL_CAPS) != 0];
    struct kept *failing = &kept_failing[(control & SMALL_CAPS) != 0];
    int rc = restore(take_kept(calm, control), bytes, length, SIZE_MAX);

    check_code(rc);
    take_kept(failing, control);
    FUZZ_CHECK(restore_stubbornly(failing, bytes, length, piece, nth) == rc);
    check_same(calm->registry, failing->registry);
    if (rc == 0)
        check_again(calm->registry, control);
    let_go(calm, rc);
    let_go(failing, rc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    unsigned control = fuzz_byte(&input), piece = fuzz_byte(&input), nth = fuzz_byte(&input);
    size_t length = fuzz_left(&input);
    uint8_t *bytes = malloc(length + 1);

    FUZZ_CHECK(bytes != NULL);
    memcpy(bytes, input.at, length);
    mend(bytes, length, control);
    compare(bytes, length, control, piece + 1, nth);
    free(bytes);
    return 0;
}
