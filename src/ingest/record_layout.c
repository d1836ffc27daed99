/* SPDX-License-Identifier: MIT
 * Where the values of a data record are. */
#include "ingest/record_layout.h"

#define V4_LENGTH 4u
#define V6_LENGTH 16u
#define VARIABLE_SHORT 255u /* a longer length follows in two bytes (RFC 7011 section 7) */

#define ADDRESS_BITS_V4                                \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V4) |      \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V4) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_POST_SOURCE_V4) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_POST_DESTINATION_V4))
#define ADDRESS_BITS_V6                                \
    (SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_SOURCE_V6) |      \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_DESTINATION_V6) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_POST_SOURCE_V6) | \
     SVCCOMM__TOLD_BIT(SVCCOMM__TOLD_POST_DESTINATION_V6))

static void layout_clear(struct svccomm__layout *layout)
{
    size_t i;

    layout->present = 0;
    for (i = 0; i <= SVCCOMM__TOLD_HOT; i++) {
        layout->places[i].mask = 0;
        layout->places[i].at = -8;
    }
}

/* Whether a value can have that many bytes. */
static int layout_fits(uint8_t value, size_t length)
{
    uint64_t bit = SVCCOMM__TOLD_BIT(value);

    if ((bit & ADDRESS_BITS_V4) != 0)
        return length == V4_LENGTH;
    if ((bit & ADDRESS_BITS_V6) != 0)
        return length == V6_LENGTH;
    return length >= 1 && length <= 8 && value != SVCCOMM__TOLD_NONE;
}

static void layout_place(struct svccomm__layout *layout, uint8_t value, size_t at, size_t length)
{
    struct svccomm__place *place = &layout->places[value];
    uint64_t bit = SVCCOMM__TOLD_BIT(value);

    layout->present |= bit;
    place->mask = UINT64_MAX;
    place->at = (ptrdiff_t)at;
    if ((bit & (ADDRESS_BITS_V4 | ADDRESS_BITS_V6)) != 0)
        return;
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): 1 to 8 bytes fit */
    place->mask = UINT64_MAX >> (64 - 8 * length);
    place->at = (ptrdiff_t)(at + length) - 8;
}

void svccomm__layout_fixed(struct svccomm__layout *layout, const struct svccomm__plan *plan,
                           const struct svccomm__step *steps)
{
    size_t at = 0, i;

    layout_clear(layout);
    for (i = 0; i < plan->step_count; i++) {
        at += steps[i].gap;
        layout_place(layout, steps[i].value, at, steps[i].length);
        at += steps[i].length;
    }
}

/* The length of the next field, of which the first bytes may tell it: 1, or 0 if it is cut. */
static int variable_length(struct svccomm__reader *at, uint16_t declared, size_t *length)
{
    uint16_t longer;
    uint8_t shorter;

    *length = declared;
    if (declared != SVCCOMM__VARIABLE_LENGTH)
        return 1;
    if (!svccomm__read_8(at, &shorter))
        return 0;
    *length = shorter;
    if (shorter < VARIABLE_SHORT)
        return 1;
    if (!svccomm__read_16(at, &longer))
        return 0;
    *length = longer;
    return 1;
}

size_t svccomm__layout_variable(struct svccomm__layout *layout, const struct svccomm__plan *plan,
                                const struct svccomm__step *steps, const unsigned char *record,
                                size_t left)
{
    struct svccomm__reader at = {record, left};
    size_t i, length;

    layout_clear(layout);
    for (i = 0; i < plan->step_count; i++) {
        if (!svccomm__read_skip(&at, steps[i].gap) ||
            !variable_length(&at, steps[i].length, &length))
            return 0;
        if (layout_fits(steps[i].value, length))
            layout_place(layout, steps[i].value, left - at.left, length);
        if (!svccomm__read_skip(&at, length))
            return 0;
    }
    if (!svccomm__read_skip(&at, plan->tail))
        return 0;
    return left - at.left;
}
