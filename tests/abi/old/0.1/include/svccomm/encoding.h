/* SPDX-License-Identifier: MIT
 * Items as bytes: portable and versioned, for key-value stores and files (design S3). */
#ifndef SVCCOMM_ENCODING_H
#define SVCCOMM_ENCODING_H

#include "storage.h"
#include "transfer.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The bytes of an item: the version, the key, then the other members in a fixed order.
 *
 * - Numbers are little-endian and as wide as the member. Addresses and ids are their 16 bytes.
 * - A text is its length with the NUL that ends it, in two bytes, then these bytes; NULL is a
 *   length of 0. Hence decoded texts are used where they lie.
 * - Client processes, ports of a fan-in end and segments are their count in one byte, then they.
 * - A view is one byte, whether it was seen (1) or not (0), then its members if it was; flow
 *   statistics likewise.
 * - Every member travels, derived ones too (effective device names, samples, found times), so that
 *   whoever reads the bytes needs no registry; what a registry takes back it works out anew.
 *   Members named `size` and `reserved` do not travel.
 *
 * In this order, KEY | OTHERS (a name with * is a list):
 *
 *   meta           | format points revision interval newest tombstones_from fan_in_key*
 *   host           realm host | revision last_snapshot snapshots addresses complete*
 *                  last_complete* ephemeral_low ephemeral_high name
 *   address        realm scope address | revision owner since last_seen settled* base* device
 *                  fallback
 *   endpoint       realm scope protocol address port | revision samples own wildcard_base
 * own_listen last_listen last_seen process_seen records evidence own_evidence process device rule
 * id | realm kind, client.address client.length, listener.address listener.length, group port_low
 * port_high protocol process hits tombstone      revision | id successor cause fan-in         end |
 * reached hour ports communication  id | realm scope protocol client listener port, revision
 * created updated first_found last_found origin evidence status flags client_port headline,
 *                  client_device listener_device client_device_explicit listener_device_explicit
 *                  listener_process note, processes (each name last_seen), listener_view
 *                  client_view netflow
 *   a view         found total_samples active_samples recent_samples attempts implied_samples
 *                  total_ports first_found last_found base
 *   netflow        sampled forward_events reverse_events forward_bytes reverse_bytes
 *                  forward_packets reverse_packets attempts, spans: flags interval keep first last
 *                  folded_end folded_active folded_samples late, segments (each start end)
 *
 * Equal items give equal bytes, on every machine. Later versions of the library may add members
 * behind those that are known today: what this version does not know is the tail. A change that
 * this version could not read raises the version byte.
 */

/** The first byte of every item. */
#define SVCCOMM_ENCODING_VERSION 1u

/** Room for any item without a tail, and for the key of any. */
#define SVCCOMM_ENCODED_SIZE_MAX 8192
#define SVCCOMM_ENCODED_KEY_MAX 32

