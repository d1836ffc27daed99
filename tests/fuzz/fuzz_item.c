/* SPDX-License-Identifier: MIT
 * Items as bytes, damaged or made up: what is read is written as the same bytes, tail included;
 * what is not read leaves the item as it was. The first byte is the kind; the bytes follow. */
#include <string.h>

#include "fuzz_check.h"
#include "svccomm/svccomm.h"

#define FILL 0xA5

union item {
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_fan_in fan_in;
    svccomm_record record;
    unsigned char bytes[sizeof(svccomm_record) + 8];
};

static const size_t sizes[SVCCOMM_KIND_COUNT] = {
    sizeof(svccomm_meta), sizeof(svccomm_host),   sizeof(svccomm_address), sizeof(svccomm_endpoint),
    sizeof(svccomm_rule), sizeof(svccomm_change), sizeof(svccomm_fan_in),  sizeof(svccomm_record),
};

static int read_item(uint32_t kind, const uint8_t *data, size_t length, size_t more,
                     union item *item, svccomm_process *processes, size_t *known)
{
    svccomm_error error;
    int rc;

    FUZZ_CHECK(svccomm_error_init(&error, sizeof error) == 0);
    memset(item, FILL, sizeof *item);
    rc = svccomm_item_decode(kind, data, length, item, sizes[kind] + more,
                             kind == SVCCOMM_KIND_COMMUNICATION ? processes : NULL, known, &error);
    FUZZ_CHECK(rc == error.code && error.offset <= length);
    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_TRUNCATED || rc == SVCCOMM_E_FORMAT ||
               rc == SVCCOMM_E_VERSION);
    return rc;
}

static void check_unchanged(const union item *item)
{
    size_t i;

    for (i = 0; i < sizeof item->bytes; i++)
        FUZZ_CHECK(item->bytes[i] == FILL);
}

/* The key is what follows the version. */
static void check_key(uint32_t kind, const union item *item, const uint8_t *data, size_t known)
{
    static const size_t key_sizes[] = {
        0,
        sizeof(svccomm_host_key),
        sizeof(svccomm_address_key),
        sizeof(svccomm_endpoint_key),
        8,
        8,
        8,
        SVCCOMM_ID_SIZE,
    };
    uint8_t key[SVCCOMM_ENCODED_KEY_MAX];
    const void *from = kind == SVCCOMM_KIND_COMMUNICATION ? item->record.id : item->bytes;
    int length = svccomm_item_key_encode(kind, from, key_sizes[kind], key, sizeof key);

    FUZZ_CHECK(length >= 0 && (size_t)length < known);
    FUZZ_CHECK((kind == SVCCOMM_KIND_META) == (length == 0));
    FUZZ_CHECK(memcmp(key, data + 1, (size_t)length) == 0);
}

static void check_bytes(uint32_t kind, const union item *item, size_t more, const uint8_t *data,
                        size_t length, size_t known)
{
    size_t room = SVCCOMM_ENCODED_SIZE_MAX + length - known, written;
    uint8_t *out = malloc(room);

    FUZZ_CHECK(out != NULL && known >= 1 && known <= length && known <= SVCCOMM_ENCODED_SIZE_MAX);
    FUZZ_CHECK(svccomm_item_encode(kind, item, sizes[kind] + more, data + known, length - known,
                                   out, room, &written) == 0);
    FUZZ_CHECK(written == length && memcmp(out, data, length) == 0);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    uint32_t kind = fuzz_byte(&input) % SVCCOMM_KIND_COUNT;
    size_t length = fuzz_left(&input), known, more;
    uint8_t *own = malloc(length + 1);
    union item item;

    FUZZ_CHECK(own != NULL);
    memcpy(own, input.at, length);
    for (more = 0; more <= 8; more += 8) {
        if (read_item(kind, own, length, more, &item, processes, &known) < 0) {
            check_unchanged(&item);
            continue;
        }
        check_bytes(kind, &item, more, own, length, known);
        check_key(kind, &item, own, known);
    }
    free(own);
    return 0;
}
