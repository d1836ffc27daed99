/* SPDX-License-Identifier: MIT
 * A storage in memory whose callbacks fail on command (design S1, property 5): transactions by
 * copy, deep copies of items, a log of what was called, and a hook that runs within each callback.
 */
#ifndef FAULT_STORAGE_H
#define FAULT_STORAGE_H

#include "fault_items.h"
#include "fault_memory.h"

/* The callbacks. */
enum fault_op {
    FAULT_BEGIN,
    FAULT_COMMIT,
    FAULT_ROLLBACK,
    FAULT_PUT,
    FAULT_ERASE,
    FAULT_SCAN,
    FAULT_DESTROY,
    FAULT_OPS,
};

/* A filter of calls. */
#define FAULT_ANY_OP FAULT_OPS
#define FAULT_ANY_KIND SVCCOMM_KIND_COUNT

struct fault_storage;

/* Runs within a callback, before it does its work. */
typedef void (*fault_hook)(struct fault_storage *storage, enum fault_op op, uint32_t kind);

/* What fails. A scan counts once when it is called and once for each item, so that it can fail
 * between two items. */
struct fault_plan {
    enum fault_op op;     /* or FAULT_ANY_OP: any but rollback and destroy */
    uint32_t kind;        /* of put, erase and scan; or FAULT_ANY_KIND */
    uint64_t nth;         /* which matching call fails; 0: none */
    enum fault_mode mode; /* FROM_THEN_ON makes rollback fail too */
    int value;            /* what the callback then returns */
    int lost_reply;       /* commit: does its work and fails then */
};

struct fault_storage {
    svccomm_storage callbacks; /* for svccomm_registry_open() */
    struct fault_content committed;
    struct fault_content working;
    int in_transaction;
    int plain; /* no transactions: what was put stays, whatever comes later */
    int scan_backwards;
    int scan_in_one; /* all items of a scan in one array */
    int swallow;     /* scan returns 0 whatever the sink said */
    struct fault_plan plan;
    uint64_t matched; /* calls that matched the plan */
    uint64_t failed;  /* calls that failed by the plan */
    uint64_t calls[FAULT_OPS][SVCCOMM_KIND_COUNT];
    uint64_t total_calls;
    struct fault_text log; /* "begin", "erase communication", "put host" …, one in a line */
    fault_hook hook;
    void *hook_user;
    const char *complaint; /* what the library did wrong first, or NULL */
};

/* An empty storage that keeps these kinds. */
void fault_storage_init(struct fault_storage *storage, uint32_t kinds);

/* The same without begin, commit and rollback. */
void fault_storage_init_plain(struct fault_storage *storage, uint32_t kinds);

/* Another handle on the database: takes the content over from `from` by copy. */
void fault_storage_clone(struct fault_storage *storage, const struct fault_storage *from);

/* Forgets counts and log, and arms the plan; NULL: nothing fails. */
void fault_storage_arm(struct fault_storage *storage, const struct fault_plan *plan);

/* Ends the content; the struct can then be initialised anew. */
void fault_storage_free(struct fault_storage *storage);

uint64_t fault_storage_destroyed(const struct fault_storage *storage);

#endif
