/* SPDX-License-Identifier: MIT
 * Of a snapshot: which end of a connection listens (N6, section 6). Two mirrored rows of one
 * connection come to the same answer, because all that is asked is asked of both ends. */
#include <string.h>

#include "base/arith.h"
#include "core/addresses.h"
#include "core/direction.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/listening.h"
#include "core/records.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "model/address.h"

/* The two ends of a row, and what the snapshot tells of them. */
struct row_ends {
    const struct svccomm__plan_socket *socket;
    const struct svccomm__plan_socket *mirror; /* or NULL */
    struct svccomm__peer local;
    struct svccomm__peer remote;
};

int svccomm__plan_covers(const struct svccomm__scratch *plan, uint8_t protocol,
                         const uint8_t *address, int connections)
{
    return (plan->coverage &
            svccomm__cover_bit(protocol, connections, !svccomm__address_is_v4(address))) != 0;
}

int svccomm__plan_complete(const struct svccomm__scratch *plan, uint8_t protocol,
                           const uint8_t *address)
{
    int v6 = !svccomm__address_is_v4(address);
    uint32_t both = svccomm__cover_bit(protocol, 0, v6) | svccomm__cover_bit(protocol, 1, v6);

    return both != 0 && (plan->coverage & both) == both;
}

int svccomm__plan_is_open(const svccomm_registry *registry,
                          const struct svccomm__plan_socket *socket)
{
    if (svccomm__protocol_is_datagram(socket->row->protocol))
        return 1;
    return socket->state < 32 && (registry->config.open_states >> socket->state & 1u) != 0;
}

static svccomm_endpoint_key endpoint_key_at(const svccomm_registry *registry,
                                            const struct svccomm__scratch *plan, uint8_t protocol,
                                            const struct svccomm__peer *end)
{
    svccomm_endpoint_key key = {0};

    key.realm = plan->snapshot->info.realm;
    key.scope = svccomm__plan_scope(registry, plan, end->address);
    key.protocol = protocol;
    key.port = end->port;
    memcpy(key.address, end->address, sizeof key.address);
    return key;
}

static int named_by_user(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                         uint8_t protocol, const struct svccomm__peer *end)
{
    svccomm_endpoint_key key = endpoint_key_at(registry, plan, protocol, end);
    uint32_t index = svccomm__endpoint_find(registry, &key);

    return index != 0 && svccomm__endpoint_at(registry, index)->manual > 0;
}

/* Whether a local end was in LISTEN at most 7 days ago (N6). */
static int listened_lately(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                           uint8_t protocol, const struct svccomm__peer *end)
{
    svccomm_endpoint_key key = endpoint_key_at(registry, plan, protocol, end);
    int64_t time = svccomm__listening_last(registry, &key, plan->scope),
            now = plan->snapshot->info.time;

    return time != SVCCOMM_NO_TIME && time < now && now - time <= SVCCOMM__KNOWN_FOR;
}

/* The host that owns an address once the snapshot has taken its own (K7), or 0. */
static uint32_t owner_of(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                         const uint8_t *address)
{
    const struct svccomm__plan_local *local = svccomm__plan_local_find(registry, plan, address);
    const struct svccomm__address *a;
    uint32_t index;

    if (local != NULL && local->owned)
        return plan->host;
    index = svccomm__address_find(registry, plan->snapshot->info.realm,
                                  svccomm__plan_scope(registry, plan, address), address);
    if (index == 0)
        return 0;
    a = svccomm__address_at(registry, index);
    /* It lapses in this very snapshot. */
    if (a->owner != 0 && a->owner == plan->host &&
        svccomm__elapsed(plan->snapshot->info.time, a->last_seen) > registry->config.owner_age)
        return 0;
    return a->owner;
}

int svccomm__plan_is_ours(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const uint8_t *address)
{
    const struct svccomm__plan_local *local = svccomm__plan_local_find(registry, plan, address);

    return local != NULL ? local->owned
                         : plan->host != 0 && owner_of(registry, plan, address) == plan->host;
}

static int is_known(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                    uint8_t protocol, const struct svccomm__peer *end)
{
    uint32_t owner = owner_of(registry, plan, end->address);
    svccomm_endpoint_key key = endpoint_key_at(registry, plan, protocol, end);

    return svccomm__listening_known(registry, &key, owner, plan->snapshot->info.time);
}

