/* SPDX-License-Identifier: MIT
 * What every public header needs: fixed-width types, symbol visibility, and the rules that hold for
 * all of the interface. */
#ifndef SVCCOMM_API_H
#define SVCCOMM_API_H

#include <stddef.h>
#include <stdint.h>

/*
 * Rules that hold everywhere (design section 7):
 *
 * - Handles are opaque, made by svccomm_X_new() and ended by svccomm_X_free(), which takes NULL.
 *   Handles may be freed in any order.
 * - One thread at a time per handle; different handles freely in parallel. The library keeps no
 *   global state, reads no clock, does no I/O.
 * - Structs that begin with `size` are filled by their svccomm_X_init(x, sizeof *x) before use.
 *   Bytes beyond what this library knows must be zero. Elements of arrays have no size member:
 *   the call takes their count and the size of one.
 * - Functions that can fail return 0 or a count, or a negative SVCCOMM_E_ code. A failed call
 *   leaves its handle as it was and can be repeated. `svccomm_error *` may always be NULL.
 * - Times are nanoseconds since the Unix epoch, UTC, in (-2^62, 2^62); SVCCOMM_NO_TIME is none.
 * - Addresses are 16 bytes in network order, IPv4 as ::ffff:a.b.c.d.
 * - Strings are NUL-terminated bytes in any encoding, at most SVCCOMM_STRING_MAX bytes.
 * - Counters are uint64_t and saturate.
 */

#if defined(SVCCOMM_STATIC)
#define SVCCOMM_API
#elif defined(_WIN32) && defined(SVCCOMM_BUILD)
#define SVCCOMM_API __declspec(dllexport)
#elif defined(_WIN32)
#define SVCCOMM_API __declspec(dllimport)
#elif defined(__GNUC__) && __GNUC__ >= 4
#define SVCCOMM_API __attribute__((visibility("default")))
#else
#define SVCCOMM_API
#endif

/** No time: the event has not happened. */
#define SVCCOMM_NO_TIME INT64_MIN

/** The greatest time that is taken, 2^62 - 1 (the year 2116); the least is its negative. */
#define SVCCOMM_TIME_MAX INT64_C(4611686018427387903)

/** The longest string that is taken, in bytes without the NUL. */
#define SVCCOMM_STRING_MAX 255

#endif
