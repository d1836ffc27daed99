/* SPDX-License-Identifier: MIT
 * Bytes on their way to a write callback, in blocks. */
#ifndef SVCCOMM_EXPORT_TRANSFER_OUT_H
#define SVCCOMM_EXPORT_TRANSFER_OUT_H

#include "svccomm/transfer.h"

#define SVCCOMM__OUT_SIZE 4096

/* Once the callback has failed everything more is dropped, so that only the end need be checked. */
struct svccomm__out {
    svccomm_write_fn write;
    void *user;
    int callback; /* what the callback returned, if not 0 */
    int doubling; /* quotes are doubled: within a quoted cell of CSV */
    size_t used;
    char buffer[SVCCOMM__OUT_SIZE];
};

void svccomm__out_begin(struct svccomm__out *out, svccomm_write_fn write, void *user);
void svccomm__out_byte(struct svccomm__out *out, char byte);
void svccomm__out_bytes(struct svccomm__out *out, const char *bytes, size_t length);
void svccomm__out_text(struct svccomm__out *out, const char *text);

/* \udcXX, which stands for a byte. */
void svccomm__out_escaped(struct svccomm__out *out, unsigned char byte);

/* Gives the callback what waits. Returns 0 or SVCCOMM_E_WRITE. */
int svccomm__out_flush(struct svccomm__out *out);

#endif
