/* SPDX-License-Identifier: MIT
 * How much a test tries: less where SVCCOMM_TEST_SHORT is set, for emulators. */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <stdlib.h>

static inline int rounds_are_short(void)
{
    return getenv("SVCCOMM_TEST_SHORT") != NULL;
}

/* So many random tries, or a tenth. */
static inline unsigned rounds(unsigned whole)
{
    return rounds_are_short() ? whole / 10 : whole;
}

/* From one bit or byte to the next that is tried: each, or every 11th, which comes to all bits. */
static inline unsigned rounds_step(void)
{
    return rounds_are_short() ? 11 : 1;
}

#endif
