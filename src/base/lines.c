/* SPDX-License-Identifier: MIT
 * Lines of a text that comes in pieces, cut anywhere: the same lines as if it came whole. */
#include "base/lines.h"

/* Room for `more` bytes behind the first `from` ones, and an LF. */
static int lines_reserve(struct svccomm__lines *lines, struct svccomm__memory *memory, size_t from,
                         size_t more)
{
    return svccomm__memory_grow(memory, &lines->carry, &lines->capacity, from + more + 1, 1);
}

static size_t lines_cut_to(size_t room, size_t length)
{
    return length < room ? length : room;
}

/* Appends to the partial line as much as is kept of one. Returns 0 or SVCCOMM_E_NOMEM. */
static int lines_carry(struct svccomm__lines *lines, struct svccomm__memory *memory, const char *at,
                       size_t length)
{
    size_t take = lines_cut_to(lines->max - lines->length, length);
    int rc = lines_reserve(lines, memory, lines->length, take);

    if (rc < 0)
        return rc;
    lines->overlong |= take < length;
    memcpy(lines->carry + lines->length, at, take);
    lines->length += take;
    lines->carry[lines->length] = '\n';
    return 0;
}

/* The first bytes of a line that is too long. They are copied, since an LF must follow them, and to
 * behind those that a rollback goes back to. */
static int lines_cut(struct svccomm__lines *lines, struct svccomm__memory *memory, const char *at,
                     struct svccomm__line_bytes *line)
{
    int rc = lines_reserve(lines, memory, lines->kept, lines->max);

    if (rc < 0)
        return rc;
    line->at = memcpy(lines->carry + lines->kept, at, lines->max);
    line->end = line->at + lines->max;
    line->overlong = 1;
    lines->carry[lines->kept + lines->max] = '\n';
    return 1;
}

void svccomm__lines_mark(struct svccomm__lines *lines)
{
    lines->kept = lines->length;
    lines->kept_overlong = lines->overlong;
}

int svccomm__lines_last(struct svccomm__lines *lines, struct svccomm__line_bytes *line)
{
    if (lines->length == 0)
        return 0;
    line->at = lines->carry;
    line->end = lines->carry + lines->length;
    line->overlong = lines->overlong != 0;
    lines->length = 0;
    lines->overlong = 0;
    return 1;
}

int svccomm__lines_put_together(struct svccomm__lines *lines, struct svccomm__memory *memory,
                                struct svccomm__piece *piece, const char *next,
                                struct svccomm__line_bytes *line)
{
    const char *at = piece->at, *end = next == NULL ? piece->end : next;
    int rc = 0;

    piece->at = next == NULL ? end : next + 1;
    if (next != NULL && lines->length == 0)
        return lines_cut(lines, memory, at, line);
    if (end > at)
        rc = lines_carry(lines, memory, at, (size_t)(end - at));
    return rc < 0 || next == NULL ? rc : svccomm__lines_last(lines, line);
}

void svccomm__lines_rollback(struct svccomm__lines *lines)
{
    lines->length = lines->kept;
    lines->overlong = lines->kept_overlong;
    if (lines->length > 0)
        lines->carry[lines->length] = '\n';
}

void svccomm__lines_free(struct svccomm__lines *lines, struct svccomm__memory *memory)
{
    svccomm__memory_free(memory, lines->carry, lines->capacity);
}
