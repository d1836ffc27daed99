/* SPDX-License-Identifier: MIT
 * The database client over LMDB: a directory. Each kind of items is a database of its own there,
 * from encoded keys to encoded items (svccomm/encoding.h); beside them are `format`, which says
 * whose and of which schema all is, and `state`, what the program keeps beside the registry.
 *
 *   lmdb_client.c  the client's table; transactions
 *   lmdb_open.c    the directory: whose it is, which version, how much of it is mapped
 *   lmdb_lock.c    the lock of those who write
 *   lmdb_put.c     put and erase
 *   lmdb_scan.c    scan and meta
 *   lmdb_state.c   what the program keeps beside the registry
 *
 * A process must not have one directory open twice at a time: that is LMDB's rule. */
#ifndef LMDB_CLIENT_H
#define LMDB_CLIENT_H

#include "store/store.h"

#include <lmdb.h>
#include <svccomm/encoding.h>

/* In `format`; rises when a program of before could not read the items any more. */
#define LMDB_STORE_SCHEMA_VERSION 1

/* An open database. Functions return 0, LMDB's code or -1, with a text in store.message. */
struct lmdb_store {
    struct store store;
    const char *path; /* within store.name */
    MDB_env *env;     /* NULL: there is nothing to read */
    MDB_txn *txn;
    MDB_dbi top; /* the names of the others, and `format` and `state` */
    MDB_dbi kinds[SVCCOMM_KIND_COUNT];
    bool there[SVCCOMM_KIND_COUNT]; /* a reader finds it only if a writer of that kind was here */
    uint64_t own;                   /* transactions that this program committed */
    int lock;                       /* file descriptor, or -1 */
    bool lock_readers;    /* the directory is not writable: LMDB cannot know of this reader */
    unsigned char *bytes; /* an item that is encoded */
    size_t capacity;
};

/* A kind of items. */
struct lmdb_kind {
    const char *name;  /* of its database */
    size_t item_size;  /* the struct */
    size_t key_offset; /* of the key in it */
    size_t key_size;
};

extern const struct lmdb_kind lmdb_kinds[SVCCOMM_KIND_COUNT];

/* Any item. */
union lmdb_item {
    svccomm_meta meta;
    svccomm_host host;
    svccomm_address address;
    svccomm_endpoint endpoint;
    svccomm_rule rule;
    svccomm_change change;
    svccomm_fan_in fan_in;
    svccomm_record record;
};

/* The bytes of a key; *out lies in `room`. */
struct lmdb_key_bytes {
    unsigned char bytes[SVCCOMM_ENCODED_KEY_MAX];
};
int lmdb_key(struct lmdb_store *store, uint32_t kind, const void *key, size_t size,
             struct lmdb_key_bytes *room, MDB_val *out);

/* Whose the directory is and of which schema, unless it has nothing in it. Within a transaction. */
int lmdb_check_format(struct lmdb_store *store, bool *empty);
int lmdb_put_format(struct lmdb_store *store);

/* Keeps a message of what failed; returns the code. */
int lmdb_fail(struct lmdb_store *store, const char *what, int code);

/* Takes the lock, to write or, where LMDB cannot know of its readers, to read. */
int lmdb_lock(struct lmdb_store *store);
void lmdb_unlock(struct lmdb_store *store);

/* What the client consists of (store.h). */
int lmdb_open_store(struct store *store, const char *name);
void lmdb_close_store(struct store *store);
int lmdb_put(void *user, uint32_t kind, const void *items, size_t count, size_t size);
int lmdb_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
int lmdb_scan(void *user, uint32_t kind, svccomm_sink *sink);
int lmdb_meta(struct store *store, svccomm_meta *meta);
int lmdb_put_state(struct store *store, const void *bytes, size_t length);
int lmdb_get_state(struct store *store, void **bytes, size_t *length);

#endif
