/* SPDX-License-Identifier: MIT
 * What snapshots told about listeners, hosts and addresses: the inventory, and the form in which
 * storage keeps it (design N12, S1). */
#ifndef SVCCOMM_INVENTORY_H
#define SVCCOMM_INVENTORY_H

#include "key.h"
#include "registry.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Protocols that hosts and addresses count by: TCP, UDP, SCTP, DCCP, UDP-Lite, in this order. */
#define SVCCOMM_PROTOCOL_COUNT 5

/** What identifies a listener endpoint. A wildcard bind has an unspecified address (:: or
 *  ::ffff:0.0.0.0) and the scope of its host; a dual-stack one is kept for both families. */
typedef struct svccomm_endpoint_key {
    uint64_t scope;
    uint32_t realm;
    uint16_t port;
    uint8_t protocol;
    uint8_t reserved; /**< 0 */
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
} svccomm_endpoint_key;

/** A listener endpoint. */
typedef struct svccomm_endpoint {
    svccomm_endpoint_key key;
    uint64_t revision;
    uint64_t samples;       /**< complete snapshots that identified it, by wildcard too (N9) */
    uint64_t own;           /**< for storage: samples counted at this endpoint itself */
    uint64_t wildcard_base; /**< for storage: the wildcard's count where its share begins */
    int64_t own_listen;     /**< for storage: newest snapshot with its own LISTEN row, or none */
    int64_t last_listen;    /**< newest one with its wildcard's row too, or none (N6) */
    int64_t last_seen;      /**< newest with its own row, or that implied it, or none */
    int64_t process_seen;   /**< when `process` was seen, or none */
    uint64_t records;       /**< communications of it; for a wildcard 0 */
    uint32_t evidence;      /**< SVCCOMM_EVIDENCE_: the strongest that it listens, or NONE */
    uint32_t own_evidence;  /**< for storage: the strongest that stays, and 256 times the strongest
                                 that flows told (D2) */
    const char *process;    /**< the listening program, or NULL */
    const char *device;     /**< name of the host that it is on, or NULL */
} svccomm_endpoint;

/** What identifies a host. */
typedef struct svccomm_host_key {
    uint64_t host;
    uint32_t realm;
    uint32_t reserved; /**< 0 */
} svccomm_host_key;

/** A host of which a snapshot was taken, or that was named. Counts are by family (0: IPv4, 1: IPv6)
 *  and protocol (see SVCCOMM_PROTOCOL_COUNT). */
typedef struct svccomm_host {
    svccomm_host_key key;
    uint64_t revision;
    int64_t last_snapshot; /**< time of its newest snapshot, or SVCCOMM_NO_TIME (N2) */
    uint64_t snapshots;    /**< snapshots taken */
    uint64_t addresses;    /**< addresses that it owns now */
    uint64_t complete[2][SVCCOMM_PROTOCOL_COUNT];     /**< complete snapshots (N1, N10) */
    int64_t last_complete[2][SVCCOMM_PROTOCOL_COUNT]; /**< time of the newest, or none */
    uint16_t ephemeral_low; /**< of its newest snapshot, else the default; 0, 0: none yet */
    uint16_t ephemeral_high;
    uint32_t reserved; /**< 0 */
    const char *name;  /**< or NULL */
} svccomm_host;

/** What identifies an address. */
typedef struct svccomm_address_key {
    uint64_t scope;
    uint32_t realm;
    uint32_t reserved; /**< 0 */
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
} svccomm_address_key;

/** An address: who owns it (K7) and what its client view counts from (N12). */
typedef struct svccomm_address {
    svccomm_address_key key;
    uint64_t revision;
    uint64_t owner;    /**< host id, or 0: nobody */
    int64_t since;     /**< when the owner took it over, or SVCCOMM_NO_TIME */
    int64_t last_seen; /**< newest snapshot with it as a local end, or SVCCOMM_NO_TIME */
    uint64_t settled[SVCCOMM_PROTOCOL_COUNT]; /**< for storage: of former owners */
    uint64_t base[SVCCOMM_PROTOCOL_COUNT];    /**< for storage: owner's, at take-over */
    const char *device;   /**< name set by svccomm_registry_set_device(), or NULL */
    const char *fallback; /**< name that an import told, the last resort, or NULL */
} svccomm_address;

/** Listener endpoints in key order.
 *  @param realm     the realm; @param all_realms  not 0: every realm.
 *  @param after     give keys greater than this; NULL: from the start.
 *  @param endpoints out: `capacity` elements; strings live until the registry's next change.
 *  @param size      sizeof(svccomm_endpoint) of the caller.
 *  @return how many; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_listeners(svccomm_registry *registry, uint32_t realm,
                                           int all_realms, const svccomm_endpoint_key *after,
                                           svccomm_endpoint *endpoints, size_t capacity,
                                           size_t size);

/** Hosts in order of (realm, id). Arguments and errors as svccomm_registry_listeners().
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_hosts(svccomm_registry *registry, uint32_t realm, int all_realms,
                                       const svccomm_host_key *after, svccomm_host *hosts,
                                       size_t capacity, size_t size);

/** Addresses in order of (realm, scope, address). Arguments and errors as
 *  svccomm_registry_listeners(). Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_addresses(svccomm_registry *registry, uint32_t realm,
                                           int all_realms, const svccomm_address_key *after,
                                           svccomm_address *addresses, size_t capacity,
                                           size_t size);

/** Names a host before or after its first snapshot; NULL takes the name away.
 *  @param now  the caller's clock, nanoseconds.
 *  @return 0, SVCCOMM_E_ARGUMENT, SVCCOMM_E_RANGE (host 0, time, a string too long),
 *  SVCCOMM_E_FULL, SVCCOMM_E_NOMEM, SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_set_host_name(svccomm_registry *registry, uint32_t realm,
                                               uint64_t host, const char *name, int64_t now);

/** Sets the device name of an address, which beats the owning host's (K7); NULL takes it away.
 *  @param scope    0, or the host id for an address that is local to a host (K3).
 *  @param address  16 bytes. @return as svccomm_registry_set_host_name(), and
 *  SVCCOMM_E_ARGUMENT where a local address has no scope or another has one.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_set_device(svccomm_registry *registry, uint32_t realm,
                                            uint64_t scope, const uint8_t *address,
                                            const char *name, int64_t now);

#ifdef __cplusplus
}
#endif

#endif
