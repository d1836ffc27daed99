/* SPDX-License-Identifier: MIT
 * Bytes from a read callback, one by one, with their line and offset. */
#include "export/transfer_in.h"

#include <string.h>

#include "export/utf8.h"

void svccomm__in_begin(struct svccomm__in *in, char *buffer, size_t capacity, svccomm_read_fn read,
                       void *user)
{
    memset(in, 0, sizeof *in);
    in->read = read;
    in->user = user;
    in->buffer = buffer;
    in->capacity = capacity;
    in->line = 1;
}

void svccomm__in_memory(struct svccomm__in *in, char *bytes, size_t length)
{
    svccomm__in_begin(in, bytes, length, NULL, NULL);
    in->length = length;
}

int svccomm__in_fill(struct svccomm__in *in)
{
    size_t length = 0;

    if (in->ended)
        return 0;
    if (in->read != NULL)
        in->callback = in->read(in->user, in->buffer, in->capacity, &length);
    if (in->callback != 0 || length > in->capacity)
        in->code = SVCCOMM_E_READ;
    in->ended = in->code != 0 || length == 0;
    if (in->ended)
        return 0;
    in->at = 0;
    in->length = length;
    return 1;
}

int svccomm__in_skip(struct svccomm__in *in, char byte)
{
    if (svccomm__in_peek(in) != (unsigned char)byte)
        return 0;
    svccomm__in_take(in);
    return 1;
}

int svccomm__in_skip_space(struct svccomm__in *in)
{
    int c = svccomm__in_peek(in);

    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        svccomm__in_take(in);
        c = svccomm__in_peek(in);
    }
    return c;
}

/* At least one byte is there: it was peeked. */
int svccomm__in_take_character(struct svccomm__in *in, char *out)
{
    unsigned need = svccomm__utf8_need((unsigned char)svccomm__in_peek(in)), length = 0;

    for (; length < need; length++) {
        int c = svccomm__in_peek(in);

        if (c < 0)
            return svccomm__in_end(in);
        out[length] = (char)(unsigned char)c;
        svccomm__in_take(in);
    }
    return need == 0 || svccomm__utf8_length(out, need) == 0 ? 0 : (int)need;
}

int svccomm__in_end(const struct svccomm__in *in)
{
    return in->code != 0 ? in->code : SVCCOMM_E_TRUNCATED;
}
