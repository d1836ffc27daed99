/* SPDX-License-Identifier: MIT
 * The encoding of a text that comes in pieces, as its byte order mark says: UTF-16 becomes UTF-8,
 * anything else stays the bytes that it is. */
#include "base/encoding.h"

#define ENCODING_UNPAIRED '?'
#define ENCODING_MARK 0xFEFFu

static const struct {
    uint8_t bytes[3];
    uint8_t length;
    uint8_t form;
} encoding_marks[] = {
    {{0xEF, 0xBB, 0xBF}, 3, SVCCOMM__ENCODING_BYTES},
    {{0xFF, 0xFE, 0}, 2, SVCCOMM__ENCODING_LITTLE},
    {{0xFE, 0xFF, 0}, 2, SVCCOMM__ENCODING_BIG},
};

void svccomm__encoding_begin(struct svccomm__encoding *encoding)
{
    encoding->high = 0;
    encoding->form = SVCCOMM__ENCODING_OPEN;
    encoding->count = 0;
}

/* What the held bytes say of the form. A mark is let go; what is none stays held. */
static uint8_t encoding_form(struct svccomm__encoding *encoding)
{
    size_t i;

    for (i = 0; i < sizeof encoding_marks / sizeof encoding_marks[0]; i++) {
        if (memcmp(encoding->held, encoding_marks[i].bytes, encoding->count) != 0)
            continue;
        if (encoding->count < encoding_marks[i].length)
            return SVCCOMM__ENCODING_OPEN;
        encoding->count = 0;
        return encoding_marks[i].form;
    }
    return SVCCOMM__ENCODING_BYTES;
}

/* Held bytes of earlier pieces that are no mark go before this piece. */
static int encoding_prepend(struct svccomm__encoding *encoding, struct svccomm__memory *memory,
                            struct svccomm__piece *piece)
{
    size_t length = (size_t)(piece->end - piece->at), count = encoding->count;
    int rc = svccomm__memory_grow(memory, &encoding->bytes, &encoding->capacity, count + length, 1);

    if (rc < 0)
        return rc;
    memcpy(encoding->bytes, encoding->held, count);
    if (length > 0)
        memcpy(encoding->bytes + count, piece->at, length);
    piece->at = encoding->bytes;
    piece->end = encoding->bytes + count + length;
    encoding->count = 0;
    return 0;
}

/* Looks for a mark at the start of the text. */
static int encoding_decide(struct svccomm__encoding *encoding, struct svccomm__memory *memory,
                           struct svccomm__piece *piece)
{
    size_t earlier = encoding->count;

    while (encoding->form == SVCCOMM__ENCODING_OPEN && piece->at < piece->end) {
        encoding->held[encoding->count++] = (uint8_t)*piece->at++;
        encoding->form = encoding_form(encoding);
    }
    if (encoding->form == SVCCOMM__ENCODING_OPEN || encoding->count == 0)
        return 0;
    if (earlier > 0)
        return encoding_prepend(encoding, memory, piece);
    piece->at -= encoding->count;
    encoding->count = 0;
    return 0;
}

static char *encoding_put(char *out, uint32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
        return out;
    }
    if (point < 0x800) {
        *out++ = (char)(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            *out++ = (char)(0xE0 | point >> 12);
        } else {
            *out++ = (char)(0xF0 | point >> 18);
            *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (point & 0x3F));
    return out;
}

/* One unit. Marks within come from texts that were put together, and are no characters. */
static char *encoding_unit(struct svccomm__encoding *encoding, char *out, uint16_t unit)
{
    uint32_t high = encoding->high;

    encoding->high = 0;
    if (high != 0 && unit >= 0xDC00 && unit < 0xE000)
        return encoding_put(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00u));
    if (high != 0)
        *out++ = ENCODING_UNPAIRED;
    if (unit >= 0xD800 && unit < 0xDC00) {
        encoding->high = unit;
        return out;
    }
    if (unit >= 0xDC00 && unit < 0xE000)
        *out++ = ENCODING_UNPAIRED;
    else if (unit != ENCODING_MARK)
        out = encoding_put(out, unit);
    return out;
}

static uint16_t encoding_pair(const struct svccomm__encoding *encoding, uint8_t second)
{
    unsigned first = encoding->held[0];

    return (uint16_t)(encoding->form == SVCCOMM__ENCODING_LITTLE ? first | (unsigned)second << 8
                                                                 : first << 8 | second);
}

/* A unit takes at most three bytes, and a fourth for a half before it that has no other. */
static int encoding_utf16(struct svccomm__encoding *encoding, struct svccomm__memory *memory,
                          struct svccomm__piece *piece)
{
    size_t room = ((size_t)(piece->end - piece->at) + 1) / 2 * 3 + 1;
    int rc = svccomm__memory_grow(memory, &encoding->bytes, &encoding->capacity, room, 1);
    const char *at = piece->at;
    char *out = encoding->bytes;

    if (rc < 0)
        return rc;
    for (; at < piece->end; at++) {
        if (encoding->count == 0) {
            encoding->held[encoding->count++] = (uint8_t)*at;
        } else {
            encoding->count = 0;
            out = encoding_unit(encoding, out, encoding_pair(encoding, (uint8_t)*at));
        }
    }
    piece->at = encoding->bytes;
    piece->end = out;
    return 0;
}

int svccomm__encoding_read(struct svccomm__encoding *encoding, struct svccomm__memory *memory,
                           struct svccomm__piece *piece)
{
    int rc =
        encoding->form == SVCCOMM__ENCODING_OPEN ? encoding_decide(encoding, memory, piece) : 0;

    if (rc < 0 || encoding->form < SVCCOMM__ENCODING_LITTLE || piece->at == piece->end)
        return rc;
    return encoding_utf16(encoding, memory, piece);
}

void svccomm__encoding_end(struct svccomm__encoding *encoding, struct svccomm__piece *piece)
{
    if (encoding->form >= SVCCOMM__ENCODING_LITTLE) {
        encoding->count = encoding->count > 0 || encoding->high != 0;
        encoding->held[0] = ENCODING_UNPAIRED;
        encoding->high = 0;
    }
    piece->at = (const char *)encoding->held;
    piece->end = piece->at + encoding->count;
    encoding->count = 0;
}

void svccomm__encoding_free(struct svccomm__encoding *encoding, struct svccomm__memory *memory)
{
    svccomm__memory_free(memory, encoding->bytes, encoding->capacity);
}
