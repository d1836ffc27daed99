/* SPDX-License-Identifier: MIT
 * A batch of flows on its way into the registry. It is worked out first, into scratch memory that
 * the registry keeps for the next one; then room is reserved; then it is applied, which cannot
 * fail. The parts, in the order of work:
 *
 *   flow_quick.c     the usual flow, checked and decided in one go
 *   flow_check.c     which flows count, and which are dropped by what counter (F9, F12)
 *   flow_decide.c    which end listens: the ladder (section 6), and what is known of both ends
 *   flow_evidence.c  what the batch as a whole says: fan-in and ties, which have files of their own
 *                    (flow_fan_in.c, flow_ties.c), and stronger evidence (D1, D2)
 *   flow_lookup.c    keys, and the records that exist, fetched ahead of their use
 *   flow_turns.c     records that the batch's evidence turns round (D2)
 *   flow_apply.c     the change of the registry
 *   flow_ingest.c    the call that puts them together */
#ifndef SVCCOMM_CORE_FLOW_PLAN_H
#define SVCCOMM_CORE_FLOW_PLAN_H

#include <string.h>

#include "core/fan_in.h"
#include "core/state.h"
#include "core/turn.h"
#include "model/sockets.h"
#include "svccomm/flow.h"

/* The longest duration that is believed (F9), ns: 24 h. */
#define SVCCOMM__FLOW_LONGEST INT64_C(86400000000000)

/* svccomm__planned.what */
#define SVCCOMM__FLOW_NOTHING 0u
#define SVCCOMM__FLOW_EVENT 1u
#define SVCCOMM__FLOW_ATTEMPT 2u
#define SVCCOMM__FLOW_REFUSAL 3u /* the answer to an attempt: it makes no record */

/* svccomm__planned.marks */
#define SVCCOMM__FLOW_POINT 1u    /* only its end counts */
#define SVCCOMM__FLOW_UNNAMED 2u  /* a named port leaves it undecided: fan-in is counted */
#define SVCCOMM__FLOW_TIE 4u      /* nothing decides but what the ports' equality leaves */
#define SVCCOMM__FLOW_GROUPED 8u  /* the client stands for a group (K11) */
#define SVCCOMM__FLOW_UNKNOWN 16u /* an atom of its key is not known: there is no record */
#define SVCCOMM__FLOW_LOCAL 32u   /* an end is local: it has a scope */
#define SVCCOMM__FLOW_MIXES 64u   /* the record of the other orientation becomes mixed (D2) */
#define SVCCOMM__FLOW_KEYED 128u  /* key and hash are those of its direction */
#define SVCCOMM__FLOW_ASKS 256u   /* it may turn a record, or make one mixed */

/* What is made of one flow: half a cache line, so that what follows the first look needs no other
 * of a flow that has nothing special. */
struct svccomm__planned {
    struct svccomm__short_key key;
    uint32_t hash;   /* its upper half, which is what tables go by */
    uint32_t record; /* that exists, or 0 */
    uint16_t marks;
    uint16_t client_port;
    uint8_t what;
    uint8_t evidence;
    uint8_t source_listens;
};

/* The realm of the flow before, which nearly always is this one's too. */
struct svccomm__last_realm {
    uint32_t realm;
    uint32_t space; /* its atom */
    int known;      /* somebody keeps it */
};

/* An end that the batch takes for a listener, and by what. */
struct svccomm__claim {
    svccomm_endpoint_key end;
    uint32_t evidence;
    uint32_t told; /* the strongest of these that flows tell themselves */
};

/* A flow that a named port leaves undecided, and its two ends as fan-in knows them. */
struct svccomm__unnamed {
    struct svccomm__fan_ref source;
    struct svccomm__fan_ref destination;
    uint32_t at;
    int32_t hour;
    int more; /* which end met more ports in that hour: 1 the source, 2 the destination, or 0 */
};

/* A flow of equal ports. */
struct svccomm__tie {
    uint64_t pair;
    int64_t start;
    uint32_t at;
    uint32_t forward; /* 1: its source has the lower address */
};

struct svccomm__flow_scratch {
    const unsigned char *flows;
    size_t stride;
    size_t count;
    const svccomm_flow_batch *batch;
    svccomm_flow_report report;
    struct svccomm__planned *planned;
    size_t planned_capacity;
    struct svccomm__claim *claims; /* made when the first flow asks for them */
    size_t claim_count, claim_capacity;
    struct svccomm__table claim_table;
    struct svccomm__turns turns;
    uint64_t *rule_hits;
    size_t rule_capacity;
    size_t unnamed;       /* flows with that mark */
    size_t ties;          /* likewise */
    size_t asks;          /* likewise */
    size_t mixes;         /* likewise */
    size_t others;        /* attempts and refusals */
    uint32_t missing;     /* flows without a record, as far as they were looked up */
    uint32_t bare;        /* likewise, of a record without flow statistics */
    uint64_t since;       /* what is changed by this batch has this revision or a greater one */
    int64_t oldest_end;   /* ends of flows that are neither too old nor of the future (F9) */
    int64_t oldest_plain; /* likewise, of flows whose start is valid if it is within a day of it */
    int64_t newest_end;
    struct svccomm__unnamed *unnamed_list;
    size_t unnamed_capacity;
    struct svccomm__tie *tie_list;
    size_t tie_capacity;
    struct svccomm__last_realm last;
    uint8_t claimed;   /* claims are made */
    uint8_t unusual;   /* there are others than usual flows */
    uint8_t unsettled; /* records that were looked up may end before they are used */
};

