/* SPDX-License-Identifier: MIT
 * Adding, changing and re-keying a record (K8, K9). */
#include "core/edit.h"

#include <string.h>

#include "base/fail.h"
#include "base/structs.h"
#include "core/addresses.h"
#include "core/calls.h"
#include "core/endpoints.h"
#include "core/eviction.h"
#include "core/idle.h"
#include "core/listening.h"
#include "core/merge.h"
#include "core/records.h"
#include "core/room.h"
#include "core/show.h"
#include "core/turn.h"

static int edit_take(const svccomm_registry *registry, const svccomm_edit *edit, int64_t now,
                     svccomm_edit *own)
{
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0)
        rc = svccomm__struct_in(own, sizeof *own, edit);
    if (rc != 0)
        return rc;
    if (own->fields & ~SVCCOMM_EDIT_FIELDS)
        return SVCCOMM_E_ARGUMENT;
    if ((own->fields & SVCCOMM_EDIT_PROCESSES) &&
        (own->process_count > SVCCOMM_PROCESS_MAX ||
         (own->process_count > 0 && own->processes == NULL)))
        return SVCCOMM_E_ARGUMENT;
    if ((own->fields & SVCCOMM_EDIT_STATUS) && own->status > SVCCOMM_STATUS_IGNORED)
        return SVCCOMM_E_ARGUMENT;
    return 0;
}

/* What an edit of one record may need at most: it may be made, end, and be merged. */
static void edit_need(struct svccomm__need *need)
{
    svccomm__merge_need(need);
    need->records = need->endpoints = need->ends = 1;
    need->attributes += 2;
    need->processes += 2 * SVCCOMM_PROCESS_MAX;
    svccomm__need_keys(need);
}

static int edit_reserve(svccomm_registry *registry)
{
    struct svccomm__need need = {0};
    int rc;

    edit_need(&need);
    rc = svccomm__need_reserve(registry, &need);
    if (rc == 0)
        rc = svccomm__idle_reserve(registry, need.endpoints, need.addresses, 2);
    return rc < 0 ? rc : svccomm__evict_reserve(registry, 1);
}

/* For a record that is made, or that is there and is given the client view of another. */
static struct svccomm__room edit_room(const svccomm_registry *registry, const svccomm_key *key,
                                      uint32_t there, int client_view)
{
    uint32_t locality = there == 0 ? svccomm__record_locality(registry, key)
                                   : svccomm__record_at(registry, there)->flags;

    return svccomm__room_of(key, locality, client_view, SVCCOMM__ROOM_ANY);
}

/* Whether a record of a new key fits, itself and its ends. Nothing is evicted unless all of it
 * does: that of records is asked last, and what it ends only adds to what may go. */
static int edit_admit(svccomm_registry *registry, const svccomm_key *key)
{
    struct svccomm__room room = edit_room(registry, key, 0, 0);

    if (!svccomm__room_fits(registry, &room) || !svccomm__record_admit(registry))
        return SVCCOMM_E_FULL;
    return svccomm__room_make(registry, &room) ? 0 : SVCCOMM_E_INTERNAL;
}

static void make_manual(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    svccomm__record_set_manual(registry, index, 1);
    record->evidence = SVCCOMM_EVIDENCE_USER;
    svccomm__endpoint_touch(registry, record->endpoint);
}

static uint32_t strength_of_user(const void *context, const svccomm_endpoint_key *end)
{
    return svccomm__listening_strength(context, end);
}

/* A person says that this end listens: what has it as its client is turned round (D2). Collects,
 * and reserves for it and the edit. */
static int user_turns(svccomm_registry *registry, const svccomm_key *key,
                      struct svccomm__turns *turns)
{
    svccomm_endpoint_key end =
        svccomm__record_endpoint_key(key, svccomm__record_locality(registry, key));
    struct svccomm__need need = {0};
    int rc = svccomm__turns_collect(registry, turns, &end, SVCCOMM_EVIDENCE_USER, strength_of_user,
                                    registry);

    edit_need(&need);
    svccomm__turns_need(turns, &need);
    svccomm__need_keys(&need);
    if (rc == 0)
        rc = svccomm__need_reserve(registry, &need);
    if (rc == 0)
        rc = svccomm__idle_reserve(registry, need.endpoints, need.addresses, need.ends + 1);
    return rc < 0 ? rc : svccomm__evict_reserve(registry, need.ends + 1);
}

static void put_manual(svccomm_registry *registry, const svccomm_edit *edit,
                       struct svccomm__edit_texts *texts, int64_t now)
{
    uint32_t index = svccomm__record_find(registry, &edit->key);

    if (index == 0)
        index = svccomm__record_make(registry, &edit->key,
                                     svccomm__record_locality(registry, &edit->key), now);
    make_manual(registry, index);
    svccomm__edit_apply(registry, index, edit, texts);
    svccomm__record_touch(registry, index, now);
}

