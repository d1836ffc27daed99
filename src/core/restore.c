/* SPDX-License-Identifier: MIT
 * Records that come from elsewhere: checked, reserved, and put as they were (S2), or collected in a
 * staging registry and applied all or nothing (section 10). */
#include "core/restore.h"

#include <string.h>

#include "base/fail.h"
#include "core/addresses.h"
#include "core/calls.h"
#include "core/edit.h"
#include "core/endpoints.h"
#include "core/merge.h"
#include "core/records.h"
#include "core/restore_need.h"
#include "core/rules.h"
#include "core/show.h"
#include "stats/spans_state.h"

#define SVCCOMM__LOCALITY (SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL)

int svccomm__registry_staging(const svccomm_registry *like, svccomm_registry **out)
{
    svccomm_registry_config config = like->config;
    size_t i;
    int rc;

    config.allocator = &like->memory.allocator;
    config.max_tombstones = 0;
    rc = svccomm_registry_new(out, &config);
    for (i = 0; rc == 0 && i < like->rule_count; i++)
        rc = svccomm__rules_restore(*out, &like->rules[i].rule);
    if (rc < 0) {
        svccomm_registry_free(*out);
        *out = NULL;
    }
    return rc;
}

int64_t svccomm__registry_interval(const svccomm_registry *registry)
{
    return registry->config.interval;
}

uint32_t svccomm__registry_keep(const svccomm_registry *registry)
{
    return registry->config.keep_segments;
}

uint32_t svccomm__registry_points(const svccomm_registry *registry)
{
    return registry->config.points;
}

static int found_is_valid(int found, int64_t first, int64_t last)
{
    if (!found)
        return first == SVCCOMM_NO_TIME && last == SVCCOMM_NO_TIME;
    return svccomm__time_is_valid(first) && svccomm__time_is_valid(last) && first <= last;
}

static int view_is_valid(const svccomm_netstat *v, uint32_t view)
{
    if (v->view == SVCCOMM_VIEW_NONE)
        return 1;
    return v->view == view && found_is_valid(v->found != 0, v->first_found, v->last_found) &&
           v->implied_samples <= v->active_samples;
}

static int netflow_is_valid(const svccomm_registry *registry, const svccomm_netflow *n)
{
    return !n->present ||
           (svccomm__spans_valid(&n->spans) && n->spans.interval == registry->config.interval &&
            ((n->spans.flags & SVCCOMM_SPANS_POINTS) != 0) == (registry->config.points != 0));
}

static int record_is_valid(const svccomm_registry *registry, const svccomm_record *r)
{
    return svccomm__key_is_valid(&r->key) && r->evidence <= SVCCOMM_EVIDENCE_USER &&
           r->status <= SVCCOMM_STATUS_IGNORED && r->client_port <= SVCCOMM_CLIENT_PORT_SEVERAL &&
           r->process_count <= SVCCOMM_PROCESS_MAX &&
           (r->process_count == 0 || r->processes != NULL) &&
           r->revision <= (uint64_t)SVCCOMM_TIME_MAX && svccomm__time_is_valid(r->created) &&
           svccomm__time_is_valid(r->updated) &&
           view_is_valid(&r->listener_view, SVCCOMM_VIEW_LISTENER) &&
           view_is_valid(&r->client_view, SVCCOMM_VIEW_CLIENT) &&
           netflow_is_valid(registry, &r->netflow);
}

/* The strings of a record that taking it in interns. */
static size_t strings_of(const svccomm_record *r, const char **out)
{
    const char *texts[] = {r->client_device_explicit, r->listener_device_explicit, r->client_device,
                           r->listener_device,        r->listener_process,         r->note};
    size_t count = 0, i;

    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i] != NULL)
            out[count++] = texts[i];
    for (i = 0; i < r->process_count; i++)
        out[count++] = r->processes[i].name;
    return count;
}

#define STRINGS_MAX (6 + SVCCOMM_PROCESS_MAX)

static void release_strings(svccomm_registry *registry, const char *const *texts, size_t count)
{
    const char *interned;
    size_t i;

    for (i = 0; i < count; i++) {
        svccomm__strings_intern(&registry->strings, texts[i], strlen(texts[i]), &interned);
        svccomm__strings_drop(&registry->strings, interned);
        svccomm__strings_drop(&registry->strings, interned);
    }
}

/* Interns every string of a record, so that taking it in cannot fail, and holds a reference. */
static int hold_strings(svccomm_registry *registry, const svccomm_record *record)
{
    const char *texts[STRINGS_MAX], *interned;
    size_t count = strings_of(record, texts), i;
    int rc;

    for (i = 0; i < count; i++) {
        rc = texts[i] == NULL ? SVCCOMM_E_ARGUMENT
                              : svccomm__strings_intern(&registry->strings, texts[i],
                                                        strlen(texts[i]), &interned);
        if (rc < 0) {
            release_strings(registry, texts, i);
            return rc;
        }
    }
    return 0;
}

