/* SPDX-License-Identifier: MIT
 * Option values, read strictly: no sign, no space, no rest. */
#include "values.h"

#include "say.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool value_unsigned(const char *text, uint64_t most, uint64_t *value)
{
    uint64_t number = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        unsigned digit = (unsigned)(unsigned char)*text - '0';
        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (number > most)
        return false;
    *value = number;
    return true;
}

/* A port that ends at `end`. */
static bool port(const char *text, const char *end, uint16_t *value)
{
    char digits[6] = "";
    uint64_t number;
    size_t length = (size_t)(end - text);
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    if (!value_unsigned(digits, UINT16_MAX, &number))
        return false;
    *value = (uint16_t)number;
    return true;
}

bool value_ports(const char *text, uint16_t *low, uint16_t *high)
{
    const char *end = text + strlen(text);
    const char *dash = strchr(text, '-');
    if (dash == NULL)
        return port(text, end, low) && port(text, end, high);
    return port(text, dash, low) && port(dash + 1, end, high) && *low <= *high;
}

bool value_decimal(const char *text, double most, double *value)
{
    char *end;
    if (*text == '\0' || text[strspn(text, "0123456789.")] != '\0')
        return false;
    *value = strtod(text, &end); /* the locale is never set: a point is a point */
    return *end == '\0' && *value <= most;
}

int option_unsigned(const struct options *options, const char *name, uint64_t most, uint64_t *value)
{
    const char *text = options_value(options, name);
    if (text != NULL && !value_unsigned(text, most, value))
        return say_usage("--%s %s: not a number from 0 to %" PRIu64, name, text, most);
    return 0;
}

int option_realm(const struct options *options, uint32_t *realm)
{
    uint64_t number = *realm;
    int code = option_unsigned(options, "realm", UINT32_MAX, &number);
    *realm = (uint32_t)number;
    return code;
}
