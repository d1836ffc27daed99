/* SPDX-License-Identifier: MIT
 * Option values: numbers and port ranges, read strictly, and options that carry them. */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "options.h"

#include <stdint.h>

/* Decimal digits only, at most `most`. */
bool value_unsigned(const char *text, uint64_t most, uint64_t *value);

/* "443" or "8000-8099". */
bool value_ports(const char *text, uint16_t *low, uint16_t *high);

/* Decimal number in [0, most], a point as the decimal sign. */
bool value_decimal(const char *text, double most, double *value);

/* The option's number; `value` stays as it is where the option was not given. 0 or an exit code,
 * after saying what is wrong. */
int option_unsigned(const struct options *options, const char *name, uint64_t most,
                    uint64_t *value);

/* --realm N. */
int option_realm(const struct options *options, uint32_t *realm);

#endif
