/* SPDX-License-Identifier: MIT
 * Of a snapshot: addresses at which the host has sockets, and which of them it owns (K7). */
#include <string.h>

#include "base/hash.h"
#include "core/addresses.h"
#include "core/room.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "model/address.h"

struct local_context {
    const struct svccomm__scratch *plan;
};

static uint64_t local_hash(const svccomm_registry *registry, const uint8_t *address)
{
    return svccomm__hash_words(&registry->word_keys, address, SVCCOMM_ADDRESS_SIZE / 4);
}

static int same_local(const void *context, uint32_t index, const void *key)
{
    const struct local_context *c = context;

    return memcmp(c->plan->locals[index - 1].address, key, SVCCOMM_ADDRESS_SIZE) == 0;
}

const struct svccomm__plan_local *svccomm__plan_local_find(const svccomm_registry *registry,
                                                           const struct svccomm__scratch *plan,
                                                           const uint8_t *address)
{
    struct local_context context = {plan};
    uint32_t index = svccomm__table_find(&plan->local_table, local_hash(registry, address),
                                         same_local, &context, address);

    return index == 0 ? NULL : &plan->locals[index - 1];
}

uint64_t svccomm__plan_scope(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                             const uint8_t *address)
{
    return svccomm__rules_local(registry, plan->snapshot->info.realm, address) ? plan->scope : 0;
}

/* Whether the host will own an address that is there (K7). */
static int will_own(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                    const struct svccomm__plan_local *local)
{
    uint32_t host = plan->host != 0 ? plan->host : UINT32_MAX;

    return local->index != 0 &&
           svccomm__address_would_own(registry, local->index, host, plan->snapshot->info.time);
}

/* Those that are new are owned as far as they fit, which is known when all that are there are: for
 * these are never evicted for the new ones. */
static void own_new_locals(const svccomm_registry *registry, struct svccomm__scratch *plan)
{
    struct svccomm__plan_local *local;
    uint64_t staying = 0, room, taken = 0;
    size_t i;

    for (i = 0; i < plan->local_count; i++)
        staying +=
            plan->locals[i].index != 0 && svccomm__address_is_idle(registry, plan->locals[i].index);
    room = svccomm__address_room(registry, staying);
    for (i = 0; i < plan->local_count; i++) {
        local = &plan->locals[i];
        if (local->index != 0)
            continue;
        local->owned = taken < room;
        taken += local->owned;
        plan->report.dropped_full += !local->owned;
    }
}

static int add_local(svccomm_registry *registry, struct svccomm__scratch *plan,
                     const uint8_t *address)
{
    struct svccomm__plan_local *local;
    int rc = svccomm__table_reserve(&plan->local_table, &registry->memory, 1);

    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->locals, &plan->local_capacity,
                                  plan->local_count + 1, sizeof *local);
    if (rc < 0)
        return rc;
    local = &plan->locals[plan->local_count++];
    memcpy(local->address, address, SVCCOMM_ADDRESS_SIZE);
    local->scope = svccomm__plan_scope(registry, plan, address);
    local->index =
        svccomm__address_find(registry, plan->snapshot->info.realm, local->scope, address);
    local->owned = (uint8_t)will_own(registry, plan, local);
    svccomm__table_insert(&plan->local_table, local_hash(registry, address),
                          (uint32_t)plan->local_count);
    return 0;
}

static int note_local(svccomm_registry *registry, struct svccomm__scratch *plan,
                      const struct svccomm__plan_socket *socket)
{
    const uint8_t *address = socket->row->local;

    if (!svccomm__address_is_client(address) ||
        (plan->local_count > 0 &&
         memcmp(plan->locals[plan->local_count - 1].address, address, SVCCOMM_ADDRESS_SIZE) == 0))
        return 0;
    if (svccomm__plan_local_find(registry, plan, address) != NULL)
        return 0;
    return add_local(registry, plan, address);
}

int svccomm__plan_locals(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->socket_count; i++)
        rc = note_local(registry, plan, &plan->sockets[i]);
    own_new_locals(registry, plan);
    return rc;
}
