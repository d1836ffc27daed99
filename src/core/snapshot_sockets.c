/* SPDX-License-Identifier: MIT
 * Of a snapshot: distinct sockets (N4), local addresses (K7), and the listening set (N5). */
#include <string.h>

#include "base/hash.h"
#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/hosts.h"
#include "core/room.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "model/address.h"

/* What makes two rows one socket. */
struct socket_key {
    uint8_t local[16];
    uint8_t remote[16];
    uint16_t local_port;
    uint16_t remote_port;
    uint8_t protocol;
    uint8_t zero[3];
};

/* Rows whose slots are asked for at once. */
#define SOCKET_BATCH 16

/* Names that one socket can have; more only come from text that means harm. */
#define SOCKET_NAMES_MAX 64

struct plan_context {
    const struct svccomm__scratch *plan;
};

/* Sources write "no peer" as :: or as 0.0.0.0; both are the same. */
static void socket_key_of(const struct svccomm__socket *row, struct socket_key *key)
{
    memset(key, 0, sizeof *key);
    memcpy(key->local, row->local, 16);
    if (row->remote_port != 0 || !svccomm__address_is_unspecified(row->remote))
        memcpy(key->remote, row->remote, 16);
    key->local_port = row->local_port;
    key->remote_port = row->remote_port;
    key->protocol = row->protocol;
}

static uint64_t socket_hash(const svccomm_registry *registry, const struct svccomm__socket *row)
{
    struct socket_key key;

    socket_key_of(row, &key);
    return svccomm__hash_words(&registry->word_keys, &key, sizeof key / 4);
}

static int same_socket(const void *context, uint32_t index, const void *row)
{
    const struct plan_context *c = context;
    struct socket_key own, other;

    socket_key_of(c->plan->sockets[index - 1].row, &own);
    socket_key_of(row, &other);
    return memcmp(&own, &other, sizeof own) == 0;
}

/* Of two states that were told of one socket, the one of higher rank stays. */
static int state_rank(uint8_t state)
{
    switch (state) {
    case SVCCOMM_STATE_LISTEN:
        return 6;
    case SVCCOMM_STATE_ESTABLISHED:
        return 5;
    case SVCCOMM_STATE_SYN_RECV:
        return 3;
    case SVCCOMM_STATE_SYN_SENT:
        return 2;
    case SVCCOMM_STATE_TIME_WAIT:
        return 1;
    case SVCCOMM_STATE_CLOSE:
    case SVCCOMM_STATE_BOUND:
    case SVCCOMM_STATE_IDLE:
        return 0;
    default:
        return 4;
    }
}

static int has_process(const struct svccomm__scratch *plan,
                       const struct svccomm__plan_socket *socket, const char *process)
{
    uint32_t at, count = 0;

    if (process == NULL || socket->row->process == process)
        return 1;
    for (at = socket->more; at != 0; at = plan->extras[at - 1].next, count++)
        if (plan->extras[at - 1].process == process)
            return 1;
    return count >= SOCKET_NAMES_MAX;
}

static int add_process(svccomm_registry *registry, struct svccomm__scratch *plan,
                       struct svccomm__plan_socket *socket, const char *process)
{
    struct svccomm__plan_extra *extra;
    int rc;

    if (has_process(plan, socket, process))
        return 0;
    rc = svccomm__memory_grow(&registry->memory, &plan->extras, &plan->extra_capacity,
                              plan->extra_count + 1, sizeof *extra);
    if (rc < 0)
        return rc;
    extra = &plan->extras[plan->extra_count++];
    extra->process = process;
    extra->next = socket->more;
    socket->more = (uint32_t)plan->extra_count;
    return 0;
}

/* A row of a socket that was told already: the better state stays, flags and names unite. */
static int join_rows(svccomm_registry *registry, struct svccomm__scratch *plan,
                     struct svccomm__plan_socket *socket, const struct svccomm__socket *row)
{
    plan->report.duplicates++;
    if (state_rank(row->state) > state_rank(socket->state))
        socket->state = row->state;
    socket->flags |= row->flags;
    return add_process(registry, plan, socket, row->process);
}

static int is_bound_only(const struct svccomm__socket *row)
{
    return row->remote_port == 0 && svccomm__address_is_unspecified(row->remote);
}

