/* SPDX-License-Identifier: MIT
 * Error codes and the optional detail of an error. Codes are permanent (design A4). */
#ifndef SVCCOMM_ERROR_H
#define SVCCOMM_ERROR_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SVCCOMM_OK 0

/* -1 to -9: the call itself is wrong. */
#define SVCCOMM_E_ARGUMENT (-1)    /**< an argument is NULL, or not of the documented form */
#define SVCCOMM_E_STRUCT_SIZE (-2) /**< `size` is smaller than that of the first version */
#define SVCCOMM_E_STRUCT_TAIL (-3) /**< bytes that this library does not know are not zero */
#define SVCCOMM_E_RANGE (-4)       /**< a number or time is outside its documented range */

/* -10 to -19: resources. */
#define SVCCOMM_E_NOMEM (-10) /**< the allocator returned NULL */
#define SVCCOMM_E_FULL (-11)  /**< a configured cap is reached and nothing may be evicted */

/* -20 to -29: the input. */
#define SVCCOMM_E_FORMAT (-20)    /**< the input is of no known format, or is damaged */
#define SVCCOMM_E_TRUNCATED (-21) /**< the input ends within an item */
#define SVCCOMM_E_VERSION (-22)   /**< written by a version that this one cannot read */

/* -30 to -39: the state of the handle. */
#define SVCCOMM_E_NOT_FOUND (-30) /**< no such record, host, rule or constant */
#define SVCCOMM_E_EXISTS (-31)    /**< the key is taken */
#define SVCCOMM_E_STALE (-32)     /**< a snapshot not newer than the last of its host (design N2) */
#define SVCCOMM_E_FUTURE (-33)    /**< a time more than 10 minutes after `now` (design N2) */
#define SVCCOMM_E_TOO_OLD (-34)   /**< tombstones since that revision are not kept (K10) */
#define SVCCOMM_E_MISMATCH (-35)  /**< the interval or `points` differs from what is stored */
#define SVCCOMM_E_STATE (-36)     /**< the handle is not in the state that the call needs */

/* -40 to -49: callbacks. */
#define SVCCOMM_E_STORAGE (-40)     /**< a storage callback returned other than 0 */
#define SVCCOMM_E_REENTRY (-41)     /**< called from within a callback of the same handle (S4) */
#define SVCCOMM_E_WRITE (-42)       /**< a write callback returned other than 0 */
#define SVCCOMM_E_READ (-43)        /**< a read callback failed */
#define SVCCOMM_E_UNSUPPORTED (-44) /**< the storage lacks a callback that is needed */

/* -50: the library. */
#define SVCCOMM_E_INTERNAL (-50) /**< an invariant does not hold: a defect of the library */

/** Capacity of svccomm_error.message, the NUL included. */
#define SVCCOMM_ERROR_MESSAGE_SIZE 192

/** The detail of a failure; written only on failure. One that is too small is left as it is, and
 *  the call goes on as without it. */
typedef struct svccomm_error {
    uint32_t size;     /**< sizeof(svccomm_error), set by svccomm_error_init() */
    int32_t code;      /**< the SVCCOMM_E_ code that was returned */
    int32_t callback;  /**< what the caller's callback returned, or 0 */
    uint32_t reserved; /**< 0 */
    uint64_t line;     /**< 1-based line of the input, or 0 */
    uint64_t offset;   /**< byte offset in the input (0-based) where that applies, or 0 */
    char message[SVCCOMM_ERROR_MESSAGE_SIZE]; /**< what and why, in English; NUL-terminated */
} svccomm_error;

/** Clears an error for use.
 *  @param error  not NULL.   @param size  sizeof *error.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_error_init(svccomm_error *error, size_t size);

/** A short English text for a code; static; "unknown error" for one that is not known.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API const char *svccomm_strerror(int code);

#ifdef __cplusplus
}
#endif

#endif
