/* SPDX-License-Identifier: MIT
 * A record as callers see it: what is worked out when it is read (N12, K7). */
#include "core/show.h"

#include <string.h>

#include "base/structs.h"
#include "core/addresses.h"
#include "core/attributes.h"
#include "core/calls.h"
#include "core/endpoints.h"
#include "core/records.h"
#include "core/traffic.h"
#include "core/turnable.h"

static const char *device_at(const svccomm_registry *registry, const svccomm_key *key, int local,
                             const uint8_t *address)
{
    uint32_t index = svccomm__address_find(registry, key->realm, local ? key->scope : 0, address);

    return index == 0 ? NULL : svccomm__address_device(registry, index);
}

const char *svccomm__record_client_device(const svccomm_registry *registry,
                                          const struct svccomm__record *record)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    svccomm_key key;

    if (attributes != 0 && svccomm__attributes_at(registry, attributes)->client_device != NULL)
        return svccomm__attributes_at(registry, attributes)->client_device;
    key = svccomm__record_key(registry, record);
    return device_at(registry, &key, (record->flags & SVCCOMM_RECORD_CLIENT_LOCAL) != 0,
                     key.client);
}

const char *svccomm__record_listener_device(const svccomm_registry *registry,
                                            const struct svccomm__record *record)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    const struct svccomm__endpoint *endpoint;

    if (attributes != 0 && svccomm__attributes_at(registry, attributes)->listener_device != NULL)
        return svccomm__attributes_at(registry, attributes)->listener_device;
    endpoint = svccomm__endpoint_at(registry, record->endpoint);
    return svccomm__address_device(registry, endpoint->address);
}

const char *svccomm__record_listener_process(const svccomm_registry *registry,
                                             const struct svccomm__record *record)
{
    const struct svccomm__endpoint *endpoint = svccomm__endpoint_at(registry, record->endpoint);
    uint32_t cover;

    if (endpoint->process != NULL)
        return endpoint->process;
    cover = svccomm__endpoint_cover(registry, endpoint);
    return cover == 0 ? NULL : svccomm__endpoint_at(registry, cover)->process;
}

static void show_view(const svccomm_registry *registry, uint32_t index, uint32_t slot,
                      uint32_t view, svccomm_netstat *out)
{
    const struct svccomm__view *v;

    out->first_found = out->last_found = SVCCOMM_NO_TIME;
    if (slot == 0)
        return;
    v = svccomm__view_at(registry, slot);
    out->view = view;
    out->found = v->first != SVCCOMM_NO_TIME;
    out->total_samples = out->found ? svccomm__record_total(registry, index, view) : 0;
    out->active_samples = v->active;
    out->recent_samples = v->recent;
    out->attempts = v->attempts;
    out->implied_samples = v->implied;
    out->total_ports = v->ports;
    out->first_found = v->first;
    out->last_found = v->last;
    out->base = v->base;
}

static uint32_t headline(const svccomm_record *record)
{
    if (record->listener_view.found)
        return SVCCOMM_VIEW_LISTENER;
    if (record->client_view.found)
        return SVCCOMM_VIEW_CLIENT;
    return record->listener_view.view != SVCCOMM_VIEW_NONE ? SVCCOMM_VIEW_LISTENER
                                                           : record->client_view.view;
}

static void show_names(const svccomm_registry *registry, const struct svccomm__record *record,
                       svccomm_record *out)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    const struct svccomm__attributes *a;

    out->client_device = svccomm__record_client_device(registry, record);
    out->listener_device = svccomm__record_listener_device(registry, record);
    out->listener_process = svccomm__record_listener_process(registry, record);
    if (attributes == 0)
        return;
    a = svccomm__attributes_at(registry, attributes);
    out->client_device_explicit = a->client_device;
    out->listener_device_explicit = a->listener_device;
    out->note = a->note;
}

static void show_head(const svccomm_registry *registry, const struct svccomm__record *record,
                      svccomm_record *out)
{
    out->key = svccomm__record_key(registry, record);
    svccomm_key_id(&out->key, out->id);
    out->revision = record->revision;
    out->created = record->created;
    out->updated = record->updated;
    out->origin = record->origin;
    out->evidence = record->evidence;
    out->status = record->status;
    out->flags = record->flags & SVCCOMM_RECORD_FLAGS;
    out->client_port = svccomm__record_client_port(registry, record);
}

void svccomm__record_show(const svccomm_registry *registry, uint32_t index,
                          svccomm_process *processes, svccomm_record *out)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    struct svccomm__parts parts = svccomm__parts_of(registry, record);

    memset(out, 0, sizeof *out);
    show_head(registry, record, out);
    show_names(registry, record, out);
    out->first_found = svccomm__record_first(registry, index);
    out->last_found = svccomm__record_last(registry, index);
    out->process_count = svccomm__processes_show(registry, record, processes);
    out->processes = out->process_count == 0 ? NULL : processes;
    show_view(registry, index, parts.listener_view, SVCCOMM_VIEW_LISTENER, &out->listener_view);
    show_view(registry, index, parts.client_view, SVCCOMM_VIEW_CLIENT, &out->client_view);
    out->headline = headline(out);
    if (record->netflow != 0)
        svccomm__traffic_show(registry, record->netflow, &out->netflow);
}

const svccomm_netstat *svccomm_record_headline(const svccomm_record *record)
{
    if (record == NULL)
        return NULL;
    return record->headline == SVCCOMM_VIEW_CLIENT ? &record->client_view : &record->listener_view;
}

static int show_found(svccomm_registry *registry, uint32_t index, svccomm_record *record,
                      size_t size)
{
    svccomm_record shown;

    if (index == 0)
        return SVCCOMM_E_NOT_FOUND;
    svccomm__record_show(registry, index, registry->shown, &shown);
    svccomm__element_out(record, 0, size, &shown, sizeof shown);
    return 0;
}

static int get_check(const svccomm_registry *registry, const void *which,
                     const svccomm_record *record, size_t size)
{
    int rc = svccomm__call_check(registry);

    if (rc == 0 && (which == NULL || record == NULL))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && size < sizeof *record)
        rc = SVCCOMM_E_STRUCT_SIZE;
    return rc;
}

int svccomm_registry_get(svccomm_registry *registry, const uint8_t *id, svccomm_record *record,
                         size_t size)
{
    int rc = get_check(registry, id, record, size);
    uint32_t index;

    if (rc < 0)
        return rc;
    index = svccomm__record_find_id(registry, id, &rc);
    return rc < 0 ? rc : show_found(registry, index, record, size);
}

int svccomm_registry_find(svccomm_registry *registry, const svccomm_key *key,
                          svccomm_record *record, size_t size)
{
    int rc = get_check(registry, key, record, size);

    return rc < 0 ? rc : show_found(registry, svccomm__record_find(registry, key), record, size);
}
