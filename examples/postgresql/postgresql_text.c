/* SPDX-License-Identifier: MIT
 * Names, which may be any bytes, in a database that takes UTF-8 only. */
#include "postgresql_client.h"
#include "store/valid_utf8.h"

#include <string.h>

/* A name that is not UTF-8, or that looks as if it was not, is \x and its bytes in hex. */
void postgresql_write_text(struct postgresql_bytes *bytes, const char *text)
{
    size_t field = bytes_begin_field(bytes);
    bool plain = utf8_is_valid(text) && strncmp(text, "\\x", 2) != 0;
    if (plain)
        bytes_text(bytes, text);
    else
        bytes_text(bytes, "\\x");
    for (; !plain && *text != '\0'; text++)
        bytes_format(bytes, "%02x", (unsigned char)*text);
    bytes_end_field(bytes, field);
}

static int hex_digit(unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, c) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

static const char *read_hex(struct row *row, const unsigned char *hex, size_t length)
{
    char text[SVCCOMM_STRING_MAX];
    if (length % 2 != 0 || length / 2 > sizeof text)
        return NULL;
    for (size_t i = 0; i < length / 2; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return NULL;
        text[i] = (char)(high << 4 | low);
    }
    return row_text(row, text, length / 2);
}

const char *postgresql_read_text(struct row *row, struct postgresql_field field)
{
    if (field.length >= 2 && memcmp(field.data, "\\x", 2) == 0)
        return read_hex(row, field.data + 2, field.length - 2);
    return row_text(row, (const char *)field.data, field.length);
}
