/* SPDX-License-Identifier: MIT
 * Of a snapshot: observations, one for each communication and view (N7, N8, K11, K12). */
#include <string.h>

#include "base/arith.h"
#include "base/hash.h"
#include "core/records.h"
#include "core/rules.h"
#include "core/snapshot_plan.h"
#include "model/address.h"

/* What a connection's state says. */
enum { SAYS_NOTHING, SAYS_OPEN, SAYS_WAITING, SAYS_ATTEMPT };

struct observe_context {
    const struct svccomm__scratch *plan;
};

/* What one row says, before it joins the others of its communication. */
struct sighting {
    svccomm_key key;
    uint8_t seen[SVCCOMM_ADDRESS_SIZE]; /* the client before grouping */
    uint32_t view;
    uint32_t evidence;
    uint16_t client_port;
    int says;
    int implied;
    int counted;
    int mixed;
};

static uint64_t name_hash(const svccomm_registry *registry, const char *from)
{
    return svccomm__hash_words(&registry->word_keys, &from, sizeof from / 4);
}

static int same_name(const void *context, uint32_t index, const void *key)
{
    const struct observe_context *c = context;

    return c->plan->names[index - 1].from == *(const char *const *)key;
}

/* Interns a process name of the snapshot once; the plan holds the reference. */
static int take_name(svccomm_registry *registry, struct svccomm__scratch *plan, const char *from,
                     const char **to)
{
    struct observe_context context = {plan};
    uint64_t hash = name_hash(registry, from);
    uint32_t index = svccomm__table_find(&plan->name_table, hash, same_name, &context, &from);
    struct svccomm__plan_name *name;
    int rc = 0;

    if (index != 0) {
        *to = plan->names[index - 1].to;
        return 0;
    }
    rc = svccomm__table_reserve(&plan->name_table, &registry->memory, 1);
    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->names, &plan->name_capacity,
                                  plan->name_count + 1, sizeof *name);
    if (rc < 0)
        return rc;
    name = &plan->names[plan->name_count];
    name->from = from;
    name->to = NULL;
    rc = svccomm__strings_intern(&registry->strings, from, strlen(from), &name->to);
    if (rc == SVCCOMM_E_FULL)
        plan->report.dropped_full++;
    else if (rc < 0)
        return rc;
    plan->name_count++;
    svccomm__table_insert(&plan->name_table, hash, (uint32_t)plan->name_count);
    *to = name->to;
    return 0;
}

/* Puts a name into an observation's list, which is in alphabetical order. */
static int list_process(svccomm_registry *registry, struct svccomm__scratch *plan, size_t at,
                        const char *name)
{
    struct svccomm__plan_process *process;
    uint32_t *link, before = 0;
    int rc = svccomm__memory_grow(&registry->memory, &plan->processes, &plan->process_capacity,
                                  plan->process_count + 1, sizeof *process);

    if (rc < 0)
        return rc;
    link = &plan->observations[at].processes;
    for (; *link != 0 && strcmp(plan->processes[*link - 1].name, name) < 0; before++)
        link = &plan->processes[*link - 1].next;
    if (before >= SVCCOMM_PROCESS_MAX) /* no more are ever kept */
        return 0;
    if (*link != 0 && plan->processes[*link - 1].name == name)
        return 0;
    process = &plan->processes[plan->process_count++];
    process->name = name;
    process->next = *link;
    *link = (uint32_t)plan->process_count;
    return 0;
}

static int add_name(svccomm_registry *registry, struct svccomm__scratch *plan, size_t at,
                    const char *from)
{
    const char *name = NULL;
    int rc = from == NULL ? 0 : take_name(registry, plan, from, &name);

    if (rc < 0 || name == NULL)
        return rc;
    return list_process(registry, plan, at, name);
}

static int add_names(svccomm_registry *registry, struct svccomm__scratch *plan, size_t at,
                     const struct svccomm__plan_socket *socket)
{
    uint32_t extra;
    int rc = add_name(registry, plan, at, socket->row->process);

    for (extra = socket->more; rc == 0 && extra != 0; extra = plan->extras[extra - 1].next)
        rc = add_name(registry, plan, at, plan->extras[extra - 1].process);
    return rc;
}

static int what_it_says(const svccomm_registry *registry, const struct svccomm__plan_socket *socket)
{
    if (svccomm__plan_is_open(registry, socket))
        return SAYS_OPEN;
    if (socket->state == SVCCOMM_STATE_TIME_WAIT)
        return SAYS_WAITING;
    return socket->state == SVCCOMM_STATE_SYN_SENT ? SAYS_ATTEMPT : SAYS_NOTHING;
}

