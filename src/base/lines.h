/* SPDX-License-Identifier: MIT
 * Lines of a text that comes in pieces, cut anywhere: the same lines as if it came whole. */
#ifndef SVCCOMM_BASE_LINES_H
#define SVCCOMM_BASE_LINES_H

#include <string.h>

#include "base/memory.h"

/* What is kept between two pieces. Zeroed but for `max` it is at the start of a text. */
struct svccomm__lines {
    char *carry; /* the partial line at the end of what was given, and lines put together */
    size_t capacity;
    size_t length;     /* of the partial line */
    size_t max;        /* bytes that are kept of a line */
    size_t kept;       /* of the partial line that svccomm__lines_rollback() goes back to */
    uint32_t overlong; /* the partial line exceeds `max` */
    uint32_t kept_overlong;
};

/* The bytes of a piece that are not yet read. */
struct svccomm__piece {
    const char *at;
    const char *end;
};

/* A line [at, end) without its line end. *end can be read and is LF. */
struct svccomm__line_bytes {
    const char *at;
    const char *end;
    int overlong; /* only the first `max` bytes are there */
};

/* To be called before a piece is read. */
void svccomm__lines_mark(struct svccomm__lines *lines);

/* svccomm__lines_next() for what is not a line as it stands in the piece; `next` is its line end or
 * NULL. */
int svccomm__lines_put_together(struct svccomm__lines *lines, struct svccomm__memory *memory,
                                struct svccomm__piece *piece, const char *next,
                                struct svccomm__line_bytes *line);

/* The next line that ends in the piece; it lasts until the next call. What is behind the last one
 * is kept for the next piece.
 * Returns 1; 0 if there was none and the piece is read; SVCCOMM_E_NOMEM. */
static inline int svccomm__lines_next(struct svccomm__lines *lines, struct svccomm__memory *memory,
                                      struct svccomm__piece *piece,
                                      struct svccomm__line_bytes *line)
{
    const char *at = piece->at;
    const char *next = at == piece->end ? NULL : memchr(at, '\n', (size_t)(piece->end - at));

    if (next == NULL || lines->length > 0 || (size_t)(next - at) > lines->max)
        return svccomm__lines_put_together(lines, memory, piece, next, line);
    piece->at = next + 1;
    line->at = at;
    line->end = next;
    line->overlong = 0;
    return 1;
}

/* The partial line at the end of the text: 1, or 0 if there is none. */
int svccomm__lines_last(struct svccomm__lines *lines, struct svccomm__line_bytes *line);

/* Forgets the piece, so that it can be given again. */
void svccomm__lines_rollback(struct svccomm__lines *lines);

void svccomm__lines_free(struct svccomm__lines *lines, struct svccomm__memory *memory);

#endif