static void let_strings_go(svccomm_registry *registry, const svccomm_record *record)
{
    const char *texts[STRINGS_MAX];

    release_strings(registry, texts, strings_of(record, texts));
}

/* A name that was derived where the record comes from is the last resort here. */
static void keep_fallback(svccomm_registry *registry, const svccomm_key *key, int local,
                          const uint8_t *address, const char *name, const char *given)
{
    uint64_t scope = local ? key->scope : 0;
    uint32_t index;
    struct svccomm__address *a;

    if (name == NULL || given != NULL)
        return;
    index = svccomm__address_find(registry, key->realm, scope, address);
    if (index == 0)
        index = svccomm__address_make(registry, key->realm, scope, address);
    a = svccomm__address_at(registry, index);
    if (a->fallback == NULL)
        svccomm__strings_intern(&registry->strings, name, strlen(name), &a->fallback);
    svccomm__address_touch(registry, index);
}

static void keep_process(svccomm_registry *registry, uint32_t index, const char *name)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__endpoint *e = svccomm__endpoint_at(registry, record->endpoint);

    if (name == NULL || svccomm__record_listener_process(registry, record) != NULL)
        return;
    svccomm__strings_intern(&registry->strings, name, strlen(name), &e->process);
    svccomm__endpoint_touch(registry, record->endpoint);
}

static uint32_t put(svccomm_registry *registry, const svccomm_record *record, uint32_t locality)
{
    uint32_t index = svccomm__record_find(registry, &record->key);

    if (index == 0)
        index = svccomm__record_make(registry, &record->key, locality, record->created);
    svccomm__record_take(registry, index, record);
    return index;
}

static void put_names(svccomm_registry *registry, uint32_t index, const svccomm_record *r)
{
    uint32_t flags = svccomm__record_at(registry, index)->flags;

    keep_fallback(registry, &r->key, (flags & SVCCOMM_RECORD_CLIENT_LOCAL) != 0, r->key.client,
                  r->client_device, r->client_device_explicit);
    keep_fallback(registry, &r->key, (flags & SVCCOMM_RECORD_LISTENER_LOCAL) != 0, r->key.listener,
                  r->listener_device, r->listener_device_explicit);
    keep_process(registry, index, r->listener_process);
}

static void put_revision(svccomm_registry *registry, uint32_t index, const svccomm_record *from)
{
    struct svccomm__record *record = svccomm__record_at(registry, index);

    record->created = from->created;
    record->updated = from->updated;
    record->revision = from->revision;
    if (from->revision > registry->revision)
        registry->revision = from->revision;
}

/* Checks and reserves for one record that must not be there yet. */
static int restore_prepare(svccomm_registry *registry, const svccomm_record *record,
                           uint32_t locality, int named)
{
    struct svccomm__need need;
    int rc;

    if (!record_is_valid(registry, record))
        return SVCCOMM_E_ARGUMENT;
    if (svccomm__record_find(registry, &record->key) != 0)
        return SVCCOMM_E_EXISTS;
    need = svccomm__restore_need(registry, record, locality, named);
    if (!svccomm__need_fits(registry, &need))
        return SVCCOMM_E_FULL;
    rc = svccomm__need_reserve(registry, &need);
    return rc < 0 ? rc : hold_strings(registry, record);
}

/* 0 <= active <= total (N9), of totals that come with the record. */
static int totals_are_valid(const svccomm_record *record)
{
    return record->listener_view.active_samples <= record->listener_view.total_samples &&
           record->client_view.active_samples <= record->client_view.total_samples;
}

int svccomm__registry_restore(svccomm_registry *registry, const svccomm_record *record,
                              svccomm_error *error)
{
    uint32_t locality = svccomm__record_locality(registry, &record->key), index;
    int rc = totals_are_valid(record) ? restore_prepare(registry, record, locality, 1)
                                      : SVCCOMM_E_ARGUMENT;

    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    index = put(registry, record, locality);
    put_names(registry, index, record);
    put_revision(registry, index, record);
    let_strings_go(registry, record);
    return 0;
}

static void take_base(const svccomm_registry *registry, uint32_t slot, const svccomm_netstat *from)
{
    if (slot != 0)
        svccomm__view_at(registry, slot)->base = from->base;
}

/* An endpoint in place of a lost one counts all that its wildcard did, so that it counts the same
 * whenever it is made again. */
static void count_whole(const svccomm_registry *registry, uint32_t endpoint, uint32_t made_from)
{
    if (endpoint >= made_from)
        svccomm__endpoint_at(registry, endpoint)->wildcard_base = 0;
}

/* 0 <= active <= total, of a total that is worked out from what was restored before. */
static int count_holds(const svccomm_registry *registry, uint32_t index, uint32_t view,
                       uint32_t slot)
{
    uint64_t total;

    if (slot == 0 || svccomm__view_at(registry, slot)->first == SVCCOMM_NO_TIME)
        return 1;
    total = svccomm__record_total(registry, index, view);
    return total <= INT64_MAX && svccomm__view_at(registry, slot)->active <= total;
}

