/* SPDX-License-Identifier: MIT
 * The one source of the library's version; the build reads these lines. */
#ifndef SVCCOMM_VERSION_H
#define SVCCOMM_VERSION_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SVCCOMM_VERSION_MAJOR 0
#define SVCCOMM_VERSION_MINOR 1
#define SVCCOMM_VERSION_PATCH 0

/** The ABI's major number, which is the soname's: it moves when an old binary stops working. */
#define SVCCOMM_ABI_MAJOR 0

/** The version of the library that runs, "MAJOR.MINOR.PATCH"; static, never NULL.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API const char *svccomm_version(void);

/** SVCCOMM_ABI_MAJOR of the library that runs, for bindings that load it by name.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API uint32_t svccomm_abi_version(void);

/** The value of a public integer constant by its name, so that a language without the C
 *  preprocessor reads what the library was built with (design A1).
 *  @param name   NUL-terminated, "SVCCOMM_PROTO_TCP" say; not NULL.
 *  @param value  out: the value; unchanged on failure.
 *  @return 0, or SVCCOMM_E_ARGUMENT (a NULL), SVCCOMM_E_NOT_FOUND (no such constant).
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_constant(const char *name, int64_t *value);

/** The number of public constants, and the name of each by its index, in header order; NULL beyond
 *  the last. Static strings. Thread: any. Since 0.1.0. */
SVCCOMM_API uint32_t svccomm_constant_count(void);

/** See svccomm_constant_count(). Thread: any. Since 0.1.0. */
SVCCOMM_API const char *svccomm_constant_name(uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
