/* SPDX-License-Identifier: MIT
 * isnan() of a double: the macro of mingw-w64 warns of the narrower types that it does not choose.
 */
#ifndef IS_NAN_H
#define IS_NAN_H

static inline int is_nan(double value)
{
    return value != value;
}

#endif
