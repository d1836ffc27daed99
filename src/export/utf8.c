/* SPDX-License-Identifier: MIT
 * UTF-8 (RFC 3629). */
#include "export/utf8.h"

unsigned svccomm__utf8_need(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf5 ? 4 : 0;
}

/* The second byte says the most: it tells overlong forms, surrogates and what is too great. */
static int utf8_is_second(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return second >= low && second <= high;
}

size_t svccomm__utf8_length(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    size_t need = svccomm__utf8_need(at[0]);

    if (need > length || need == 0)
        return 0;
    if (need > 1 && !utf8_is_second(at[0], at[1]))
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return need;
}

size_t svccomm__utf8_encode(uint32_t character, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

    for (size_t i = length; i > 1; i--) {
        out[i - 1] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    out[0] = (char)(lead[length == 1 ? 0 : length] | character);
    return length;
}
