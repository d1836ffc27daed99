/* SPDX-License-Identifier: MIT
 * Whether a record passes a filter: the cheap questions first. */
#include "core/match.h"

#include <string.h>

#include "base/structs.h"
#include "core/attributes.h"
#include "core/records.h"
#include "core/show.h"
#include "svccomm/stats.h"

int svccomm_filter_init(svccomm_filter *filter, size_t size)
{
    return svccomm__struct_init(filter, size, sizeof *filter);
}

/* Copies a string that the filter asks by; 0 or a code. */
static int take_text(const svccomm_filter *filter, uint32_t field, const char *text, char *copy)
{
    size_t length;

    if (!(filter->fields & field))
        return 0;
    if (text == NULL)
        return SVCCOMM_E_ARGUMENT;
    length = strlen(text);
    if (length > SVCCOMM_STRING_MAX)
        return SVCCOMM_E_RANGE;
    memcpy(copy, text, length + 1);
    return 0;
}

static int prefixes_fit(const svccomm_filter *filter)
{
    return filter->client.length <= 128 && filter->listener.length <= 128;
}

int svccomm__match_take(struct svccomm__match *match, const svccomm_filter *filter)
{
    svccomm_filter *own = &match->filter;
    int rc = svccomm_filter_init(own, sizeof *own);

    if (rc == 0 && filter != NULL)
        rc = svccomm__struct_in(own, sizeof *own, filter);
    if (rc == 0 &&
        (own->fields & ~SVCCOMM_FILTER_FIELDS || !prefixes_fit(own) ||
         own->statuses > SVCCOMM_STATUSES_ALL || own->min_persistence != own->min_persistence))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0)
        rc = take_text(own, SVCCOMM_FILTER_DEVICE, own->device, match->device);
    if (rc == 0)
        rc = take_text(own, SVCCOMM_FILTER_PROCESS, own->process, match->process);
    if (own->statuses == 0)
        own->statuses = SVCCOMM_STATUSES_NORMAL;
    return rc;
}

static int asks(const svccomm_filter *filter, uint32_t field)
{
    return (filter->fields & field) != 0;
}

static int key_passes(const svccomm_registry *registry, const svccomm_filter *f,
                      const struct svccomm__record *record)
{
    svccomm_key own = svccomm__record_key(registry, record), *key = &own;

    if (!asks(f, SVCCOMM_FILTER_ALL_REALMS) && key->realm != f->realm)
        return 0;
    if (asks(f, SVCCOMM_FILTER_PROTOCOL) && key->protocol != f->protocol)
        return 0;
    if (asks(f, SVCCOMM_FILTER_PORT) && (key->port < f->port_low || key->port > f->port_high))
        return 0;
    if (asks(f, SVCCOMM_FILTER_CLIENT) && svccomm_prefix_contains(&f->client, key->client) != 1)
        return 0;
    return !asks(f, SVCCOMM_FILTER_LISTENER) ||
           svccomm_prefix_contains(&f->listener, key->listener) == 1;
}

static int state_passes(const svccomm_registry *registry, const svccomm_filter *f, uint32_t index)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    int64_t last;

    if (!(f->statuses & 1u << record->status))
        return 0;
    if (asks(f, SVCCOMM_FILTER_ORIGIN) && !(record->origin & f->origin))
        return 0;
    if (asks(f, SVCCOMM_FILTER_CHANGED_SINCE) && record->revision <= f->changed_since)
        return 0;
    if (!asks(f, SVCCOMM_FILTER_SINCE))
        return 1;
    last = svccomm__record_last(registry, index);
    return last != SVCCOMM_NO_TIME && last >= f->since;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int starts_with(const char *text, const char *part)
{
    for (; *part != '\0'; text++, part++)
        if (lower(*text) != lower(*part))
            return 0;
    return 1;
}

static int same_text(const char *text, const char *wanted)
{
    return text != NULL && strlen(text) == strlen(wanted) && starts_with(text, wanted);
}

static int has_part(const char *text, const char *part)
{
    if (text == NULL)
        return 0;
    for (; *text != '\0'; text++)
        if (starts_with(text, part))
            return 1;
    return *part == '\0';
}

static int device_passes(const svccomm_registry *registry, const struct svccomm__match *match,
                         const struct svccomm__record *record)
{
    return same_text(svccomm__record_client_device(registry, record), match->device) ||
           same_text(svccomm__record_listener_device(registry, record), match->device);
}

static int process_passes(const svccomm_registry *registry, const struct svccomm__match *match,
                          const struct svccomm__record *record)
{
    svccomm_process shown[SVCCOMM_PROCESS_MAX];
    uint32_t count = svccomm__processes_show(registry, record, shown), i;

    for (i = 0; i < count; i++)
        if (has_part(shown[i].name, match->process))
            return 1;
    return has_part(svccomm__record_listener_process(registry, record), match->process);
}

static int persistence_passes(const svccomm_registry *registry, const svccomm_filter *f,
                              uint32_t index)
{
    svccomm_process shown[SVCCOMM_PROCESS_MAX];
    svccomm_record record;
    const svccomm_netstat *headline;

    svccomm__record_show(registry, index, shown, &record);
    headline = svccomm_record_headline(&record);
    return headline->found && headline->total_samples > 0 &&
           svccomm_persistence(headline->active_samples, headline->total_samples) >=
               f->min_persistence;
}

int svccomm__match_record(const svccomm_registry *registry, const struct svccomm__match *match,
                          uint32_t index)
{
    const struct svccomm__record *record = svccomm__record_at(registry, index);
    const svccomm_filter *f = &match->filter;

    if (!(record->flags & SVCCOMM__RECORD_LIVE) || !key_passes(registry, f, record) ||
        !state_passes(registry, f, index))
        return 0;
    if (asks(f, SVCCOMM_FILTER_DEVICE) && !device_passes(registry, match, record))
        return 0;
    if (asks(f, SVCCOMM_FILTER_PROCESS) && !process_passes(registry, match, record))
        return 0;
    return !asks(f, SVCCOMM_FILTER_MIN_PERSISTENCE) || persistence_passes(registry, f, index);
}