/* By the range of its host: of this one, as this snapshot tells it, for any local end of it. */
static int remote_is_ephemeral(const svccomm_registry *registry,
                               const struct svccomm__scratch *plan, const struct row_ends *ends)
{
    const svccomm_snapshot_info *info = &plan->snapshot->info;
    const uint8_t *address = ends->remote.address;
    uint16_t port = ends->remote.port;
    uint32_t owner;

    if (ends->mirror != NULL || svccomm__plan_is_ours(registry, plan, address))
        return port >= info->ephemeral_low && port <= info->ephemeral_high;
    owner = owner_of(registry, plan, address);
    return svccomm__host_is_ephemeral(owner == 0 ? NULL : svccomm__host_at(registry, owner), port);
}

static void find_ends(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                      const struct svccomm__plan_socket *socket, struct row_ends *ends)
{
    const struct svccomm__socket *row = socket->row;
    const svccomm_snapshot_info *info = &plan->snapshot->info;

    memset(ends, 0, sizeof *ends);
    ends->socket = socket;
    ends->local.address = row->local;
    ends->local.port = row->local_port;
    ends->local.ephemeral =
        row->local_port >= info->ephemeral_low && row->local_port <= info->ephemeral_high;
    ends->remote.address = row->remote;
    ends->remote.port = row->remote_port;
    if (svccomm__plan_local_find(registry, plan, row->remote) != NULL)
        ends->mirror = svccomm__plan_mirror(registry, plan, socket);
    ends->local.listens =
        (uint8_t)svccomm__plan_listens(registry, plan, row->protocol, row->local, row->local_port);
    /* One side of a closed loopback connection stands in TIME_WAIT alone: no mirror is needed. */
    ends->remote.listens =
        svccomm__plan_listens(registry, plan, row->protocol, row->remote, row->remote_port) &&
        (ends->mirror != NULL || svccomm__plan_is_ours(registry, plan, row->remote));
}

static struct svccomm__verdict verdict(int local_listens, uint32_t evidence, int implied)
{
    struct svccomm__verdict v = {local_listens, evidence, implied};

    return v;
}

/* One of the two rows of a connection that has the state, or NULL. */
static const struct svccomm__plan_socket *in_state(const struct row_ends *ends, uint8_t state)
{
    if (svccomm__protocol_is_datagram(ends->socket->row->protocol))
        return NULL;
    if (ends->socket->state == state)
        return ends->socket;
    return ends->mirror != NULL && ends->mirror->state == state ? ends->mirror : NULL;
}

/* A handshake under way shows who began it. */
static int decide_observed(const struct row_ends *ends, struct svccomm__verdict *v)
{
    const struct svccomm__plan_socket *client = in_state(ends, SVCCOMM_STATE_SYN_SENT);
    const struct svccomm__plan_socket *listener = in_state(ends, SVCCOMM_STATE_SYN_RECV);

    if (client == NULL && listener == NULL)
        return 0;
    *v = verdict(client != NULL ? client != ends->socket : listener == ends->socket,
                 SVCCOMM_EVIDENCE_OBSERVED, 0);
    v->implied = v->local_listens && !ends->local.listens;
    return 1;
}

/* Exactly one end has it, of those that are local: says which. */
static int only_one(int local, int remote, struct svccomm__verdict *v, uint32_t evidence,
                    int implied)
{
    if (!local == !remote)
        return 0;
    *v = verdict(local != 0, evidence, implied && local);
    return 1;
}

/* N6 with complete listener coverage: a listener whose row is missing, known before. */
static int decide_missing(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const struct row_ends *ends, struct svccomm__verdict *v)
{
    uint8_t protocol = ends->socket->row->protocol;
    int both = ends->mirror != NULL;

    if (only_one(named_by_user(registry, plan, protocol, &ends->local),
                 both && named_by_user(registry, plan, protocol, &ends->remote), v,
                 SVCCOMM_EVIDENCE_USER, 1))
        return 1;
    return only_one(listened_lately(registry, plan, protocol, &ends->local),
                    both && listened_lately(registry, plan, protocol, &ends->remote), v,
                    SVCCOMM_EVIDENCE_KNOWN, 1);
}

