/* SPDX-License-Identifier: MIT
 * Bytes from a read callback, so many at a time. */
#include "base/input.h"

#include <string.h>

static int input_fill(struct svccomm__input *in)
{
    size_t length = 0;

    in->callback = in->read(in->user, in->buffer, sizeof in->buffer, &length);
    if (in->callback != 0 || length > sizeof in->buffer)
        return SVCCOMM_E_READ;
    in->at = 0;
    in->length = length;
    return length == 0 ? SVCCOMM_E_TRUNCATED : 0;
}

int svccomm__input_read(struct svccomm__input *in, unsigned char *out, size_t length)
{
    size_t part;
    int rc;

    while (length > 0) {
        rc = in->at == in->length ? input_fill(in) : 0;
        if (rc < 0)
            return rc;
        part = in->length - in->at < length ? in->length - in->at : length;
        memcpy(out, in->buffer + in->at, part);
        in->at += part;
        in->offset += part;
        out += part;
        length -= part;
    }
    return 0;
}
