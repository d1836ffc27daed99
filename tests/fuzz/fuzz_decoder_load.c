/* SPDX-License-Identifier: MIT
 * What a decoder was saved as, damaged or made up: it is taken whole or not at all, whatever the
 * pieces that it is read in, and with memory that fails; what was taken is saved alike, and can be
 * decoded with.
 *
 * Input: a byte that says how checksums and counts are mended (else no mutation would get far) and
 * chooses the caps, one for the length of pieces, one that says which allocation fails; then the
 * saved bytes. */
#include <string.h>

#include "fault_memory.h"
#include "fuzz_check.h"
#include "ingest/decoder_format.h"
#include "svccomm/svccomm.h"

#define MEND_SUMS 1u
#define MEND_COUNTS 2u
#define MEND_HEAD 4u
#define SMALL_CAPS 8u

struct saved {
    uint8_t *bytes;
    size_t length;
    size_t read;
    size_t piece;
};

static void put_number(uint8_t *at, uint64_t number, size_t size)
{
    while (size-- > 0) {
        at[size] = (uint8_t)number;
        number >>= 8;
    }
}

/* Length of the block at `at`, its head and sum included, or 0 if it is not whole. */
static size_t block_size(const uint8_t *at, size_t left)
{
    size_t length;

    if (left < SVCCOMM__SAVED_BLOCK_HEAD + SVCCOMM__SAVED_SUM)
        return 0;
    length = (size_t)at[1] << 24 | (size_t)at[2] << 16 | (size_t)at[3] << 8 | at[4];
    left -= SVCCOMM__SAVED_BLOCK_HEAD + SVCCOMM__SAVED_SUM;
    return length <= left ? length + SVCCOMM__SAVED_BLOCK_HEAD + SVCCOMM__SAVED_SUM : 0;
}

static uint64_t mend_sum(uint8_t *block, size_t size, uint64_t sum)
{
    size_t length = size - SVCCOMM__SAVED_BLOCK_HEAD - SVCCOMM__SAVED_SUM, head = length;
    uint8_t *at = block + SVCCOMM__SAVED_BLOCK_HEAD;

    if (block[0] == SVCCOMM__SAVED_TEMPLATE && length >= SVCCOMM__SAVED_TEMPLATE_SIZE)
        head = SVCCOMM__SAVED_TEMPLATE_SIZE;
    sum = svccomm__saved_sum(sum, block[0], at, head, at + head, length - head);
    put_number(at + length, sum, SVCCOMM__SAVED_SUM);
    return sum;
}

static void mend(uint8_t *bytes, size_t length, unsigned control)
{
    size_t at = SVCCOMM__SAVED_MAGIC_SIZE + 2, size;
    uint32_t exporters = 0, templates = 0;
    uint64_t sum = 0;

    if (length < at)
        return;
    if ((control & MEND_HEAD) != 0) {
        memcpy(bytes, SVCCOMM__SAVED_MAGIC, SVCCOMM__SAVED_MAGIC_SIZE);
        put_number(bytes + SVCCOMM__SAVED_MAGIC_SIZE, SVCCOMM__SAVED_VERSION, 2);
    }
    for (; (size = block_size(bytes + at, length - at)) > 0; at += size) {
        exporters += bytes[at] == SVCCOMM__SAVED_EXPORTER;
        templates += bytes[at] == SVCCOMM__SAVED_TEMPLATE;
        if (bytes[at] == SVCCOMM__SAVED_END && (control & MEND_COUNTS) != 0 && size >= 21) {
            put_number(bytes + at + SVCCOMM__SAVED_BLOCK_HEAD, exporters, 4);
            put_number(bytes + at + SVCCOMM__SAVED_BLOCK_HEAD + 4, templates, 4);
        }
        if ((control & MEND_SUMS) != 0)
            sum = mend_sum(bytes + at, size, sum);
    }
}

static int read_bytes(void *user, void *data, size_t capacity, size_t *length)
{
    struct saved *saved = user;
    size_t left = saved->length - saved->read;

    *length = left < capacity ? left : capacity;
    if (*length > saved->piece)
        *length = saved->piece;
    memcpy(data, saved->bytes + saved->read, *length);
    saved->read += *length;
    return 0;
}

static int write_bytes(void *user, const void *data, size_t length)
{
    struct saved *saved = user;

    saved->bytes = realloc(saved->bytes, saved->length + length);
    FUZZ_CHECK(saved->bytes != NULL);
    memcpy(saved->bytes + saved->length, data, length);
    saved->length += length;
    return 0;
}

static svccomm_decoder *new_decoder(const svccomm_allocator *allocator, unsigned control)
{
    svccomm_decoder_config config;
    svccomm_decoder *decoder;

    FUZZ_CHECK(svccomm_decoder_config_init(&config, sizeof config) == 0);
    if ((control & SMALL_CAPS) != 0) {
        config.max_exporters = 2;
        config.max_templates = 3;
        config.max_exporter_templates = 2;
        config.max_bytes = 4096;
    }
    config.allocator = allocator;
    FUZZ_CHECK(svccomm_decoder_new(&decoder, &config) == 0);
    return decoder;
}

