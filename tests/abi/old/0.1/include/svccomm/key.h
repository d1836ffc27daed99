/* SPDX-License-Identifier: MIT
 * What identifies a communication (design K1-K4). */
#ifndef SVCCOMM_KEY_H
#define SVCCOMM_KEY_H

#include "address.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Protocols with ports, by their IANA number; any other number is taken too, with port 0. */
#define SVCCOMM_PROTO_TCP 6
#define SVCCOMM_PROTO_UDP 17
#define SVCCOMM_PROTO_DCCP 33
#define SVCCOMM_PROTO_SCTP 132
#define SVCCOMM_PROTO_UDPLITE 136

/** Bytes of a record's id, a UUID version 5. */
#define SVCCOMM_ID_SIZE 16

/** Room for an id in text, the NUL included. */
#define SVCCOMM_ID_TEXT_SIZE 37

/** The key of a communication (K1). The client's port is not in it. */
typedef struct svccomm_key {
    uint64_t scope;   /**< 0, or the host id where an end is local to one host (K3) */
    uint32_t realm;   /**< tenant, VRF or overlapping address space; 0 by default */
    uint16_t port;    /**< the listener's port, host byte order */
    uint8_t protocol; /**< IANA number */
    uint8_t reserved; /**< 0 */
    uint8_t client[SVCCOMM_ADDRESS_SIZE];
    uint8_t listener[SVCCOMM_ADDRESS_SIZE];
} svccomm_key;

/** The id of a key (K4): UUID version 5, the same wherever it is computed.
 *  @param key  not NULL.   @param id  out: 16 bytes; not NULL.
 *  @return 0, SVCCOMM_E_ARGUMENT. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_key_id(const svccomm_key *key, uint8_t *id);

/** The id that the `svccomm` program gives a host name: first 8 bytes, big-endian, of the UUID
 *  version 5 of `host|NAME` in the namespace of K4; 0 becomes 1. Callers may choose their own.
 *  @param name  not NULL.   @return the id; 0 for NULL. Thread: any. Since 0.1.0. */
SVCCOMM_API uint64_t svccomm_host_id(const char *name);

/** Orders keys: by realm, scope, protocol, listener, port, client; the order of lists (A11).
 *  @return negative, 0, positive; both not NULL. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_key_compare(const svccomm_key *a, const svccomm_key *b);

/** Writes an id as 8-4-4-4-12 lower-case hex digits and a NUL.
 *  @param id  16 bytes.  @param text  out.  @param capacity  at least SVCCOMM_ID_TEXT_SIZE.
 *  @return 36, SVCCOMM_E_ARGUMENT, SVCCOMM_E_RANGE (does not fit). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_id_format(const uint8_t *id, char *text, size_t capacity);

/** Reads an id of that form, upper or lower case.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_FORMAT (`id` unchanged). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_id_parse(const char *text, size_t length, uint8_t *id);

#ifdef __cplusplus
}
#endif

#endif
