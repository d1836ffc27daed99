/* SPDX-License-Identifier: MIT
 * Storage callbacks: the library owns the working set, the caller owns the database (section 8). */
#ifndef SVCCOMM_STORAGE_H
#define SVCCOMM_STORAGE_H

#include "error.h"
#include "inventory.h"
#include "registry.h"
#include "rules.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of items, the type of an item and the type of its key. */
#define SVCCOMM_KIND_META 0u          /**< svccomm_meta; no key, there is one */
#define SVCCOMM_KIND_HOST 1u          /**< svccomm_host; svccomm_host_key */
#define SVCCOMM_KIND_ADDRESS 2u       /**< svccomm_address; svccomm_address_key */
#define SVCCOMM_KIND_ENDPOINT 3u      /**< svccomm_endpoint; svccomm_endpoint_key */
#define SVCCOMM_KIND_RULE 4u          /**< svccomm_rule; uint64_t id */
#define SVCCOMM_KIND_TOMBSTONE 5u     /**< svccomm_change; uint64_t revision */
#define SVCCOMM_KIND_FAN_IN 6u        /**< svccomm_fan_in; uint64_t end */
#define SVCCOMM_KIND_COMMUNICATION 7u /**< svccomm_record; the 16 bytes of its id */
#define SVCCOMM_KIND_COUNT 8u

/* Sets of kinds for svccomm_storage.kinds. */
#define SVCCOMM_KINDS_ALL 0xFFu
#define SVCCOMM_KINDS_LEAST 0x81u /**< communications and meta: what every storage keeps (S2) */

/** The format number in svccomm_meta.format. */
#define SVCCOMM_META_FORMAT 1u

/** The one item that is not a list. */
typedef struct svccomm_meta {
    uint32_t format;          /**< SVCCOMM_META_FORMAT */
    uint32_t points;          /**< as configured (F2) */
    uint64_t revision;        /**< the newest given */
    int64_t interval;         /**< as configured, ns */
    int64_t newest;           /**< newest observation, or SVCCOMM_NO_TIME */
    uint64_t tombstones_from; /**< tombstones of this revision and later are all kept */
    uint64_t fan_in_key[2];   /**< what svccomm_fan_in.end is hashed with; a secret (A7) */
} svccomm_meta;

/** The most ports that fan-in counts at an end (section 6). */
#define SVCCOMM_FAN_IN_MOST 64

/** What fan-in counted at one end (an address and port), so that a restart within the hour changes
 *  no decision. */
typedef struct svccomm_fan_in {
    uint64_t end;    /**< stands for the end: a hash of it under svccomm_meta.fan_in_key */
    int64_t reached; /**< newest event by which it met enough ports, or SVCCOMM_NO_TIME */
    int32_t hour;    /**< hours since the epoch: the one that is counted */
    uint32_t count;  /**< distinct opposite ports met in it, at most SVCCOMM_FAN_IN_MOST */
    uint16_t ports[SVCCOMM_FAN_IN_MOST]; /**< these; the others are 0 */
} svccomm_fan_in;

/** Takes the items of a scan; made by the library. */
typedef struct svccomm_sink svccomm_sink;

/** Storage callbacks. Each returns 0, or any other int, which ends the call with
 *  SVCCOMM_E_STORAGE and comes back in svccomm_error.callback. A callback must not call the
 *  registry (SVCCOMM_E_REENTRY), but for svccomm_sink_put() within `scan`. Items and keys are
 *  borrowed for the call. */
typedef struct svccomm_storage {
    uint32_t size;  /**< sizeof(svccomm_storage) */
    uint32_t kinds; /**< bits 1 << SVCCOMM_KIND_ that it keeps; at least SVCCOMM_KINDS_LEAST */
    void *user;     /**< passed to each */
    /** Begins a transaction. NULL: there are none. */
    int (*begin)(void *user);
    /** Makes the transaction lasting. After another int than 0 the library takes it that nothing
     * was written, calls rollback and writes the same again next time: put and erase are
     * idempotent. */
    int (*commit)(void *user);
    /** Ends the transaction without effect; after any failure since begin. */
    int (*rollback)(void *user);
    /** Inserts or replaces `count` items of `size` bytes each by their keys. Not NULL. */
    int (*put)(void *user, uint32_t kind, const void *items, size_t count, size_t size);
    /** Erases by key; keys that are not there are fine. Not NULL. */
    int (*erase)(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
    /** Gives every item of the kind, in any order, to svccomm_sink_put(), and returns at once what
     *  that returned if it is not 0. Not NULL. */
    int (*scan)(void *user, uint32_t kind, svccomm_sink *sink);
    /** An item that scan gave is damaged. 0: it is left out and opening goes on; it stays in the
     *  storage until its key is put again. Where others count by it (hosts, addresses, endpoints),
     *  the next flush writes all addresses, endpoints and communications as they count now. Any
     * other int, and NULL: opening fails. Meta is never left out. @param item  as scan gave it.
     * @param error  which it is and what is wrong. */
    int (*damaged)(void *user, uint32_t kind, const void *item, const svccomm_error *error);
    /** Called once when the registry is freed, or when opening failed; NULL: nothing. */
    void (*destroy)(void *user);
} svccomm_storage;

/** Clears a storage; kinds is SVCCOMM_KINDS_ALL. @return 0, SVCCOMM_E_ARGUMENT,
 *  SVCCOMM_E_STRUCT_SIZE. Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_storage_init(svccomm_storage *storage, size_t size);

/** Ties a registry that is empty to its storage and restores what is there by scan (S2). On
 *  failure the registry is empty as before, no storage is tied, destroy was called.
 *  @param storage  copied; `user` stays the caller's until destroy.
 *  @return 0; SVCCOMM_E_ARGUMENT, SVCCOMM_E_STRUCT_SIZE, SVCCOMM_E_STRUCT_TAIL,
 *  SVCCOMM_E_UNSUPPORTED, SVCCOMM_E_STATE (not empty, or has a storage): destroy not called;
 *  SVCCOMM_E_STORAGE; SVCCOMM_E_FORMAT (an item is damaged, not left out: `message` says which);
 *  SVCCOMM_E_VERSION (format newer than this library); SVCCOMM_E_MISMATCH (another interval or
 *  points); SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_open(svccomm_registry *registry, const svccomm_storage *storage,
                                      svccomm_error *error);

/** Within scan: gives items of the kind that is scanned.
 *  @param items  array. @param count  elements. @param size  bytes of one.
 *  @return 0, or a code that scan must return as it is. Thread: the registry's. Since 0.1.0. */
SVCCOMM_API int svccomm_sink_put(svccomm_sink *sink, const void *items, size_t count, size_t size);

/** Within scan: tells that an item of the kind is there, but too damaged to be given. It stays in
 *  the storage until its key is put again; what counted by it counts on from what is known.
 *  @return 0, or a code that scan must return as it is: SVCCOMM_E_FORMAT for meta.
 *  Thread: the registry's. Since 0.1.0. */
SVCCOMM_API int svccomm_sink_leave_out(svccomm_sink *sink);

/** Writes all that changed since the last flush, in one transaction: erased before put,
 *  communications erased first and put last, then meta (S1). Nothing changed: no callback.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE (no storage); SVCCOMM_E_STORAGE (all stays to be
 *  written by the next flush); SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_flush(svccomm_registry *registry, svccomm_error *error);

#ifdef __cplusplus
}
#endif

#endif
