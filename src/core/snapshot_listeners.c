/* SPDX-License-Identifier: MIT
 * Of a snapshot: the listening set (N5). */
#include <string.h>

#include "base/hash.h"
#include "core/endpoints.h"
#include "core/snapshot_plan.h"
#include "model/address.h"

struct listener_context {
    const struct svccomm__scratch *plan;
};

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
    const struct listener_context *c = context;

    return memcmp(&c->plan->listeners[index - 1].key, key, sizeof(svccomm_endpoint_key)) == 0;
}

static uint32_t find_listener(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                              const svccomm_endpoint_key *key)
{
    struct listener_context context = {plan};

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

int svccomm__plan_listeners(svccomm_registry *registry, struct svccomm__scratch *plan)
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
