/* SPDX-License-Identifier: MIT
 * Keys of communications: their order, and ids made of them (design K1, K4). */
#include "svccomm/key.h"

#include <string.h>

#include "base/numbers.h"
#include "base/sha1.h"
#include "svccomm/error.h"

/* b0ad98a9-4f90-5513-a273-12b129f40ecf: the UUIDv5 of `libsvccomm` in the DNS namespace. */
static const uint8_t key_namespace[SVCCOMM_ID_SIZE] = {
    0xb0, 0xad, 0x98, 0xa9, 0x4f, 0x90, 0x55, 0x13, 0xa2, 0x73, 0x12, 0xb1, 0x29, 0xf4, 0x0e, 0xcf};

/* The prefix, six numbers or addresses with their separators: 39 + 39 for the addresses, 16 for the
 * scope, 21 at most for each number. */
#define KEY_TEXT_SIZE 256

/* UUID version 5 of a name (RFC 4122 section 4.3). */
static void key_uuid(const struct svccomm__part *name, size_t parts, uint8_t *id)
{
    struct svccomm__part all[3] = {{key_namespace, sizeof key_namespace}, {NULL, 0}, {NULL, 0}};
    uint8_t digest[SVCCOMM__SHA1_SIZE];

    memcpy(all + 1, name, parts * sizeof *name);
    svccomm__sha1(all, parts + 1, digest);
    memcpy(id, digest, SVCCOMM_ID_SIZE);
    id[6] = (uint8_t)((id[6] & 0x0f) | 0x50);
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
}

static size_t key_put_number(char *text, size_t at, uint64_t number)
{
    at += svccomm__number_format(number, text + at);
    text[at++] = '|';
    return at;
}

static size_t key_put_address(char *text, size_t at, const uint8_t *address)
{
    at += (size_t)svccomm_address_format(address, text + at, SVCCOMM_ADDRESS_TEXT_SIZE);
    text[at++] = '|';
    return at;
}

static const char key_digits[] = "0123456789abcdef";

static size_t key_put_scope(char *text, size_t at, uint64_t scope)
{
    int shift;

    for (shift = 60; shift >= 0; shift -= 4)
        text[at++] = key_digits[scope >> shift & 15];
    text[at++] = '|';
    return at;
}

int svccomm_key_id(const svccomm_key *key, uint8_t *id)
{
    char text[KEY_TEXT_SIZE] = "svccomm:1|";
    struct svccomm__part name = {text, 0};
    size_t at = strlen(text);

    if (key == NULL || id == NULL)
        return SVCCOMM_E_ARGUMENT;
    at = key_put_number(text, at, key->realm);
    at = key_put_scope(text, at, key->scope);
    at = key_put_number(text, at, key->protocol);
    at = key_put_address(text, at, key->client);
    at = key_put_address(text, at, key->listener);
    at = key_put_number(text, at, key->port);
    name.length = at - 1; /* without the last separator */
    key_uuid(&name, 1, id);
    return 0;
}

uint64_t svccomm_host_id(const char *name)
{
    struct svccomm__part parts[2] = {{"host|", 5}, {NULL, 0}};
    uint8_t uuid[SVCCOMM_ID_SIZE];
    uint64_t id = 0;
    size_t i;

    if (name == NULL)
        return 0;
    parts[1].bytes = name;
    parts[1].length = strlen(name);
    key_uuid(parts, 2, uuid);
    for (i = 0; i < 8; i++)
        id = id << 8 | uuid[i];
    return id == 0 ? 1 : id;
}

static int key_order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

int svccomm_key_compare(const svccomm_key *a, const svccomm_key *b)
{
    int order = key_order(a->realm, b->realm);

    if (order == 0)
        order = key_order(a->scope, b->scope);
    if (order == 0)
        order = key_order(a->protocol, b->protocol);
    if (order == 0)
        order = memcmp(a->listener, b->listener, sizeof a->listener);
    if (order == 0)
        order = key_order(a->port, b->port);
    if (order == 0)
        order = memcmp(a->client, b->client, sizeof a->client);
    return order;
}

/* Whether a hyphen stands before byte i of an id in text. */
static int key_hyphen_before(size_t i)
{
    return i == 4 || i == 6 || i == 8 || i == 10;
}

int svccomm_id_format(const uint8_t *id, char *text, size_t capacity)
{
    size_t i;

    if (id == NULL || text == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (capacity < SVCCOMM_ID_TEXT_SIZE)
        return SVCCOMM_E_RANGE;
    for (i = 0; i < SVCCOMM_ID_SIZE; i++) {
        if (key_hyphen_before(i))
            *text++ = '-';
        *text++ = key_digits[id[i] >> 4];
        *text++ = key_digits[id[i] & 15];
    }
    *text = '\0';
    return SVCCOMM_ID_TEXT_SIZE - 1;
}

int svccomm_id_parse(const char *text, size_t length, uint8_t *id)
{
    uint8_t out[SVCCOMM_ID_SIZE];
    size_t i;
    int high, low;

    if (text == NULL || id == NULL)
        return SVCCOMM_E_ARGUMENT;
    if (length != SVCCOMM_ID_TEXT_SIZE - 1)
        return SVCCOMM_E_FORMAT;
    for (i = 0; i < SVCCOMM_ID_SIZE; i++) {
        if (key_hyphen_before(i) && *text++ != '-')
            return SVCCOMM_E_FORMAT;
        high = svccomm__hex_value((unsigned char)*text++);
        low = svccomm__hex_value((unsigned char)*text++);
        if (high < 0 || low < 0)
            return SVCCOMM_E_FORMAT;
        out[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(id, out, sizeof out);
    return 0;
}
