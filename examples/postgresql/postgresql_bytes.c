/* SPDX-License-Identifier: MIT
 * Bytes that are put together and taken apart. */
#include "postgresql_bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 256

/* Once memory was out nothing more is taken. */
static bool reserve(struct postgresql_bytes *bytes, size_t length)
{
    if (bytes->failed)
        return false;
    size_t room = bytes->capacity > 0 ? bytes->capacity : LEAST;
    while (room <= bytes->length + length)
        room *= 2;
    char *data = room > bytes->capacity ? realloc(bytes->data, room) : bytes->data;
    bytes->failed = data == NULL;
    if (bytes->failed)
        return false;
    bytes->data = data;
    bytes->capacity = room;
    return true;
}

void bytes_append(struct postgresql_bytes *bytes, const void *data, size_t length)
{
    if (!reserve(bytes, length))
        return;
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    bytes->data[bytes->length] = '\0';
}

void bytes_text(struct postgresql_bytes *bytes, const char *text)
{
    bytes_append(bytes, text, strlen(text));
}

void bytes_format(struct postgresql_bytes *bytes, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        bytes->failed = true;
    else
        bytes_append(bytes, text, (size_t)length);
}

static void put_big_endian(char *out, int64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        out[i] = (char)((uint64_t)value >> (8 * (width - 1 - i)));
}

void bytes_integer(struct postgresql_bytes *bytes, int64_t value, size_t width)
{
    char big[sizeof value];
    put_big_endian(big, value, width);
    bytes_append(bytes, big, width);
}

size_t bytes_begin_field(struct postgresql_bytes *bytes)
{
    bytes_integer(bytes, 0, 4);
    return bytes->length;
}

void bytes_end_field(struct postgresql_bytes *bytes, size_t begin)
{
    if (!bytes->failed)
        put_big_endian(bytes->data + begin - 4, (int64_t)(bytes->length - begin), 4);
}

void bytes_null_field(struct postgresql_bytes *bytes)
{
    bytes_integer(bytes, -1, 4);
}

void bytes_free(struct postgresql_bytes *bytes)
{
    free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}

bool field_integer(struct postgresql_field *from, size_t width, int64_t *value)
{
    if (from->length < width || width == 0 || width > sizeof *value)
        return false;
    uint64_t bits = from->data[0] & 0x80 ? UINT64_MAX : 0; /* the sign */
    for (size_t i = 0; i < width; i++)
        bits = bits << 8 | from->data[i];
    memcpy(value, &bits, sizeof *value);
    from->data += width;
    from->length -= width;
    return true;
}

bool field_next(struct postgresql_field *from, struct postgresql_field *field)
{
    int64_t length;
    field->data = NULL;
    field->length = 0;
    if (!field_integer(from, 4, &length) || length < -1 ||
        (length > 0 && (uint64_t)length > from->length))
        return false;
    if (length < 0)
        return true;
    field->data = from->data;
    field->length = (size_t)length;
    from->data += length;
    from->length -= (size_t)length;
    return true;
}
