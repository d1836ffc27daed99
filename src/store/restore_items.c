/* SPDX-License-Identifier: MIT
 * Stored items put back into a registry, checked as what comes from outside (S2). */
#include "store/restore_items.h"

#include <string.h>

#include "core/addresses.h"
#include "core/calls.h"
#include "core/endpoints.h"
#include "core/fan_in.h"
#include "core/hosts.h"
#include "core/ports.h"
#include "core/restore.h"
#include "core/rules.h"
#include "core/tombstones.h"
#include "model/address.h"
#include "store/kinds.h"

static int is_time_or_none(int64_t time)
{
    return time == SVCCOMM_NO_TIME || svccomm__time_is_valid(time);
}

/* Far below where the counter would wrap. */
static int is_revision(uint64_t revision)
{
    return revision <= (uint64_t)SVCCOMM_TIME_MAX;
}

/* Ages are measured against the newest observation, which is no older than any of them. */
static void note_time(svccomm_registry *registry, int64_t time)
{
    if (time > registry->newest)
        registry->newest = time;
}

static void note_revision(svccomm_registry *registry, uint64_t revision)
{
    if (revision > registry->revision)
        registry->revision = revision;
}

static int is_name_or_none(const char *text)
{
    return text == NULL || memchr(text, '\0', SVCCOMM_STRING_MAX + 1) != NULL;
}

static int take_name_of_item(svccomm_registry *registry, const char *text, const char **slot)
{
    if (text == NULL)
        return 0;
    return svccomm__strings_intern(&registry->strings, text, strlen(text), slot);
}

int svccomm__restore_meta(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_meta *meta = item;

    if (meta->format > SVCCOMM_META_FORMAT)
        return SVCCOMM_E_VERSION;
    if (meta->format == 0 || !is_time_or_none(meta->newest) || !is_revision(meta->revision))
        return SVCCOMM_E_FORMAT;
    if (meta->interval != registry->config.interval || !meta->points != !registry->config.points)
        return SVCCOMM_E_MISMATCH;
    note_revision(registry, meta->revision);
    registry->newest = meta->newest;
    registry->tombstones.from = meta->tombstones_from;
    if (svccomm__kinds_have(r->kinds, SVCCOMM_KIND_FAN_IN))
        svccomm__fan_in_take_key(registry, meta->fan_in_key);
    return 0;
}

static int host_times_are_valid(const svccomm_host *h)
{
    int family, p;

    for (family = 0; family < 2; family++)
        for (p = 0; p < SVCCOMM_PROTOCOL_COUNT; p++)
            if (!is_time_or_none(h->last_complete[family][p]))
                return 0;
    return is_time_or_none(h->last_snapshot);
}

int svccomm__restore_host(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_host *h = item;
    struct svccomm__host *host;
    int rc;

    if (h->key.host == 0 || !is_name_or_none(h->name) || !host_times_are_valid(h) ||
        !is_revision(h->revision) || svccomm__host_find(registry, h->key.realm, h->key.host) != 0)
        return SVCCOMM_E_FORMAT;
    rc = svccomm__host_reserve(registry, 1);
    if (rc < 0)
        return rc;
    host = svccomm__host_at(registry, svccomm__host_make(registry, h->key.realm, h->key.host));
    host->revision = h->revision;
    host->last_snapshot = h->last_snapshot;
    host->snapshots = h->snapshots;
    memcpy(host->complete, h->complete, sizeof host->complete);
    memcpy(host->last_complete, h->last_complete, sizeof host->last_complete);
    host->ephemeral_low = h->ephemeral_low;
    host->ephemeral_high = h->ephemeral_high;
    svccomm__ports_range(registry, h->ephemeral_low, h->ephemeral_high);
    note_time(registry, h->last_snapshot);
    note_revision(registry, h->revision);
    return take_name_of_item(registry, h->name, &host->name);
}

/* The owner of a stored address; *missing if it names a host that should be there. A storage that
 * keeps no hosts keeps no owners either: totals travel with the communications then. */
static uint32_t stored_owner(const struct svccomm__restoring *r, const svccomm_address *a,
                             int *missing)
{
    int kept = svccomm__kinds_have(r->kinds, SVCCOMM_KIND_HOST) && r->left_out == 0;
    uint32_t owner = a->owner == 0 ? 0 : svccomm__host_find(r->registry, a->key.realm, a->owner);

    *missing = kept && a->owner != 0 && owner == 0;
    return owner;
}

static int address_is_valid(const svccomm_address *a)
{
    return is_revision(a->revision) && !svccomm__address_is_unspecified(a->key.address) &&
           is_time_or_none(a->since) && is_time_or_none(a->last_seen) &&
           is_name_or_none(a->fallback) && is_name_or_none(a->device);
}

