/* SPDX-License-Identifier: MIT
 * Bytes from a read callback, so many at a time. */
#ifndef SVCCOMM_BASE_INPUT_H
#define SVCCOMM_BASE_INPUT_H

#include <stddef.h>

#include "svccomm/transfer.h"

#define SVCCOMM__INPUT_BUFFER 4096u

struct svccomm__input {
    svccomm_read_fn read;
    void *user;
    uint64_t offset; /* of the next byte */
    size_t at;
    size_t length;
    int callback; /* what the callback returned, if not 0 */
    unsigned char buffer[SVCCOMM__INPUT_BUFFER];
};

/* Reads `length` bytes. Returns 0, SVCCOMM_E_TRUNCATED or SVCCOMM_E_READ. */
int svccomm__input_read(struct svccomm__input *in, unsigned char *out, size_t length);

#endif
