/* SPDX-License-Identifier: MIT
 * The process names of a snapshot: equal names are held once. They outlive the snapshot, so that
 * the next one of the same handle finds its names without an allocation. */
#ifndef SVCCOMM_MODEL_SNAPSHOT_NAMES_H
#define SVCCOMM_MODEL_SNAPSHOT_NAMES_H

#include "base/memory.h"

#define SVCCOMM__NAMES_RECENT 64u

struct svccomm__name;

struct svccomm__names {
    struct svccomm__name **buckets;
    size_t bucket_count;
    size_t count;  /* names held */
    uint64_t held; /* their bytes, those of earlier snapshots too */
    uint64_t used; /* bytes of the names of this snapshot: what the cap counts */
    uint64_t max_bytes;
    uint64_t seed[2];
    uint64_t since; /* the first mark of this snapshot */
    uint64_t mark;  /* given to a name at its first use; see svccomm__names_mark() */
    struct svccomm__name *recent[SVCCOMM__NAMES_RECENT]; /* a cache before the keyed hash */
};

/* A new snapshot: its names are none. What is held goes too if it exceeds the cap. */
void svccomm__names_begin(struct svccomm__names *names, struct svccomm__memory *memory);

/* Finds or makes a name. Returns 0; SVCCOMM_E_RANGE (longer than SVCCOMM_STRING_MAX);
 * SVCCOMM_E_FULL (max_bytes); SVCCOMM_E_NOMEM. */
int svccomm__names_intern(struct svccomm__names *names, struct svccomm__memory *memory,
                          const char *text, size_t length, const char **out);

/* A point to which svccomm__names_rollback() goes back: names first used since then count as not
 * used. They stay held. */
void svccomm__names_mark(struct svccomm__names *names);
void svccomm__names_rollback(struct svccomm__names *names);

void svccomm__names_free(struct svccomm__names *names, struct svccomm__memory *memory);

#endif