/* N6: this end provably does not listen, so the other does. */
static int decide_absent(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                         struct row_ends *ends, struct svccomm__verdict *v)
{
    if (ends->mirror != NULL || !svccomm__plan_is_open(registry, ends->socket))
        return 0;
    ends->remote.ephemeral = (uint8_t)remote_is_ephemeral(registry, plan, ends);
    if (svccomm__peer_is_named(&ends->local) && !svccomm__peer_is_named(&ends->remote))
        return 0;
    *v = verdict(0, SVCCOMM_EVIDENCE_ABSENT, 0);
    return 1;
}

static svccomm_key record_key_of(const svccomm_registry *registry,
                                 const struct svccomm__scratch *plan, uint8_t protocol,
                                 const struct svccomm__peer *client,
                                 const struct svccomm__peer *listener)
{
    svccomm_key key = {0};

    key.realm = plan->snapshot->info.realm;
    key.protocol = protocol;
    key.port = listener->port;
    memcpy(key.client, client->address, 16);
    memcpy(key.listener, listener->address, 16);
    svccomm__rules_group(registry, key.realm, key.client);
    key.scope = svccomm__plan_scope(registry, plan, key.client) |
                svccomm__plan_scope(registry, plan, key.listener);
    return key;
}

/* Which orientation a record exists in, asked only where the ports are equal. */
static int record_hint(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                       const struct row_ends *ends)
{
    uint8_t protocol = ends->socket->row->protocol;
    svccomm_key as_listener, as_client;
    int first, second;

    if (ends->local.port != ends->remote.port)
        return SVCCOMM__RECORD_NONE;
    as_listener = record_key_of(registry, plan, protocol, &ends->remote, &ends->local);
    as_client = record_key_of(registry, plan, protocol, &ends->local, &ends->remote);
    first = svccomm__record_find(registry, &as_listener) != 0;
    second = svccomm__record_find(registry, &as_client) != 0;
    if (first == second)
        return SVCCOMM__RECORD_NONE;
    return first ? SVCCOMM__RECORD_FIRST : SVCCOMM__RECORD_SECOND;
}

/* The ladder. Where both ends listen the rungs above are passed over, but the evidence is theirs.
 */
static struct svccomm__verdict decide_ladder(const svccomm_registry *registry,
                                             const struct svccomm__scratch *plan,
                                             struct row_ends *ends)
{
    uint8_t protocol = ends->socket->row->protocol;
    int both_listen = ends->local.listens && ends->remote.listens;
    struct svccomm__direction d;

    ends->remote.ephemeral = (uint8_t)remote_is_ephemeral(registry, plan, ends);
    if (!both_listen) {
        ends->local.user = (uint8_t)named_by_user(registry, plan, protocol, &ends->local);
        ends->remote.user = (uint8_t)named_by_user(registry, plan, protocol, &ends->remote);
        ends->local.known = (uint8_t)is_known(registry, plan, protocol, &ends->local);
        ends->remote.known = (uint8_t)is_known(registry, plan, protocol, &ends->remote);
    }
    ends->local.named = (uint8_t)svccomm__peer_is_named(&ends->local);
    ends->remote.named = (uint8_t)svccomm__peer_is_named(&ends->remote);
    d = svccomm__direction_decide(&ends->local, &ends->remote, record_hint(registry, plan, ends));
    return verdict(d.first_listens, both_listen ? SVCCOMM_EVIDENCE_LISTEN : d.evidence,
                   d.first_listens && !both_listen);
}

struct svccomm__verdict svccomm__plan_decide(const svccomm_registry *registry,
                                             const struct svccomm__scratch *plan,
                                             const struct svccomm__plan_socket *socket)
{
    struct row_ends ends;
    struct svccomm__verdict v;

    find_ends(registry, plan, socket, &ends);
    if (decide_observed(&ends, &v) ||
        only_one(ends.local.listens, ends.remote.listens, &v, SVCCOMM_EVIDENCE_LISTEN, 0))
        return v;
    if (!ends.local.listens &&
        svccomm__plan_covers(plan, socket->row->protocol, socket->row->local, 0) &&
        (decide_missing(registry, plan, &ends, &v) || decide_absent(registry, plan, &ends, &v)))
        return v;
    return decide_ladder(registry, plan, &ends);
}
