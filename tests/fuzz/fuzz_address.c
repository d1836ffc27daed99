/* SPDX-License-Identifier: MIT
 * Addresses, prefixes and ids: what is read is what another reader reads; what is written is
 * canonical by another writer, and read again it is the same; a prefix holds what its bits hold.
 * The first byte says what the rest is: text of an address, prefix or id, or the bytes of one. */
#include <arpa/inet.h>
#include <string.h>

#include "fuzz_check.h"
#include "svccomm/svccomm.h"

#define FILL 0xA5
#define GROUPS 8u

static unsigned group(const uint8_t *address, unsigned i)
{
    return (unsigned)address[2 * i] << 8 | address[2 * i + 1];
}

static int is_mapped(const uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(address, mapped, sizeof mapped) == 0;
}

/* RFC 5952: the first of the longest runs of two and more zero groups, and its length. */
static unsigned zeros(const uint8_t *address, unsigned *length)
{
    unsigned at = GROUPS, i, end;

    *length = 1;
    for (i = 0; i < GROUPS; i++) {
        for (end = i; end < GROUPS && group(address, end) == 0; end++)
            ;
        if (end - i > *length) {
            *length = end - i;
            at = i;
        }
    }
    return at;
}

static void write_address(const uint8_t *a, char *text)
{
    unsigned length, at = zeros(a, &length), i;

    if (is_mapped(a)) {
        sprintf(text, "%u.%u.%u.%u", a[12], a[13], a[14], a[15]);
        return;
    }
    *text = 0;
    for (i = 0; i < GROUPS; i++) {
        if (i == at) {
            text += sprintf(text, "::");
            i += length - 1;
        } else {
            text += sprintf(text, i > 0 && i != at + length ? ":%x" : "%x", group(a, i));
        }
    }
}

/* Too little room is told, and nothing is written. */
static void check_room(const uint8_t *address, size_t length)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    size_t i;

    memset(text, FILL, sizeof text);
    FUZZ_CHECK(svccomm_address_format(address, text, length) == SVCCOMM_E_RANGE);
    for (i = 0; i < sizeof text; i++)
        FUZZ_CHECK((uint8_t)text[i] == FILL);
    FUZZ_CHECK(svccomm_address_format(address, text, length + 1) == (int)length);
}

static void check_address(const uint8_t *address)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE], wanted[SVCCOMM_ADDRESS_TEXT_SIZE];
    uint8_t again[SVCCOMM_ADDRESS_SIZE];
    int length = svccomm_address_format(address, text, sizeof text);

    write_address(address, wanted);
    FUZZ_CHECK(length > 0 && strlen(text) == (size_t)length && strcmp(text, wanted) == 0);
    FUZZ_CHECK(svccomm_address_parse(text, (size_t)length, again) == 0);
    FUZZ_CHECK(memcmp(again, address, sizeof again) == 0);
    check_room(address, (size_t)length);
}

/* The C library as another reader; it takes a NUL-terminated text without a zone. */
static int read_address(const char *text, size_t length, uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const char *zone = memchr(text, '%', length);
    char own[64];

    if (zone != NULL && zone + 1 == text + length)
        return 0;
    if (zone != NULL)
        length = (size_t)(zone - text);
    if (length >= sizeof own || memchr(text, 0, length) != NULL)
        return 0;
    memcpy(own, text, length);
    own[length] = 0;
    if (inet_pton(AF_INET6, own, address) == 1)
        return 1;
    memcpy(address, mapped, sizeof mapped);
    return zone == NULL && inet_pton(AF_INET, own, address + 12) == 1;
}

static void address_text(const char *text, size_t length)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE], wanted[SVCCOMM_ADDRESS_SIZE];
    int rc, i;

    memset(address, FILL, sizeof address);
    rc = svccomm_address_parse(text, length, address);
    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT);
    FUZZ_CHECK((rc == 0) == read_address(text, length, wanted));
    for (i = 0; i < SVCCOMM_ADDRESS_SIZE; i++)
        FUZZ_CHECK(address[i] == (rc == 0 ? wanted[i] : FILL));
    if (rc == 0)
        check_address(address);
}

