/* SPDX-License-Identifier: MIT
 * Bytes on their way to a write callback, in blocks. */
#include "export/transfer_out.h"

#include <string.h>

void svccomm__out_begin(struct svccomm__out *out, svccomm_write_fn write, void *user)
{
    out->write = write;
    out->user = user;
    out->callback = 0;
    out->doubling = 0;
    out->used = 0;
}

int svccomm__out_flush(struct svccomm__out *out)
{
    if (out->callback == 0 && out->used > 0)
        out->callback = out->write(out->user, out->buffer, out->used);
    out->used = 0;
    return out->callback == 0 ? 0 : SVCCOMM_E_WRITE;
}

static void out_put(struct svccomm__out *out, char byte)
{
    if (out->used == sizeof out->buffer)
        (void)svccomm__out_flush(out); /* a failure is kept */
    out->buffer[out->used++] = byte;
}

void svccomm__out_byte(struct svccomm__out *out, char byte)
{
    if (byte == '"' && out->doubling)
        out_put(out, byte);
    out_put(out, byte);
}

void svccomm__out_bytes(struct svccomm__out *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        svccomm__out_byte(out, bytes[i]);
}

void svccomm__out_text(struct svccomm__out *out, const char *text)
{
    svccomm__out_bytes(out, text, strlen(text));
}

void svccomm__out_escaped(struct svccomm__out *out, unsigned char byte)
{
    static const char hex[] = "0123456789abcdef";

    svccomm__out_text(out, "\\udc");
    svccomm__out_byte(out, hex[byte >> 4]);
    svccomm__out_byte(out, hex[byte & 15]);
}