/* Multicast, broadcast and unspecified addresses are never clients (D1): the direction is turned;
 * 0 if neither end may be one. */
static int mend_client(const struct svccomm__socket *row, struct svccomm__verdict *v)
{
    const uint8_t *client = v->local_listens ? row->remote : row->local;
    const uint8_t *listener = v->local_listens ? row->local : row->remote;

    if (svccomm__address_is_client(client))
        return 1;
    v->local_listens = !v->local_listens;
    v->implied = 0;
    return svccomm__address_is_client(listener);
}

static void fill_key(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                     const struct svccomm__socket *row, int local_listens, struct sighting *s)
{
    const uint8_t *client = local_listens ? row->remote : row->local;

    memset(s, 0, sizeof *s);
    s->key.realm = plan->snapshot->info.realm;
    s->key.protocol = row->protocol;
    s->key.port = local_listens ? row->local_port : row->remote_port;
    memcpy(s->key.listener, local_listens ? row->local : row->remote, 16);
    memcpy(s->seen, client, 16);
    memcpy(s->key.client, client, 16);
    s->mixed = svccomm__rules_group(registry, s->key.realm, s->key.client);
    s->key.scope = svccomm__plan_scope(registry, plan, s->key.client) |
                   svccomm__plan_scope(registry, plan, s->key.listener);
}

static void fill_sighting(const svccomm_registry *registry, const struct svccomm__scratch *plan,
                          const struct svccomm__plan_socket *socket,
                          const struct svccomm__verdict *v, struct sighting *s)
{
    const struct svccomm__socket *row = socket->row;
    const struct svccomm__plan_local *local = svccomm__plan_local_find(registry, plan, row->local);

    fill_key(registry, plan, row, v->local_listens, s);
    s->view = v->local_listens ? SVCCOMM_VIEW_LISTENER : SVCCOMM_VIEW_CLIENT;
    s->evidence = v->evidence;
    s->client_port = v->local_listens ? row->remote_port : row->local_port;
    s->says = what_it_says(registry, socket);
    s->implied = v->implied && s->says == SAYS_OPEN;
    s->counted = local != NULL && local->owned &&
                 svccomm__plan_complete(plan, row->protocol, row->local) &&
                 !(s->mixed && s->view == SVCCOMM_VIEW_CLIENT);
}

/* Whether an ignore rule catches it; then the rule's hit is noted. */
static int is_ignored(const svccomm_registry *registry, struct svccomm__scratch *plan,
                      const struct svccomm__plan_socket *socket, const struct sighting *s)
{
    size_t rule;
    uint32_t extra;

    if (registry->rule_count == 0)
        return 0;
    rule = svccomm__rules_ignore(registry, &s->key, s->seen, socket->row->process);
    for (extra = socket->more; rule == 0 && extra != 0; extra = plan->extras[extra - 1].next)
        rule = svccomm__rules_ignore(registry, &s->key, s->seen, plan->extras[extra - 1].process);
    if (rule == 0)
        return 0;
    plan->rule_hits[rule - 1]++;
    plan->report.ignored++;
    return 1;
}

static uint64_t sighting_hash(const svccomm_registry *registry, const struct sighting *s)
{
    return svccomm__hash_words(&registry->word_keys, &s->key, sizeof s->key / 4) ^ (uint64_t)s->view
                                                                                       << 32;
}

static int same_sighting(const void *context, uint32_t index, const void *key)
{
    const struct observe_context *c = context;
    const struct svccomm__observation *o = &c->plan->observations[index - 1];
    const struct sighting *s = key;

    return o->view == s->view && memcmp(&o->key, &s->key, sizeof o->key) == 0;
}

/* The observation that a sighting belongs to, made if it is the first; *at is its position. */
static int observation_of(svccomm_registry *registry, struct svccomm__scratch *plan,
                          const struct sighting *s, size_t *at)
{
    struct observe_context context = {plan};
    uint64_t hash = sighting_hash(registry, s);
    uint32_t index =
        svccomm__table_find(&plan->observation_table, hash, same_sighting, &context, s);
    struct svccomm__observation *o;
    int rc = 0;

    *at = index == 0 ? plan->observation_count : index - 1;
    if (index != 0)
        return 0;
    rc = svccomm__table_reserve(&plan->observation_table, &registry->memory, 1);
    if (rc == 0)
        rc = svccomm__memory_grow(&registry->memory, &plan->observations,
                                  &plan->observation_capacity, plan->observation_count + 1,
                                  sizeof *o);
    if (rc < 0)
        return rc;
    o = &plan->observations[plan->observation_count++];
    memset(o, 0, sizeof *o);
    o->key = s->key;
    o->view = s->view;
    o->counted = (uint8_t)s->counted;
    svccomm__table_insert(&plan->observation_table, hash, (uint32_t)plan->observation_count);
    return 0;
}