static int add_socket(svccomm_registry *registry, struct svccomm__scratch *plan,
                      const struct svccomm__socket *row, uint64_t hash)
{
    struct plan_context context = {plan};
    struct svccomm__plan_socket *socket;
    uint32_t index = svccomm__table_find(&plan->socket_table, hash, same_socket, &context, row);

    if (index != 0)
        return join_rows(registry, plan, &plan->sockets[index - 1], row);
    socket = &plan->sockets[plan->socket_count++];
    socket->row = row;
    socket->state = row->state;
    socket->flags = row->flags;
    socket->bound = (uint8_t)is_bound_only(row);
    socket->wild = (uint8_t)svccomm__address_is_unspecified(row->local);
    socket->more = 0;
    svccomm__table_insert(&plan->socket_table, hash, (uint32_t)plan->socket_count);
    return 0;
}

static int add_batch(svccomm_registry *registry, struct svccomm__scratch *plan,
                     const struct svccomm__socket *rows, size_t count)
{
    uint64_t hashes[SOCKET_BATCH];
    size_t i;
    int rc = 0;

    for (i = 0; i < count; i++) {
        hashes[i] = socket_hash(registry, &rows[i]);
        svccomm__table_prefetch(&plan->socket_table, hashes[i]);
    }
    for (i = 0; rc == 0 && i < count; i++)
        rc = add_socket(registry, plan, &rows[i], hashes[i]);
    return rc;
}

const struct svccomm__plan_socket *svccomm__plan_mirror(const svccomm_registry *registry,
                                                        const struct svccomm__scratch *plan,
                                                        const struct svccomm__plan_socket *socket)
{
    struct plan_context context = {plan};
    struct svccomm__socket swapped = *socket->row;
    uint32_t index;

    memcpy(swapped.local, socket->row->remote, 16);
    memcpy(swapped.remote, socket->row->local, 16);
    swapped.local_port = socket->row->remote_port;
    swapped.remote_port = socket->row->local_port;
    index = svccomm__table_find(&plan->socket_table, socket_hash(registry, &swapped), same_socket,
                                &context, &swapped);
    return index == 0 ? NULL : &plan->sockets[index - 1];
}

static uint64_t local_hash(const svccomm_registry *registry, const uint8_t *address)
{
    return svccomm__hash_words(&registry->word_keys, address, SVCCOMM_ADDRESS_SIZE / 4);
}

static int same_local(const void *context, uint32_t index, const void *key)
{
    const struct plan_context *c = context;

    return memcmp(c->plan->locals[index - 1].address, key, SVCCOMM_ADDRESS_SIZE) == 0;
}

