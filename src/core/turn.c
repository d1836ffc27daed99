/* SPDX-License-Identifier: MIT
 * Turning records round (D2): the client becomes the listener, and what was counted is merged into
 * the record of that orientation (K9). */
#include "core/turn.h"

#include <string.h>

#include "base/sort.h"
#include "core/addresses.h"
#include "core/endpoints.h"
#include "core/listening.h"
#include "core/merge.h"
#include "core/room.h"
#include "core/rules.h"
#include "core/show.h"
#include "core/turnable.h"
#include "model/address.h"

static svccomm_endpoint_key listener_of(const svccomm_registry *registry,
                                        const struct svccomm__record *record)
{
    return svccomm__endpoint_at(registry, record->endpoint)->key;
}

/* Manual records are never turned (K8), nor those whose listener cannot be a client (D1). What
 * talks to itself is the same the other way round. */
static int may_turn(const svccomm_registry *registry, const struct svccomm__record *record,
                    const svccomm_endpoint_key *end)
{
    svccomm_endpoint_key listener = listener_of(registry, record);

    return memcmp(&listener, end, sizeof listener) != 0 &&
           !(record->origin & SVCCOMM_ORIGIN_MANUAL) && !(record->flags & SVCCOMM_RECORD_MIXED) &&
           svccomm__address_is_client(listener.address);
}

static int add_turn(svccomm_registry *registry, struct svccomm__turns *turns, uint32_t record,
                    uint32_t evidence)
{
    struct svccomm__turn *turn;
    int rc = svccomm__memory_grow(&registry->memory, &turns->items, &turns->capacity,
                                  turns->count + 1, sizeof *turn);

    if (rc < 0)
        return rc;
    turn = &turns->items[turns->count++];
    turn->record = record;
    turn->generation = svccomm__record_at(registry, record)->generation;
    turn->evidence = evidence;
    return 0;
}

void svccomm__turns_begin(struct svccomm__turns *turns)
{
    turns->count = turns->list_count = 0;
}

static int note_list(svccomm_registry *registry, struct svccomm__turns *turns, uint32_t head,
                     uint32_t evidence)
{
    struct svccomm__turn_list *list;
    int rc = svccomm__memory_grow(&registry->memory, &turns->lists, &turns->list_capacity,
                                  turns->list_count + 1, sizeof *list);

    if (rc < 0)
        return rc;
    list = &turns->lists[turns->list_count++];
    list->head = head;
    list->evidence = evidence;
    return 0;
}

/* Looks at one; *stays is set to 0 where another look may come to another answer: what keeps its
 * listener is not what the registry remembers. */
static int look_at(svccomm_registry *registry, struct svccomm__turns *turns, uint32_t index,
                   const svccomm_endpoint_key *end, uint32_t evidence, svccomm__strength strength,
                   const void *context, int *stays)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    svccomm_endpoint_key listener = listener_of(registry, record);

    if (may_turn(registry, record, end) && evidence > strength(context, &listener))
        return add_turn(registry, turns, index, evidence);
    if (svccomm__endpoint_at(registry, record->endpoint)->evidence < evidence)
        *stays = 0;
    return 0;
}

int svccomm__turns_collect(svccomm_registry *registry, struct svccomm__turns *turns,
                           const svccomm_endpoint_key *end, uint32_t evidence,
                           svccomm__strength strength, const void *context)
{
    uint32_t head, at;
    int rc = svccomm__turnable_first(registry, end, &head), stays = 1;

    for (at = head; rc == 0 && at != 0; at = svccomm__turnable_at(registry, at)->next) {
        if (svccomm__turnable_at(registry, at)->looked >= evidence)
            break;
        rc = look_at(registry, turns, svccomm__turnable_at(registry, at)->record, end, evidence,
                     strength, context, &stays);
    }
    if (rc == 0 && at != head && stays)
        rc = note_list(registry, turns, head, evidence);
    return rc;
}

void svccomm__turns_need(const struct svccomm__turns *turns, struct svccomm__need *need)
{
    size_t i;

    for (i = 0; i < turns->count; i++) {
        svccomm__merge_need(need);
        need->records++;
        need->endpoints++;
        need->ends++;
    }
}

/* The key of the other orientation; *locality as svccomm__record_locality() has it. */
static svccomm_key turned_key(const svccomm_registry *registry, const svccomm_record *from,
                              uint32_t *locality, int *grouped)
{
    svccomm_key key = from->key;
    uint32_t client_local = from->flags & SVCCOMM_RECORD_LISTENER_LOCAL;

    key.port = (uint16_t)from->client_port;
    memcpy(key.listener, from->key.client, sizeof key.listener);
    memcpy(key.client, from->key.listener, sizeof key.client);
    *grouped = svccomm__rules_group(registry, key.realm, key.client);
    if (*grouped)
        client_local = (uint32_t)svccomm__rules_local(registry, key.realm, key.client);
    *locality = (client_local ? SVCCOMM_RECORD_CLIENT_LOCAL : 0) |
                (from->flags & SVCCOMM_RECORD_CLIENT_LOCAL ? SVCCOMM_RECORD_LISTENER_LOCAL : 0);
    if (*locality == 0)
        key.scope = 0;
    return key;
}

static void swap_counts(uint64_t *a, uint64_t *b)
{
    uint64_t kept = *a;

    *a = *b;
    *b = kept;
}

