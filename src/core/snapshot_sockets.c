/* SPDX-License-Identifier: MIT
 * Of a snapshot: distinct sockets (N4). */
#include <string.h>

#include "base/hash.h"
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
    plan->report.rows = s->count;
    return rc;
}
