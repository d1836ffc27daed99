/* SPDX-License-Identifier: MIT
 * The encoding of a text that comes in pieces, as its byte order mark says: UTF-16 becomes UTF-8,
 * anything else stays the bytes that it is. */
#ifndef SVCCOMM_BASE_ENCODING_H
#define SVCCOMM_BASE_ENCODING_H

#include "base/lines.h"

/* svccomm__encoding.form */
#define SVCCOMM__ENCODING_OPEN 0u /* the bytes up to now may be the beginning of a mark */
#define SVCCOMM__ENCODING_BYTES 1u
#define SVCCOMM__ENCODING_LITTLE 2u /* UTF-16 */
#define SVCCOMM__ENCODING_BIG 3u

struct svccomm__encoding {
    char *bytes; /* what a piece became; lasts until the next one */
    size_t capacity;
    uint16_t high;   /* UTF-16: a high surrogate whose other half is to come, or 0 */
    uint8_t form;    /* SVCCOMM__ENCODING_ */
    uint8_t count;   /* of held bytes */
    uint8_t held[4]; /* the beginning of a mark, or half a unit of UTF-16 */
};

/* The start of another text; the memory is kept. */
void svccomm__encoding_begin(struct svccomm__encoding *encoding);

/* Makes the piece the bytes that are to be read of it; there may be none. Returns 0 or
 * SVCCOMM_E_NOMEM; then all but `bytes` and `capacity` must be put back before the piece is given
 * again. */
int svccomm__encoding_read(struct svccomm__encoding *encoding, struct svccomm__memory *memory,
                           struct svccomm__piece *piece);

/* What is left at the end of the text: bytes that might have become a mark, and a `?` for a
 * character that is cut. Lasts as long as the encoding. */
void svccomm__encoding_end(struct svccomm__encoding *encoding, struct svccomm__piece *piece);

void svccomm__encoding_free(struct svccomm__encoding *encoding, struct svccomm__memory *memory);

#endif
