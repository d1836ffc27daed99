/* SPDX-License-Identifier: MIT
 * What a database client costs by itself: bare loops over the same rows, without the library. */
#ifndef STORE_BARE_H
#define STORE_BARE_H

#include <stdint.h>

struct store_rows;

struct store_bare {
    const char *client;
    const char *scheme; /* how names of its databases begin; NULL: any other name */

    /* Reads every column of every row; gives how many rows there are, and adds to *sum so that
     * nothing is left out by the compiler. */
    uint64_t (*scan)(const char *name, uint64_t *sum);

    /* Keeps in memory, in the client's own form, the rows whose revision is greater. */
    struct store_rows *(*rows)(const char *name, uint64_t revision, uint64_t *count);

    /* Writes them again in one transaction. */
    void (*write)(struct store_rows *rows);
    void (*free)(struct store_rows *rows);
};

extern const struct store_bare store_bare_sqlite;
extern const struct store_bare store_bare_lmdb;
extern const struct store_bare store_bare_postgresql;

/* Ends the program unless the client said that all is well. */
void store_bare_check(int fine, const char *what);

#endif
