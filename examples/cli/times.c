/* SPDX-License-Identifier: MIT
 * Times and durations as text. Dates are computed here: timegm() is not in C11, and gmtime() stops
 * short of the library's range on some systems. */
#include "times.h"

#include <svccomm/api.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS INT64_C(86400)

int64_t times_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * TIMES_SECOND + now.tv_nsec;
}

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar: years are counted from
 * March, so that the leap day is the last of its year. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The inverse of days_of(). */
static void date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + era * 400 + (*month <= 2 ? 1 : 0);
}

/* Reads exactly `digits` digits and advances. */
static bool number(const char **text, int digits, int64_t *value)
{
    *value = 0;
    for (; digits > 0; digits--, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *value = *value * 10 + (**text - '0');
    }
    return true;
}

static bool literal(const char **text, const char *any_of)
{
    if (**text == '\0' || strchr(any_of, **text) == NULL)
        return false;
    (*text)++;
    return true;
}

static bool day_exists(int64_t year, int64_t month, int64_t day)
{
    if (month < 1 || month > 12 || day < 1)
        return false;
    int64_t next = month < 12 ? days_of(year, month + 1, 1) : days_of(year + 1, 1, 1);
    return day <= next - days_of(year, month, 1);
}

static bool date(const char **text, int64_t *seconds)
{
    int64_t year, month, day;
    if (!number(text, 4, &year) || !literal(text, "-") || !number(text, 2, &month) ||
        !literal(text, "-") || !number(text, 2, &day) || !day_exists(year, month, day))
        return false;
    *seconds = days_of(year, month, day) * DAY_SECONDS;
    return true;
}

/* A leap second (:60) is the first of the next minute. */
static bool clock_time(const char **text, int64_t *seconds)
{
    int64_t hour, minute, second;
    if (!number(text, 2, &hour) || !literal(text, ":") || !number(text, 2, &minute) ||
        !literal(text, ":") || !number(text, 2, &second))
        return false;
    *seconds += hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second <= 60;
}

static bool fraction(const char **text, int64_t *nanoseconds)
{
    int64_t unit = TIMES_SECOND;
    *nanoseconds = 0;
    if (!literal(text, "."))
        return true;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        unit /= 10;
        if (unit == 0)
            return false;
        *nanoseconds += unit * (**text - '0');
    }
    return unit < TIMES_SECOND;
}

static bool zone(const char **text, int64_t *seconds)
{
    int64_t hours, minutes;
    bool east = **text == '+';
    if (literal(text, "Zz"))
        return true;
    if (!literal(text, "+-") || !number(text, 2, &hours) || !literal(text, ":") ||
        !number(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds -= (east ? 1 : -1) * (hours * 3600 + minutes * 60);
    return true;
}

bool times_parse(const char *text, int64_t *time)
{
    int64_t seconds, nanoseconds;
    if (!date(&text, &seconds) || !literal(&text, "Tt ") || !clock_time(&text, &seconds) ||
        !fraction(&text, &nanoseconds) || !zone(&text, &seconds) || *text != '\0')
        return false;
    if (seconds > SVCCOMM_TIME_MAX / TIMES_SECOND || seconds < -SVCCOMM_TIME_MAX / TIMES_SECOND)
        return false;
    *time = seconds * TIMES_SECOND + nanoseconds;
    return *time <= SVCCOMM_TIME_MAX && *time >= -SVCCOMM_TIME_MAX;
}

/* Appends .fraction without its trailing zeros. */
static void format_fraction(int64_t nanoseconds, char *end, size_t capacity)
{
    if (nanoseconds == 0)
        return;
    snprintf(end, capacity, ".%09d", (int)nanoseconds);
    for (size_t last = strlen(end) - 1; end[last] == '0'; last--)
        end[last] = '\0';
}

const char *times_format(int64_t time, char *text)
{
    int64_t year, month, day;
    text[0] = '\0';
    if (time == SVCCOMM_NO_TIME)
        return text;
    int64_t nanoseconds = time % TIMES_SECOND;
    nanoseconds += nanoseconds < 0 ? TIMES_SECOND : 0;
    int64_t seconds = (time - nanoseconds) / TIMES_SECOND;
    int64_t of_day = seconds % DAY_SECONDS;
    of_day += of_day < 0 ? DAY_SECONDS : 0;
    date_of((seconds - of_day) / DAY_SECONDS, &year, &month, &day);
    int length =
        snprintf(text, TIMES_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)year % 10000,
                 (unsigned)month % 100, (unsigned)day % 100, (unsigned)(of_day / 3600) % 100,
                 (unsigned)(of_day / 60 % 60), (unsigned)(of_day % 60));
    format_fraction(nanoseconds, text + length, TIMES_TEXT_SIZE - (size_t)length);
    strncat(text, "Z", TIMES_TEXT_SIZE - strlen(text) - 1);
    return text;
}

void times_format_span(int64_t span, char *text, size_t capacity)
{
    int64_t seconds = span / TIMES_SECOND;
    if (seconds < 100)
        snprintf(text, capacity, "%.1fs", (double)span / 1e9);
    else if (seconds < 6000)
        snprintf(text, capacity, "%dm%02ds", (int)(seconds / 60), (int)(seconds % 60));
    else if (seconds < 2 * DAY_SECONDS)
        snprintf(text, capacity, "%dh%02dm", (int)(seconds / 3600), (int)(seconds / 60 % 60));
    else
        snprintf(text, capacity, "%" PRId64 "d%02dh", seconds / DAY_SECONDS,
                 (int)(seconds / 3600 % 24));
}

static int64_t unit_of(const char *text)
{
    static const struct {
        const char *word;
        int64_t seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i].word) == 0)
            return units[i].seconds * TIMES_SECOND;
    return 0;
}

bool times_duration(const char *text, int64_t *duration)
{
    int64_t whole = 0, part = 0;
    const char *first = text;
    for (; *text >= '0' && *text <= '9' && whole < TIMES_SECOND * 10; text++)
        whole = whole * 10 + (*text - '0');
    if (text == first || !fraction(&text, &part))
        return false;
    int64_t unit = unit_of(text);
    if (unit == 0 || whole > SVCCOMM_TIME_MAX / unit - 1)
        return false;
    *duration = whole * unit + part * (unit / TIMES_SECOND);
    return true;
}