static int bit(const uint8_t *address, unsigned i)
{
    return address[i / 8] >> (7 - i % 8) & 1;
}

/* Turning over bit i leaves the prefix exactly if the bit is within its length. */
static void check_holds(const svccomm_prefix *prefix)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    unsigned i;

    memcpy(address, prefix->address, sizeof address);
    FUZZ_CHECK(svccomm_prefix_contains(prefix, address) == 1);
    for (i = 0; i < 128; i++) {
        FUZZ_CHECK(i < prefix->length || bit(prefix->address, i) == 0);
        address[i / 8] ^= (uint8_t)(0x80 >> i % 8);
        FUZZ_CHECK(svccomm_prefix_contains(prefix, address) == (i >= prefix->length));
        address[i / 8] ^= (uint8_t)(0x80 >> i % 8);
    }
}

static void check_prefix(const svccomm_prefix *prefix)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE], wanted[SVCCOMM_ADDRESS_TEXT_SIZE];
    svccomm_prefix again;
    int length = svccomm_prefix_format(prefix, text, sizeof text);
    int dotted = is_mapped(prefix->address) && prefix->length >= 96;

    FUZZ_CHECK(length > 0 && strlen(text) == (size_t)length);
    FUZZ_CHECK(svccomm_prefix_parse(text, (size_t)length, &again) == 0);
    FUZZ_CHECK(memcmp(&again, prefix, sizeof again) == 0);
    if (dotted || !is_mapped(prefix->address)) {
        write_address(prefix->address, wanted);
        sprintf(wanted + strlen(wanted), "/%d", prefix->length - (dotted ? 96 : 0));
        FUZZ_CHECK(strcmp(text, wanted) == 0);
    }
    check_holds(prefix);
    FUZZ_CHECK(svccomm_prefix_format(prefix, text, (size_t)length) == SVCCOMM_E_RANGE);
}

static void prefix_text(const char *text, size_t length)
{
    svccomm_prefix prefix;
    int rc = svccomm_prefix_parse(text, length, &prefix);

    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT);
    if (rc == 0)
        check_prefix(&prefix);
}

static void prefix_bytes(const uint8_t *data, size_t size)
{
    svccomm_prefix prefix;
    unsigned i;

    memset(&prefix, 0, sizeof prefix);
    memcpy(prefix.address, data, size < 16 ? size : 16);
    prefix.length = size > 16 ? data[16] % 129 : 128;
    for (i = prefix.length; i < 128; i++)
        prefix.address[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
    check_prefix(&prefix);
}

static void address_bytes(const uint8_t *data, size_t size)
{
    uint8_t address[SVCCOMM_ADDRESS_SIZE] = {0};

    memcpy(address, data, size < sizeof address ? size : sizeof address);
    check_address(address);
}

/* What an id is written as is what is read, but for the case of letters. */
static void id_text(const char *text, size_t length)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    char again[SVCCOMM_ID_TEXT_SIZE];
    int rc = svccomm_id_parse(text, length, id);
    size_t i;

    FUZZ_CHECK(rc == 0 || rc == SVCCOMM_E_FORMAT);
    if (rc < 0)
        return;
    FUZZ_CHECK(svccomm_id_format(id, again, sizeof again) == 36 && length == 36);
    FUZZ_CHECK(svccomm_id_format(id, again, 36) == SVCCOMM_E_RANGE);
    for (i = 0; i < length; i++)
        FUZZ_CHECK(again[i] == (text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32 : text[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    unsigned what = fuzz_byte(&input) % 5;
    const char *text = (const char *)input.at;
    size_t length = fuzz_left(&input);

    if (size == 0)
        return 0;
    if (what == 0)
        address_text(text, length);
    else if (what == 1)
        prefix_text(text, length);
    else if (what == 2)
        id_text(text, length);
    else if (what == 3)
        address_bytes(input.at, length);
    else
        prefix_bytes(input.at, length);
    return 0;
}
