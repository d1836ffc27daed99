/* SPDX-License-Identifier: MIT
 * A database that keeps a registry: what a program asks of every database client. Whoever writes
 * holds the database's write lock from before it reads until its flush is committed, so that two
 * programs on one database never overwrite each other.
 *
 *   store_open.c     the table of clients: which name is whose
 *   store.c          transactions, the callbacks for the library
 *   store_report.c   what is said to people: messages, notes, damaged items, waiting
 *   columns.[ch]     for SQL: which member of which struct is which column
 *   ../sqlite        a file name, or :memory:
 *   ../lmdb          lmdb:DIRECTORY
 *   ../postgresql    postgresql://...                                                           */
#ifndef EXAMPLES_STORE_H
#define EXAMPLES_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <svccomm/storage.h>

#define STORE_NAME_SIZE 256
#define STORE_MESSAGE_SIZE 512

/* What the program does while the database works; each may be NULL. */
struct store_watch {
    void (*note)(void *user, const char *text); /* takes a line for people */
    void (*meanwhile)(void *user);              /* runs between items, and while it waits */
    void *user;
};

struct store_client;

/* An open database; the first member of each client's own struct. */
struct store {
    const struct store_client *client; /* NULL: it is not in this program */
    char name[STORE_NAME_SIZE];        /* as people may see it: without a password */
    bool reading_only;                 /* never writes */
    bool in_transaction;
    bool loaded;      /* a registry was read from it, and `version` is of then */
    uint64_t version; /* moves when another program writes */
    struct store_watch watch;
    unsigned items;                   /* put or scanned */
    unsigned damaged;                 /* items that were left out */
    char message[STORE_MESSAGE_SIZE]; /* what failed last */
};

/* What a database client does. Where an int is returned without another word, it is 0 or the
 * client's own code, with a text in store->message. */
struct store_client {
    size_t size; /* of its struct, which is zeros but for `store` */

    /* Opens the database of that name, scheme included, without a transaction. Sets store->name if
     * the name tells a secret. close() follows in any case. */
    int (*open)(struct store *store, const char *name);
    void (*close)(struct store *store); /* the struct itself is freed by others */

    /* Begins a transaction: to write with the write lock, making or upgrading what is not as it
     * should be; to read with a view that does not move. While another program writes it waits, and
     * says so; in the end it gives up. Where it fails there is no transaction. */
    int (*begin)(struct store *store);
    int (*commit)(struct store *store);
    void (*rollback)(struct store *store);

    /* A number that moves when another program commits; within a transaction. */
    uint64_t (*version)(struct store *store);

    /* The callbacks of svccomm_storage. */
    int (*put)(void *user, uint32_t kind, const void *items, size_t count, size_t size);
    int (*erase)(void *user, uint32_t kind, const void *keys, size_t count, size_t size);
    int (*scan)(void *user, uint32_t kind, svccomm_sink *sink);

    /* What is stored as meta, before there is a registry to scan into: its format is 0 where there
     * is none. */
    int (*meta)(struct store *store, svccomm_meta *meta);

    /* One string of bytes that the program keeps beside the registry: what its flow decoder knows.
     * *bytes is from malloc, the caller's; NULL where nothing is kept. */
    int (*put_state)(struct store *store, const void *bytes, size_t length);
    int (*get_state)(struct store *store, void **bytes, size_t *length);
};

/* Opens the database of a name. *out is NULL only where memory is out; store_close() in any case.
 * `reading` never writes, and makes nothing where there is nothing. */
int store_open(const char *name, bool reading, const struct store_watch *watch, struct store **out);
void store_close(struct store *store);

/* Begins a transaction unless there is one; commit and rollback end it if there is one. */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/* Whether another program wrote since the registry was read from it; within a transaction. */
bool store_changed(struct store *store);

/* The registry is now as the database is; within a transaction. */
void store_loaded(struct store *store);

/* The callbacks for svccomm_registry_open(). A flush goes into the transaction in which the
 * registry was read; it begins one of its own only where nobody wrote since. */
void store_callbacks(struct store *store, svccomm_storage *callbacks);

/* For clients: keeps a message and returns -1. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int store_fail(struct store *store, const char *format, ...);

/* For clients: a line for people. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void store_note(struct store *store, const char *format, ...);

/* For clients: an item is damaged and left out; says which. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void store_damaged(struct store *store, const char *format, ...);

/* Says how many items were left out, if any. */
void store_report_damaged(struct store *store);

/* For clients: an item was put or scanned. */
void store_step(struct store *store);

/* For clients, while they wait for their database: lets the program do what it has to do. */
void store_meanwhile(struct store *store);

/* For clients, while another program has the write lock: waits a moment, `tries` times before this
 * one. False: it is time to give up. */
bool store_wait(struct store *store, unsigned tries);

/* For clients that gave up: keeps a message that says so and returns -1. */
int store_fail_busy(struct store *store);

#endif
