/* SPDX-License-Identifier: MIT
 * A snapshot on its way into the registry. It is worked out first, into scratch memory that the
 * registry keeps for the next one, without touching anything (N3); then room is reserved; then it
 * is applied, which cannot fail. The parts, in the order of work:
 *
 *   snapshot_sockets.c    distinct sockets (N4), local addresses (K7), the listening set (N5)
 *   snapshot_decide.c     which end of a connection listens (N6, section 6)
 *   snapshot_observe.c    observations: one for each communication and view (N7, N8)
 *   snapshot_turns.c      records that are turned round (D2)
 *   snapshot_apply.c      the change of the registry (N8-N12)
 *   snapshot_ingest.c     the call that puts them together */
#ifndef SVCCOMM_CORE_SNAPSHOT_PLAN_H
#define SVCCOMM_CORE_SNAPSHOT_PLAN_H

#include "core/state.h"
#include "core/turn.h"
#include "model/sockets.h"

/* A distinct socket. */
struct svccomm__plan_socket {
    const struct svccomm__socket *row;
    uint8_t state; /* of the rows that told it, the one that says most */
    uint8_t flags; /* of all of them */
    uint8_t bound; /* 1: no peer */
    uint8_t wild;  /* 1: its local address is unspecified */
    uint32_t more; /* further rows with another process name: index + 1 into `extras` */
};

/* A further process name of a socket. */
struct svccomm__plan_extra {
    const char *process;
    uint32_t next;
};

/* A local address of the snapshot. */
struct svccomm__plan_local {
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    uint64_t scope;
    uint32_t index; /* in the registry, or 0: new */
    uint8_t owned;  /* the host owns it, once this snapshot is applied */
};

/* A listening endpoint of the snapshot; a dual-stack wildcard is two. */
struct svccomm__plan_listener {
    svccomm_endpoint_key key;
    const char *process; /* of the snapshot's strings */
    uint32_t index;      /* in the registry, or 0: new */
    uint8_t wildcard;
    uint8_t owned; /* a wildcard's always */
};

/* A process name of the snapshot, and what it is in the registry. */
struct svccomm__plan_name {
    const char *from;
    const char *to; /* interned, with a reference for the plan; NULL: refused at a cap */
};

/* What an observation says of its listener. */
struct svccomm__plan_claim {
    svccomm_endpoint_key end;
    uint32_t evidence;
};

/* A process name of an observation, in alphabetical order. */
struct svccomm__plan_process {
    const char *name; /* interned */
    uint32_t next;
};

/* What a snapshot says of one communication in one view. */
struct svccomm__observation {
    svccomm_key key;
    uint64_t ports;    /* distinct open sockets */
    uint64_t attempts; /* sockets in SYN_SENT */
    uint32_t view;
    uint32_t record;      /* that exists, or 0 */
    uint32_t processes;   /* index + 1 of the first process */
    uint32_t client_port; /* as svccomm_record has it, of those open or in TIME_WAIT */
    uint8_t waiting;      /* seen in TIME_WAIT */
    uint8_t implied;      /* one of its open sockets implied the listener (N6) */
    uint8_t counted;      /* complete, and the host owns its end; else presence only (N1) */
    uint8_t mixed;        /* of a client group (K11) */
    uint8_t exists;       /* its record was there before the snapshot */
    uint8_t evidence;
};

struct svccomm__scratch {
    const struct svccomm__sockets *snapshot;
    uint32_t host;   /* index, or 0: new */
    uint32_t victim; /* the host that has to go for a new one, or 0 */
    uint64_t scope;  /* the host's id */
    uint32_t coverage;
    const char *host_name; /* interned, or NULL */
    svccomm_ingest_report report;