static int load(svccomm_decoder *decoder, uint8_t *bytes, size_t length, size_t piece)
{
    struct saved saved = {bytes, length, 0, piece};
    svccomm_error error;
    int rc;

    FUZZ_CHECK(svccomm_error_init(&error, sizeof error) == 0);
    rc = svccomm_decoder_load(decoder, read_bytes, &saved, &error);
    FUZZ_CHECK(rc == 0 || rc == error.code);
    FUZZ_CHECK(error.offset <= length);
    return rc;
}

static struct saved save(svccomm_decoder *decoder)
{
    struct saved saved = {NULL, 0, 0, SIZE_MAX};

    FUZZ_CHECK(svccomm_decoder_save(decoder, write_bytes, &saved, NULL) == 0);
    return saved;
}

static void check_same(svccomm_decoder *a, svccomm_decoder *b)
{
    struct saved one = save(a), other = save(b);

    FUZZ_CHECK(one.length == other.length && memcmp(one.bytes, other.bytes, one.length) == 0);
    free(one.bytes);
    free(other.bytes);
}

/* What a decoder of the same caps saves, it loads, and saves alike. */
static void check_again(svccomm_decoder *decoder, unsigned control)
{
    svccomm_decoder *other = new_decoder(NULL, control);
    struct saved saved = save(decoder);

    FUZZ_CHECK(load(other, saved.bytes, saved.length, SIZE_MAX) == 0);
    check_same(decoder, other);
    free(saved.bytes);
    svccomm_decoder_free(other);
}

/* Data of the templates 256 to 259, as v9 and IPFIX have it, from an exporter that was loaded. */
static void decode_from(svccomm_decoder *decoder, const svccomm_exporter *exporter)
{
    uint8_t bytes[20 + 4 * 128];
    size_t head = exporter->version == 9 ? 20 : 16, i, at;
    svccomm_datagram datagram;
    const svccomm_flow *flows;

    for (i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37);
    put_number(bytes, exporter->version, 2);
    put_number(bytes + 2, sizeof bytes, 2);
    put_number(bytes + head - 4, exporter->domain, 4);
    for (i = 0, at = head; i < 4 && at + 128 <= sizeof bytes; i++, at += 128) {
        put_number(bytes + at, 256 + i, 2);
        put_number(bytes + at + 2, 128, 2);
    }
    FUZZ_CHECK(svccomm_datagram_init(&datagram, sizeof datagram) == 0);
    memcpy(datagram.exporter, exporter->address, sizeof datagram.exporter);
    FUZZ_CHECK(svccomm_decoder_datagram(decoder, bytes, sizeof bytes, &datagram, &flows,
                                        sizeof *flows, NULL) >= 0);
}

static void decode_some(svccomm_decoder *decoder)
{
    svccomm_exporter exporters[8];
    int count, i;

    count = svccomm_decoder_exporters(decoder, NULL, exporters, 8, sizeof exporters[0]);
    FUZZ_CHECK(count >= 0);
    for (i = 0; i < count; i++)
        decode_from(decoder, &exporters[i]);
}

/* One that fails leaves the decoder empty, so that it can load again. */
static int load_stubbornly(svccomm_decoder *decoder, struct fault_memory *memory, uint8_t *bytes,
                           size_t length, size_t piece)
{
    int rc = load(decoder, bytes, length, piece);

    if (rc != SVCCOMM_E_NOMEM)
        return rc;
    FUZZ_CHECK(memory->failed > 0);
    fault_memory_disarm(memory);
    return load(decoder, bytes, length, piece);
}

static void compare(uint8_t *bytes, size_t length, unsigned control, size_t piece, uint64_t nth)
{
    struct fault_memory memory;
    svccomm_decoder *calm = new_decoder(NULL, control), *failing;
    int rc = load(calm, bytes, length, SIZE_MAX);

    fault_memory_init(&memory);
    failing = new_decoder(&memory.allocator, control);
    fault_memory_arm(&memory, nth, FAULT_ONCE);
    FUZZ_CHECK(load_stubbornly(failing, &memory, bytes, length, piece) == rc);
    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT || rc == SVCCOMM_E_TRUNCATED ||
               rc == SVCCOMM_E_VERSION);
    check_same(calm, failing);
    check_again(calm, control);
    fault_memory_disarm(&memory); /* a load may have needed less memory than that */
    decode_some(failing);
    svccomm_decoder_free(calm);
    svccomm_decoder_free(failing);
    FUZZ_CHECK(memory.live_bytes == 0 && memory.complaint == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    unsigned control = fuzz_byte(&input), piece = fuzz_byte(&input), nth = fuzz_byte(&input);
    size_t length = fuzz_left(&input);
    uint8_t *bytes = malloc(length + (length == 0));

    FUZZ_CHECK(bytes != NULL);
    memcpy(bytes, input.at, length);
    mend(bytes, length, control);
    compare(bytes, length, control, piece + 1, nth);
    free(bytes);
    return 0;
}
