/* SPDX-License-Identifier: MIT
 * Bytes from a read callback, one by one, with their line and offset. */
#ifndef SVCCOMM_EXPORT_TRANSFER_IN_H
#define SVCCOMM_EXPORT_TRANSFER_IN_H

#include "svccomm/transfer.h"

struct svccomm__in {
    svccomm_read_fn read; /* NULL: there is only what is in the buffer */
    void *user;
    char *buffer;
    size_t capacity;
    size_t at;
    size_t length;
    uint64_t line;   /* 1-based, of the next byte */
    uint64_t offset; /* of the next byte */
    int callback;    /* what the callback returned, if not 0 */
    int code;        /* why there is no more: 0 at the end, or SVCCOMM_E_READ */
    int ended;
};

void svccomm__in_begin(struct svccomm__in *in, char *buffer, size_t capacity, svccomm_read_fn read,
                       void *user);

/* Reads from memory. */
void svccomm__in_memory(struct svccomm__in *in, char *bytes, size_t length);

/* Gets more bytes: 1, or 0 if there are none. */
int svccomm__in_fill(struct svccomm__in *in);

/* The next byte, which stays there; -1 if there is none. */
static inline int svccomm__in_peek(struct svccomm__in *in)
{
    if (in->at == in->length && !svccomm__in_fill(in))
        return -1;
    return (unsigned char)in->buffer[in->at];
}

/* Takes the byte that was peeked. */
static inline void svccomm__in_take(struct svccomm__in *in)
{
    in->line += in->buffer[in->at] == '\n' ? 1u : 0u;
    in->at++;
    in->offset++;
}

/* Takes that byte if it comes next: 1 or 0. */
int svccomm__in_skip(struct svccomm__in *in, char byte);

/* Takes spaces, tabs and line ends; gives the byte after them as peek does. */
int svccomm__in_skip_space(struct svccomm__in *in);

/* Takes one character of UTF-8 into out[4]: its length; 0 if it is none; or a code. */
int svccomm__in_take_character(struct svccomm__in *in, char *out);

/* Why peek gave -1 within an item: SVCCOMM_E_READ or SVCCOMM_E_TRUNCATED. */
int svccomm__in_end(const struct svccomm__in *in);

#endif
