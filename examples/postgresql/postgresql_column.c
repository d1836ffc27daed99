/* SPDX-License-Identifier: MIT
 * One value to and from COPY in binary, as the types of PostgreSQL send and receive it. What is
 * read may be damaged: type, range and form are checked here, everything else by the library. */
#include "postgresql_client.h"

#include <string.h>

/* Numbers of families in addresses. */
#define INET_IPV4 2
#define INET_IPV6 3

#define IPV4_BITS 96 /* of the mapped form, before those of IPv4 */

static const unsigned char mapped[IPV4_BITS / 8] = {[10] = 0xFF, [11] = 0xFF};

static bool is_ipv4(const unsigned char *address, unsigned bits)
{
    return bits >= IPV4_BITS && memcmp(address, mapped, sizeof mapped) == 0;
}

/* Family, bits, whether it is a cidr, length, bytes. */
static void write_inet(struct postgresql_bytes *bytes, const unsigned char *address, unsigned bits)
{
    const bool ipv4 = is_ipv4(address, bits);
    const size_t skipped = ipv4 ? sizeof mapped : 0;
    const unsigned char head[] = {ipv4 ? INET_IPV4 : INET_IPV6, (unsigned char)(bits - 8 * skipped),
                                  0, (unsigned char)(SVCCOMM_ADDRESS_SIZE - skipped)};
    size_t field = bytes_begin_field(bytes);
    bytes_append(bytes, head, sizeof head);
    bytes_append(bytes, address + skipped, SVCCOMM_ADDRESS_SIZE - skipped);
    bytes_end_field(bytes, field);
}

/* IPv4 that is spelled as IPv6 would be another key to PostgreSQL. */
static bool read_inet(struct postgresql_field field, unsigned char *address, uint8_t *bits)
{
    const unsigned char *data = field.data;
    const size_t skipped = field.length == 8 ? sizeof mapped : 0;
    if (field.length != 4 + SVCCOMM_ADDRESS_SIZE - skipped ||
        data[0] != (skipped > 0 ? INET_IPV4 : INET_IPV6))
        return false;
    memcpy(address, mapped, skipped);
    memcpy(address + skipped, data + 4, SVCCOMM_ADDRESS_SIZE - skipped);
    *bits = (uint8_t)(data[1] + 8 * skipped);
    return skipped > 0 || *bits < 8 * sizeof mapped || memcmp(address, mapped, sizeof mapped) != 0;
}

static bool read_address(struct postgresql_field field, unsigned char *address)
{
    uint8_t bits;
    return read_inet(field, address, &bits) && bits == 8 * SVCCOMM_ADDRESS_SIZE;
}

void postgresql_write_bigint(struct postgresql_bytes *bytes, int64_t value)
{
    bytes_integer(bytes, 8, 4);
    bytes_integer(bytes, value, 8);
}

void postgresql_write_time(struct postgresql_bytes *bytes, int64_t time)
{
    if (time == SVCCOMM_NO_TIME)
        bytes_null_field(bytes);
    else
        postgresql_write_bigint(bytes, time);
}

static void write_integer(struct postgresql_bytes *bytes, const struct column *column,
                          const void *member)
{
    static const size_t widths[] = {
        [COLUMN_U64] = 8, [COLUMN_I64] = 8, [COLUMN_TIME] = 8, [COLUMN_U32] = 8,
        [COLUMN_I32] = 4, [COLUMN_U16] = 4, [COLUMN_U8] = 2};
    const size_t width = widths[column->type];
    bytes_integer(bytes, (int64_t)width, 4);
    bytes_integer(bytes, column_integer(column, member), width);
}

void postgresql_write(struct postgresql_bytes *bytes, const struct column *column,
                      const void *member)
{
    const svccomm_prefix *prefix = member;
    const char *text;
    switch (column->type) {
    case COLUMN_ADDRESS:
        write_inet(bytes, member, 8 * SVCCOMM_ADDRESS_SIZE);
        break;
    case COLUMN_PREFIX:
        write_inet(bytes, prefix->address, prefix->length);
        break;
    case COLUMN_ID:
        bytes_integer(bytes, SVCCOMM_ID_SIZE, 4);
        bytes_append(bytes, member, SVCCOMM_ID_SIZE);
        break;
    case COLUMN_TEXT:
        memcpy(&text, member, sizeof text);
        if (text == NULL)
            bytes_null_field(bytes);
        else
            postgresql_write_text(bytes, text);
        break;
    case COLUMN_SEGMENTS:
        postgresql_write_segments(bytes, member);
        break;
    case COLUMN_PORTS:
        postgresql_write_ports(bytes, member);
        break;
    case COLUMN_TIME:
        postgresql_write_time(bytes, column_integer(column, member));
        break;
    default:
        write_integer(bytes, column, member);
    }
}

static bool read_integer(const struct column *column, void *member, struct postgresql_field field)
{
    int64_t value = SVCCOMM_NO_TIME;
    if (field.data == NULL)
        return column->type == COLUMN_TIME && column_set_integer(column, member, value);
    return field_integer(&field, field.length, &value) && column_set_integer(column, member, value);
}

/* A prefix has no bits beyond its length: the library's own form of it says so. */
static bool read_prefix(struct postgresql_field field, svccomm_prefix *prefix)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    if (!read_inet(field, prefix->address, &prefix->length))
        return false;
    int length = svccomm_prefix_format(prefix, text, sizeof text);
    return length > 0 && svccomm_prefix_parse(text, (size_t)length, prefix) == 0;
}

static bool read_name(struct row *row, void *member, struct postgresql_field field)
{
    const char *text = field.data != NULL ? postgresql_read_text(row, field) : NULL;
    memcpy(member, &text, sizeof text);
    return field.data == NULL || text != NULL;
}

bool postgresql_read(const struct column *column, struct row *row, struct postgresql_field field)
{
    void *member = (char *)&row->item + column->offset;
    switch (column->type) {
    case COLUMN_ADDRESS:
        return read_address(field, member);
    case COLUMN_PREFIX:
        return read_prefix(field, member);
    case COLUMN_ID:
        if (field.length == SVCCOMM_ID_SIZE)
            memcpy(member, field.data, SVCCOMM_ID_SIZE);
        return field.length == SVCCOMM_ID_SIZE;
    case COLUMN_TEXT:
        return read_name(row, member, field);
    case COLUMN_SEGMENTS:
        return postgresql_read_segments(field, member);
    case COLUMN_PORTS:
        return postgresql_read_ports(field, member);
    default:
        return read_integer(column, member, field);
    }
}
