/* SPDX-License-Identifier: MIT
 * Records as rows of a table. */
#ifndef CLI_RECORD_TABLE_H
#define CLI_RECORD_TABLE_H

#include "text_table.h"

#include <stdint.h>

/* Items are svccomm_record. */
extern const struct table_column record_columns[];

/* Counters saturate. */
uint64_t counter_sum(uint64_t a, uint64_t b);

/* A ratio with so many decimals, "" where it has no value. */
void ratio_format(double value, int decimals, const char *unit, char *text, size_t capacity);

#endif
