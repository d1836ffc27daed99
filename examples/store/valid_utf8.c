/* SPDX-License-Identifier: MIT
 * UTF-8, well-formed as RFC 3629 has it: no overlong forms, no surrogates, at most U+10FFFF. */
#include "valid_utf8.h"

static size_t sequence_length(unsigned first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* The second byte decides about overlong forms, surrogates and the end of Unicode. */
static bool second_fits(unsigned first, unsigned second)
{
    unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
}

size_t utf8_length(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] != 0 ? sequence_length(bytes[0]) : 0;
    if (length > 1 && !second_fits(bytes[0], bytes[1]))
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

bool utf8_is_valid(const char *text)
{
    while (*text != '\0') {
        size_t length = utf8_length(text);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}
