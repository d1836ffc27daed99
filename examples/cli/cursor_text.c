/* SPDX-License-Identifier: MIT
 * The text of --cursor: version, order, position and a check sum, big-endian, in hex. */
#include "cursor_text.h"

#include "say.h"

#include <string.h>

#define CURSOR_VERSION 1
#define CURSOR_BYTES (1 + 1 + 1 + 1 + 8 + 8 + 4 + 2 + 1 + 16 + 16 + 4)
#define SUM_BYTES 4

/* Bytes that are written or read one number after the other. */
struct pen {
    unsigned char bytes[CURSOR_BYTES];
    size_t at;
};

static void write_number(struct pen *pen, uint64_t number, size_t size)
{
    for (size_t i = size; i > 0; i--)
        pen->bytes[pen->at++] = (unsigned char)(number >> (8 * (i - 1)));
}

static uint64_t read_number(struct pen *pen, size_t size)
{
    uint64_t number = 0;
    for (; size > 0; size--)
        number = number << 8 | pen->bytes[pen->at++];
    return number;
}

static void write_address(struct pen *pen, const uint8_t *address)
{
    memcpy(pen->bytes + pen->at, address, SVCCOMM_ADDRESS_SIZE);
    pen->at += SVCCOMM_ADDRESS_SIZE;
}

static void read_address(struct pen *pen, uint8_t *address)
{
    memcpy(address, pen->bytes + pen->at, SVCCOMM_ADDRESS_SIZE);
    pen->at += SVCCOMM_ADDRESS_SIZE;
}

/* FNV-1a: tells mistakes in copying, not forgery, which would gain nobody anything. */
static uint32_t sum_of(const struct pen *pen)
{
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < CURSOR_BYTES - SUM_BYTES; i++)
        sum = (sum ^ pen->bytes[i]) * 16777619u;
    return sum;
}

static void write_position(struct pen *pen, const svccomm_position *position)
{
    write_number(pen, position->has_value, 1);
    write_number(pen, position->value, 8);
    write_number(pen, position->key.scope, 8);
    write_number(pen, position->key.realm, 4);
    write_number(pen, position->key.port, 2);
    write_number(pen, position->key.protocol, 1);
    write_address(pen, position->key.client);
    write_address(pen, position->key.listener);
}

static void read_position(struct pen *pen, svccomm_position *position)
{
    memset(position, 0, sizeof *position);
    position->has_value = (uint32_t)read_number(pen, 1);
    position->value = read_number(pen, 8);
    position->key.scope = read_number(pen, 8);
    position->key.realm = (uint32_t)read_number(pen, 4);
    position->key.port = (uint16_t)read_number(pen, 2);
    position->key.protocol = (uint8_t)read_number(pen, 1);
    read_address(pen, position->key.client);
    read_address(pen, position->key.listener);
}

void cursor_text_format(const svccomm_query *query, const svccomm_position *position, char *text)
{
    static const char digits[] = "0123456789abcdef";
    struct pen pen = {{0}, 0};
    write_number(&pen, CURSOR_VERSION, 1);
    write_number(&pen, query->sort, 1);
    write_number(&pen, query->descending != 0, 1);
    write_position(&pen, position);
    write_number(&pen, sum_of(&pen), SUM_BYTES);
    for (size_t i = 0; i < CURSOR_BYTES; i++) {
        text[2 * i] = digits[pen.bytes[i] >> 4];
        text[2 * i + 1] = digits[pen.bytes[i] & 0xF];
    }
    text[2 * CURSOR_BYTES] = '\0';
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_bytes(const char *text, struct pen *pen)
{
    if (strlen(text) != (size_t)2 * CURSOR_BYTES)
        return false;
    for (size_t i = 0; i < CURSOR_BYTES; i++) {
        int high = digit_of(text[2 * i]);
        int low = digit_of(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        pen->bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* The sum stands at the end, after what it is of. */
static bool is_whole(struct pen *pen)
{
    pen->at = CURSOR_BYTES - SUM_BYTES;
    bool whole = read_number(pen, SUM_BYTES) == sum_of(pen);
    pen->at = 0;
    return whole;
}

int cursor_text_parse(const char *text, svccomm_query *query)
{
    struct pen pen = {{0}, 0};
    if (!read_bytes(text, &pen) || !is_whole(&pen) || read_number(&pen, 1) != CURSOR_VERSION)
        return say_usage("--cursor: damaged: give `next` of a list as it was printed");
    uint64_t sort = read_number(&pen, 1);
    uint64_t descending = read_number(&pen, 1);
    if (sort != query->sort || descending != (query->descending != 0))
        return say_usage("--cursor: of a list in another order: give the same --sort and "
                         "--descending");
    read_position(&pen, &query->after);
    query->has_after = 1;
    return 0;
}