/* Attempts are no client ports of a communication (D2). */
static void add_client_port(struct svccomm__observation *o, const struct sighting *s)
{
    if (s->says != SAYS_OPEN && s->says != SAYS_WAITING)
        return;
    if (o->client_port == 0)
        o->client_port = s->client_port;
    else if (o->client_port != s->client_port)
        o->client_port = SVCCOMM_CLIENT_PORT_SEVERAL;
}

static void add_sighting(struct svccomm__observation *o, const struct sighting *s)
{
    add_client_port(o, s);
    o->ports += s->says == SAYS_OPEN;
    o->attempts += s->says == SAYS_ATTEMPT;
    o->waiting |= s->says == SAYS_WAITING;
    o->implied |= (uint8_t)s->implied;
    o->mixed |= (uint8_t)s->mixed;
    if (s->evidence > o->evidence)
        o->evidence = (uint8_t)s->evidence;
}

static int observe(svccomm_registry *registry, struct svccomm__scratch *plan,
                   const struct svccomm__plan_socket *socket)
{
    struct svccomm__verdict v = svccomm__plan_decide(registry, plan, socket);
    struct sighting s;
    size_t at;
    int rc;

    if (!mend_client(socket->row, &v)) {
        plan->report.dropped_address++;
        return 0;
    }
    fill_sighting(registry, plan, socket, &v, &s);
    if (s.says == SAYS_ATTEMPT && !s.counted) {
        plan->report.not_counted++;
        return 0;
    }
    if (is_ignored(registry, plan, socket, &s))
        return 0;
    rc = observation_of(registry, plan, &s, &at);
    if (rc < 0)
        return rc;
    add_sighting(&plan->observations[at], &s);
    plan->report.connections++;
    plan->report.unknown_states += s.says == SAYS_OPEN && socket->state == SVCCOMM_STATE_UNKNOWN &&
                                   !svccomm__protocol_is_datagram(socket->row->protocol);
    return add_names(registry, plan, at, socket);
}

/* Whether a socket is a connection that can be told; counts why it is not. */
static int is_connection(const svccomm_registry *registry, struct svccomm__scratch *plan,
                         const struct svccomm__plan_socket *socket)
{
    const struct svccomm__socket *row = socket->row;

    if (socket->bound) {
        plan->report.not_counted +=
            socket->state != SVCCOMM_STATE_LISTEN && !svccomm__protocol_is_datagram(row->protocol);
        return 0;
    }
    if (what_it_says(registry, socket) == SAYS_NOTHING) {
        plan->report.not_counted++;
        return 0;
    }
    if (row->local_port == 0 || row->remote_port == 0) {
        plan->report.dropped_port++;
        return 0;
    }
    if (socket->wild || svccomm__address_is_unspecified(row->remote)) {
        plan->report.dropped_address++;
        return 0;
    }
    return 1;
}

static int names_of_listeners(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const char *to;
    size_t i;
    int rc = 0;

    for (i = 0; rc == 0 && i < plan->listener_count; i++)
        if (plan->listeners[i].process != NULL)
            rc = take_name(registry, plan, plan->listeners[i].process, &to);
    return rc;
}

const char *svccomm__plan_name(const svccomm_registry *registry,
                               const struct svccomm__scratch *plan, const char *from)
{
    struct observe_context context = {plan};
    uint32_t index;

    if (from == NULL)
        return NULL;
    index = svccomm__table_find(&plan->name_table, name_hash(registry, from), same_name, &context,
                                &from);
    return index == 0 ? NULL : plan->names[index - 1].to;
}

static int take_rule_hits(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    int rc = svccomm__memory_grow(&registry->memory, &plan->rule_hits, &plan->rule_capacity,
                                  registry->rule_count, sizeof *plan->rule_hits);

    if (rc == 0 && registry->rule_count > 0)
        memset(plan->rule_hits, 0, registry->rule_count * sizeof *plan->rule_hits);
    return rc;
}

int svccomm__plan_observe(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    size_t i;
    int rc = take_rule_hits(registry, plan);

    for (i = 0; rc == 0 && i < plan->socket_count; i++)
        if (is_connection(registry, plan, &plan->sockets[i]))
            rc = observe(registry, plan, &plan->sockets[i]);
    return rc < 0 ? rc : names_of_listeners(registry, plan);
}
