/* SPDX-License-Identifier: MIT
 * Integers of all widths as the 64 bits that SQL databases have. */
#include "columns.h"

#include <string.h>

bool column_is_integer(enum column_type type)
{
    return type < COLUMN_ADDRESS;
}

int64_t column_integer(const struct column *column, const void *member)
{
    int64_t wide;
    uint32_t narrow;
    int32_t hour;
    uint16_t port;
    switch (column->type) {
    case COLUMN_U8:
        return *(const uint8_t *)member;
    case COLUMN_U16:
        memcpy(&port, member, sizeof port);
        return port;
    case COLUMN_U32:
        memcpy(&narrow, member, sizeof narrow);
        return narrow;
    case COLUMN_I32:
        memcpy(&hour, member, sizeof hour);
        return hour;
    default:
        memcpy(&wide, member, sizeof wide); /* for uint64_t: the same bits */
        return wide;
    }
}

bool column_set_integer(const struct column *column, void *member, int64_t value)
{
    const uint32_t narrow = (uint32_t)value;
    const int32_t hour = (int32_t)value;
    const uint16_t port = (uint16_t)value;
    switch (column->type) {
    case COLUMN_U8:
        *(uint8_t *)member = (uint8_t)value;
        return value >= 0 && value <= UINT8_MAX;
    case COLUMN_U16:
        memcpy(member, &port, sizeof port);
        return value >= 0 && value <= UINT16_MAX;
    case COLUMN_U32:
        memcpy(member, &narrow, sizeof narrow);
        return value >= 0 && value <= UINT32_MAX;
    case COLUMN_I32:
        memcpy(member, &hour, sizeof hour);
        return value >= INT32_MIN && value <= INT32_MAX;
    default:
        memcpy(member, &value, sizeof value);
        return true;
    }
}
