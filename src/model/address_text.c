/* SPDX-License-Identifier: MIT
 * Addresses and prefixes as text: RFC 4291 section 2.2 is read, RFC 5952 is written. */
#include "model/address.h"

#include <string.h>

#include "base/numbers.h"
#include "svccomm/error.h"

#define ADDRESS_GROUPS 8u

/* What an IPv6 text says up to now. */
struct address_groups {
    uint16_t group[ADDRESS_GROUPS];
    size_t count;
    size_t gap; /* the group before which `::` stands; ADDRESS_GROUPS + 1 for none */
};

/* One number of a dotted address: 0 to 255 and no leading zero, which some read as octal. */
static const char *address_octet(const char *at, const char *end, uint8_t *out)
{
    unsigned value = 0;
    const char *p = at;

    for (; p < end && *p >= '0' && *p <= '9' && p - at < 3; p++)
        value = value * 10 + (unsigned)(*p - '0');
    if (p == at || value > 255 || (p - at > 1 && *at == '0'))
        return NULL;
    *out = (uint8_t)value;
    return p;
}

int svccomm__address_parse_v4(const char *text, size_t length, uint8_t *out)
{
    const char *end = text + length;
    uint8_t octets[4];
    size_t i;

    for (i = 0; i < 4; i++) {
        if (i > 0 && (text == end || *text++ != '.'))
            return 0;
        text = address_octet(text, end, &octets[i]);
        if (text == NULL)
            return 0;
    }
    if (text != end)
        return 0;
    svccomm__address_set_v4(out, octets);
    return 1;
}

/* Up to four hex digits; NULL if there are none or more. */
static const char *address_group(const char *at, const char *end, uint16_t *out)
{
    unsigned value = 0;
    const char *p;
    int digit;

    for (p = at; p < end && (digit = svccomm__hex_value((unsigned char)*p)) >= 0; p++) {
        if (p - at == 4)
            return NULL;
        value = value << 4 | (unsigned)digit;
    }
    *out = (uint16_t)value;
    return p == at ? NULL : p;
}

/* The dotted tail of an IPv6 text fills two groups. */
static int address_tail(struct address_groups *groups, const char *at, const char *end)
{
    uint8_t mapped[SVCCOMM_ADDRESS_SIZE];

    if (groups->count > ADDRESS_GROUPS - 2)
        return 0;
    if (!svccomm__address_parse_v4(at, (size_t)(end - at), mapped))
        return 0;
    groups->group[groups->count++] = (uint16_t)(mapped[12] << 8 | mapped[13]);
    groups->group[groups->count++] = (uint16_t)(mapped[14] << 8 | mapped[15]);
    return 1;
}

/* `::`, or the single colon between two groups; NULL if neither may stand here. */
static const char *address_colons(struct address_groups *groups, const char *at, const char *end)
{
    if (end - at >= 2 && at[1] == ':') {
        if (groups->gap <= ADDRESS_GROUPS)
            return NULL;
        groups->gap = groups->count;
        return at + 2;
    }
    return groups->count == 0 || at + 1 == end ? NULL : at + 1;
}

static int address_groups_parse(struct address_groups *groups, const char *at, const char *end)
{
    const char *next;

    groups->count = 0;
    groups->gap = ADDRESS_GROUPS + 1;
    while (at < end) {
        if (*at == ':' || groups->count > 0) {
            at = *at == ':' ? address_colons(groups, at, end) : NULL;
            if (at == NULL)
                return 0;
            if (at == end)
                break;
        }
        if (groups->count == ADDRESS_GROUPS)
            return 0;
        next = address_group(at, end, &groups->group[groups->count]);
        if (next != NULL && next < end && *next == '.')
            return address_tail(groups, at, end);
        if (next == NULL)
            return 0;
        groups->count++;
        at = next;
    }
    return 1;
}

/* `::` stands for one group at least: two, says RFC 5952, but one is read (RFC 4291). */
static int address_groups_spread(const struct address_groups *groups, uint8_t *out)
{
    size_t missing = ADDRESS_GROUPS - groups->count, i, at;
    int gap = groups->gap <= ADDRESS_GROUPS;

    if (gap ? missing == 0 : missing != 0)
        return 0;
    memset(out, 0, SVCCOMM_ADDRESS_SIZE);
    for (i = 0; i < groups->count; i++) {
        at = gap && i >= groups->gap ? i + missing : i;
        out[2 * at] = (uint8_t)(groups->group[i] >> 8);
        out[2 * at + 1] = (uint8_t)groups->group[i];
    }
    return 1;
}

int svccomm_address_parse(const char *text, size_t length, uint8_t *address)
{
    struct address_groups groups;
    uint8_t out[SVCCOMM_ADDRESS_SIZE];
    const char *zone;

    if (text == NULL || address == NULL)
        return SVCCOMM_E_ARGUMENT;
    zone = memchr(text, '%', length);
    if (zone != NULL && zone + 1 == text + length)
        return SVCCOMM_E_FORMAT;
    if (zone != NULL)
        length = (size_t)(zone - text);
    if (!(zone == NULL && svccomm__address_parse_v4(text, length, out)) &&
        !(length >= 2 && address_groups_parse(&groups, text, text + length) &&
          address_groups_spread(&groups, out)))
        return SVCCOMM_E_FORMAT;
    memcpy(address, out, sizeof out);
    return 0;
}

