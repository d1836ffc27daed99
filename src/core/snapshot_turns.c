/* SPDX-License-Identifier: MIT
 * Of a snapshot: records that what it shows turns round (D2): listeners in LISTEN, and what its
 * connections were decided by. Only ports that some record has as its client port are asked about,
 * so that wildcards cost nothing for each address of a host (N12). */
#include "base/sort.h"
#include "core/addresses.h"
#include "core/hosts.h"
#include "core/listening.h"
#include "core/ports.h"
#include "core/snapshot_plan.h"
#include "core/turnable.h"

#include <string.h>

struct listen_context {
    const svccomm_registry *registry;
    const struct svccomm__scratch *plan;
};

/* ---- what the snapshot says of an end ---- */

static int claim_order(const void *context, const void *a, const void *b)
{
    const struct svccomm__plan_claim *x = a, *y = b;
    int order = memcmp(&x->end, &y->end, sizeof x->end);

    (void)context;
    return order != 0 ? order : (x->evidence > y->evidence) - (x->evidence < y->evidence);
}

static svccomm_endpoint_key claimed_end(const svccomm_registry *registry,
                                        const struct svccomm__observation *o)
{
    return svccomm__record_endpoint_key(&o->key, svccomm__record_locality(registry, &o->key));
}

static int make_claims(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    size_t i, count = plan->observation_count;
    int rc;

    if (plan->claim_count == count)
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &plan->claims, &plan->claim_capacity, count,
                              sizeof *plan->claims);
    if (rc < 0)
        return rc;
    for (i = 0; i < count; i++) {
        plan->claims[i].end = claimed_end(registry, &plan->observations[i]);
        plan->claims[i].evidence = plan->observations[i].evidence;
    }
    svccomm__sort(plan->claims, count, sizeof *plan->claims, claim_order, NULL);
    plan->claim_count = count;
    return 0;
}

/* The last of an end's claims is the strongest. */
static uint32_t claimed(const struct svccomm__scratch *plan, const svccomm_endpoint_key *end)
{
    size_t low = 0, high = plan->claim_count, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (memcmp(&plan->claims[middle].end, end, sizeof *end) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || memcmp(&plan->claims[low - 1].end, end, sizeof *end) != 0)
        return SVCCOMM_EVIDENCE_NONE;
    return plan->claims[low - 1].evidence;
}

/* In the listening set by itself, or by a wildcard at an address of the host. */
static int listens_here(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                        const svccomm_endpoint_key *end)
{
    if (svccomm__plan_binds(registry, plan, end))
        return 1;
    return end->realm == plan->snapshot->info.realm &&
           end->scope == svccomm__plan_scope(registry, plan, end->address) &&
           svccomm__plan_covered(registry, plan, end) &&
           svccomm__plan_is_ours(registry, plan, end->address);
}

/* The strongest evidence of an end, this snapshot's included. */
static uint32_t strength_in_plan(const void *context, const svccomm_endpoint_key *end)
{
    const struct listen_context *c = context;
    uint32_t strength = svccomm__listening_strength(c->registry, end);
    uint32_t now = claimed(c->plan, end);

    if (now < SVCCOMM_EVIDENCE_LISTEN && listens_here(c->registry, c->plan, end))
        now = SVCCOMM_EVIDENCE_LISTEN;
    return strength > now ? strength : now;
}

/* ---- records that have an end as client ---- */

static int turn_at(svccomm_registry *registry, struct svccomm__scratch *plan,
                   const svccomm_endpoint_key *end, uint32_t evidence)
{
    struct listen_context context = {registry, plan};
    uint32_t first;
    int rc = svccomm__turnable_first(registry, end, &first);

    if (rc < 0 || first == 0)
        return rc;
    rc = make_claims(registry, plan);
    if (rc < 0)
        return rc;
    return svccomm__turns_collect(registry, &plan->turns, end, evidence, strength_in_plan,
                                  &context);
}

/* A wildcard stands for an address of its family that the host owns. */
static int turn_at_address(svccomm_registry *registry, struct svccomm__scratch *plan,
                           const svccomm_endpoint_key *wildcard, uint64_t scope,
                           const uint8_t *address)
{
    svccomm_endpoint_key end = *wildcard;

    memcpy(end.address, address, sizeof end.address);
    end.scope = scope;
    if (!svccomm__plan_covered(registry, plan, &end) ||
        !svccomm__plan_is_ours(registry, plan, address))
        return 0;
    return turn_at(registry, plan, &end, SVCCOMM_EVIDENCE_LISTEN);
}

static int turn_at_wildcard(svccomm_registry *registry, struct svccomm__scratch *plan,
                            const svccomm_endpoint_key *wildcard)
{
    const struct svccomm__address *a;
    uint32_t index = plan->host == 0 ? 0 : svccomm__host_at(registry, plan->host)->newest_owned;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->local_count; i++)
        if (plan->locals[i].owned)
            rc = turn_at_address(registry, plan, wildcard, plan->locals[i].scope,
                                 plan->locals[i].address);
    for (; rc == 0 && index != 0; index = a->older) {
        a = svccomm__address_at(registry, index);
        if (svccomm__plan_local_find(registry, plan, a->key.address) == NULL)
            rc = turn_at_address(registry, plan, wildcard, a->key.scope, a->key.address);
    }
    return rc;
}

static int turn_at_listeners(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const struct svccomm__plan_listener *listener;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->listener_count; i++) {
        listener = &plan->listeners[i];
        if (!svccomm__ports_has(registry, listener->key.port, SVCCOMM__PORT_TURNABLE))
            continue;
        rc = listener->wildcard ? turn_at_wildcard(registry, plan, &listener->key)
                                : turn_at(registry, plan, &listener->key, SVCCOMM_EVIDENCE_LISTEN);
    }
    return rc;
}

/* What is ignored changes nothing (K6). */
static int observes(const svccomm_registry *registry, const struct svccomm__observation *o)
{
    return o->record == 0 ||
           svccomm__record_at(registry, o->record)->status != SVCCOMM_STATUS_IGNORED;
}

static int turn_at_observations(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const struct svccomm__observation *o;
    svccomm_endpoint_key end;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->observation_count; i++) {
        o = &plan->observations[i];
        if (!svccomm__ports_has(registry, o->key.port, SVCCOMM__PORT_TURNABLE) ||
            !observes(registry, o))
            continue;
        end = claimed_end(registry, o);
        rc = turn_at(registry, plan, &end, o->evidence);
    }
    return rc;
}

int svccomm__plan_turns(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    int rc;

    svccomm__turns_begin(&plan->turns);
    plan->claim_count = 0;
    rc = turn_at_listeners(registry, plan);
    return rc < 0 ? rc : turn_at_observations(registry, plan);
}