/** Writes an item as bytes.
 *  @param kind    SVCCOMM_KIND_. @param item  the struct of that kind; not NULL.
 *  @param size    bytes of the caller's struct.
 *  @param tail    `tail_length` bytes that svccomm_item_decode() found behind what it knows, to
 *                 keep what a later version wrote; NULL where there are none.
 *  @param out     room for `capacity` bytes; SVCCOMM_ENCODED_SIZE_MAX + tail_length is enough.
 *  @param length  out: bytes written; of SVCCOMM_E_RANGE the bytes that are needed, or 0.
 *  @return 0; SVCCOMM_E_ARGUMENT (also a kind that there is not); SVCCOMM_E_STRUCT_SIZE;
 *  SVCCOMM_E_STRUCT_TAIL; SVCCOMM_E_RANGE (does not fit; a text, list or number is longer than
 *  documented). Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_item_encode(uint32_t kind, const void *item, size_t size, const void *tail,
                                    size_t tail_length, void *out, size_t capacity, size_t *length);

/** Reads the bytes of an item. Hostile bytes are safe: lengths and forms are checked here, what the
 *  numbers mean by the registry that takes them.
 *  @param item       out: the struct of that kind, all members set. Its texts point into `data`.
 *  @param size       bytes of the caller's struct.
 *  @param processes  room for SVCCOMM_PROCESS_MAX, to which a record then points; NULL for other
 *                    kinds.
 *  @param known      out: bytes before the tail; NULL: not asked for.
 *  @param error      NULL, or out: what is wrong, with the offset in `data`.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_TRUNCATED; SVCCOMM_E_FORMAT;
 *  SVCCOMM_E_VERSION (the message names both versions). On failure `item` is unchanged.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_item_decode(uint32_t kind, const void *data, size_t length, void *item,
                                    size_t size, svccomm_process *processes, size_t *known,
                                    svccomm_error *error);

/** Writes the key of an item, as `erase` gets it, as bytes: those that follow the version byte of
 *  the item. All keys of a kind are equally long.
 *  @param key   the key struct of that kind (storage.h); NULL for meta, whose key has no bytes.
 *  @param size  bytes of the caller's key.
 *  @param out   room for `capacity` bytes; SVCCOMM_ENCODED_KEY_MAX is enough.
 *  @return the length; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STRUCT_SIZE; SVCCOMM_E_STRUCT_TAIL (else the
 *  bytes would be those of another key); SVCCOMM_E_RANGE (does not fit).
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_item_key_encode(uint32_t kind, const void *key, size_t size, void *out,
                                        size_t capacity);

/** svccomm_item_encode() of a record without a tail: the same arguments and errors.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_record_encode(const svccomm_record *record, size_t size, void *out,
                                      size_t capacity, size_t *length);

/** svccomm_item_decode() of a record whose tail is not asked for: the same arguments and errors.
 *  Thread: any. Since 0.1.0. */
SVCCOMM_API int svccomm_record_decode(const void *data, size_t length, svccomm_record *record,
                                      size_t size, svccomm_process *processes,
                                      svccomm_error *error);

/*
 * A whole registry as bytes:
 *
 *   "SVCCOMMR", version of the dump (2)
 *   blocks: kind (1), length (4), that many bytes of items, checksum (8)
 *   in a block, each item: length (4), the bytes of svccomm_item_encode()
 *   the end, a block of kind 255: how many items there were (8)
 *
 * Kinds come in the order of their numbers. A checksum (SipHash-1-3) is of the block's bytes, keyed
 * with the checksum before it and (kind << 32 | length), so that no block can be missing, cut, or
 * in another place.
 */

/** The version of dumps. */
#define SVCCOMM_DUMP_VERSION 1u

/** Writes all that a registry knows, flushed or not, in bounded memory. After
 *  svccomm_registry_restore() another goes on as this one would: bases, segments, tombstones and
 *  fan-in included. Caps and other configuration do not travel.
 *  @param write  not NULL. @param user  passed to it.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_WRITE (what was written is void); SVCCOMM_E_NOMEM;
 *  SVCCOMM_E_REENTRY. Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_dump(svccomm_registry *registry, svccomm_write_fn write,
                                      void *user, svccomm_error *error);

/** Fills an empty registry with what was dumped, in bounded memory. With a storage, the next flush
 *  writes all of it. Reads nothing beyond the end of the dump but what one call of `read` gives.
 *  @param read  not NULL. @param user  passed to it.
 *  @return 0; SVCCOMM_E_ARGUMENT; SVCCOMM_E_STATE (not empty); SVCCOMM_E_READ; SVCCOMM_E_TRUNCATED
 *  (cut: error->offset says where it ends); SVCCOMM_E_FORMAT (no dump, or damaged: error->offset is
 *  that of the block); SVCCOMM_E_VERSION; SVCCOMM_E_MISMATCH (another interval or points);
 *  SVCCOMM_E_FULL; SVCCOMM_E_NOMEM; SVCCOMM_E_REENTRY. On failure the registry is empty as before.
 *  Thread: the handle's. Since 0.1.0. */
SVCCOMM_API int svccomm_registry_restore(svccomm_registry *registry, svccomm_read_fn read,
                                         void *user, svccomm_error *error);

#ifdef __cplusplus
}
#endif

#endif
