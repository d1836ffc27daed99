/* SPDX-License-Identifier: MIT
 * Ratios as text: digits by long division, then one rounding, half to even. */
#include "stats/ratio.h"

#include <string.h>

#define DECIMALS 6u

/* Decimal digits of a number without the point: a leading 0 for the carry, then the value. */
typedef struct digits {
    char text[SVCCOMM__RATIO_SIZE];
    size_t length;
} digits;

static void push(digits *number, unsigned digit)
{
    number->text[number->length++] = (char)('0' + digit);
}

static void start(digits *number, uint64_t whole)
{
    uint64_t divisor = 1;

    number->length = 0;
    push(number, 0);
    while (whole / divisor >= 10)
        divisor *= 10;
    for (; divisor > 0; divisor /= 10)
        push(number, (unsigned)(whole / divisor % 10));
}

/* `order` compares what is left after the last digit with one half of it: <, = or > 0. */
static void round_half_even(digits *number, int order)
{
    char *last = &number->text[number->length - 1];

    if (order < 0 || (order == 0 && (*last - '0') % 2 == 0))
        return;
    while (*last == '9') /* stops at the leading 0 */
        *last-- = '0';
    ++*last;
}

/* Copies the digits without leading zeros, but one before the point. */
static size_t finish(const digits *number, char *out)
{
    const char *text = number->text;
    size_t whole = number->length - DECIMALS;

    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): start() pushed some */
    while (whole > 1 && *text == '0') {
        text++;
        whole--;
    }
    memcpy(out, text, whole);
    out[whole] = '.';
    memcpy(out + whole + 1, text + whole, DECIMALS);
    out[whole + 1 + DECIMALS] = '\0';
    return whole + 1 + DECIMALS;
}

/* The next digit of rest / divisor, rest < divisor: ten times rest, by additions modulo divisor,
 * since the product may not fit in 64 bits. */
static unsigned next_digit(uint64_t *rest, uint64_t divisor)
{
    uint64_t sum = 0, room = divisor - *rest;
    unsigned digit = 0;

    for (int i = 0; i < 10; i++) {
        if (sum >= room) {
            sum -= room;
            digit++;
        } else {
            sum += *rest;
        }
    }
    *rest = sum;
    return digit;
}

size_t svccomm__ratio_format(uint64_t numerator, uint64_t denominator, unsigned shift, char *out)
{
    digits number;
    uint64_t rest, room;

    out[0] = '\0';
    if (denominator == 0)
        return 0;
    start(&number, numerator / denominator);
    rest = numerator % denominator;
    for (unsigned i = 0; i < shift + DECIMALS; i++)
        push(&number, next_digit(&rest, denominator));
    room = denominator - rest;
    round_half_even(&number, (rest > room) - (rest < room));
    return finish(&number, out);
}

/* Below the point, 120 bits in two limbs of 60 hold every double that does not round to 0; a limb
 * times ten, plus a carry, fits in 64 bits. */
#define LIMB_BITS 60
#define LIMB_ONE (UINT64_C(1) << LIMB_BITS)
#define LIMB_MASK (LIMB_ONE - 1)

size_t svccomm__fixed6_format(double value, char *out)
{
    digits number;
    uint64_t whole, high, low;
    double scaled;

    out[0] = '\0';
    if (!(value >= 0 && value < 1e12)) /* NaN too */
        return 0;
    whole = (uint64_t)value;
    scaled = (value - (double)whole) * (double)LIMB_ONE; /* both exact */
    high = (uint64_t)scaled;
    low = (uint64_t)((scaled - (double)high) * (double)LIMB_ONE);
    start(&number, whole);
    for (unsigned i = 0; i < DECIMALS; i++) {
        low *= 10;
        high = high * 10 + (low >> LIMB_BITS);
        low &= LIMB_MASK;
        push(&number, (unsigned)(high >> LIMB_BITS));
        high &= LIMB_MASK;
    }
    round_half_even(&number, high != LIMB_ONE / 2 ? (high < LIMB_ONE / 2 ? -1 : 1) : low != 0);
    return finish(&number, out);
}
