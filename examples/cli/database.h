/* SPDX-License-Identifier: MIT
 * A registry over its database, as the commands use it. */
#ifndef CLI_DATABASE_H
#define CLI_DATABASE_H

#include "cli.h"
#include "intervals.h"
#include "meanwhile.h"
#include "store/store.h"

#include <svccomm/decoder.h>

struct database {
    struct store *store;
    svccomm_registry *registry;
    struct intervals asked;     /* on the command line */
    struct intervals intervals; /* of the database */
};

enum database_use { DATABASE_READ, DATABASE_WRITE };

/* Opens the database of the command line and reads it. To write, it holds the write lock until
 * database_save() or database_close(). 0 or an exit code, after saying what is wrong;
 * database_close() in any case. */
int database_open(const struct cli *cli, struct database *database, enum database_use use);

/* Writes what changed, and lets go of the lock. 0 or an exit code, after saying what is wrong. */
int database_save(struct database *database);

/* The same, with what the decoder knows of its exporters (decoder_state.h); NULL: without. */
int database_save_decoder(struct database *database, svccomm_decoder *decoder);

/* For one that stays open between two changes: takes the lock again unless it has it, and reads the
 * database again if another program wrote meanwhile. */
int database_lock(struct database *database);

/* Is run between items that are read or written, and while another program writes; NULL: nothing.
 */
void database_meanwhile(struct database *database, const struct meanwhile *meanwhile);

/* Lets go of the lock, if it has it; what was not saved stays in the registry only. */
void database_unlock(struct database *database);

void database_close(struct database *database);

/* 16 random bytes, against chosen keys (design A7). */
void random_seed(uint64_t seed[2]);

#endif