/* What it counted by was damaged: it counts on from the least that its total can be. */
static void count_anew(const svccomm_registry *registry, uint32_t index, uint32_t view,
                       uint32_t slot)
{
    struct svccomm__view *v = svccomm__view_at(registry, slot);

    v->base = svccomm__record_source(registry, index, view) - v->active;
}

static int settle_count(const svccomm_registry *registry, uint32_t index, uint32_t view,
                        uint32_t slot, int repair)
{
    if (count_holds(registry, index, view, slot))
        return 1;
    if (repair)
        count_anew(registry, index, view, slot);
    return repair;
}

int svccomm__registry_restore_stored(svccomm_registry *registry, const svccomm_record *record,
                                     uint32_t made_from)
{
    struct svccomm__parts made;
    int repair = made_from != 0;
    uint32_t locality = record->flags & SVCCOMM__LOCALITY, index;
    int rc = (locality != 0) == (record->key.scope != 0)
                 ? restore_prepare(registry, record, locality, 0)
                 : SVCCOMM_E_ARGUMENT;

    if (rc < 0)
        return rc;
    index = put(registry, record, locality);
    if (repair)
        count_whole(registry, svccomm__record_at(registry, index)->endpoint, made_from);
    made = svccomm__parts_of(registry, svccomm__record_at(registry, index));
    take_base(registry, made.listener_view, &record->listener_view);
    take_base(registry, made.client_view, &record->client_view);
    put_revision(registry, index, record);
    let_strings_go(registry, record);
    if (settle_count(registry, index, SVCCOMM_VIEW_LISTENER, made.listener_view, repair) &&
        settle_count(registry, index, SVCCOMM_VIEW_CLIENT, made.client_view, repair))
        return 0;
    svccomm__record_forget(registry, index);
    return SVCCOMM_E_ARGUMENT;
}

/* Walks staging; `hold` interns the strings and adds to the need up to a failure, else lets go of
 * the first `count` records' strings. */
static int hold_all(svccomm_registry *registry, const svccomm_registry *staging,
                    struct svccomm__need *need, uint32_t *held)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record record;
    uint32_t index;
    int rc = 0;

    for (index = 1; rc == 0 && index <= staging->records.used; index++) {
        svccomm__record_show(staging, index, processes, &record);
        svccomm__absorb_need(registry, &record, need);
        rc = hold_strings(registry, &record);
        if (rc == 0)
            *held = index;
    }
    return rc;
}

static void let_all_go(svccomm_registry *registry, const svccomm_registry *staging, uint32_t held)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record record;
    uint32_t index;

    for (index = 1; index <= held; index++) {
        svccomm__record_show(staging, index, processes, &record);
        let_strings_go(registry, &record);
    }
}

static void absorb_one(svccomm_registry *registry, const svccomm_record *record, int was_empty,
                       int64_t now, uint64_t *merged)
{
    uint64_t revision = registry->revision;
    int existed = svccomm__record_find(registry, &record->key) != 0;
    uint32_t index = put(registry, record, svccomm__record_locality(registry, &record->key));

    *merged += (uint64_t)existed;
    put_names(registry, index, record);
    svccomm__record_touch(registry, index, now);
    if (was_empty) {
        registry->revision = revision;
        put_revision(registry, index, record);
    } else if (!existed) {
        svccomm__record_at(registry, index)->created = now;
    }
}

static void absorb_all(svccomm_registry *registry, const svccomm_registry *staging, int64_t now,
                       uint64_t *created, uint64_t *merged)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record record;
    uint32_t index;
    int was_empty = svccomm__pool_count(&registry->records) == 0 && registry->revision == 0;

    *merged = 0;
    for (index = 1; index <= staging->records.used; index++) {
        svccomm__record_show(staging, index, processes, &record);
        absorb_one(registry, &record, was_empty, now, merged);
    }
    *created = staging->records.used - *merged;
}

int svccomm__registry_absorb(svccomm_registry *registry, const svccomm_registry *staging,
                             int64_t now, uint64_t *created, uint64_t *merged, svccomm_error *error)
{
    struct svccomm__need need = {0};
    uint32_t held = 0;
    int rc = hold_all(registry, staging, &need, &held);

    svccomm__absorb_need_ends(registry, staging, &need);
    if (rc == 0 && !svccomm__need_fits(registry, &need))
        rc = SVCCOMM_E_FULL;
    if (rc == 0)
        rc = svccomm__need_reserve(registry, &need);
    if (rc == 0)
        absorb_all(registry, staging, now, created, merged);
    let_all_go(registry, staging, held);
    return rc < 0 ? svccomm__fail(error, rc, NULL) : 0;
}
