/* SPDX-License-Identifier: MIT
 * Datagrams of attackers who make up templates and exporters, and of real exporters among them. */
#include "flood.h"

#include <string.h>

#define SECONDS 1735689600u
#define NANOSECONDS INT64_C(1000000000)
#define FIELDS 60u

static const uint16_t many[] = {8,  12, 7,  11, 4,  6,  1,  2,  22, 21,  10,  14,  5,  9,  13,
                                15, 16, 17, 18, 55, 58, 59, 61, 89, 152, 153, 136, 34, 35, 48};
static const uint16_t plain[] = {8, 12, 7, 11, 4, 1, 2};
static const uint16_t plain_lengths[] = {4, 4, 2, 2, 1, 4, 4};
#define PLAIN (sizeof plain / sizeof plain[0])

static void put(struct flood *flood, uint32_t value, size_t size)
{
    while (size-- > 0)
        flood->bytes[flood->length++] = (uint8_t)(value >> 8 * size);
}

static void put_at(struct flood *flood, size_t at, uint32_t value)
{
    flood->bytes[at] = (uint8_t)(value >> 8);
    flood->bytes[at + 1] = (uint8_t)value;
}

static void begin(struct flood *flood, uint32_t address, unsigned version, uint32_t sequence,
                  uint32_t domain)
{
    svccomm_datagram_init(&flood->from, sizeof flood->from);
    flood->from.received = SECONDS * NANOSECONDS;
    flood->from.exporter[10] = flood->from.exporter[11] = 0xff;
    flood->length = 0;
    put(flood, address, 4);
    memcpy(flood->from.exporter + 12, flood->bytes, 4);
    flood->length = 0;
    put(flood, version, 2);
    put(flood, 0, 2);
    if (version == 9)
        put(flood, 3600000, 4);
    put(flood, SECONDS, 4);
    put(flood, sequence, 4);
    put(flood, domain, 4);
}

static size_t set_begin(struct flood *flood, uint32_t id)
{
    put(flood, id, 2);
    put(flood, 0, 2);
    return flood->length - 4;
}

static void set_end(struct flood *flood, size_t set)
{
    put_at(flood, set + 2, (uint32_t)(flood->length - set));
    if (flood->bytes[1] == 10)
        put_at(flood, 2, (uint32_t)flood->length);
}

static uint32_t template_set(unsigned version)
{
    return version == 9 ? 0 : 2;
}

static void put_plain_template(struct flood *flood, unsigned version)
{
    size_t set = set_begin(flood, template_set(version)), i;

    put(flood, 256, 2);
    put(flood, PLAIN, 2);
    for (i = 0; i < PLAIN; i++) {
        put(flood, plain[i], 2);
        put(flood, plain_lengths[i], 2);
    }
    set_end(flood, set);
}

static void put_plain_record(struct flood *flood, uint32_t number)
{
    put(flood, 0x0a000007, 4);
    put(flood, 0x0a000005, 4);
    put(flood, 50000, 2);
    put(flood, 443, 2);
    put(flood, 6, 1);
    put(flood, number, 4);
    put(flood, 1, 4);
}

void flood_template(struct flood *flood, uint32_t number)
{
    unsigned version = 9 + number % 2;
    uint32_t i;
    size_t set;

    begin(flood, 0x7f000001, version, number, number / 8 + 1000);
    set = set_begin(flood, template_set(version));
    put(flood, 256 + number % 8, 2);
    put(flood, FIELDS, 2);
    for (i = 0; i < FIELDS; i++) {
        put(flood, many[i % (sizeof many / sizeof many[0])], 2);
        put(flood, 4, 2);
    }
    set_end(flood, set);
}

void flood_exporter(struct flood *flood, uint32_t number)
{
    unsigned version = 9 + number % 2;
    size_t set;

    begin(flood, 0x0b000000 + number, version, 1, 1);
    put_plain_template(flood, version);
    set = set_begin(flood, 256);
    put_plain_record(flood, number);
    set_end(flood, set);
}

void flood_data(struct flood *flood, uint32_t number)
{
    size_t set;

    begin(flood, 0x7f000001, 9 + number % 2, number, number / 8 + 1000);
    set = set_begin(flood, 256 + number % 8);
    memset(flood->bytes + flood->length, 0xa5, 800);
    flood->length += 800;
    set_end(flood, set);
}

void flood_options(struct flood *flood, uint32_t number)
{
    size_t set;

    begin(flood, 0x7f000002, 10, 0, 1);
    set = set_begin(flood, 3);
    put(flood, 1000 + number % 4000, 2);
    put(flood, 0x00020001, 4); /* two fields, one of them scope */
    put(flood, 0x00950004, 4);
    put(flood, 0x00220004, 4);
    set_end(flood, set);
}

void flood_withdrawals(struct flood *flood, uint32_t number)
{
    size_t set, i;

    begin(flood, 0x7f000002, 10, number, 1);
    set = set_begin(flood, 2);
    for (i = 0; i < 100; i++) {
        put(flood, 0x01000001, 4);
        put(flood, 0x00080004, 4);
        put(flood, 0x00020000, 4);
    }
    set_end(flood, set);
}

void flood_real_template(struct flood *flood, uint32_t who)
{
    begin(flood, 0xc0000201 + who, 9, 0, 7);
    put_plain_template(flood, 9);
}

void flood_real_data(struct flood *flood, uint32_t who, uint32_t number)
{
    size_t set, i;

    begin(flood, 0xc0000201 + who, 9, number + 1, 7);
    set = set_begin(flood, 256);
    for (i = 0; i < FLOOD_REAL_FLOWS; i++)
        put_plain_record(flood, number);
    set_end(flood, set);
}
