/* SPDX-License-Identifier: MIT
 * Numbers as text without a locale. */
#include "base/numbers.h"

#include <string.h>

static size_t number_digits(uint64_t number)
{
    size_t digits = 1;

    for (; number > 9; number /= 10)
        digits++;
    return digits;
}

size_t svccomm__number_format(uint64_t number, char *out)
{
    size_t length = number_digits(number), at = length;

    out[at] = '\0';
    do {
        out[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (at > 0);
    return length;
}

int svccomm__number_parse(const char *text, size_t length, uint64_t max, uint64_t *out)
{
    uint64_t number = 0, digit;
    size_t i;

    for (i = 0; i < length; i++) {
        digit = (uint64_t)(unsigned char)text[i] - '0';
        if (digit > 9 || number > (max - digit) / 10 || digit > max)
            return 0;
        number = number * 10 + digit;
    }
    *out = number;
    return length > 0;
}

int svccomm__hex_value(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
