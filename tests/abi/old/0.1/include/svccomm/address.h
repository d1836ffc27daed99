/* SPDX-License-Identifier: MIT
 * Addresses and prefixes as bytes, and their text forms. */
#ifndef SVCCOMM_ADDRESS_H
#define SVCCOMM_ADDRESS_H

#include "api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of an address: IPv6 in network order, IPv4 as ::ffff:a.b.c.d (design K2). */
#define SVCCOMM_ADDRESS_SIZE 16

/** Room for any address or prefix in text, the NUL included. */
#define SVCCOMM_ADDRESS_TEXT_SIZE 52

/** A prefix. For IPv4 the length counts in the mapped form: 10.0.0.0/8 has 96 + 8 bits. Bits beyond
 *  the length are zero. Length 0 is every address. */
typedef struct svccomm_prefix {
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    uint8_t length;      /**< 0 to 128 */
    uint8_t reserved[7]; /**< 0 */
} svccomm_prefix;

/** Reads an address: dotted IPv4, or IPv6 (RFC 4291 section 2.2) with an optional zone `%…` that is
 *  dropped; no brackets. IPv4-mapped IPv6 and IPv4 give the same bytes.
 *  @param text     bytes, not necessarily NUL-terminated; not NULL.
 *  @param length   how many.
 *  @param address  out: 16 bytes; unchanged on failure.
 *  @return 0, SVCCOMM_E_ARGUMENT (a NULL), SVCCOMM_E_FORMAT. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_address_parse(const char *text, size_t length, uint8_t *address);

/** Writes an address: dotted for IPv4, RFC 5952 for IPv6.
 *  @param address  16 bytes; not NULL.
 *  @param text     out: NUL-terminated; not NULL.
 *  @param capacity bytes at `text`; SVCCOMM_ADDRESS_TEXT_SIZE is always enough.
 *  @return the length without the NUL; SVCCOMM_E_ARGUMENT; SVCCOMM_E_RANGE (does not fit, nothing
 *  written). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_address_format(const uint8_t *address, char *text, size_t capacity);

/** Reads `ADDRESS` (a prefix of one) or `ADDRESS/BITS`, bits of the family as written. Address bits
 *  beyond the length must be zero.
 *  Arguments and errors as svccomm_address_parse(). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_prefix_parse(const char *text, size_t length, svccomm_prefix *prefix);

/** Writes a prefix as `ADDRESS/BITS`. Arguments and errors as svccomm_address_format().
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_prefix_format(const svccomm_prefix *prefix, char *text, size_t capacity);

/** Whether the prefix holds the address: 1 or 0; SVCCOMM_E_ARGUMENT for a NULL.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_prefix_contains(const svccomm_prefix *prefix, const uint8_t *address);

#ifdef __cplusplus
}
#endif

#endif