int svccomm__restore_address(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_address *a = item;
    struct svccomm__address *address;
    const char *device = NULL;
    uint32_t index;
    int rc, missing;
    uint32_t owner = stored_owner(r, a, &missing);

    if (missing || !address_is_valid(a) || (owner != 0 && a->last_seen == SVCCOMM_NO_TIME) ||
        svccomm__address_find(registry, a->key.realm, a->key.scope, a->key.address) != 0)
        return SVCCOMM_E_FORMAT;
    if (svccomm__pool_count(&registry->addresses) >= registry->config.max_addresses)
        return SVCCOMM_E_FULL;
    rc = svccomm__address_reserve(registry, 1);
    if (rc < 0)
        return rc;
    index = svccomm__address_make(registry, a->key.realm, a->key.scope, a->key.address);
    address = svccomm__address_at(registry, index);
    address->revision = a->revision;
    address->since = a->since;
    address->last_seen = a->last_seen;
    address->owner = owner;
    memcpy(address->settled, a->settled, sizeof address->settled);
    memcpy(address->base, a->base, sizeof address->base);
    note_time(registry, a->last_seen);
    note_revision(registry, a->revision);
    rc = take_name_of_item(registry, a->fallback, &address->fallback);
    if (rc == 0)
        rc = take_name_of_item(registry, a->device, &device);
    if (rc == 0)
        svccomm__address_name(registry, index, device);
    return rc;
}

static int endpoint_is_valid(const svccomm_endpoint *e)
{
    return (e->own_evidence & 0xFF) < SVCCOMM_EVIDENCE_USER &&
           e->own_evidence >> 8 <= (e->own_evidence & 0xFF) && is_time_or_none(e->own_listen) &&
           is_time_or_none(e->last_seen) && is_time_or_none(e->process_seen) &&
           is_revision(e->revision) && e->key.reserved == 0 && is_name_or_none(e->process) &&
           (!svccomm__endpoint_is_wildcard(&e->key) || e->key.scope != 0);
}

static int endpoint_room(svccomm_registry *registry)
{
    int rc;

    if (svccomm__pool_count(&registry->endpoints) >= registry->config.max_endpoints)
        return SVCCOMM_E_FULL;
    rc = svccomm__endpoint_reserve(registry, 1);
    return rc < 0 ? rc : svccomm__address_reserve(registry, 1);
}

int svccomm__restore_endpoint(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_endpoint *e = item;
    struct svccomm__endpoint *endpoint;
    int rc;

    if (!endpoint_is_valid(e) || svccomm__endpoint_find(registry, &e->key) != 0)
        return SVCCOMM_E_FORMAT;
    rc = endpoint_room(registry);
    if (rc < 0)
        return rc;
    endpoint = svccomm__endpoint_at(registry, svccomm__endpoint_make(registry, &e->key));
    endpoint->revision = e->revision;
    endpoint->own = e->own;
    endpoint->wildcard_base = e->wildcard_base;
    endpoint->last_listen = e->own_listen;
    endpoint->last_seen = e->last_seen;
    endpoint->process_seen = e->process_seen;
    endpoint->evidence = (uint8_t)(e->own_evidence & 0xFF);
    endpoint->told = (uint8_t)(e->own_evidence >> 8);
    svccomm__ports_note(registry, e->key.port, svccomm__ports_endpoint(endpoint->evidence));
    note_revision(registry, e->revision);
    return take_name_of_item(registry, e->process, &endpoint->process);
}

int svccomm__restore_rule(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_rule *rule = item;

    return is_name_or_none(rule->process) ? svccomm__rules_restore(registry, rule)
                                          : SVCCOMM_E_FORMAT;
}

int svccomm__restore_tombstone(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_change *t = item;
    int rc;

    if (t->cause < SVCCOMM_CHANGE_DELETED || t->cause > SVCCOMM_CHANGE_EVICTED ||
        t->revision == 0 || !is_revision(t->revision))
        return SVCCOMM_E_FORMAT;
    rc = svccomm__tombstone_reserve(registry, 1);
    if (rc < 0)
        return rc;
    svccomm__tombstone_restore(registry, t);
    note_revision(registry, t->revision);
    return 0;
}

int svccomm__restore_fan_in(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    return svccomm__fan_in_restore(registry, item);
}

int svccomm__restore_communication(struct svccomm__restoring *r, const void *item)
{
    svccomm_registry *registry = r->registry;
    const svccomm_record *record = item;
    uint8_t id[SVCCOMM_ID_SIZE];
    int rc;

    svccomm_key_id(&record->key, id);
    if (memcmp(id, record->id, sizeof id) != 0)
        return SVCCOMM_E_FORMAT;
    rc = svccomm__kinds_tell_totals(r->kinds)
             ? svccomm__registry_restore_stored(
                   registry, record, r->left_out > 0 ? r->came[SVCCOMM_KIND_ENDPOINT] : 0)
             : svccomm__registry_restore(registry, record, NULL);
    return rc == SVCCOMM_E_ARGUMENT || rc == SVCCOMM_E_EXISTS || rc == SVCCOMM_E_RANGE
               ? SVCCOMM_E_FORMAT
               : rc;
}

void svccomm__restore_kind_end(struct svccomm__restoring *r, uint32_t kind)
{
    uint32_t from, to;

    svccomm__kind_range(r->registry, kind, &from, &to);
    r->came[kind] = to;
    if (kind == SVCCOMM_KIND_ENDPOINT && r->left_out > 0)
        svccomm__endpoints_rebase_lost(r->registry);
}

int svccomm__restore_end(struct svccomm__restoring *r)
{
    svccomm_registry *registry = r->registry;

    svccomm__tombstones_sort(registry);
    /* Tombstones that are not kept are not known: whoever asks for older changes is told so (K10).
     */
    if (!svccomm__kinds_have(r->kinds, SVCCOMM_KIND_TOMBSTONE) ||
        registry->config.max_tombstones == 0)
        registry->tombstones.from = registry->revision + 1;
    return svccomm__addresses_enlist(registry);
}