static inline const svccomm_flow *svccomm__flow_at(const struct svccomm__flow_scratch *plan,
                                                   size_t at)
{
    return (const svccomm_flow *)(const void *)(plan->flows + at * plan->stride);
}

/* Protocols without ports have whatever stands there taken for 0 (F9). */
static inline uint16_t svccomm__flow_source_port(const svccomm_flow *flow)
{
    return svccomm__protocol_has_ports(flow->protocol) ? flow->source_port : 0;
}

static inline uint16_t svccomm__flow_destination_port(const svccomm_flow *flow)
{
    return svccomm__protocol_has_ports(flow->protocol) ? flow->destination_port : 0;
}

static inline uint64_t svccomm__flow_hash(const struct svccomm__planned *planned)
{
    return (uint64_t)planned->hash << 32;
}

/* Its direction is, or becomes, this one. */
static inline void svccomm__flow_orient(struct svccomm__planned *planned, const svccomm_flow *flow,
                                        int source_listens)
{
    uint16_t source = svccomm__flow_source_port(flow);
    uint16_t destination = svccomm__flow_destination_port(flow);

    planned->source_listens = source_listens != 0;
    planned->key.port = source_listens ? source : destination;
    planned->client_port = source_listens ? destination : source;
    planned->marks &= (uint16_t) ~(SVCCOMM__FLOW_KEYED | SVCCOMM__FLOW_UNKNOWN);
}

/* The usual flows, checked, decided and keyed, from one on; the first that is not one, which takes
 * the two that follow, or the count. */
size_t svccomm__flow_quick(svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                           size_t at);

/* Sets `what` and the marks of time; counts what is dropped. */
void svccomm__flow_check(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                         size_t at);

/* The ladder for one flow; fan_in: 0, or which end has it (1: the source). */
void svccomm__flow_decide(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t at, int fan_in);

/* One end of a flow as an endpoint: the source, or the destination. */
svccomm_endpoint_key svccomm__flow_end(const svccomm_registry *registry,
                                       const struct svccomm__flow_scratch *plan,
                                       const svccomm_flow *flow, int source);

/* Counts fan-in, and decides by it. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__flow_fan_in(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* What only the batch as a whole says. Returns 0 or a code. */
int svccomm__flow_evidence(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* The port of what an event takes for a listener is known before any flow asks for it. */
void svccomm__flow_note_port(svccomm_registry *registry, const struct svccomm__planned *planned);

/* Notes what the batch's events take for listeners, once. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__flow_claims(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* The strongest evidence of an end, the batch's included. Claims were made, or there are none. */
uint32_t svccomm__flow_strength(const svccomm_registry *registry,
                                const struct svccomm__flow_scratch *plan,
                                const svccomm_endpoint_key *end);

/* The key between IPv4 addresses that no rule asks about and no host scopes: 1, or 0 if nobody
 * keeps its realm, so that there is no record. */
int svccomm__flow_key_plain(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                            const svccomm_flow *flow, struct svccomm__planned *planned);

/* Keys of all that counts, and which may turn a record; ignore rules take out what they catch.
 * Records are asked for from memory. */
void svccomm__flow_keys(const svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* The records of some flows, once they have keys. Those that are applied before may make or end
 * records, so nothing is sure but what is found. */
void svccomm__flow_lookup(const svccomm_registry *registry, struct svccomm__flow_scratch *plan,
                          size_t from, size_t to);

/* The key of a flow in full, with its source or its destination as the listener. */
svccomm_key svccomm__flow_key(const svccomm_registry *registry,
                              const struct svccomm__flow_scratch *plan, size_t at,
                              int source_listens, int *grouped);

/* The record that has the ends of a flow the other way round, or 0. */
uint32_t svccomm__flow_opposite(const svccomm_registry *registry,
                                const struct svccomm__flow_scratch *plan, size_t at);

/* Collects the records to be turned, and marks flows that make one mixed. Returns 0 or
 * SVCCOMM_E_NOMEM. */
int svccomm__flow_turns(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* Applies it all. */
void svccomm__flow_apply(svccomm_registry *registry, struct svccomm__flow_scratch *plan);

/* Frees the scratch memory of a registry. */
void svccomm__flow_scratch_free(svccomm_registry *registry);

#endif