static size_t address_format_v4(const uint8_t *octets, char *out)
{
    size_t length = 0, i;

    for (i = 0; i < 4; i++) {
        if (i > 0)
            out[length++] = '.';
        length += svccomm__number_format(octets[i], out + length);
    }
    return length;
}

static size_t address_format_group(unsigned value, char *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = 0;
    int shift = 12;

    while (shift > 0 && value >> shift == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        out[length++] = digits[value >> shift & 15];
    return length;
}

/* The longest run of zero groups, the first of equals, two groups at least (RFC 5952 4.2). */
static size_t address_longest_run(const uint8_t *address, size_t *run)
{
    size_t best = ADDRESS_GROUPS, i, n;

    *run = 1;
    for (i = 0; i < ADDRESS_GROUPS; i += n + 1) {
        for (n = 0;
             i + n < ADDRESS_GROUPS && address[2 * (i + n)] == 0 && address[2 * (i + n) + 1] == 0;
             n++)
            continue;
        if (n > *run) {
            *run = n;
            best = i;
        }
    }
    return best;
}

static size_t address_format_v6(const uint8_t *address, char *out)
{
    size_t run, gap = address_longest_run(address, &run), length = 0, i;

    for (i = 0; i < ADDRESS_GROUPS; i++) {
        if (i == gap) {
            out[length++] = ':';
            i += run - 1;
            if (i == ADDRESS_GROUPS - 1)
                out[length++] = ':';
            continue;
        }
        if (i > 0)
            out[length++] = ':';
        length +=
            address_format_group((unsigned)address[2 * i] << 8 | address[2 * i + 1], out + length);
    }
    return length;
}

static size_t address_format_any(const uint8_t *address, char *out)
{
    if (svccomm__address_is_v4(address))
        return address_format_v4(address + 12, out);
    return address_format_v6(address, out);
}

/* Gives the caller the text if it fits with its NUL. */
static int address_text_out(const char *from, size_t length, char *text, size_t capacity)
{
    if (length + 1 > capacity)
        return SVCCOMM_E_RANGE;
    memcpy(text, from, length);
    text[length] = '\0';
    return (int)length;
}

int svccomm_address_format(const uint8_t *address, char *text, size_t capacity)
{
    char out[SVCCOMM_ADDRESS_TEXT_SIZE];

    if (address == NULL || text == NULL)
        return SVCCOMM_E_ARGUMENT;
    return address_text_out(out, address_format_any(address, out), text, capacity);
}

int svccomm_prefix_format(const svccomm_prefix *prefix, char *text, size_t capacity)
{
    char out[SVCCOMM_ADDRESS_TEXT_SIZE];
    size_t length;
    unsigned bits;
    int v4;

    if (prefix == NULL || text == NULL || prefix->length > 128)
        return SVCCOMM_E_ARGUMENT;
    /* Shorter than the mapped part it holds more than IPv4, and has to be said as IPv6. */
    v4 = prefix->length >= 96 && svccomm__address_is_v4(prefix->address);
    bits = v4 ? prefix->length - 96u : prefix->length;
    length =
        v4 ? address_format_v4(prefix->address + 12, out) : address_format_v6(prefix->address, out);
    out[length++] = '/';
    length += svccomm__number_format(bits, out + length);
    return address_text_out(out, length, text, capacity);
}

int svccomm__prefix_is_valid(const svccomm_prefix *prefix)
{
    size_t i, whole = prefix->length / 8;

    if (prefix->length > 128)
        return 0;
    if (whole < SVCCOMM_ADDRESS_SIZE &&
        (prefix->address[whole] & (0xff >> prefix->length % 8)) != 0)
        return 0;
    for (i = whole + 1; i < SVCCOMM_ADDRESS_SIZE; i++)
        if (prefix->address[i] != 0)
            return 0;
    return 1;
}

int svccomm_prefix_parse(const char *text, size_t length, svccomm_prefix *prefix)
{
    svccomm_prefix out;
    const char *slash;
    uint64_t bits = 128;
    size_t address_length, most;
    int dotted;

    if (text == NULL || prefix == NULL)
        return SVCCOMM_E_ARGUMENT;
    slash = memchr(text, '/', length);
    address_length = slash == NULL ? length : (size_t)(slash - text);
    memset(&out, 0, sizeof out);
    if (memchr(text, '%', address_length) != NULL ||
        svccomm_address_parse(text, address_length, out.address) < 0)
        return SVCCOMM_E_FORMAT;
    /* Bits count in the family as written: ::ffff:10.0.0.0/104 and 10.0.0.0/8 are the same. */
    dotted = memchr(text, ':', address_length) == NULL;
    most = dotted ? 32 : 128;
    if (slash != NULL &&
        !svccomm__number_parse(slash + 1, length - address_length - 1, most, &bits))
        return SVCCOMM_E_FORMAT;
    if (dotted && slash != NULL)
        bits += 96;
    out.length = (uint8_t)bits;
    if (!svccomm__prefix_is_valid(&out))
        return SVCCOMM_E_FORMAT;
    *prefix = out;
    return 0;
}
