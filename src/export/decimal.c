/* SPDX-License-Identifier: MIT
 * Decimal numbers as exact integers: a mantissa without its trailing zeros, and a power of ten. */
#include "export/decimal.h"

#include "svccomm/error.h"

/* More than any number that is not 0 can have and fit. */
#define DECIMAL_POWER_MAX 1000000

struct decimal {
    const char *at;
    const char *end;
    uint64_t mantissa;
    int64_t zeros; /* trailing ones that are not in the mantissa */
    int64_t power;
    int too_great;
};

static int decimal_is_digit(const struct decimal *number)
{
    return number->at < number->end && *number->at >= '0' && *number->at <= '9';
}

static int decimal_skip(struct decimal *number, char c)
{
    if (number->at == number->end || *number->at != c)
        return 0;
    number->at++;
    return 1;
}

/* Multiplies the mantissa by 10^power and adds a digit. */
static void decimal_shift(struct decimal *number, int64_t power, uint64_t digit)
{
    for (; power > 0 && number->mantissa > 0 && !number->too_great; power--) {
        number->too_great = number->mantissa > UINT64_MAX / 10;
        number->mantissa *= 10;
    }
    if (number->mantissa > UINT64_MAX - digit)
        number->too_great = 1;
    number->mantissa += digit;
}

/* Takes one digit or more; gives how many. */
static int64_t decimal_digits(struct decimal *number)
{
    const char *start = number->at;

    for (; decimal_is_digit(number); number->at++) {
        if (*number->at == '0') {
            number->zeros++;
            continue;
        }
        decimal_shift(number, number->zeros + 1, (uint64_t)(*number->at - '0'));
        number->zeros = 0;
    }
    return number->at - start;
}

static int decimal_exponent(struct decimal *number)
{
    int64_t exponent = 0;
    int negative = decimal_skip(number, '-');

    if (!negative)
        decimal_skip(number, '+');
    if (!decimal_is_digit(number))
        return 0;
    for (; decimal_is_digit(number); number->at++)
        if (exponent < DECIMAL_POWER_MAX)
            exponent = exponent * 10 + (*number->at - '0');
    number->power += negative ? -exponent : exponent;
    return 1;
}

static int decimal_read(struct decimal *number)
{
    int64_t fraction;

    if (decimal_digits(number) == 0)
        return 0;
    if (decimal_skip(number, '.')) {
        fraction = decimal_digits(number);
        if (fraction == 0)
            return 0;
        number->power -= fraction;
    }
    if ((decimal_skip(number, 'e') || decimal_skip(number, 'E')) && !decimal_exponent(number))
        return 0;
    return number->at == number->end;
}

int svccomm__decimal_parse(const char *text, size_t length, unsigned scale, uint64_t max,
                           uint64_t *out)
{
    struct decimal number = {text, text + length, 0, 0, (int64_t)scale, 0};
    int negative = decimal_skip(&number, '-');

    if (!decimal_read(&number))
        return SVCCOMM_E_FORMAT;
    number.power += number.zeros;
    if (number.mantissa > 0 && number.power < 0 && !number.too_great)
        return SVCCOMM_E_FORMAT;
    decimal_shift(&number, number.power, 0);
    if (number.too_great || number.mantissa > max || (negative && number.mantissa > 0))
        return SVCCOMM_E_RANGE;
    *out = number.mantissa;
    return 0;
}