const struct svccomm__plan_local *svccomm__plan_local_find(const svccomm_registry *registry,
                                                           const struct svccomm__scratch *plan,
                                                           const uint8_t *address)
{
    struct plan_context context = {plan};
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

static int is_ephemeral_here(const struct svccomm__scratch *plan, uint16_t port)
{
    const svccomm_snapshot_info *info = &plan->snapshot->info;

    return port >= info->ephemeral_low && port <= info->ephemeral_high;
}

/* N5: whether a socket is in the listening set. */
static int is_listener(const struct svccomm__scratch *plan,
                       const struct svccomm__plan_socket *socket)
{
    if (socket->row->local_port == 0 || !socket->bound ||
        svccomm__address_is_group(socket->row->local))
        return 0;
    if (!svccomm__protocol_is_datagram(socket->row->protocol))
        return socket->state == SVCCOMM_STATE_LISTEN;
    return (socket->flags & SVCCOMM_ROW_LISTENING) ||
           !is_ephemeral_here(plan, socket->row->local_port);
}

static uint64_t listener_hash(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    return svccomm__hash_words(&registry->word_keys, key, sizeof *key / 4);
}

static int same_listener(const void *context, uint32_t index, const void *key)
{
    const struct plan_context *c = context;

    return memcmp(&c->plan->listeners[index - 1].key, key, sizeof(svccomm_endpoint_key)) == 0;
}

static uint32_t find_listener(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                              const svccomm_endpoint_key *key)
{
    struct plan_context context = {plan};

    return svccomm__table_find(&plan->listener_table, listener_hash(registry, key), same_listener,
                               &context, key);
}

/* Of two names for one endpoint the first in the alphabet stays, whatever the order of rows. */
static void name_listener(struct svccomm__plan_listener *listener, const char *process)
{
    if (process != NULL && (listener->process == NULL || strcmp(process, listener->process) < 0))
        listener->process = process;
}

static int add_listener(svccomm_registry *registry, struct svccomm__scratch *plan,
                        const svccomm_endpoint_key *key, const char *process)
{
    uint32_t index = find_listener(registry, plan, key);
    struct svccomm__plan_listener *listener;
    const struct svccomm__plan_local *local;
    int rc = svccomm__table_reserve(&plan->listener_table, &registry->memory, 1);

    if (rc == 0 && index == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->listeners, &plan->listener_capacity,
                                  plan->listener_count + 1, sizeof *listener);
    if (rc < 0)
        return rc;
    if (index != 0) {
        name_listener(&plan->listeners[index - 1], process);
        return 0;
    }
    listener = &plan->listeners[plan->listener_count++];
    memset(listener, 0, sizeof *listener);
    listener->key = *key;
    listener->process = process;
    listener->index = svccomm__endpoint_find(registry, key);
    listener->wildcard = (uint8_t)svccomm__endpoint_is_wildcard(key);
    local = svccomm__plan_local_find(registry, plan, key->address);
    plan->listening_ports[key->port / 8] |= (uint8_t)(1u << key->port % 8);
    listener->owned = listener->wildcard || (local != NULL && local->owned);
    svccomm__table_insert(&plan->listener_table, listener_hash(registry, key),
                          (uint32_t)plan->listener_count);
    return 0;
}

static svccomm_endpoint_key end_key(const svccomm_registry *registry,
                                    const struct svccomm__scratch *plan, uint8_t protocol,
                                    const uint8_t *address, uint16_t port)
{
    svccomm_endpoint_key key = {0};

    key.realm = plan->snapshot->info.realm;
    key.protocol = protocol;
    key.port = port;
    memcpy(key.address, address, sizeof key.address);
    key.scope = svccomm__address_is_unspecified(address)
                    ? plan->scope
                    : svccomm__plan_scope(registry, plan, address);
    return key;
}

static const uint8_t any_v4[16] = {[10] = 0xff, [11] = 0xff};

/* A dual-stack wildcard serves both families and is kept for each. */
static int note_listener(svccomm_registry *registry, struct svccomm__scratch *plan,
                         const struct svccomm__plan_socket *socket, const char *process)
{
    const struct svccomm__socket *row = socket->row;
    svccomm_endpoint_key key = end_key(registry, plan, row->protocol, row->local, row->local_port);
    int rc = add_listener(registry, plan, &key, process);

    if (rc == 0 && socket->wild && !svccomm__address_is_v4(row->local) &&
        !(socket->flags & SVCCOMM_ROW_V6ONLY)) {
        key = end_key(registry, plan, row->protocol, any_v4, row->local_port);
        rc = add_listener(registry, plan, &key, process);
    }
    return rc;
}

static int note_listeners(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const struct svccomm__plan_socket *socket;
    uint32_t extra;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->socket_count; i++) {
        socket = &plan->sockets[i];
        if (!is_listener(plan, socket))
            continue;
        plan->report.listeners++;
        rc = note_listener(registry, plan, socket, socket->row->process);
        for (extra = socket->more; rc == 0 && extra != 0; extra = plan->extras[extra - 1].next)
            rc = note_listener(registry, plan, socket, plan->extras[extra - 1].process);
    }
    return rc;
}

int svccomm__plan_binds(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                        const svccomm_endpoint_key *key)
{
    return find_listener(registry, plan, key) != 0;
}

int svccomm__plan_covered(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const svccomm_endpoint_key *key)
{
    svccomm_endpoint_key wildcard = svccomm__endpoint_wildcard_key(
        key->realm, plan->scope, key->protocol, key->port, key->address);

    return find_listener(registry, plan, &wildcard) != 0;
}

int svccomm__plan_listens(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          uint8_t protocol, const uint8_t *address, uint16_t port)
{
    svccomm_endpoint_key key;

    if ((plan->listening_ports[port / 8] & 1u << port % 8) == 0)
        return 0;
    key = end_key(registry, plan, protocol, address, port);
    return find_listener(registry, plan, &key) != 0 || svccomm__plan_covered(registry, plan, &key);
}

int svccomm__plan_sockets(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const struct svccomm__sockets *s = plan->snapshot;
    size_t i, left;
    int rc = svccomm__table_reserve(&plan->socket_table, &registry->memory, (uint32_t)s->count);

    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->sockets, &plan->socket_capacity,
                                  s->count, sizeof *plan->sockets);
    for (i = 0; rc == 0 && i < s->count; i += SOCKET_BATCH) {
        left = s->count - i;
        rc = add_batch(registry, plan, &s->rows[i], left < SOCKET_BATCH ? left : SOCKET_BATCH);
    }
    for (i = 0; rc == 0 && i < plan->socket_count; i++)
        rc = note_local(registry, plan, &plan->sockets[i]);
    plan->report.rows = s->count;
    own_new_locals(registry, plan);
    return rc < 0 ? rc : note_listeners(registry, plan);
}