static void turn_netflow(svccomm_netflow *n)
{
    swap_counts(&n->forward_events, &n->reverse_events);
    swap_counts(&n->forward_bytes, &n->reverse_bytes);
    swap_counts(&n->forward_packets, &n->reverse_packets);
}

/* The other end's view could not know its total, so that is what was active (D2). */
static void turn_view(svccomm_netstat *view, uint32_t as, int implied)
{
    if (view->view == SVCCOMM_VIEW_NONE)
        return;
    view->view = as;
    view->total_samples = view->active_samples;
    view->implied_samples = implied ? view->active_samples : 0;
}

/* A group has no client view beyond presence (K11). */
static void leave_presence(svccomm_netstat *view)
{
    view->total_samples = view->active_samples = view->implied_samples = 0;
    view->attempts = view->total_ports = 0;
}

/* Names of processes are those of the former client and say nothing of the new one. */
static void turn_record(svccomm_record *from, const svccomm_key *key, int grouped)
{
    svccomm_netstat listener = from->client_view, client = from->listener_view;
    const char *device = from->client_device_explicit;

    turn_view(&listener, SVCCOMM_VIEW_LISTENER, 1);
    turn_view(&client, SVCCOMM_VIEW_CLIENT, 0);
    if (grouped)
        leave_presence(&client);
    from->listener_view = listener;
    from->client_view = client;
    turn_netflow(&from->netflow);
    from->client_device_explicit = from->listener_device_explicit;
    from->listener_device_explicit = device;
    from->process_count = 0;
    from->client_port = grouped ? SVCCOMM_CLIENT_PORT_SEVERAL : from->key.port;
    from->flags = grouped ? SVCCOMM_RECORD_MIXED : 0;
    from->key = *key;
}

/* The record that takes it, made if its ends fit; 0 if they do not. At the cap of records the one
 * that is turned makes room. */
static uint32_t turn_target(svccomm_registry *registry, const svccomm_key *key, uint32_t locality,
                            uint64_t before, const svccomm_record *from)
{
    int client_view = from->listener_view.view != SVCCOMM_VIEW_NONE;
    uint32_t into = svccomm__record_find(registry, key);
    struct svccomm__room room = svccomm__room_of(key, locality, client_view, before);

    if (!svccomm__room_make(registry, &room))
        return 0;
    return into != 0 ? into : svccomm__record_make(registry, key, locality, from->created);
}

static int turn_one(svccomm_registry *registry, const struct svccomm__turn *turn, uint64_t before,
                    int64_t now)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record from;
    uint32_t locality, into;
    svccomm_key key;
    int grouped;

    svccomm__record_show(registry, turn->record, processes, &from);
    key = turned_key(registry, &from, &locality, &grouped);
    into = turn_target(registry, &key, locality, before, &from);
    if (into == 0) {
        svccomm__turnable_again(registry, turn->record);
        return 0;
    }
    turn_record(&from, &key, grouped);
    from.evidence = turn->evidence;
    svccomm__record_take(registry, into, &from);
    svccomm__record_end(registry, turn->record, SVCCOMM_CHANGE_TURNED, &key);
    svccomm__record_touch(registry, into, now);
    return 1;
}

/* Strongest first. A record may turn into one that turns itself; then that one's evidence is the
 * stronger (it beats what the first one's listener has), and it has gone before it is taken for the
 * first one's target. Of the same evidence by the key, which decides whose attributes stay. */
static int turn_order(const void *context, const void *a, const void *b)
{
    const svccomm_registry *registry = context;
    const struct svccomm__turn *x = a, *y = b;
    svccomm_key left = svccomm__record_key(registry, svccomm__record_at(registry, x->record));
    svccomm_key right = svccomm__record_key(registry, svccomm__record_at(registry, y->record));

    if (x->evidence != y->evidence)
        return x->evidence > y->evidence ? -1 : 1;
    return svccomm_key_compare(&left, &right);
}

/* A record may have been collected twice, and is turned once. */
static int still_there(const svccomm_registry *registry, const struct svccomm__turn *turn)
{
    const struct svccomm__record *record = svccomm__record_at(registry, turn->record);

    return (record->flags & SVCCOMM__RECORD_LIVE) && record->generation == turn->generation;
}

uint64_t svccomm__turns_apply(svccomm_registry *registry, struct svccomm__turns *turns,
                              uint64_t before, int64_t now)
{
    uint64_t turned = 0;
    size_t i;

    for (i = 0; i < turns->list_count; i++)
        svccomm__turnable_looked(registry, turns->lists[i].head, turns->lists[i].evidence);
    svccomm__sort(turns->items, turns->count, sizeof *turns->items, turn_order, registry);
    for (i = 0; i < turns->count; i++)
        if (still_there(registry, &turns->items[i]))
            turned += (uint64_t)turn_one(registry, &turns->items[i], before, now);
    svccomm__turns_begin(turns);
    return turned;
}

void svccomm__turns_free(svccomm_registry *registry, struct svccomm__turns *turns)
{
    svccomm__memory_free(&registry->memory, turns->items, turns->capacity * sizeof *turns->items);
    svccomm__memory_free(&registry->memory, turns->lists,
                         turns->list_capacity * sizeof *turns->lists);
    memset(turns, 0, sizeof *turns);
}
