/* SPDX-License-Identifier: MIT
 * Ratios as text with 6 decimals, half to even, without locale or stdio (design section 10). */
#ifndef SVCCOMM_RATIO_H
#define SVCCOMM_RATIO_H

#include <stddef.h>
#include <stdint.h>

/** Bytes that the text of a ratio needs, the NUL included. */
#define SVCCOMM__RATIO_SIZE 40

/** Writes numerator * 10^shift / denominator, exact for all values.
 *  @param shift  0, or 2 for percent.   @param out  SVCCOMM__RATIO_SIZE bytes, NUL-terminated.
 *  @return the length; 0 and an empty text where the denominator is 0: no value (N13). */
size_t svccomm__ratio_format(uint64_t numerator, uint64_t denominator, unsigned shift, char *out);

/** Writes the double's exact value, rounded.
 *  @param value  in [0, 1e12).   @param out  SVCCOMM__RATIO_SIZE bytes, NUL-terminated.
 *  @return the length; 0 and an empty text where the value is outside, or NaN. */
size_t svccomm__fixed6_format(double value, char *out);

#endif
