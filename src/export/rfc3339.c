/* SPDX-License-Identifier: MIT
 * Times as RFC 3339 text in UTC, and spans as decimal seconds, by integer arithmetic. */
#include "export/rfc3339.h"

#include <string.h>

#include "base/numbers.h"
#include "svccomm/api.h"
#include "svccomm/error.h"

#define TIME_SECOND INT64_C(1000000000)
#define TIME_DAY INT64_C(86400)
#define TIME_FRACTION_DIGITS 9u

/* Days since the epoch of a date in the proleptic Gregorian calendar. Years begin in March here, so
 * that the leap day comes last; day 719468 after 0000-03-01 is the epoch. */
static int64_t time_days(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = shifted / 400, of_era = shifted % 400; /* year > 0 */
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The date of a day, the other way round. Any 64-bit time has a year > 0. */
static void time_date(int64_t days, unsigned *year, unsigned *month, unsigned *day)
{
    int64_t z = days + 719468, era = z / 146097, of_era = z % 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
    *month = (unsigned)(m < 10 ? m + 3 : m - 9);
    *year = (unsigned)(y + era * 400 + (m < 10 ? 0 : 1));
}

/* `width` digits and then `end`; gives the place after them. */
static char *time_put(char *at, unsigned number, unsigned width, char end)
{
    for (unsigned i = width; i > 0; i--) {
        at[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    at[width] = end;
    return at + width + 1;
}

/* A point and the digits of a fraction without trailing zeros; nothing for 0. */
static char *time_put_fraction(char *at, unsigned nanoseconds)
{
    unsigned width = TIME_FRACTION_DIGITS;

    if (nanoseconds == 0)
        return at;
    while (nanoseconds % 10 == 0) {
        nanoseconds /= 10;
        width--;
    }
    *at = '.';
    return time_put(at + 1, nanoseconds, width, '\0') - 1;
}

size_t svccomm__time_format(int64_t time, char *out)
{
    int64_t fraction = time % TIME_SECOND, seconds = time / TIME_SECOND, days, of_day;
    unsigned year, month, day;
    char *at = out;

    if (fraction < 0) {
        fraction += TIME_SECOND;
        seconds--;
    }
    of_day = (seconds % TIME_DAY + TIME_DAY) % TIME_DAY;
    days = (seconds - of_day) / TIME_DAY;
    time_date(days, &year, &month, &day);
    at = time_put(at, year, 4, '-');
    at = time_put(at, month, 2, '-');
    at = time_put(at, day, 2, 'T');
    at = time_put(at, (unsigned)(of_day / 3600), 2, ':');
    at = time_put(at, (unsigned)(of_day / 60 % 60), 2, ':');
    at = time_put(at, (unsigned)(of_day % 60), 2, '\0') - 1;
    at = time_put_fraction(at, (unsigned)fraction);
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - out);
}

size_t svccomm__span_format(int64_t span, char *out)
{
    char *at = out + svccomm__number_format((uint64_t)(span / TIME_SECOND), out);

    at = time_put_fraction(at, (unsigned)(span % TIME_SECOND));
    *at = '\0';
    return (size_t)(at - out);
}

/* ---- reading ---- */

/* Reads `width` digits and then `end` at *at, and moves there. */
static int time_take(const char **at, size_t width, char end, int64_t *number)
{
    uint64_t value;

    if (!svccomm__number_parse(*at, width, 9999, &value) || (*at)[width] != end)
        return 0;
    *number = (int64_t)value;
    *at += width + 1;
    return 1;
}

static int time_take_fraction(const char *text, size_t length, int64_t *nanoseconds)
{
    uint64_t value;

    if (length == 0 || length > TIME_FRACTION_DIGITS ||
        !svccomm__number_parse(text, length, TIME_SECOND, &value))
        return 0;
    for (size_t i = length; i < TIME_FRACTION_DIGITS; i++)
        value *= 10;
    *nanoseconds = (int64_t)value;
    return 1;
}

static int64_t time_month_length(int64_t year, int64_t month)
{
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (month == 2)
        return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* `text` has 19 bytes and one more, which is Z or a point. */
static int time_take_seconds(const char *text, int64_t *seconds)
{
    const char *at = text;
    int64_t year, month, day, hour, minute, second;

    if (!time_take(&at, 4, '-', &year) || !time_take(&at, 2, '-', &month) ||
        !time_take(&at, 2, 'T', &day) || !time_take(&at, 2, ':', &hour) ||
        !time_take(&at, 2, ':', &minute) || !time_take(&at, 2, text[19], &second))
        return 0;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > time_month_length(year, month) ||
        hour > 23 || minute > 59 || second > 59)
        return 0;
    *seconds = time_days(year, month, day) * TIME_DAY + hour * 3600 + minute * 60 + second;
    return 1;
}

int svccomm__time_parse(const char *text, size_t length, int64_t *time)
{
    int64_t seconds, fraction = 0;

    if (length < 20 || text[length - 1] != 'Z' || !time_take_seconds(text, &seconds))
        return SVCCOMM_E_FORMAT;
    if (length > 20 && (text[19] != '.' || !time_take_fraction(text + 20, length - 21, &fraction)))
        return SVCCOMM_E_FORMAT;
    if (seconds > SVCCOMM_TIME_MAX / TIME_SECOND || seconds < -SVCCOMM_TIME_MAX / TIME_SECOND - 1)
        return SVCCOMM_E_RANGE;
    seconds = seconds * TIME_SECOND + fraction;
    if (seconds > SVCCOMM_TIME_MAX || seconds < -SVCCOMM_TIME_MAX)
        return SVCCOMM_E_RANGE;
    *time = seconds;
    return 0;
}
