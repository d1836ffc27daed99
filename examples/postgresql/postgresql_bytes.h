/* SPDX-License-Identifier: MIT
 * Bytes that are put together: SQL, and what COPY takes; and fields of what COPY gives. */
#ifndef POSTGRESQL_BYTES_H
#define POSTGRESQL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts as zeros. */
struct postgresql_bytes {
    char *data; /* ends with a NUL that does not count */
    size_t length;
    size_t capacity;
    bool failed; /* memory was out: nothing more is appended */
};

void bytes_append(struct postgresql_bytes *bytes, const void *data, size_t length);
void bytes_text(struct postgresql_bytes *bytes, const char *text);
void bytes_integer(struct postgresql_bytes *bytes, int64_t value, size_t width); /* big-endian */

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void bytes_format(struct postgresql_bytes *bytes, const char *format, ...);

/* A length of 4 bytes stands before what is appended between these two. */
size_t bytes_begin_field(struct postgresql_bytes *bytes);
void bytes_end_field(struct postgresql_bytes *bytes, size_t begin);
void bytes_null_field(struct postgresql_bytes *bytes);

void bytes_free(struct postgresql_bytes *bytes);

/* A piece of what COPY gives; data is NULL for the value NULL. */
struct postgresql_field {
    const unsigned char *data;
    size_t length;
};

/* Takes an integer of `width` bytes, or a field with its length, off the front of `from`; false
 * where there is not so much. */
bool field_integer(struct postgresql_field *from, size_t width, int64_t *value);
bool field_next(struct postgresql_field *from, struct postgresql_field *field);

#endif