static int add_record(svccomm_registry *registry, const svccomm_edit *edit,
                      struct svccomm__edit_texts *texts, int64_t now)
{
    uint32_t index = svccomm__record_find(registry, &edit->key);
    struct svccomm__turns turns = {0};
    int rc;

    if (index != 0 && (svccomm__record_at(registry, index)->origin & SVCCOMM_ORIGIN_MANUAL))
        return SVCCOMM_E_EXISTS;
    rc = user_turns(registry, &edit->key, &turns);
    if (rc == 0 && index == 0)
        rc = edit_admit(registry, &edit->key);
    if (rc == 0) {
        svccomm__turns_apply(registry, &turns, SVCCOMM__ROOM_ANY, now);
        put_manual(registry, edit, texts, now);
    }
    svccomm__turns_free(registry, &turns);
    return rc;
}

int svccomm_registry_add(svccomm_registry *registry, const svccomm_edit *edit, int64_t now,
                         uint8_t *id, svccomm_error *error)
{
    struct svccomm__edit_texts texts;
    svccomm_edit own;
    int rc = edit_take(registry, edit, now, &own);

    const char *fault = rc == 0 ? svccomm__key_fault(registry, &own.key) : NULL;

    if (fault != NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, fault);
    if (rc == 0)
        rc = svccomm__edit_intern(registry, &own, &texts);
    if (rc != 0)
        return svccomm__fail(error, rc, NULL);
    rc = add_record(registry, &own, &texts, now);
    svccomm__edit_drop(registry, &texts);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (id != NULL)
        svccomm_key_id(&own.key, id);
    return 0;
}

/* Moves a record to another key; *index becomes that one's. The old id gets a tombstone. */
static int rekey(svccomm_registry *registry, const svccomm_edit *edit, uint32_t *index)
{
    uint32_t there = svccomm__record_find(registry, &edit->key), into;
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    struct svccomm__room room;
    svccomm_record from;

    if (there == *index)
        return 0;
    if (there != 0 && !(edit->fields & SVCCOMM_EDIT_MERGE))
        return SVCCOMM_E_EXISTS;
    /* At the cap of records the old one makes room for the new one, so only endpoints and
     * addresses are asked about; a record that is there may lack the client view's address. */
    room = edit_room(
        registry, &edit->key, there,
        svccomm__parts_of(registry, svccomm__record_at(registry, *index)).client_view != 0);
    if (!svccomm__room_make(registry, &room))
        return SVCCOMM_E_FULL;
    svccomm__record_show(registry, *index, processes, &from);
    into = there;
    if (into == 0)
        into = svccomm__record_make(registry, &edit->key,
                                    svccomm__record_locality(registry, &edit->key), from.created);
    svccomm__record_take(registry, into, &from);
    svccomm__record_end(registry, *index, SVCCOMM_CHANGE_REKEYED, &edit->key);
    *index = into;
    return 0;
}

static int edit_record(svccomm_registry *registry, uint32_t index, const svccomm_edit *edit,
                       struct svccomm__edit_texts *texts, int64_t now, uint8_t *new_id)
{
    svccomm_key key;
    int rc = edit_reserve(registry);

    if (rc == 0 && (edit->fields & SVCCOMM_EDIT_KEY))
        rc = rekey(registry, edit, &index);
    if (rc < 0)
        return rc;
    svccomm__edit_apply(registry, index, edit, texts);
    svccomm__record_touch(registry, index, now);
    key = svccomm__record_key(registry, svccomm__record_at(registry, index));
    if (new_id != NULL)
        svccomm_key_id(&key, new_id);
    return 0;
}

int svccomm_registry_edit(svccomm_registry *registry, const uint8_t *id, const svccomm_edit *edit,
                          int64_t now, uint8_t *new_id, svccomm_error *error)
{
    struct svccomm__edit_texts texts;
    svccomm_edit own;
    uint32_t index = 0;
    const char *fault = NULL;
    int rc = edit_take(registry, edit, now, &own);

    if (rc == 0 && (own.fields & SVCCOMM_EDIT_KEY))
        fault = svccomm__key_fault(registry, &own.key);
    if (fault != NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, fault);
    if (rc == 0 && id == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0)
        index = svccomm__record_find_id(registry, id, &rc);
    if (rc == 0 && index == 0)
        rc = SVCCOMM_E_NOT_FOUND;
    if (rc == 0)
        rc = svccomm__edit_intern(registry, &own, &texts);
    if (rc != 0)
        return svccomm__fail(error, rc, NULL);
    rc = edit_record(registry, index, &own, &texts, now, new_id);
    svccomm__edit_drop(registry, &texts);
    return rc < 0 ? svccomm__fail(error, rc, NULL) : 0;
}
