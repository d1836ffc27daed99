/* SPDX-License-Identifier: MIT
 * Turning records round (D2): an end that was taken for a client gains stronger evidence as a
 * listener than the listener of the record has. */
#ifndef SVCCOMM_CORE_TURN_H
#define SVCCOMM_CORE_TURN_H

#include "core/records.h"

struct svccomm__turn {
    uint32_t record;
    uint32_t generation;
    uint32_t evidence;
};

/* A list of records by their client end, and by what evidence it was looked at. */
struct svccomm__turn_list {
    uint32_t head;
    uint32_t evidence;
};

/* What is to be turned, collected before anything is changed. */
struct svccomm__turns {
    struct svccomm__turn *items;
    size_t count;
    size_t capacity;
    struct svccomm__turn_list *lists;
    size_t list_count;
    size_t list_capacity;
};

/* The strongest evidence that an end listens, what is about to be applied included. */
typedef uint32_t (*svccomm__strength)(const void *context, const svccomm_endpoint_key *end);

void svccomm__turns_begin(struct svccomm__turns *turns);

/* Collects the records that have `end` as their only client end, and whose listener has weaker
 * evidence. Those that evidence of that strength looked at before are passed over: what a listener
 * has only grows. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__turns_collect(svccomm_registry *registry, struct svccomm__turns *turns,
                           const svccomm_endpoint_key *end, uint32_t evidence,
                           svccomm__strength strength, const void *context);

/* What applying them needs at most. */
void svccomm__turns_need(const struct svccomm__turns *turns, struct svccomm__need *need);

/* Turns them; how many. `before` is as svccomm__room has it. Memory was reserved, also by
 * svccomm__idle_reserve(). */
uint64_t svccomm__turns_apply(svccomm_registry *registry, struct svccomm__turns *turns,
                              uint64_t before, int64_t now);

void svccomm__turns_free(svccomm_registry *registry, struct svccomm__turns *turns);

#endif