    struct svccomm__plan_socket *sockets;
    size_t socket_count, socket_capacity;
    struct svccomm__table socket_table;
    struct svccomm__plan_extra *extras;
    size_t extra_count, extra_capacity;
    struct svccomm__plan_local *locals;
    size_t local_count, local_capacity;
    struct svccomm__table local_table;
    struct svccomm__plan_listener *listeners;
    size_t listener_count, listener_capacity;
    struct svccomm__table listener_table;
    uint8_t listening_ports[65536 / 8]; /* a bit for each: most ports need no look-up */
    struct svccomm__plan_name *names;
    size_t name_count, name_capacity;
    struct svccomm__table name_table;
    struct svccomm__plan_process *processes;
    size_t process_count, process_capacity;
    struct svccomm__observation *observations;
    size_t observation_count, observation_capacity;
    struct svccomm__table observation_table;
    struct svccomm__table new_endpoint_table; /* observations, by endpoints that are to be made */
    struct svccomm__turns turns;
    struct svccomm__plan_claim *claims; /* by the end; made once a record may have to be turned */
    size_t claim_count, claim_capacity;
    uint64_t *rule_hits;
    size_t rule_capacity;
};

/* Which end listens, and how the row is to be taken. */
struct svccomm__verdict {
    int local_listens;
    uint32_t evidence;
    int implied; /* the listener is not in the listening set (N6) */
};

/* In this order: distinct sockets, local addresses, the listening set. Each returns 0 or a code. */
int svccomm__plan_sockets(svccomm_registry *registry, struct svccomm__scratch *plan);
int svccomm__plan_locals(svccomm_registry *registry, struct svccomm__scratch *plan);
int svccomm__plan_listeners(svccomm_registry *registry, struct svccomm__scratch *plan);

/* The local address of the plan, or NULL. */
const struct svccomm__plan_local *svccomm__plan_local_find(const svccomm_registry *registry,
                                                           const struct svccomm__scratch *plan,
                                                           const uint8_t *address);

/* Whether an end listens in the snapshot, by itself or by a wildcard (N5). */
int svccomm__plan_listens(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          uint8_t protocol, const uint8_t *address, uint16_t port);

/* Whether an endpoint has a row in the listening set for itself. */
int svccomm__plan_binds(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                        const svccomm_endpoint_key *key);

/* Whether the wildcard that covers a listener is in the snapshot too. */
int svccomm__plan_covered(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const svccomm_endpoint_key *key);

/* The socket with the two ends swapped, or NULL. */
const struct svccomm__plan_socket *svccomm__plan_mirror(const svccomm_registry *registry,
                                                        const struct svccomm__scratch *plan,
                                                        const struct svccomm__plan_socket *socket);

/* Whether the snapshot has that coverage bit, or both, for a protocol and the family of an address.
 */
int svccomm__plan_covers(const struct svccomm__scratch *plan, uint8_t protocol,
                         const uint8_t *address, int connections);
int svccomm__plan_complete(const struct svccomm__scratch *plan, uint8_t protocol,
                           const uint8_t *address);

/* The scope of an address by itself: the host's id if it is local, else 0. */
uint64_t svccomm__plan_scope(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                             const uint8_t *address);

/* Whether a state counts as open in this registry; datagram sockets with a peer always do. */
int svccomm__plan_is_open(const svccomm_registry *registry,
                          const struct svccomm__plan_socket *socket);

/* Whether an address is one of the snapshot's host once the snapshot has taken its own, and those
 * that were not seen for long have lapsed (K7). */
int svccomm__plan_is_ours(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const uint8_t *address);

/* N6 for a connection. */
struct svccomm__verdict svccomm__plan_decide(const svccomm_registry *registry,
                                             const struct svccomm__scratch *plan,
                                             const struct svccomm__plan_socket *socket);

/* The observations. Returns 0 or a code. */
int svccomm__plan_observe(svccomm_registry *registry, struct svccomm__scratch *plan);

/* What a process name of the snapshot is in the registry, or NULL; plan->names has it. */
const char *svccomm__plan_name(const svccomm_registry *registry,
                               const struct svccomm__scratch *plan, const char *from);

/* Collects the records to be turned. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__plan_turns(svccomm_registry *registry, struct svccomm__scratch *plan);

/* Reserves room for all of it. Returns 0 or a code. */
int svccomm__plan_reserve(svccomm_registry *registry, struct svccomm__scratch *plan);

/* Applies it. */
void svccomm__plan_apply(svccomm_registry *registry, struct svccomm__scratch *plan, int64_t now);

/* Frees the scratch memory of a registry. */
void svccomm__scratch_free(svccomm_registry *registry);

#endif
